/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Influences, holds, blocks of a design and lines through points by their formulas, and where each
 * begins to have an answer.
 */
#include "test.h"

#include "block_effect.h"
#include "contrast.h"
#include "heterogeneity.h"
#include "hold_private.h"
#include "influence.h"
#include "line.h"
#include "normal.h"
#include "paired.h"
#include "replicates.h"
#include "rng.h"

#include <gsl/gsl_cdf.h>
#include <stdlib.h>
#include <string.h>

/* ---- influence ---- */

/* What a figure of shares becomes. */
static double figure_of(const double *x, const double *p, size_t n, enum influence_figure figure)
{
	double mean = 0, square = 0, shannon = 0, same = 0;
	for (size_t i = 0; i < n; i++) {
		mean += p[i] * x[i];
		shannon -= p[i] * log2(p[i]);
		same += p[i] * p[i];
	}
	for (size_t i = 0; i < n; i++)
		square += p[i] * (x[i] - mean) * (x[i] - mean);
	return figure == INFLUENCE_MEAN	     ? mean
	       : figure == INFLUENCE_SD	     ? sqrt(square)
	       : figure == INFLUENCE_CV	     ? sqrt(square) / mean
	       : figure == INFLUENCE_SHANNON ? shannon
					     : -log2(same);
}

/* Of the derivative by a little more of each value: the variance, the share that the largest tenth
 * of a hundredth of the samples hold of it, and the skewness. */
static void influences_are_derivatives(void **state)
{
	(void)state;
	static const uint64_t value[] = {10, 12, 13, 20, 31}, count[] = {400, 900, 1200, 300, 4};
	enum { KINDS = 5 };
	struct histogram h;
	double x[KINDS], n = 0;
	assert_int_equal(histogram_from_pairs(&h, value, count, KINDS), EST_OK);
	for (int i = 0; i < KINDS; i++) {
		x[i] = (double)value[i];
		n += (double)count[i];
	}
	for (int f = INFLUENCE_MEAN; f <= INFLUENCE_COLLISION; f++) {
		enum influence_figure figure = (enum influence_figure)f;
		double p[KINDS], d[KINDS], second = 0, third = 0, left = 10, held = 0, e = 1e-6;
		for (int i = 0; i < KINDS; i++)
			p[i] = (double)count[i] / n;
		double whole = figure_of(x, p, KINDS, figure);
		for (int k = 0; k < KINDS; k++) {
			double more[KINDS], less[KINDS];
			for (int i = 0; i < KINDS; i++) {
				more[i] = p[i] * (1 - e) + e * (i == k);
				less[i] = p[i] * (1 + e) - e * (i == k);
			}
			d[k] = (figure_of(x, more, KINDS, figure) -
				   figure_of(x, less, KINDS, figure)) /
			       (2 * e);
			second += p[k] * d[k] * d[k];
			third += p[k] * d[k] * d[k] * d[k];
		}
		assert_true(isfinite(whole));
		double size[KINDS];
		memcpy(size, d, sizeof size);
		while (left > 0) {
			int best = 0;
			for (int i = 1; i < KINDS; i++)
				best = fabs(size[i]) > fabs(size[best]) ? i : best;
			double taken = fmin(left, (double)count[best]);
			held += taken * size[best] * size[best];
			left -= taken;
			size[best] = 0;
		}
		struct influence got = influence_of(&h, figure);
		/* Of the sd by n - 1 in place of n: 1 / (2 n). */
		assert_near(got.variance, second / n, 2e-3);
		assert_near(got.dominance, held / (n * second), 2e-3);
		assert_near(got.skewness, third / pow(second, 1.5), 5e-3);
	}
	histogram_release(&h);
}

/* Of two samples, and of as many as leave ten, nine or one of the largest. */
static void the_largest_are_one_in_a_hundred(void **state)
{
	(void)state;
	struct influence_largest l = {{0}, {0}};
	for (int i = 1; i <= 14; i++)
		influence_keep(&l, (i * 5) % 15, i == 4 ? 3 : 1);
	static const double falling[] = {10, 10, 10, 10, 10, 5, 5, 5, 5, 5};
	for (int i = 0; i < INFLUENCE_LARGEST; i++) {
		assert_near(l.square[i], falling[i], 0);
		assert_near(l.count[i], i == 6 ? 3 : 1, 0);
	}
	struct influence_largest m = {{9, 7, 4, 2, 1}, {1, 3, 2, 9, 1}};
	assert_near(influence_held(&m, 1e9), 9 + 21 + 8 + 4 * 2, 0);
	assert_near(influence_held(&m, 599), 9 + 21 + 4, 0);
	assert_near(influence_held(&m, 600), 9 + 21 + 8, 0);
	assert_near(influence_held(&m, 199), 9, 0);
	assert_near(influence_held(&m, 10), 9, 0);
	static const uint64_t two[] = {3, 8};
	struct histogram h;
	assert_int_equal(histogram_init(&h, two, 2), EST_OK);
	assert_near(influence_of(&h, INFLUENCE_MEAN).variance, 6.25 / 2, 1e-12);
	assert_near(influence_of(&h, INFLUENCE_MEAN).dominance, 0.5, 1e-12);
	histogram_release(&h);
}

