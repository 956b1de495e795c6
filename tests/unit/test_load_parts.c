/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is read of loads and plans, and what is written of them, word for word.
 */
#include "test.h"

#include "activity_private.h"
#include "campaign.h"
#include "command_private.h"
#include "generator_private.h"
#include "kind.h"
#include "load_parts_private.h"
#include "writer_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/ticklab-parts-XXXXXX";

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static const char *in_folder(const char *name)
{
	static char path[64];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static void put_file(const char *name, const char *text)
{
	FILE *f = fopen(in_folder(name), "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static int remove_folder(void **state)
{
	static const char *const names[] = {"log", "metrics.yaml", "text", "room"};
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unlink(in_folder(names[i]));
	return rmdir(folder);
}

/* ---- the generator -------------------------------------------------------------------------- */

static const struct load_kind pair = {.name = "pair",
    .count = 2,
    .stressors = {
	{"cpu", 2, "--cpu-method  all"}, {"vm", 1, "--vm-bytes {64}M --vm-{x --y} {z}%"}}};

/* The words with a blank between them; "%1" is the instances of two and "%2" of one a CPU. */
static void expect_words(const char *const *argv, const char *want)
{
	char got[2048] = "", whole[2048];
	size_t n = 0;
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	for (; *argv; argv++)
		n += (size_t)snprintf(got + n, sizeof got - n, "[%s]", *argv);
	const char *at = want;
	size_t k = 0;
	for (; *at; at++)
		if (*at == '%' && (at[1] == '1' || at[1] == '2'))
			k += (size_t)snprintf(
			    whole + k, sizeof whole - k, "%ld", *++at == '1' ? 2 * cpus : cpus);
		else
			whole[k++] = *at;
	whole[k] = '\0';
	assert_string_equal(got, whole);
}

static void the_generators_command_is_that_of_the_load(void **state)
{
	(void)state;
	struct generator_arguments a;
	struct load_kind command;
	char note[64], cut[24];
	generator_arguments(&a, &pair, 1, "/f", 0);
	expect_words((const char *const *)a.argv,
	    "[stress-ng][--cpu][%1][--cpu-method][all][--vm][%2][--vm-bytes][64M][--vm-{x][--y}][1%"
	    "]"
	    "[--timeout][3600][--temp-path][/f][--metrics][--yaml][/f/metrics.yaml]");
	generator_arguments(&a, &pair, 0.5, "/f", 7);
	expect_words((const char *const *)a.argv,
	    "[stress-ng][--cpu][%2][--cpu-ops][8][--cpu-method][all][--vm][%2][--vm-ops][8]"
	    "[--vm-bytes][32M][--vm-{x][--y}][1%]"
	    "[--timeout][7][--temp-path][/f][--metrics][--yaml][/f/metrics.yaml]");
	kind_command(&command, "a b; c");
	generator_arguments(&a, &command, 1, "/f", 0);
	expect_words((const char *const *)a.argv, "[/bin/sh][-c][a b; c]");
	generator_note(&a, note, sizeof note);
	assert_string_equal(note, "/bin/sh -c a b; c");
	generator_note(&a, cut, 12); /* words that do not fit are left off */
	assert_int_equal(strncmp(cut, "/bin/sh -c", 10), 0);
	generator_note(&a, cut, 18);
	assert_string_equal(cut, "/bin/sh -c a b; c");
}

static void an_intensity_is_of_instances_or_of_a_number(void **state)
{
	(void)state;
	double cpus = (double)sysconf(_SC_NPROCESSORS_ONLN);
	const struct load_stressor s = {"x", 4, ""}, one = {"x", 0.001, ""},
				   scaled = {"x", 1, "{9}"};
	assert_near(generator_effective(&s, 0.25), 0.25, 0);
	assert_near(generator_effective(&s, 1), 1, 0);
	assert_near(generator_effective(&s, 0.3), round(1.2 * cpus) / (4 * cpus), 1e-12);
	assert_near(generator_effective(&one, 0.3), 1, 0); /* there is at least one */
	assert_near(generator_effective(&scaled, 0.3), 0.3, 0);
}

/* There is room for the longest: of each stressor two words, two more in a trial, and its options.
 */
static void a_command_line_has_room_for_the_longest_load(void **state)
{
	(void)state;
	struct generator_arguments a;
	struct load_kind many = {.count = KIND_STRESSORS};
	for (size_t i = 0; i < KIND_STRESSORS; i++) {
		struct load_stressor *s = &many.stressors[i];
		snprintf(s->name, sizeof s->name, "s%zu", i);
		s->per_cpu = 1;
		for (size_t k = 0; k + 2 < sizeof s->options; k += 2)
			memcpy(s->options + k, "x ", 3);
	}
	generator_arguments(&a, &many, 1, "/f", 1);
	size_t words = (sizeof many.stressors[0].options - 1) / 2;
	assert_int_equal(a.count, 1 + KIND_STRESSORS * (4 + words) + 7);
	assert_null(a.argv[a.count]);
	assert_string_equal(a.argv[a.count - 1], "/f/metrics.yaml");
}

static void operations_are_those_of_the_stressor(void **state)
{
	(void)state;
	assert_int_equal(generator_operations(folder, "cpu"), 0);
	put_file("metrics.yaml", "---\nmetrics:\n"
				 "    - stressor: cpu\n      bogo-ops: 1234\n      wall: 1\n"
				 "    - stressor: vm\n      bogo-ops: much\n"
				 "    - stressor: io\n      bogo-ops-per-second: 7\n");
	assert_int_equal(generator_operations(folder, "cpu"), 1234);
	assert_int_equal(generator_operations(folder, "vm"), 0);
	assert_int_equal(generator_operations(folder, "io"), 0);
	assert_int_equal(generator_operations(folder, "cp"), 0);
}

static void what_the_system_lacks_is_quoted(void **state)
{
	(void)state;
	char why[96];
	static const struct {
		const char *name, *why;
	} want[] = {{"timerfd", "stressor is not implemented on this system"},
	    {"tlb-shootdown", "not implemented on this system: x86 only"}, {"cpu", NULL},
	    {"timer", NULL}, {"tlb", NULL}, {"none", NULL}};
	unlink(in_folder("log"));
	assert_false(generator_left_out(folder, "cpu", why, sizeof why));
	put_file("log",
	    "stress-ng: info: dispatching hogs: 1 cpu\n"
	    "stress-ng: info:  [77] cpu: works\n"
	    "stress-ng: info:  [77] timerfd stressor will be skipped, stressor is not "
	    "implemented on this system\n"
	    "stress-ng: info:  [78] tlb_shootdown: not implemented on this system: x86 only\n"
	    "none: will be skipped, no bracket\n");
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		bool out = generator_left_out(folder, want[i].name, why, sizeof why);
		assert_int_equal(out, want[i].why != NULL);
		if (out)
			assert_string_equal(why, want[i].why);
	}
}

/* ---- what is recorded of a load ------------------------------------------------------------- */

static void expect_text(char *text, const char *want)
{
	assert_non_null(text);
	assert_string_equal(text, want);
	free(text);
}

static void a_load_is_described_member_by_member(void **state)
{
	(void)state;
	static struct load l;
	const uint64_t operations[] = {30, 40};
	struct load_kind kind = pair;
	kind.moves = 1u << EFFECT_USER | 1u << EFFECT_PACKETS;
	l = (struct load){.kind = &kind, .intensity = 0.5, .used_s = 1.25, .trial = {3, 4}};
	snprintf(l.command, sizeof l.command, "stress-ng --cpu 1");
	for (int e = 0; e < EFFECTS; e++)
		l.rate[e] = e + 0.5, l.without[e] = e + 0.25;
	assert_null(load_describe(&l)); /* nothing runs */
	expect_text(load_detail_make(&l, NULL),
	    "{\"command\": \"stress-ng --cpu 1\",\"intensity\": 0.5000,\"effective_intensity\": "
	    "{\"cpu\": 0.5000,\"vm\": 0.5000},\"trial_operations\": {\"cpu\": 3,\"vm\": 4},"
	    "\"at_start\": {\"cpu_s\": 1.2500,\"moves\": {\"user\": {\"per_second\": 0.5000},"
	    "\"packets\": {\"per_second\": 6.5000,\"without_load\": 6.2500}}}}");
	l.left_out_count = 1;
	snprintf(l.left_out[0].name, sizeof l.left_out[0].name, "io");
	snprintf(l.left_out[0].why, sizeof l.left_out[0].why, "no");
	kind.moves = 0;
	memset(l.system, 0xFF, sizeof l.system);
	l.system[0].seconds = 1, l.system[1].seconds = 2;
	expect_text(load_detail_make(&l, operations),
	    "{\"command\": \"stress-ng --cpu 1\",\"intensity\": 0.5000,\"effective_intensity\": "
	    "{\"cpu\": 0.5000,\"vm\": 0.5000},\"left_out\": {\"io\": \"no\"},"
	    "\"trial_operations\": {\"cpu\": 3,\"vm\": 4},\"operations\": {\"cpu\": 30,\"vm\": 40},"
	    "\"at_start\": {\"cpu_s\": 1.2500,\"seconds\": 1.0000,\"utilisation\": null,"
	    "\"cpu_utilisation\": null,\"steal\": null,\"switches\": null,\"cpu_interrupts\": null,"
	    "\"migrations\": null,\"pressure_cpu\": null,\"pressure_memory\": "
	    "null,\"pressure_io\": "
	    "null,\"moves\": {}}}");
	kind_command(&kind, "c");
	expect_text(load_detail_make(&l, operations),
	    "{\"command\": \"stress-ng --cpu 1\",\"intensity\": 0.5000,\"at_start\": {\"cpu_s\": "
	    "1.2500,\"seconds\": 1.0000,\"utilisation\": null,"
	    "\"cpu_utilisation\": null,\"steal\": null,\"switches\": null,\"cpu_interrupts\": null,"
	    "\"migrations\": null,\"pressure_cpu\": null,\"pressure_memory\": "
	    "null,\"pressure_io\": "
	    "null,\"moves\": {}}}");
}

static void what_a_load_falls_short_of_is_listed(void **state)
{
	(void)state;
	static struct load l;
	char out[200];
	struct load_kind kind = {
	    .name = "k", .count = 2, .stressors = {{"a", 0.001, ""}, {"b", 0.001, ""}}};
	l = (struct load){.kind = &kind, .intensity = 1};
	assert_false(load_shortfall(&l, out, sizeof out));
	assert_string_equal(out, "");
	l.intensity = 0.95 + 1e-9; /* one instance runs at all of it: within 0.05 */
	assert_false(load_shortfall(&l, out, sizeof out));
	l.intensity = 0.5;
	assert_true(load_shortfall(&l, out, sizeof out));
	assert_string_equal(out, "a at 1.00, b at 1.00");
	l.left_out_count = 2;
	for (int i = 0; i < 2; i++) {
		snprintf(l.left_out[i].name, sizeof l.left_out[i].name, "x%d", i);
		snprintf(l.left_out[i].why, sizeof l.left_out[i].why, "no");
	}
	assert_true(load_shortfall(&l, out, sizeof out));
	assert_string_equal(out, "a at 1.00, b at 1.00, x0 left out (no), x1 left out (no)");
	assert_true(load_shortfall(&l, out, 12));
	assert_string_equal(out, "a at 1.00, ");
	kind_command(&kind, "c");
	assert_true(load_shortfall(&l, out, sizeof out));
	assert_string_equal(out, "--intensity has no effect on --load-command");
	l.intensity = 1;
	assert_false(load_shortfall(&l, out, sizeof out));
}

/* A thread's counts, and a window of the machine only where there is one. */
static void conditions_of_a_block_are_differences(void **state)
{
	(void)state;
	struct block b = {.before = {3, 10, 20, 30, 40}, .after = {-1, 11, 22, 33, 39}};
	expect_text(writer_conditions(&b),
	    "{\"cpu\": 3,\"cpu_after\": null,\"switches_voluntary\": 1,\"switches_involuntary\": 2,"
	    "\"faults_minor\": 3,\"faults_major\": null}");
	b.before.cpu = -1, b.after.cpu = 0, b.after.major_faults = 40;
	b.has_window = true;
	b.from = (struct activity_system){.seconds = 1,
	    .busy = 1,
	    .total = 2,
	    .cpu_busy = 3,
	    .cpu_total = 4,
	    .steal = 5,
	    .switches = 6,
	    .cpu_interrupts = 7,
	    .migrations = 8,
	    .pressure_us = {9, 10, 11}};
	b.to = (struct activity_system){.seconds = 3,
	    .busy = 31,
	    .total = 42,
	    .cpu_busy = 8,
	    .cpu_total = 14,
	    .steal = 9,
	    .switches = 56,
	    .cpu_interrupts = 67,
	    .migrations = 8,
	    .pressure_us = {9, 500010, 1000011}};
	expect_text(writer_conditions(&b),
	    "{\"cpu\": null,\"cpu_after\": 0,\"switches_voluntary\": 1,\"switches_involuntary\": 2,"
	    "\"faults_minor\": 3,\"faults_major\": 0,\"window\": {\"seconds\": 2.0000,"
	    "\"utilisation\": 0.7500,\"cpu_utilisation\": 0.5000,\"steal\": 0.1000,"
	    "\"switches\": 50,\"cpu_interrupts\": 60,\"migrations\": 0,\"pressure_cpu\": 0.0000,"
	    "\"pressure_memory\": 0.2500,\"pressure_io\": 0.5000}}");
}

/* ---- files of loads and plans --------------------------------------------------------------- */

static void expect_kinds_fault(const char *text, const char *want)
{
	static struct load_kinds kinds;
	char why[300];
	put_file("text", text);
	assert_int_equal(kinds_read(&kinds, in_folder("text"), why, sizeof why), -1);
	const char *at = why + strlen(in_folder("text"));
	assert_string_equal(at, want);
}

static void a_file_of_loads_is_read_or_its_fault_named(void **state)
{
	(void)state;
	static struct load_kinds kinds;
	static const char requires[] =
	    ": a setting requires a [section] with the name of a load, short "
	    "and not too many",
			  stressor[] = ": a stressor is 'name instances-per-CPU options', with 0 < "
				       "instances <= 64";
	char why[300], text[4000] = "", want[300];
	size_t n = 0;
	put_file("text",
	    "[idle]\nabout = none\n[l]\nabout = a load\nstressor = cpu 64 --a  b\n"
	    "stressor.linux = vm 0.5\nstressor.macos = vm 0.5\nmoves = user \tpackets\n"
	    "[o]\nobserver = yes\n");
	assert_int_equal(kinds_read(&kinds, in_folder("text"), why, sizeof why), 0);
	assert_int_equal(kinds.count, 3);
	const struct load_kind *k = kinds_find(&kinds, "l");
	assert_string_equal(k->about, "a load");
	assert_int_equal(k->count, 2);
	assert_string_equal(k->stressors[0].options, "--a  b");
	assert_near(k->stressors[0].per_cpu, 64, 0);
	assert_string_equal(k->stressors[1].name, "vm");
	assert_string_equal(k->stressors[1].options, "");
	assert_near(k->stressors[1].per_cpu, 0.5, 0);
	assert_int_equal(k->moves, 1u << EFFECT_USER | 1u << EFFECT_PACKETS);
	assert_false(k->observer);
	assert_true(kinds.kind[2].observer && !kinds.kind[2].moves);
	static const struct {
		const char *text, *why;
	} fault[] = {{"about = x\n", requires},
	    {"[12345678901234567890123456789012]\nabout = x\n", requires},
	    {"[l]\nstressor = cpu\n", stressor}, {"[l]\nstressor = cpu x\n", stressor},
	    {"[l]\nstressor = cpu 0\n", stressor}, {"[l]\nstressor = cpu 64.1\n", stressor},
	    {"[l]\nstressor.macos = cpu 0\n", stressor},
	    {"[l]\nstressor.linux = cpu 0\n", stressor},
	    {"[idle]\nstressor = cpu 1\n", ": idle has no stressor"},
	    {"[l]\nmoves = user up\n",
		": a load moves user, system, faults, switches, written, interrupts or packets"},
	    {"[l]\nobserver = maybe\n", ": observer: yes or no"},
	    {"[l]\nabuot = x\n", ": the settings of a load are 'about', 'stressor' (of one system: "
				 "'stressor.linux', 'stressor.macos'), 'moves' and 'observer'"}};
	for (size_t i = 0; i < sizeof fault / sizeof *fault; i++) {
		snprintf(want, sizeof want, ":%d%s",
		    *fault[i].text == '[' && fault[i].why != requires ? 2 : 1, fault[i].why);
		expect_kinds_fault(fault[i].text, want);
	}
	expect_kinds_fault("[l]\nabout = x\nobserver = no\n",
	    ": the load 'l' has no stressor and no observer; only idle has neither");
	for (int i = 0; i < KIND_STRESSORS + 1; i++)
		n += (size_t)snprintf(
		    text + n, sizeof text - n, "%sstressor = s 1\n", i ? "" : "[l]\n");
	expect_kinds_fault(text, ":10: too many stressors for one load");
	n = 0;
	for (int i = 0; i < KIND_MAX + 1; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "[l%d]\nobserver = yes\n", i);
	snprintf(want, sizeof want, ":65%s", requires);
	expect_kinds_fault(text, want);
	snprintf(text, sizeof text, "[l]\nstressor = cpu 1 %0*d\n", 160, 1);
	expect_kinds_fault(text, ":2: the options are too long");
	snprintf(text, sizeof text, "[l]\nmoves = %*s\n", 1, "user");
	memset(text + 12, 'u', 200);
	memcpy(text + 200, "\n", 2);
	expect_kinds_fault(text, ":2: too many names");
}

static void a_plan_is_stored_member_by_member(void **state)
{
	(void)state;
	static struct campaign c;
	char why[300];
	put_file("text", "probes = null\nloads = idle\n");
	assert_int_equal(campaign_read(&c, in_folder("text"), why, sizeof why), 0);
	expect_text(campaign_text(&c),
	    "{\n \"name\": \"campaign\",\n \"probes\": [\n  \"null\"\n ],\n \"controls\": "
	    "[],\n"
	    " \"loads\": [\n  \"idle\"\n ],\n \"replicates\": 1,\n \"samples\": 1000000,\n"
	    " \"cooldown_s\": 1,\n \"intensity\": 1,\n \"cpu\": -1,\n \"trace\": 0\n}");
	put_file("text", "name = n\nprobes = null\tgettimeofday\ncontrols = seqlock commpage\n"
			 "loads = idle cpu\nreplicates = 1000\nsamples = 1\ncooldown = 3600s\n"
			 "intensity = 0.5\ncpu = last\ntrace = if-possible\ncounter = raw\n");
	assert_int_equal(campaign_read(&c, in_folder("text"), why, sizeof why), 0);
	expect_text(campaign_text(&c),
	    "{\n \"name\": \"n\",\n \"probes\": [\n  \"null\",\n  \"gettimeofday\"\n ],\n"
	    " \"controls\": [\n  \"seqlock\",\n  \"commpage\"\n ],\n"
	    " \"loads\": [\n  \"idle\",\n  \"cpu\"\n ],\n \"replicates\": 1000,\n"
	    " \"samples\": 1,\n \"cooldown_s\": 3600,\n \"intensity\": 0.5,\n \"cpu\": -2,\n"
	    " \"trace\": 1,\n \"counter\": \"raw\"\n}");
	assert_int_equal(c.trace, CAMPAIGN_TRACE_IF_POSSIBLE);
}

/* The least and the greatest of each number. */
static void numbers_of_a_plan_are_read_up_to_their_bounds(void **state)
{
	(void)state;
	static struct campaign c;
	static const char *const good[] = {"replicates = 1", "replicates = 1000", "samples = 1",
	    "cooldown = 0", "cooldown = 60min", "intensity = 1", "intensity = 0.001", "trace = yes",
	    "trace = no", "counter = auto"};
	char why[300], text[100];
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		snprintf(text, sizeof text, "probes = null\nloads = idle\n%s\n", good[i]);
		put_file("text", text);
		if (campaign_read(&c, in_folder("text"), why, sizeof why) != 0)
			fail_msg("%s: %s", good[i], why);
	}
}

static void a_fault_of_a_plan_is_named(void **state)
{
	(void)state;
	static struct campaign c;
	static const struct {
		const char *text, *why;
	} fault[] = {{"probes =\n", ":1: no names"}, {"probes = a a\n", ":1: a name occurs twice"},
	    {"probes = 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17\n",
		":1: too many names, or one is too long"},
	    {"trace = perhaps\n", ":1: trace: yes, no or if-possible"},
	    {"cpu = x\n", ":1: cpu: the number of one, or last"},
	    {"cpu = 1048577\n", ":1: cpu: the number of one, or last"},
	    {"cpu = 1048576\n", ":1: cpu: this process cannot run on that one"},
	    {"controls = null\n", ":1: controls: seqlock or commpage, whose causes are known"},
	    {"controls = nothing\n", ":1: controls: seqlock or commpage, whose causes are known"},
	    {"replicates = 0\n", ":1: replicates: 1 to 1000"},
	    {"replicates = 1001\n", ":1: replicates: 1 to 1000"},
	    {"replicates = x\n", ":1: replicates: 1 to 1000"},
	    {"samples = 0\n", ":1: samples: 1 or more"},
	    {"samples = x\n", ":1: samples: 1 or more"},
	    {"cooldown = x\n", ":1: cooldown: a time such as 2s, at most an hour"},
	    {"cooldown = 3601s\n", ":1: cooldown: a time such as 2s, at most an hour"},
	    {"intensity = x\n", ":1: intensity: more than 0, at most 1"},
	    {"intensity = 0\n", ":1: intensity: more than 0, at most 1"},
	    {"intensity = 1.01\n", ":1: intensity: more than 0, at most 1"},
	    {"counter = hpet\n", ":1: counter: auto, cpu, raw, tsc, cntvct or mach"},
	    {"[s]\nname = x\n", ":1: a campaign has no sections"},
	    {"name = a\nname = b\n", ":2: this setting occurs twice"},
	    {"counter = raw\ncounter = raw\n", ":2: this setting occurs twice"},
	    {"nmae = x\n",
		":1: the settings are name, probes, controls, loads, replicates, samples, "
		"cooldown, intensity, cpu, trace and counter"},
	    {"probes = null\n", ": a campaign requires 'probes = ...' and 'loads = ...'"},
	    {"loads = idle\n", ": a campaign requires 'probes = ...' and 'loads = ...'"}};
	for (size_t i = 0; i < sizeof fault / sizeof *fault; i++) {
		char why[300];
		put_file("text", fault[i].text);
		if (campaign_read(&c, in_folder("text"), why, sizeof why) != -1)
			fail_msg("%s is read", fault[i].text);
		assert_string_equal(why + strlen(in_folder("text")), fault[i].why);
	}
}

static struct campaign small_plan(void)
{
	return (struct campaign){.name = "n",
	    .probes = {"null", "gettimeofday"},
	    .probe_count = 2,
	    .loads = {"idle", "cpu"},
	    .load_count = 2,
	    .controls = {"seqlock"},
	    .control_count = 1,
	    .replicates = 3,
	    .samples = 10,
	    .cpu = CAMPAIGN_NO_CPU,
	    .counter = "auto"};
}

static void names_of_a_plan_must_exist(void **state)
{
	(void)state;
	struct load_kinds kinds = {.kind = {{.name = "idle"}, {.name = "cpu"}}, .count = 2};
	struct campaign c = small_plan();
	char why[300];
	assert_int_equal(campaign_check(&c, &kinds, why, sizeof why), 0);
	snprintf(c.controls[0], CAMPAIGN_NAME, "null");
	assert_int_equal(campaign_check(&c, &kinds, why, sizeof why), -1);
	assert_string_equal(why, "'null' is in both probes and controls");
	snprintf(c.controls[0], CAMPAIGN_NAME, "nothing");
	assert_int_equal(campaign_check(&c, &kinds, why, sizeof why), -1);
	assert_string_equal(why, "unknown probe 'nothing'; --list shows them");
	c = small_plan();
	snprintf(c.probes[1], CAMPAIGN_NAME, "nothing");
	assert_int_equal(campaign_check(&c, &kinds, why, sizeof why), -1);
	assert_string_equal(why, "unknown probe 'nothing'; --list shows them");
	c = small_plan();
	snprintf(c.loads[1], CAMPAIGN_NAME, "disk");
	assert_int_equal(campaign_check(&c, &kinds, why, sizeof why), -1);
	assert_string_equal(why, "unknown load 'disk'; --list shows them");
	/* The controls meet idle, whether the plan names it or not. */
	c = small_plan();
	snprintf(c.loads[0], CAMPAIGN_NAME, "cpu");
	c.load_count = 1;
	snprintf(kinds.kind[0].name, sizeof kinds.kind[0].name, "other");
	assert_int_equal(campaign_check(&c, &kinds, why, sizeof why), -1);
	assert_string_equal(why, "unknown load 'idle'; --list shows them");
	c.control_count = 0;
	assert_int_equal(campaign_check(&c, &kinds, why, sizeof why), 0);
}

static void cells_are_every_probe_under_every_load_and_the_controls(void **state)
{
	(void)state;
	struct campaign c = small_plan();
	size_t n;
	struct store_cell *cells = campaign_cells(&c, 1, &n);
	assert_int_equal(n, 15);
	for (size_t block = 0; block < 3; block++) {
		unsigned seen = 0;
		for (size_t i = 5 * block; i < 5 * block + 5; i++) {
			const struct store_cell *l = &cells[i];
			assert_int_equal(l->cell, i);
			assert_int_equal(l->block, block);
			bool idle = strcmp(l->load, "idle") == 0;
			unsigned probe = strcmp(l->probe, "null") == 0		 ? 0
					 : strcmp(l->probe, "gettimeofday") == 0 ? 1
										 : 2;
			assert_true(probe < 2 || (idle && strcmp(l->probe, "seqlock") == 0));
			assert_true(idle || strcmp(l->load, "cpu") == 0);
			seen |= 1u << (2 * probe + !idle);
		}
		assert_int_equal(seen, 0x1f);
	}
	free(cells);
}

/* A fifth of a second each, 3 s for a load, the pause, and 0.2 us a sample. */
static void cells_that_are_left_are_listed_with_their_time(void **state)
{
	(void)state;
	struct campaign c = small_plan();
	uint64_t seed = 7;
	char why[100], want[1500], got[1500];
	size_t n, k;
	c.replicates = 4;
	c.cooldown_s = 1.01;
	c.samples = 5000000;
	struct store_cell *cells = campaign_cells(&c, seed, &n);
	k = (size_t)snprintf(want, sizeof want,
	    "# n: 2 probes x 2 loads + 1 controls, 4 replicates, 5000000 samples each, seed 7, 20 "
	    "of 20 cells "
	    "left\n# cell block probe load\n");
	for (size_t i = 0; i < n; i++)
		k += (size_t)snprintf(want + k, sizeof want - k, "%zu %zu %s %s\n", i, i / 5,
		    cells[i].probe, cells[i].load);
	snprintf(want + k, sizeof want - k, "# about 1 min 8 s\n");
	free(cells);
	fflush(stdout);
	int kept = dup(STDOUT_FILENO);
	FILE *f = fopen(in_folder("text"), "w+");
	assert_true(kept >= 0 && f && dup2(fileno(f), STDOUT_FILENO) >= 0);
	int rc = campaign_print(NULL, &c, &seed, why, sizeof why);
	fflush(stdout);
	dup2(kept, STDOUT_FILENO);
	close(kept);
	rewind(f);
	k = fread(got, 1, sizeof got - 1, f);
	got[k] = '\0';
	fclose(f);
	assert_int_equal(rc, 0);
	assert_string_equal(got, want);
}

static void a_plan_settles_what_the_command_line_leaves_open(void **state)
{
	(void)state;
	struct campaign c = small_plan();
	char why[300];
	struct record_plan plan = {.cpu = -1, .counter = "auto"};
	snprintf(c.counter, sizeof c.counter, "raw");
	c.cpu = 7;
	assert_int_equal(campaign_settle(&c, &plan, why, sizeof why), 0);
	assert_string_equal(plan.counter, "raw");
	assert_int_equal(plan.cpu, 7);
	assert_false(plan.trace);
	c.cpu = CAMPAIGN_LAST_CPU;
	plan = (struct record_plan){.cpu = 0, .counter = "tsc"};
	assert_int_equal(campaign_settle(&c, &plan, why, sizeof why), 0);
	assert_string_equal(plan.counter, "tsc");
	assert_int_equal(plan.cpu, 0);
	/* A trace that must be had, beside a counter that there is not. */
	plan = (struct record_plan){.cpu = 0, .counter = "hpet", .trace = true};
	assert_int_equal(campaign_settle(&c, &plan, why, sizeof why), -1);
	assert_non_null(strstr(why, "the counter 'hpet': "));
	plan = (struct record_plan){.cpu = 0, .counter = "hpet"};
	c.trace = CAMPAIGN_TRACE;
	assert_int_equal(campaign_settle(&c, &plan, why, sizeof why), -1);
	assert_true(plan.trace);
	for (int i = 0; i < 100; i++)
		assert_true(campaign_new_seed() < UINT64_C(1) << 53);
	assert_true(campaign_new_seed() != campaign_new_seed());
}

/* ---- the command of a run ------------------------------------------------------------------- */

static void a_command_is_what_was_chosen(void **state)
{
	(void)state;
	struct load_kind kind = {.name = "cpu"};
	const struct tlp_probe *probe = tlp_probe_find("null");
	struct record_plan p = {.probes = {probe, probe},
	    .specs = {"null", "seqlock:duty=0.3"},
	    .probe_count = 1,
	    .load = &kind,
	    .intensity = 1,
	    .label = "",
	    .samples = 1000,
	    .warmup = 8,
	    .cpu = -1,
	    .block = record_usual_block(1),
	    .seed = 5,
	    .fence = TLP_FENCE_FULL,
	    .counter = "auto"};
	expect_text(
	    command_of_plan(&p), "ticklab collect --load cpu --probe null -n 1000 --warmup 8");
	p.intensity = 0.25;
	p.loads_file = "my loads";
	p.label = "it's";
	p.cold = p.no_page = p.trace = p.fifo = p.mlock = p.hugepages = p.deferred = true;
	p.cpu = 0;
	p.counter = "raw";
	p.fence = TLP_FENCE_NONE;
	p.block = 7;
	p.probe_count = 2;
	expect_text(command_of_plan(&p),
	    "ticklab collect --load cpu --intensity 0.25 --loads 'my loads' --interleave "
	    "null,seqlock:duty=0.3 -n 1000 --cold --no-page --cpu 0 --trace --counter raw --fence "
	    "none --fifo --mlock --hugepages --deferred --block 7 --seed 5 --label 'it'\\''s'");
	kind_command(&kind, "a b");
	p = (struct record_plan){.probes = {probe},
	    .specs = {"null"},
	    .probe_count = 2,
	    .two_counters = true,
	    .load = &kind,
	    .intensity = 1,
	    .label = "",
	    .samples = 3,
	    .restarts = 4,
	    .warmup = 0,
	    .cpu = -1,
	    .block = 7,
	    .seed = 6,
	    .counter = "auto"};
	expect_text(command_of_plan(&p),
	    "ticklab collect --load-command 'a b' --probe two-counters:null --restarts 4 -n 3 "
	    "--warmup 0 --seed 6");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_generators_command_is_that_of_the_load),
	    cmocka_unit_test(an_intensity_is_of_instances_or_of_a_number),
	    cmocka_unit_test(a_command_line_has_room_for_the_longest_load),
	    cmocka_unit_test(operations_are_those_of_the_stressor),
	    cmocka_unit_test(what_the_system_lacks_is_quoted),
	    cmocka_unit_test(a_load_is_described_member_by_member),
	    cmocka_unit_test(what_a_load_falls_short_of_is_listed),
	    cmocka_unit_test(conditions_of_a_block_are_differences),
	    cmocka_unit_test(a_file_of_loads_is_read_or_its_fault_named),
	    cmocka_unit_test(a_plan_is_stored_member_by_member),
	    cmocka_unit_test(numbers_of_a_plan_are_read_up_to_their_bounds),
	    cmocka_unit_test(a_fault_of_a_plan_is_named),
	    cmocka_unit_test(names_of_a_plan_must_exist),
	    cmocka_unit_test(cells_are_every_probe_under_every_load_and_the_controls),
	    cmocka_unit_test(cells_that_are_left_are_listed_with_their_time),
	    cmocka_unit_test(a_plan_settles_what_the_command_line_leaves_open),
	    cmocka_unit_test(a_command_is_what_was_chosen),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
