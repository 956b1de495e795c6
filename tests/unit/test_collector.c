/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "activity_private.h"
#include "campaign.h"
#include "codec_private.h"
#include "conf.h"
#include "effect_private.h"
#include "kind.h"
#include "others_private.h"
#include "rng.h"
#include "writer_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* ---- settings ------------------------------------------------------------------------------ */

static char path[64];

static void put_text(const char *text)
{
	snprintf(path, sizeof path, "/tmp/ticklab-test-XXXXXX");
	int file = mkstemp(path);
	assert_true(file >= 0);
	assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
	close(file);
}

static const char *note_fact(void *context, const char *section, const char *key, const char *value)
{
	char *all = context;
	size_t n = strlen(all);
	if (!key)
		return NULL;
	snprintf(all + n, 512 - n, "(%s|%s|%s)", section, key, value);
	return strcmp(key, "bad") == 0 ? "it is bad" : NULL;
}

static void settings_are_read(void **state)
{
	char all[512] = "", why[256];
	(void)state;
	put_text("# head\r\na = 1\n\n[two words]\n  b=x # y\nc = a#b = c\nd =\nlast = 1");
	assert_int_equal(conf_read(path, note_fact, all, why, sizeof why), 0);
	assert_string_equal(
	    all, "(|a|1)(two words|b|x)(two words|c|a#b = c)(two words|d|)(two words|last|1)");
	unlink(path);
	assert_int_equal(conf_read(path, note_fact, all, why, sizeof why), -1);
	assert_non_null(strstr(why, "No such file"));
}

static void faults_of_settings_name_the_line(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = {{"a = 1\nbad = 2\n", ":2: it is bad"}, {"a\n", ":1: not"},
	    {"[]\n", ":1: a section"}, {"[ ]\n", ":1: a section"}, {"[x\n", ":1: not"},
	    {"a = 1\rb = 2\n", ":1: not text"}, {"a = \033[2J\n", ":1: not text"},
	    {"[\xe2\x80\xae]\n", ":1: not text"}, {"a = \xff\n", ":1: not text"}};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char all[512] = "", why[256];
		put_text(cases[i].text);
		assert_int_equal(conf_read(path, note_fact, all, why, sizeof why), -1);
		assert_non_null(strstr(why, cases[i].why));
		unlink(path);
	}
}

static void lines_are_whole_or_refused(void **state)
{
	static const char zero[] = "a = 1\nb = 2 \0 c\n", last[] = "a = 1\nb = 2\0";
	static const struct {
		const char *text;
		size_t size;
	} cases[] = {{zero, sizeof zero - 1}, {last, sizeof last - 1}};
	char all[512] = "", why[256], line[2000];
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		put_text("");
		FILE *f = fopen(path, "w");
		assert_int_equal(fwrite(cases[i].text, 1, cases[i].size, f), cases[i].size);
		fclose(f);
		assert_int_equal(conf_read(path, note_fact, all, why, sizeof why), -1);
		assert_non_null(strstr(why, ":2: not text: the line has a zero byte"));
		unlink(path);
	}
	memset(line, '#', sizeof line);
	line[sizeof line - 1] = '\0';
	put_text(line);
	assert_int_equal(conf_read(path, note_fact, all, why, sizeof why), -1);
	assert_non_null(strstr(why, ":1: the line is too long"));
	unlink(path);
	put_text("\xef\xbb\xbf[ x ]\nk = v\n");
	all[0] = '\0';
	assert_int_equal(conf_read(path, note_fact, all, why, sizeof why), 0);
	assert_string_equal(all, "(x|k|v)");
	unlink(path);
}

/* ---- loads and campaigns -----------------------------------------------------------------------
 */

static void the_loads_that_come_along_are_whole(void **state)
{
	static struct load_kinds kinds;
	char why[256];
	(void)state;
	assert_int_equal(kinds_read(&kinds, "data/loads.conf", why, sizeof why), 0);
	assert_int_equal(kinds.count, 12);
	for (size_t i = 0; i < kinds.count; i++) {
		const struct load_kind *k = &kinds.kind[i];
		assert_true(k->about[0] != '\0');
		assert_int_equal(kind_is_idle(k), strcmp(k->name, "idle") == 0);
		assert_int_equal(k->observer, strcmp(k->name, "observer") == 0);
		assert_ptr_equal(kinds_find(&kinds, k->name), k);
	}
	assert_null(kinds_find(&kinds, "nothing"));
}

