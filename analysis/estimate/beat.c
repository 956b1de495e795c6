/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beat.h"

#include "entropy.h"
#include "gsl_quiet.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

enum { SPAN = 1024, PHASES = 64 };

/* Integral of Phi((x - m)/s) up to x: what cell probabilities of the smeared triangle are made of.
 */
static double ramp(double x, double m, double s)
{
	if (s <= 0)
		return fmax(x - m, 0);
	double z = (x - m) / s;
	return s * (z * 0.5 * erfc(-z * M_SQRT1_2) + 0.3989422804014327 * exp(-0.5 * z * z));
}

/* P(floor(U + C) = k): the triangle on [k-1, k+1] averaged over C, a second difference of the ramp.
 * The ramp grows with x, so for k far above m the differences lose digits: mirrored there. */
static double model_share(double k, double m, double s)
{
	if (k > m)
		return fmax(
		    ramp(m - k + 1, 0, s) - 2 * ramp(m - k, 0, s) + ramp(m - k - 1, 0, s), 0);
	return fmax(ramp(k + 1, m, s) - 2 * ramp(k, m, s) + ramp(k - 1, m, s), 0);
}

/* The values as counts at k = 0 .. SPAN - 1 above the least. */
struct counts {
	double c[SPAN], n, mean, var;
	int top;
};

static void fill(struct counts *c, const struct histogram *h)
{
	*c = (struct counts){.n = (double)h->n};
	double inside = 0;
	for (size_t i = 0; i < h->distinct && h->value[i] - h->value[0] < SPAN; i++) {
		c->top = (int)(h->value[i] - h->value[0]);
		c->c[c->top] = (double)h->count[i];
		c->mean += c->top * c->c[c->top];
		inside += c->c[c->top];
	}
	c->mean /= inside;
	for (int k = 0; k <= c->top; k++)
		c->var += c->c[k] * (k - c->mean) * (k - c->mean) / inside;
}

static double log_likelihood(const struct counts *c, double m, double s)
{
	double sum = 0;
	for (int k = 0; k <= c->top; k++)
		if (c->c[k] > 0)
			sum += c->c[k] * log(fmax(model_share(k, m, s), 1e-12));
	return sum;
}

/* Maximum over one of the two parameters in [lo, hi] by golden section. */
static double climb(const struct counts *c, double lo, double hi, double other, int of_mean)
{
	static const double golden = 0.6180339887498949;
	for (int i = 0; i < 60; i++) {
		double a = hi - golden * (hi - lo), b = lo + golden * (hi - lo);
		double fa = of_mean ? log_likelihood(c, a, other) : log_likelihood(c, other, a);
		double fb = of_mean ? log_likelihood(c, b, other) : log_likelihood(c, other, b);
		if (fa >= fb)
			hi = b;
		else
			lo = a;
	}
	return (lo + hi) / 2;
}

/* E over U of the entropy of floor(u + C): what jitter leaves when the phase is known. */
static double bits_given_phase(double m, double s)
{
	double sum = 0;
	if (s <= 0)
		return 0;
	for (int j = 0; j < PHASES; j++) {
		double u = (j + 0.5) / PHASES;
		double from = floor(u + m - 9 * s), to = floor(u + m + 9 * s);
		for (double k = from; k <= to; k++) {
			double p = 0.5 * (erfc((k - u - m) / s * M_SQRT1_2) -
					     erfc((k + 1 - u - m) / s * M_SQRT1_2));
			sum += p > 0 ? p * log2(1 / p) : 0;
		}
	}
	return sum / PHASES;
}

static struct beat absent(enum estimate_status status, uint64_t n)
{
	struct estimate e = estimate_absent(status, n);
	return (struct beat){e, e, e, e, e, e};
}

static struct beat report(const struct histogram *h, const struct counts *c, double m, double s)
{
	double bits = 0, misfit = 0, ceil_share = 0;
	for (int k = 0; k < SPAN; k++) {
		double p = model_share(k, m, s), seen = c->c[k] / c->n;
		bits += p > 0 ? p * log2(1 / p) : 0;
		ceil_share += k > floor(m) ? p : 0;
		misfit += seen > 0 ? seen * log2(seen / fmax(p, 1e-12)) : 0;
	}
	double observed = entropy_shannon(h).value;
	double explained = fmin(fmax((bits - bits_given_phase(m, s)) / observed, 0), 1);
	uint64_t n = h->n;
	return (struct beat){estimate_point(m + (double)h->value[0], n), estimate_point(s, n),
	    estimate_point(ceil_share, n), estimate_point(bits, n), estimate_point(explained, n),
	    estimate_point(fmax(misfit, 0), n)};
}

