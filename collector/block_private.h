/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Memory for samples: blocks that one loop fills and one chunk holds. Every page is touched before
 * the first sample, so that no page fault is timed.
 */
#ifndef COLLECTOR_BLOCK_H
#define COLLECTOR_BLOCK_H

#include "activity_private.h"
#include "probe.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the writer counts of a run. */
struct tally {
	uint64_t committed;  /* samples */
	uint64_t steps_back; /* places where the counter was behind its last reading */
};

struct block {
	struct tlp_samples at; /* room for the pool's `room` samples */
	size_t count;	       /* filled */
	int64_t run;
	int64_t restart;     /* -1: none */
	struct tally *tally; /* where the writer counts what it has written */
	struct activity_thread before, after;
	bool has_window; /* the two readings of the machine that follow are there */
	struct activity_system from, to;
};

struct pool {
	struct block *block;
	size_t count, room; /* blocks; samples of each */
	void *memory;
	size_t bytes;
	uint64_t huge_kib; /* of the memory that lies in huge pages */
};

/* Blocks of `room` samples each; huge: ask for huge pages and note how much came of it. Returns 0,
 * or -1 with the reason in `why`. */
int pool_open(struct pool *p, size_t count, size_t room, bool huge, char *why, size_t size);
/* One block, which processes that are forked from now on have too. Returns 0, or -1 with errno. */
int pool_open_shared(struct pool *p, size_t room);
void pool_close(struct pool *p);

/* How often the counter steps back within a block: an end before its start, or a start before the
 * end of the sample before it. Takes half the time of a loop: not for the thread that samples. */
uint64_t block_steps_back(const struct block *b);

#endif
