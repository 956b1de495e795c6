/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rule for what is slow in several runs of one probe and counter.
 */
#ifndef ANALYSIS_SLOW_POOL_H
#define ANALYSIS_SLOW_POOL_H

#include "causes_private.h"
#include "histogram.h"

#include <stddef.h>
#include <stdint.h>

/* The rule of n runs from their histograms, which are of one tick: n >= 1. n_eff: the effective
 * sample size of all. The method is NULL if there is no memory. */
struct slow_rule slow_pool_rule(
    const struct histogram *of_run, size_t n, double n_eff, uint64_t seed);

#endif
