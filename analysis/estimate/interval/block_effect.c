/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The level under a load, and its effect, from a few blocks. What drifts from block to block drops
 * out of the differences within them, so Student's t on the differences @[STUDENT-1908] is the
 * interval; of a ratio it is taken on logarithms, since a load multiplies. Blocks can agree better
 * than they are known, three shares of 0 for instance, and then t would be [0, 0]. So two things
 * hold the variance up, as in contrast.c: where the blocks scatter less than one time in a thousand
 * by chance, given the runs' own intervals, these give it (Wilson's, of a share of 0); and values
 * on a lattice have at least step^2 / 12 each, beside the shift that rounding can give all of them,
 * which widens the interval. Cost: a quantile of t and one of chi-square.
 */
#include "block_effect.h"

#include "contrast.h"
#include "gsl_quiet.h"
#include "normal.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>

/* Chance of taking the blocks' scatter for too small. */
static const double too_alike = 1e-3;

enum { BLOCKS_MOST = 256 };

static const char agree[] =
    "no interval: the blocks agree, and nothing shows how closely they could";

/* Sums over blocks of what is averaged: differences, or logarithms of ratios. */
struct blocks {
	double change[BLOCKS_MOST];
	double within;	/* mean variance of a change that the runs' own intervals imply; or nan */
	double rounded; /* mean variance of a change by rounding alone */
	double off;	/* most that rounding can shift the mean */
	size_t n;
};

static double value_variance(const struct block_value *v)
{
	double sd = (v->hi - v->lo) / (2 * NORMAL_975);
	return sd * sd;
}

/* The shift of one side's mean by rounding. */
static double side_rounding(const struct block_value *v, size_t n, double step)
{
	double value[BLOCKS_MOST];
	for (size_t i = 0; i < n; i++)
		value[i] = v[i].value;
	struct contrast_side side = contrast_side(value, NULL, NULL, n, step);
	return contrast_rounding(&side);
}

static struct estimate blocks_mean(const struct blocks *b)
{
	double mean = 0, square = 0, degrees = (double)b->n - 1;
	for (size_t i = 0; i < b->n; i++)
		mean += b->change[i] / (double)b->n;
	for (size_t i = 0; i < b->n; i++)
		square += (b->change[i] - mean) * (b->change[i] - mean);
	gsl_quiet();
	double variance = square / degrees;
	if (b->within > 0 &&
	    variance < b->within * gsl_cdf_chisq_Pinv(too_alike, degrees) / degrees)
		variance = b->within;
	variance = fmax(variance, b->rounded);
	double half = gsl_cdf_tdist_Qinv(0.025, degrees) * sqrt(variance / (double)b->n) + b->off;
	struct estimate e = estimate_point(mean, b->n);
	e.n_eff = (double)b->n;
	if (half > 0) {
		e.lo = mean - half;
		e.hi = mean + half;
	} else {
		e.note = agree;
	}
	return e;
}

/* No share is beyond 1, and no difference of two beyond -1 to 1; nan is kept. */
static void clip_share(struct estimate *e, double least, struct block_kind kind)
{
	if (kind.count == 0)
		return;
	e->lo = e->lo < least ? least : e->lo;
	e->hi = e->hi > 1 ? 1 : e->hi;
}

struct estimate block_mean(const struct block_value *v, size_t n, struct block_kind kind)
{
	struct blocks b = {.n = n < BLOCKS_MOST ? n : BLOCKS_MOST};
	if (n < 2)
		return estimate_absent(EST_TOO_SHORT, n);
	for (size_t i = 0; i < b.n; i++) {
		b.change[i] = v[i].value;
		b.within += value_variance(&v[i]) / (double)b.n;
	}
	b.rounded = kind.step * kind.step / 12;
	b.off = side_rounding(v, b.n, kind.step);
	struct estimate e = blocks_mean(&b);
	clip_share(&e, 0, kind);
	return e;
}

struct estimate block_difference(const struct block_value *without, const struct block_value *with,
    size_t n, struct block_kind kind)
{
	struct blocks b = {.n = n < BLOCKS_MOST ? n : BLOCKS_MOST};
	if (n < 2)
		return estimate_absent(EST_TOO_SHORT, n);
	for (size_t i = 0; i < b.n; i++) {
		b.change[i] = with[i].value - without[i].value;
		b.within += (value_variance(&with[i]) + value_variance(&without[i])) / (double)b.n;
	}
	b.rounded = kind.step * kind.step / 6;
	b.off = side_rounding(without, b.n, kind.step) + side_rounding(with, b.n, kind.step);
	struct estimate e = blocks_mean(&b);
	clip_share(&e, -1, kind);
	return e;
}

/* A value as the ratio is made of it. */
static double countable_value(const struct block_value *v, uint64_t count, bool add_half)
{
	double n = (double)count;
	return add_half ? (v->value * n + 0.5) / (n + 1) : v->value;
}

static bool any_zero(const struct block_value *v, size_t n)
{
	bool zero = false;
	for (size_t i = 0; i < n; i++)
		zero |= !(v[i].value > 0);
	return zero;
}

struct estimate block_ratio(const struct block_value *without, const struct block_value *with,
    size_t n, struct block_kind kind)
{
	struct blocks b = {.n = n < BLOCKS_MOST ? n : BLOCKS_MOST};
	double least_without = INFINITY, least_with = INFINITY;
	bool zero = any_zero(without, n) || any_zero(with, n);
	if (n < 2 || (zero && kind.count == 0))
		return estimate_absent(n < 2 ? EST_TOO_SHORT : EST_DEGENERATE, n);
	for (size_t i = 0; i < b.n; i++) {
		double from = countable_value(&without[i], kind.count, zero);
		double to = countable_value(&with[i], kind.count, zero);
		b.change[i] = log(to / from);
		b.within += (value_variance(&with[i]) / (to * to) +
				value_variance(&without[i]) / (from * from)) /
			    (double)b.n;
		b.rounded +=
		    kind.step * kind.step / 12 * (1 / (to * to) + 1 / (from * from)) / (double)b.n;
		least_without = fmin(least_without, from);
		least_with = fmin(least_with, to);
	}
	b.off = side_rounding(without, b.n, kind.step) / least_without +
		side_rounding(with, b.n, kind.step) / least_with;
	struct estimate e = blocks_mean(&b);
	e.value = exp(e.value);
	e.lo = exp(e.lo);
	e.hi = exp(e.hi);
	return e;
}
