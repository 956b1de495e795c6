/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The figures of a run's durations, with and without spikes, on its own counter, on the
 * published claim's, and on one more that the options may name.
 */
#ifndef ANALYSIS_GRIDS_H
#define ANALYSIS_GRIDS_H

#include "figures_private.h"
#include "series.h"
#include "summary.h"

#include <stddef.h>
#include <stdint.h>

/* Adds every figure and curve of both scopes on every grid that the run has, and sets *size by its
 * own counter. Returns 0, or -1 if there is no memory. */
int grids_add(struct figures *f, const struct series *x, const struct run_options *o,
    struct effective_size *size);

/* Why the samples cannot be put on a counter of hz, a constant; NULL if they can, as far as is
 * known before trying. A counter that steps by more than a tick of hz would show its own steps
 * there, and so would one whose tick is not identified and may be as long. */
const char *grids_refusal(const struct series *x, double hz);

/* The windows of the published claim on a counter, with the options of the bootstrap. */
struct summary_options grids_options(
    const struct counter *c, double native_hz, const struct run_options *o);

/* The shortest spike in native ticks: 5 ms. */
uint64_t grids_spike_limit(double hz);

/* Copies the values whose sample is no spike to out, which may be value, in order; returns how
 * many. Room for all n. */
size_t grids_without_spikes(
    const uint64_t *value, const uint64_t *elapsed, size_t n, uint64_t limit, uint64_t *out);

#endif
