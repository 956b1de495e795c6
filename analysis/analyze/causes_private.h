/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What slow samples coincide with: the flags that were recorded with each sample against its mode.
 */
#ifndef ANALYSIS_CAUSES_H
#define ANALYSIS_CAUSES_H

#include "figures_private.h"
#include "histogram.h"
#include "modes_private.h"
#include "series.h"

/* The scopes of slow_cause_share by i from 0, in the order of precedence; NULL after the last. */
const char *causes_scope(size_t i);

/* A sample of more than `threshold` ticks is slow. method: a constant, or it outlives the figures.
 */
struct slow_rule {
	double threshold;
	const char *method;
};

/* The rule that a distribution and its modes give: slow is what lies above the gap between the
 * first mode and the next; where there is one mode, what took more than four times the median, the
 * tail. */
struct slow_rule causes_rule(const struct histogram *h, const struct modality *y);

/* Adds slow_threshold_ticks, slow_share, slow_cause_share by cause, control_seen_share and the
 * counter's mode_explained_share by that rule. Returns 0, or -1 if there is no memory. */
int causes_add_slow(struct figures *f, const struct series *x, const struct histogram *h,
    const struct slow_rule *rule, bool several_modes);

/* Adds those by the run's own rule, overlap_share, slow_threshold_ticks, slow_share,
 * slow_cause_share by cause, mode_explained_share by cause and the odds ratios. A run without
 * ground truth gets them with the status `not applicable`. A sample above *slow_above is slow; 0 of
 * no samples. Returns 0, or -1 if there is no memory. */
int causes_add(struct figures *f, const struct series *x, const struct histogram *h,
    const struct modes *m, double *slow_above);

#endif
