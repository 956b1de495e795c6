/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "contrast.h"
#include "heterogeneity.h"
#include "rng.h"
#include "share.h"

#include <gsl/gsl_errno.h>
#include <stdio.h>

static struct contrast contrast_of_values(
    const double *a, size_t n, const double *b, size_t m, double step)
{
	struct contrast_side x = contrast_side(a, NULL, NULL, n, step);
	struct contrast_side y = contrast_side(b, NULL, NULL, m, step);
	return contrast_of(&x, &y, 0.05);
}

/* Student's sleep data as two groups, by R's t.test(extra ~ group): t = 1.8608 on 17.776 degrees,
 * p = 0.07939, interval -0.2054832 to 3.3654832. @[STUDENT-1908] */
static void welch_of_the_sleep_data(void **state)
{
	(void)state;
	static const double a[] = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
	static const double b[] = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
	struct contrast c = contrast_of_values(a, 10, b, 10, 0);
	assert_near(c.value, 1.58, 1e-12);
	assert_near(c.lo, -0.2054832, 1e-6);
	assert_near(c.hi, 3.3654832, 1e-7);
	assert_within(c.p, 0.07939, 5e-6);
}

/* Two against four runs by Cochran and Cox: squared errors of the means are 2/2 and 0.25/4;
 * Student's quantiles on 1 and 3 degrees are 12.7062 and 3.18245. */
static void cochran_and_cox_by_hand(void **state)
{
	(void)state;
	static const double a[] = {1, 3}, b[] = {10, 11, 10, 10 + 1e-9};
	struct contrast c = contrast_of_values(a, 2, b, 4, 0);
	double v = 1 + 0.25 / 4, t = (12.7062047 + 0.25 / 4 * 3.1824463) / v;
	assert_near(c.hi - c.value, t * sqrt(v), 1e-6);
	struct contrast_side x = contrast_side(a, NULL, NULL, 2, 0);
	struct contrast_side y = contrast_side(b, NULL, NULL, 4, 0);
	/* At the level of its own p the interval ends at 0. */
	assert_within(contrast_of(&x, &y, c.p).lo, 0, 1e-6);
}

/* How often the interval of mean difference 7 holds it; values rounded to `step` unless it is 0. */
static double share_held(struct rng *r, size_t n, size_t m, double sa, double sb, double step,
    double true_difference, double *rejected)
{
	int held = 0, out = 0, repeats = 4000;
	for (int i = 0; i < repeats; i++) {
		double a[8], b[8], from = 100 + rng_double(r);
		for (size_t k = 0; k < n; k++)
			a[k] = from + sa * rng_normal(r);
		for (size_t k = 0; k < m; k++)
			b[k] = from + true_difference + sb * rng_normal(r);
		for (size_t k = 0; k < n && step > 0; k++)
			a[k] = step * round(a[k] / step);
		for (size_t k = 0; k < m && step > 0; k++)
			b[k] = step * round(b[k] / step);
		struct contrast c = contrast_of_values(a, n, b, m, step);
		held += c.lo <= true_difference && true_difference <= c.hi;
		out += c.p < 0.05;
	}
	*rejected = out / (double)repeats;
	return held / (double)repeats;
}

/* Four to eight runs a side, spreads alike to ten times apart: 93 to 97 % of 4000 (standard error
 * 0.35 %), and p is below 0.05 exactly where the interval leaves 0 out. */
static void intervals_hold_for_runs(void **state)
{
	(void)state;
	static const size_t runs[][2] = {{4, 4}, {4, 8}, {8, 4}, {5, 7}, {8, 8}};
	static const double ratio[] = {0.1, 0.5, 1, 2, 10};
	struct rng r;
	double rejected;
	rng_init(&r, 11, 0);
	for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
		for (size_t k = 0; k < 5; k++) {
			double held =
			    share_held(&r, runs[i][0], runs[i][1], 1, ratio[k], 0, 7, &rejected);
			if (held < 0.93 || held > 0.97)
				fail_msg("%zu and %zu runs, ratio %g: %g", runs[i][0], runs[i][1],
				    ratio[k], held);
			held = share_held(&r, runs[i][0], runs[i][1], 1, ratio[k], 0, 0, &rejected);
			assert_within(held + rejected, 1, 1e-9);
		}
}

/* With two or three runs a side they hold at least as often, up to 99 %: there is no exact interval
 * for so few. */
