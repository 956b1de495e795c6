/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a tail is heavy against a second decision, made of samples in place of a histogram.
 */
#include "test.h"

#include "histogram.h"
#include "rng.h"
#include "tail.h"

#include <stdbool.h>
#include <stdlib.h>

enum { MOST = 2000, PARTS = 16 };

static int number_compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x < y) - (x > y);
}

/* Moments of the logarithms of the first k of falling `away` over the last of them, each of weight
 * 1 / parts @[DEKKERS-EINMAHL-DE-HAAN-1989, eq. 1.6]. */
static double index_count(const double *away, size_t k)
{
	double first = 0, second = 0;
	for (size_t i = 0; i < k; i++) {
		double x = log(away[i] / away[k - 1]);
		first += x / (double)k;
		second += x * x / (double)k;
	}
	if (!(second > 0) || first * first >= second)
		return -INFINITY;
	return first + 1 - 1 / (2 * (1 - first * first / second));
}

/* Of falling `away`: how many different samples (a value above and one below the median are two)
 * hold the k farthest. */
static size_t values_among(const uint64_t *x, size_t n, double median, double least)
{
	size_t values = 0;
	for (size_t i = 0; i < n; i++)
		values += fabs((double)x[i] - median) >= least && (i == 0 || x[i] != x[i - 1]);
	return values;
}

static bool tail_decide(const uint64_t *x, size_t n)
{
	static double away[MOST], spread[MOST * PARTS];
	double median = ((double)x[(n - 1) / 2] + (double)x[n / 2]) / 2, step = INFINITY, mean = 0;
	double second = 0, fourth = 0, least;
	size_t k = (n + 19) / 20, parts = 0, outside = 0;
	for (size_t i = 0; i < n; i++) {
		away[i] = fabs((double)x[i] - median);
		mean += (double)x[i] / (double)n;
		if (i > 0 && x[i] > x[i - 1])
			step = fmin(step, (double)(x[i] - x[i - 1]));
	}
	for (size_t i = 0; i < n; i++) {
		second += pow((double)x[i] - mean, 2) / (double)n;
		fourth += pow((double)x[i] - mean, 4) / (double)n;
	}
	if (fourth < second * second * (3 + 1.6448536269514722 * sqrt(24.0 / (double)n)))
		return false;
	qsort(away, n, sizeof *away, number_compare);
	/* What is at the median is in no tail. */
	while (outside < k && away[outside] > 0)
		outside++;
	least = outside ? away[outside - 1] : 0;
	/* The chance that none of k is farther than the farthest, had they index 4. */
	if (least > step / 2) {
		double inside = pow((least - step / 2) / (away[0] + step / 2), 4);
		if ((double)k * log(1 - inside) < log(0.01))
			return false;
	}
	double g;
	if (values_among(x, n, median, least) >= 64)
		g = index_count(away, outside);
	else {
		for (size_t i = 0; i < n && away[i] > 0; i++)
			for (int j = 0; j < PARTS; j++) {
				double at = away[i] + step * (2 * j + 1 - PARTS) / (2 * PARTS);
				if (at > 0)
					spread[parts++] = at;
			}
		qsort(spread, parts, sizeof *spread, number_compare);
		g = index_count(spread, parts < k * PARTS ? parts : k * PARTS);
	}
	return g > 0.25 - 1.6448536269514722 * sqrt((1 + g * g) / (double)k);
}

static int tick_compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

/* Powers of index 2 to 7, or exponentials of a share, on steps of 1 to 400 of a spread of 100. */
static void series_draw(uint64_t *x, size_t n, uint64_t seed)
{
	struct rng r;
	rng_init(&r, seed, 0);
	double index = 2 + 5 * rng_double(&r), share = rng_double(&r) < 0.5 ? rng_double(&r) : 1;
	uint64_t step = (uint64_t)exp(6 * rng_double(&r)), sides = rng_below(&r, 2);
	for (size_t i = 0; i < n; i++) {
		double u = 1 - rng_double(&r), v = 1 - rng_double(&r);
		double d = 100 * (u < share ? pow(v, -1 / index) - 1 : -log(v));
		double at = sides && rng_below(&r, 2) ? 1e6 - d : 1e6 + d;
		x[i] = 1 + (uint64_t)fmax(at, 0) / step * step;
	}
	qsort(x, n, sizeof *x, tick_compare);
}

/* Sizes about 1,280, where the 5 % hold 64 values, and from 100 on. */
static void the_same_decision_of_samples(void **state)
{
	(void)state;
	static uint64_t x[MOST];
	int heavy = 0;
	for (uint64_t seed = 0; seed < 1500; seed++) {
		struct histogram h;
		size_t n = seed % 5 ? 100 + seed * 7 % 300 : 1240 + seed % 81;
		series_draw(x, n, seed);
		assert_int_equal(histogram_init(&h, x, n), EST_OK);
		bool want = h.distinct > 1 && tail_decide(x, n);
		if (tail_is_heavy(&h) != want)
			fail_msg("seed %d, n %zu: not %d", (int)seed, n, want);
		heavy += want;
		histogram_release(&h);
	}
	assert_in_range(heavy, 300, 1200);
}

/* A power of index 1: of 100 samples its tail is looked at, of 99 it is not. */
static void a_hundred_samples_are_enough(void **state)
{
	(void)state;
	uint64_t x[100];
	for (size_t n = 99; n <= 100; n++) {
		struct histogram h;
		for (size_t i = 0; i < n; i++)
			x[i] = 1000 * n / (n - i);
		assert_int_equal(histogram_init(&h, x, n), EST_OK);
		assert_int_equal(tail_is_heavy(&h), n == 100);
		histogram_release(&h);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_same_decision_of_samples),
	    cmocka_unit_test(a_hundred_samples_are_enough),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
