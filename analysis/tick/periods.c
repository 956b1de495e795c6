/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which periods to look at. On a lattice of a units a difference d of two floors lies within a unit
 * of k a, so the sum of cos(2 pi f d) at f = 1 / a is n sinc(f)^2: Rayleigh's sum for a known
 * direction @[MARDIA-JUPP-2000, 6.3.1], which Bretthorst shows to be what a single frequency's
 * posterior depends on @[BRETTHORST-1988, 2]. One Fourier transform of the histogram gives the sum
 * at all frequencies j / N; a difference is at most N / 8, so between two of them it turns by at
 * most an eighth of a circle and no maximum is missed. Harmonics of 1 / a are as high; the lowest
 * frequency that describes the values is the one.
 *
 * The period is then followed over longer spans: starts lag = 1, 4, 16, ... samples apart, 256
 * pairs of them, whose frequency is searched within the uncertainty that the spans before left and
 * fitted by least squares. Differences, not absolute phases: a clock that is steered, or two
 * recordings that were joined, spoil the pairs across and no other. Where a span no longer shows
 * the lattice the counter's rate has changed within it, and the period of the spans before is kept.
 *
 * Cost: N log N for N up to 2^20, and some 10^5 cosines a lag.
 */

#include "periods_private.h"

#include "fft.h"

#include <math.h>
#include <stdlib.h>

enum { LEAST_SIZE = 1 << 15, MOST_SIZE = 1 << 20, PAIRS = 256 };

/* A line this near frequency 0 is no period: the hump of the values lies there. */
enum { LOWEST_LINE = 3 };

/* sinc^2 of a frequency in turns: the expected height of the lattice's line. */
static double line_height(double f)
{
	double s = sin(M_PI * f) / (M_PI * f);
	return s * s;
}

/* The value that `share` of the samples above 0 and up to `most` do not exceed; 0 without any. */
static uint64_t quantile_up_to(const struct histogram *h, double share, uint64_t most)
{
	uint64_t n = 0, seen = 0;
	size_t i = h->distinct && h->value[0] == 0, end = i;
	for (; end < h->distinct && h->value[end] <= most; end++)
		n += h->count[end];
	for (; i < end && (double)(seen + h->count[i]) < share * (double)n; i++)
		seen += h->count[i];
	return i < end ? h->value[i] : 0;
}

static size_t size_for(uint64_t value)
{
	size_t size = LEAST_SIZE;
	while (size < MOST_SIZE && size / 8 < value)
		size *= 2;
	return size;
}

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

static void add_period(struct periods *p, double period)
{
	if (p->count < PERIODS)
		p->at[p->count++] = period;
}

/* Values that all are multiples of one number need no periodogram, and may be of any length. */
static void add_divisor(struct periods *p, const struct histogram *h)
{
	uint64_t g = 0, typical = 0;
	for (size_t i = 0; i < h->distinct; i++) {
		g = common_divisor(h->value[i], g);
		if (h->count[i] * 1000 >= h->n)
			typical = common_divisor(h->value[i], typical);
	}
	if (g >= 2)
		add_period(p, (double)g);
	if (typical >= 2 && typical != g)
		add_period(p, (double)typical);
}

/* Where three neighbours of a maximum put it: a parabola. */
static double parabola_vertex(double a, double b, double c)
{
	double d = a - 2 * b + c;
	return d < 0 ? 0.5 * (a - c) / d : 0;
}

static void add_maxima(struct periods *p, const double *power, size_t size, double n)
{
	for (size_t j = LOWEST_LINE; j < size / 2; j++) {
		double a = power[j - 1] / n, b = power[j] / n, c = power[j + 1] / n;
		if (b >= a && b > c && b >= 0.7 * line_height((double)j / (double)size))
			add_period(p, (double)size / ((double)j + parabola_vertex(a, b, c)));
	}
}

struct periods periods_of(const struct histogram *h)
{
	struct periods p = {.count = 0};
	size_t size = size_for(quantile_up_to(h, 0.995, UINT64_MAX));
	struct fft f;
	double *re = calloc(2 * size, sizeof *re), n = 0;
	p.most = size / 8;
	p.bulk = quantile_up_to(h, 0.5, p.most);
	p.tried = (double)size / 2;
	p.no_memory = !re || fft_init(&f, size) != EST_OK;
	if (!p.no_memory) {
		for (size_t i = 0; i < h->distinct && h->value[i] <= p.most; i++) {
			re[h->value[i]] = (double)h->count[i];
			n += (double)h->count[i];
		}
		fft_forward(&f, re, re + size);
		add_divisor(&p, h);
		add_maxima(&p, re, size, n);
		fft_release(&f);
	}
	free(re);
	return p;
}

/* ---- longer spans -------------------------------------------------------------------------- */

struct span {
	double d[PAIRS], length; /* differences of starts, and the middle one */
	size_t count;
};

