/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On x86 the perf subsystem lists the CPUs of each kind of a hybrid processor; on arm64 a CPU has a
 * capacity relative to the greatest. Where all CPUs are of one kind neither need be there. Paths:
 * the kernel's Documentation/ABI.
 */
#include "core_type_private.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static bool line_read(char *out, size_t size, const char *root, const char *path)
{
	char name[512];
	snprintf(name, sizeof name, "%s%s", root, path);
	FILE *f = fopen(name, "r");
	if (!f)
		return false;
	bool there = fgets(out, (int)size, f) != NULL;
	fclose(f);
	return there;
}

/* Whether a list such as "0-3,8,10-11" names the CPU. */
static bool list_has(const char *list, long cpu)
{
	for (const char *at = list; *at >= '0' && *at <= '9';) {
		char *end;
		long first = strtol(at, &end, 10), last = first;
		if (*end == '-')
			last = strtol(end + 1, &end, 10);
		if (cpu >= first && cpu <= last)
			return true;
		at = *end == ',' ? end + 1 : "";
	}
	return false;
}

void core_type_read(int cpu, const char *root, char *out, size_t size)
{
	static const struct {
		const char *path, *name;
	} kind[] = {{"/sys/devices/cpu_core/cpus", "performance"},
	    {"/sys/devices/cpu_atom/cpus", "efficiency"}};
	char line[1024], path[128];
	snprintf(out, size, "unknown");
	for (size_t i = 0; cpu >= 0 && i < sizeof kind / sizeof *kind; i++)
		if (line_read(line, sizeof line, root, kind[i].path) && list_has(line, cpu)) {
			snprintf(out, size, "%s", kind[i].name);
			return;
		}
	snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%d/cpu_capacity", cpu);
	if (cpu < 0 || !line_read(line, sizeof line, root, path))
		return;
	char *end;
	long capacity = strtol(line, &end, 10);
	if (end > line && capacity > 0 && capacity <= 1024)
		snprintf(out, size, "capacity %ld", capacity);
}
