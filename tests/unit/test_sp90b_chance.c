/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How many IID data sets fail the IID tests: the rule of 5.1 counted out, and the binomial tail
 * against a sum.
 */
#include "test.h"

#include "sp90b_chance.h"
#include "sp90b_permutation_private.h"

static void test_rate_is_that_of_the_ranks_that_fail(void **state)
{
	(void)state;
	unsigned fail = 0;
	for (int greater = 0; greater <= SP90B_PERMUTATIONS; greater++)
		fail += greater <= 5 || SP90B_PERMUTATIONS - greater <= 5;
	double want = SP90B_STATISTICS * (double)fail / (SP90B_PERMUTATIONS + 1) + 0.003;
	assert_true(fabs(sp90b_iid_false_alarm() - want) < 1e-15);
}

/* 1 - sum of the terms below k, each from the one before. */
static double tail_by_hand(unsigned n, unsigned k, double p)
{
	double term = pow(1 - p, n), below = 0;
	for (unsigned i = 0; i < k; i++) {
		below += term;
		term *= (double)(n - i) / (i + 1) * p / (1 - p);
	}
	return 1 - below;
}

static void test_many_sets(void **state)
{
	(void)state;
	double p = sp90b_iid_false_alarm();
	for (unsigned k = 0; k <= 8; k++) {
		struct sp90b_chance c = sp90b_iid_chance(100, k);
		assert_true(fabs(c.expected - 100 * p) < 1e-12);
		assert_true(fabs(c.p_value - tail_by_hand(100, k, p)) < 1e-12);
	}
	assert_near(sp90b_iid_chance(1, 1).p_value, p, 1e-12);
	assert_true(fabs(sp90b_iid_chance(20, 20).p_value / pow(p, 20) - 1) < 1e-9);
	assert_true(sp90b_iid_chance(1, 0).p_value == 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rate_is_that_of_the_ranks_that_fail),
	    cmocka_unit_test(test_many_sets),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
