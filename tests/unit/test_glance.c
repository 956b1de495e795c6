/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "glance_private.h"
#include "rng.h"

static void settle_glance(struct glance *g, const uint64_t *elapsed, size_t n)
{
	const struct tick_facts facts = {.unit_hz = 1e9};
	assert_int_equal(glance_init(g, &facts), 0);
	for (size_t i = 0; i < n; i += 1000) /* in pieces, as a recording comes */
		assert_int_equal(glance_add(g, NULL, elapsed + i, n - i < 1000 ? n - i : 1000), 0);
	assert_int_equal(glance_settle(g), 0);
}

static void peaks_quantiles_and_tail_are_those_of_the_counts(void **state)
{
	enum { N = 20000 };
	static uint64_t x[N];
	struct glance g;
	struct rng r;
	(void)state;
	rng_init(&r, 1, 0);
	for (size_t i = 0; i < N; i++)
		x[i] = (rng_below(&r, 10) < 3 ? 105 : 145) + rng_below(&r, 5) + rng_below(&r, 5);
	x[7] = 1000000;
	settle_glance(&g, x, N);
	assert_int_equal(g.peaks, 2);
	assert_true(g.peak[0].tick >= 107 && g.peak[0].tick <= 111);
	assert_true(g.peak[1].tick >= 147 && g.peak[1].tick <= 151);
	assert_true(glance_quantile(&g, 0.5) >= 145 && glance_quantile(&g, 0.5) <= 153);
	assert_int_equal(glance_quantile(&g, 1), 1000000);
	assert_int_equal(glance_above(&g, 153), 1);
	assert_int_equal(glance_above(&g, 999999), 1);
	assert_int_equal(glance_above(&g, 1000000), 0);
	glance_release(&g);
}

/* Uniform counts have no valley that four standard deviations of Poisson counts do not explain. */
static void noise_is_one_peak_and_a_constant_too(void **state)
{
	enum { N = 20000 };
	static uint64_t x[N];
	struct glance g;
	struct rng r;
	(void)state;
	rng_init(&r, 2, 0);
	for (size_t i = 0; i < N; i++)
		x[i] = 500 + rng_below(&r, 200);
	settle_glance(&g, x, N);
	assert_true(g.peaks <= 1);
	glance_release(&g);
	for (size_t i = 0; i < N; i++)
		x[i] = 7;
	settle_glance(&g, x, N);
	assert_int_equal(g.peaks, 1);
	assert_int_equal(g.peak[0].tick, 7);
	assert_int_equal(glance_quantile(&g, 0.001), 7);
	glance_release(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(peaks_quantiles_and_tail_are_those_of_the_counts),
	    cmocka_unit_test(noise_is_one_peak_and_a_constant_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
