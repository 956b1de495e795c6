/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The samples of a run in memory, and the options of its analysis: what every part of the analysis
 * is given.
 */
#ifndef ANALYSIS_SERIES_H
#define ANALYSIS_SERIES_H

#include "counter.h"
#include "store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct run_options {
	uint64_t seed;
	uint64_t assess; /* samples that SP 800-90B assesses, at most */
	unsigned replicates, threads;
	struct counter grid; /* one more to read the run as; hz 0: none */
};

/* The effective sample size of a run's mid-ranks, at most the number of samples; where it is not
 * known, that number. */
struct worth {
	double n_eff;
	bool known;
	bool bound; /* one from above: memory is as long as the series */
};

struct series {
	uint64_t *start; /* NULL: the run has no start ticks */
	uint64_t *elapsed;
	uint8_t *flags; /* STORE_FLAG_* */
	size_t n;
	double hz;
	uint64_t tick;	   /* step of the counter by itself, as recorded; 1 where not known */
	bool ground_truth; /* the flags of the clock page, or of a probe's own page, are there */
	bool control;	   /* a control probe: its flags are exact */
	uint64_t restarts; /* fresh processes that took equal parts; 0: one process */
	bool traced;	   /* the kernel's trace is complete */
	/* The same as the published claim's counter, 24 MHz, counted it, where all timestamps are
	 * those of such a counter in whole ns (times 125/3). NULL: they are not. */
	struct series *undone;
};

/* Reads a run. Returns 0, or -1 with one line in `why`; nothing is to be released then. */
int series_read(
    struct series *x, struct store *s, const struct store_run *run, char *why, size_t size);
void series_release(struct series *x);

/* What other counters are emulated from: the counter's own ticks, undone where they were rescaled.
 * Flooring twice would lose a tick wherever the first floor did. */
const struct series *series_ticks(const struct series *x);

/* What the method of a figure of those says; NULL: nothing. */
const char *series_remark(const struct series *x);

#endif
