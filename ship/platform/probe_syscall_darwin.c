/* SPDX-License-Identifier: MIT
 *
 * macOS has deprecated syscall() but keeps it; nothing else public reaches the system call past
 * the commpage. The kernel's gettimeofday takes a third argument there, where it would store the
 * counter (bsd/kern/kern_time.c); and it writes the commpage anew, so these samples overlap by
 * their own doing (osfmk/kern/clock.c, clock_gettimeofday_and_absolute_time).
 */
#include "probe_loop_private.h"
#include "probes_private.h"

#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static inline unsigned call_kernel(void)
{
	struct timeval tv;
	syscall(SYS_gettimeofday, &tv, NULL, NULL);
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
