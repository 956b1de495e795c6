/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where and how the sampling thread runs.
 */
#ifndef COLLECTOR_PIN_H
#define COLLECTOR_PIN_H

#include <stddef.h>

/* Keeps this thread on one CPU. Returns 0, or -1 with the reason in one line in `why`. */
int pin_to_cpu(int cpu, char *why, size_t size);

/* The highest CPU that this thread may run on; -1 where the system does not say. */
int pin_last(void);

/* The CPUs that this thread may run on, ascending, at most `most`. Returns how many; 0 where the
 * system does not say. */
int pin_allowed(int *cpu, int most);

/* The CPU that this thread runs on right now; -1 where it cannot be kept on one. */
int pin_current(void);

/* Lets the thread that was pinned run where it could before. */
void pin_release(void);

/* Keeps this thread off one CPU, and no longer off the one before, where there are others; a wish
 * that may come to nothing. */
void pin_away_from(int cpu);

/* Runs this thread before all ordinary ones (SCHED_FIFO, lowest priority); what it starts runs
 * ordinarily again. Returns 0, or -1 with the reason. */
int pin_fifo(char *why, size_t size);

/* Back to ordinary. */
void pin_ordinary(void);

#endif