static int by_length(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Pairs that are `lag` apart, spread over the run; none that goes back, and of those that remain
 * none much longer than the middle one. */
static void span_take(struct span *s, const uint64_t *start, size_t n, size_t lag)
{
	size_t pairs = n - lag < PAIRS ? n - lag : PAIRS;
	s->count = 0;
	for (size_t i = 0; i < pairs; i++) {
		size_t at = (size_t)((double)(n - lag) * (double)i / (double)pairs);
		uint64_t d = start[at + lag] - start[at];
		if (d > 0 && d < UINT64_C(1) << 52)
			s->d[s->count++] = (double)d;
	}
	qsort(s->d, s->count, sizeof *s->d, by_length);
	s->length = s->count ? s->d[s->count / 2] : 0;
	while (s->count && s->d[s->count - 1] > 2 * s->length)
		s->count--;
}

/* Turns from the nearest multiple, -1/2..1/2. */
static double turns_off(double d, double frequency)
{
	double turns = d * frequency;
	return turns - floor(turns + 0.5);
}

static double span_height(const struct span *s, double frequency)
{
	double sum = 0;
	for (size_t i = 0; i < s->count; i++)
		sum += cos(2 * M_PI * turns_off(s->d[i], frequency));
	return sum / (double)s->count;
}

/* The frequency within +- error of *frequency at which the span is highest. */
static double span_best(const struct span *s, double frequency, double error)
{
	double step = 1 / (8 * s->length), most = -1, best = frequency;
	long steps = (long)ceil(error / step);
	for (long i = -steps; i <= steps; i++) {
		double f = frequency + (double)i * step, here = span_height(s, f);
		if (here > most) {
			most = here;
			best = f;
		}
	}
	return best;
}

/* Least squares of d against its k. Returns the share of pairs within reach of it. */
static double span_fit(const struct span *s, double *period, double *error, double reach)
{
	double square = 0, product = 0, left = 0, near = 0;
	for (size_t i = 0; i < s->count; i++) {
		double k = floor(s->d[i] / *period + 0.5);
		square += k * k;
		product += k * s->d[i];
	}
	double a = square > 0 ? product / square : *period;
	for (size_t i = 0; i < s->count; i++) {
		double off = s->d[i] - floor(s->d[i] / a + 0.5) * a;
		left += off * off;
		near += fabs(off) < reach + 0.5;
	}
	*period = a;
	*error = sqrt(fmax(left / (double)s->count, 0.01) / fmax(square, 1));
	return near / (double)s->count;
}

unsigned periods_refine(
    double *period, double *error, const uint64_t *start, size_t n, double reach)
{
	enum { STEPS = 1 << 15, LEAST = 16 };
	struct span s;
	unsigned held = 0;
	double reached = 0;
	for (size_t lag = 1; lag < n; lag *= 4) {
		span_take(&s, start, n, lag);
		if (s.count < LEAST || s.length <= reached)
			continue;
		double f = 1 / *period, spread = 4 * *error * f * f + 1 / (64 * s.length);
		if (spread * 8 * s.length > STEPS)
			break;
		double a = 1 / span_best(&s, f, spread), e;
		if (span_fit(&s, &a, &e, reach) < 0.9)
			break;
		*period = a;
		*error = e;
		reached = s.length;
		held++;
	}
	return held;
}

/* ---- fractions ----------------------------------------------------------------------------- */

/* The simplest fraction in an interval is where the continued fractions of its ends part
 * @[HARDY-WRIGHT-2008, 10]. About q^2 w / 3 fractions with a denominator up to q lie in a width of
 * w: less than one in a thousand is no chance. */
void periods_fraction(double period, double error, uint64_t *num, uint64_t *den)
{
	static const double chance = 1e-3;
	double lo = period - error, hi = period + error, whole = floor(period);
	/* Convergents of the period; of each the first that is inside is simplest up to mediants.
	 */
	uint64_t p0 = 1, q0 = 0, p1 = (uint64_t)whole, q1 = 1;
	double rest = period - whole;
	*den = 0;
	for (int i = 0; i < 12; i++) {
		/* Mediants between two convergents, from the simpler end. */
		uint64_t most = rest > 1e-12 ? (uint64_t)fmin(1 / rest, 1e6) : 0;
		double v = (double)p1 / (double)q1;
		if (v >= lo && v <= hi)
			break;
		if (!most || q1 > 1000000)
			return;
		uint64_t m = 1;
		for (; m < most; m++) {
			double w = (double)(m * p1 + p0) / (double)(m * q1 + q0);
			if (w >= lo && w <= hi)
				break;
		}
		uint64_t p = m * p1 + p0, q = m * q1 + q0;
		rest = 1 / rest - floor(1 / rest);
		p0 = p1;
		q0 = q1;
		p1 = p;
		q1 = q;
		if (m < most)
			break;
	}
	double v = (double)p1 / (double)q1;
	if (v < lo || v > hi || (double)q1 * (double)q1 * 2 * error / 3 > chance)
		return;
	*num = p1;
	*den = q1;
}
