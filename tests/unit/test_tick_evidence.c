/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Periods that are looked for, one fitted to a few values, its evidence and its fraction, against
 * sums made by hand.
 */
#include "test.h"

#include "evidence_private.h"
#include "periods_private.h"

#include <math.h>

static struct histogram histogram_make(const uint64_t *values, size_t n)
{
	struct histogram h;
	assert_int_equal(histogram_init(&h, values, n), EST_OK);
	return h;
}

/* sum c k v / sum c k^2 = 790 / 19 for k = 1, 1, 2, 2, 3; what is left is (121 + 64 + 2 * 9 + 25) /
 * 361. */
static void a_period_is_the_least_squares_of_values_by_multiples(void **state)
{
	(void)state;
	static const uint64_t values[] = {41, 42, 83, 83, 125};
	struct histogram h = histogram_make(values, 5);
	struct fit f = evidence_fit(&h, 41.6, UINT64_MAX, UINT64_MAX);
	assert_within(f.period, 790.0 / 19, 1e-12);
	assert_within(f.error, sqrt(12.0 / 19 / 5 / 19), 1e-12);
	assert_true(f.strict == 1 && f.near == 1);
	assert_int_equal(f.clusters, 3);
	assert_int_equal(f.reach, 1);
	histogram_release(&h);
}

/* 99 and 102 are 1.5 units from 100.5, 201 is 2 x 100.5. */
static void values_rounded_twice_have_a_reach_of_two(void **state)
{
	(void)state;
	static const uint64_t values[] = {99, 102, 201, 201, 201, 201};
	struct histogram h = histogram_make(values, 6);
	struct fit f = evidence_fit(&h, 100.4, UINT64_MAX, UINT64_MAX);
	assert_within(f.period, 100.5, 1e-12);
	assert_within(f.error, sqrt(4.5 / 6 / 18), 1e-12);
	assert_within(f.strict, 4.0 / 6, 1e-12);
	assert_true(f.near == 1);
	assert_int_equal(f.reach, 2);
	histogram_release(&h);
}

/* The first fit, 51320 / 509, leaves the stray 37 units off; the second is without it. It counts as
 * 2 units off. */
static void a_stray_does_not_drag_the_period(void **state)
{
	(void)state;
	uint64_t values[201];
	for (size_t i = 0; i < 201; i++)
		values[i] = i < 100 ? 101 : i < 200 ? 201 : 340;
	struct histogram h = histogram_make(values, 201);
	struct fit f = evidence_fit(&h, 100, UINT64_MAX, UINT64_MAX);
	assert_within(f.period, 100.6, 1e-12);
	assert_within(f.error, sqrt((100 * 0.16 + 100 * 0.04 + 4) / 201 / 500), 1e-12);
	assert_within(f.strict, 200.0 / 201, 1e-12);
	assert_int_equal(f.clusters, 3);
	histogram_release(&h);
}

static void whole_multiples_keep_their_whole_number(void **state)
{
	(void)state;
	static const uint64_t values[] = {50, 100, 150};
	struct histogram h = histogram_make(values, 3);
	struct fit f = evidence_fit(&h, 49.9, UINT64_MAX, UINT64_MAX);
	assert_true(f.period == 50 && f.error == 0);
	histogram_release(&h);
}

/* 10 and 11 give 10.5 and sum k^2 = 2, so k is certain to 0.15 x 10.5^2 x sqrt(2) / 1.23 = 19.01.
 * By 41 and 42 it is to 297: the limit is then twice the last and one more, 85, 171. */
static void values_are_taken_up_to_a_certain_multiple(void **state)
{
	(void)state;
	static const uint64_t few[] = {10, 11, 300}, more[] = {41, 42, 83, 125};
	struct histogram h = histogram_make(few, 3);
	struct fit f = evidence_fit(&h, 10.5, 11, UINT64_MAX);
	assert_int_equal(f.most, 19);
	assert_within(f.period, 10.5, 1e-12);
	assert_int_equal(f.clusters, 1);
	histogram_release(&h);
	h = histogram_make(more, 4);
	f = evidence_fit(&h, 41.6, 42, UINT64_MAX);
	assert_int_equal(f.most, 171);
	assert_within(f.period, (41 + 42 + 2 * 83 + 3 * 125) / 15.0, 1e-12);
	f = evidence_fit(&h, 41.6, 42, 60);
	assert_int_equal(f.most, 60);
	assert_within(f.period, 41.5, 1e-12);
	histogram_release(&h);
}

