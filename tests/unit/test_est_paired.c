/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "paired.h"
#include "rng.h"

/* By hand: 20 of 100, residuals -1 0 -3 4, so the variance is 26 4/3 / 100^2 and 46.15 samples
 * would have it; Student's quantile on 3 degrees is 3.1824463. */
static void a_share_over_blocks(void **state)
{
	(void)state;
	static const double with[] = {1, 4, 3, 12}, of[] = {10, 20, 30, 40}, none[4] = {0};
	struct estimate e = paired_share(with, of, 4);
	assert_near(e.value, 0.2, 1e-15);
	assert_near(e.n_eff, 46.1538461538, 1e-9);
	assert_near(e.lo, 0.075921920518, 1e-9);
	assert_near(e.hi, 0.432048640886, 1e-9);
	assert_int_equal(e.n, 100);
	assert_int_equal(paired_share(with, of, 1).status, EST_TOO_SHORT);
	assert_int_equal(paired_share(none, none, 4).status, EST_TOO_SHORT);
	e = paired_share(none, of, 4);
	assert_true(e.value == 0 && e.lo == 0 && e.hi > 0 && e.hi < 0.15);
	assert_near(e.n_eff, 100, 0);
	e = paired_share(of, of, 4);
	assert_true(e.value == 1 && e.hi == 1 && e.lo > 0.85);
}

/* Four blocks whose own shares scatter by 0.1 about 0.4: 95 % of 2000 intervals, standard error
 * 0.5 %. */
static void a_share_over_blocks_holds(void **state)
{
	(void)state;
	struct rng r;
	int held = 0;
	rng_init(&r, 5, 0);
	for (int s = 0; s < 2000; s++) {
		double with[4] = {0}, of[4];
		for (int b = 0; b < 4; b++) {
			double own = 0.4 + 0.1 * rng_normal(&r);
			of[b] = 200 + (double)rng_below(&r, 100);
			for (int i = 0; i < (int)of[b]; i++)
				with[b] += rng_double(&r) < own;
		}
		struct estimate e = paired_share(with, of, 4);
		held += e.lo <= 0.4 && e.hi >= 0.4;
	}
	if (held < 1860 || held > 1950)
		fail_msg("%d of 2000", held);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_share_over_blocks),
	    cmocka_unit_test(a_share_over_blocks_holds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
