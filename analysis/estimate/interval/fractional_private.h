/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The variance of the mean of a series whose correlations may fall as a power of the lag, with what
 * is not known about that power.
 */
#ifndef FRACTIONAL_H
#define FRACTIONAL_H

#include <stddef.h>

enum { FRACTIONAL_LEAST = 100 };

/* se: standard error of the mean, the root of its mean variance over all models. critical: standard
 * errors that make 95 %. d: the memory parameter, mean over all models. beyond: weight of those
 * with d > 0.45, of which a series says little about its mean. All nan where n < FRACTIONAL_LEAST,
 * the series has no variance, or there is no memory. */
struct fractional {
	double se, critical, d, beyond;
};

/* x[0..n) less its mean. */
struct fractional fractional_of(const double *x, size_t n);

#endif
