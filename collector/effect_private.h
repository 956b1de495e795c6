/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a load does to the machine, as the kernel counts it: by this a load is seen to work before
 * the first sample, whatever its generator says of itself.
 */
#ifndef COLLECTOR_EFFECT_H
#define COLLECTOR_EFFECT_H

#include <stdint.h>
#include <sys/types.h>

enum effect {
	EFFECT_USER, /* of the load's own processes: CPU time outside and inside the kernel, */
	EFFECT_SYSTEM,
	EFFECT_FAULTS,	   /* page faults, */
	EFFECT_SWITCHES,   /* times that one left its CPU, */
	EFFECT_WRITTEN,	   /* bytes given to write(2) and its like */
	EFFECT_INTERRUPTS, /* of the machine: of all CPUs, */
	EFFECT_PACKETS,	   /* received over the loopback */
	EFFECTS
};

/* "user", "faults" ... as data/loads.conf names them. */
const char *effect_name(enum effect e);

/* Returns the effect of that name, or EFFECTS. */
enum effect effect_find(const char *name);

struct effects {
	double seconds;		 /* monotonic */
	uint64_t count[EFFECTS]; /* ACTIVITY_UNKNOWN where the system does not report it */
};

/* Counts as of now. group 0: of the machine alone. */
void effects_read(pid_t group, struct effects *out);

/* What was counted in a second between two readings; nan where that is not known. */
double effect_rate(enum effect e, const struct effects *from, const struct effects *to);

/* CPU time in ns that the processes of a process group have used; with a name, only of those whose
 * command line starts with it and a blank. ACTIVITY_UNKNOWN where the system does not say. */
uint64_t effect_cpu_ns(pid_t group, const char *name);

#endif