/* Products of neighbours, 1 and 4 in turn but for one of 36; a tenth of their variance is enough.
 */
static void neighbours_by_hand(void **state)
{
	(void)state;
	uint64_t x[300];
	for (size_t i = 0; i < 300; i++)
		x[i] = 10 + (i % 2 ? 1 : 2);
	/* Products of 2 about 10: 299 of them, of which the largest three have as much each. */
	assert_near(influence_of_neighbours(x, 300, 10), 3 / 299.0, 1e-12);
	x[100] = 16;
	x[101] = 16;
	/* 16 by 16 is 36, beside it 6 by 1 and 6 by 2. */
	assert_near(influence_of_neighbours(x, 300, 10),
	    (36.0 * 36 + 12 * 12 + 36) / (36.0 * 36 + 12 * 12 + 36 + 296 * 4), 0.01);
	/* One neighbour has all. */
	uint64_t y[40];
	for (int k = 0; k < 2; k++) {
		/* Squares of k + 2 ... whose products are above and below a tenth of their square.
		 */
		for (size_t i = 0; i < 40; i++)
			y[i] = 100 + (i % 10 == 0 ? 10 : i % 10 == 1 ? (k ? 2 : 1) : 0);
		/* 4 (100 + b^2) / 39 squared, a tenth of it, against 4 (100 b^2) / 39. */
		double b = k ? 2 : 1, each = 4 * (100 + b * b) / 39, all = 4 * 100 * b * b / 39;
		double want = all < 0.1 * each * each ? 1 : 0.25;
		assert_near(influence_of_neighbours(y, 40, 100), want, 1e-12);
	}
}

/* ---- holds ---- */

static void holds_by_hand(void **state)
{
	(void)state;
	/* Whole holds that base blocks end with, as long as 500 are left. */
	assert_int_equal(hold_base(30000, 3, 20), 20);
	assert_int_equal(hold_base(30000, 21, 20), 40);
	assert_int_equal(hold_base(9999, 3, 20), 3);
	assert_int_equal(hold_base(10000, 3, 20), 20);
	assert_int_equal(hold_base(30000, 1, 20), 1);
	assert_int_equal(hold_base(30000, 40, 20), 40);
	/* Fifty changes are enough; of bytes too. */
	uint64_t x[400];
	uint8_t b[400];
	for (size_t i = 0; i < 400; i++) {
		x[i] = 7 + (i / 3) * (i / 3) % 101;
		b[i] = (uint8_t)(x[i] % 251);
	}
	assert_int_equal(hold_of_ticks(x, 153), 3);
	assert_int_equal(hold_of_ticks(x, 150), 1);
	assert_int_equal(hold_of_bytes(b, 153), 3);
	assert_int_equal(hold_of_bytes(b, 150), 1);
	x[202] = 1000;
	b[202]++;
	assert_int_equal(hold_of_ticks(x, 400), 1);
	assert_int_equal(hold_of_bytes(b, 400), 1);
}

/* k samples of each value, the first `lead` of a hold that began before. */
static void fill_held(double *x, uint64_t *ticks, uint8_t *bytes, size_t n, size_t k, size_t lead)
{
	for (size_t i = 0; i < n; i++) {
		size_t hold = (i + k - lead) / k;
		ticks[i] = 9 + hold * hold % 17;
		if (hold && ticks[i] == 9 + (hold - 1) * (hold - 1) % 17)
			ticks[i] += 20;
		bytes[i] = (uint8_t)ticks[i];
		x[i] = (double)ticks[i] / 4;
	}
}

