/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What follows from published figures, against sums made by hand; at the bound, too.
 */
#include "test.h"

#include "audit.h"
#include "relation_private.h"
#include "words_private.h"

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

/* 9 of 10 and one of 110: mean 20, sd 30. */
static void two_values_have_a_spread_and_an_entropy(void **state)
{
	(void)state;
	struct relation r = {.kind = RELATION_CV_OF_TWO_POINT,
	    .low = operand_make(10),
	    .high = operand_make(110),
	    .low_count = operand_make(9),
	    .high_count = operand_make(1),
	    .published = operand_make(1.5),
	    .tolerance = 0.01,
	    .tolerance_why = "so",
	    .total = 10};
	expect_sum(&r, true, 1.5, 1.5);
	expect_text("the CV of 10 and 110 with these counts is 150.00 %; with their rounding it is "
		    "1.5, plus or minus 0.01 (so); published 1.5: fits");
	/* No other sample, and one: (13000 + z^2) 11 = 10 (200 + z)^2. */
	r.published.number = 3;
	expect_sum(&r, false, 1.5, 1.5);
	expect_text("the CV of 10 and 110 with these counts is 150.00 %; with their rounding it is "
		    "1.5, plus or minus 0.01 (so); published 3: does not fit");
	r.total = 11;
	expect_sum(&r, false, 1.5, 1.5);
	expect_text("the CV of 10 and 110 with these counts is 150.00 %; with their rounding it is "
		    "1.5, plus or minus 0.01 (so); published 3: does not fit; the other 1 samples "
		    "make up the difference if each took about 4.06e+03 ticks");
	/* Lower and higher by half a unit: 9.5 and 110.5 spread more, 10.5 and 109.5 less. */
	struct published_number low = {.value = 10, .rounding = 0.5},
				high = {.value = 110, .rounding = 0.5};
	r.low.published = &low;
	r.high.published = &high;
	expect_sum(&r, false, 29.7 / 20.4, 30.3 / 19.6);
	r = (struct relation){.kind = RELATION_ENTROPY_OF_TWO_POINT,
	    .low_count = operand_make(3),
	    .high_count = operand_make(1),
	    .published = operand_make(2.375),
	    .total = 8};
	double h = 3 - 3.0 / 8 * log2(3);
	expect_sum(&r, false, h, h);
	expect_text("two values with these counts have 0.8113 bits; with the other samples, each a "
		    "value of its own, it is 2.406; published 2.375: does not fit");
}

/* 125/3 ns to the tick: two thirds of the samples of one tick are 42, a third 41. */
static void samples_of_a_tick_have_one_spread_and_share_of_odd_ones(void **state)
{
	(void)state;
	struct relation r = {.kind = RELATION_ODD_SHARE_OF_TICKS,
	    .mean = operand_make(10),
	    .published = operand_make(0.08),
	    .total = 1e4,
	    .tick_num = 125,
	    .tick_den = 3};
	double error = 1.96 * sqrt(0.08 * 0.92 / 1e4);
	expect_sum(&r, true, 0.08 - error, 0.08 + error);
	assert_near(found.chance, 2 * error, 1e-12);
	expect_text(
	    "0.333 of the samples of one tick of 41.667 ns are shown as an odd number; with "
	    "the published mean their share of all samples is 0.07468..0.08532; published "
	    "0.08: fits");
	r.tick_num = 84;
	r.tick_den = 5; /* 16 and, four times in five, 17 */
	r.mean.number = 16.8;
	error = 1.96 * sqrt(0.16 / 1e4);
	expect_sum(&r, false, 0.8 - error, 0.8 + error);
	r.total = 1;
	expect_sum(&r, true, 0.8 - 1.96 * 0.4, 1);
	r.mean.number = 1e-9;
	double share = 1e-9 / 21;
	expect_sum(&r, false, 0, share + 1.96 * sqrt(share * (1 - share)));
	r = (struct relation){.kind = RELATION_MOMENTS_OF_TICKS,
	    .mean = operand_make(10),
	    .greatest = 41,
	    .total = 11,
	    .published = operand_make(1.75),
	    .tolerance = 0.1,
	    .tolerance_why = "so",
	    .tick_num = 40,
	    .tick_den = 1};
	expect_sum(&r, true, sqrt(3), sqrt(3));
	assert_near(found.chance, 0.2 / sqrt(3) / log(1000), 1e-12);
	expect_text(
	    "samples of 0 or 1 tick of 40 ns with a mean of 10 ns have one CV; it is 1.732, "
	    "plus or minus 0.1 (so); published 1.75: fits");
	r.greatest = 100;
	double cv = sqrt(10400.0 / 11 - 100) / 10;
	expect_sum(&r, false, cv, cv);
	expect_text(
	    "samples of 0 or 1 tick of 40 ns, and one of the published greatest 100 ns, with "
	    "a mean of 10 ns have one CV; it is 2.908, plus or minus 0.1 (so); published "
	    "1.75: does not fit");
	r.greatest = 41;
	r.mean.number = 50;
	memset(&found, 0, sizeof found);
	audit_relation(&r, &found);
	assert_true(!found.holds && found.chance == 1);
	expect_text("no mixture of 0 and 1 tick has a mean of 50: does not fit");
}

