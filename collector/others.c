/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What else ran on the machine while a run was recorded: the busy time of all CPUs less that of the
 * recorder and of what it started and waited for. The load average cannot say it: it follows a
 * change within a minute, and counts the recorder itself. The system's clock ticks at 100 Hz, so
 * two CPUs over a quarter of a second are known to about 0.05 CPUs. Cost: two reads of /proc/stat.
 */
#include "others_private.h"

#include "monotonic.h"

#include <math.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static const double shortest_s = 0.2;

static double seconds_of(const struct timeval *t)
{
	return (double)t->tv_sec + 1e-6 * (double)t->tv_usec;
}

static double own_seconds(void)
{
	double sum = 0;
	static const int whose[] = {RUSAGE_SELF, RUSAGE_CHILDREN};
	for (size_t i = 0; i < 2; i++) {
		struct rusage r = {0};
		getrusage(whose[i], &r);
		sum += seconds_of(&r.ru_utime) + seconds_of(&r.ru_stime);
	}
	return sum;
}

static void look_at_machine(struct activity_system *out)
{
	struct activity a;
	activity_open(&a);
	activity_system(&a, 0, out);
	activity_close(&a);
}

/* A short run ends before the system's clock has ticked often enough. */
static void wait_for_window(double since_s)
{
	double left = since_s + shortest_s - monotonic_seconds();
	if (left > 0)
		nanosleep(&(struct timespec){0, (long)(1e9 * left)}, NULL);
}

void others_begin(struct others *o)
{
	o->own_s = own_seconds();
	look_at_machine(&o->machine);
}

double others_cpus(const struct others *o)
{
	struct activity_system now;
	wait_for_window(o->machine.seconds);
	look_at_machine(&now);
	double seconds = now.seconds - o->machine.seconds, own = own_seconds() - o->own_s;
	if (now.busy == ACTIVITY_UNKNOWN || o->machine.busy == ACTIVITY_UNKNOWN ||
	    now.busy < o->machine.busy)
		return (double)NAN;
	double busy = (double)(now.busy - o->machine.busy) / (double)sysconf(_SC_CLK_TCK);
	return fmax(0, (busy - own) / seconds);
}
