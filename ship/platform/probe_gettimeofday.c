/* SPDX-License-Identifier: MIT */
#include "probe_loop_private.h"
#include "probes_private.h"

#include <sys/time.h>

static inline unsigned call_gettimeofday(void)
{
	struct timeval tv;
	gettimeofday(&tv, NULL);
	return 0;
}

static void run_loop(const struct tlp_clock *clock, struct tlp_samples *out, size_t count)
{
	tlp_loop(clock, out, count, call_gettimeofday);
}

const struct tlp_probe tlp_probe_gettimeofday = {.name = "gettimeofday",
    .describe = "gettimeofday() of libc: read from the clock page, no system call where it can",
    .run = run_loop};
