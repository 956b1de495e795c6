/* SPDX-License-Identifier: MIT */
#include "control_private.h"

#include <sched.h>

int tlp_thread_cpu(void)
{
	return sched_getcpu();
}

/* The kernel takes from the set what the thread's control group allows. */
int tlp_thread_move_off(int cpu)
{
	const struct sched_param none = {0};
	cpu_set_t set;
	sched_setscheduler(0, SCHED_OTHER, &none); /* spinning in a real-time class starves a CPU */
	CPU_ZERO(&set);
	for (int other = 0; other < CPU_SETSIZE; other++) {
		if (other != cpu)
			CPU_SET((size_t)other, &set);
	}
	return cpu < 0 ? 0 : sched_setaffinity(0, sizeof set, &set);
}
