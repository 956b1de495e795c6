/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How many runs are named, and when a machine is called busy.
 */
#include "busy.h"
#include "many.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS = 9 };

static struct store *s; /* lends its JSON functions */

static int open_memory(void **state)
{
	char why[256];
	(void)state;
	return store_open(&s, ":memory:", STORE_CREATE, why, sizeof why);
}

static int close_memory(void **state)
{
	(void)state;
	store_close(s);
	return 0;
}

static bool marked(const struct book_run *run, const void *context)
{
	const char *marks = context;
	return marks[strtoul(run->name + 1, NULL, 10) - 1] == 'x';
}

static void assert_names(const char *marks, const char *wanted, size_t wanted_count)
{
	struct book_run runs[RUNS];
	struct book b = {.runs = runs, .run_count = RUNS};
	size_t count;
	memset(runs, 0, sizeof runs);
	for (int i = 0; i < RUNS; i++)
		snprintf(runs[i].name, sizeof runs[i].name, "R%d", i + 1);
	char *names = many_names(&b, marked, marks, &count);
	assert_string_equal(names, wanted);
	assert_int_equal(count, wanted_count);
	free(names);
}

static void runs_in_a_row_are_a_span(void **state)
{
	(void)state;
	assert_names(".........", "", 0);
	assert_names("x........", "R1", 1);
	assert_names("xx.......", "R1, R2", 2);
	assert_names("xxx.x...x", "R1 to R3, R5, R9", 5);
	assert_names("xxxxxxxxx", "R1 to R9", 9);
	assert_names("...xx.xxx", "R4, R5, R7 to R9", 5);
}

static void read_run(struct book_run *run, const char *load, const char *machine,
    const char *before, const char *after)
{
	memset(run, 0, sizeof *run);
	run->row.load = load;
	facts_read(&run->machine, s, machine);
	facts_read(&run->before, s, before);
	facts_read(&run->after, s, after);
}

static void assert_label(const char *load, const char *machine, const char *before,
    const char *after, const char *wanted)
{
	struct book_run run;
	char text[128];
	read_run(&run, load, machine, before, after);
	busy_label(text, sizeof text, &run);
	assert_string_equal(text, wanted);
	facts_release(&run.machine);
	facts_release(&run.before);
	facts_release(&run.after);
}

static void idle_is_doubted_above_the_limits_only(void **state)
{
	(void)state;
	const char *two = "{\"cpu.cores\":\"2\"}", *calm = "{\"load.1min\":\"1.00\"}";
	assert_label("idle", two, calm, calm, "");
	assert_label("idle", two, calm, "{\"load.1min\":\"1.01\"}",
	    "labelled idle, but load was 1.01 on 2 CPUs");
	assert_label("idle", two, calm, "{\"others.cpus\":\"0.25\"}", "");
	assert_label("idle", two, calm, "{\"others.cpus\":\"1.87\",\"load.1min\":\"1.5\"}",
	    "labelled idle, but load was 1.5 on 2 CPUs, other processes used 1.9 CPUs");
	assert_label("cpu", two, calm, "{\"others.cpus\":\"1.87\"}", "");
	assert_label(
	    "idle", "{\"cpu.cores\":\"1\"}", calm, NULL, "labelled idle, but load was 1 on 1 CPU");
	assert_label("idle", two, "{\"pressure.cpu.some_avg10\":\"5.00\"}", NULL, "");
	assert_label("idle", two, "{\"pressure.cpu.some_avg10\":\"48.16\"}", NULL,
	    "labelled idle, but CPU pressure was 48 %");
	assert_label("idle", two, "{\"pressure.cpu.some_avg10\":\"100.00\"}", calm,
	    "labelled idle, but CPU pressure was 100 %");
	assert_label("stress", two, "{\"load.1min\":\"9\"}", "{\"load.1min\":\"9\"}", "");
}

static void what_is_not_known_is_not_doubted(void **state)
{
	(void)state;
	assert_label("idle", NULL, NULL, NULL, "");
	assert_label("idle", "{}", "{\"load.1min\":\"9\"}", NULL, "");
	assert_label("idle", "{\"cpu.cores\":\"unknown\"}", "{\"load.1min\":\"unknown\"}",
	    "{\"pressure.cpu.some_avg10\":\"\"}", "");
	assert_label("idle", "{\"cpu.cores\":\"2\"}", "{\"load.1min\":\"nan\"}", NULL, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(runs_in_a_row_are_a_span),
	    cmocka_unit_test(idle_is_doubted_above_the_limits_only),
	    cmocka_unit_test(what_is_not_known_is_not_doubted),
	};
	return cmocka_run_group_tests(tests, open_memory, close_memory);
}
