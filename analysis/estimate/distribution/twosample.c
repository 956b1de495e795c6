/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Distances of two samples (Kolmogorov-Smirnov, Anderson-Darling in its mid-rank version for ties
 * @[SCHOLZ-STEPHENS-1987]) and their p-values by permutation of blocks @[ROMANO-1989] or of whole
 * runs: tables of p-values assume independent samples, which timings are not. Cost: all blocks and
 * distinct values once for each permutation.
 */
#include "twosample.h"

#include "coarse.h"
#include "lookup.h"
#include "rng.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Walks two histograms by rising value: each call gives the next value and both counts there. */
struct walk {
	const struct histogram *a, *b;
	size_t i, j;
	uint64_t value, in_a, in_b;
};

static bool next_value(struct walk *w)
{
	bool has_a = w->i < w->a->distinct, has_b = w->j < w->b->distinct;
	if (!has_a && !has_b)
		return false;
	uint64_t va = has_a ? w->a->value[w->i] : UINT64_MAX,
		 vb = has_b ? w->b->value[w->j] : UINT64_MAX;
	w->value = va < vb ? va : vb;
	w->in_a = has_a && va == w->value ? w->a->count[w->i++] : 0;
	w->in_b = has_b && vb == w->value ? w->b->count[w->j++] : 0;
	return true;
}

static bool is_empty(const struct histogram *a, const struct histogram *b)
{
	return !a->n || !b->n;
}

struct estimate twosample_ks(const struct histogram *a, const struct histogram *b)
{
	struct walk w = {.a = a, .b = b};
	double fa = 0, fb = 0, most = 0;
	if (is_empty(a, b))
		return estimate_absent(EST_TOO_SHORT, 0);
	while (next_value(&w)) {
		fa += (double)w.in_a / (double)a->n;
		fb += (double)w.in_b / (double)b->n;
		most = fmax(most, fabs(fa - fb));
	}
	return estimate_point(most, a->n + b->n);
}

struct estimate twosample_wasserstein(const struct histogram *a, const struct histogram *b)
{
	struct walk w = {.a = a, .b = b};
	double fa = 0, fb = 0, sum = 0;
	uint64_t last = 0;
	bool first = true;
	if (is_empty(a, b))
		return estimate_absent(EST_TOO_SHORT, 0);
	for (; next_value(&w); first = false) {
		sum += first ? 0 : fabs(fa - fb) * (double)(w.value - last);
		last = w.value;
		fa += (double)w.in_a / (double)a->n;
		fb += (double)w.in_b / (double)b->n;
	}
	return estimate_point(sum, a->n + b->n);
}

struct estimate twosample_jensen_shannon(const struct histogram *a, const struct histogram *b)
{
	struct walk w = {.a = a, .b = b};
	double sum = 0;
	if (is_empty(a, b))
		return estimate_absent(EST_TOO_SHORT, 0);
	while (next_value(&w)) {
		double p = (double)w.in_a / (double)a->n, q = (double)w.in_b / (double)b->n;
		double m = (p + q) / 2;
		sum += (p > 0 ? p * log2(p / m) : 0) / 2 + (q > 0 ? q * log2(q / m) : 0) / 2;
	}
	return estimate_point(fmin(fmax(sum, 0), 1), a->n + b->n);
}

struct estimate twosample_cliff(const struct histogram *a, const struct histogram *b)
{
	struct walk w = {.a = a, .b = b};
	double below_b = 0, sum = 0;
	if (is_empty(a, b))
		return estimate_absent(EST_TOO_SHORT, 0);
	while (next_value(&w)) {
		double q = (double)w.in_b / (double)b->n, p = (double)w.in_a / (double)a->n;
		/* Of b's below this value less of b's above it. */
		sum += p * (below_b - (1 - below_b - q));
		below_b += q;
	}
	return estimate_point(fmin(fmax(sum, -1), 1), a->n + b->n);
}

/* ---- Anderson-Darling ---- */

/* Counts of k samples at m rising values: count[i * m + j], sample i at value j; size[i] their
 * sizes. All sums are over values; a value's mid-rank represents its ties. */
static double anderson_darling(const double *count, const double *size, size_t k, size_t m)
{
	double n = 0, sum = 0;
	for (size_t i = 0; i < k; i++)
		n += size[i];
	for (size_t i = 0; i < k; i++) {
		double below = 0, below_i = 0, part = 0;
		for (size_t j = 0; j < m; j++) {
			double here = 0, f = count[i * m + j];
			for (size_t l = 0; l < k; l++)
				here += count[l * m + j];
			double rank = below + here / 2, rank_i = below_i + f / 2;
			double bottom = rank * (n - rank) - n * here / 4;
			double d = n * rank_i - size[i] * rank;
			part += bottom > 0 ? here / n * d * d / bottom : 0;
			below += here;
			below_i += f;
		}
		sum += part / size[i];
	}
	return (n - 1) / n * sum;
}