/* On the lattice 0.98 against w / a, off it 0.02 against 1 - w / a, with w = 2 of an estimated
 * period, 1 of a whole one; less log2(8) for the 8 that were tried. 0 and what is beyond `most`
 * count for nothing. */
static void differences_weigh_by_their_share_on_the_lattice(void **state)
{
	(void)state;
	static const uint64_t values[] = {0, 40, 60, 81, 300};
	struct histogram h = histogram_make(values, 5);
	struct fit f = {.period = 40, .error = 0.1, .reach = 1, .most = 200};
	assert_within(
	    evidence_of_places(&h, &f, 8), -3 + 2 * log2(0.98 / 0.05) + log2(0.02 / 0.95), 1e-9);
	f.error = 0;
	assert_within(
	    evidence_of_places(&h, &f, 8), -3 + log2(0.98 / 0.025) + 2 * log2(0.02 / 0.975), 1e-9);
	histogram_release(&h);
	h = histogram_make(values + 1, 3); /* the first counts too */
	assert_within(
	    evidence_of_places(&h, &f, 8), -3 + log2(0.98 / 0.025) + 2 * log2(0.02 / 0.975), 1e-9);
	histogram_release(&h);
}

/* Powers of two of at least 32768 and 8 times the 99.5 % quantile, up to 2^20; an eighth of them is
 * looked at. Half of the four values above 0 are no greater than 20. */
static void what_is_looked_at_follows_the_values(void **state)
{
	(void)state;
	static const struct {
		uint64_t longest, most;
	} sizes[] = {{40, 4096}, {4096, 4096}, {4097, 8192}, {8193, 16384}, {1000000, 131072}};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		uint64_t values[] = {0, 0, 10, 20, 30, sizes[i].longest};
		struct histogram h = histogram_make(values, 6);
		struct periods p = periods_of(&h);
		assert_int_equal(p.most, sizes[i].most);
		assert_true(p.tried == 4 * (double)sizes[i].most);
		assert_int_equal(p.bulk, 20);
		histogram_release(&h);
	}
}

/* One stray of 2001 leaves no common divisor; of the values that came oftener than once in a
 * thousand it is 10. */
static void a_stray_does_not_hide_a_divisor(void **state)
{
	(void)state;
	uint64_t values[2001];
	for (size_t i = 0; i < 2001; i++)
		values[i] = i < 1000 ? 20 : i < 2000 ? 30 : 7;
	struct histogram h = histogram_make(values, 2001);
	struct periods p = periods_of(&h);
	assert_true(p.count >= 1 && p.at[0] == 10);
	histogram_release(&h);
}

/* 2/3 q^2 error must not exceed 1/1000: of 125/3 at an error of 0.000160, and not of 0.000170. */
static void the_simplest_fraction_is_no_chance(void **state)
{
	(void)state;
	static const struct {
		double period, error;
		uint64_t num, den;
	} rows[] = {{125.0 / 3, 1e-6, 125, 3}, {125.0 / 3, 1.6e-4, 125, 3},
	    {125.0 / 3, 1.7e-4, 0, 0}, {625.0 / 12, 1e-6, 625, 12}, {50.0001, 1e-3, 50, 1},
	    {50, 1.6e-3, 0, 0}, {12.5, 1e-6, 25, 2}, {10.7, 1e-7, 107, 10}, {M_PI, 1e-6, 0, 0}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint64_t num = 0, den = 7;
		periods_fraction(rows[i].period, rows[i].error, &num, &den);
		assert_int_equal(den, rows[i].den);
		assert_int_equal(num, rows[i].num);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_period_is_the_least_squares_of_values_by_multiples),
	    cmocka_unit_test(values_rounded_twice_have_a_reach_of_two),
	    cmocka_unit_test(a_stray_does_not_drag_the_period),
	    cmocka_unit_test(whole_multiples_keep_their_whole_number),
	    cmocka_unit_test(values_are_taken_up_to_a_certain_multiple),
	    cmocka_unit_test(differences_weigh_by_their_share_on_the_lattice),
	    cmocka_unit_test(what_is_looked_at_follows_the_values),
	    cmocka_unit_test(a_stray_does_not_hide_a_divisor),
	    cmocka_unit_test(the_simplest_fraction_is_no_chance),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