/* Holds that begin anywhere and end anywhere: how long they are, and their sums. */
static void holds_are_joined_to_their_sums(void **state)
{
	(void)state;
	for (size_t k = 1; k <= 5; k++)
		for (size_t n = 49 * k; n <= 52 * k + 3; n++)
			for (size_t lead = 1; lead <= k; lead++) {
				double *x = malloc(n * sizeof *x), *want = calloc(n, sizeof *want);
				uint64_t *ticks = malloc(n * sizeof *ticks);
				uint8_t *bytes = malloc(n);
				assert_true(x && want && ticks && bytes);
				fill_held(x, ticks, bytes, n, k, lead);
				size_t changes = 0, joined = 0;
				for (size_t i = 1; i < n; i++)
					changes += ticks[i] != ticks[i - 1];
				bool held = changes >= 50 && k > 1;
				assert_int_equal(hold_of_ticks(ticks, n), held ? k : 1);
				assert_int_equal(hold_of_bytes(bytes, n), held ? k : 1);
				for (size_t i = 0; i < n; i++) {
					joined += i && (!held || (i + k - lead) % k == 0);
					want[joined] += x[i];
				}
				assert_int_equal(hold_join(x, n), joined + 1);
				for (size_t i = 0; i <= joined; i++)
					assert_near(x[i], want[i], 0);
				free(x);
				free(want);
				free(ticks);
				free(bytes);
			}
	/* Distances of 6 and 9 are holds of 3; one sample off the grid ends all. */
	uint64_t ticks[900];
	for (size_t i = 0; i < 900; i++)
		ticks[i] = i / 15 * 2 + (i % 15 >= 6);
	assert_int_equal(hold_of_ticks(ticks, 900), 3);
	ticks[700]++;
	assert_int_equal(hold_of_ticks(ticks, 900), 1);
	for (size_t base = 1; base < 30; base++)
		for (size_t hold = 1; hold < 8; hold++)
			for (size_t n = 9000; n <= 15000; n += 1500) {
				size_t whole = base;
				while (whole % hold)
					whole++;
				assert_int_equal(hold_base(n, base, hold),
				    base > 1 && n >= 500 * whole ? whole : base);
			}
}

/* ---- heterogeneity ---- */

/* Two of equal error: Q = d^2 / (2 v), tau^2 = d^2 / 2 - v. */
static void scatter_by_hand(void **state)
{
	(void)state;
	static const struct {
		double value[2], variance, q, i2, tau2;
	} rows[] = {{{1, 3}, 1, 2, 0.5, 1}, {{1, 3}, 2, 1, 0, 0}, {{3, 1}, 4, 0.5, 0, 0},
	    {{5, 5}, 1, 0, 0, 0}, {{0, 1000}, 1e-6, 5e11, 1 - 2e-12, 5e5},
	    {{1, 1.5}, 0.1, 1.25, 0.2, 0.025}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const double variance[] = {rows[i].variance, rows[i].variance};
		struct heterogeneity h = heterogeneity_of(rows[i].value, variance, 2);
		assert_near(h.q, rows[i].q, 1e-12);
		assert_within(h.p, erfc(sqrt(h.q / 2)), 1e-12);
		assert_within(h.i2, rows[i].i2, 1e-12);
		assert_near(h.tau2, rows[i].tau2, 1e-9);
	}
	static const double value[] = {2, 4, 9}, variance[] = {1, 0, 1}, below[] = {1, -1, 1},
			    some[] = {1, 2, 4};
	assert_true(isnan(heterogeneity_of(value, variance, 3).q));
	assert_true(isnan(heterogeneity_of(value, below, 3).tau2));
	struct heterogeneity one = heterogeneity_of(value, some, 1);
	assert_true(isnan(one.q) && isnan(one.p) && isnan(one.i2) && isnan(one.tau2));
	/* Weights 1, 1/2, 1/4 about 25/7; two degrees of freedom. */
	struct heterogeneity h = heterogeneity_of(value, some, 3);
	double mean = 6.25 / 1.75,
	       q = pow(2 - mean, 2) + pow(4 - mean, 2) / 2 + pow(9 - mean, 2) / 4;
	assert_near(h.q, q, 1e-12);
	assert_near(h.p, exp(-q / 2), 1e-12);
	assert_near(h.i2, 1 - 2 / q, 1e-12);
}

/* ---- blocks of a design ---- */

enum { BLOCKS = 6 };

static double student_quantile(size_t degrees)
{
	return gsl_cdf_tdist_Pinv(0.975, (double)degrees);
}

