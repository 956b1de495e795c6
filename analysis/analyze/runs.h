/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The analysis of the runs of a database, several at a time. Figures do not depend on how many.
 */
#ifndef ANALYSIS_RUNS_H
#define ANALYSIS_RUNS_H

#include "series.h"
#include "store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct runs_options {
	struct run_options run; /* threads: of all runs together; stage is set here */
	const char *only;	/* UUID or prefix; NULL: every run */
	bool again;		/* also what is current */
	/* Neither is called by two threads at once. `failed` is given a run that could not be
	 * analysed; `progress` the samples that are done, of all, and what goes on. */
	void (*failed)(void *context, const char *uuid, const char *why);
	void (*progress)(void *context, uint64_t done, uint64_t total, const char *doing);
	void *context;
};

/* Analyses the runs that are not current; each is stored when it is done, so that what is
 * interrupted goes on from there. Returns how many could not be analysed, or -1 with one line in
 * `why`. */
int runs_analyze(struct store *s, const struct runs_options *o, char *why, size_t size);

#endif
