/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The long-run variance by an autoregression, the test of long memory, and heavy tails.
 */
#include "test.h"

#include "batches_private.h"
#include "calibration_series_private.h"
#include "longrun_private.h"
#include "rng.h"
#include "series.h"
#include "tail.h"

#include <gsl/gsl_cdf.h>
#include <stdlib.h>
#include <string.h>

enum { N = 3000 };

/* The interval of the mean of an AR(1): its coverage over 300 series is 95 % +- 1.3; below 90 %
 * once in 1e4, whatever the persistence. */
static void means_of_autoregressions_are_held(void **state)
{
	(void)state;
	static const double phi[] = {-0.6, 0, 0.8, 0.98, 0.995};
	static double x[N];
	for (int p = 0; p < 5; p++) {
		int held = 0;
		for (uint64_t seed = 0; seed < 300; seed++) {
			double mean = 0;
			series_ar(x, N, phi[p], seed);
			for (size_t i = 0; i < N; i++)
				mean += x[i] / N;
			series_centre(x, N);
			struct longrun l = longrun_of(x, N, false);
			held += fabs(mean) <= l.critical * sqrt(l.variance);
		}
		if (held < 270)
			fail_msg("AR(1) of %g: %d of 300", phi[p], held);
	}
}

/* Without long memory 2.5 % are said to have it: more than 6 of 60 once in 2,000. Of 30 fractional
 * series of d = 0.3 all but 2 % are found: fewer than 27 once in 300. */
static void long_memory_is_told_from_short(void **state)
{
	(void)state;
	static const double phi[] = {-0.6, 0, 0.8, 0.98};
	static double x[N];
	for (int p = 0; p < 4; p++) {
		int found = 0;
		for (uint64_t seed = 0; seed < 60; seed++) {
			series_ar(x, N, phi[p], seed);
			series_centre(x, N);
			found += longrun_of(x, N, true).memory > LONGRUN_MEMORY;
		}
		if (found > 6)
			fail_msg("AR(1) of %g: found in %d of 60", phi[p], found);
	}
	int found = 0;
	for (uint64_t seed = 0; seed < 30; seed++) {
		series_fractional(x, N, 0.3, seed);
		series_centre(x, N);
		found += longrun_of(x, N, true).memory > LONGRUN_MEMORY;
	}
	if (found < 27)
		fail_msg("d = 0.3: found in %d of 30", found);
}

/* d of 30 fractional series of d = 0.3: their mean is 0.3 +- 0.0125, four of these; the standard
 * error of one is 1 / (2 sqrt 54) = 0.068, so that 0.45 is exceeded by at most 3 but once in 1,000.
 * A level that walks by twice the spread of the noise on it is beyond 0.45 nearly always: 27 of 30.
 */
static void the_memory_parameter(void **state)
{
	(void)state;
	static double x[N], walk[N];
	double mean = 0;
	int beyond = 0, walks = 0;
	for (uint64_t seed = 0; seed < 30; seed++) {
		struct rng r;
		rng_init(&r, seed, 5);
		series_fractional(x, N, 0.3, seed);
		series_centre(x, N);
		double d = longrun_of(x, N, true).d, level = 0;
		mean += d / 30;
		beyond += d > 0.45;
		for (size_t i = 0; i < N; i++) {
			level += 2 * rng_normal(&r) / sqrt(N);
			walk[i] = level + rng_normal(&r);
		}
		series_centre(walk, N);
		walks += longrun_of(walk, N, true).d > 0.45;
	}
	assert_within(mean, 0.3, 0.05);
	if (beyond > 3 || walks < 27)
		fail_msg("beyond 0.45: %d of 30 fractional, %d walks", beyond, walks);
}

/* Shifts are taken off before; a scale multiplies the variance by its square and nothing else. */
static void a_scale_changes_the_variance_alone(void **state)
{
	(void)state;
	static double x[N], y[N];
	series_ar(x, N, 0.8, 1);
	series_centre(x, N);
	for (size_t i = 0; i < N; i++)
		y[i] = 1000 * x[i];
	struct longrun a = longrun_of(x, N, true), b = longrun_of(y, N, true);
	assert_near(b.variance, 1e6 * a.variance, 1e-9);
	assert_near(b.n_eff, a.n_eff, 1e-9);
	assert_near(b.memory, a.memory, 1e-6);
	assert_near(b.d, a.d, 1e-6);
}

static void what_has_no_variance_has_none(void **state)
{
	(void)state;
	double x[100] = {0};
	assert_true(isnan(longrun_of(x, 100, true).variance));
	assert_true(isnan(longrun_of(x, LONGRUN_LEAST - 1, false).n_eff));
	/* An exact recurrence leaves no innovation, and still a variance that is a number. */
	for (size_t i = 0; i < 100; i++)
		x[i] = i % 2 ? 1 : -1;
	assert_true(longrun_of(x, 100, true).variance > 0);
}

/* ---- tails ---- */

static struct histogram histogram_of(int kind, uint64_t seed)
{
	static uint64_t x[N];
	struct rng r;
	struct histogram h;
	rng_init(&r, seed, 7);
	for (size_t i = 0; i < N; i++) {
		double z = rng_normal(&r), u = 1 - rng_double(&r), chi = 0;
		for (int k = 0; k < 3; k++) {
			double w = rng_normal(&r);
			chi += w * w;
		}
		x[i] = (uint64_t)(kind == 0   ? 9000 + 1000 * z
				  : kind == 1 ? 1000 * -log(u)
				  : kind == 2 ? 90000 + 1000 * z / sqrt(chi / 3)
					      : 1000 * pow(u, -1 / 2.5));
	}
	assert_int_equal(histogram_init(&h, x, N), EST_OK);
	return h;
}

