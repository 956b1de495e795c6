/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What order leaves of the entropy: mutual information between a sample and earlier ones, and the
 * conditional entropy given them, in bits @[COVER-THOMAS, 2.3, 4.2].
 *
 * Plug-in mutual information is biased upwards by about (k-1)(k'-1)/(2 n ln 2). The bias is taken
 * from the data: the same figure after shuffling one side, averaged over `shuffles` tables drawn as
 * permutations give them, is subtracted; and the share of shuffles that reach the observed value
 * gives a p-value against independence.
 *
 * Of more than 2^22 samples, as many are used: 64 stretches spread evenly over the series; the n of
 * an estimate says how many. So memory and time are bounded, about a second at most.
 */
#ifndef CONDITIONAL_H
#define CONDITIONAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "estimate.h"
#include "histogram.h"
#include "symbols.h"

struct conditional_options {
	unsigned shuffles; /* 0 means: 99, or fewer down to 19 where n > 10^6 */
	uint64_t seed;
	bool points; /* no intervals */
};

struct mutual_information {
	struct estimate bits; /* plug-in less the mean of the shuffles, at least 0 */
	double plugin_bits;   /* as it came */
	double null_bits;     /* mean of the shuffles */
	/* (1 + shuffles that reach the observed value) / (1 + shuffles) */
	struct estimate p;
};

/* I(x[t]; x[t-lag]), lag >= 1. n - lag >= 20 (EST_TOO_SHORT); EST_DEGENERATE for one symbol. */
struct mutual_information conditional_information(
    const struct symbols *s, size_t lag, const struct conditional_options *options);

/* I(x[t]; x[t-1], x[t-2]). The alphabet must be at most 40 (EST_NOT_APPLICABLE). n >= 22. */
struct mutual_information conditional_information2(
    const struct symbols *s, const struct conditional_options *options);

/* The intervals of an information and of a conditional entropy are those of linear.h: the influence
 * of a sample is the logarithm of what the joint chance of it and its past is to their product
 * @[COVER-THOMAS, 2.3], with the sample's own surprise for an entropy; the second-order term, all
 * there is where the information is 0, is a chi-square of the degrees of freedom that the shuffles'
 * mean gives, over 2 n @[MILLER-1955]. None where there are more of them than one in 20 samples;
 * nor for an entropy whose bias, which the shuffles show for independent series only, is not small
 * beside it. */

/* H(x[t] | x[t-1]) (predecessors = 1) or H(x[t] | x[t-1], x[t-2]) (2) in bits: Miller-Madow's
 * entropy of h less the information above, not below 0. Alphabets of at most 256 and 40 symbols are
 * used; with more distinct values than that it is an upper limit, as symbols know less than values.
 * A constant series: 0. */
struct estimate conditional_entropy(const uint64_t *x, size_t n, const struct histogram *h,
    int predecessors, const struct conditional_options *options);

#endif
