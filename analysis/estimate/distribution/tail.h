/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Can the tails of a distribution be so heavy that a standard deviation has no standard error?
 */
#ifndef TAIL_H
#define TAIL_H

#include <stdbool.h>

#include "histogram.h"

/* True where a tail index of 4 or less cannot be excluded at 5 %: the fourth moment, which is the
 * variance of a variance, may then be infinite, and an interval of an sd too short however it is
 * made. False where the fourth moment of
 * the samples is no larger than a normal law's (kurtosis below 3 + 1.64 sqrt(24 / n)), and for
 * fewer than 100 samples: too few to look at a tail. */
bool tail_is_heavy(const struct histogram *h);

#endif
