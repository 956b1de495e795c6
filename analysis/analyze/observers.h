/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Entropy against observers whose knowledge is in other runs of the database.
 */
#ifndef ANALYSIS_OBSERVERS_H
#define ANALYSIS_OBSERVERS_H

#include "store.h"

/* Adds adversary_min_entropy_bits and adversary_shannon_bits
 * - in the scope `observer` to every complete run whose session has an observer's: who knows the
 *   durations that this one has read so far;
 * - in the scopes `load` and `any_load` to every complete run of a machine, probe and counter that
 *   was recorded under two loads or more: who knows under which load a sample was taken, and who
 *   knows only that it was one of them.
 * Returns 0, or -1 with one line in `why`. */
int observers_analyze(struct store *s, char *why, size_t size);

#endif
