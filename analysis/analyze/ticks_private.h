/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The counter's tick of a run, and what its recording would look like to a reader of its unit.
 */
#ifndef ANALYSIS_TICKS_H
#define ANALYSIS_TICKS_H

#include "figures_private.h"
#include "series.h"

/* Adds counter_tick_ns with evidence, source and share; and, where the unit of the recording is
 * another, the figures of grid `recorded`. Returns 0, or -1 if there is no memory. */
int ticks_add(struct figures *f, const struct series *x, const struct effective_size *w,
    const struct run_options *o);

#endif
