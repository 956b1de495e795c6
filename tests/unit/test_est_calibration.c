/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The reduced calibration: the truths themselves, then coverage and rejections within binomial
 * bands.
 */
#include "test.h"

#include "calibration.h"
#include "entropy.h"
#include "histogram.h"
#include "lattice.h"
#include "moments.h"
#include "quantiles.h"

#include <stdbool.h>
#include <stdlib.h>

/* The exact probabilities against a million draws: five standard errors of the mean at the
 * effective n, a hundredth of the spread where it is not known, and of the entropy. Moments under
 * spikes of 1 in 100 000 are those of ten samples: left out. */
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
		double sd = calibration_truth(f, FIGURE_SD), tau = calibration_tau(f);
		if (f != CALIBRATION_SPIKES_100000) {
			assert_within(m.mean.value, calibration_truth(f, FIGURE_MEAN),
			    f == CALIBRATION_LONG_MEMORY || f == CALIBRATION_PARETO_DWELL ? sd / 5
			    : isnan(tau)						  ? sd / 100
					 : 5 * sd * sqrt(tau / N));
			assert_near(m.sd.value, sd, f == CALIBRATION_HEAVY ? 0.1 : 0.04);
		}
		assert_within(
		    entropy_shannon_mm(&h).value, calibration_truth(f, FIGURE_SHANNON), 0.04);
		assert_within(
		    entropy_collision(&h).value, calibration_truth(f, FIGURE_COLLISION), 0.03);
		assert_within(
		    entropy_min_plugin(&h).value, calibration_truth(f, FIGURE_MIN_PLUGIN), 0.05);
		assert_within(quantiles_at(&h, 0.95).value, calibration_truth(f, FIGURE_Q95),
		    (double)calibration_tick(f));
		assert_within(quantiles_window_share(&h, 40, 50).value,
		    calibration_truth(f, FIGURE_SLOW_WINDOW_SHARE), 0.035);
		assert_within(
		    lattice_odd_share(&h).value, calibration_truth(f, FIGURE_LSB_SHARE), 0.01);
		histogram_release(&h);
	}
	free(x);
	assert_true(isnan(calibration_truth(CALIBRATION_STEP, FIGURE_MEAN)));
	assert_true(isnan(calibration_truth(CALIBRATION_AR1, FIGURE_SPIKES)));
	assert_true(isnan(calibration_truth(CALIBRATION_FAMILIES, FIGURE_MEAN)));
	assert_string_equal(calibration_name(CALIBRATION_FAMILIES), "unknown");
	assert_string_equal(calibration_description(CALIBRATION_FAMILIES), "unknown");
}

/* How fast the memory fades, where a closed form says it. */
static void what_samples_are_worth(void **state)
{
	(void)state;
	assert_near(calibration_tau(CALIBRATION_IID_MODES), 1, 1e-12);
	assert_near(calibration_tau(CALIBRATION_MODES_99), 199, 1e-9);
	assert_near(calibration_tau(CALIBRATION_AR1), 9, 1e-9);
	assert_near(calibration_tau(CALIBRATION_REPELLING), 1, 1e-12);
	assert_within(calibration_tau(CALIBRATION_DRIFT), 0.9 + 0.1 * 400, 0.01);
	assert_true(isnan(calibration_tau(CALIBRATION_BEAT)));
	assert_true(isnan(calibration_tau(CALIBRATION_STEP)));
}

/* 60 series each, n_eff 200 and more (the two drifts: see the long calibration). At a true coverage
 * of 93 % fewer than 47 hold once in 1e4; there are some 220 figures (many of them the same event):
 * a false alarm in about 1 of 60 changes of the generator, none otherwise. Moments under spikes
 * that most series do not show are what no interval can hold. */
