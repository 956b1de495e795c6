/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hartigan's dip: the greatest distance between the empirical distribution and the nearest unimodal
 * one
 * @[HARTIGAN-1985]. Large: more than one mode.
 */
#ifndef DIP_H
#define DIP_H

#include <stddef.h>
#include <stdint.h>

#include "estimate.h"
#include "histogram.h"

/* Algorithm AS 217 @[HARTIGAN-AS217], of x[0..n) in rising order. 1/(2n) <= dip <= 1/4. n >= 1 */
struct estimate dip_of_sorted(const double *x, size_t n);

struct dip {
	struct estimate dip;
	struct estimate p; /* (1 + simulations that reach it) / (1 + simulations) */
};

struct dip_options {
	double n_eff; /* sample size of the simulations: at most 20000 are drawn; 0 means n */
	unsigned simulations; /* 0 means 199 */
	uint64_t seed;
};

/* The dip of the values of h and its p. The usual table is for continuous data, where the uniform
 * law is the hardest null; ticks have ties, which alone make a dip. So the null here is the nearest
 * unimodal law on the same values: counts made to rise to a mode and fall after it by pooling
 * (least squares @[BARLOW-1972], the best mode), and n_eff samples are drawn from it. Values are at
 * most 10^6 of h's quantiles. n >= 20. */
struct dip dip_test(const struct histogram *h, const struct dip_options *options);

#endif
