/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The chi-square tests of independence and goodness of fit @[SP800-90B, 5.2.1 to 5.2.4], for
 * symbols and for bits. Cells are sorted by expectation and pooled into bins of at least 5. Shares
 * are added up as NIST's tool adds them, because their rounding orders cells of equal expectation
 * and thereby decides the bins. Cost: one pass and a sort of k^2 pairs at most.
 */
#include "sp90b_chi_square_private.h"

#include "sp90b_gamma_private.h"

#include <math.h>
#include <stdlib.h>

enum { PARTS = 10, LONGEST_TUPLE = 11 };
static const double least_expected = 5, least_p = 0.001;

static struct sp90b_chi_square absent_test(enum sp90b_status status)
{
	return (struct sp90b_chi_square){.status = status};
}

static struct sp90b_chi_square judge_statistic(double t, long df)
{
	struct sp90b_chi_square c = {SP90B_OK, t, sp90b_chi_square_tail(t, (double)df), df, false};
	c.pass = c.p_value >= least_p;
	return c;
}

/* ---- more than two symbols ---- */

/* What is counted (a symbol, or a pair of them), how often it is expected, and its bin. */
struct cell {
	double expected;
	uint32_t what, bin;
};

static int by_expectation(const void *x, const void *y)
{
	const struct cell *a = x, *b = y;
	if (a->expected != b->expected)
		return a->expected < b->expected ? -1 : 1;
	return (a->what > b->what) - (a->what < b->what);
}

/* Shares of the symbols. How their rounding comes out decides which of two cells with equal
 * expectations is first, hence the bins. */
static double *symbol_shares(struct sp90b_symbols s)
{
	double *p = malloc(s.k * sizeof *p);
	uint64_t *count = calloc(s.k, sizeof *count);
	if (p && count) {
		for (size_t i = 0; i < s.n; i++)
			count[s.s[i]]++;
		for (uint32_t v = 0; v < s.k; v++)
			p[v] = sp90b_added_share(count[v], s.n);
	} else {
		free(p);
		p = NULL;
	}
	free(count);
	return p;
}

/* Step 3: the rarest cells go together until a bin expects 5; a last bin that falls short joins
 * the one before. Sets bin_of[what] and expected[bin]; returns the number of bins. */
static uint32_t make_bins(struct cell *cell, size_t cells, uint32_t *bin_of, double *expected)
{
	qsort(cell, cells, sizeof *cell, by_expectation);
	uint32_t bin = 0;
	double sum = 0;
	for (size_t i = 0; i < cells; i++) {
		if (sum >= least_expected) {
			expected[bin++] = sum;
			sum = 0;
		}
		cell[i].bin = bin;
		sum += cell[i].expected;
	}
	expected[bin] = sum;
	if (bin > 0 && sum < least_expected) {
		expected[bin - 1] += sum;
		for (size_t i = cells; i-- > 0 && cell[i].bin == bin;)
			cell[i].bin = bin - 1;
		bin--;
	}
	for (size_t i = 0; i < cells; i++)
		bin_of[cell[i].what] = cell[i].bin;
	return bin + 1;
}

static double sum_squares(const uint64_t *seen, const double *expected, uint32_t bins)
{
	double t = 0;
	for (uint32_t b = 0; b < bins; b++) {
		double off = (double)seen[b] - expected[b];
		t += off * off / expected[b];
	}
	return t;
}

struct tables {
	double *p, *expected;
	struct cell *cell;
	uint32_t *bin_of;
	uint64_t *seen;
};

static bool tables_init(struct tables *t, struct sp90b_symbols s, size_t cells)
{
	t->p = symbol_shares(s);
	t->cell = malloc(cells * sizeof *t->cell);
	t->bin_of = malloc(cells * sizeof *t->bin_of);
	t->expected = malloc((cells + 1) * sizeof *t->expected);
	t->seen = calloc(cells, sizeof *t->seen);
	return t->p && t->cell && t->bin_of && t->expected && t->seen;
}

static void tables_release(struct tables *t)
{
	free(t->p);
	free(t->cell);
	free(t->bin_of);
	free(t->expected);
	free(t->seen);
}

