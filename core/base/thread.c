/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "thread.h"

enum { STACK_BYTES = 4 << 20 };

int thread_start(pthread_t *thread, void *(*work)(void *), void *argument)
{
	pthread_attr_t wide;
	int error = pthread_attr_init(&wide);
	if (error != 0)
		return error;
	error = pthread_attr_setstacksize(&wide, STACK_BYTES);
	if (error == 0)
		error = pthread_create(thread, &wide, work, argument);
	pthread_attr_destroy(&wide);
	return error;
}
