/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The analysis of one run, in three steps, of which only the second takes time and only the others
 * use the store: so runs can be analysed side by side.
 */
#ifndef ANALYSIS_RUN_H
#define ANALYSIS_RUN_H

#include "figures_private.h"
#include "series.h"
#include "store.h"

enum { RUN_KEY = 256 };

struct run_work {
	struct store_run row; /* with texts of its own */
	char key[RUN_KEY];
	struct series x;
	struct figures f;
};

/* What the figures of a run are made with: they are current while it is the same. */
void run_key(const struct store_run *run, const struct run_options *o, char *key, size_t size);

/* Reads a run. Returns 0, or -1 with one line in `why`; nothing is to be ended then. */
int run_begin(struct run_work *w, struct store *s, const struct store_run *run, const char *key,
    char *why, size_t size);

/* Computes every figure. o->stage is called as it goes on. Returns 0, or -1: no memory. */
int run_compute(struct run_work *w, const struct run_options *o);

/* Stores what was computed if rc, that of run_compute, is 0, and releases everything. Returns 0, or
 * -1 with one line in `why`. */
int run_end(struct run_work *w, struct store *s, int rc, char *why, size_t size);

#endif