/* What was taken for 1, cut or added to another load is refused. */
static void a_load_that_would_not_be_what_it_says_is_refused(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = {{"stressor = cpu 1 --cpu-load {}", "braces"},
	    {"stressor = cpu 1 {nan}", "braces"}, {"stressor = cpu 1 {-5}", "braces"},
	    {"stressor = cpu 1 {0}", "braces"}, {"stressor = cpu 1 {0x10}", "braces"},
	    {"stressor = cpu 1 {5;rm}", "braces"}, {"stressor = cpu 1 {1e308}", "braces"},
	    {"stressor = cpu 1 {100", "braces"}, {"stressor = cpu 1 100}", "braces"},
	    {"stressor = cpu 1 {1}{2}", "braces"}, {"stressor = cpu 1 }1{", "braces"},
	    {"stressor = cpu 1 {1.00000000000000000}", "braces"},
	    {"stressor = cpu 1\n[y]\nstressor = cpu 1\n[x]\nstressor = vm 1",
		":5: this load is described twice"},
	    {"stressor = cpu 1\n[x]\nstressor = vm 1", ":3: this load is described twice"},
	    {"stressor = cpu 1\n[y]\n[x]\nmoves = user", ":4: this load is described twice"},
	    {"stressor = cpu 1\n[y]", "the load 'y' has no stressor"},
	    {"about = a\nabout = b\nstressor = cpu 1", "occurs twice"},
	    {"moves = user\nmoves = system\nstressor = cpu 1", "occurs twice"}};
	static struct load_kinds kinds;
	char text[256], why[256];
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(text, sizeof text, "[x]\n%s\n", cases[i].text);
		put_text(text);
		assert_int_equal(kinds_read(&kinds, path, why, sizeof why), -1);
		assert_non_null(strstr(why, cases[i].why));
		unlink(path);
	}
	snprintf(text, sizeof text, "[x]\nabout = %0200d\nstressor = cpu 1\n", 1);
	put_text(text);
	assert_int_equal(kinds_read(&kinds, path, why, sizeof why), -1);
	unlink(path);
	put_text("[x]\nstressor = vm 0.5 --vm-bytes {128}M --vm-method {1.5} plain\n");
	assert_int_equal(kinds_read(&kinds, path, why, sizeof why), 0);
	unlink(path);
}

static struct campaign a_campaign(void)
{
	struct campaign c = {.name = "t", .probe_count = 3, .load_count = 4, .replicates = 50};
	for (size_t i = 0; i < 4; i++) {
		snprintf(c.probes[i], CAMPAIGN_NAME, "p%zu", i);
		snprintf(c.loads[i], CAMPAIGN_NAME, "l%zu", i);
	}
	return c;
}

/* Every block holds every cell once; the first place of a block goes to all of them about equally
 * often; a seed gives its order again and another one another. */
static void blocks_are_complete_and_random(void **state)
{
	struct campaign c = a_campaign();
	size_t n, same = 0;
	unsigned first[12] = {0};
	(void)state;
	struct store_cell *a = campaign_cells(&c, 7, &n), *b = campaign_cells(&c, 7, &n),
			  *d = campaign_cells(&c, 8, &n);
	assert_int_equal(n, 600);
	for (size_t block = 0; block < 50; block++) {
		unsigned seen = 0;
		for (size_t i = block * 12; i < block * 12 + 12; i++) {
			unsigned cell =
			    4 * (unsigned)(a[i].probe[1] - '0') + (unsigned)(a[i].load[1] - '0');
			assert_int_equal(a[i].cell, i);
			assert_int_equal(a[i].block, block);
			seen |= 1u << cell;
			first[cell] += i == block * 12;
			same += a[i].probe == d[i].probe && a[i].load == d[i].load;
			assert_string_equal(a[i].probe, b[i].probe);
			assert_string_equal(a[i].load, b[i].load);
		}
		assert_int_equal(seen, (1u << 12) - 1);
	}
	/* 50 draws from 12: a count over 14 has a chance below 1e-4. */
	for (int i = 0; i < 12; i++)
		assert_true(first[i] <= 14);
	assert_true(same < 120);
	free(a);
	free(b);
	free(d);
}

/* ---- what went on ------------------------------------------------------------------------------
 */

static void what_is_not_known_is_null(void **state)
{
	struct activity_system before, after;
	char *text;
	struct json j;
	(void)state;
	memset(&before, 0xFF, sizeof before);
	before.seconds = 1;
	after = before;
	after.seconds = 3;
	before.busy = 100, after.busy = 150, before.total = 1000, after.total = 1200;
	before.pressure_us[1] = 0, after.pressure_us[1] = 500000;
	assert_int_equal(json_open_text(&j, &text), 0);
	json_begin_object(&j, NULL);
	activity_system_json(&j, &before, &after);
	json_end_object(&j);
	assert_int_equal(json_close_text(&j, &text), 0);
	json_compact(text);
	assert_string_equal(text,
	    "{\"seconds\": 2.0000,\"utilisation\": 0.2500,\"cpu_utilisation\": null,"
	    "\"steal\": null,\"switches\": null,\"cpu_interrupts\": null,\"migrations\": null,"
	    "\"pressure_cpu\": null,\"pressure_memory\": 0.2500,\"pressure_io\": null}");
	free(text);
}

