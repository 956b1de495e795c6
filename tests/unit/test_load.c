/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a load is started, tried out, seen to work and stopped, in a world of a clock that moves by
 * sleeping alone, with a generator that does what is written down here. The functions below give
 * take the place of libc's, the guard's and those that read the kernel's counts.
 */
#include "test.h"

#include "load_parts_private.h"
#include "monotonic.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MS = 1000000, LAUNCHES = 4, FOREVER = 1000000 };

/* A generator: how long it lives, when its log and its counts begin, what it leaves. */
struct generator {
	int lives_ms, log_ms;
	const char *log, *metrics;
	int code;
};

static const char both_worked[] = "- stressor: cpu\n  bogo-ops: 3\n- stressor: vm\n  bogo-ops: 4\n";
static const char dispatching[] = "x\nstress-ng: info: dispatching hogs: 1 cpu\n";

static struct world {
	int64_t now_ns, launched_ns;
	struct generator generator[LAUNCHES];
	int launches;
	bool runs, refuses, takes_nothing, unknown_cpu;
	char arguments[LAUNCHES][400], folder[64];
	double without[EFFECTS], rate[EFFECTS]; /* counts a second */
	int moves_from_ms, moves_until_ms;	/* the counts of the load, after its launch */
	int idle;				/* this stressor uses no CPU time; -1: all do */
	double cpu_s; /* CPU time a second, of all processes of the load */
} w;

static int64_t since_launch_ms(void)
{
	return (w.now_ns - w.launched_ns) / MS;
}

