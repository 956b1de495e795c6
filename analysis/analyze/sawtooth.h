/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sawtooth: k calls in one timed interval cost k times as much, and a counter with a coarse
 * tick then shows the upper of two neighbouring values with share frac(k cost / tick). What is only
 * the counter's tick climbs and falls with k; what is another cause does not.
 */
#ifndef ANALYSIS_SAWTOOTH_H
#define ANALYSIS_SAWTOOTH_H

#include "store.h"

/* For every set of complete runs of the probes repeat-1 .. repeat-16 of one session or campaign,
 * with the same machine, load and counter, at least three different k: adds to the first of them
 * the curve `sawtooth` and the results `sawtooth_cost_ns` and `sawtooth_overhead_ns` (scope
 * `repeat`, grid `24MHz`), from results and samples that are stored already. What an earlier call
 * added is replaced. Returns 0, or -1 with one line in `why`. */
int sawtooth_analyze(struct store *s, char *why, size_t size);

#endif
