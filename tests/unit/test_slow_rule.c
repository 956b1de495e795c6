/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One rule for what is slow in several runs: where it lies, and that neither the order of the runs
 * nor the levels of single runs move it.
 */
#include "test.h"

#include "rng.h"
#include "slow_pool_private.h"

#include <math.h>
#include <stdlib.h>

enum { N = 4000, RUNS = 4 };

/* A run around `level` of which a share is around `slow`. */
static struct histogram made_run(struct rng *r, double level, double slow, double share)
{
	uint64_t *x = malloc(N * sizeof *x);
	struct histogram h;
	assert_non_null(x);
	for (size_t i = 0; i < N; i++)
		x[i] =
		    (uint64_t)llround((rng_double(r) < share ? slow : level) + 2 * rng_normal(r));
	assert_int_equal(histogram_init(&h, x, N), EST_OK);
	free(x);
	return h;
}

static double rule_of(const struct histogram *h, size_t n)
{
	struct slow_rule rule = slow_pool_rule(h, n, (double)(n * N), 1);
	assert_non_null(rule.method);
	return rule.threshold;
}

static void release_all(struct histogram *h, size_t n)
{
	for (size_t i = 0; i < n; i++)
		histogram_release(&h[i]);
}

/* Modes at 40 and 80 whose shares differ from run to run: one line between them, in any order. */
static void modes_within_runs_are_parted(void **state)
{
	(void)state;
	static const double share[RUNS] = {0.3, 0.05, 0.6, 0.4};
	struct rng r;
	struct histogram h[RUNS], turned[RUNS];
	rng_init(&r, 1, 1);
	for (size_t i = 0; i < RUNS; i++)
		turned[RUNS - 1 - i] = h[i] = made_run(&r, 40, 80, share[i]);
	double threshold = rule_of(h, RUNS);
	assert_true(threshold > 50 && threshold < 70);
	assert_near(rule_of(turned, RUNS), threshold, 0);
	release_all(h, RUNS);
}

/* Two runs of one mode each, at 40 and 80: their levels differ, and no sample is slow for that. */
static void levels_of_runs_are_no_modes(void **state)
{
	(void)state;
	struct rng r;
	struct histogram h[RUNS];
	rng_init(&r, 2, 1);
	for (size_t i = 0; i < RUNS; i++)
		h[i] = made_run(&r, i < 3 ? 40 : 80, 0, 0);
	double threshold = rule_of(h, RUNS);
	assert_true(threshold > 4 * 38 && threshold < 4 * 42);
	release_all(h, RUNS);
}

/* Three runs without a slow mode, and one with: the gap parts that one, and is the rule of all.
 */
static void a_mode_under_one_load_alone_is_one(void **state)
{
	(void)state;
	struct rng r;
	struct histogram h[RUNS];
	rng_init(&r, 3, 1);
	for (size_t i = 0; i < RUNS; i++)
		h[i] = made_run(&r, 40, 80, i == 2 ? 0.4 : 0);
	double threshold = rule_of(h, RUNS);
	assert_true(threshold > 50 && threshold < 70);
	release_all(h, RUNS);
}

/* A run by itself, and runs that are all alike: the rule of the run. */
static void runs_alike_have_the_rule_of_one(void **state)
{
	(void)state;
	struct rng r;
	struct histogram h[RUNS];
	rng_init(&r, 4, 1);
	for (size_t i = 0; i < RUNS; i++) {
		struct rng same = r;
		h[i] = made_run(&same, 40, 80, 0.3);
	}
	assert_near(rule_of(h, 1), rule_of(h, RUNS), 1);
	release_all(h, RUNS);
}

/* One value in all runs: nothing is slow, and nothing fails. */
static void a_constant_has_a_rule(void **state)
{
	(void)state;
	uint64_t x[100];
	struct histogram h[2];
	for (size_t i = 0; i < 100; i++)
		x[i] = 7;
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(histogram_init(&h[i], x, 100), EST_OK);
	assert_near(rule_of(h, 2), 28, 0);
	release_all(h, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(modes_within_runs_are_parted),
	    cmocka_unit_test(levels_of_runs_are_no_modes),
	    cmocka_unit_test(a_mode_under_one_load_alone_is_one),
	    cmocka_unit_test(runs_alike_have_the_rule_of_one),
	    cmocka_unit_test(a_constant_has_a_rule),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
