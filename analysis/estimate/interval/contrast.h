/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The difference of two machines, or of two loads: each is known by a few runs, and a run is one
 * value. The samples of a run are not counted: what differs from run to run would stay unseen.
 */
#ifndef CONTRAST_H
#define CONTRAST_H

#include "estimate.h"

#include <stddef.h>

/* The runs of one side. `within` is the mean of the variances that the runs' own intervals imply
 * (nan: not known); `step` is that of the lattice on which the values lie, such as a tick for a
 * median (0: none); `samples` are the effective ones of all runs, where the values are shares of
 * them whose own intervals are known (0: they are not). */
struct contrast_side {
	double mean, variance; /* between runs, by n - 1; nan for n = 1 */
	double within, step;
	size_t n;
	double samples;
};

/* The side of value[0..n), n >= 1. lo and hi are the ends of each value's 95 % interval, nan where
 * it has none; NULL: none has one. */
struct contrast_side contrast_side(
    const double *value, const double *lo, const double *hi, size_t n, double step);

/* The same of shares of samples. The interval of their difference stays within -1 to 1. */
struct contrast_side contrast_share_side(
    const double *value, const double *lo, const double *hi, size_t n);

/* value is b.mean - a.mean; lo..hi holds the true difference with 1 - alpha; p is of no difference.
 * lo, hi and p are nan where a side has one run, or where all runs of both sides agree and neither
 * lattice nor intervals say how closely they could. */
struct contrast {
	double value, lo, hi, p;
};
struct contrast contrast_of(
    const struct contrast_side *a, const struct contrast_side *b, double alpha);

/* The same of the mean of n >= 1 contrasts, b[i] - a[i], of which each has runs of its own. */
struct contrast contrast_mean(
    const struct contrast_side *a, const struct contrast_side *b, size_t n, double alpha);

/* Half the width that the true mean of a side can lie off the mean of its values because these are
 * rounded to a lattice, and all to the same side. */
double contrast_rounding(const struct contrast_side *s);

#endif
