/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What went on while a chunk was taken: what happened to the sampling thread, and what the machine
 * did. Read between blocks, never inside the timed loop. Counts only ever go up; what the system
 * does not report stays unknown.
 */
#ifndef COLLECTOR_ACTIVITY_H
#define COLLECTOR_ACTIVITY_H

#include "json.h"

#include <stdbool.h>
#include <stdint.h>

#define ACTIVITY_UNKNOWN UINT64_MAX

/* Of the sampling thread; cheap, read around every block. */
struct activity_thread {
	int cpu; /* -1: unknown */
	uint64_t voluntary, involuntary, minor_faults, major_faults;
};

/* Of the machine, since boot; its clock ticks at 100 Hz, so a window of it should not be short. */
struct activity_system {
	double seconds;					      /* monotonic */
	uint64_t busy, total;				      /* clock ticks of all CPUs */
	uint64_t cpu_busy, cpu_total;			      /* of the sampling thread's CPU */
	uint64_t steal, switches, cpu_interrupts, migrations; /* migrations of the thread */
	uint64_t pressure_us[3]; /* some task waited for: cpu, memory, io */
};

/* Files that stay open, so that a reading costs little. */
struct activity {
	int stat, interrupts, sched, pressure[3];
	char *text; /* room for the longest of them */
};

/* Never fails: what cannot be opened stays unknown. */
void activity_open(struct activity *a);
void activity_close(struct activity *a);

void activity_thread(struct activity_thread *out);
void activity_system(struct activity *a, int cpu, struct activity_system *out);

/* Members of an open object: the differences. */
void activity_thread_json(
    struct json *j, const struct activity_thread *before, const struct activity_thread *after);
void activity_system_json(
    struct json *j, const struct activity_system *before, const struct activity_system *after);

#endif
