/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The biased autocorrelation @[BOX-JENKINS, 2.1.5]. Three ways with the same result: exact integer
 * products at few lags of ticks near their mean, direct sums at fewer than 16 lags, else
 * overlapping FFTs whose size follows the number of lags, so that memory does not grow with the
 * series. Cost: n log(lags).
 */
#include "acf.h"

#include "fft.h"
#include "normal.h"
#include "products_private.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The series as the sums need it: one of three kinds of number, less its mean. */
struct series {
	const uint64_t *ticks;
	const double *reals;	     /* not NULL: the series is this */
	const struct lookup *lookup; /* not NULL: the series is map[] at the ticks' places */
	const double *map;
	size_t n;
	uint64_t base; /* a tick inside the data: differences from it are exact */
	double mean;   /* of ticks - base, of reals, or of mapped ticks */
};

/* Copies x[from .. from + m) less the mean, zeros beyond the end. */
static void read_from(const struct series *s, size_t from, size_t m, double *out)
{
	size_t have = from >= s->n ? 0 : s->n - from < m ? s->n - from : m;
	const uint64_t *x = s->reals ? NULL : s->ticks + from;
	for (size_t i = 0; i < have && s->reals; i++)
		out[i] = s->reals[from + i] - s->mean;
	for (size_t i = 0; i < have && s->map; i++)
		out[i] = s->map[lookup_index(s->lookup, x[i])] - s->mean;
	/* Below the base the difference wraps round to what is negative. */
	for (size_t i = 0; i < have && !s->reals && !s->map; i++)
		out[i] = (double)(int64_t)(x[i] - s->base) - s->mean;
	for (size_t i = have; i < m; i++)
		out[i] = 0;
}

enum { PART = 4096, READ = 1024 };

/* The mean in two passes: the second takes away what rounding left of the first. */
static void find_mean(struct series *s)
{
	double x[READ];
	for (int pass = 0; pass < 2; pass++) {
		double sum = 0;
		for (size_t i = 0; i < s->n; i += PART) {
			double part = 0;
			size_t end = s->n - i < PART ? s->n : i + PART;
			for (size_t k = i; k < end; k += READ) {
				size_t have = end - k < READ ? end - k : READ;
				read_from(s, k, have, x);
				for (size_t j = 0; j < have; j++)
					part += x[j];
			}
			sum += part;
		}
		s->mean += sum / (double)s->n;
	}
}

static bool is_constant(const struct series *s)
{
	double x[READ], first = NAN;
	for (size_t i = 0; i < s->n; i += READ) {
		size_t have = s->n - i < READ ? s->n - i : READ;
		read_from(s, i, have, x);
		first = i ? first : x[0];
		for (size_t j = 0; j < have; j++)
			if (x[j] != first)
				return false;
	}
	return true;
}

/* sum[k] += sum over t of this chunk of x[t] x[t+k], in chunks so that partial sums stay short. */
static bool sum_direct(const struct series *s, size_t lags, double *sum)
{
	enum { CHUNK = 8192 };
	double *x = malloc((CHUNK + lags) * sizeof *x);
	if (!x)
		return false;
	for (size_t from = 0; from < s->n; from += CHUNK) {
		read_from(s, from, CHUNK + lags, x);
		for (size_t k = 0; k <= lags; k++) {
			/* Four sums side by side: one would wait for each addition. */
			double a[4] = {0, 0, 0, 0};
			for (size_t i = 0; i < CHUNK; i += 4)
				for (size_t j = 0; j < 4; j++)
					a[j] += x[i + j] * x[i + j + k];
			sum[k] += (a[0] + a[1]) + (a[2] + a[3]);
		}
	}
	free(x);
	return true;
}

/* One chunk: u = x[from .. from+m) and v = x[from .. from+m+lags), both zero-padded. They go
 * through one complex transform as u + i v and are parted by symmetry; conj(U) V, whose inverse at
 * k is sum_t u[t] v[t+k], is added to the cross spectrum. */
struct cross {
	struct fft fft;
	double *u, *v, *re, *im; /* the last two are the spectrum */
};

