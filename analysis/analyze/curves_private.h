/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Points of the plots, binned. docs/results.md lists the curves.
 */
#ifndef ANALYSIS_CURVES_H
#define ANALYSIS_CURVES_H

#include "figures_private.h"
#include "histogram.h"
#include "summary.h"

#include <stddef.h>
#include <stdint.h>

/* Adds every curve of a series: elapsed[0..n) with its histogram and its figures. */
void curves_add(struct figures *f, struct place at, const uint64_t *elapsed, size_t n,
    const struct histogram *h, const struct summary *s);

/* Adds what a mixture expects in the bins of the curve "histogram" of h; nothing where more than
 * 10 % of the samples belong to none of its components. */
void curves_add_fit(
    struct figures *f, struct place at, const struct histogram *h, const struct mixture *m);

#endif