/* ---- the arithmetic by itself ---- */

/* Three in four, and a half of which each sample is a value of its own. */
static void sums_over_points_are_those_by_hand(void **state)
{
	(void)state;
	const double value[] = {1, 2, 3}, weight[] = {1, 2, 3}, even[] = {1, 1}, most[] = {3, 1};
	assert_near(relation_entropy(even, 2, 2), 2, 1e-12);
	assert_near(relation_entropy(most, 2, 0), 2 - 0.75 * log2(3), 1e-12);
	assert_near(relation_min_entropy(even, 2, 2), 2, 1e-12);
	assert_near(relation_min_entropy(most, 2, 0), log2(4.0 / 3), 1e-12);
	assert_near(relation_cv((double[]){0, 2}, even, 2), 1, 1e-12);
	assert_near(relation_cv((double[]){1, 5}, most, 2), sqrt(3) / 2, 1e-12);
	assert_true(isnan(relation_cv((double[]){0, 0}, even, 2)));
	struct interval odd = relation_lsb(value, weight, 3, 4);
	assert_near(odd.lo, 0.4, 1e-12);
	assert_near(odd.hi, 0.8, 1e-12);
	/* 9 samples of 10 and one of 110: mean 20, mean square 1300. */
	assert_near(relation_rest_value((double[]){10}, (double[]){9}, 1, 1, 1.5), 110, 1e-9);
	assert_true(isnan(relation_rest_value((double[]){10}, (double[]){9}, 1, 1, 3.1)));
	assert_true(isnan(relation_rest_value((double[]){10}, (double[]){9}, 1, 0, 1)));
	for (int k = 0; k < 4; k++)
		assert_within(relation_min_entropy_cap(k), k, 1e-8); /* steep there */
	/* Two shares of m and what is left: m = 0.4. */
	assert_near(relation_min_entropy_cap(-0.8 * log2(0.4) - 0.2 * log2(0.2)), -log2(0.4), 1e-9);
	assert_true(isnan(relation_min_entropy_cap(-1)) && isnan(relation_min_entropy_cap(65)));
}

static void chances_are_those_of_tables(void **state)
{
	(void)state;
	static const double five_percent[] = {3.841459, 5.991465, 7.814728, 9.487729, 11.070498};
	for (int df = 1; df <= 5; df++)
		assert_near(relation_chi_square_tail(five_percent[df - 1], df), 0.05, 1e-5);
	assert_true(relation_chi_square_tail(0, 3) == 1 && relation_chi_square_tail(5, 0) == 1);
	const double p[] = {0.1, 0.2, 0.5};
	const double at_least[] = {1, 0.64, 0.15, 0.01};
	for (size_t least = 0; least <= 3; least++)
		assert_near(relation_at_least(p, 3, least), at_least[least], 1e-12);
}

