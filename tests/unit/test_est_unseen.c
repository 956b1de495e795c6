/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What unseen values add to the Shannon entropy.
 */
#include "test.h"

#include "entropy.h"
#include "histogram.h"
#include "rng.h"
#include "unseen.h"

#include <stdlib.h>

/* Value v * step + from as often as counts[v] says. */
static struct unseen of_counts(
    const uint64_t *counts, size_t kinds, uint64_t step, uint64_t from, uint64_t tick)
{
	uint64_t x[200];
	struct histogram h;
	size_t n = 0;
	for (size_t v = 0; v < kinds; v++)
		for (uint64_t k = 0; k < counts[v]; k++)
			x[n++] = from + v * step;
	assert_int_equal(histogram_init(&h, x, n), EST_OK);
	struct unseen u = unseen_entropy(&h, tick);
	histogram_release(&h);
	return u;
}

/* The formula as it is printed, summed term by term in Python. */
static void the_formula_agrees(void **state)
{
	(void)state;
	static const struct {
		uint64_t count[10];
		size_t kinds;
		double bits;
	} cases[] = {
	    {{5, 3, 2, 1, 1, 1}, 6, 2.8488182311499495},
	    {{40, 25, 12, 6, 2, 2, 1, 1, 1, 1}, 10, 2.321104658209145},
	    {{30, 20, 1, 1, 1}, 5, 1.4286459179464954},
	    {{7, 7, 7}, 3, 1.6558383115927893},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_near(
		    of_counts(cases[i].count, cases[i].kinds, 1, 0, 1).least, cases[i].bits, 2e-6);
}

/* 3 of 53 samples are values seen once, none twice: the rare ones are taken for 1 in 53 each. On
 * steps of 10 there is no room for a value between them; on steps of 1 there are 41 places less the
 * 5 seen. */
static void room_between_the_values_counts(void **state)
{
	(void)state;
	static const uint64_t counts[] = {30, 20, 1, 1, 1};
	struct unseen close = of_counts(counts, 5, 10, 7, 10),
		      wide = of_counts(counts, 5, 10, 7, 1);
	assert_true(close.more == 0);
	double share = 3.0 / 53, rare = 2.0 / (52 * 2 + 2);
	assert_near(wide.more, share * log2(36 * rare / share), 1e-12);
	assert_near(wide.least, close.least, 1e-15);
}

/* 1, 2, 2, 10: half of the samples are values seen once, one value is seen twice, so the rare ones
 * have 2 / (3 * 2 + 2) = 1/4 each: room for 7 such, of half the samples. Nothing unseen: no value
 * seen once; no free place. */
static void what_more_there_can_be_by_hand(void **state)
{
	(void)state;
	static const uint64_t some[] = {1, 2, 0, 0, 0, 0, 0, 0, 0, 1}, twice[] = {2, 0, 2},
			      once[] = {1, 1, 1};
	assert_near(of_counts(some, 10, 1, 1, 1).more, 0.5 * log2(3.5), 1e-12);
	assert_within(of_counts(twice, 3, 1, 1, 1).more, 0, 0);
	assert_within(of_counts(once, 3, 1, 1, 1).more, 0, 0);
}

static void moving_and_stretching_change_nothing(void **state)
{
	(void)state;
	static const uint64_t counts[] = {30, 20, 1, 2, 1};
	struct unseen a = of_counts(counts, 5, 3, 0, 1), b = of_counts(counts, 5, 6, 1000, 2);
	assert_near(a.least, b.least, 1e-15);
	assert_true(a.more <= b.more + 1e-12 && b.more <= a.more + 0.1);
}

/* Half of the values are one of 1000 rare ones: 400 samples see a sixth of them. The plug-in falls
 * short of the true entropy, 1 + log2(1000) / 2, by more than a bit; over 40 series the estimate is
 * right to 0.2 bits, five standard errors of its mean, and the range reaches beyond it. */
static void most_values_need_not_have_been_seen(void **state)
{
	(void)state;
	enum { N = 400, SERIES = 40 };
	double truth = 1 + log2(1000) / 2, least = 0, most = 0, plain = 0;
	for (uint64_t seed = 1; seed <= SERIES; seed++) {
		uint64_t x[N];
		struct rng r;
		struct histogram h;
		rng_init(&r, seed, 0);
		for (size_t i = 0; i < N; i++)
			x[i] = rng_u64(&r) >> 63 ? 0 : 1 + rng_below(&r, 1000);
		histogram_init(&h, x, N);
		struct unseen u = unseen_entropy(&h, 1);
		least += u.least / SERIES;
		most += (u.least + u.more) / SERIES;
		plain += entropy_shannon(&h).value / SERIES;
		histogram_release(&h);
	}
	assert_true(plain < truth - 1);
	assert_within(least, truth, 0.2);
	assert_true(most >= truth - 0.2);
}

static void degenerate_series_add_nothing(void **state)
{
	(void)state;
	static const uint64_t one[] = {5}, two[] = {1, 1};
	struct unseen u = of_counts(one, 1, 1, 9, 1);
	assert_true(u.least == 0 && u.more == 0);
	u = of_counts(two, 2, 1, 9, 1);
	assert_true(isfinite(u.least) && u.more == 0);
}

/* Normal quantiles at both ends; in between the defining equation. */
static void the_critical_value_falls_from_two_sided_to_one_sided(void **state)
{
	(void)state;
	assert_within(unseen_critical(0), 1.959963984540054, 1e-8);
	assert_within(unseen_critical(50), 1.6448536269514722, 1e-8);
	double c = unseen_critical(0.7);
	assert_within(0.5 * erfc(-(c + 0.7) * M_SQRT1_2) - 0.5 * erfc(c * M_SQRT1_2), 0.95, 1e-8);
}

/* From the least less a margin to the most and a margin: of one normal quantile where what is
 * unseen is wide beside it, of 1.96 where nothing is. Never without the value. */
static void the_interval_reaches_from_nothing_unseen_to_all_of_it(void **state)
{
	(void)state;
	struct unseen u = {.least = 1.9, .more = 2};
	struct estimate e = estimate_point(2, 100);
	unseen_interval(&e, &u, 0.1);
	assert_within(e.lo, 1.9 - 0.16448536, 1e-7);
	assert_within(e.hi, 3.9 + 0.16448536, 1e-7);
	u.more = 0;
	unseen_interval(&e, &u, 0.1);
	assert_within(e.lo, 1.9 - 0.19599640, 1e-7);
	assert_within(e.hi, 1.9 + 0.19599640, 1e-7);
	unseen_interval(&e, &u, 0);
	assert_within(e.lo, 1.9, 0);
	assert_within(e.hi, 2, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_formula_agrees),
	    cmocka_unit_test(room_between_the_values_counts),
	    cmocka_unit_test(what_more_there_can_be_by_hand),
	    cmocka_unit_test(moving_and_stretching_change_nothing),
	    cmocka_unit_test(most_values_need_not_have_been_seen),
	    cmocka_unit_test(degenerate_series_add_nothing),
	    cmocka_unit_test(the_interval_reaches_from_nothing_unseen_to_all_of_it),
	    cmocka_unit_test(the_critical_value_falls_from_two_sided_to_one_sided),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
