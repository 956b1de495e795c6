/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Was a machine as idle as a run's label says?
 */
#ifndef BASE_IDLE_H
#define BASE_IDLE_H

#include <stdbool.h>
#include <stddef.h>

/* Above these a machine was busy: load average of the last minute for each CPU, and per cent of the
 * last ten seconds in which some task waited for a CPU. */
#define IDLE_LOAD_PER_CPU 0.5
#define IDLE_PRESSURE_PERCENT 5.0

/* "load was 2.3 on 2 CPUs, CPU pressure 48 %": what is above its limit; "" and false where nothing
 * is. nan: not known. */
bool idle_busy_words(char *out, size_t size, double load, double pressure, double cpus);

#endif
