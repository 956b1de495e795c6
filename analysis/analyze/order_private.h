/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the past and the counter's tick reveal of a sample: conditional entropy, mutual information,
 * lines in the spectrum, entropy against resolution, and the quantisation audit.
 */
#ifndef ANALYSIS_ORDER_H
#define ANALYSIS_ORDER_H

#include "figures_private.h"
#include "histogram.h"
#include "series.h"

/* Each returns 0, or -1 if there is no memory. h is the histogram of x->elapsed. */
int order_add_memory(struct figures *f, const struct series *x, const struct histogram *h,
    const struct run_options *o);
int order_add_resolution(struct figures *f, const struct series *x);
int order_add_quantisation(struct figures *f, const struct series *x, const struct histogram *h);

/* Lines at the rates of a kernel's tick; a sample of more than `slow` ticks is a slow one. */
int order_add_tick_lines(
    struct figures *f, const struct series *x, const struct histogram *h, double slow);

/* Is there a line in the spectrum. No memory is noted in f. */
void order_add_lines(struct figures *f, const struct series *x, const struct histogram *h);

#endif
