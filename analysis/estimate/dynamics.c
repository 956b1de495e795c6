/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dynamics.h"

#include "gsl_quiet.h"
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

struct transitions dynamics_transitions(const struct symbols *s)
{
	struct transitions t = {.status = EST_OK, .k = (int)s->alphabet};
	if (s->alphabet > DYNAMICS_MAX || s->n < 2) {
		t.status = s->n < 2 ? EST_TOO_SHORT : EST_NOT_APPLICABLE;
		return t;
	}
	for (size_t i = 1; i < s->n; i++)
		t.count[s->s[i - 1]][s->s[i]]++;
	for (int i = 0; i < t.k; i++) {
		uint64_t all = 0;
		for (int j = 0; j < t.k; j++)
			all += t.count[i][j];
		for (int j = 0; j < t.k && all; j++)
			t.from[i][j] = (double)t.count[i][j] / (double)all;
	}
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

struct dwell dynamics_dwell(const struct symbols *s)
{
	struct dwell d;
	enum estimate_status status = s->n < 2 ? EST_TOO_SHORT : EST_NO_MEMORY;
	struct run_lengths r = {0};
	uint32_t *space = calloc((size_t)DYNAMICS_MAX * (LONGEST + 1), sizeof *space);
	bool ok = s->n >= 2 && s->alphabet <= DYNAMICS_MAX && space;
	if (s->alphabet > DYNAMICS_MAX)
		status = EST_NOT_APPLICABLE;
	for (int k = 0; space && k < DYNAMICS_MAX; k++)
		r.count[k] = space + (size_t)k * (LONGEST + 1);
	if (ok)
		collect_runs(s, &r);
	d.runs = ok ? estimate_point((double)r.all, s->n) : estimate_absent(status, s->n);
	d.runs_p = ok ? runs_test(s, r.all) : estimate_absent(status, s->n);
	for (int k = 0; k < DYNAMICS_MAX; k++) {
		d.mean[k] = d.geometric_p[k] = estimate_absent(ok ? EST_TOO_SHORT : status, 0);
		if (!ok || !r.runs[k])
			continue;
		d.mean[k] = estimate_point((double)r.total[k] / (double)r.runs[k], r.runs[k]);
		d.geometric_p[k] = geometric_test(&r, k);
	}
	free(space);
	return d;
}

/* ---- entropy rate ---- */

/* Entropy in bits of words of `length` labels, Miller-Madow; over words that end at length-1 ..
 * n-1. */
static double word_entropy(const struct symbols *s, int length, uint32_t *count, size_t words)
{
	size_t word = 0, n = 0, kinds = 0;
	double sum = 0;
	for (size_t i = 0; i < words; i++)
		count[i] = 0;
	for (size_t t = 0; t < s->n; t++) {
		word = (word * s->alphabet + s->s[t]) % words;
		if (t + 1 >= (size_t)length) {
			count[word]++;
			n++;
		}
	}
	for (size_t i = 0; i < words; i++)
		if (count[i]) {
			sum += (double)count[i] / (double)n * log2((double)n / (double)count[i]);
			kinds++;
		}
	return sum + (double)(kinds - 1) / (2 * (double)n * M_LN2);
}

struct estimate dynamics_entropy_rate(const struct symbols *s, int max_order)
{
	if (s->n < 40)
		return estimate_absent(EST_TOO_SHORT, s->n);
	if (s->alphabet < 2)
		return estimate_point(0, s->n);
	double least = INFINITY, before = 0;
	size_t words = s->alphabet, most = s->n / 20 > s->alphabet ? s->n / 20 : s->alphabet;
	uint32_t *count = malloc(most * sizeof *count);
	if (!count)
		return estimate_absent(EST_NO_MEMORY, s->n);
	for (int order = 0; order <= max_order && words <= most; order++) {
		double h = word_entropy(s, order + 1, count, words);
		least = fmin(least, h - before);
		before = h;
		words *= s->alphabet;
	}
	free(count);
	return estimate_point(fmax(least, 0), s->n);
}

struct estimate dynamics_share_entropy(const struct symbols *s)
{
	uint64_t c[256] = {0};
	double sum = 0;
	if (!s->n)
		return estimate_absent(EST_TOO_SHORT, 0);
	for (size_t i = 0; i < s->n; i++)
		c[s->s[i]]++;
	for (int k = 0; k < 256; k++)
		if (c[k])
			sum += (double)c[k] / (double)s->n * log2((double)s->n / (double)c[k]);
	return estimate_point(sum, s->n);
}