static double *joint_counts(const struct histogram *h, size_t k, const struct histogram *all)
{
	double *count = calloc(k * all->distinct, sizeof *count);
	for (size_t i = 0; count && i < k; i++)
		for (size_t a = 0, j = 0; a < h[i].distinct; a++) {
			while (all->value[j] < h[i].value[a])
				j++;
			count[i * all->distinct + j] = (double)h[i].count[a];
		}
	return count;
}

struct estimate twosample_anderson_darling(const struct histogram *h, size_t k)
{
	struct histogram all;
	if (k < 2)
		return estimate_absent(EST_NOT_APPLICABLE, 0);
	for (size_t i = 0; i < k; i++)
		if (!h[i].n)
			return estimate_absent(EST_TOO_SHORT, 0);
	if (histogram_unite(&all, h, k) != EST_OK)
		return estimate_absent(EST_NO_MEMORY, 0);
	struct estimate e = estimate_absent(EST_DEGENERATE, all.n);
	double *count = joint_counts(h, k, &all), *size = malloc(k * sizeof *size);
	if (!count || !size)
		e.status = EST_NO_MEMORY;
	else if (all.distinct > 1) {
		for (size_t i = 0; i < k; i++)
			size[i] = (double)h[i].n;
		e = estimate_point(anderson_darling(count, size, k, all.distinct), all.n);
	}
	free(count);
	free(size);
	histogram_release(&all);
	return e;
}

/* ---- block permutation ---- */

enum { MOST_BLOCKS = 4096 };

struct blocks {
	size_t k, cells, blocks, size; /* `size` samples a block */
	size_t in_series[64];	       /* blocks of each series */
	uint32_t *count;	       /* [blocks * cells] */
	size_t *order;
	double *sum, *sizes; /* sum: [k * cells] */
};

static bool count_blocks(struct blocks *b, const struct twosample_series *s, const struct lookup *l,
    const struct coarse *c)
{
	size_t at = 0;
	for (size_t i = 0; i < b->k; i++)
		for (size_t j = 0; j < b->in_series[i]; j++, at++)
			for (size_t t = 0; t < b->size; t++) {
				uint64_t x = s[i].x[j * b->size + t];
				b->count[at * b->cells + c->of[lookup_index(l, x)]]++;
			}
	return at == b->blocks;
}

/* Both statistics of the present order: the first in_series[0] blocks of it are series 0, and so
 * on. */
static void find_statistics(struct blocks *b, double *ad, double *ks)
{
	size_t at = 0;
	memset(b->sum, 0, b->k * b->cells * sizeof *b->sum);
	for (size_t i = 0; i < b->k; i++) {
		b->sizes[i] = (double)(b->in_series[i] * b->size);
		for (size_t j = 0; j < b->in_series[i]; j++, at++) {
			const uint32_t *c = b->count + b->order[at] * b->cells;
			for (size_t v = 0; v < b->cells; v++)
				b->sum[i * b->cells + v] += c[v];
		}
	}
	*ad = anderson_darling(b->sum, b->sizes, b->k, b->cells);
	double fa = 0, fb = 0;
	*ks = 0;
	for (size_t v = 0; b->k == 2 && v < b->cells; v++) {
		fa += b->sum[v] / b->sizes[0];
		fb += b->sum[b->cells + v] / b->sizes[1];
		*ks = fmax(*ks, fabs(fa - fb));
	}
}

static struct twosample_p permute_blocks(
    struct blocks *b, const struct twosample_options *o, uint64_t n)
{
	unsigned permutations = o->permutations ? o->permutations : 499, reached[2] = {0, 0};
	double ad, ks, ad_p, ks_p;
	struct rng r;
	rng_init(&r, o->seed, 0);
	find_statistics(b, &ad, &ks);
	for (unsigned p = 0; p < permutations; p++) {
		for (size_t i = b->blocks - 1; i > 0; i--) {
			size_t j = (size_t)rng_below(&r, i + 1), t = b->order[i];
			b->order[i] = b->order[j];
			b->order[j] = t;
		}
		find_statistics(b, &ad_p, &ks_p);
		reached[0] += ad_p >= ad * (1 - 1e-12);
		reached[1] += ks_p >= ks - 1e-12;
	}
	struct twosample_p p = {estimate_p_simulated(reached[0], permutations, n),
	    estimate_p_simulated(reached[1], permutations, n)};
	if (b->k != 2)
		p.ks_p = estimate_absent(EST_NOT_APPLICABLE, n);
	return p;
}