/* 125/3 ns to the tick: 0, 41 or 42, 83 or 84; a third of the samples of one tick shows 41. */
static void values_that_ticks_are_shown_as_are_counted(void **state)
{
	(void)state;
	const struct relation_tick tick = {125, 3};
	struct relation_split s =
	    relation_split_of_ticks((double[]){41, 42}, (double[]){1, 2}, 2, tick);
	assert_true(s.off == 0 && s.df == 1 && s.chi_square < 1e-12 && s.p > 0.999999);
	assert_near(s.chance, 3.0 / 903, 1e-9);
	s = relation_split_of_ticks((double[]){42, 41, 40}, (double[]){1, 2, 7}, 3, tick);
	assert_true(s.off == 7 && s.df == 1);
	assert_near(s.chi_square, 1.5, 1e-9);
	assert_near(s.p, erfc(sqrt(0.75)), 1e-9);
	/* 84 alone: its fellow 83 was never seen. 125 is three ticks whatever the phase. */
	s = relation_split_of_ticks((double[]){84, 125}, (double[]){6, 5}, 2, tick);
	assert_true(s.off == 0 && s.df == 1);
	assert_near(s.chi_square, 12, 1e-9);
	assert_near(relation_cv_of_ticks(10, 41, 100, 40), sqrt(3), 1e-12);
	assert_near(relation_cv_of_ticks(10, 100, 11, 40), sqrt(10400.0 / 11 - 100) / 10, 1e-12);
	assert_true(isnan(relation_cv_of_ticks(0, 1, 10, 40)));
	assert_true(isnan(relation_cv_of_ticks(41, 1, 10, 40)));
	static const uint64_t bytes[][2] = {{0, 0}, {1, 0}, {16, 0}, {17, 1}, {32, 1}, {33, 2}};
	for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++)
		assert_int_equal(relation_capacity(bytes[i][0]), bytes[i][1]);
	assert_true(relation_capacity_last(16, 32) == UINT64_MAX);
	assert_int_equal(relation_capacity_last(3, 32), 2);
	assert_int_equal(relation_capacity_last(15, 5), 4);
	assert_int_equal(relation_capacity_last(3, 0), 0);
}

/* ---- numbers in words ---- */

static void expect_words(struct words *w, const char *want)
{
	assert_string_equal(w->text, want);
	*w = (struct words){0};
}

static void numbers_are_written_by_their_size(void **state)
{
	(void)state;
	static const struct {
		double n;
		const char *count, *about, *value;
	} rows[] = {{0, "0", "0", "0"}, {9, "9", "9", "9"}, {10, "10", "10", "10"},
	    {999, "999", "1,000", "999"}, {1234, "1,234", "1,300", "1234"},
	    {123456, "123,456", "130,000", "1.235e+05"}, {999999, "999,999", "1e6", "1e+06"},
	    {1250000, "1,250,000", "1.3e6", "1.25e+06"}, {0.9997, "0.9997", "1", "0.99970"},
	    {0.99, "0.99", "1", "0.99"}, {2.5, "2.5", "3", "2.5"}, {-1, "-1", "-1", "-1"},
	    {1e15, "1e+15", "1e15", "1e+15"}};
	struct words w = {0};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		words_add_count(&w, rows[i].n);
		expect_words(&w, rows[i].count);
		words_add_about(&w, rows[i].n);
		expect_words(&w, rows[i].about);
		words_add_value(&w, rows[i].n);
		expect_words(&w, rows[i].value);
	}
	words_add_range(&w, 1, " to ", 2);
	expect_words(&w, "1 to 2");
	words_add_range(&w, 1, " to ", 1.00001);
	expect_words(&w, "1");
	words_add_interval(&w, 1, 2);
	expect_words(&w, "[1, 2]");
	words_add_interval(&w, 1, NAN);
	expect_words(&w, "above 1");
	words_add_interval(&w, NAN, 2);
	expect_words(&w, "below 2");
	words_add_interval(&w, NAN, NAN);
	expect_words(&w, "");
	words_add(&w, "a; ");
	words_end(&w, "; ", ". ");
	words_end(&w, "; ", "");
	expect_words(&w, "a. ");
	for (int i = 0; i < WORDS_SIZE; i++)
		words_add(&w, "x");
	assert_int_equal(strlen(w.text), sizeof w.text - 1);
	assert_string_equal(w.text + sizeof w.text - 5, "x...");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(modes_a_tick_apart_are_one_cost),
	    cmocka_unit_test(counts_sum_to_no_more_than_all),
	    cmocka_unit_test(ticks_are_nanoseconds_by_the_rate),
	    cmocka_unit_test(ticks_in_nanoseconds_gain_the_entropy_of_the_split),
	    cmocka_unit_test(two_values_have_a_spread_and_an_entropy),
	    cmocka_unit_test(samples_of_a_tick_have_one_spread_and_share_of_odd_ones),
	    cmocka_unit_test(sums_over_points_are_those_by_hand),
	    cmocka_unit_test(chances_are_those_of_tables),
	    cmocka_unit_test(values_that_ticks_are_shown_as_are_counted),
	    cmocka_unit_test(numbers_are_written_by_their_size),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
