/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pin.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

int pin_to_cpu(int cpu, char *why, size_t size)
{
	cpu_set_t set;
	CPU_ZERO(&set);
	if (cpu < CPU_SETSIZE)
		CPU_SET((size_t)cpu, &set);
	if (sched_setaffinity(0, sizeof set, &set) == 0)
		return 0;
	snprintf(why, size, "cannot run on CPU %d alone: %s", cpu,
	    errno == EINVAL ? "there is no such CPU or it may not be used" : strerror(errno));
	return -1;
}
