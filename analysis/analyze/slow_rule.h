/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One rule for what is slow among runs that are compared: those of one machine, probe and counter,
 * in one campaign or outside any.
 */
#ifndef ANALYSIS_SLOW_RULE_H
#define ANALYSIS_SLOW_RULE_H

#include "series.h"
#include "store.h"

#include <stddef.h>

/* Finds the rule of every group of two or more complete, analysed runs, stores it, and stores their
 * figures of slow samples by it. A run that is compared with none keeps its own. `above_s`: seconds
 * above which a sample is slow, given for all runs; 0: from the runs. What is current is left.
 * Returns 0, or -1 with one line in `why`. */
int slow_rule_analyze(
    struct store *s, double above_s, const struct run_options *o, char *why, size_t size);

#endif
