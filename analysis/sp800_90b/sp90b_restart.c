/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The restart tests @[SP800-90B, 3.1.4]: the sanity check of the most common count in rows and
 * columns, and the estimates of both. The cutoff is computed from the exact distribution of the
 * greatest count, which NIST's tool simulates. Cost: the cutoff some convolutions of the length of
 * a row; the estimates two assessments.
 */
#include "sp90b_restart.h"

#include "sp90b_gamma_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- the cutoff ----
 *
 * 3.1.4.3 allows the 2000 rows and columns together a false alarm of 1 %, so that each has
 * alpha = 1 - 0.99^(1/2000). Within one row any symbol may be the commonest. For a given most
 * likely probability p = 2^-H the chance of a large count is greatest if as many symbols as can be,
 * K = floor(1/p), have probability p and one more has the rest (Hagerty and Draper's inverted
 * near-uniform family). NIST's tool simulates that distribution 5 million times; it can be had
 * exactly: with independent Poisson counts N_v of mean n p_v,
 *   P(max <= x) = P(all N_v <= x and sum N_v = n) / P(sum N_v = n),
 * and the sum of truncated Poisson variables is a convolution, a power of one by squaring. */

static void convolve_pair(double *out, const double *a, const double *b, size_t n)
{
	memset(out, 0, (n + 1) * sizeof *out);
	for (size_t i = 0; i <= n; i++)
		for (size_t j = 0; a[i] > 0 && i + j <= n; j++)
			out[i + j] += a[i] * b[j];
}

static void poisson_up_to(double *out, size_t n, double mean, uint64_t most)
{
	for (size_t i = 0; i <= n; i++)
		out[i] = i > most   ? 0
			 : mean > 0 ? (double)expl((long double)i * logl(mean) - mean -
						   lgammal((long double)i + 1))
				    : i == 0;
}

/* P(max <= x) with room for three series of n + 1. */
static double all_up_to(size_t n, double p, uint64_t x, double *room)
{
	double *one = room, *all = one + n + 1, *next = all + n + 1, *t;
	double k = floor(1 / p * (1 + 1e-12)), rest = fmax(0, 1 - k * p);
	poisson_up_to(one, n, (double)n * p, x);
	poisson_up_to(all, n, (double)n * rest, x);
	for (uint64_t left = (uint64_t)k; left > 0; left >>= 1) {
		if (left & 1) {
			convolve_pair(next, all, one, n);
			t = all, all = next, next = t;
		}
		convolve_pair(next, one, one, n);
		t = one, one = next, next = t;
	}
	double whole = (double)expl(
	    (long double)n * logl((long double)n) - (long double)n - lgammal((long double)n + 1));
	return all[n] / whole;
}

/* P(max > x), or above EXACT_UP_TO samples, where the convolutions would take minutes, its bound by
 * the sum over the symbols. */
static double chance_over(size_t n, double p, uint64_t x, double *room)
{
	if (room)
		return 1 - all_up_to(n, p, x, room);
	double k = floor(1 / p * (1 + 1e-12)), rest = fmax(0, 1 - k * p);
	return k * sp90b_binomial_tail(n, x + 1, p) + sp90b_binomial_tail(n, x + 1, rest);
}

enum { EXACT_UP_TO = 3000 };

uint64_t sp90b_restart_cutoff(size_t n, double h_i, double alpha)
{
	double p = exp2(-h_i), *room = NULL;
	if (p >= 1)
		return n;
	if (n <= EXACT_UP_TO && !(room = malloc(3 * (n + 1) * sizeof *room)))
		return 0;
	uint64_t low = 0, high = n; /* high will do, low - 1 will not */
	while (low < high) {
		uint64_t mid = low + (high - low) / 2;
		if (chance_over(n, p, mid, room) <= alpha)
			high = mid;
		else
			low = mid + 1;
	}
	free(room);
	return low;
}

/* ---- the tests ---- */

/* Greatest count of a symbol in any of `lines` lines of n samples, which lie `step` apart and begin
 * `stride` apart. */
