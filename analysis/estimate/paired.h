/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The mean of differences between pairs, such as the blocks of a randomised block design.
 */
#ifndef PAIRED_H
#define PAIRED_H

#include <stddef.h>

#include "estimate.h"

#define PAIRED_METHOD "mean of the blocks' differences; Student's t over blocks"

/* Mean of difference[0..n) with Student's 95 % interval on n-1 degrees of freedom @[STUDENT-1908].
 * The pairs are the independent units, whatever depends within them. n >= 2 (EST_TOO_SHORT); where
 * all differences are equal the interval is that point. */
struct estimate paired_mean(const double *difference, size_t n);

#endif
