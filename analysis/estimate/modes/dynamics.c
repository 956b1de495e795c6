/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The order of modes from a sequence of labels: transitions, runs @[BARTON-DAVID-1957], run lengths
 * against the geometric law, and the entropy rate by words of labels. Labels instead of durations,
 * so that every figure can be tested on chains of known law. Cost: one pass for each figure; the
 * entropy rate one pass for each order.
 */
#include "dynamics.h"

#include "gsl_quiet.h"
#include "linear.h"
#include "lookup.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static uint8_t label_of(const struct mixture *m, double x)
{
	double p[MIXTURE_MAX + 1];
	int best = 0, nearest = 0;
	mixture_posterior(m, x, p);
	for (int k = 1; k < m->k; k++) {
		best = p[k] > p[best] ? k : best;
		if (fabs(mixture_in_ticks(m, k).mean - x) <
		    fabs(mixture_in_ticks(m, nearest).mean - x))
			nearest = k;
	}
	return (uint8_t)(p[m->k] > p[best] ? nearest : best);
}

enum estimate_status dynamics_label(struct symbols *s, const uint64_t *x, size_t n,
    const struct histogram *h, const struct mixture *m)
{
	struct lookup lookup;
	*s = (struct symbols){.n = n, .alphabet = (size_t)m->k};
	if (!n)
		return EST_OK;
	if (lookup_init(&lookup, h) != EST_OK)
		return EST_NO_MEMORY;
	uint8_t *of = malloc(h->distinct);
	s->s = malloc(n);
	bool ok = of && s->s;
	for (size_t i = 0; ok && i < h->distinct; i++)
		of[i] = label_of(m, (double)h->value[i]);
	for (size_t i = 0; ok && i < n; i++)
		s->s[i] = of[lookup_index(&lookup, x[i])];
	free(of);
	lookup_release(&lookup);
	if (!ok)
		symbols_release(s);
	return ok ? EST_OK : EST_NO_MEMORY;
}

/* ---- transitions ---- */

/* Kinds of neighbours: from a label to a label. */
static enum estimate_status tally_pairs(struct tally *t, const struct symbols *s)
{
	enum estimate_status status = tally_init_bytes(t, s->s, s->n, s->alphabet * s->alphabet);
	for (size_t i = 1; status == EST_OK && i < s->n; i++)
		tally_add(t, i, s->s[i - 1] * s->alphabet + s->s[i]);
	return status;
}

/* Of N_ij / N_i: ([ij] - p [i]) over the share of i. */
static void transition_share(struct transitions *t, const struct tally *pairs, int i, int j)
{
	double influence[DYNAMICS_MAX * DYNAMICS_MAX] = {0}, all = 0;
	struct linear l;
	for (int m = 0; m < t->k; m++)
		all += (double)t->count[i][m];
	if (!(all > 0))
		return;
	struct estimate e = estimate_point((double)t->count[i][j] / all, (uint64_t)all);
	for (int m = 0; m < t->k; m++)
		influence[i * t->k + m] = ((m == j) - e.value) * (double)pairs->n / all;
	if (linear_of_tally(&l, pairs, influence) != EST_OK)
		e = estimate_absent(EST_NO_MEMORY, e.n);
	linear_share(&e, &l, all);
	linear_release(&l);
	t->share[i][j] = e;
}

struct transitions dynamics_transitions(const struct symbols *s)
{
	struct transitions t = {.status = EST_OK, .k = (int)s->alphabet};
	struct tally pairs;
	if (s->alphabet > DYNAMICS_MAX || s->n < 2) {
		t.status = s->n < 2 ? EST_TOO_SHORT : EST_NOT_APPLICABLE;
		return t;
	}
	t.status = tally_pairs(&pairs, s);
	for (size_t i = 1; i < s->n; i++)
		t.count[s->s[i - 1]][s->s[i]]++;
	for (int i = 0; i < t.k; i++)
		for (int j = 0; j < t.k; j++) {
			t.share[i][j] = estimate_absent(EST_TOO_SHORT, 0);
			if (t.status == EST_OK)
				transition_share(&t, &pairs, i, j);
		}
	tally_release(&pairs);
	return t;
}