static uint64_t greatest_count(const uint16_t *raw, size_t lines, size_t stride, size_t n,
    size_t step, uint32_t *count, uint32_t values)
{
	uint64_t most = 0;
	for (size_t i = 0; i < lines; i++) {
		memset(count, 0, values * sizeof *count);
		for (size_t j = 0; j < n; j++) {
			uint32_t c = ++count[raw[i * stride + j * step]];
			most = c > most ? c : most;
		}
	}
	return most;
}

static struct sp90b_result assess_matrix(
    const uint16_t *raw, size_t n, bool iid, const struct sp90b_options *o)
{
	struct sp90b_options line = *o;
	line.dataset = SP90B_SYMBOLS;
	struct sp90b_result r = sp90b_assess(raw, n, &line);
	if (!r.fault && iid) {
		r.original.h = fmin(r.width, r.original.estimate[SP90B_MCV].h);
		for (int i = 1; i < SP90B_ESTIMATORS; i++)
			r.original.estimate[i] = sp90b_absent(SP90B_NOT_APPLICABLE);
	}
	return r;
}

static void assess_both(struct sp90b_restart_result *r, const uint16_t *raw, uint16_t *turned,
    size_t rows, size_t columns, bool iid, const struct sp90b_options *o)
{
	struct sp90b_result line = assess_matrix(raw, rows * columns, iid, o);
	r->row = line.original;
	for (size_t i = 0; i < rows; i++)
		for (size_t j = 0; j < columns; j++)
			turned[j * rows + i] = raw[i * columns + j];
	struct sp90b_result column = assess_matrix(turned, rows * columns, iid, o);
	r->column = column.original;
	r->fault = line.fault ? line.fault : column.fault;
	r->h_row = r->row.h;
	r->h_column = r->column.h;
}

static void run_tests(struct sp90b_restart_result *r, const uint16_t *raw, uint32_t *count,
    uint16_t *turned, size_t rows, size_t columns, double h_i, bool iid,
    const struct sp90b_options *o)
{
	uint32_t values = (uint32_t)1 << r->width;
	r->row_max = greatest_count(raw, rows, columns, columns, 1, count, values);
	r->column_max = greatest_count(raw, columns, 1, rows, columns, count, values);
	r->row_cutoff = sp90b_restart_cutoff(columns, h_i, r->alpha);
	r->column_cutoff =
	    rows == columns ? r->row_cutoff : sp90b_restart_cutoff(rows, h_i, r->alpha);
	if (!r->row_cutoff || !r->column_cutoff) {
		r->fault = SP90B_DATA_NO_MEMORY;
		return;
	}
	r->decides = r->row_cutoff < columns || r->column_cutoff < rows;
	r->sanity = r->row_max <= r->row_cutoff && r->column_max <= r->column_cutoff;
	if (!r->sanity)
		return;
	assess_both(r, raw, turned, rows, columns, iid, o);
	double least = fmin(r->h_row, r->h_column);
	r->validation = least >= h_i / 2;
	r->h = fmin(least, h_i);
}

struct sp90b_restart_result sp90b_restart(const uint16_t *raw, size_t rows, size_t columns,
    double h_i, bool iid, const struct sp90b_options *o)
{
	struct sp90b_restart_result r = {.alpha = -expm1(log(0.99) / (double)(rows + columns))};
	struct sp90b_data d;
	r.fault = sp90b_data_init(&d, raw, rows * columns, o->width, 1, &r.at);
	r.width = d.width;
	r.k = d.k;
	if (r.fault)
		return r;
	sp90b_data_release(&d);
	uint32_t *count = malloc(((size_t)1 << r.width) * sizeof *count);
	uint16_t *turned = malloc(rows * columns * sizeof *turned);
	if (count && turned)
		run_tests(&r, raw, count, turned, rows, columns, h_i, iid, o);
	else
		r.fault = SP90B_DATA_NO_MEMORY;
	free(count);
	free(turned);
	return r;
}
