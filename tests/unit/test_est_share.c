/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "rng.h"
#include "share.h"

#include <stdlib.h>

/* Wilson's interval of 81 in 263, as worked in Newcombe, "Two-sided confidence intervals for the
 * single proportion", Statistics in Medicine 17, 1998, table I: 0.2553 to 0.3662. */
static void wilson_as_worked(void **state)
{
	(void)state;
	struct estimate e = share_independent(81, 263);
	assert_within(e.lo, 0.2553, 5e-5);
	assert_within(e.hi, 0.3662, 5e-5);
	e = share_independent(0, 20); /* the same table: 0.0000 to 0.1611 */
	assert_within(e.lo, 0, 0);
	assert_within(e.hi, 0.1611, 5e-5);
	assert_int_equal(share_independent(0, 0).status, EST_TOO_SHORT);
}

static double interval_width(const uint8_t *yes, size_t n)
{
	struct estimate e = share_of(yes, n);
	assert_int_equal(e.status, EST_OK);
	assert_true(e.lo <= e.value && e.value <= e.hi);
	return e.hi - e.lo;
}

/* The same values in runs of 50 are worth 50 times less: the interval is about 7 times wider. The
 * seed is fixed. */
static void runs_widen_the_interval(void **state)
{
	(void)state;
	enum { N = 40000, RUN = 50 };
	uint8_t *alone = calloc(N, 1), *runs = calloc(N, 1);
	struct rng r;
	rng_init(&r, 7, 0);
	for (size_t i = 0; i < N; i++) {
		alone[i] = rng_below(&r, 10) < 3;
		runs[i] = i % RUN ? runs[i - 1] : rng_below(&r, 10) < 3;
	}
	double ratio = interval_width(runs, N) / interval_width(alone, N);
	if (ratio < 5 || ratio > 9)
		fail_msg("ratio %g", ratio);
	free(alone);
	free(runs);
}

static void all_alike_and_too_few(void **state)
{
	(void)state;
	uint8_t yes[30] = {0};
	struct estimate e = share_of(yes, 30);
	assert_within(e.value, 0, 0);
	assert_true(e.hi > 0.05 && e.hi < 0.2);
	e = share_of(yes, 0);
	assert_int_equal(e.status, EST_TOO_SHORT);
	yes[3] = 1;
	e = share_of(yes, 10);
	assert_within(e.value, 0.1, 1e-15);
	assert_true(e.lo > 0 && e.hi < 0.5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(wilson_as_worked),
	    cmocka_unit_test(runs_widen_the_interval),
	    cmocka_unit_test(all_alike_and_too_few),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
