/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kind of a CPU, on machines that have several: performance and efficiency cores, big and
 * little ones.
 */
#ifndef COLLECTOR_CORE_TYPE_H
#define COLLECTOR_CORE_TYPE_H

#include <stddef.h>

/* "performance", "efficiency" or "capacity N" (of 1024) of CPU `cpu`; "unknown" where the system
 * says nothing of it, or for -1. `root` precedes every path: "" but in tests. */
void core_type_read(int cpu, const char *root, char *out, size_t size);

#endif
