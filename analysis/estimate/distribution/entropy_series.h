/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Intervals for entropies of single values (entropy.h), which depend on the order of the series.
 */
#ifndef ENTROPY_SERIES_H
#define ENTROPY_SERIES_H

#include <stddef.h>
#include <stdint.h>

#include "estimate.h"
#include "histogram.h"

/* Sets the intervals of the Shannon entropies of x[0..n), whose histogram is h, both about the
 * range that unseen values leave (unseen.h) with the standard error of linear.h, the influence of a
 * sample being its surprise less the entropy @[BASHARIN-1959]. EST_OK or EST_NO_MEMORY. */
enum estimate_status entropy_series_shannon(struct estimate *plugin, struct estimate *mm,
    const uint64_t *x, size_t n, const struct histogram *h);

/* The entropies of the bits 0 .. 63 of x[0..n), n >= 1, each with the interval of the share of
 * samples that have it, by linear.h, mapped: a bit that may be set in half of the samples may have
 * 1 bit. EST_OK or EST_NO_MEMORY. */
enum estimate_status entropy_series_bits(struct estimate bit[64], const uint64_t *x, size_t n);

#endif
