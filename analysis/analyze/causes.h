/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What slow samples coincide with: the flags that were recorded with each sample against its mode.
 */
#ifndef ANALYSIS_CAUSES_H
#define ANALYSIS_CAUSES_H

#include "figures.h"
#include "histogram.h"
#include "modes.h"
#include "series.h"

/* The scopes of slow_cause_share by i from 0, in the order of precedence; NULL after the last. */
const char *causes_scope(size_t i);

/* Adds overlap_share, slow_threshold_ticks, slow_share, slow_cause_share by cause,
 * mode_explained_share by cause and the odds ratios. A run without ground truth gets them with the
 * status `not applicable`. A sample above *slow_above is slow; 0 of no samples. Returns 0, or -1 if
 * there is no memory. */
int causes_add(struct figures *f, const struct series *x, const struct histogram *h,
    const struct modes *m, double *slow_above);

#endif