/* The members of make's group that end beside this test take their counts along. */
static void enter_own_group(void)
{
	assert_true(getpgrp() == getpid() || setpgid(0, 0) == 0);
}

static void this_process_is_seen_to_work(void **state)
{
	struct activity a;
	struct activity_system first, then;
	struct activity_thread before, after;
	(void)state;
	enter_own_group();
	activity_open(&a);
	activity_thread(&before);
	activity_system(&a, before.cpu < 0 ? 0 : before.cpu, &first);
	uint64_t used = effect_cpu_ns(getpgrp(), NULL);
	volatile uint64_t sum = 0;
	for (int i = 0; i < 100000000; i++)
		sum += (uint64_t)i;
	assert_true(sum > 0);
	activity_thread(&after);
	activity_system(&a, before.cpu < 0 ? 0 : before.cpu, &then);
	assert_true(then.seconds > first.seconds);
	assert_true(after.minor_faults >= before.minor_faults);
	if (first.total != ACTIVITY_UNKNOWN)
		assert_true(then.total > first.total && then.busy >= first.busy);
	if (used != ACTIVITY_UNKNOWN)
		assert_true(effect_cpu_ns(getpgrp(), NULL) > used);
	assert_true(effect_cpu_ns(getpgrp(), "no-such-program") == 0 ||
		    effect_cpu_ns(getpgrp(), NULL) == ACTIVITY_UNKNOWN);
	activity_close(&a);
}

/* A process that computes, faults and writes is seen to; what is not known stays so. */
static void effects_are_counted(void **state)
{
	static char heap[1 << 20];
	struct effects from, to, none = {.seconds = 1};
	(void)state;
	for (int e = 0; e < EFFECTS; e++)
		assert_int_equal(effect_find(effect_name((enum effect)e)), e);
	assert_int_equal(effect_find("pressure"), EFFECTS);
	enter_own_group();
	effects_read(getpgrp(), &from);
	volatile uint64_t sum = 0;
	for (int i = 0; i < 100000000; i++)
		sum += (uint64_t)i;
	memset(heap, (int)(sum & 1), sizeof heap);
	put_text("written");
	unlink(path);
	effects_read(getpgrp(), &to);
	if (from.count[EFFECT_USER] == ACTIVITY_UNKNOWN)
		return;
	assert_true(effect_rate(EFFECT_USER, &from, &to) > 0);
	assert_true(effect_rate(EFFECT_FAULTS, &from, &to) > 0);
	assert_true(effect_rate(EFFECT_WRITTEN, &from, &to) > 0);
	assert_true(effect_rate(EFFECT_INTERRUPTS, &from, &to) >= 0);
	assert_true(isnan(effect_rate(EFFECT_USER, &to, &from))); /* no time between */
	memset(none.count, 0xFF, sizeof none.count);
	none.seconds = from.seconds - 1;
	assert_true(isnan(effect_rate(EFFECT_USER, &none, &to)));
	effects_read(0, &none);
	assert_true(none.count[EFFECT_USER] == ACTIVITY_UNKNOWN);
}

/* ---- the writer --------------------------------------------------------------------------------
 */

/* What is put comes out in order and whole, through a ring of few blocks or from memory. */
static void blocks_become_chunks(bool deferred)
{
	char folder[] = "/tmp/ticklab-test-XXXXXX", db[64], uuid[STORE_UUID], why[256];
	struct store *s;
	struct pool pool;
	struct writer *w;
	struct tally tally = {0, 0};
	uint64_t back[2600], t = 0;
	assert_non_null(mkdtemp(folder));
	snprintf(db, sizeof db, "%s/t.db", folder);
	assert_int_equal(store_open(&s, db, STORE_CREATE, why, sizeof why), 0);
	struct store_run run = {.origin = "collect",
	    .probe = "p",
	    .load = "l",
	    .counter = "c",
	    .counter_hz = 1e9,
	    .hz_source = "stated",
	    .hz_calibrated = NAN,
	    .has_start = true,
	    .cpu = -1,
	    .requested = 2600};
	run.id = store_run_begin(s, &run, uuid);
	assert_true(run.id > 0);
	assert_int_equal(pool_open(&pool, deferred ? 26 : 2, 100, false, why, sizeof why), 0);
	assert_int_equal(writer_open(&w, s, &pool, deferred, why, sizeof why), 0);
	for (int i = 0; i < 26; i++) {
		struct block *b = writer_take(w);
		assert_non_null(b);
		b->count = 100;
		b->run = run.id;
		b->restart = -1;
		b->before.cpu = b->after.cpu = i % 2;
		b->tally = &tally;
		for (int k = 0; k < 100; k++, t += 10) {
			b->at.start[k] = t;
			b->at.elapsed[k] = t / 10;
			b->at.flags[k] = 0;
		}
		writer_put(w);
	}
	assert_int_equal(writer_drain(w, NULL), 0);
	assert_int_equal(tally.committed, 2600);
	writer_close(w);
	assert_int_equal(store_run_end(s, run.id, "complete", NULL, NULL, NULL), 0);
	run.samples = 2600;
	assert_int_equal(store_read(s, &run, NULL, back, NULL), 2600);
	for (uint64_t i = 0; i < 2600; i++)
		assert_int_equal(back[i], i);
	pool_close(&pool);
	store_close(s);
	unlink(db);
	rmdir(folder);
}

