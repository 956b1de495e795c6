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
		assert_near(m.sd.value, sd, 0.02);
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
 * there are some 70 figures (many of them the same event): a false alarm in about 1 of 200 changes
 * of the generator, none otherwise. */
static void intervals_hold_their_truth(void **state)
{
	(void)state;
	static const size_t n[] = {1000, 4000, 3000, 3000};
	struct calibration_coverage rows[32];
	for (enum calibration_family f = 0; f < CALIBRATION_STEP; f++) {
		double n_eff;
		size_t m = calibration_cover(f, n[f], 60, 1, 200, rows, 32, &n_eff);
		assert_true(m >= 15);
		assert_true(n_eff > 200);
		for (size_t i = 0; i < m; i++) {
			assert_int_equal(
			    rows[i].held + rows[i].below + rows[i].above, rows[i].given);
			if (rows[i].given == 60 && rows[i].held < 47)
				fail_msg("%s, %s: %u of 60", calibration_name(f), rows[i].figure,
				    rows[i].held);
		}
	}
	double n_eff;
	assert_int_equal(calibration_cover(CALIBRATION_STEP, 3000, 2, 1, 50, rows, 32, &n_eff), 0);
}

/* 30 series each. True null: at 7 % more than 8 once in 1e4. False null: found in all. */
static void tests_reject_what_they_should(void **state)
{
	(void)state;
	static const struct {
		enum calibration_family family;
		int stationarity, changed, information, dip, two_modes; /* 1: all; 0: few */
	} want[] = {{CALIBRATION_IID_MODES, 0, 0, 0, 1, 1},
	    {CALIBRATION_MARKOV_MODES, 0, 0, 1, 1, 1}, {CALIBRATION_AR1, 0, 0, 1, 0, 0},
	    {CALIBRATION_SKEWED, 0, 0, 0, 0, 0}, {CALIBRATION_STEP, 1, 1, 1, 1, 1},
	    {CALIBRATION_TREND, 1, 1, 1, 0, 0}};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		struct calibration_rejections c = calibration_tests(want[i].family, 4000, 30, 1);
		const struct {
			const char *name;
			unsigned got;
			int want;
		} row[] = {{"stationarity", c.stationarity, want[i].stationarity},
		    {"changes", c.changed, want[i].changed},
		    {"information", c.information, want[i].information},
		    {"dip", c.dip, want[i].dip}, {"two modes", c.two_modes, want[i].two_modes}};
		assert_int_equal(c.series, 30);
		for (int j = 0; j < 5; j++)
			if (row[j].want ? row[j].got < 28 : row[j].got > 8)
				fail_msg("%s, %s: %u of 30", calibration_name(want[i].family),
				    row[j].name, row[j].got);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_truth_is_what_the_generator_does),
	    cmocka_unit_test(intervals_hold_their_truth),
	    cmocka_unit_test(tests_reject_what_they_should),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
