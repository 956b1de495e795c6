/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How many modes a run has, and in which order they come.
 */
#ifndef ANALYSIS_MODES_H
#define ANALYSIS_MODES_H

#include "figures_private.h"
#include "histogram.h"
#include "modality.h"
#include "series.h"
#include "symbols.h"

/* The modes of a run and each sample's. */
struct modes {
	struct modality modality;
	struct symbols label; /* alphabet: the number of modes; n = 0 where there are no labels */
};

/* Finds the modes of a run, labels its samples and adds the figures of number, shares, order and
 * stationarity. h is the histogram of x->elapsed. Returns 0, or -1 if there is no memory; release
 * in both cases. */
int modes_add(struct modes *m, struct figures *f, const struct series *x, const struct histogram *h,
    const struct effective_size *w, const struct run_options *o);
void modes_release(struct modes *m);

#endif
