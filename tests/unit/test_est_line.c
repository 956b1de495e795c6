/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "line.h"
#include "rng.h"

/* Worked by hand: y = 1, 3, 2 at x = 0, 1, 2: slope 1/2, intercept 3/2, residual sum of squares
 * 3/2, and t(0.975, 1) = 12.7062. */
static void a_small_line_by_hand(void **state)
{
	(void)state;
	struct line l = line_fit((double[]){0, 1, 2}, (double[]){1, 3, 2}, 3);
	assert_near(l.slope.value, 0.5, 1e-14);
	assert_near(l.intercept.value, 1.5, 1e-14);
	assert_near(l.residual_sd, sqrt(1.5), 1e-14);
	assert_near(l.slope.hi - l.slope.value, 12.706204736174694 * sqrt(0.75), 1e-9);
	assert_near(l.intercept.value - l.intercept.lo,
	    12.706204736174694 * sqrt(1.5 * (1 / 3.0 + 0.5)), 1e-9);
}

static void test_refusals(void **state)
{
	(void)state;
	assert_int_equal(
	    line_fit((double[]){1, 2}, (double[]){1, 2}, 2).slope.status, EST_TOO_SHORT);
	assert_int_equal(
	    line_fit((double[]){1, 1, 1}, (double[]){1, 2, 3}, 3).slope.status, EST_DEGENERATE);
}

/* 1000 lines: at 95 % fewer than 925 or more than 972 hold the slope once in 1000. */
static void intervals_hold_the_slope(void **state)
{
	(void)state;
	struct rng r;
	unsigned held = 0;
	rng_init(&r, 5, 0);
	for (int k = 0; k < 1000; k++) {
		double x[8], y[8];
		for (int i = 0; i < 8; i++) {
			x[i] = i;
			y[i] = 3 + 2 * i + rng_normal(&r);
		}
		struct estimate e = line_fit(x, y, 8).slope;
		held += e.lo <= 2 && e.hi >= 2;
	}
	assert_in_range(held, 925, 972);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_small_line_by_hand),
	    cmocka_unit_test(test_refusals),
	    cmocka_unit_test(intervals_hold_the_slope),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