static void intervals_of_two_and_three_runs(void **state)
{
	(void)state;
	static const size_t runs[][2] = {{2, 2}, {2, 4}, {8, 2}, {3, 3}, {3, 8}, {3, 4}};
	static const double ratio[] = {0.1, 0.5, 1, 2, 10};
	struct rng r;
	double rejected;
	rng_init(&r, 12, 0);
	for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
		for (size_t k = 0; k < 5; k++) {
			double held =
			    share_held(&r, runs[i][0], runs[i][1], 1, ratio[k], 0, 7, &rejected);
			if (held < 0.925 || held > 0.995)
				fail_msg("%zu and %zu runs, ratio %g: %g", runs[i][0], runs[i][1],
				    ratio[k], held);
		}
}

/* On a lattice whose step is small to large against the spread: never below 93 %; above 97.5 %
 * only where runs scatter by less than the step. */
static void intervals_on_a_lattice(void **state)
{
	(void)state;
	static const double step[] = {0.1, 0.5, 1, 2, 4, 20};
	struct rng r;
	double rejected;
	rng_init(&r, 13, 0);
	for (size_t i = 0; i < sizeof step / sizeof *step; i++)
		for (int k = 0; k < 3; k++) {
			double truth = 0.35 * k, sb = k == 2 ? 2 : 1;
			double held = share_held(&r, 4, 4, 1, sb, step[i], truth, &rejected);
			if (held < 0.93 || (step[i] <= 1 && held > 0.975))
				fail_msg("step %g, truth %g: %g", step[i], truth, held);
			if (k == 0 && rejected > 0.065)
				fail_msg("step %g: %g rejected", step[i], rejected);
		}
}

/* Runs that agree to the last tick are known to that tick, not to nothing. */
static void agreement_has_a_width(void **state)
{
	(void)state;
	static const double a[] = {5, 5, 5, 5}, b[] = {9, 9, 9, 9};
	struct contrast c = contrast_of_values(a, 4, b, 4, 1);
	assert_near(c.value, 4, 0);
	assert_true(c.lo < 3 && c.hi > 5 && c.lo > 2 && c.p < 0.01);
	c = contrast_of_values(a, 4, a, 4, 1);
	assert_true(c.lo <= -1 && c.hi >= 1 && c.p == 1);
	/* Nothing says how closely they could agree. */
	c = contrast_of_values(a, 4, b, 4, 0);
	assert_true(c.value == 4 && isnan(c.lo) && isnan(c.hi) && isnan(c.p));
	/* Shares of 0 have intervals of their own. */
	static const double none[4] = {0}, most[] = {4e-3, 4e-3, 4e-3, 4e-3};
	struct contrast_side x = contrast_side(none, none, most, 4, 0);
	c = contrast_of(&x, &x, 0.05);
	assert_true(c.value == 0 && c.lo < -1e-3 && c.hi > 1e-3 && c.p == 1);
}

/* 56 of 70 and 48 of 80: by Newcombe's tenth method 0.0524 to 0.3339 @[NEWCOMBE-1998, table II].
 * Runs that agree are one sample of all. */
static void shares_without_scatter_by_newcombe(void **state)
{
	(void)state;
	struct contrast_side a = {.mean = 0.6, .within = 0.1, .n = 4, .samples = 80};
	struct contrast_side b = {.mean = 0.8, .within = 0.1, .n = 4, .samples = 70};
	struct contrast c = contrast_of(&a, &b, 0.05), turned = contrast_of(&b, &a, 0.05);
	assert_within(c.lo, 0.0524, 5e-5);
	assert_within(c.hi, 0.3339, 5e-5);
	assert_true(turned.lo == -c.hi && turned.hi == -c.lo && turned.p == c.p);
	/* At the level of its own p the interval ends at 0. */
	assert_within(contrast_of(&a, &b, c.p).lo, 0, 1e-9);
	assert_true(contrast_of(&a, &a, 0.05).p == 1);
}

