/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Affinity of threads by sched_setaffinity(2). The set from before the first pinning is kept, so
 * that releasing gives back what the user's shell had set and not all CPUs.
 */
#include "pin.h"

#include <errno.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static cpu_set_t allowed; /* before this thread was pinned */
static bool pinned;

int pin_to_cpu(int cpu, char *why, size_t size)
{
	cpu_set_t set;
	pinned = pinned || sched_getaffinity(0, sizeof allowed, &allowed) == 0;
	CPU_ZERO(&set);
	if (cpu < CPU_SETSIZE)
		CPU_SET((size_t)cpu, &set);
	if (sched_setaffinity(0, sizeof set, &set) == 0)
		return 0;
	snprintf(why, size, "cannot run on CPU %d alone: %s", cpu,
	    errno == EINVAL ? "there is no such CPU or it may not be used" : strerror(errno));
	return -1;
}

int pin_last(void)
{
	cpu_set_t set;
	int last = -1;
	if (sched_getaffinity(0, sizeof set, &set) != 0)
		return -1;
	for (int i = 0; i < CPU_SETSIZE; i++)
		if (CPU_ISSET((size_t)i, &set))
			last = i;
	return last;
}

int pin_allowed(int *cpu, int most)
{
	cpu_set_t set;
	int n = 0;
	if (sched_getaffinity(0, sizeof set, &set) != 0)
		return 0;
	for (int i = 0; i < CPU_SETSIZE && n < most; i++)
		if (CPU_ISSET((size_t)i, &set))
			cpu[n++] = i;
	return n;
}

int pin_current(void)
{
	return sched_getcpu();
}

void pin_release(void)
{
	if (pinned)
		sched_setaffinity(0, sizeof allowed, &allowed);
	pinned = false;
}

/* Each time from what this thread was allowed at first: it may be given another CPU later. */
void pin_away_from(int cpu)
{
	static _Thread_local cpu_set_t base;
	static _Thread_local bool known;
	if (!known && sched_getaffinity(0, sizeof base, &base) != 0)
		return;
	known = true;
	cpu_set_t set = base;
	if (cpu >= 0 && cpu < CPU_SETSIZE)
		CPU_CLR((size_t)cpu, &set);
	if (CPU_COUNT(&set) > 0)
		sched_setaffinity(0, sizeof set, &set);
}

int pin_fifo(char *why, size_t size)
{
	struct sched_param p = {.sched_priority = sched_get_priority_min(SCHED_FIFO)};
	if (sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &p) == 0)
		return 0;
	snprintf(why, size, "cannot run before ordinary threads (--fifo): %s%s", strerror(errno),
	    errno == EPERM ? "; raise 'ulimit -r' or run as root" : "");
	return -1;
}

void pin_ordinary(void)
{
	struct sched_param p = {.sched_priority = 0};
	sched_setscheduler(0, SCHED_OTHER, &p);
}
