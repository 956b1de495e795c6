/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the sampling thread runs.
 */
#ifndef COLLECTOR_PIN_H
#define COLLECTOR_PIN_H

#include <stddef.h>

/* Keeps this thread on one CPU. Returns 0, or -1 with the reason in one line in `why`. */
int pin_to_cpu(int cpu, char *why, size_t size);

#endif
