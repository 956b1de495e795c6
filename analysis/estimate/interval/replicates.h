/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One figure of several runs of the same thing: the run is the independent unit.
 */
#ifndef REPLICATES_H
#define REPLICATES_H

#include "estimate.h"

#include <stddef.h>

/* The mean of value[0..r) with a 95 % interval: Student's t on the spread between runs, at r - 1
 * degrees of freedom, and never narrower than what the runs' own intervals lo..hi leave of their
 * mean (four runs that agree by chance, as values of a lattice do, prove no width of zero). Where
 * the values are equal and a run has no interval of its own, lo and hi are nan. r = 1: that run's
 * own interval. EST_TOO_SHORT for r = 0. n is r. Source: @[STUDENT-1908]. */
struct estimate replicates_mean(const double *value, const double *lo, const double *hi, size_t r);

#endif
