/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the values that no sample had add to the Shannon entropy of a distribution.
 */
#ifndef UNSEEN_H
#define UNSEEN_H

#include "histogram.h"

/* least: the entropy in bits if the unseen values are as rare as the values seen once and twice
 * show, for a tail that continues as it began: the estimator of @[CHAO-WANG-JOST-2013, eq. 7],
 * from independent samples. more: by how much the entropy can exceed it. The share of the unseen is
 * that of the values seen once @[GOOD-1953]; it has the most entropy where it is spread evenly over
 * all the places between the least and the greatest value, on steps of `tick`, that no sample has.
 * n >= 2; tick >= 1. */
struct unseen {
	double least, more;
};
struct unseen unseen_entropy(const struct histogram *h, uint64_t tick);

/* How many standard errors to go beyond both ends of a range in which a figure lies, for 95 % at
 * each of its points: 1.96 for a range of no width, 1.645 for a wide one, in units of the standard
 * error >= 0 @[IMBENS-MANSKI-2004, eq. 7]. */
double unseen_critical(double width);

/* Sets lo and hi of an entropy whose standard error is se: about the range that the unseen values
 * leave, stretched to hold its value. */
void unseen_interval(struct estimate *e, const struct unseen *u, double se);

#endif
