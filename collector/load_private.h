/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What else runs while samples are taken. A load is started before the first sample, stopped after
 * the last, and shown to have worked; a load that did nothing is never recorded as one.
 *
 * Between the collector and the generator is a guard process that holds the reading end of a
 * pipe. When the writing end closes, because the load is stopped or because the collector died in
 * any way, the guard ends the generator's whole process group.
 */
#ifndef COLLECTOR_LOAD_H
#define COLLECTOR_LOAD_H

#include "activity_private.h"
#include "effect_private.h"
#include "kind.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct load {
	const struct load_kind *kind; /* as asked for; from the trial on, what of it can run here */
	struct load_kind runs;	      /* what can run, where that is not all of it */
	struct load_left_out {
		char name[32], why[96];
	} left_out[KIND_STRESSORS]; /* stressors that stress-ng does not have on this system */
	size_t left_out_count;
	double intensity;
	pid_t guard;	   /* 0: nothing runs */
	pid_t generator;   /* and leader of its process group; 0: not known */
	bool refused;	   /* by load_start, with its reason */
	int rope;	   /* writing end of the guard's pipe */
	double seen;	   /* to work, at; monotonic seconds */
	bool adopts;	   /* what the guard leaves when it is killed comes to this process */
	char folder[64];   /* of the generator's output; "" if there is none */
	char command[768]; /* what was run, for the record */
	struct activity_system system[2];	/* the machine over half a second of the load */
	double used_s;				/* CPU time of the load meanwhile; nan: not known */
	double rate[EFFECTS], without[EFFECTS]; /* a second: meanwhile, and before it started */
	uint64_t trial[KIND_STRESSORS];		/* operations of each stressor in its trial */
};

/* Starts a load at a share of its full strength, 0 < intensity <= 1: tries out that every part does
 * operations, leaves out those that stress-ng cannot run on this system, unless that is all of
 * them, and waits until it is seen to work and to move what it is to move. Takes one to two
 * seconds. Returns 0, or -1 with the reason in one line in `why`.
 */
int load_start(
    struct load *l, const struct load_kind *kind, double intensity, char *why, size_t size);

/* What is known of a running load, a JSON object as of load_stop without the operations (malloc,
 * the caller frees); NULL for idle. */
char *load_describe(const struct load *l);

/* Whether the load is not the one that was asked for: the parts that run at another intensity and
 * those that were left out go into `out`. */
bool load_shortfall(const struct load *l, char *out, size_t size);

/* Whether the load still runs; always true for idle. */
bool load_alive(const struct load *l);

/* Stops it and reads what it did. *detail becomes a JSON object (malloc, the caller frees) with the
 * command, each stressor's operations and what the machine did meanwhile. Returns 0, or -1 with the
 * reason if it did not end well or a stressor did nothing. After a failed start, whose reason is
 * reported already, it only stops it. */
int load_stop(struct load *l, char **detail, char *why, size_t size);

#endif