static void write_file(const char *folder, const char *name, const char *text)
{
	char path[128];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

double monotonic_seconds(void)
{
	return (double)w.now_ns * 1e-9;
}

int nanosleep(const struct timespec *t, struct timespec *left)
{
	(void)left;
	w.now_ns += (int64_t)t->tv_sec * 1000000000 + t->tv_nsec;
	if (w.runs && since_launch_ms() >= w.generator[w.launches - 1].log_ms)
		write_file(w.folder, "log", w.generator[w.launches - 1].log);
	return 0;
}

bool load_alive(const struct load *l)
{
	return !l->guard || since_launch_ms() < w.generator[w.launches - 1].lives_ms;
}

int load_guard_launch(struct load *l, const struct generator_arguments *a, char *why, size_t size)
{
	if (w.refuses) {
		snprintf(why, size, "no process");
		return -1;
	}
	assert_true(w.launches < LAUNCHES);
	generator_note(a, w.arguments[w.launches], sizeof w.arguments[0]);
	w.launches++;
	snprintf(w.folder, sizeof w.folder, "%s", l->folder);
	w.launched_ns = w.now_ns;
	l->guard = 1, l->generator = 77, w.runs = true;
	return 0;
}

int load_guard_let_go(struct load *l)
{
	const struct generator *g = &w.generator[w.launches - 1];
	assert_true(l->guard == 1);
	if (g->metrics)
		write_file(w.folder, "metrics.yaml", g->metrics);
	if (g->log)
		write_file(w.folder, "log", g->log);
	if (w.takes_nothing) { /* where the collector tries to write there is a folder */
		char room[96];
		snprintf(room, sizeof room, "%s/room", w.folder);
		mkdir(room, 0700);
	}
	l->guard = 0, w.runs = false;
	return g->code;
}

static double moved_s(void)
{
	int64_t ms = since_launch_ms() - w.moves_from_ms, most = w.moves_until_ms - w.moves_from_ms;
	return !w.runs || ms < 0 ? 0 : (double)(ms < most ? ms : most) * 1e-3;
}

void effects_read(pid_t group, struct effects *out)
{
	assert_true(group == 0 || group == 77);
	out->seconds = monotonic_seconds();
	for (int e = 0; e < EFFECTS; e++)
		out->count[e] = e < EFFECT_INTERRUPTS && group == 0
				    ? ACTIVITY_UNKNOWN
				    : (uint64_t)llround(w.without[e] * (double)w.now_ns * 1e-9 +
							w.rate[e] * moved_s());
}

uint64_t effect_cpu_ns(pid_t group, const char *name)
{
	assert_int_equal(group, 77);
	if (w.unknown_cpu)
		return ACTIVITY_UNKNOWN;
	if (!name)
		return (uint64_t)llround((double)w.now_ns * w.cpu_s);
	bool vm = strcmp(name, "stress-ng-vm") == 0;
	assert_true(vm || strcmp(name, "stress-ng-cpu") == 0);
	return w.idle == (int)vm ? (uint64_t)(vm ? 5 : 0) : (uint64_t)(w.now_ns / 2);
}

void activity_open(struct activity *a)
{
	(void)a;
}

void activity_close(struct activity *a)
{
	(void)a;
}

void activity_thread(struct activity_thread *out)
{
	(void)out;
}

void activity_system(struct activity *a, int cpu, struct activity_system *out)
{
	(void)a;
	memset(out, 0xFF, sizeof *out); /* unknown */
	assert_int_equal(cpu, 0);
	out->seconds = monotonic_seconds();
}

/* ---- what works ----------------------------------------------------------------------------- */

static const struct load_kind idle = {.name = "idle"},
			      command = {.name = "command", .command = "c"};
static struct load_kind both;
static struct load l;
static char why[300], *detail;

/* Two stressors that were tried out for 0.3 s, begin after 0.1 s and do as they should. */
static int world_begin(void **state)
{
	(void)state;
	both = (struct load_kind){.name = "both",
	    .count = 2,
	    .stressors = {{"cpu", 0.001, ""}, {"vm", 0.001, ""}},
	    .moves = 1u << EFFECT_USER | 1u << EFFECT_PACKETS};
	w = (struct world){.idle = -1, .cpu_s = 0.5, .moves_until_ms = FOREVER};
	w.generator[0] = (struct generator){300, FOREVER, NULL, both_worked, 0};
	for (int i = 1; i < LAUNCHES; i++)
		w.generator[i] = (struct generator){FOREVER, 100, dispatching, both_worked, 0};
	for (int e = 0; e < EFFECTS; e++)
		w.without[e] = 40, w.rate[e] = 1000;
	why[0] = '\0';
	detail = NULL;
	return 0;
}

static int world_end(void **state)
{
	(void)state;
	free(detail);
	detail = NULL;
	if (w.folder[0])
		assert_int_equal(access(w.folder, F_OK), -1); /* nothing is left of it */
	return 0;
}

static void expect_now(int64_t ms)
{
	assert_int_equal(w.now_ns / MS, ms);
	assert_int_equal(w.now_ns % MS, 0);
}

static int kind_start(const struct load_kind *kind)
{
	return load_start(&l, kind, 1, why, sizeof why);
}

/* Stops it, and expects that. */
static void expect_stop(int rc, const char *text)
{
	assert_int_equal(load_stop(&l, &detail, why, sizeof why), rc);
	assert_string_equal(why, text);
	assert_true(l.folder[0] == '\0');
}

static void expect_refused(const struct load_kind *kind, const char *text)
{
	assert_int_equal(kind_start(kind), -1);
	assert_true(l.refused);
	assert_string_equal(why, text);
	why[0] = '\0';
	expect_stop(0, ""); /* its reason is reported already */
}

static void idle_starts_nothing(void **state)
{
	(void)state;
	assert_int_equal(kind_start(&idle), 0);
	assert_true(l.rope == -1 && isnan(l.used_s) && !l.folder[0]);
	for (int e = 0; e < EFFECTS; e++)
		assert_true(isnan(l.rate[e]) && isnan(l.without[e]));
	assert_null(load_describe(&l));
	expect_stop(0, "");
	assert_null(detail);
	expect_now(0);
	assert_int_equal(w.launches, 0);
}

/* A quarter of a second without it, the trial, its start, half a second of looking. */
static void a_load_is_tried_out_and_seen_to_work(void **state)
{
	(void)state;
	assert_int_equal(kind_start(&both), 0);
	expect_now(250 + 300 + 100 + 500);
	assert_int_equal(w.launches, 2);
	assert_string_equal(
	    w.arguments[0], "stress-ng --cpu 1 --cpu-ops 8 --vm 1 --vm-ops 8 --timeout 1");
	assert_string_equal(w.arguments[1], "stress-ng --cpu 1 --vm 1 --timeout 3600");
	assert_string_equal(l.command, w.arguments[1]);
	assert_near(l.intensity, 1, 0);
	assert_true(l.trial[0] == 3 && l.trial[1] == 4);
	assert_near(l.seen, 1.15, 1e-12);
	assert_near(l.system[0].seconds, 0.65, 1e-12);
	assert_near(l.system[1].seconds, 1.15, 1e-12);
	assert_near(l.used_s, 0.25, 1e-9);
	for (int e = 0; e < EFFECTS; e++) {
		assert_near(l.rate[e], 1040, 1e-9);
		if (e < EFFECT_INTERRUPTS)
			assert_true(isnan(l.without[e]));
		else
			assert_near(l.without[e], 40, 1e-9);
	}
	assert_false(l.refused);
	expect_stop(0, "");
	expect_now(1150 + 1500); /* a stressor may take a while for an operation */
	assert_non_null(strstr(detail, "\"trial_operations\": {\"cpu\": 3,\"vm\": 4},"
				       "\"operations\": {\"cpu\": 3,\"vm\": 4}"));
}

static void a_run_that_was_long_enough_ends_at_once(void **state)
{
	(void)state;
	both.moves = 1u << EFFECT_WRITTEN;
	assert_int_equal(kind_start(&both), 0);
	expect_now(300 + 100 + 500); /* its own counts are not looked at without it */
	for (int e = 0; e < EFFECTS; e++)
		assert_true(isnan(l.without[e]));
	w.now_ns += 1500 * (int64_t)MS;
	expect_stop(0, "");
	expect_now(900 + 1500);
}

static void a_command_is_not_tried_out(void **state)
{
	(void)state;
	w.generator[0].lives_ms = FOREVER;
	w.cpu_s = 0; /* it may wait for something: nothing is asked of it */
	assert_int_equal(kind_start(&command), 0);
	expect_now(500);
	assert_int_equal(w.launches, 1);
	assert_near(l.used_s, 0, 0);
	assert_string_equal(l.command, "/bin/sh -c c");
	w.generator[0].code = 9; /* what it makes of its end is its own */
	l.seen = -5;
	expect_stop(0, "");
	expect_now(500);
	assert_null(strstr(detail, "operations"));
}

static void a_command_that_ends_by_itself_is_a_failure(void **state)
{
	(void)state;
	w.generator[0] = (struct generator){700, FOREVER, NULL, NULL, 9};
	assert_int_equal(kind_start(&command), 0);
	expect_stop(-1, "the load's command ended by itself with exit code 9 before all samples "
			"were taken");
	expect_now(700); /* it is not waited for any longer */
	w.generator[1] = (struct generator){FOREVER, FOREVER, NULL, NULL, -15};
	assert_int_equal(kind_start(&command), 0);
	expect_stop(-1, "the load's guard was ended by signal 15, and the load with it; what it "
			"had moved to a session of its own may live on");
	w.generator[2] = (struct generator){FOREVER, FOREVER, NULL, NULL, -9};
	assert_int_equal(kind_start(&command), 0);
	l.adopts = true;
	expect_stop(-1, "the load's guard was ended by signal 9, and the load with it");
}

/* ---- the trial ------------------------------------------------------------------------------ */

static const char lacks_vm[] =
    "stress-ng: info:  [77] vm stressor will be skipped, not implemented on this system\n";
static const char lacks_both[] =
    "stress-ng: info:  [77] vm stressor will be skipped, not implemented on this system\n"
    "stress-ng: info:  [77] cpu stressor will be skipped, no CPU\n";

static void what_cannot_run_is_left_out(void **state)
{
	(void)state;
	struct load_kind three = {.name = "three",
	    .count = 3,
	    .stressors = {{"vm", 0.001, ""}, {"cpu", 0.001, ""}, {"cpu", 0.001, ""}}};
	w.generator[0] = (struct generator){300, 20, lacks_vm, NULL, 3};
	w.generator[1] = (struct generator){200, FOREVER, NULL, both_worked, 0};
	assert_int_equal(kind_start(&three), 0);
	expect_now(300 + 200 + 100 + 500);
	assert_int_equal(w.launches, 3); /* tried out once more without it */
	assert_string_equal(
	    w.arguments[1], "stress-ng --cpu 1 --cpu-ops 8 --cpu 1 --cpu-ops 8 --timeout 1");
	assert_int_equal(l.left_out_count, 1);
	assert_string_equal(l.left_out[0].name, "vm");
	assert_string_equal(l.left_out[0].why, "not implemented on this system");
	assert_true(l.kind == &l.runs && l.runs.count == 2);
	assert_true(l.trial[0] == 3 && l.trial[1] == 3);
	assert_int_equal(three.count, 3); /* as asked for */
	assert_true(load_shortfall(&l, why, sizeof why));
	why[0] = '\0';
	expect_stop(0, "");
}

static void a_load_of_which_nothing_can_run_is_refused(void **state)
{
	(void)state;
	w.generator[0] = (struct generator){300, 20, lacks_both, NULL, 3};
	expect_refused(&both, "no part of the load can run here: stress-ng leaves out 'vm': not "
			      "implemented on this system");
	assert_int_equal(w.launches, 1);
	assert_int_equal(l.left_out_count, 2);
	assert_string_equal(l.left_out[1].name, "cpu");
	assert_string_equal(l.left_out[1].why, "no CPU");
}

/* What fails in a second gets five. */
static void a_slow_machine_gets_a_longer_trial(void **state)
{
	(void)state;
	w.generator[0] =
	    (struct generator){FOREVER, FOREVER, NULL, "- stressor: cpu\n  bogo-ops: 3\n", 0};
	w.generator[1] = (struct generator){2000, FOREVER, NULL, both_worked, 0};
	assert_int_equal(kind_start(&both), 0);
	expect_now(250 + 1000 + 5000 + 2000 + 100 + 500); /* five seconds late it is let go */
	assert_int_equal(w.launches, 3);
	assert_non_null(strstr(w.arguments[1], "--vm-ops 8 --timeout 5"));
	why[0] = '\0'; /* of the first trial */
	expect_stop(0, "");
}

static void what_a_trial_shows_is_said(void **state)
{
	(void)state;
	static const struct {
		int code;
		const char *metrics, *why;
	} want[] = {
	    {0, "- stressor: cpu\n  bogo-ops: 3\n",
		"stress-ng's stressor 'vm' did nothing (0 operations): not recorded as a load"},
	    {0, "- stressor: vm\n  bogo-ops: 1\n",
		"stress-ng's stressor 'cpu' did nothing (0 operations): not recorded as a load"},
	    {127, NULL,
		"stress-ng is not installed; install it (scripts/setup does) or use --load idle"},
	    {2, both_worked, "stress-ng ended with exit code 2"},
	    {-9, both_worked,
		"the load's guard was ended by signal 9, and the load with it; what it had moved "
		"to a session of its own may live on"}};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		world_begin(NULL);
		for (int k = 0; k < 2; k++)
			w.generator[k] =
			    (struct generator){20, FOREVER, NULL, want[i].metrics, want[i].code};
		expect_refused(&both, want[i].why);
		expect_now(250 + 20 + 20);
		assert_int_equal(w.launches, 2);
		world_end(NULL);
	}
}

