/* SPDX-License-Identifier: MIT */
#include "probe_loop_private.h"
#include "probes_private.h"

static inline unsigned call_nothing(void)
{
	return 0;
}

static void run_loop(const struct tlp_clock *clock, struct tlp_samples *out, size_t count)
{
	tlp_loop(clock, out, count, call_nothing);
}

const struct tlp_probe tlp_probe_null = {.name = "null",
    .describe = "nothing between the two reads: the instrument itself",
    .run = run_loop};
