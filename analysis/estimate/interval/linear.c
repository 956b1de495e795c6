/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linear.h"

#include "batches.h"
#include "bootstrap.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static size_t base_of(size_t n)
{
	return n ? (n + BOOTSTRAP_BLOCKS - 1) / BOOTSTRAP_BLOCKS : 1;
}

static size_t blocks_of(size_t n)
{
	return (n + base_of(n) - 1) / base_of(n);
}

enum estimate_status linear_init(struct linear *l, size_t n)
{
	*l = (struct linear){.n = n, .base = base_of(n), .blocks = blocks_of(n)};
	l->sum = calloc(l->blocks + 1, sizeof *l->sum);
	return l->sum ? EST_OK : EST_NO_MEMORY;
}

void linear_release(struct linear *l)
{
	free(l->sum);
	*l = (struct linear){0};
}

enum estimate_status tally_init(struct tally *t, size_t n, size_t kinds)
{
	*t = (struct tally){.n = n, .base = base_of(n), .blocks = blocks_of(n), .kinds = kinds};
	t->count = calloc(t->blocks * kinds + 1, sizeof *t->count);
	return t->count ? EST_OK : EST_NO_MEMORY;
}

void tally_release(struct tally *t)
{
	free(t->count);
	*t = (struct tally){0};
}

enum estimate_status linear_of_tally(
    struct linear *l, const struct tally *t, const double *influence)
{
	enum estimate_status status = linear_init(l, t->n);
	for (size_t k = 0; status == EST_OK && k < t->kinds; k++) {
		double all = 0, square = influence[k] * influence[k];
		for (size_t j = 0; j < t->blocks; j++) {
			double count = t->count[j * t->kinds + k];
			l->sum[j] += count * influence[k];
			all += count;
		}
		l->square += all * square;
		influence_keep(&l->largest, square, all);
	}
	return status;
}

/* ---- variance ---- */

/* The variance of the sum of x[0..n), of mean 0, under the stationary bootstrap with blocks of mean
 * length L. Two running sums give sum_i q^i R(i) and sum_i i q^i R(i) in one pass. */
static double stationary_variance(const double *x, size_t n, double length)
{
	double q = 1 - 1 / length, y = 0, z = 0, own = 0, lagged = 0;
	for (size_t t = 0; t < n; t++) {
		own += x[t] * x[t];
		lagged += x[t] * (y - z / (double)n);
		z = q * (z + y + x[t]);
		y = q * (y + x[t]);
	}
	return own + 2 * lagged;
}

/* Means of as many equal batches as leave 10 base blocks in each, 10 at least. */
static struct batches batches_of_blocks(const double *x, size_t blocks)
{
	double mean[BATCH_MOST];
	size_t m = BATCH_MOST;
	while (m > BATCH_FEWEST && blocks / m < 10)
		m /= 2;
	for (size_t j = 0; j < m; j++) {
		size_t from = j * blocks / m, to = (j + 1) * blocks / m;
		mean[j] = 0;
		for (size_t i = from; i < to; i++)
			mean[j] += x[i] / (double)(to - from);
	}
	return batches_of_means(mean, m);
}

static const char few_samples[] = "no interval: the effective n is below 100";
static const char few_blocks[] = "no interval: fewer than 10 blocks in the series";
static const char grows[] = "no interval: batch variance grows with the batches";
static const char dominated[] = "no interval: dominated by its largest samples";
static const char constant[] = "no interval: no variance to be seen";

/* x: the sums of blocks less their mean. */
static struct linear_spread spread_of(const struct linear *l, const double *x, double mean)
{
	double n = (double)l->n, m = (double)l->blocks, own = l->square / n - mean * mean;
	struct bootstrap_choice c = bootstrap_choose(x, l->blocks);
	struct linear_spread s = {0, 0, NAN, influence_held(&l->largest, n) / l->square, NULL};
	if (!(own > 0) || c.length.status != EST_OK)
		return (struct linear_spread){0, 0, NAN, 0, constant};
	double length = fmax(c.length.value, 1), missed = bootstrap_missed(c.shortfall, length, m);
	double variance = stationary_variance(x, l->blocks, length) / (1 - missed) / (n * n);
	struct batches b = batches_of_blocks(x, l->blocks);
	/* Batches are of sums of blocks: in units of the mean over samples. */
	struct batch_verdict v = batches_verdict(&b, variance * (n / m) * (n / m));
	double t = bootstrap_student(m / length);
	s.se = sqrt(v.variance) * m / n;
	s.critical = t * v.widen * sqrt(variance) / s.se;
	s.n_eff = fmin(own / (s.se * s.se), n);
	s.why = v.grows			  ? grows
		: m < 10 * length	  ? few_blocks
		: s.n_eff < LINEAR_FEWEST ? few_samples
					  : NULL;
	return s;
}

