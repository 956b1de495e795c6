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

/* Values, how often each came, and the fit whose odds are computed. */
struct weighed {
	uint64_t value[8];
	size_t count[8];
	struct fit fit;
	double bits, period, error; /* after it */
	struct known_periods known;
};

static struct histogram histogram_of_counts(const struct weighed *w)
{
	uint64_t x[4000];
	size_t n = 0;
	for (size_t i = 0; i < 8; i++)
		for (size_t k = 0; k < w->count[i]; k++)
			x[n++] = w->value[i];
	return histogram_make(x, n);
}

static void expect_odds(const struct weighed *w, size_t rows)
{
	for (size_t i = 0; i < rows; i++) {
		struct histogram h = histogram_of_counts(&w[i]);
		struct fit f = w[i].fit;
		assert_within(evidence_of_values(&h, &f, &w[i].known), w[i].bits, 2e-9);
		assert_near(f.period, w[i].period, 1e-11);
		assert_near(f.error, w[i].error, 1e-9);
		histogram_release(&h);
	}
}

#define FIT(p, e, s, n, m)                                                                         \
	{                                                                                          \
		.period = p, .error = e, .strict = s, .near = n, .most = m, .reach = 1             \
	}
enum { FAR = 1 << 30 };

/* A whole period has no error: 2 bits of the 0 (n = 3: 1 / (n + 1)), log2 40 (n + 1) of each k,
 * less log2 40 of the places and one bit of the period; a k without a neighbour costs log2(n + 1).
 * Then with all that a cluster may hold (beside, strays), and with so few that a level density
 * explains them. By a second program, from the formulas of evidence.c's head. */
static void values_weigh_by_what_lies_at_each_multiple(void **state)
{
	(void)state;
	static const struct weighed rows[] = {
	    {{0, 40, 80}, {3, 10, 10}, FIT(40, 0, 1, 1, FAR), 13.2407581170, 40, 0},
	    {{40, 120, 160, 240}, {10, 5, 2, 3}, FIT(40, 0, 1, 1, FAR), 18.5507179026, 40, 0},
	    {{38, 39, 40, 41, 42, 43}, {1, 1, 8, 3, 2, 1}, FIT(40, 0, 0.8, 0.9, FAR),
		-102.8806236714, 40, 0},
	    {{40, 41, 80}, {1, 1, 1}, FIT(40, 0, 0.2, 0.9, FAR), -25.8205372598, 40, 0},
	};
	expect_odds(rows, sizeof rows / sizeof *rows);
}

/* The period moves to its greatest likelihood, and its error is where that falls by 1.92; the ends
 * of what is searched bound both. */
static void a_period_with_an_error_is_that_of_the_greatest_likelihood(void **state)
{
	(void)state;
	static const struct weighed rows[] = {
	    {{41, 42, 83, 84, 125}, {134, 300, 27, 13, 6}, FIT(41.6, 0.05, 1, 1, FAR),
		12.7869761446, 41.685, 0.0204081632653},
	    {{41, 42, 83, 84, 125}, {134, 300, 27, 13, 6}, FIT(41.6, 0.05, 1, 1, 100), 7.4055197144,
		41.685, 0.0204081632653},
	    {{0, 41, 42, 83, 84, 500}, {5, 30, 60, 20, 10, 4}, FIT(41.65, 0.009, 0.9, 1, FAR),
		-7.9492392755, 41.6671, 0.0183673469388},
	    {{0, 400, 800}, {9, 50, 50}, FIT(400.3, 0.1, 1, 1, FAR), 11.9460762575, 399.99,
		0.0127551020408},
	};
	expect_odds(rows, sizeof rows / sizeof *rows);
}

/* Cut: 41 2/3 <= a < 41 3/4 gives all six, so the period is 41.7083, its error a twelfth over the
 * square root of 12, and the odds 5 log2 41.7083 + log2((1 / 12) / 41). Rounded: 41 9/14 <= a < 41
 * 11/16. Both give 40, 80, 120: from (40 - 1/2) / 1 .. to 41 / 1, cut short by the others. A value
 * at k = 0 that is not 0 is neither. What is beyond `most` counts for nothing. */
static void durations_that_were_converted_weigh_by_their_places(void **state)
{
	(void)state;
	static const struct weighed rows[] = {
	    {{41, 83, 125, 166, 208, 250}, {50, 50, 50, 50, 50, 50}, FIT(41.6, 0.1, 1, 1, FAR),
		17.9688042852, 500.5 / 12, 0.0240562612162},
	    {{42, 83, 125, 167, 208, 250, 292, 333}, {200, 200, 200, 200, 200, 200, 200, 200},
		FIT(41.66, 0.004, 1, 1, FAR), 27.7876475574, 41.6651785714286, 0.0128872827944},
	    {{0, 40, 80, 120}, {7, 200, 200, 200}, FIT(40.15, 0.001, 1, 1, FAR), 4.3279330712,
		481.0 / 12, 0.144337567297},
	    {{1, 41, 83, 125, 166, 208}, {9, 500, 500, 500, 500, 500}, FIT(41.6, 0.02, 1, 1, FAR),
		-1524.3937071219, 41.568, 0.00561224489796},
	    {{41, 83, 125, 166, 208, 249}, {500, 500, 500, 500, 500, 1}, FIT(41.6, 0.02, 1, 1, 220),
		12.5865405271, 500.5 / 12, 0.0240562612162},
	};
	expect_odds(rows, sizeof rows / sizeof *rows);
}

