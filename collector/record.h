/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One run from its first to its last sample: load, warm-up, blocks of samples, each committed as it
 * fills. Nothing is dropped; whatever ends a run early leaves the blocks that were committed and an
 * honest status.
 */
#ifndef COLLECTOR_RECORD_H
#define COLLECTOR_RECORD_H

#include "load.h"
#include "probe.h"
#include "store.h"

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

struct record_plan {
	const struct tlp_probe *probe;
	const char *probe_spec; /* its name, and its options after a ':' */
	const struct load_kind *load;
	const char *label;
	uint64_t samples, warmup;
	int cpu;      /* -1: wherever the scheduler puts it */
	bool trace;   /* join the kernel's trace of that CPU */
	bool no_page; /* do not watch the clock page */
};

enum record_end { RECORD_COMPLETE, RECORD_INTERRUPTED, RECORD_FAILED };

/* "complete", "interrupted", "failed": the status of the run. */
const char *record_end_name(enum record_end end);

struct record_outcome {
	enum record_end end;
	char uuid[STORE_UUID]; /* "" if the run did not even begin */
	uint64_t samples;      /* committed */
	double seconds;	       /* from the first sample to the last commit */
	char why[512];	       /* of a failure or an interruption */
};

/* Set by a signal handler: the run ends after the block that is being filled. */
extern volatile sig_atomic_t record_stop;

/* Records by the plan. The outcome is always filled in. */
void record_run(struct store *s, const struct record_plan *plan, struct record_outcome *out);

#endif
