/* SPDX-License-Identifier: MIT */
#include "probe_loop_private.h"
#include "probes_private.h"

#include <time.h>

/* The clock is a constant where it is used, as in the programs whose calls are imitated. */
#define PROBE(variable, id, text, what)                                                            \
	static inline unsigned call_##variable(void)                                               \
	{                                                                                          \
		struct timespec t;                                                                 \
		clock_gettime(id, &t);                                                             \
		return 0;                                                                          \
	}                                                                                          \
	static void run_##variable(                                                                \
	    const struct tlp_clock *clock, struct tlp_samples *out, size_t count)                  \
	{                                                                                          \
		tlp_loop(clock, out, count, call_##variable);                                      \
	}                                                                                          \
	const struct tlp_probe tlp_probe_##variable = {                                            \
	    .name = text, .describe = what, .run = run_##variable}

PROBE(clock_realtime, CLOCK_REALTIME, "clock-realtime",
    "clock_gettime(CLOCK_REALTIME): what gettimeofday() reads, in nanoseconds");
PROBE(clock_monotonic, CLOCK_MONOTONIC, "clock-monotonic",
    "clock_gettime(CLOCK_MONOTONIC): from the same page, never set back");
PROBE(clock_monotonic_raw, CLOCK_MONOTONIC_RAW, "clock-monotonic-raw",
    "clock_gettime(CLOCK_MONOTONIC_RAW): not slewed by NTP");