static double rounding_naive(const double *v, size_t n, double step)
{
	double mean = 0, square = 0;
	for (size_t i = 0; i < n; i++)
		mean += v[i] / (double)n;
	for (size_t i = 0; i < n; i++)
		square += (v[i] - mean) * (v[i] - mean) / (double)(n - 1);
	double own = fmax(0, square / (step * step) - 1 / 12.0);
	return step > 0 ? step / 2 * exp(-2 * M_PI * M_PI * own) : 0;
}

static void blocks_compare(const struct estimate *e, const double *change, size_t n, double within,
    double rounded, double off, double least, double most)
{
	double mean = 0, square = 0;
	for (size_t i = 0; i < n; i++)
		mean += change[i] / (double)n;
	for (size_t i = 0; i < n; i++)
		square += (change[i] - mean) * (change[i] - mean) / (double)(n - 1);
	if (within > 0 &&
	    square * (double)(n - 1) / within < gsl_cdf_chisq_Pinv(1e-3, (double)(n - 1)))
		square = within;
	square = fmax(square, rounded);
	double half = student_quantile(n - 1) * sqrt(square / (double)n) + off;
	assert_near(e->value, mean, 1e-9);
	assert_near(e->lo, fmax(mean - half, least), 1e-9);
	assert_near(e->hi, fmin(mean + half, most), 1e-9);
	assert_near(e->n_eff, (double)n, 0);
}

/* Runs that scatter, that agree better than their own intervals allow, and on a lattice. */
static void blocks_by_their_formulas(void **state)
{
	(void)state;
	struct rng r;
	rng_init(&r, 3, 3);
	for (int k = 0; k < 12; k++) {
		struct block_value a[BLOCKS], b[BLOCKS];
		double mean[BLOCKS], change[BLOCKS], ratio[BLOCKS], va[BLOCKS], vb[BLOCKS];
		double within[3] = {0}, rounded = 0, least_a = INFINITY, least_b = INFINITY;
		double spread = k % 3 ? 0.5 : 0.001, step = k % 4 == 1 ? 0.4 : 0;
		size_t n = k == 11 ? 2 : BLOCKS;
		for (size_t i = 0; i < n; i++) {
			va[i] = 5 + spread * rng_normal(&r);
			vb[i] = 7 + spread * rng_normal(&r);
			if (step > 0) {
				va[i] = step * round(va[i] / step);
				vb[i] = step * round(vb[i] / step);
			}
			double wa = 0.1 + 0.02 * (double)i, wb = 0.2;
			a[i] = (struct block_value){va[i], va[i] - wa, va[i] + wa};
			b[i] = (struct block_value){vb[i], vb[i] - wb, vb[i] + wb};
			wa = pow(wa / 1.959963984540054, 2);
			wb = pow(wb / 1.959963984540054, 2);
			mean[i] = va[i];
			change[i] = vb[i] - va[i];
			ratio[i] = log(vb[i] / va[i]);
			within[0] += wa / (double)n;
			within[1] += (wa + wb) / (double)n;
			within[2] += (wa / (va[i] * va[i]) + wb / (vb[i] * vb[i])) / (double)n;
			rounded += step * step / 12 * (1 / (va[i] * va[i]) + 1 / (vb[i] * vb[i])) /
				   (double)n;
			least_a = fmin(least_a, va[i]);
			least_b = fmin(least_b, vb[i]);
		}
		struct block_kind kind = {.step = step};
		double oa = rounding_naive(va, n, step), ob = rounding_naive(vb, n, step);
		struct estimate e = block_mean(a, n, kind);
		blocks_compare(&e, mean, n, within[0], step * step / 12, oa, -INFINITY, INFINITY);
		e = block_difference(a, b, n, kind);
		blocks_compare(
		    &e, change, n, within[1], step * step / 6, oa + ob, -INFINITY, INFINITY);
		e = block_ratio(a, b, n, kind);
		e.value = log(e.value);
		e.lo = log(e.lo);
		e.hi = log(e.hi);
		blocks_compare(&e, ratio, n, within[2], rounded, oa / least_a + ob / least_b,
		    -INFINITY, INFINITY);
	}
}

