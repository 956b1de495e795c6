/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stands before libc (LD_PRELOAD) and makes CLOCK_MONOTONIC_RAW a counter of TICKLAB_COARSE_HZ
 * whose ticks are rounded down to ns, as kernels make ns of the ticks of a slow counter: 24 MHz
 * gives steps of 41 and 42 ns.
 */
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static uint64_t hz;

__attribute__((constructor)) static void read_hz(void)
{
	const char *text = getenv("TICKLAB_COARSE_HZ");
	hz = text ? strtoull(text, NULL, 10) : 0;
}

int clock_gettime(clockid_t id, struct timespec *t);

int clock_gettime(clockid_t id, struct timespec *t)
{
	int rc = (int)syscall(SYS_clock_gettime, id, t);
	if (rc != 0 || id != CLOCK_MONOTONIC_RAW || hz == 0)
		return rc;
	uint64_t tick = (uint64_t)t->tv_nsec * hz / 1000000000;
	t->tv_nsec = (long)(tick * 1000000000 / hz);
	return 0;
}
