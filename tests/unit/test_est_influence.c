/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How much samples move a figure, and whether a few of them move it most.
 */
#include "test.h"

#include "histogram.h"
#include "influence.h"
#include "rng.h"

#include <stdlib.h>

static struct influence find_influence(const uint64_t *x, size_t n, enum influence_figure figure)
{
	struct histogram h;
	assert_int_equal(histogram_init(&h, x, n), EST_OK);
	struct influence i = influence_of(&h, figure);
	histogram_release(&h);
	return i;
}

/* 0 in 900 samples and 10 in 100: the mean's variance is p (1 - p) 100 / n; ten of the largest have
 * ten times 81 of 900 + 8100. The entropy's is that of -log2 p. */
static void by_hand(void **state)
{
	(void)state;
	uint64_t x[1000] = {0};
	for (int i = 0; i < 100; i++)
		x[i] = 10;
	struct influence mean = find_influence(x, 1000, INFLUENCE_MEAN);
	assert_near(mean.variance, 0.1 * 0.9 * 100 / 1000, 1e-12);
	assert_near(mean.dominance, 810.0 / 9000, 1e-12);
	assert_near(mean.skewness, 0.8 / 0.3, 1e-12); /* (1 - 2 p) / sqrt(p (1 - p)) */
	double step = log2(9);
	assert_near(
	    find_influence(x, 1000, INFLUENCE_SHANNON).variance, 0.09 * step * step / 1000, 1e-12);
}

/* Of 1000 normal values the ten largest have under a tenth; of 1000 with one spike, all. */
static void a_spike_dominates(void **state)
{
	(void)state;
	uint64_t x[1000];
	struct rng r;
	rng_init(&r, 1, 0);
	for (int i = 0; i < 1000; i++)
		x[i] = (uint64_t)(1000 + 100 * rng_normal(&r));
	assert_true(find_influence(x, 1000, INFLUENCE_MEAN).dominance < 0.1);
	assert_true(influence_of_neighbours(x, 1000, 1000) < 0.2);
	x[500] = 1000000;
	assert_true(find_influence(x, 1000, INFLUENCE_MEAN).dominance > 0.99);
	assert_true(find_influence(x, 1000, INFLUENCE_SD).dominance > 0.99);
}

/* Spikes of which no two are neighbours: 1 / 100 of the samples hold the variance, and nearly
 * nothing of its square is in the products. Where some are neighbours, those few hold it. */
static void pairs_that_have_not_come(void **state)
{
	(void)state;
	uint64_t x[10000];
	struct rng r;
	rng_init(&r, 2, 0);
	for (int i = 0; i < 10000; i++)
		x[i] = i % 100 == 50 ? 100000 : 90 + rng_below(&r, 21);
	assert_true(influence_of_neighbours(x, 10000, 1099) == 1);
	for (int i = 0; i < 100; i++)
		x[100 * i + 51] = 100000;
	assert_true(influence_of_neighbours(x, 10000, 2098) < 0.2);
}

static void test_degenerate(void **state)
{
	(void)state;
	static const uint64_t same[] = {4, 4, 4};
	assert_true(isnan(find_influence(same, 3, INFLUENCE_MEAN).dominance));
	assert_true(isnan(find_influence(same, 1, INFLUENCE_MEAN).variance));
	assert_true(isnan(influence_of_neighbours(same, 3, 4)));
	assert_true(isnan(influence_of_neighbours(same, 1, 4)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(by_hand),
	    cmocka_unit_test(a_spike_dominates),
	    cmocka_unit_test(pairs_that_have_not_come),
	    cmocka_unit_test(test_degenerate),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
