/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Mean, standard deviation and coefficient of variation without cancellation: sums are taken about
 * a value inside the data and are compensated @[NEUMAIER-1974]. Relative error below 1e-14 for any
 * series of integers below 2^53; checked against @[NIST-STRD, univariate summary statistics].
 */
#ifndef MOMENTS_H
#define MOMENTS_H

#include <stddef.h>
#include <stdint.h>

#include "estimate.h"
#include "histogram.h"

/* No intervals are made here (lo, hi, n_eff are nan): see bootstrap.h. */
struct moments {
	struct estimate min, max; /* n >= 1 */
	struct estimate mean;	  /* n >= 1 */
	struct estimate sd;	  /* n >= 2, divisor n - 1 */
	struct estimate cv;	  /* sd / mean; degenerate where the mean is 0 */
};

/* Moments of the values of h, in the unit of the values. Below its n a figure is EST_TOO_SHORT. */
struct moments moments_of_histogram(const struct histogram *h);

/* The same of real numbers x[0..n), all finite. cv is degenerate where the mean is 0. */
struct moments moments_of_reals(const double *x, size_t n);

#endif