/* ---- runs ---- */

enum { LONGEST = 4096 }; /* run lengths beyond are counted together */

struct run_lengths {
	uint64_t runs[DYNAMICS_MAX], total[DYNAMICS_MAX]; /* complete runs and their samples */
	uint64_t all;					  /* runs, complete or not */
	uint32_t *count[DYNAMICS_MAX];			  /* [LONGEST + 1] */
};

static void add_run(struct run_lengths *r, int mode, size_t length)
{
	r->runs[mode]++;
	r->total[mode] += length;
	r->count[mode][length < LONGEST ? length : LONGEST]++;
}

static void collect_runs(const struct symbols *s, struct run_lengths *r)
{
	size_t start = 0;
	for (size_t i = 1; i <= s->n; i++) {
		if (i < s->n && s->s[i] == s->s[start])
			continue;
		r->all++;
		if (start > 0 && i < s->n)
			add_run(r, s->s[start], i - start);
		start = i;
	}
}

/* Mean and variance of the number of runs, given how often each label occurs, all orders being
 * equally likely @[BARTON-DAVID-1957, eq. 1]; for two labels it is Wald and Wolfowitz's. */
static struct estimate runs_test(const struct symbols *s, uint64_t runs)
{
	double n = (double)s->n, c[DYNAMICS_MAX] = {0}, f2 = 0, f3 = 0;
	for (size_t i = 0; i < s->n; i++)
		c[s->s[i]]++;
	for (size_t k = 0; k < s->alphabet; k++) {
		f2 += c[k] * c[k];
		f3 += c[k] * c[k] * c[k];
	}
	if (s->n < 20)
		return estimate_absent(EST_TOO_SHORT, s->n);
	double mean = (n * (n + 1) - f2) / n;
	double var = (f2 * (f2 + n * (n + 1)) - 2 * n * f3 - n * n * n) / (n * n * (n - 1));
	if (f2 == n * n || var <= 0)
		return estimate_absent(EST_DEGENERATE, s->n);
	double z = fabs((double)runs - mean) / sqrt(var);
	return estimate_point(erfc(z / M_SQRT2), s->n);
}

/* Chi-square of the run lengths of one mode against the geometric law with the same mean;
 * neighbouring lengths are put together until a class expects at least an eighth of the runs and at
 * least 5. */
static struct estimate geometric_test(const struct run_lengths *r, int mode)
{
	double n = (double)r->runs[mode], stay = 1 - n / (double)r->total[mode];
	if (r->runs[mode] < 40)
		return estimate_absent(EST_TOO_SHORT, r->runs[mode]);
	if (stay <= 0)
		return estimate_absent(EST_DEGENERATE, r->runs[mode]);
	double chi = 0, expected = 0, seen = 0, left = n, least = fmax(5, n / 8);
	int classes = 0;
	for (size_t length = 1; length <= LONGEST; length++) {
		double here = left * (1 - stay);
		expected += here;
		left -= here;
		seen += r->count[mode][length];
		if (expected < least || left < least)
			continue;
		chi += (seen - expected) * (seen - expected) / expected;
		expected = seen = 0;
		classes++;
	}
	expected += left;
	chi += (seen - expected) * (seen - expected) / expected;
	/* Classes less one, less one for the mean that was fitted. */
	if (classes < 2)
		return estimate_absent(EST_DEGENERATE, r->runs[mode]);
	gsl_quiet();
	return estimate_point(gsl_cdf_chisq_Q(chi, classes - 1), r->runs[mode]);
}

/* Of the share of neighbours that differ, to the number of runs that it makes. */
static void runs_interval(struct estimate *runs, const struct tally *pairs, int k)
{
	double influence[DYNAMICS_MAX * DYNAMICS_MAX], steps = (double)pairs->n - 1;
	struct estimate share = estimate_point((runs->value - 1) / steps, runs->n);
	struct linear l;
	for (int i = 0; i < k * k; i++)
		influence[i] = (i / k != i % k) - share.value;
	if (linear_of_tally(&l, pairs, influence) == EST_OK)
		linear_share(&share, &l, steps);
	linear_release(&l);
	runs->lo = 1 + share.lo * steps;
	runs->hi = 1 + share.hi * steps;
	runs->n_eff = share.n_eff;
	runs->note = share.note;
}

