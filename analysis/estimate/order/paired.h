/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A share over the blocks of a randomised block design: these are the independent units, whatever
 * depends within them.
 */
#ifndef PAIRED_H
#define PAIRED_H

#include <stddef.h>

#include "estimate.h"

#define POOLED_METHOD                                                                              \
	"of all blocks together; Wilson at the effective n by the scatter of the blocks, "         \
	"Student's t"

/* Sum of with[0..n) over the sum of of[0..n), 0 <= with <= of: a ratio @[COCHRAN-1977, 6.3] whose
 * blocks give its variance, from that an effective n of at most the sum of of[], and with it
 * Wilson's interval with Student's quantile on n-1 degrees of freedom. Where all blocks have the
 * same share the effective n is the sum. n >= 2 and a sum of at least 1 (EST_TOO_SHORT). */
struct estimate paired_share(const double *with, const double *of, size_t n);

#endif