static void intervals_hold_their_truth(void **state)
{
	(void)state;
	static const size_t n[CALIBRATION_DRIFT] = {
	    1000, 1000, 4000, 40000, 3000, 1000, 3000, 1000, 2000, 1000, 2000, 1000, 1000, 1000};
	struct calibration_coverage rows[32];
	for (enum calibration_family f = 0; f < CALIBRATION_DRIFT; f++) {
		double n_eff;
		char label[CALIBRATION_LABEL];
		size_t m = calibration_cover(f, n[f], 60, 1, 100, rows, 32, &n_eff);
		assert_true(m >= 15);
		assert_true(n_eff > 200);
		for (size_t i = 0; i < m; i++) {
			assert_int_equal(
			    rows[i].held + rows[i].below + rows[i].above, rows[i].given);
			if (rows[i].given - rows[i].held > 13 && f != CALIBRATION_SPIKES_100000)
				fail_msg("%s, %s: %u of %u", calibration_name(f),
				    calibration_label(&rows[i].figure, label), rows[i].held,
				    rows[i].given);
		}
	}
}

/* Does the figure stay the same where the level moves? The parity of ticks does, and windows that
 * no level reaches. */
static bool is_kept(enum figure_id figure)
{
	return figure == FIGURE_LSB_SHARE || figure == FIGURE_FAST_WINDOW_SHARE ||
	       figure == FIGURE_SLOW_WINDOW_SHARE;
}

/* Levels that move have no figures to be held, and hardly an interval. */
static void moving_levels_have_no_intervals(void **state)
{
	(void)state;
	struct calibration_coverage rows[32];
	for (enum calibration_family f = CALIBRATION_STEP; f < CALIBRATION_FAMILIES; f++) {
		double n_eff;
		size_t m = calibration_cover(f, 4000, 12, 1, 50, rows, 32, &n_eff);
		assert_true(m >= 15);
		for (size_t i = 0; i < m; i++) {
			assert_true(isnan(rows[i].truth) && rows[i].held == 0);
			if (rows[i].given > 2 && !is_kept(rows[i].figure.id))
				fail_msg("%s, %s: %u", calibration_name(f),
				    figure_name(rows[i].figure.id), rows[i].given);
		}
	}
}

/* 16 series each, 4 for the tests that cost most. True null: at 7 % more than 6 once in 7000, over
 * 60 cells a false alarm in about 1 of 120 changes of the generator, none otherwise. False null:
 * found in 15 and more where the power is near 1: an AR(1) tells its runs from geometric ones only
 * in longer series, and so on. A step is worth too little for a likelihood ratio. */
static void tests_reject_what_they_should(void **state)
{
	(void)state;
	static const enum calibration_family sure[] = {CALIBRATION_IID_MODES, CALIBRATION_MODES_90,
	    CALIBRATION_SKEWED, CALIBRATION_HEAVY, CALIBRATION_BEAT, CALIBRATION_STEP};
	for (size_t k = 0; k < sizeof sure / sizeof *sure; k++) {
		enum calibration_family f = sure[k];
		struct calibration_rejections c = calibration_tests(f, 2500, 16, 1);
		assert_int_equal(c.series, 16);
		for (enum calibration_test t = 0; t < CALIBRATION_TESTS; t++) {
			int null = calibration_null(f, t);
			assert_true(c.rejected[t] <= c.given[t] && c.given[t] <= c.tried[t]);
			if (null == 1 ? c.rejected[t] > 6
				      : null == 0 && c.given[t] && c.rejected[t] + 1 < c.tried[t])
				fail_msg("%s, %s: %u of %u", calibration_name(f),
				    calibration_test_name(t), c.rejected[t], c.given[t]);
		}
	}
	assert_int_equal(calibration_null(CALIBRATION_FAMILIES, CALIBRATION_DIP), -1);
	assert_int_equal(calibration_null(CALIBRATION_AR1, CALIBRATION_TESTS), -1);
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
	    cmocka_unit_test(what_samples_are_worth),
	    cmocka_unit_test(intervals_hold_their_truth),
	    cmocka_unit_test(moving_levels_have_no_intervals),
	    cmocka_unit_test(tests_reject_what_they_should),
	    cmocka_unit_test(the_band_of_a_share_is_exact),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
