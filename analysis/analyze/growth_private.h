/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the entropy that is credited changes with the number of samples, with time and from one
 * process to the next.
 */
#ifndef ANALYSIS_GROWTH_H
#define ANALYSIS_GROWTH_H

#include "figures_private.h"
#include "series.h"

/* Adds growth_min_entropy_bits, time_min_entropy_least_bits with its time,
 * restart_min_entropy_least_bits and the curves growth, entropy_time and entropy_restart, as far as
 * the run has what they are made of. To be called after assess_add. Returns 0, or -1 if there is no
 * memory. */
int growth_add(struct figures *f, const struct series *x, const struct run_options *o);

#endif