struct beat beat_fit(const struct histogram *h)
{
	if (h->n < 20)
		return absent(EST_TOO_SHORT, h->n);
	if (h->distinct < 2)
		return absent(EST_DEGENERATE, h->n);
	struct counts *c = malloc(sizeof *c);
	if (!c)
		return absent(EST_NO_MEMORY, h->n);
	fill(c, h);
	/* The variance of X is that of C plus frac (1 - frac) of the phase: a start, then by turns.
	 */
	double m = c->mean, s = sqrt(fmax(c->var - 0.25, 1e-4)), most = sqrt(c->var) + 1;
	for (int round = 0; round < 20; round++) {
		m = climb(c, fmax(m - 1, 0), m + 1, s, 1);
		s = climb(c, 0, most, m, 0);
	}
	/* A spread of next to nothing is none. */
	if (log_likelihood(c, m, 0) >= log_likelihood(c, m, s) - 1e-9 * c->n)
		s = 0;
	struct beat b = report(h, c, m, s);
	free(c);
	return b;
}

/* Phase after `from`, 0..1. Relative to the first start, which a double holds exactly for weeks of
 * ticks; a shift common to all phases changes no figure here. Earlier starts are a wrapped
 * counter's. */
static double phase_of(uint64_t start, uint64_t from, double period)
{
	/* fmod divides bit by bit. While the quotient is good to 1, and a remainder rounded once is
	 * then exact, this gives its digits. */
	double d = (double)(start - from), turns = floor(d / period);
	double r = turns < 0x1p50 ? fma(-turns, period, d) : fmod(d, period);
	r = r < 0 ? r + period : r >= period ? r - period : r;
	return r / period;
}

static double table_bits(const uint32_t *count, size_t m, double n)
{
	double sum = 0, kinds = 0;
	for (size_t i = 0; i < m; i++)
		if (count[i]) {
			sum += count[i] / n * log2(n / count[i]);
			kinds++;
		}
	return sum + (kinds - 1) / (2 * n * M_LN2);
}

enum { VALUES = 64 };

struct estimate beat_explained_by_phase(
    const uint64_t *x, const uint64_t *start, size_t n, double period, unsigned cells)
{
	if (cells < 2 || cells > 256 || !(period > 0))
		return estimate_absent(EST_NOT_APPLICABLE, n);
	if (n < 20 * (size_t)cells)
		return estimate_absent(EST_TOO_SHORT, n);
	uint64_t least = x[0];
	for (size_t i = 1; i < n; i++)
		least = x[i] < least ? x[i] : least;
	uint32_t *joint = calloc((size_t)VALUES * cells, sizeof *joint);
	uint32_t value[VALUES] = {0}, phase[256] = {0};
	if (!joint)
		return estimate_absent(EST_NO_MEMORY, n);
	for (size_t i = 0; i < n; i++) {
		size_t v = x[i] - least < VALUES ? (size_t)(x[i] - least) : VALUES - 1;
		size_t p = (size_t)(phase_of(start[i], start[0], period) * cells);
		p = p < cells ? p : cells - 1;
		joint[v * cells + p]++;
		value[v]++;
		phase[p]++;
	}
	double bits = table_bits(value, VALUES, (double)n);
	double shared = bits + table_bits(phase, cells, (double)n) -
			table_bits(joint, (size_t)VALUES * cells, (double)n);
	free(joint);
	if (value[0] == n)
		return estimate_absent(EST_DEGENERATE, n);
	return estimate_point(fmin(fmax(shared / bits, 0), 1), n);
}

struct estimate beat_phase_uniform_p(const uint64_t *start, size_t n, double period, unsigned cells)
{
	uint32_t count[256] = {0};
	if (cells < 2 || cells > 256 || !(period > 0))
		return estimate_absent(EST_NOT_APPLICABLE, n);
	if (n < 5 * (size_t)cells)
		return estimate_absent(EST_TOO_SHORT, n);
	for (size_t i = 0; i < n; i++) {
		size_t p = (size_t)(phase_of(start[i], start[0], period) * cells);
		count[p < cells ? p : cells - 1]++;
	}
	double chi = 0, expected = (double)n / cells;
	for (unsigned i = 0; i < cells; i++)
		chi += (count[i] - expected) * (count[i] - expected) / expected;
	gsl_quiet();
	return estimate_point(gsl_cdf_chisq_Q(chi, cells - 1), n);
}

struct estimate beat_rescaled_share(const struct histogram *h, uint32_t num, uint32_t den)
{
	if (!num || !den)
		return estimate_absent(EST_NOT_APPLICABLE, h->n);
	if (!h->n)
		return estimate_absent(EST_TOO_SHORT, 0);
	uint64_t hits = 0;
	for (size_t i = 0; i < h->distinct; i++) {
		/* d ticks give floor(d N/D) or one more, the latter unless D divides d N. */
		unsigned __int128 v = h->value[i];
		uint64_t d = (uint64_t)(v * den / num);
		for (uint64_t k = d; k <= d + 1; k++) {
			unsigned __int128 exact = (unsigned __int128)k * num;
			unsigned __int128 low = exact / den;
			if (low == v || (exact % den && low + 1 == v)) {
				hits += h->count[i];
				break;
			}
		}
	}
	return estimate_point((double)hits / (double)h->n, h->n);
}
