/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How much each value of a distribution moves a figure: the influence function @[HAMPEL-1974],
 * whose variance over n is the figure's variance if the samples were independent.
 */
#ifndef INFLUENCE_H
#define INFLUENCE_H

#include <stddef.h>
#include <stdint.h>

#include "histogram.h"

enum influence_figure {
	INFLUENCE_MEAN,
	INFLUENCE_SD,
	INFLUENCE_CV,
	INFLUENCE_SHANNON,
	INFLUENCE_COLLISION,
};

/* variance: of a figure of n independent samples; skewness: of the influence of one. dominance: the
 * share of that variance which the INFLUENCE_LARGEST samples with the most of it have (1 in 100 of
 * them below 1000 samples, at least 1): where a few samples hold much of it, the samples that did
 * not happen to come would have held as much, and neither the bootstrap nor any other method can
 * detect it. All nan where n < 2 or where the variance is 0. */
enum { INFLUENCE_LARGEST = 10 };

struct influence {
	double variance, dominance, skewness;
};

struct influence influence_of(const struct histogram *h, enum influence_figure figure);

/* The largest squares so far, each with its number of samples, in order; zeroed to begin. */
struct influence_largest {
	double square[INFLUENCE_LARGEST], count[INFLUENCE_LARGEST];
};
void influence_keep(struct influence_largest *l, double square, double count);

/* What those that count as largest among n samples have of the sum of squares. */
double influence_held(const struct influence_largest *l, double n);

/* The dominance among the products of neighbouring samples about the mean, which is what moves the
 * correlation at lag 1. 1 where their squares are less than a tenth of what independent samples of
 * the same variance would have: then the pairs that hold it have not come. nan where n < 2 or all
 * products are 0. */
double influence_of_neighbours(const uint64_t *x, size_t n, double mean);

#endif