static void a_folder_that_takes_nothing_is_named(void **state)
{
	(void)state;
	static const struct {
		int code;
		const char *metrics;
		bool full;
		const char *why;
	} want[] = {{1, NULL, true, NULL}, {1, both_worked, true, NULL}, {0, NULL, true, NULL},
	    {0, both_worked, false, ""},
	    {127, NULL, false,
		"stress-ng is not installed; install it (scripts/setup does) or use --load idle"}};
	char full[200];
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		world_begin(NULL);
		assert_int_equal(kind_start(&both), 0);
		w.takes_nothing = true;
		w.generator[1].code = want[i].code;
		w.generator[1].metrics = want[i].metrics;
		snprintf(full, sizeof full,
		    "stress-ng cannot write to its temporary folder (TMPDIR) %s: Is a directory",
		    l.folder);
		expect_stop(i == 3 ? 0 : -1, want[i].full ? full : want[i].why);
		world_end(NULL);
	}
}

static void the_last_of_the_most_stressors_can_be_left_out(void **state)
{
	(void)state;
	struct load_kind many = {.name = "many", .count = KIND_STRESSORS};
	for (int i = 0; i < KIND_STRESSORS; i++)
		many.stressors[i] = (struct load_stressor){"cpu", 0.001, ""};
	many.stressors[KIND_STRESSORS - 1] = (struct load_stressor){"vm", 0.001, ""};
	w.generator[0] = (struct generator){300, 20, lacks_vm, NULL, 3};
	assert_int_equal(kind_start(&many), 0);
	assert_int_equal(l.left_out_count, 1);
	assert_string_equal(l.left_out[0].name, "vm");
	assert_int_equal(l.runs.count, KIND_STRESSORS - 1);
	for (int i = 0; i < KIND_STRESSORS - 1; i++)
		assert_string_equal(l.runs.stressors[i].name, "cpu");
	why[0] = '\0';
	expect_stop(0, "");
}

