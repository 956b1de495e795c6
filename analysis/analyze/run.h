/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything that is computed of one run.
 */
#ifndef ANALYSIS_RUN_H
#define ANALYSIS_RUN_H

#include "series.h"
#include "store.h"

#include <stddef.h>
#include <stdint.h>

/* Key of an analysis of this run with these options by this build: results that are stored under it
 * are current. */
void run_key(const struct store_run *run, const struct run_options *o, char *key, size_t size);

/* Analyses a run and stores the results under `key`. Returns 0, or -1 with one line in `why`. */
int run_analyze(struct store *s, const struct store_run *run, const struct run_options *o,
    const char *key, char *why, size_t size);

#endif
