/* SPDX-License-Identifier: MIT
 *
 * The timed loop, private to this room: written once, compiled once per probe and kind of clock.
 * `call` is a constant where it is used, so the compiler puts its body between the two reads.
 */
#ifndef TLP_PROBE_LOOP_H
#define TLP_PROBE_LOOP_H

#include "counter.h"
#include "probe.h"

#include <string.h>

#define TLP_INLINE static inline __attribute__((always_inline))

typedef void tlp_call_fn(void);

/* The pointers are copied out of `out` first: the call may write any memory for all the compiler
 * knows, and would have them read again for every sample. */
#define TLP_LOOP(name, read_start, read_end)                                                       \
	TLP_INLINE void name(const struct tlp_samples *out, size_t count, tlp_call_fn *call)       \
	{                                                                                          \
		uint64_t *start = out->start, *elapsed = out->elapsed;                             \
		for (size_t i = 0; i < count; i++) {                                               \
			uint64_t before = read_start();                                            \
			call();                                                                    \
			uint64_t after = read_end();                                               \
			start[i] = before;                                                         \
			elapsed[i] = after - before;                                               \
		}                                                                                  \
	}

TLP_LOOP(tlp_loop_counter, tlp_counter_start, tlp_counter_end)
TLP_LOOP(tlp_loop_posix, tlp_posix_read, tlp_posix_read)

/* The body of a probe's run(): the kind of clock is decided once, outside the loop. */
TLP_INLINE void tlp_loop(
    const struct tlp_clock *clock, struct tlp_samples *out, size_t count, tlp_call_fn *call)
{
	memset(out->flags, 0, count);
	if (clock->kind == TLP_CLOCK_COUNTER)
		tlp_loop_counter(out, count, call);
	else
		tlp_loop_posix(out, count, call);
}

#endif
