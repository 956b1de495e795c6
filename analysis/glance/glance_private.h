/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A run at a glance: what a person at the terminal asks of samples that were just taken. Counts of
 * ticks, their quantiles, peaks and tail; no interval and no test, for which there is
 * `ticklab analyze`. Samples are given in pieces, so that a recording can be watched.
 */
#ifndef GLANCE_H
#define GLANCE_H

#include "tick.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	GLANCE_DENSE = 65536,  /* values below this are counted, greater ones are kept */
	GLANCE_FIRST = 200000, /* samples from which the tick is found */
	GLANCE_PEAKS = 8,
};

struct glance_bin {
	uint64_t tick, count;
};

/* A prominent local maximum of the counts, with what lies between its valleys. */
struct glance_peak {
	uint64_t tick, count;
};

/* `n`, and after glance_settle() what follows `far_room`, may be read. */
struct glance {
	uint64_t n;
	struct tick_facts facts;
	uint64_t *start, *elapsed; /* the first samples, in units */
	size_t first, found;	   /* how many they are; how many the tick was found from */
	bool starts;
	uint64_t first_start, last_end; /* of all, in units; 0 without starts */
	uint64_t *dense;		/* counts, by units */
	uint64_t *far;			/* the values that are not below GLANCE_DENSE */
	size_t far_count, far_room;

	struct tick tick;
	double tick_s;		 /* seconds of a tick; of a unit where no tick was found */
	struct glance_bin *bins; /* rising, every count above 0; in ticks */
	size_t bin_count, bin_room;
	struct glance_peak peak[GLANCE_PEAKS];
	size_t peaks;
};

/* Returns 0, or -1 if there is no memory. facts->unit_hz must be given. */
int glance_init(struct glance *g, const struct tick_facts *facts);
void glance_release(struct glance *g);

/* Takes samples in the order in which they were taken; start may be NULL, then and ever after.
 * Returns 0, or -1 if there is no memory. */
int glance_add(struct glance *g, const uint64_t *start, const uint64_t *elapsed, size_t n);

/* Finds the tick, counts ticks and finds peaks. At least one sample. Returns 0, or -1 if there is
 * no memory. More samples may follow, and another call. */
int glance_settle(struct glance *g);

/* After glance_settle: the least number of ticks that at least the share p of the samples do not
 * exceed, 0 < p <= 1. */
uint64_t glance_quantile(const struct glance *g, double p);

/* After glance_settle: samples of more than so many ticks. */
uint64_t glance_above(const struct glance *g, uint64_t ticks);

#endif