static void a_sleep_is_as_long_as_asked_for(void **state)
{
	(void)state;
	static const int ms[] = {0, 1, 999, 1000, 1001, 2500};
	for (size_t i = 0; i < sizeof ms / sizeof *ms; i++) {
		w.now_ns = 0;
		load_sleep_ms(ms[i]);
		expect_now(ms[i]);
	}
}

static void a_generator_that_cannot_be_launched_is_refused(void **state)
{
	(void)state;
	w.refuses = true;
	assert_int_equal(kind_start(&both), -1);
	assert_string_equal(why, "no process");
	assert_true(l.refused);
	assert_int_equal(load_stop(&l, &detail, why, sizeof why), 0);
	assert_null(detail);
	assert_int_equal(kind_start(&command), -1);
	assert_int_equal(load_stop(&l, &detail, why, sizeof why), 0);
}

/* ---- the start ------------------------------------------------------------------------------ */

static void a_load_that_does_not_begin_is_refused(void **state)
{
	(void)state;
	w.generator[1] =
	    (struct generator){FOREVER, 100, "stress-ng: info: dispatching\n", NULL, 0};
	expect_refused(&both, "stress-ng did not start within 5 s");
	expect_now(250 + 300 + 5020);
}

static void a_load_that_begins_at_the_last_moment_is_one(void **state)
{
	(void)state;
	w.generator[1].log_ms = 5020;
	assert_int_equal(kind_start(&both), 0);
	expect_now(250 + 300 + 5020 + 500);
	expect_stop(0, "");
}

