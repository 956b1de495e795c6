/* SPDX-License-Identifier: MIT */
#include "control.h"

/* macOS binds no thread to a CPU, so there is none to keep off. */
int tlp_thread_bound_to(void)
{
	return -1;
}

int tlp_thread_move_off(int except)
{
	(void)except;
	return 0;
}
