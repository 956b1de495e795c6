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
	uint64_t tick; /* the lattice; 0 means the effective tick */
	double n_eff;  /* sample size of the simulations: at most 20000 are drawn; 0 means n */
	unsigned simulations; /* 0 means 199 */
	uint64_t seed;
};

/* The dip of the values of h and its p. Ticks have ties, which alone make a dip of half the largest
 * share; so the samples of a value are spread evenly over its tick first: a law with one mode on
 * the lattice then has a dip of next to nothing. The usual null, the uniform law, is the hardest
 * one and wastes power; here it is the nearest unimodal law on the same lattice (shares made to
 * rise to a mode and fall after it by pooling, least squares
 * @[BARLOW-1972], the best mode), from which n_eff samples are drawn, spread alike. Takes 10^6
 * quantiles of h if it has more samples; 4096 places at most; a thousandth of the samples at either
 * end is left out. n >= 20. */
struct dip dip_test(const struct histogram *h, const struct dip_options *options);

#endif
