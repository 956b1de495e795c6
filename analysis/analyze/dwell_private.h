/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long a mode lasts: the plot's data of the lengths of its runs.
 */
#ifndef ANALYSIS_DWELL_H
#define ANALYSIS_DWELL_H

#include "figures_private.h"
#include "symbols.h"

/* Adds a curve `dwell` for each mode (scope `mode 1` ...) that has complete runs: the first and the
 * last run of the series are cut off and do not count. x is the first length of a bin (bins of one
 * length first, then of equal ratio), y the runs in it, z those that a geometric law of the same
 * mean expects, lo and hi the first and the last length of the bin. Returns 0, or -1 if there is
 * no memory. */
int dwell_add(struct figures *f, const struct symbols *label);

#endif
