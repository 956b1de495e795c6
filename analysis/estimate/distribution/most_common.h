/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Limits of the share of the most common value, which is picked because it is large.
 */
#ifndef MOST_COMMON_H
#define MOST_COMMON_H

#include "histogram.h"

#include <stdint.h>

/* Neighbouring places of the lattice of steps `tick`, the values first .. last of the histogram
 * among them: their mean share is at most that of the most common value. `lower`: 97.5 % limit from
 * below of the mean share, from independent samples; `tail` is the probability left for it after
 * all windows that might as well have been picked. */
struct most_common_window {
	size_t first, last;
	double places, share, tail, lower;
};

/* The window whose limit is greatest; n <= h->n is the effective sample size. Alone the most common
 * value makes a window. h->n >= 1, tick >= 1. */
struct most_common_window most_common_window(const struct histogram *h, uint64_t tick, double n);

/* Its limit again, at another effective sample size. */
double most_common_lower(const struct most_common_window *w, double n);

/* 97.5 % limit from above: the greatest share with which the most common value would be seen as
 * seldom as it was, the other values being as common as they look. */
double most_common_upper(const struct histogram *h, double n);

#endif
