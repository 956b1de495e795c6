/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One session from its first to its last sample: load, warm-up, blocks of samples, each committed
 * while the next one is taken. A session has one run, or several that are taken block by block in
 * turn. Nothing is dropped; whatever ends it early leaves the blocks that were committed and an
 * honest status.
 */
#ifndef COLLECTOR_RECORD_H
#define COLLECTOR_RECORD_H

#include "load_private.h"
#include "probe.h"
#include "store.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An observer's run comes after those of the probes. */
enum { RECORD_PROBES = 16, RECORD_RUNS = RECORD_PROBES + 1 };

struct record_plan {
	const struct tlp_probe *probes[RECORD_PROBES];
	const char *specs[RECORD_PROBES]; /* each one's name, and its options after a ':' */
	size_t probe_count;		  /* more than one: interleaved */
	const struct load_kind *load;
	double intensity; /* of the load: 0 < intensity <= 1 */
	const char *label;
	uint64_t samples; /* of each probe, of each restart */
	uint64_t warmup;
	int cpu;       /* -1: wherever the scheduler puts it */
	size_t block;  /* samples of a block, at most STORE_CHUNK_SAMPLES */
	uint64_t seed; /* of the order of interleaved blocks */
	enum tlp_fence fence;
	const char *counter; /* as tlp_clock_open_named() knows it: "auto", "raw", ... */
	bool two_counters;   /* probes[0] twice, in turn: with that counter and with the other */
	bool deferred, fifo, mlock, hugepages;
	bool trace;		/* join the kernel's trace of that CPU */
	bool no_page;		/* do not watch the clock page */
	bool cold;		/* nor touch it before the first sample */
	uint64_t restarts;	/* fresh processes; 0: none */
	const char *program;	/* path of this program, for restarts */
	const char *loads_file; /* where the load is described; NULL: in the program's own file */
	int64_t campaign;	/* 0: of none */
	uint64_t cell;
};

/* Samples of a block where none was asked for. */
size_t record_usual_block(size_t probe_count);

enum record_end { RECORD_COMPLETE, RECORD_INTERRUPTED, RECORD_FAILED };

/* "complete", "interrupted", "failed": the status of the run. */
const char *record_end_name(enum record_end end);

struct record_outcome {
	enum record_end end;
	struct record_run {
		char uuid[STORE_UUID]; /* "" if the run did not even begin */
		uint64_t samples;      /* committed */
	} run[RECORD_RUNS];
	size_t runs;
	char session[STORE_UUID]; /* "" where there is one run alone */
	uint64_t samples;	  /* committed, of all runs */
	bool storage;		  /* it was the database that failed */
	double seconds;		  /* from the first sample to the last commit */
	char fallback[160];	  /* why the CPU's own counter was not used; "" where it was */
	char clocks[160];	  /* what was wrong with the clocks during the run; "" if nothing */
	char busy[80];		  /* what else ran during an idle run; "" if nothing */
	char shortfall[256];	  /* parts of the load that ran at another intensity; "" if none */
	char why[512];		  /* of a failure or an interruption */
};

/* Set by a signal handler: the session ends after the block that is being filled. */
extern volatile sig_atomic_t record_stop;

/* Whether the kernel's trace of that CPU can be had beside that counter. Returns 0, or -1 with the
 * reason. */
int record_try_trace(const char *counter, int cpu, char *why, size_t size);

/* Records by the plan. The outcome is always filled in. */
void record_run(struct store *s, const struct record_plan *plan, struct record_outcome *out);

#endif
