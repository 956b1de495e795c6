/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * macOS keeps no thread on a CPU, so that no run is of one kind; how many there are of each is in
 * the facts of the machine (cpu.performance_cores, cpu.efficiency_cores).
 */
#include "core_type_private.h"

#include <stdio.h>

void core_type_read(int cpu, const char *root, char *out, size_t size)
{
	(void)cpu;
	(void)root;
	snprintf(out, size, "unknown");
}