/* Of no event in four runs of n samples against none: the limits of 0 of 4 n, z^2 / (4 n + z^2). */
static void shares_of_none_are_of_all_samples(void **state)
{
	(void)state;
	static const double none[4] = {0};
	double z2 = 1.959963985 * 1.959963985, most = z2 / (1000 + z2);
	struct contrast_side x =
	    contrast_share_side(none, none, (double[]){most, most, most, most}, 4);
	assert_near(x.samples, 4000, 1e-6);
	struct contrast c = contrast_of(&x, &x, 0.05);
	assert_near(c.hi, z2 / (4000 + z2), 1e-6);
	assert_true(c.lo == -c.hi && c.p == 1);
	/* Where a run has no interval of its own it is a value like any other. */
	x = contrast_share_side(none, none, (double[]){most, NAN, most, most}, 4);
	assert_true(x.samples == 0 && isnan(contrast_of(&x, &x, 0.05).lo));
	/* A share scatters: then it is of the runs, as any figure, but within what shares can be.
	 */
	static const double wide[] = {0.9, 0.1, 0.95, 0.5}, lo[] = {0.8, 0, 0.9, 0.4},
			    hi[] = {1, 0.2, 1, 0.6};
	x = contrast_share_side(wide, lo, hi, 4);
	struct contrast_side y = contrast_side(wide, lo, hi, 4, 0);
	struct contrast_side low =
	    contrast_share_side(none, none, (double[]){most, most, most, most}, 4);
	assert_true(contrast_of(&x, &x, 0.05).hi == contrast_of(&y, &y, 0.05).hi);
	assert_true(contrast_of(&low, &x, 1e-6).hi == 1);
}

static double events_draw(struct rng *r, double mean)
{
	double k = 0, product = rng_double(r);
	for (double least = exp(-mean); product > least; k++)
		product *= rng_double(r);
	return k;
}

/* Four runs a side of n samples, with `a` and `b` events in a run on average. The interval holds
 * the difference in 93 % of 2000 or more; below one event in two runs it is of most data as narrow
 * as counts allow, half of what Student's t of four runs gives. */
static void intervals_of_rare_events(void **state)
{
	(void)state;
	static const struct {
		double a, b, widest; /* mean width in events a run */
	} sets[] = {{0.05, 0.05, 2.2}, {0.2, 0.2, 2.2}, {0.5, 1.5, 4.5}, {2, 2, 5.5}, {20, 60, 42}};
	enum { N = 100000, REPEATS = 2000 };
	struct rng r;
	rng_init(&r, 41, 0);
	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
		double truth = (sets[i].b - sets[i].a) / N, width = 0;
		int held = 0;
		for (int k = 0; k < REPEATS; k++) {
			struct contrast_side side[2];
			for (int s = 0; s < 2; s++) {
				double v[4], lo[4], hi[4];
				for (int j = 0; j < 4; j++) {
					double n = events_draw(&r, s ? sets[i].b : sets[i].a);
					struct estimate e = share_independent((uint64_t)n, N);
					v[j] = e.value;
					lo[j] = e.lo;
					hi[j] = e.hi;
				}
				side[s] = contrast_share_side(v, lo, hi, 4);
			}
			struct contrast c = contrast_of(&side[0], &side[1], 0.05);
			held += c.lo <= truth && truth <= c.hi;
			width += (c.hi - c.lo) * N / REPEATS;
		}
		if (held < 1860 || width > sets[i].widest)
			fail_msg("%g, %g: %d of %d held, mean width %g", sets[i].a, sets[i].b, held,
			    REPEATS, width);
	}
}

/* GSL ends a program that did not ask it not to. */
static void fail_of_gsl(const char *reason, const char *file, int line, int error)
{
	(void)error;
	fail_msg("%s:%d: %s", file, line, reason);
}

static void one_run_has_no_spread(void **state)
{
	(void)state;
	static const double a[] = {5, 6, 7}, b[] = {9};
	struct contrast c = contrast_of_values(a, 3, b, 1, 1);
	assert_true(c.value == 3 && isnan(c.lo) && isnan(c.hi) && isnan(c.p));
	/* Nor in a mean of several, whatever the runs' own intervals are. */
	static const double at[] = {3}, low[] = {2.5}, high[] = {3.5};
	struct contrast_side lone = contrast_side(at, low, high, 1, 0.1);
	gsl_error_handler_t *before = gsl_set_error_handler(fail_of_gsl);
	struct contrast mean = contrast_mean(&lone, &lone, 1, 0.05);
	gsl_set_error_handler(before);
	assert_true(mean.value == 0 && isnan(mean.lo) && isnan(mean.hi) && isnan(mean.p));
}

/* A shift of all values changes nothing, a scale scales, exchange turns the sign. */
static void test_invariances(void **state)
{
	(void)state;
	static const double a[] = {10, 11, 9.5}, b[] = {13, 12, 13.5, 13.25, 12.5};
	double as[3], bs[5];
	for (int i = 0; i < 3; i++)
		as[i] = 3 * a[i] + 1000;
	for (int i = 0; i < 5; i++)
		bs[i] = 3 * b[i] + 1000;
	struct contrast c = contrast_of_values(a, 3, b, 5, 0),
			s = contrast_of_values(as, 3, bs, 5, 0);
	struct contrast t = contrast_of_values(b, 5, a, 3, 0);
	assert_near(s.lo, 3 * c.lo, 1e-9);
	assert_near(s.p, c.p, 1e-6);
	assert_near(t.lo, -c.hi, 1e-12);
	assert_near(t.p, c.p, 1e-12);
}