static struct twosample_p refused_p(enum estimate_status status, uint64_t n)
{
	return (struct twosample_p){estimate_absent(status, n), estimate_absent(status, n)};
}

static struct twosample_p with_dictionary(struct blocks *b, const struct twosample_series *s,
    const struct histogram *all, const struct twosample_options *o)
{
	struct lookup l = {0};
	struct coarse c = {0};
	struct twosample_p p = refused_p(EST_NO_MEMORY, all->n);
	bool ok = lookup_init(&l, all) == EST_OK && coarse_init(&c, all) == EST_OK;
	if (ok) {
		b->cells = c.cells;
		b->count = calloc(b->blocks * b->cells, sizeof *b->count);
		b->order = malloc(b->blocks * sizeof *b->order);
		b->sum = malloc(b->k * b->cells * sizeof *b->sum);
		b->sizes = malloc(b->k * sizeof *b->sizes);
		ok = b->count && b->order && b->sum && b->sizes;
	}
	for (size_t i = 0; ok && i < b->blocks; i++)
		b->order[i] = i;
	if (ok && count_blocks(b, s, &l, &c))
		p = permute_blocks(b, o, all->n);
	free(b->count);
	free(b->order);
	free(b->sum);
	free(b->sizes);
	lookup_release(&l);
	coarse_release(&c);
	return p;
}

struct twosample_p twosample_permutation(
    const struct twosample_series *series, size_t k, const struct twosample_options *options)
{
	struct blocks b = {.k = k, .size = options->block ? options->block : 1};
	struct histogram all = {0}, h[64] = {{0}};
	size_t n = 0;
	if (k < 2 || k > 64)
		return refused_p(EST_NOT_APPLICABLE, 0);
	for (size_t i = 0; i < k; i++)
		n += series[i].n;
	b.size = b.size > n / MOST_BLOCKS ? b.size : n / MOST_BLOCKS + 1;
	for (size_t i = 0; i < k; i++) {
		b.in_series[i] = series[i].n / b.size;
		b.blocks += b.in_series[i];
		if (b.in_series[i] < 5)
			return refused_p(EST_TOO_SHORT, n);
	}
	enum estimate_status status = EST_OK;
	for (size_t i = 0; i < k && status == EST_OK; i++)
		status = histogram_init(&h[i], series[i].x, series[i].n);
	if (status == EST_OK)
		status = histogram_unite(&all, h, k);
	struct twosample_p p = refused_p(status, n);
	if (status == EST_OK)
		p = all.distinct > 1 ? with_dictionary(&b, series, &all, options)
				     : refused_p(EST_DEGENERATE, n);
	for (size_t i = 0; i < k; i++)
		histogram_release(&h[i]);
	histogram_release(&all);
	return p;
}

/* ---- permutation of runs ---- */

enum { MOST_RUNS = 64 };

struct deal {
	size_t a, n, cells;
	const double *count; /* [n * cells] */
	double *sum;	     /* [2 * cells] */
	double size[MOST_RUNS];
	bool first[MOST_RUNS]; /* is it of the first machine? */
	double ad, ks;	       /* of the present deal */
};

static void deal_measure(struct deal *d)
{
	double size[2] = {0, 0}, f[2] = {0, 0};
	memset(d->sum, 0, 2 * d->cells * sizeof *d->sum);
	for (size_t i = 0; i < d->n; i++) {
		size_t side = d->first[i] ? 0 : 1;
		size[side] += d->size[i];
		for (size_t v = 0; v < d->cells; v++)
			d->sum[side * d->cells + v] += d->count[i * d->cells + v];
	}
	d->ad = anderson_darling(d->sum, size, 2, d->cells);
	d->ks = 0;
	for (size_t v = 0; v < d->cells; v++) {
		f[0] += d->sum[v] / size[0];
		f[1] += d->sum[d->cells + v] / size[1];
		d->ks = fmax(d->ks, fabs(f[0] - f[1]));
	}
}

/* C(n, a), as far as it is at most `most`; else most + 1. */
static double count_deals(size_t n, size_t a, double most)
{
	double c = 1;
	for (size_t i = 1; i <= a && c <= most; i++)
		c = c * (double)(n - a + i) / (double)i;
	return c <= most ? floor(c + 0.5) : most + 1;
}