/* The normal and the exponential law have all moments and are said to be heavy in at most 8 of 40
 * series; Student's t(3) and Pareto(2.5), which have no fourth one, in at least 36. */
static void a_heavy_tail_is_not_excluded(void **state)
{
	(void)state;
	for (int kind = 0; kind < 4; kind++) {
		int heavy = 0;
		for (uint64_t seed = 0; seed < 40; seed++) {
			struct histogram h = histogram_of(kind, seed);
			heavy += tail_is_heavy(&h);
			histogram_release(&h);
		}
		if (kind < 2 ? heavy > 8 : heavy < 36)
			fail_msg("law %d: heavy in %d of 40", kind, heavy);
	}
	/* The logarithm is normal of spread 0.2, on steps of 26: some 7 values. It has all moments,
	 * and was said to be heavy in 3 of 4 series; spread over steps in fewer than half.
	 * Student's t(3) on steps as wide as its spread is found in nearly all. */
	for (int kind = 0; kind < 2; kind++) {
		int heavy = 0;
		for (uint64_t seed = 0; seed < 40; seed++) {
			static uint64_t x[N];
			struct histogram h;
			calibration_series(
			    kind ? CALIBRATION_STUDENT_3 : CALIBRATION_LATTICE, seed, x, N);
			for (size_t i = 0; kind && i < N; i++)
				x[i] = x[i] / 10 * 10;
			assert_int_equal(histogram_init(&h, x, N), EST_OK);
			heavy += tail_is_heavy(&h);
			histogram_release(&h);
		}
		if (kind ? heavy < 36 : heavy > 26)
			fail_msg("lattice, law %d: heavy in %d of 40", kind, heavy);
	}
	struct histogram two;
	uint64_t value[] = {41, 42}, count[] = {990, 10};
	assert_int_equal(histogram_from_pairs(&two, value, count, 2), EST_OK);
	assert_false(tail_is_heavy(&two));
	histogram_release(&two);
	/* A normal law of sd 2 or less seen in whole ticks has no heavy tail. */
	for (int k = 0; k < 40; k++) {
		static uint64_t x[30000];
		struct histogram h;
		struct rng r;
		rng_init(&r, (uint64_t)k, 77);
		for (int i = 0; i < 30000; i++)
			x[i] = (uint64_t)lround(30 + (1 + 0.025 * k) * rng_normal(&r));
		assert_int_equal(histogram_init(&h, x, 30000), EST_OK);
		if (tail_is_heavy(&h))
			fail_msg("sd %g is heavy", 1 + 0.025 * k);
		histogram_release(&h);
	}
}

/* Of 300 samples the farthest 5 % exclude nothing; the fourth moment parts a normal law, of which
 * it refuses at most 8 of 40 series, from Student's t(3), of which it passes at most 4. */
static void a_short_series_of_light_tails_is_not_heavy(void **state)
{
	(void)state;
	for (int law = 0; law < 2; law++) {
		int heavy = 0;
		for (uint64_t seed = 0; seed < 40; seed++) {
			uint64_t x[300];
			struct histogram h;
			struct rng r;
			rng_init(&r, seed, 300);
			for (int i = 0; i < 300; i++) {
				double z = rng_normal(&r), chi = 0;
				for (int k = 0; k < 3; k++) {
					double w = rng_normal(&r);
					chi += w * w;
				}
				x[i] = (uint64_t)(90000 + 1000 * (law ? z / sqrt(chi / 3) : z));
			}
			assert_int_equal(histogram_init(&h, x, 300), EST_OK);
			heavy += tail_is_heavy(&h);
			histogram_release(&h);
		}
		if (law ? heavy < 36 : heavy > 8)
			fail_msg("law %d: heavy in %d of 40", law, heavy);
	}
}

/* The table of critical values against GSL's chi-square and Student's t, which the three decimals
 * of the table hold to; one level in excess at a time, just below and just above. */
static void batches_have_the_points_of_their_laws(void **state)
{
	(void)state;
	for (int level = 0; level < BATCH_LEVELS; level++) {
		double freedom = (BATCH_FEWEST << level) - 1;
		double chance = gsl_cdf_chisq_Pinv(0.975, freedom) / freedom;
		struct batches b = batches_none;
		b.neighbours = 0;
		b.variance[level] = 3 * (chance - 0.002);
		struct batch_verdict v = batches_verdict(&b, 3);
		assert_near(v.variance, 3, 0);
		assert_near(v.widen, 1, 0);
		b.variance[level] = 3 * (chance + 0.002);
		v = batches_verdict(&b, 3);
		assert_near(v.variance, b.variance[level], 0);
		assert_within(v.widen,
		    sqrt(chance + 0.002) * gsl_cdf_tdist_Pinv(0.975, freedom) /
			gsl_cdf_ugaussian_Pinv(0.975),
		    1e-3);
		assert_false(v.grows);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(batches_have_the_points_of_their_laws),
	    cmocka_unit_test(means_of_autoregressions_are_held),
	    cmocka_unit_test(long_memory_is_told_from_short),
	    cmocka_unit_test(the_memory_parameter),
	    cmocka_unit_test(a_scale_changes_the_variance_alone),
	    cmocka_unit_test(what_has_no_variance_has_none),
	    cmocka_unit_test(a_heavy_tail_is_not_excluded),
	    cmocka_unit_test(a_short_series_of_light_tails_is_not_heavy),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
