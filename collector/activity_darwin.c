/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * macOS counts faults and switches for the process alone, so those of the thread that writes are
 * among them, and has no /proc.
 */
#include "activity_private.h"

#include "monotonic.h"

#include <pthread.h>
#include <string.h>
#include <sys/resource.h>

void activity_open(struct activity *a)
{
	*a = (struct activity){-1, -1, -1, {-1, -1, -1}, NULL};
}

void activity_close(struct activity *a)
{
	(void)a;
}

void activity_thread(struct activity_thread *out)
{
	struct rusage r;
	size_t cpu;
	getrusage(RUSAGE_SELF, &r);
	*out = (struct activity_thread){.cpu = pthread_cpu_number_np(&cpu) == 0 ? (int)cpu : -1,
	    .voluntary = (uint64_t)r.ru_nvcsw,
	    .involuntary = (uint64_t)r.ru_nivcsw,
	    .minor_faults = (uint64_t)r.ru_minflt,
	    .major_faults = (uint64_t)r.ru_majflt};
}

void activity_system(struct activity *a, int cpu, struct activity_system *out)
{
	(void)a;
	(void)cpu;
	memset(out, 0xFF, sizeof *out); /* every count ACTIVITY_UNKNOWN */
	out->seconds = monotonic_seconds();
}
