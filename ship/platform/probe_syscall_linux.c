/* SPDX-License-Identifier: MIT */
#include "probe_loop_private.h"
#include "probes_private.h"

#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

static inline unsigned call_kernel(void)
{
	struct timeval tv;
	syscall(SYS_gettimeofday, &tv, NULL);
	return 0;
}

void tlp_time_by_syscall(void)
{
	call_kernel();
}

static void run_loop(const struct tlp_clock *clock, struct tlp_samples *out, size_t count)
{
	tlp_loop(clock, out, count, call_kernel);
}

const struct tlp_probe tlp_probe_syscall = {.name = "syscall",
    .describe = "the gettimeofday system call itself: what the clock page saves",
    .run = run_loop};
