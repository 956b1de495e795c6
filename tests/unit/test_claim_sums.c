/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What follows from published figures, against sums made by hand; at the bound, too.
 */
#include "test.h"

#include "audit.h"

#include <string.h>

static struct operand operand_make(double number)
{
	return (struct operand){.number = number};
}

static struct finding found;

static void expect_sum(const struct relation *r, bool holds, double lo, double hi)
{
	memset(&found, 0, sizeof found);
	audit_relation(r, &found);
	assert_int_equal(found.holds, holds);
	assert_near(found.computed.lo, lo, 1e-12);
	assert_near(found.computed.hi, hi, 1e-12);
}

static void expect_text(const char *text)
{
	assert_string_equal(found.text.text, text);
}

/* 12.25 ticks of 24 MHz are 510.4 ns. */
static void modes_a_tick_apart_are_one_cost(void **state)
{
	(void)state;
	struct relation r = {.kind = RELATION_ONE_COST,
	    .low = operand_make(12),
	    .high = operand_make(13),
	    .low_count = operand_make(3),
	    .high_count = operand_make(1),
	    .published = operand_make(1),
	    .hz = 24e6};
	expect_sum(&r, true, 1, 1);
	expect_text("modes at 12 and 13 ticks are one cost of 12 + 0.25 ticks, 510 ns, seen by a "
		    "tick of 41.67 ns; published 1 mode: fits");
	r.high.number = 13.5;
	expect_sum(&r, true, 1, 1);
	r.high.number = 14;
	expect_sum(&r, false, 2, 2);
	expect_text("modes at 12 and 14 ticks are 2 ticks apart: no single cost gives both; "
		    "published 1 mode: does not fit");
	r.published.number = 2;
	expect_sum(&r, true, 2, 2);
}

static void counts_sum_to_no_more_than_all(void **state)
{
	(void)state;
	struct relation r = {.kind = RELATION_COUNTS_SUM,
	    .low_count = operand_make(600000),
	    .high_count = operand_make(300000),
	    .total = 1e6};
	expect_sum(&r, true, 900000, 900000);
	expect_text("the counts sum to 900,000 of 1,000,000, which leaves 100,000 samples outside "
		    "both windows: fits");
	r.total = 900000;
	expect_sum(&r, true, 900000, 900000);
	r.total = 899999;
	expect_sum(&r, false, 900000, 900000);
	expect_text("the counts sum to 900,000 of 899,999: does not fit");
}

static void ticks_are_nanoseconds_by_the_rate(void **state)
{
	(void)state;
	struct relation r = {.kind = RELATION_TICKS_TO_NS,
	    .ticks = operand_make(12),
	    .ns = operand_make(500),
	    .hz = 24e6};
	expect_sum(&r, true, 500, 500);
	expect_text("12 ticks of 24 MHz are 500 ns; published 500 ns: fits");
	r.ns.number = 500.1;
	expect_sum(&r, false, 500, 500);
	r.ns.number = 499.9;
	expect_sum(&r, false, 500, 500);
}

/* 125/3 ns to the tick: a third and two thirds, 0.918296 bits, the likelier of them 0.584963. */
static void ticks_in_nanoseconds_gain_the_entropy_of_the_split(void **state)
{
	(void)state;
	struct relation r = {.kind = RELATION_SAME_LAW_TWO_COUNTERS,
	    .tick_num = 125,
	    .tick_den = 3,
	    .shannon = operand_make(1),
	    .min_entropy = operand_make(0.5),
	    .fine_shannon = operand_make(1.918),
	    .fine_min_entropy = operand_make(1.0849)};
	double h = log2(3) - 2.0 / 3;
	expect_sum(&r, true, 1, 1 + h);
	r.fine_shannon.number = 1.919;
	expect_sum(&r, false, 1, 1 + h);
	r.fine_shannon.number = 0.999;
	expect_sum(&r, false, 1, 1 + h);
	r.fine_shannon.number = 1;
	r.fine_min_entropy.number = 0.5;
	expect_sum(&r, true, 1, 1 + h);
	r.fine_min_entropy.number = 0.499;
	expect_sum(&r, false, 1, 1 + h);
	r.fine_min_entropy.number = 1.085;
	expect_sum(&r, false, 1, 1 + h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(modes_a_tick_apart_are_one_cost),
	    cmocka_unit_test(counts_sum_to_no_more_than_all),
	    cmocka_unit_test(ticks_are_nanoseconds_by_the_rate),
	    cmocka_unit_test(ticks_in_nanoseconds_gain_the_entropy_of_the_split),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
