/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The entropy of a sample against observers who know something: adversary.h on a run.
 */
#ifndef ANALYSIS_ADVERSARIES_H
#define ANALYSIS_ADVERSARIES_H

#include "figures_private.h"
#include "histogram.h"
#include "series.h"

/* Adds adversary_* for each observer, whose name is the scope. h is the histogram of x->elapsed.
 * Returns 0, or -1 if there is no memory. */
int adversaries_add(struct figures *f, const struct series *x, const struct histogram *h);

#endif
