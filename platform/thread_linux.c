/* SPDX-License-Identifier: MIT */
#include "control.h"

#include <sched.h>

int tlp_thread_bound_to(void)
{
	cpu_set_t set;
	if (sched_getaffinity(0, sizeof set, &set) != 0 || CPU_COUNT(&set) != 1)
		return -1;
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (CPU_ISSET((size_t)cpu, &set))
			return cpu;
	}
	return -1;
}

/* The kernel takes from the set what the thread's control group allows. */
int tlp_thread_move_off(int except)
{
	const struct sched_param none = {0};
	cpu_set_t set;
	sched_setscheduler(0, SCHED_OTHER, &none); /* spinning in a real-time class starves a CPU */
	CPU_ZERO(&set);
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (cpu != except)
			CPU_SET((size_t)cpu, &set);
	}
	return except < 0 ? 0 : sched_setaffinity(0, sizeof set, &set);
}
