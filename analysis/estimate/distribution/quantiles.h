/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quantiles of discrete data, the median absolute deviation, and the share of a window.
 *
 * The quantile is definition 2 of @[HYNDMAN-FAN-1996, section 2]: the inverse of the empirical
 * distribution function, with the mean of two neighbours where n*p is an integer. So it is a value
 * that occurred, or half way between two; the median is everybody's median (R: quantile(type = 2)).
 */
#ifndef QUANTILES_H
#define QUANTILES_H

#include "estimate.h"
#include "histogram.h"

/* The p-quantile, 0 <= p <= 1 (EST_NOT_APPLICABLE outside), in the unit of the values. n >= 1. No
 * interval. n*p counts as an integer when it is one to within 4 units in the last place, so that
 * 0.95 * 20 is 19. */
struct estimate quantiles_at(const struct histogram *h, double p);

/* median(|x - median(x)|), not scaled to a normal's sd. n >= 1. A constant series has MAD 0. */
struct estimate quantiles_mad(const struct histogram *h);

/* The 75 % quantile less the 25 % quantile, in the unit of the values. n >= 1. */
struct estimate quantiles_range(const struct histogram *h);

/* The share of values with lo <= value <= hi, both ends included, 0..1. lo and hi need not be
 * integers. n >= 1; EST_NOT_APPLICABLE unless lo <= hi. The interval, where given by summary.h, is
 * Wilson's at the effective n. */
struct estimate quantiles_window_share(const struct histogram *h, double lo, double hi);

#endif