/* Rounded, 0, 42, 83, 125, 292 are given by all periods from 291.5 / 7 up to 83.5 / 2. Unknown it
 * is their middle, of 3 log2 a + log2((83.5 / 2 - 291.5 / 7) / 42) bits; where one of 16 known ones
 * is among them, of 3 log2(125 / 3) - log2 32. One outside changes nothing. */
static void a_known_period_needs_less_room(void **state)
{
	(void)state;
#define KNOWN(period)                                                                              \
	{                                                                                          \
		16,                                                                                \
		{                                                                                  \
			period                                                                     \
		}                                                                                  \
	}
	static const struct weighed rows[] = {
	    {{0, 42, 83, 125, 292}, {9, 200, 200, 200, 200}, FIT(41.6, 0.02, 1, 1, FAR),
		11.1424653518, 125.0 / 3, 0.030929478706586216, KNOWN(125.0 / 3)},
	    {{0, 42, 83, 125, 292}, {9, 200, 200, 200, 200}, FIT(41.6, 0.02, 1, 1, FAR),
		7.53084589350, 2335.0 / 56, 0.030929478706586216, KNOWN(41.8)},
	};
#undef KNOWN
	expect_odds(rows, sizeof rows / sizeof *rows);
}

/* Readings at multiples of 42: of 64 blocks of 32 samples nine in ten must lie within 1 + 0.42 of
 * each other. Of 128 samples the last block begins at 63, so that a reading that is 2 off at 89
 * spoils six of them, and one at 88 the seventh. */
static void readings_in_phase_weigh_by_the_period(void **state)
{
	(void)state;
	enum { N = 128 };
	uint64_t start[N], elapsed[N];
	const double in = 20 * log2(42) - log2(16);
	for (size_t i = 0; i < N; i++) {
		start[i] = 1000 + 42 * (5 * i + i % 3) + i % 2;
		elapsed[i] = 42 * (1 + i % 2) - i % 2;
	}
	assert_within(evidence_of_phases(start, elapsed, N, 42, 20, 16), in, 1e-9);
	assert_within(evidence_of_phases(start, elapsed, 64, 42, 20, 16), in, 1e-9);
	assert_true(evidence_of_phases(start, elapsed, 63, 42, 20, 16) == -INFINITY);
	for (size_t i = 95; i < N; i++)
		start[i] += i; /* after the last block */
	assert_within(evidence_of_phases(start, elapsed, N, 42, 20, 16), in, 1e-9);
	elapsed[89] += 2;
	assert_within(evidence_of_phases(start, elapsed, N, 42, 20, 16), in, 1e-9);
	elapsed[88] += 2;
	assert_true(evidence_of_phases(start, elapsed, N, 42, 20, 16) == -INFINITY);
	elapsed[88] -= 2;
	start[88] += 2;
	elapsed[88] -= 2;
	assert_true(evidence_of_phases(start, elapsed, N, 42, 20, 16) == -INFINITY);
}

/* Maxima of sum c cos(2 pi j d / 32768) over sum c that reach 0.7 sinc^2, each at the vertex of the
 * parabola through its neighbours; by a second program, a sum of cosines for each j. */
static void maxima_of_the_periodogram_are_candidates(void **state)
{
	(void)state;
	static const struct weighed values = {
	    {0, 41, 42, 83, 125, 166, 167}, {5, 10, 20, 30, 20, 10, 20}, {.reach = 1}, 0, 0, 0};
	static const double at[] = {
	    41.6424712608, 20.8212643253, 13.8808750754, 10.4106906037, 8.3285881728};
	struct histogram h = histogram_of_counts(&values);
	struct periods p = periods_of(&h);
	assert_int_equal(p.count, 23);
	for (size_t i = 0; i < sizeof at / sizeof *at; i++)
		assert_near(p.at[i], at[i], 1e-9);
	assert_near(p.at[22], 2.01648877044, 1e-9);
	histogram_release(&h);
}

/* Starts at multiples of 100, seven ticks apart: spans of 1, 4, 16, 64 and 256 samples hold, and of
 * the last the 144 pairs have 1792 ticks each, with a floor of 0.1 units to their deviation. Pairs
 * across a jump forward or back are left out. */
static void a_period_is_refined_over_spans_four_times_as_long(void **state)
{
	(void)state;
	enum { N = 400 };
	static const struct {
		int64_t jump;
		double pairs;
	} rows[] = {{0, 144}, {1000000000, 124}, {-1000000, 124}};
	for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
		uint64_t start[N];
		for (size_t i = 0; i < N; i++)
			start[i] = 5000000 + 700 * i + (i >= 380 ? (uint64_t)rows[r].jump : 0);
		double period = 100.01, error = 0.02;
		assert_int_equal(periods_refine(&period, &error, start, N, 1), 5);
		assert_near(period, 100, 1e-12);
		assert_near(error, 0.1 / sqrt(rows[r].pairs * 1792 * 1792), 1e-9);
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
	    cmocka_unit_test(values_weigh_by_what_lies_at_each_multiple),
	    cmocka_unit_test(a_period_with_an_error_is_that_of_the_greatest_likelihood),
	    cmocka_unit_test(durations_that_were_converted_weigh_by_their_places),
	    cmocka_unit_test(a_known_period_needs_less_room),
	    cmocka_unit_test(readings_in_phase_weigh_by_the_period),
	    cmocka_unit_test(maxima_of_the_periodogram_are_candidates),
	    cmocka_unit_test(a_period_is_refined_over_spans_four_times_as_long),
	    cmocka_unit_test(what_is_looked_at_follows_the_values),
	    cmocka_unit_test(a_stray_does_not_hide_a_divisor),
	    cmocka_unit_test(the_simplest_fraction_is_no_chance),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