/* Of samples in the mode over runs of it: ([in it] - mean [it begins]) over the rate of runs. */
static void mean_interval(
    struct estimate *mean, const struct tally *pairs, int k, int mode, double runs)
{
	double influence[DYNAMICS_MAX * DYNAMICS_MAX] = {0};
	struct linear l;
	for (int i = 0; i < k; i++)
		influence[i * k + mode] = (1 - mean->value * (i != mode)) * (double)pairs->n / runs;
	if (linear_of_tally(&l, pairs, influence) == EST_OK)
		linear_logarithm(mean, &l);
	linear_release(&l);
}

struct dwell dynamics_dwell(const struct symbols *s)
{
	struct dwell d;
	enum estimate_status status = s->n < 2 ? EST_TOO_SHORT : EST_NO_MEMORY;
	struct run_lengths r = {0};
	struct tally pairs = {0};
	uint32_t *space = calloc((size_t)DYNAMICS_MAX * (LONGEST + 1), sizeof *space);
	bool ok =
	    s->n >= 2 && s->alphabet <= DYNAMICS_MAX && space && tally_pairs(&pairs, s) == EST_OK;
	if (s->alphabet > DYNAMICS_MAX)
		status = EST_NOT_APPLICABLE;
	for (int k = 0; space && k < DYNAMICS_MAX; k++)
		r.count[k] = space + (size_t)k * (LONGEST + 1);
	if (ok)
		collect_runs(s, &r);
	d.runs = ok ? estimate_point((double)r.all, s->n) : estimate_absent(status, s->n);
	if (ok)
		runs_interval(&d.runs, &pairs, (int)s->alphabet);
	d.runs_p = ok ? runs_test(s, r.all) : estimate_absent(status, s->n);
	for (int k = 0; k < DYNAMICS_MAX; k++) {
		d.mean[k] = d.geometric_p[k] = estimate_absent(ok ? EST_TOO_SHORT : status, 0);
		if (!ok || !r.runs[k])
			continue;
		d.mean[k] = estimate_point((double)r.total[k] / (double)r.runs[k], r.runs[k]);
		mean_interval(&d.mean[k], &pairs, (int)s->alphabet, k, (double)r.runs[k]);
		d.geometric_p[k] = geometric_test(&r, k);
	}
	tally_release(&pairs);
	free(space);
	return d;
}

/* ---- entropy rate ---- */

/* Counts words of `length` labels that end at length-1 .. n-1. */
static void count_words(const struct symbols *s, int length, uint32_t *count, size_t words)
{
	size_t word = 0;
	for (size_t i = 0; i < words; i++)
		count[i] = 0;
	for (size_t t = 0; t < s->n; t++) {
		word = (word * s->alphabet + s->s[t]) % words;
		if (t + 1 >= (size_t)length)
			count[word]++;
	}
}

/* Their entropy in bits, Miller-Madow. */
static double word_entropy(const struct symbols *s, int length, uint32_t *count, size_t words)
{
	size_t n = s->n + 1 - (size_t)length, kinds = 0;
	double sum = 0;
	count_words(s, length, count, words);
	for (size_t i = 0; i < words; i++)
		if (count[i]) {
			sum += (double)count[i] / (double)n * log2((double)n / (double)count[i]);
			kinds++;
		}
	return sum + (double)(kinds - 1) / (2 * (double)n * M_LN2);
}

/* The influence of each sample on the entropy given `order` before it: -log2 of its chance, less
 * the mean. surprise: room for as many as there are words. Its second-order term is a chi-square of
 * as many degrees of freedom as the chain has parameters, over 2 n. */