/* The load is not refused by load_start: load_stop says how it ended. */
static void a_load_that_ends_while_it_is_looked_at_is_a_failure(void **state)
{
	(void)state;
	static const struct {
		int lives_ms, log_ms, code;
		const char *metrics, *why;
	} want[] = {{60, FOREVER, 0, both_worked, "stress-ng ended before all samples were taken"},
	    {60, FOREVER, 5, both_worked,
		"stress-ng ended with exit code 5 before all samples were taken"},
	    {300, 100, 0, both_worked, "stress-ng ended before all samples were taken"},
	    {300, 100, 0, NULL,
		"stress-ng's stressor 'vm' did nothing (0 operations): not recorded as a load"}};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		world_begin(NULL);
		w.generator[1] = (struct generator){
		    want[i].lives_ms, want[i].log_ms, dispatching, want[i].metrics, want[i].code};
		assert_int_equal(kind_start(&both), 0);
		expect_now(250 + 300 + (want[i].log_ms == 100 ? 600 : 60));
		assert_near(l.seen, 0, 0);
		expect_stop(-1, want[i].why);
		world_end(NULL);
	}
}

/* ---- seen to work --------------------------------------------------------------------------- */

static void a_stressor_without_cpu_time_is_refused(void **state)
{
	(void)state;
	static const char *const names[] = {"cpu", "vm"};
	char want[120];
	for (int i = 0; i < 2; i++) {
		world_begin(NULL);
		w.idle = i;
		snprintf(want, sizeof want,
		    "stress-ng's stressor '%s' did nothing (no CPU time): not recorded as a load",
		    names[i]);
		assert_int_equal(kind_start(&both), -1);
		assert_string_equal(why, want);
		expect_now(250 + 300 + 100 + 5000);
		why[0] = '\0';
		expect_stop(0, "");
		world_end(NULL);
	}
	world_begin(NULL); /* where the system does not say, the operations decide */
	w.unknown_cpu = true;
	assert_int_equal(kind_start(&both), 0);
	assert_true(isnan(l.used_s));
	expect_stop(0, "");
}

