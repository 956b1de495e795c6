/* SPDX-License-Identifier: MIT
 *
 * k calls of gettimeofday() back to back. If a duration of 0 or 1 ticks is the counter's grid and
 * not two kinds of call, then the share of the longer one rises and falls with k: a sawtooth.
 */
#include "probe_loop_private.h"
#include "probes_private.h"

#include <sys/time.h>

TLP_INLINE unsigned repeat(int k)
{
	struct timeval tv;
	for (int i = 0; i < k; i++)
		gettimeofday(&tv, NULL);
	return 0;
}

#define PROBE(k, calls)                                                                            \
	static inline unsigned call_##k(void)                                                      \
	{                                                                                          \
		return repeat(k);                                                                  \
	}                                                                                          \
	static void run_##k(const struct tlp_clock *clock, struct tlp_samples *out, size_t count)  \
	{                                                                                          \
		tlp_loop(clock, out, count, call_##k);                                             \
	}                                                                                          \
	const struct tlp_probe tlp_probe_repeat_##k = {.name = "repeat-" #k,                       \
	    .describe = #k " " calls " of gettimeofday() back to back",                            \
	    .run = run_##k}

PROBE(1, "call");
PROBE(2, "calls");
PROBE(3, "calls");
PROBE(4, "calls");
PROBE(5, "calls");
PROBE(6, "calls");
PROBE(7, "calls");
PROBE(8, "calls");
PROBE(9, "calls");
PROBE(10, "calls");
PROBE(11, "calls");
PROBE(12, "calls");
PROBE(13, "calls");
PROBE(14, "calls");
PROBE(15, "calls");
PROBE(16, "calls");