/* Of one contrast it is that contrast; of several independent ones, with spreads 1, 3 and 0.3
 * between runs, 93 to 97 % of 4000 intervals hold the mean difference (standard error 0.35 %); one
 * run anywhere and the spread is unknown. */
static void a_mean_of_contrasts(void **state)
{
	(void)state;
	static const double x[] = {10, 11, 9.5, 10.4}, y[] = {13, 12, 13.5, 13.25};
	static const double spread[] = {1, 3, 0.3}, shift[] = {2, 5, -1};
	struct contrast_side a[3] = {contrast_side(x, NULL, NULL, 4, 0)};
	struct contrast_side b[3] = {contrast_side(y, NULL, NULL, 4, 0)};
	struct contrast one = contrast_of(a, b, 0.05), mean = contrast_mean(a, b, 1, 0.05);
	assert_near(mean.value, one.value, 1e-12);
	assert_near(mean.lo, one.lo, 1e-9);
	assert_near(mean.p, one.p, 1e-9);
	struct rng r;
	int held = 0, out = 0;
	rng_init(&r, 15, 0);
	for (int t = 0; t < 4000; t++) {
		for (int k = 0; k < 3; k++) {
			double v[2][4];
			for (int i = 0; i < 8; i++)
				v[i / 4][i % 4] =
				    (i < 4 ? 0 : shift[k]) + spread[k] * rng_normal(&r);
			a[k] = contrast_side(v[0], NULL, NULL, 4, 0);
			b[k] = contrast_side(v[1], NULL, NULL, 4, 0);
		}
		mean = contrast_mean(a, b, 3, 0.05);
		held += mean.lo <= 2 && mean.hi >= 2;
		out += mean.p < 0.05;
		assert_int_equal(mean.p<0.05, mean.lo> 0 || mean.hi < 0);
	}
	if (held < 3720 || held > 3880 || out < 400)
		fail_msg("%d held, %d out", held, out);
	b[1] = contrast_side(y, NULL, NULL, 1, 0);
	mean = contrast_mean(a, b, 3, 0.05);
	assert_true(isnan(mean.lo) && isnan(mean.hi) && isnan(mean.p) && isfinite(mean.value));
}

/* By hand: weights 1, 1/4, 1; mean 4/9 10 + 1/9 14 + 4/9 13; Q, and tau2 that makes Q 2. */
static void heterogeneity_by_hand(void **state)
{
	(void)state;
	static const double y[] = {10, 14, 13}, v[] = {1, 4, 1}, one[] = {1, 1, 1};
	struct heterogeneity h = heterogeneity_of(y, v, 3);
	double m = (10 + 14 / 4.0 + 13) / 2.25;
	double q = (10 - m) * (10 - m) + (14 - m) * (14 - m) / 4 + (13 - m) * (13 - m);
	assert_near(h.q, q, 1e-12);
	assert_near(h.p, exp(-q / 2), 1e-9); /* chi-square of 2 degrees */
	assert_near(h.i2, 1 - 2 / q, 1e-12);
	/* Equal variances: tau2 is the variance of the values less theirs. */
	h = heterogeneity_of(y, one, 3);
	assert_near(h.tau2, 13.0 / 3 - 1, 1e-9);
	h = heterogeneity_of(one, one, 3);
	assert_true(h.q == 0 && h.i2 == 0 && h.tau2 == 0 && h.p == 1);
	assert_true(isnan(heterogeneity_of(y, v, 1).q));
	static const double zero[3] = {0};
	assert_true(isnan(heterogeneity_of(y, zero, 3).q));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(welch_of_the_sleep_data),
	    cmocka_unit_test(cochran_and_cox_by_hand),
	    cmocka_unit_test(intervals_hold_for_runs),
	    cmocka_unit_test(intervals_of_two_and_three_runs),
	    cmocka_unit_test(intervals_on_a_lattice),
	    cmocka_unit_test(agreement_has_a_width),
	    cmocka_unit_test(shares_without_scatter_by_newcombe),
	    cmocka_unit_test(shares_of_none_are_of_all_samples),
	    cmocka_unit_test(intervals_of_rare_events),
	    cmocka_unit_test(one_run_has_no_spread),
	    cmocka_unit_test(test_invariances),
	    cmocka_unit_test(a_mean_of_contrasts),
	    cmocka_unit_test(heterogeneity_by_hand),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
