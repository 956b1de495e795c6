/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The reduced calibration: the truths themselves, then coverage and rejections within binomial
 * bands.
 */
#include "test.h"

#include "calibration.h"
#include "entropy.h"
#include "histogram.h"
#include "moments.h"
#include "quantiles.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The exact probabilities against a million draws: five standard errors of the mean at the
 * effective n of the slowest family (19 samples to one), and of the entropy. */
static void the_truth_is_what_the_generator_does(void **state)
{
	(void)state;
	enum { N = 1000000 };
	uint64_t *x = malloc(N * sizeof *x);
	for (enum calibration_family f = 0; f < CALIBRATION_STEP; f++) {
		struct histogram h;
		calibration_series(f, 99, x, N);
		histogram_init(&h, x, N);
		struct moments m = moments_of_histogram(&h);
		double sd = calibration_truth(f, "sd_ticks");
		assert_within(
		    m.mean.value, calibration_truth(f, "mean_ticks"), 5 * sd * sqrt(19.0 / N));
		assert_near(m.sd.value, sd, f == CALIBRATION_HEAVY ? 0.1 : 0.02);
		assert_within(
		    entropy_shannon_mm(&h).value, calibration_truth(f, "shannon_bits"), 0.03);
		assert_within(
		    entropy_collision(&h).value, calibration_truth(f, "collision_bits"), 0.03);
		assert_within(entropy_min_plugin(&h).value,
		    calibration_truth(f, "min_entropy_plugin_bits"), 0.05);
		assert_within(quantiles_at(&h, 0.95).value, calibration_truth(f, "q95_ticks"), 1);
		assert_within(quantiles_window_share(&h, 40, 50).value,
		    calibration_truth(f, "slow_window_share"), 0.012);
		histogram_release(&h);
	}
	free(x);
	assert_true(isnan(calibration_truth(CALIBRATION_STEP, "mean_ticks")));
	assert_true(isnan(calibration_truth(CALIBRATION_AR1, "no such figure")));
	assert_string_equal(calibration_name(CALIBRATION_FAMILIES), "unknown");
}

/* 60 series each, n_eff 240 and more. At a true coverage of 93 % fewer than 47 hold once in 1e4;
 * there are some 90 figures (many of them the same event): a false alarm in about 1 of 150 changes
 * of the generator, none otherwise. A mean and its kin under a tail without a fourth moment are
 * left to the long calibration, which states what they miss. */
static void intervals_hold_their_truth(void **state)
{
	(void)state;
	static const size_t n[] = {1000, 4000, 3000, 3000, 2000, 1000};
	struct calibration_coverage rows[32];
	for (enum calibration_family f = 0; f < CALIBRATION_STEP; f++) {
		double n_eff;
		size_t m = calibration_cover(f, n[f], 60, 1, 200, rows, 32, &n_eff);
		assert_true(m >= 15);
		assert_true(n_eff > 200);
		for (size_t i = 0; i < m; i++) {
			bool moment = !strcmp(rows[i].figure, "mean_ticks") ||
				      !strcmp(rows[i].figure, "sd_ticks") ||
				      !strcmp(rows[i].figure, "cv") ||
				      !strcmp(rows[i].figure, "acf_lag1");
			assert_int_equal(
			    rows[i].held + rows[i].below + rows[i].above, rows[i].given);
			if (rows[i].given == 60 && rows[i].held < 47 &&
			    !(f == CALIBRATION_HEAVY && moment))
				fail_msg("%s, %s: %u of 60", calibration_name(f), rows[i].figure,
				    rows[i].held);
		}
	}
	double n_eff;
	assert_int_equal(calibration_cover(CALIBRATION_STEP, 3000, 2, 1, 50, rows, 32, &n_eff), 0);
}

/* 24 series each. True null: at 7 % more than 8 once in 3e4, over 28 cells a false alarm in about 1
 * of 1000 changes of the generator. False null: found in 22 and more where the power is near 1: an
 * AR(1) tells its runs from geometric ones only in longer series, and a trend's two spreads are
 * hardly told from one normal component. A step is worth too little for a likelihood ratio. */
static void tests_reject_what_they_should(void **state)
{
	(void)state;
	for (enum calibration_family f = 0; f < CALIBRATION_FAMILIES; f++) {
		struct calibration_rejections c = calibration_tests(f, 2500, 24, 1);
		assert_int_equal(c.series, 24);
		for (enum calibration_test t = 0; t < CALIBRATION_TESTS; t++) {
			int null = calibration_null(f, t);
			bool weak = t == CALIBRATION_DWELL ||
				    (f == CALIBRATION_TREND && t <= CALIBRATION_LRT);
			assert_true(c.rejected[t] <= c.given[t]);
			if (null == 1 ? c.rejected[t] > 8
				      : null == 0 && !weak && c.given[t] && c.rejected[t] < 22)
				fail_msg("%s, %s: %u of %u", calibration_name(f),
				    calibration_test_name(t), c.rejected[t], c.given[t]);
		}
	}
	assert_int_equal(calibration_null(CALIBRATION_FAMILIES, CALIBRATION_DIP), -1);
	assert_string_equal(calibration_test_name(CALIBRATION_TESTS), "unknown");
}

/* At both ends the exact interval has a closed form. */
static void the_band_of_a_share_is_exact(void **state)
{
	(void)state;
	double lo, hi;
	calibration_band(0, 10, &lo, &hi);
	assert_true(lo == 0);
	assert_near(hi, 1 - pow(0.025, 0.1), 1e-9);
	calibration_band(10, 10, &lo, &hi);
	assert_near(lo, pow(0.025, 0.1), 1e-9);
	assert_true(hi == 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_truth_is_what_the_generator_does),
	    cmocka_unit_test(intervals_hold_their_truth),
	    cmocka_unit_test(tests_reject_what_they_should),
	    cmocka_unit_test(the_band_of_a_share_is_exact),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
