/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The mean of a series whose memory is not known, by a mixture of fractional autoregressions.
 */
#include "test.h"

#include "fractional_private.h"
#include "hold_private.h"
#include "linear.h"
#include "rng.h"
#include "series.h"
#include "share.h"

#include <stdlib.h>

/* All of it in numpy, at each frequency by itself: frequencies that are joined move the figures by
 * 1 or 2 in 100; a weight before the data, a step of d or a term left out by more. */
static void figures_agree_with_numpy(void **state)
{
	(void)state;
	enum { N = 200 };
	static const char *const names[] = {"bimodal", "persistent"};
	for (int i = 0; i < 2; i++) {
		size_t n;
		uint64_t *ticks = series_named(names[i], &n);
		double x[N];
		for (size_t t = 0; t < N; t++)
			x[t] = (double)ticks[t];
		series_centre(x, N);
		struct fractional f = fractional_of(x, N);
		assert_near(f.se, series_reference(names[i], "fractional_se"), 0.02);
		assert_near(f.critical * f.se, series_reference(names[i], "fractional_half"), 0.02);
		assert_near(f.d, series_reference(names[i], "fractional_d"), 0.1);
		assert_within(f.beyond, series_reference(names[i], "fractional_beyond"), 0.001);
		free(ticks);
	}
}

/* Half of the interval of a mean over its error, and whether that holds it. */
static unsigned count_held(
    void draw(double *x, size_t n, double a, uint64_t seed), double a, size_t n, double *width)
{
	unsigned held = 0;
	double *x = malloc(n * sizeof *x);
	*width = 0;
	for (uint64_t seed = 0; seed < 100; seed++) {
		double mean = 0;
		draw(x, n, a, seed);
		for (size_t i = 0; i < n; i++)
			mean += x[i] / (double)n;
		series_centre(x, n);
		struct fractional f = fractional_of(x, n);
		held += fabs(mean) <= f.critical * f.se;
		*width += f.critical * f.se / 100;
	}
	free(x);
	return held;
}

/* 100 series each: at 95 % fewer than 86 hold once in 10,000; an autoregression without d holds 63
 * of d = 0.3 at 500. What independent samples take is 1.96 / sqrt(500) = 0.0877: a fifth more is
 * given for what may be in them, so that 0.12 is far off. */
static void the_mean_is_held_whatever_the_memory(void **state)
{
	(void)state;
	static const double d[] = {0.1, 0.3, 0.4}, phi[] = {0, 0.5, 0.9};
	double width;
	for (int i = 0; i < 3; i++) {
		unsigned held = count_held(series_fractional, d[i], 500, &width);
		if (held < 86)
			fail_msg("d = %g: %u of 100", d[i], held);
	}
	for (int i = 0; i < 3; i++) {
		unsigned held = count_held(series_ar, phi[i], 500, &width);
		if (held < 86 || (i == 0 && width > 0.12))
			fail_msg("AR(1) of %g: %u of 100, %g wide", phi[i], held, width);
	}
}

/* The figures of 30 series of 3000: d within 0.05 of 0.3, of 0 below 0.02. */
static void the_memory_is_found(void **state)
{
	(void)state;
	enum { N = 3000, SERIES = 30 };
	static double x[N];
	double with = 0, without = 0;
	for (uint64_t seed = 0; seed < SERIES; seed++) {
		series_fractional(x, N, 0.3, seed);
		series_centre(x, N);
		with += fractional_of(x, N).d / SERIES;
		series_ar(x, N, 0.8, seed);
		series_centre(x, N);
		without += fractional_of(x, N).d / SERIES;
	}
	assert_within(with, 0.3, 0.05);
	assert_within(without, 0, 0.02);
}

static void a_scale_changes_the_error_alone(void **state)
{
	(void)state;
	enum { N = 1000 };
	static double x[N], y[N];
	series_fractional(x, N, 0.2, 1);
	series_centre(x, N);
	for (size_t i = 0; i < N; i++)
		y[i] = -1000 * x[i];
	struct fractional a = fractional_of(x, N), b = fractional_of(y, N);
	assert_near(b.se, 1000 * a.se, 1e-9);
	assert_near(b.critical, a.critical, 1e-9);
	assert_near(b.d, a.d, 1e-9);
	/* 997 is prime: 972 = 4 x 243 samples are transformed, the error is that of 997. */
	assert_near(
	    fractional_of(x, 997).se * sqrt(997), fractional_of(x, 972).se * sqrt(972), 0.002);
}

static void what_has_no_variance_has_none(void **state)
{
	(void)state;
	double x[200] = {0};
	assert_true(isnan(fractional_of(x, 200).se));
	for (size_t i = 0; i < 200; i++)
		x[i] = i % 2 ? 1 : -1;
	assert_true(isnan(fractional_of(x, FRACTIONAL_LEAST - 1).d));
	/* An exact recurrence leaves nothing to chance; it has numbers all the same. */
	struct fractional f = fractional_of(x, 200);
	assert_true(f.se >= 0 && f.critical >= 0 && f.d >= 0);
}