static void rate_interval(struct estimate *e, const struct symbols *s, int order,
    const uint32_t *count, size_t words, double *surprise)
{
	struct linear l;
	size_t k = s->alphabet, word = 0, parameters = 0;
	double mean = 0, n = (double)s->n;
	if (linear_init_bytes(&l, s->s, s->n) != EST_OK)
		return;
	for (size_t w = 0; w < words; w += k) {
		double all = 0;
		size_t kinds = 0;
		for (size_t j = 0; j < k; j++) {
			all += count[w + j];
			kinds += count[w + j] > 0;
		}
		for (size_t j = 0; j < k && all > 0; j++) {
			surprise[w + j] = count[w + j] ? log2(all / count[w + j]) : 0;
			mean += surprise[w + j] * count[w + j] / (n - order);
		}
		parameters += kinds ? kinds - 1 : 0;
	}
	for (size_t t = 0; t < s->n; t++) {
		word = (word * k + s->s[t]) % words;
		if (t >= (size_t)order)
			linear_add(&l, t, surprise[word] - mean);
	}
	linear_normal(
	    e, &l, 2 * (double)parameters / (4 * n * n * M_LN2 * M_LN2), 0, log2((double)k));
	linear_release(&l);
}

/* Of the shares, in bits, without a correction. count: room for 256. */
static double share_bits(const struct symbols *s, uint64_t *count)
{
	double sum = 0;
	for (int k = 0; k < 256; k++)
		count[k] = 0;
	for (size_t i = 0; i < s->n; i++)
		count[s->s[i]]++;
	for (int k = 0; k < 256; k++)
		if (count[k])
			sum +=
			    (double)count[k] / (double)s->n * log2((double)s->n / (double)count[k]);
	return sum;
}

struct estimate dynamics_entropy_rate(const struct symbols *s, int max_order)
{
	if (s->n < 40 || (s->alphabet > 1 && s->n / 20 < s->alphabet * s->alphabet))
		return estimate_absent(EST_TOO_SHORT, s->n);
	if (s->alphabet < 2) {
		struct estimate zero = estimate_point(0, s->n);
		zero.note = "no interval: one mode";
		return zero;
	}
	double least = INFINITY, before = 0;
	size_t words = s->alphabet, most = s->n / 20, room = words, chosen = words;
	for (int order = 0; order < max_order && room * s->alphabet <= most; order++)
		room *= s->alphabet;
	int best = 0;
	uint32_t *count = malloc(room * sizeof *count);
	double *surprise = malloc(room * sizeof *surprise);
	struct estimate e = estimate_absent(EST_NO_MEMORY, s->n);
	if (count && surprise) {
		for (int order = 0; words <= room; order++, words *= s->alphabet) {
			double h = word_entropy(s, order + 1, count, words);
			best = h - before < least ? order : best;
			chosen = h - before < least ? words : chosen;
			least = fmin(least, h - before);
			before = h;
		}
		uint64_t share[256];
		e = estimate_point(fmin(fmax(least, 0), share_bits(s, share)), s->n);
		count_words(s, best + 1, count, chosen);
		rate_interval(&e, s, best, count, chosen, surprise);
	}
	free(count);
	free(surprise);
	return e;
}

static void share_entropy_interval(
    struct estimate *e, const struct symbols *s, const uint64_t *count)
{
	double influence[DYNAMICS_MAX] = {0}, n = (double)s->n;
	struct tally labels = {0};
	struct linear l = {0};
	if (s->alphabet > DYNAMICS_MAX ||
	    tally_init_bytes(&labels, s->s, s->n, s->alphabet) != EST_OK)
		return;
	for (size_t i = 0; i < s->n; i++)
		tally_add(&labels, i, s->s[i]);
	for (size_t k = 0; k < s->alphabet; k++)
		influence[k] = count[k] ? log2(n / (double)count[k]) - e->value : 0;
	if (linear_of_tally(&l, &labels, influence) == EST_OK)
		linear_normal(e, &l, 2 * (double)(s->alphabet - 1) / (4 * n * n * M_LN2 * M_LN2), 0,
		    log2((double)s->alphabet));
	linear_release(&l);
	tally_release(&labels);
}

struct estimate dynamics_share_entropy(const struct symbols *s)
{
	uint64_t c[256];
	if (!s->n)
		return estimate_absent(EST_TOO_SHORT, 0);
	struct estimate e = estimate_point(share_bits(s, c), s->n);
	share_entropy_interval(&e, s, c);
	return e;
}