struct linear_spread linear_spread(const struct linear *l)
{
	struct linear_spread s = {0, 0, NAN, 0, few_samples};
	if (l->n < 20)
		return s;
	double *x = malloc(l->blocks * sizeof *x), all = 0;
	if (!x)
		return (struct linear_spread){0, 0, NAN, 0, "no interval: no memory"};
	for (size_t j = 0; j < l->blocks; j++)
		all += l->sum[j];
	for (size_t j = 0; j < l->blocks; j++) {
		size_t size = j + 1 < l->blocks ? l->base : l->n - j * l->base;
		x[j] = l->sum[j] - all / (double)l->n * (double)size;
	}
	s = spread_of(l, x, all / (double)l->n);
	free(x);
	return s;
}

/* ---- intervals ---- */

static const char made[] =
    "95 % interval: influence function, stationary bootstrap in closed form and batches";

static const char share_made[] =
    "95 % interval: Wilson at the n_eff of stationary bootstrap in closed form and batches";

void linear_withhold(struct estimate *e, double n_eff)
{
	if (e->note != made || n_eff >= LINEAR_FEWEST)
		return;
	e->lo = e->hi = NAN;
	e->note = few_samples;
}

/* Notes n_eff and whether there is an interval. */
static bool begin(struct estimate *e, const struct linear_spread *s)
{
	e->n_eff = s->n_eff;
	e->note = s->why ? s->why : s->dominance > LINEAR_DOMINANCE ? dominated : made;
	return e->note == made;
}

void linear_normal(
    struct estimate *e, const struct linear *l, double curvature, double least, double most)
{
	struct linear_spread s = linear_spread(l);
	if (e->status != EST_OK || !begin(e, &s))
		return;
	double half = s.critical * sqrt(fmax(s.se * s.se - curvature, curvature));
	e->lo = fmin(fmax(e->value - half, least), e->value);
	e->hi = fmax(fmin(e->value + half, most), e->value);
}

void linear_information(
    struct estimate *e, const struct linear *l, const struct linear_chance *chance, double most)
{
	struct linear_spread s = linear_spread(l);
	double curvature = 2 * chance->freedom / (chance->scale * chance->scale);
	/* Where chance alone explains it, its influence is noise in the rarest cells. */
	if (s.se * s.se < 4 * curvature)
		s.dominance = 0;
	if (e->status != EST_OK || !begin(e, &s))
		return;
	double t = s.critical, b = chance->plugin > 0 ? s.se * s.se / chance->plugin : 0;
	double middle = e->value + t * t * b / 2;
	double root = b * e->value + t * t * b * b / 4 + curvature;
	double half = t * sqrt(fmax(root, 0));
	/* Less its chance a value may be below 0, which what it measures cannot be. */
	e->value = fmax(e->value, 0);
	e->lo = fmin(fmax(middle - half, 0), e->value);
	e->hi = fmax(fmin(middle + half, most), e->value);
}

void linear_logarithm(struct estimate *e, const struct linear *l)
{
	struct linear_spread s = linear_spread(l);
	if (e->status != EST_OK || !begin(e, &s))
		return;
	e->lo = e->value * exp(-s.critical * s.se / e->value);
	e->hi = e->value * exp(s.critical * s.se / e->value);
}

void linear_share(struct estimate *e, const struct linear *l, double most)
{
	struct linear_spread s = linear_spread(l);
	/* The interval's own width speaks of few samples. */
	if (s.why == few_samples || s.why == few_blocks)
		s.why = s.se > 0 ? NULL : s.why;
	s.dominance = 0;
	if (e->status != EST_OK || !begin(e, &s))
		return;
	e->note = share_made;
	bootstrap_share_interval(most, s.se, s.critical, e);
}