/* Shares end at 0 and 1, their differences at -1; of a share of none half an event is added. */
static void shares_of_blocks_end_where_shares_do(void **state)
{
	(void)state;
	struct block_value a[3] = {{0.02, 0, 0.4}, {0.5, 0.3, 0.7}, {0.1, 0, 0.3}},
			   b[3] = {{0.98, 0.9, 1}, {0.4, 0.2, 0.6}, {1, 0.9, 1}};
	struct block_kind share = {.count = 100}, other = {0};
	assert_near(block_mean(a, 3, share).lo, 0, 0);
	assert_true(block_mean(a, 3, other).lo < 0);
	assert_near(block_mean(b, 3, share).hi, 1, 0);
	assert_true(block_mean(b, 3, other).hi > 1);
	assert_near(block_difference(a, b, 3, share).hi, 1, 0);
	assert_near(block_difference(b, a, 3, share).lo, -1, 0);
	assert_int_equal(block_mean(a, 1, share).status, EST_TOO_SHORT);
	assert_int_equal(block_mean(a, 1, share).n, 1);
	assert_int_equal(block_difference(a, b, 1, share).status, EST_TOO_SHORT);
	assert_int_equal(block_ratio(a, b, 1, share).status, EST_TOO_SHORT);
	a[2].value = 0;
	assert_int_equal(block_ratio(a, b, 3, other).status, EST_DEGENERATE);
	assert_int_equal(block_ratio(b, a, 3, other).status, EST_DEGENERATE);
	assert_near(log(block_ratio(a, b, 3, share).value),
	    (log(98.5 / 2.5) + log(40.5 / 50.5) + log(100.5 / 0.5)) / 3, 1e-9);
}

/* ---- lines through points; ratios over blocks ---- */

static void lines_and_shares_begin_with_two_or_three(void **state)
{
	(void)state;
	static const double x[] = {2, 3, 7, 8}, y[] = {1, 4, 3, 9};
	/* Sums about 5 and 17/4: sxx 26, sxy 22. */
	struct line l = line_fit(x, y, 4);
	double slope = 22 / 26.0, rest = 0;
	for (int i = 0; i < 4; i++)
		rest += pow(y[i] - 4.25 - slope * (x[i] - 5), 2);
	double sd = sqrt(rest / 2);
	assert_near(l.slope.value, slope, 1e-12);
	assert_near(l.residual_sd, sd, 1e-12);
	assert_near(l.slope.lo, slope - student_quantile(2) * sd / sqrt(26), 1e-9);
	assert_near(l.intercept.value, 4.25 - slope * 5, 1e-12);
	assert_near(l.intercept.hi,
	    4.25 - slope * 5 + student_quantile(2) * sd * sqrt(0.25 + 25 / 26.0), 1e-9);
	assert_int_equal(line_fit(x, y, 3).slope.status, EST_OK);
	assert_int_equal(line_fit(x, y, 2).slope.status, EST_TOO_SHORT);
	static const double near[] = {1, 1.1, 1.2};
	assert_int_equal(line_fit(near, y, 3).slope.status, EST_OK); /* sxx below 1 */
	static const double with[] = {0, 1}, of[] = {1, 1}, one[] = {0.5, 0.5}, few[] = {0.5, 0.4};
	assert_int_equal(paired_share(with, of, 2).status, EST_OK);
	assert_int_equal(paired_share(one, one, 2).status, EST_OK);
	assert_int_equal(paired_share(few, few, 2).status, EST_TOO_SHORT);
	/* tau^2 makes Q its expectation. */
	static const double value[] = {10, 14, 13, 11}, variance[] = {1, 4, 0.5, 2};
	struct heterogeneity h = heterogeneity_of(value, variance, 4);
	double weight = 0, sum = 0, q = 0;
	for (int i = 0; i < 4; i++) {
		weight += 1 / (variance[i] + h.tau2);
		sum += value[i] / (variance[i] + h.tau2);
	}
	for (int i = 0; i < 4; i++)
		q += pow(value[i] - sum / weight, 2) / (variance[i] + h.tau2);
	assert_true(h.tau2 > 0);
	assert_near(q, 3, 1e-9);
	assert_near(heterogeneity_of(value, variance, 2).i2,
	    1 - 1 / heterogeneity_of(value, variance, 2).q, 1e-12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(influences_are_derivatives),
	    cmocka_unit_test(the_largest_are_one_in_a_hundred),
	    cmocka_unit_test(neighbours_by_hand),
	    cmocka_unit_test(holds_by_hand),
	    cmocka_unit_test(holds_are_joined_to_their_sums),
	    cmocka_unit_test(scatter_by_hand),
	    cmocka_unit_test(blocks_by_their_formulas),
	    cmocka_unit_test(shares_of_blocks_end_where_shares_do),
	    cmocka_unit_test(lines_and_shares_begin_with_two_or_three),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
