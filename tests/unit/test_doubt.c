/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "doubt.h"

#include <string.h>

static struct store *s;

static int memory_open(void **state)
{
	char why[256];
	(void)state;
	return store_open(&s, ":memory:", STORE_CREATE, why, sizeof why);
}

static int memory_close(void **state)
{
	(void)state;
	store_close(s);
	return 0;
}

static void assert_doubt(const struct store_run *run, const char *wanted)
{
	char text[192];
	assert_int_equal(doubt_of_run(s, run, text, sizeof text), *wanted != '\0');
	assert_string_equal(text, wanted);
}

static void assert_label(const char *load, const char *machine, const char *before,
    const char *after, const char *wanted)
{
	const struct store_run run = {.load = load,
	    .machine_facts = machine,
	    .environment_before = before,
	    .environment_after = after};
	assert_doubt(&run, wanted);
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

/* Load average and pressure remember the run before, which had a load. */
static void in_a_campaign_what_others_used_counts_alone(void **state)
{
	(void)state;
	struct store_run run = {.load = "idle",
	    .campaign_id = 1,
	    .machine_facts = "{\"cpu.cores\":\"2\"}",
	    .environment_before = "{\"load.1min\":\"9\",\"pressure.cpu.some_avg10\":\"90\"}"};
	assert_doubt(&run, "");
	run.environment_after = "{\"others.cpus\":\"0.9\"}";
	assert_doubt(&run, "labelled idle, but other processes used 0.9 CPUs");
}

static void a_load_without_any_operation_is_doubted(void **state)
{
	(void)state;
	struct store_run run = {
	    .load = "stress", .load_detail = "{\"operations\":{\"cpu\":0,\"vm\":0}}"};
	assert_doubt(&run, "its load did no operation");
	run.load_detail = "{\"operations\":{\"cpu\":0,\"vm\":3}}";
	assert_doubt(&run, "");
	run.load_detail = "{}";
	assert_doubt(&run, "");
	assert_true(doubt_leaves_out("stress", 0));
	assert_false(doubt_leaves_out("idle", 1));
	assert_true(doubt_leaves_out("idle", 2));
}

/* Runs of few samples do not make a run of many the odd one, however many they are. */
static void a_run_far_shorter_than_the_ordinary_is_too_short(void **state)
{
	(void)state;
	char why[160] = "";
	uint64_t good[] = {3000, 2, 3000, 3000, 3000}, few[] = {30, 1, 1000000}, small[] = {30, 1};
	assert_int_equal(doubt_ordinary(good, 5), 3000);
	assert_int_equal(doubt_ordinary(few, 3), 1000000);
	assert_int_equal(doubt_ordinary(small, 2), 0);
	assert_int_equal(doubt_ordinary(small, 0), 0);
	assert_false(doubt_too_short(1, 0, why, sizeof why));
	assert_false(doubt_too_short(100, 3000, why, sizeof why));
	assert_false(doubt_too_short(10000, 1000000, why, sizeof why));
	assert_string_equal(why, "");
	assert_true(doubt_too_short(99, 3000, why, sizeof why));
	assert_string_equal(why, "it has 99 samples, the ordinary run here 3000");
	assert_true(doubt_too_short(9999, 1000000, why, sizeof why));
	assert_true(doubt_too_short(1, 100, why, sizeof why));
	assert_string_equal(why, "it has 1 sample, the ordinary run here 100");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(idle_is_doubted_above_the_limits_only),
	    cmocka_unit_test(what_is_not_known_is_not_doubted),
	    cmocka_unit_test(in_a_campaign_what_others_used_counts_alone),
	    cmocka_unit_test(a_load_without_any_operation_is_doubted),
	    cmocka_unit_test(a_run_far_shorter_than_the_ordinary_is_too_short),
	};
	return cmocka_run_group_tests(tests, memory_open, memory_close);
}
