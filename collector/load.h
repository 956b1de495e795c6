/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What else runs while samples are taken. A load is started before the first sample, stopped after
 * the last, and shown to have worked; a load that did nothing is never recorded as one.
 *
 * Between the collector and the generator stands a guard process that holds the reading end of a
 * pipe. When the writing end closes, because the load is stopped or because the collector died in
 * any way, the guard ends the generator's whole process group.
 */
#ifndef COLLECTOR_LOAD_H
#define COLLECTOR_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* A kind of load. Stressors are stress-ng's names with the instances per CPU. */
struct load_kind {
	const char *name;
	const char *describe;
	struct load_stressor {
		const char *name;
		double per_cpu;	      /* instances for each online CPU, at least one in all */
		const char *extra[2]; /* an option of stress-ng and its value, or NULL */
	} stressors[8];		      /* ends with a NULL name; none: idle */
};

/* Kinds in a fixed order; ends with a NULL name. */
extern const struct load_kind load_kinds[];

/* The kind of that name, or NULL. */
const struct load_kind *load_find(const char *name);

struct load {
	const struct load_kind *kind;
	pid_t guard;	   /* 0: nothing runs */
	int rope;	   /* writing end of the guard's pipe */
	char folder[64];   /* of the generator's output; "" if there is none */
	char command[512]; /* what was run, for the record */
};

/* Starts a load and waits until it runs. Returns 0, or -1 with the reason in one line in `why`. */
int load_start(struct load *l, const struct load_kind *kind, char *why, size_t size);

/* Whether the load still runs; always true for idle. */
bool load_alive(const struct load *l);

/* Stops it and reads what it did. *detail becomes a JSON object (malloc, the caller frees) with the
 * command and each stressor's operations. Returns 0, or -1 with the reason if it did not end well
 * or a stressor did nothing. Safe to call after a failed start. */
int load_stop(struct load *l, char **detail, char *why, size_t size);

#endif
