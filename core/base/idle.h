/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Was a machine as idle as a run's label says?
 */
#ifndef BASE_IDLE_H
#define BASE_IDLE_H

#include <stdbool.h>
#include <stddef.h>

/* Above these a machine was busy: load average of the last minute for each CPU, per cent of the
 * last ten seconds in which some task waited for a CPU, and CPUs that other processes used during
 * the run itself: daemons and the kernel use hundredths, one task that computes uses one. */
#define IDLE_LOAD_PER_CPU 0.5
#define IDLE_PRESSURE_PERCENT 5.0
#define IDLE_OTHERS_CPUS 0.25

/* What is known of a machine; nan: not known. */
struct idle_signs {
	double load, pressure, others, cpus;
};

/* "load was 2.3 on 2 CPUs, CPU pressure was 48 %, other processes used 1.3 CPUs": what is above its
 * limit; "" and false where nothing is. */
bool idle_busy_words(char *out, size_t size, const struct idle_signs *signs);

#endif