static void the_writer_thread_writes_all(void **state)
{
	(void)state;
	blocks_become_chunks(false);
}

static void what_was_deferred_is_written(void **state)
{
	(void)state;
	blocks_become_chunks(true);
}

/* A run that has ended takes no more: the writer says so instead of waiting for ever. */
static void a_writer_that_fails_lets_go(void **state)
{
	char why[256];
	struct store *s;
	struct pool pool;
	struct writer *w;
	struct tally tally = {0, 0};
	(void)state;
	assert_int_equal(store_open(&s, ":memory:", STORE_CREATE, why, sizeof why), 0);
	assert_int_equal(pool_open(&pool, 2, 10, true, why, sizeof why), 0);
	assert_int_equal(writer_open(&w, s, &pool, false, why, sizeof why), 0);
	struct block *b;
	for (int i = 0; i < 5 && (b = writer_take(w)); i++) {
		b->count = 10;
		b->run = 77;
		b->restart = -1;
		b->before.cpu = b->after.cpu = i % 2;
		b->tally = &tally;
		writer_put(w);
	}
	assert_null(writer_take(w));
	assert_int_equal(writer_drain(w, NULL), -1);
	assert_int_equal(tally.committed, 0);
	writer_close(w);
	pool_close(&pool);
	store_close(s);
}

/* ---- what else ran -------------------------------------------------------------------------- */

static double cpu_seconds(const struct timeval *user, const struct timeval *system)
{
	return (double)(user->tv_sec + system->tv_sec) +
	       1e-6 * (double)(user->tv_usec + system->tv_usec);
}

/* A child that computes is another process until it is waited for, and then this one's own. How
 * much of a CPU it gets is the host's business: its own count is what is compared with. */
static void another_process_is_seen_until_it_is_waited_for(void **state)
{
	struct others before;
	struct timespec began, ended;
	struct rusage child = {0};
	(void)state;
	others_begin(&before);
	clock_gettime(CLOCK_MONOTONIC, &began);
	pid_t pid = fork();
	if (pid == 0)
		for (volatile unsigned i = 0;;)
			i++;
	nanosleep(&(struct timespec){0, 500000000}, NULL);
	double with = others_cpus(&before);
	clock_gettime(CLOCK_MONOTONIC, &ended);
	kill(pid, SIGKILL);
	assert_int_equal(wait4(pid, NULL, 0, &child), pid);
	if (isnan(with))
		skip_because("this system does not count the time of its CPUs");
	double seconds =
	    (double)(ended.tv_sec - began.tv_sec) + 1e-9 * (double)(ended.tv_nsec - began.tv_nsec);
	double childs = cpu_seconds(&child.ru_utime, &child.ru_stime) / seconds;
	assert_true(with > childs - 0.1);
	assert_true(others_cpus(&before) < with - childs + 0.5 * with + 0.2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(settings_are_read),
	    cmocka_unit_test(faults_of_settings_name_the_line),
	    cmocka_unit_test(lines_are_whole_or_refused),
	    cmocka_unit_test(a_load_that_would_not_be_what_it_says_is_refused),
	    cmocka_unit_test(the_loads_that_come_along_are_whole),
	    cmocka_unit_test(blocks_are_complete_and_random),
	    cmocka_unit_test(what_is_not_known_is_null),
	    cmocka_unit_test(this_process_is_seen_to_work),
	    cmocka_unit_test(effects_are_counted),
	    cmocka_unit_test(the_writer_thread_writes_all),
	    cmocka_unit_test(what_was_deferred_is_written),
	    cmocka_unit_test(a_writer_that_fails_lets_go),
	    cmocka_unit_test(another_process_is_seen_until_it_is_waited_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