/* The half width of a sum of blocks is one over samples, and no interval is narrower. */
static void an_interval_is_as_wide_as_memory_may_make_it(void **state)
{
	(void)state;
	enum { N = 2000 };
	static double x[N];
	struct linear l;
	series_ar(x, N, 0.5, 3);
	series_centre(x, N);
	assert_int_equal(linear_init(&l, N), EST_OK);
	for (size_t i = 0; i < N; i++)
		linear_add(&l, i, x[i]);
	struct fractional f = fractional_of(x, N);
	assert_near(linear_half_width(&l), f.critical * f.se, 1e-9);
	struct linear_spread none = linear_spread_within(&l, NAN), s = linear_spread(&l);
	struct linear_spread wide = linear_spread_within(&l, 1);
	assert_false(none.widened);
	assert_true(s.critical * s.se >= 0.999999 * f.critical * f.se);
	assert_true(wide.widened);
	assert_near(wide.critical * wide.se, 1, 1e-9);
	assert_near(wide.ar_critical * wide.ar_se, 1, 1e-9);
	assert_true(wide.se == none.se && wide.ar_se == none.ar_se);
	linear_release(&l);
}

/* Each of n values k times, from within the first hold on. */
static size_t hold_values(double *y, const double *x, size_t n, size_t k, size_t phase)
{
	for (size_t t = phase; t < n * k; t++)
		y[t - phase] = x[t / k];
	return n * k - phase;
}

/* An interval of a mean is that of the values: without the holds it is 2 to 5 times as wide. */
static void a_held_series_is_as_wide_as_its_values(void **state)
{
	(void)state;
	enum { N = 200, MOST = 80 }; /* beyond 81 base blocks are of two samples */
	static double x[N], y[N * MOST];
	static const size_t held[] = {2, 5, 20, MOST};
	series_ar(x, N, 0, 5);
	series_centre(x, N);
	double half = fractional_of(x, N).critical * fractional_of(x, N).se;
	for (size_t i = 0; i < 8; i++) {
		size_t k = held[i / 2], phase = i % 2 ? k / 2 : 0;
		size_t n = hold_values(y, x, N, k, phase);
		struct linear l;
		assert_int_equal(linear_init(&l, n), EST_OK);
		for (size_t t = 0; t < n; t++)
			linear_add(&l, t, y[t]);
		struct linear_spread s = linear_spread(&l);
		assert_near(linear_half_width(&l), half, 0.03);
		assert_within(s.n_eff, N, N / 2);
		linear_release(&l);
	}
}

/* Beyond BOOTSTRAP_BLOCKS samples a share of held values has the effective size of the values: base
 * blocks of 3 samples, which no hold ends with, left less than half of it. */
static void a_share_of_a_long_held_series_counts_values(void **state)
{
	(void)state;
	enum { VALUES = 2000, K = 20, N = VALUES * K };
	static uint8_t yes[N];
	struct rng r;
	rng_init(&r, 12, 0);
	for (size_t t = 0; t < N; t++)
		yes[t] = t % K ? yes[t - 1] : rng_u64(&r) % 100 < 31;
	struct estimate e = share_of(yes, N);
	struct estimate values = share_independent((uint64_t)(e.value * VALUES + 0.5), VALUES);
	assert_near(e.hi - e.lo, values.hi - values.lo, 0.3);
}

static void holds_are_recognised(void **state)
{
	(void)state;
	enum { N = 200 };
	static double x[N], y[N * 20];
	static uint64_t ticks[N * 20];
	series_ar(x, N, 0, 6);
	for (size_t k = 1; k <= 20; k++) {
		size_t n = hold_values(y, x, N, k, k / 2);
		for (size_t t = 0; t < n; t++)
			ticks[t] = (uint64_t)(1000 * (y[t] + 100));
		assert_int_equal(hold_of_ticks(ticks, n), k);
		assert_int_equal(hold_join(y, n), N);
		assert_near(y[1], (double)k * x[1], 1e-12);
		assert_near(y[0], (double)(k - k / 2) * x[0], 1e-12);
	}
	/* One sample too many is no hold; a few changes say nothing, nor does a constant. */
	size_t n = hold_values(y, x, N, 4, 0);
	y[400] = y[399];
	assert_int_equal(hold_join(y, n), n);
	assert_int_equal(hold_of_ticks(ticks, 20 * HOLD_CHANGES / 2), 1);
	assert_int_equal(hold_of_ticks(ticks, 1), 1);
	assert_int_equal(hold_of_ticks(ticks, 0), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(figures_agree_with_numpy),
	    cmocka_unit_test(the_mean_is_held_whatever_the_memory),
	    cmocka_unit_test(the_memory_is_found),
	    cmocka_unit_test(a_scale_changes_the_error_alone),
	    cmocka_unit_test(what_has_no_variance_has_none),
	    cmocka_unit_test(holds_are_recognised),
	    cmocka_unit_test(a_share_of_a_long_held_series_counts_values),
	    cmocka_unit_test(a_held_series_is_as_wide_as_its_values),
	    cmocka_unit_test(an_interval_is_as_wide_as_memory_may_make_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
