/* SPDX-License-Identifier: MIT */
#include "control_private.h"

/* macOS binds no thread to a CPU, so there is none to keep off. */
int tlp_thread_cpu(void)
{
	return -1;
}

int tlp_thread_move_off(int cpu)
{
	(void)cpu;
	return 0;
}
