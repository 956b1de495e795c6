/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "series.h"
#include "histogram.h"
#include "lookup.h"

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

/* Sorting is the other way to count. Also proves the promises of the header: order, counts >= 1,
 * sum. */
static void check_counts(const uint64_t *x, size_t n)
{
	struct histogram h;
	struct lookup l;
	uint64_t *s = malloc((n + 1) * sizeof *s);
	memcpy(s, x, n * sizeof *s);
	qsort(s, n, sizeof *s, by_value);
	assert_int_equal(histogram_init(&h, x, n), EST_OK);
	assert_int_equal(lookup_init(&l, &h), EST_OK);
	assert_int_equal(h.n, n);
	size_t at = 0;
	for (size_t i = 0; i < h.distinct; i++) {
		assert_true(h.count[i] >= 1);
		assert_int_equal(lookup_index(&l, h.value[i]), i);
		for (uint64_t k = 0; k < h.count[i]; k++)
			assert_int_equal(s[at++], h.value[i]);
		assert_true(i == 0 || h.value[i] > h.value[i - 1]);
	}
	assert_int_equal(at, n);
	lookup_release(&l);
	histogram_release(&h);
	free(s);
}

static void counting_agrees_with_sorting(void **state)
{
	(void)state;
	static const uint64_t spans[] = {1, 2, 16, 65535, 65536, 65537, 1 << 20, UINT64_MAX};
	struct rng r;
	uint64_t *x = malloc(20000 * sizeof *x);
	rng_init(&r, 11, 0);
	for (size_t s = 0; s < sizeof spans / sizeof *spans; s++)
		for (size_t n = 1; n <= 20000; n = n * 3 + 1) {
			uint64_t base = spans[s] == UINT64_MAX ? 0 : rng_u64(&r) >> 1;
			for (size_t i = 0; i < n; i++)
				x[i] = base + rng_below(&r, spans[s]);
			check_counts(x, n);
		}
	free(x);
}

static void the_ends_of_the_range_are_values_like_others(void **state)
{
	(void)state;
	static const uint64_t x[] = {UINT64_MAX, 0, UINT64_MAX, 1, UINT64_MAX - 1};
	check_counts(x, 5);
	check_counts(x, 1);
	struct histogram h;
	assert_int_equal(histogram_init(&h, NULL, 0), EST_OK);
	assert_int_equal(h.n + h.distinct, 0);
	histogram_release(&h);
}

static void pairs_are_merged_and_zeros_left_out(void **state)
{
	(void)state;
	static const uint64_t value[] = {9, 3, 9, 4}, count[] = {1, 2, 5, 0};
	struct histogram h, coarse;
	assert_int_equal(histogram_from_pairs(&h, value, count, 4), EST_OK);
	assert_int_equal(h.n, 8);
	assert_int_equal(h.distinct, 2);
	assert_int_equal(h.value[0], 3);
	assert_int_equal(h.count[1], 6);
	assert_int_equal(histogram_regrid(&coarse, &h, 10), EST_OK);
	assert_int_equal(coarse.distinct, 1);
	assert_int_equal(coarse.value[0], 0);
	assert_int_equal(coarse.n, 8);
	histogram_release(&coarse);
	histogram_release(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(counting_agrees_with_sorting),
	    cmocka_unit_test(the_ends_of_the_range_are_values_like_others),
	    cmocka_unit_test(pairs_are_merged_and_zeros_left_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
