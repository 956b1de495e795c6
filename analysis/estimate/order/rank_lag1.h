/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The interval of the correlation of neighbours' mid-ranks.
 */
#ifndef RANK_LAG1_H
#define RANK_LAG1_H

#include <stddef.h>
#include <stdint.h>

#include "estimate.h"
#include "histogram.h"

/* Sets the interval of e, the lag-1 autocorrelation of the mid-ranks of x[0..n) (neff.h), whose
 * histogram is h. By linear.h: the influence of a sample on the mean of products of neighbours is
 * its own product and, since the ranks are estimated from the same samples, what a sample at its
 * place does to the ranks of all others @[GENEST-REMILLARD-2004]; that on the variance of the
 * mid-ranks, (1 - sum p^3) / 12, comes from the ties. EST_OK or EST_NO_MEMORY. */
enum estimate_status rank_lag1_interval(
    struct estimate *e, const uint64_t *x, size_t n, const struct histogram *h);

#endif