static struct sp90b_chi_square test_independence(struct sp90b_symbols s)
{
	/* Pairs of wide symbols are too many to expect any. */
	if (s.k > 4096)
		return absent_test(SP90B_TOO_SHORT);
	struct tables t;
	size_t cells = (size_t)s.k * s.k;
	struct sp90b_chi_square c = absent_test(SP90B_NO_MEMORY);
	if (tables_init(&t, s, cells)) {
		double pairs = floor((double)s.n * 0.5);
		for (uint32_t i = 0; i < cells; i++)
			t.cell[i] = (struct cell){t.p[i / s.k] * t.p[i % s.k] * pairs, i, 0};
		uint32_t bins = make_bins(t.cell, cells, t.bin_of, t.expected);
		for (size_t i = 0; i + 1 < s.n; i += 2)
			t.seen[t.bin_of[(size_t)s.s[i] * s.k + s.s[i + 1]]]++;
		long df = (long)bins - (long)s.k;
		c = df > 0 ? judge_statistic(sum_squares(t.seen, t.expected, bins), df)
			   : absent_test(SP90B_TOO_SHORT);
	}
	tables_release(&t);
	return c;
}

static struct sp90b_chi_square goodness_of_fit(struct sp90b_symbols s)
{
	struct tables t;
	struct sp90b_chi_square c = absent_test(SP90B_NO_MEMORY);
	if (tables_init(&t, s, s.k)) {
		size_t part = s.n / PARTS;
		double total = 0;
		for (uint32_t i = 0; i < s.k; i++)
			t.cell[i] = (struct cell){t.p[i] * (double)part, i, 0};
		uint32_t bins = make_bins(t.cell, s.k, t.bin_of, t.expected);
		for (size_t j = 0; j < PARTS; j++) {
			for (uint32_t b = 0; b < bins; b++)
				t.seen[b] = 0;
			for (size_t i = 0; i < part; i++)
				t.seen[t.bin_of[s.s[j * part + i]]]++;
			total += sum_squares(t.seen, t.expected, bins);
		}
		c = judge_statistic(total, 9 * ((long)bins - 1));
	}
	tables_release(&t);
	return c;
}

/* ---- binary ---- */

static size_t ones_in(struct sp90b_symbols s, size_t from, size_t n)
{
	size_t ones = 0;
	for (size_t i = 0; i < n; i++)
		ones += s.s[from + i];
	return ones;
}

static struct sp90b_chi_square binary_independence(struct sp90b_symbols s)
{
	double p1 = (double)ones_in(s, 0, s.n) / (double)s.n, p0 = 1 - p1;
	double rarer = fmin(p0, p1);
	size_t m = LONGEST_TUPLE;
	while (m > 1 && pow(rarer, (double)m) * (double)(s.n / m) < least_expected)
		m--;
	if (m < 2)
		return judge_statistic(0, 0);
	uint32_t seen[1 << LONGEST_TUPLE] = {0};
	size_t blocks = s.n / m;
	for (size_t i = 0; i < blocks; i++) {
		unsigned tuple = 0;
		for (size_t j = 0; j < m; j++)
			tuple = tuple << 1 | s.s[i * m + j];
		seen[tuple]++;
	}
	double t = 0;
	for (unsigned tuple = 0; tuple < 1u << m; tuple++) {
		double w = __builtin_popcount(tuple);
		double e = pow(p1, w) * pow(p0, (double)m - w) * (double)blocks;
		t += (seen[tuple] - e) * (seen[tuple] - e) / e;
	}
	return judge_statistic(t, (1L << m) - 2);
}

static struct sp90b_chi_square binary_goodness_of_fit(struct sp90b_symbols s)
{
	size_t part = s.n / PARTS;
	double p = (double)ones_in(s, 0, s.n) / (double)s.n, t = 0;
	double e1 = p * (double)part, e0 = (1 - p) * (double)part;
	for (size_t j = 0; j < PARTS; j++) {
		double o1 = (double)ones_in(s, j * part, part), o0 = (double)part - o1;
		t += (o0 - e0) * (o0 - e0) / e0 + (o1 - e1) * (o1 - e1) / e1;
	}
	return judge_statistic(t, PARTS - 1);
}

struct sp90b_chi_square sp90b_independence(struct sp90b_symbols s)
{
	if (s.n < PARTS)
		return absent_test(SP90B_TOO_SHORT);
	return s.k == 2 ? binary_independence(s) : test_independence(s);
}

struct sp90b_chi_square sp90b_goodness_of_fit(struct sp90b_symbols s)
{
	if (s.n < PARTS)
		return absent_test(SP90B_TOO_SHORT);
	return s.k == 2 ? binary_goodness_of_fit(s) : goodness_of_fit(s);
}
