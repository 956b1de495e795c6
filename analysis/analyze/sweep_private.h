/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The same samples through counters of many ticks.
 */
#ifndef ANALYSIS_SWEEP_H
#define ANALYSIS_SWEEP_H

#include "figures_private.h"
#include "series.h"

/* Adds the curve `sweep`; nothing for a run without starts. Returns 0, or -1 if there is no memory.
 */
int sweep_add(struct figures *f, const struct series *x);

#endif
