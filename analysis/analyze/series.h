/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The samples of a run in memory, and the options of its analysis: what every part of the analysis
 * is given.
 */
#ifndef ANALYSIS_SERIES_H
#define ANALYSIS_SERIES_H

#include "counter_grid.h"
#include "store.h"
#include "tick.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct run_options {
	uint64_t seed;
	uint64_t assess;   /* samples that SP 800-90B assesses, at most */
	bool all_mappings; /* SP 800-90B of every mapping to symbols, not of the ranks alone */
	unsigned replicates, threads;
	struct counter grid; /* one more to read the run as; hz 0: none */
	/* Called as the analysis goes on: what begins, and the share that is done; or NULL. */
	void (*stage)(void *context, const char *doing, double share);
	void *context;
};

/* The effective sample size of a run's mid-ranks, at most the number of samples; where it is not
 * known, that number. */
struct effective_size {
	double n_eff;
	bool known;
	bool bound; /* one from above: memory is as long as the series */
};

/* A run in ticks of its own counter, whatever unit it was recorded in: see tick.h. */
struct series {
	uint64_t *start; /* NULL: the run has no start ticks, or they cannot be counted */
	uint64_t *elapsed;
	uint8_t *flags; /* STORE_FLAG_* */
	size_t n;
	double hz;	  /* of the counter */
	struct tick tick; /* what was found; in recorded units */
	size_t off;	  /* durations that are no number of ticks: they have the nearest */
	uint64_t
	    *recorded; /* durations as they were recorded; elapsed itself where that is in ticks */
	double recorded_hz;
	bool ground_truth; /* the flags of the clock page, or of a probe's own page, are there */
	bool control;	   /* a control probe: its flags are exact */
	uint64_t restarts; /* fresh processes that took equal parts; 0: one process */
	bool traced;	   /* the kernel's trace is complete */
};

/* Reads a run and decodes it. Returns 0, or -1 with one line in `why`; nothing is to be released
 * then. */
int series_read(
    struct series *x, struct store *s, const struct store_run *run, char *why, size_t size);
/* The same of the first `most` samples at most, without flags and what belongs to them. */
int series_read_front(struct series *x, struct store *s, const struct store_run *run, size_t most,
    char *why, size_t size);
void series_release(struct series *x);

/* Whether the unit of the recording is another than the counter's tick. */
bool series_is_decoded(const struct series *x);

#endif
