/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The variance of a figure from the influence of each value @[HAMPEL-1974], and the part of it that
 * the largest samples hold: that share decides whether an interval is given at all
 * (docs/intervals.md). The ten largest squares are kept in order during the pass, which needs no
 * sort. Cost: one pass over the distinct values.
 */
#include "influence.h"

#include "moments.h"

#include <math.h>
#include <stddef.h>

struct shape {
	enum influence_figure figure;
	double n, mean, sd, shannon, collision; /* collision: the sum of squared shares */
};

static struct shape shape_of(const struct histogram *h, enum influence_figure figure)
{
	struct moments m = moments_of_histogram(h);
	struct shape s = {figure, (double)h->n, m.mean.value, m.sd.value, 0, 0};
	for (size_t i = 0; i < h->distinct; i++) {
		double p = (double)h->count[i] / s.n;
		s.shannon -= p * log2(p);
		s.collision += p * p;
	}
	return s;
}

static double value_influence(const struct shape *s, double value, double p)
{
	double d = value - s->mean, spread = (d * d - s->sd * s->sd) / (2 * s->sd);
	switch (s->figure) {
	case INFLUENCE_MEAN:
		return d;
	case INFLUENCE_SD:
		return spread;
	case INFLUENCE_CV:
		return spread / s->mean - s->sd * d / (s->mean * s->mean);
	case INFLUENCE_SHANNON:
		return -log2(p) - s->shannon;
	case INFLUENCE_COLLISION:
		return -2 * (p - s->collision) / (s->collision * 0.6931471805599453);
	}
	return NAN;
}

void influence_keep(struct influence_largest *l, double square, double count)
{
	int i = INFLUENCE_LARGEST - 1;
	if (square <= l->square[i])
		return;
	for (; i > 0 && l->square[i - 1] < square; i--) {
		l->square[i] = l->square[i - 1];
		l->count[i] = l->count[i - 1];
	}
	l->square[i] = square;
	l->count[i] = count;
}

double influence_held(const struct influence_largest *l, double n)
{
	double held = 0, left = fmin(INFLUENCE_LARGEST, fmax(floor(n / 100), 1));
	for (int i = 0; i < INFLUENCE_LARGEST && left > 0; i++) {
		held += l->square[i] * fmin(l->count[i], left);
		left -= l->count[i];
	}
	return held;
}

struct influence influence_of(const struct histogram *h, enum influence_figure figure)
{
	struct influence out = {NAN, NAN, NAN};
	struct influence_largest l = {{0}, {0}};
	if (h->n < 2)
		return out;
	struct shape s = shape_of(h, figure);
	double all = 0, third = 0;
	for (size_t i = 0; i < h->distinct; i++) {
		double p = (double)h->count[i] / s.n;
		double f = value_influence(&s, (double)h->value[i], p);
		all += f * f * (double)h->count[i];
		third += f * f * f * (double)h->count[i];
		influence_keep(&l, f * f, (double)h->count[i]);
	}
	if (!(all > 0))
		return out;
	double skewness = third / s.n / pow(all / s.n, 1.5);
	return (struct influence){all / s.n / s.n, influence_held(&l, s.n) / all, skewness};
}

double influence_of_neighbours(const uint64_t *x, size_t n, double mean)
{
	struct influence_largest l = {{0}, {0}};
	double all = 0, squares = 0, pairs = (double)n - 1;
	for (size_t i = 0; i + 1 < n; i++) {
		double d = (double)x[i] - mean, product = d * ((double)x[i + 1] - mean);
		squares += d * d;
		all += product * product;
		influence_keep(&l, product * product, 1);
	}
	if (!(all > 0))
		return NAN;
	return all / pairs < 0.1 * (squares / pairs) * (squares / pairs)
		   ? 1
		   : influence_held(&l, (double)n) / all;
}