static void add_chunk(const struct series *s, size_t from, size_t m, size_t lags, struct cross *c)
{
	size_t size = c->fft.size;
	read_from(s, from, m + lags, c->v);
	memcpy(c->u, c->v, m * sizeof *c->u);
	memset(c->u + m, 0, lags * sizeof *c->u);
	fft_forward(&c->fft, c->u, c->v);
	for (size_t i = 0; i < size; i++) {
		size_t j = (size - i) & (size - 1);
		double ar = c->u[i], ai = c->v[i];
		double br = c->u[j], bi = -c->v[j]; /* conj of the mirror */
		double ur = (ar + br) / 2, ui = (ai + bi) / 2;
		double vr = (ai - bi) / 2, vi = -(ar - br) / 2;
		c->re[i] += ur * vr + ui * vi;
		c->im[i] += ur * vi - ui * vr;
	}
}

static bool by_fft(const struct series *s, size_t lags, double *sum)
{
	size_t size = 1024;
	while (size < 8 * lags && size < 2 * (s->n + lags))
		size *= 2;
	while (size < 2 * lags)
		size *= 2;
	size_t m = size - lags; /* v fills the transform exactly: nothing wraps into lags 0..lags */
	struct cross c = {.u = calloc(4 * size, sizeof *c.u)};
	bool ok = fft_init(&c.fft, size) == EST_OK && c.u;
	if (ok) {
		c.v = c.u + size;
		c.re = c.v + size;
		c.im = c.re + size;
		for (size_t from = 0; from < s->n; from += m)
			add_chunk(s, from, m, lags, &c);
		fft_forward(&c.fft, c.im, c.re); /* swapped: the inverse */
		for (size_t k = 0; k <= lags; k++)
			sum[k] = c.re[k] / (double)size;
	}
	fft_release(&c.fft);
	free(c.u);
	return ok;
}

static enum estimate_status sum_products(struct series *s, size_t lags, double *sum)
{
	if (s->ticks && !s->map && lags <= PRODUCTS_LAGS) {
		enum estimate_status status = products_of_ticks(s->ticks, s->n, lags, sum);
		if (status != EST_NOT_APPLICABLE)
			return status;
	}
	find_mean(s);
	return (lags < 16 ? sum_direct(s, lags, sum) : by_fft(s, lags, sum)) ? EST_OK
									     : EST_NO_MEMORY;
}

static enum estimate_status find_acf(struct series *s, size_t lags, double *rho)
{
	if (s->n < 2 || s->n <= lags || lags > (size_t)1 << 24)
		return EST_TOO_SHORT;
	if (is_constant(s))
		return EST_DEGENERATE;
	double *sum = calloc(lags + 1, sizeof *sum);
	enum estimate_status status = sum ? sum_products(s, lags, sum) : EST_NO_MEMORY;
	for (size_t k = 0; status == EST_OK && k <= lags; k++)
		rho[k] = k ? sum[k] / sum[0] : 1;
	free(sum);
	return status;
}

enum estimate_status acf_of_ticks(const uint64_t *x, size_t n, size_t lags, double *rho)
{
	struct series s = {.ticks = x, .n = n, .base = n ? x[0] : 0};
	return find_acf(&s, lags, rho);
}

enum estimate_status acf_of_reals(const double *x, size_t n, size_t lags, double *rho)
{
	struct series s = {.reals = x, .n = n, .mean = n ? x[0] : 0};
	return find_acf(&s, lags, rho);
}

enum estimate_status acf_of_mapped(const uint64_t *x, size_t n, const struct lookup *l,
    const double *map, size_t lags, double *rho)
{
	struct series s = {.ticks = x, .lookup = l, .map = map, .n = n};
	return find_acf(&s, lags, rho);
}

double acf_white_band(uint64_t n)
{
	return NORMAL_975 / sqrt((double)n);
}

double acf_bartlett_band(const double *rho, size_t lag, uint64_t n)
{
	double sum = 1;
	for (size_t i = 1; i < lag; i++)
		sum += 2 * rho[i] * rho[i];
	return acf_white_band(n) * sqrt(sum);
}