/* In both halves of the look, and the machine's own counts faster than without it. */
static void a_load_must_move_what_it_says(void **state)
{
	(void)state;
	static const struct {
		int effect;
		double without, rate;
		int until_ms;
		const char *why;
	} want[] = {
	    {EFFECT_USER, 0, 0, FOREVER,
		"the load 'both' must move user and does not (0 a second): not recorded as a load"},
	    {EFFECT_USER, 0, 1000, 300,
		"the load 'both' must move user and does not (0 a second): not recorded as a load"},
	    {EFFECT_USER, 40, 0, FOREVER, NULL}, {EFFECT_USER, 0, 4, FOREVER, NULL},
	    {EFFECT_PACKETS, 40, 0, FOREVER,
		"the load 'both' must move packets and does not (40 a second): not recorded as a "
		"load"},
	    {EFFECT_PACKETS, 40, 4, FOREVER, NULL}, {EFFECT_INTERRUPTS, 0, 0, FOREVER, NULL}};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		world_begin(NULL);
		w.without[want[i].effect] = want[i].without;
		w.rate[want[i].effect] = want[i].rate;
		w.moves_until_ms = want[i].until_ms;
		if (want[i].until_ms != FOREVER)
			w.without[EFFECT_PACKETS] = 0, both.moves = 1u << EFFECT_USER;
		int rc = kind_start(&both);
		assert_string_equal(why, want[i].why ? want[i].why : "");
		assert_int_equal(rc, want[i].why ? -1 : 0);
		why[0] = '\0';
		expect_stop(0, "");
		world_end(NULL);
	}
}

/* One that is slow to begin is looked at again, for five seconds. */
static void a_load_may_begin_to_move_late(void **state)
{
	(void)state;
	w.without[EFFECT_USER] = 0;
	w.moves_from_ms = 100 + 4500;
	assert_int_equal(kind_start(&both), 0);
	expect_now(250 + 300 + 100 + 5000);
	expect_stop(0, "");
	world_end(NULL);
	world_begin(NULL);
	w.without[EFFECT_USER] = 0;
	w.moves_from_ms = 100 + 4750 + 10;
	assert_int_equal(kind_start(&both), -1);
	expect_now(250 + 300 + 100 + 5000);
	assert_non_null(strstr(why, "must move user and does not (0 a second)"));
	why[0] = '\0';
	expect_stop(0, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(idle_starts_nothing, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		a_load_is_tried_out_and_seen_to_work, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		a_run_that_was_long_enough_ends_at_once, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(a_command_is_not_tried_out, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		a_command_that_ends_by_itself_is_a_failure, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(what_cannot_run_is_left_out, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		a_load_of_which_nothing_can_run_is_refused, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		a_slow_machine_gets_a_longer_trial, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(what_a_trial_shows_is_said, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		a_folder_that_takes_nothing_is_named, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		the_last_of_the_most_stressors_can_be_left_out, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		a_sleep_is_as_long_as_asked_for, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		a_generator_that_cannot_be_launched_is_refused, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		a_load_that_does_not_begin_is_refused, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		a_load_that_begins_at_the_last_moment_is_one, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		a_load_that_ends_while_it_is_looked_at_is_a_failure, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		a_stressor_without_cpu_time_is_refused, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(a_load_must_move_what_it_says, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(a_load_may_begin_to_move_late, world_begin, world_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