/* The next of all deals, in the order of the binary numbers that `first` spells; false after the
 * last: the a runs are the last ones. */
static bool deal_next(struct deal *d)
{
	size_t i = 0, ones = 0;
	while (i < d->n && !d->first[i])
		i++;
	for (; i < d->n && d->first[i]; i++)
		ones++;
	if (i == d->n)
		return false;
	d->first[i] = true;
	for (size_t k = 0; k < i; k++)
		d->first[k] = k + 1 < ones;
	return true;
}

static void deal_shuffle(struct deal *d, struct rng *r)
{
	for (size_t i = d->n - 1; i > 0; i--) {
		size_t j = (size_t)rng_below(r, i + 1);
		bool t = d->first[i];
		d->first[i] = d->first[j];
		d->first[j] = t;
	}
}

static struct twosample_p deal_out(struct deal *d, const struct twosample_options *o, uint64_t n)
{
	unsigned most = o->permutations ? o->permutations : 499;
	bool all = count_deals(d->n, d->a, most) <= most;
	double reached[2] = {0, 0}, taken = 0;
	struct rng r;
	rng_init(&r, o->seed, 0);
	for (size_t i = 0; i < d->n; i++)
		d->first[i] = i < d->a;
	deal_measure(d);
	double ad = d->ad, ks = d->ks;
	bool more = true;
	while (more) {
		/* The first deal is the one that was seen. */
		reached[0] += d->ad >= ad * (1 - 1e-12);
		reached[1] += d->ks >= ks - 1e-12;
		taken++;
		more = all ? deal_next(d) : taken <= most;
		if (more && !all)
			deal_shuffle(d, &r);
		if (more)
			deal_measure(d);
	}
	return (struct twosample_p){
	    estimate_point(reached[0] / taken, n), estimate_point(reached[1] / taken, n)};
}

struct twosample_p twosample_permute_runs(
    const struct histogram *run, size_t a, size_t b, const struct twosample_options *options)
{
	struct histogram all;
	struct deal d = {.a = a, .n = a + b};
	if (a < 1 || b < 1 || d.n > MOST_RUNS)
		return refused_p(EST_NOT_APPLICABLE, 0);
	if (histogram_unite(&all, run, d.n) != EST_OK)
		return refused_p(EST_NO_MEMORY, 0);
	struct twosample_p p = refused_p(EST_DEGENERATE, all.n);
	double *count = joint_counts(run, d.n, &all), *sum = malloc(2 * all.distinct * sizeof *sum);
	d.cells = all.distinct;
	d.count = count;
	d.sum = sum;
	for (size_t i = 0; i < d.n; i++)
		d.size[i] = (double)run[i].n;
	if (!count || !sum)
		p = refused_p(EST_NO_MEMORY, all.n);
	else if (all.distinct > 1)
		p = deal_out(&d, options, all.n);
	free(count);
	free(sum);
	histogram_release(&all);
	return p;
}

/* ---- difference ---- */

struct estimate twosample_difference(const struct estimate *a, const struct estimate *b)
{
	if (a->status != EST_OK || b->status != EST_OK)
		return estimate_absent(a->status != EST_OK ? a->status : b->status, a->n + b->n);
	struct estimate d = estimate_point(a->value - b->value, a->n + b->n);
	/* nan in, nan out: hypot of a nan is one (neither is infinite). */
	d.lo = d.value - hypot(a->value - a->lo, b->hi - b->value);
	d.hi = d.value + hypot(a->hi - a->value, b->value - b->lo);
	return d;
}

/* ---- Holm ---- */

struct ranked {
	double p;
	size_t at;
};

static int by_p(const void *a, const void *b)
{
	double x = ((const struct ranked *)a)->p, y = ((const struct ranked *)b)->p;
	return (x > y) - (x < y);
}

enum estimate_status twosample_holm(const double *p, size_t m, double *out)
{
	struct ranked *r = malloc((m + 1) * sizeof *r);
	if (!r)
		return EST_NO_MEMORY;
	for (size_t i = 0; i < m; i++)
		r[i] = (struct ranked){p[i], i};
	qsort(r, m, sizeof *r, by_p);
	double most = 0;
	for (size_t i = 0; i < m; i++) {
		most = fmax(most, (double)(m - i) * r[i].p);
		out[r[i].at] = fmin(most, 1);
	}
	free(r);
	return EST_OK;
}
