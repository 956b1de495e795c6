/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The interval of a row of a comparison and of its ratio, by hand.
 */
#include "test.h"

#include "pairs_private.h"

static const struct contrast_side side_a = {100, 4, 0.5, 1, 4, 0}, side_b = {110, 9, 0.25, 2, 3, 0};

static struct comparison row_of(struct contrast_side a, struct contrast_side b)
{
	struct comparison row = {.side_a = a,
	    .side_b = b,
	    .estimate_a = FIGURES,
	    .estimate_b = FIGURES,
	    .ratio = NAN,
	    .ratio_lo = NAN,
	    .ratio_hi = NAN};
	pairs_finish(&row, 0.05);
	return row;
}

static void a_side_by_its_logarithm_has_errors_that_are_parts(void **state)
{
	(void)state;
	struct contrast_side log_a, low = {2, 4, 1, 1, 4, 0};
	assert_true(pairs_log_side(&log_a, &side_a));
	assert_near(log_a.mean, log(100), 1e-15);
	assert_near(log_a.variance, 4e-4, 1e-12);
	assert_near(log_a.within, 0.5e-4, 1e-12);
	assert_near(log_a.step, 0.01, 1e-12);
	assert_int_equal(log_a.n, 4);
	/* Two standard errors of 1 above 0, and a little more. */
	assert_false(pairs_log_side(&log_a, &low));
	low.mean = 2.001;
	assert_true(pairs_log_side(&log_a, &low));
	/* Of one run nothing is known of an error. */
	low = (struct contrast_side){1e-3, NAN, 1, 1, 1, 0};
	assert_true(pairs_log_side(&log_a, &low));
	low.mean = 0;
	assert_false(pairs_log_side(&log_a, &low));
}

static void a_row_has_its_difference_ratio_and_spread(void **state)
{
	(void)state;
	struct comparison row = row_of(side_a, side_b);
	struct contrast want = contrast_of(&side_a, &side_b, 0.05), log_want;
	struct contrast_side a, b;
	assert_near(row.difference.value, 10, 1e-12);
	assert_near(row.difference.lo, want.lo, 1e-12);
	assert_near(row.difference.hi, want.hi, 1e-12);
	/* Three times 4 and twice 9, over five. */
	assert_near(row.between_run_sd, sqrt(6), 1e-12);
	assert_near(row.ratio, 1.1, 1e-12);
	assert_true(pairs_log_side(&a, &side_a) && pairs_log_side(&b, &side_b));
	log_want = contrast_of(&a, &b, 0.05);
	assert_near(row.ratio_lo, exp(log_want.lo), 1e-12);
	assert_near(row.ratio_hi, exp(log_want.hi), 1e-12);
	assert_true(row.ratio_lo < 1.1 && row.ratio_hi > 1.1);
}

static void one_run_a_side_has_no_spread(void **state)
{
	(void)state;
	struct contrast_side one = side_a, other = side_b;
	one.n = 1;
	one.variance = NAN;
	/* The spread is that of the side that has runs. */
	assert_near(row_of(one, side_b).between_run_sd, 3, 1e-12);
	assert_near(row_of(side_b, one).between_run_sd, 3, 1e-12);
	other.n = 1;
	other.variance = NAN;
	assert_true(isnan(row_of(one, other).between_run_sd));
}

static void what_is_not_above_zero_has_no_ratio(void **state)
{
	(void)state;
	struct contrast_side none = side_a;
	none.mean = 0;
	assert_true(isnan(row_of(none, side_b).ratio));
	struct comparison row = row_of(side_b, none);
	assert_true(row.ratio == 0 && isnan(row.ratio_lo) && isnan(row.ratio_hi));
	none.mean = NAN;
	row = row_of(none, side_b);
	assert_true(row.difference.value == 0 && isnan(row.ratio));
}

static void sizes_are_the_same_to_two_percent(void **state)
{
	(void)state;
	assert_true(pairs_same_size(1000, 1000) && pairs_same_size(1000, 1019));
	assert_false(pairs_same_size(1000, 1021));
	assert_false(pairs_same_size(1000, 2000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_side_by_its_logarithm_has_errors_that_are_parts),
	    cmocka_unit_test(a_row_has_its_difference_ratio_and_spread),
	    cmocka_unit_test(one_run_a_side_has_no_spread),
	    cmocka_unit_test(what_is_not_above_zero_has_no_ratio),
	    cmocka_unit_test(sizes_are_the_same_to_two_percent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
