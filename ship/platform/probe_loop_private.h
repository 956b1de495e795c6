/* SPDX-License-Identifier: MIT
 *
 * The timed loop, private to this room: written once, compiled for each probe, kind of clock and
 * kind of page. All that is passed as a constant is decided by the compiler, so that each loop
 * holds the two reads of the counter, the call, the two reads of the page and the stores, without a
 * branch.
 */
#ifndef TLP_PROBE_LOOP_H
#define TLP_PROBE_LOOP_H

#include "counter_private.h"
#include "probe.h"

#define TLP_INLINE static inline __attribute__((always_inline))

/* The timed call; returns flags that only it can know, 0 for all but control probes. */
typedef unsigned tlp_call_fn(void);

/* Flags by arithmetic: a comparison becomes 0 or 1 without a jump. */
TLP_INLINE unsigned tlp_flags_of_sequence(uint64_t before, uint64_t after)
{
	return (unsigned)((uint32_t)before != (uint32_t)after) * TLP_FLAG_OVERLAP +
	       (unsigned)(before & 1) * TLP_FLAG_ODD_AT_START +
	       (unsigned)(before >> 32 == 0) * TLP_FLAG_FALLBACK;
}

TLP_INLINE unsigned tlp_flags_of_stamp(
    uint64_t before, uint64_t after, uint64_t start, uint64_t stale)
{
	unsigned zero = before == 0, old = start - before >= stale;
	return (unsigned)(before != after) * TLP_FLAG_OVERLAP + zero * TLP_FLAG_ODD_AT_START +
	       (zero | old) * TLP_FLAG_FALLBACK;
}

/* The pointers are copied out of `out` first: the call may write any memory for all the compiler
 * knows, and would have them read again for every sample. The CPU is compared with that of the
 * sample before: a second read of it would be timed or cost as much as what is timed. */
TLP_INLINE void tlp_loop_with(const struct tlp_samples *out, size_t count, tlp_call_fn *call,
    uint64_t (*read_start)(void), uint64_t (*read_end)(uint32_t *cpu), enum tlp_page_kind kind)
{
	uint64_t *start = out->start, *elapsed = out->elapsed;
	uint8_t *flags = out->flags;
	const volatile uint64_t *word = kind ? out->page->word : NULL;
	const uint64_t stale = kind == TLP_PAGE_STAMP ? out->page->stale_ticks : 0;
	uint32_t last, cpu;
	read_end(&last);
	for (size_t i = 0; i < count; i++) {
		uint64_t word_before = kind ? *word : 0;
		uint64_t before = read_start();
		unsigned known = call();
		uint64_t after = read_end(&cpu);
		uint64_t word_after = kind ? *word : 0;
		start[i] = before;
		elapsed[i] = after - before;
		known |= (unsigned)(cpu != last) * TLP_FLAG_CPU_CHANGED;
		last = cpu;
		if (kind == TLP_PAGE_SEQUENCE)
			known |= tlp_flags_of_sequence(word_before, word_after);
		if (kind == TLP_PAGE_STAMP)
			known |= tlp_flags_of_stamp(word_before, word_after, before, stale);
		flags[i] = (uint8_t)known;
	}
}

TLP_INLINE void tlp_loop_on(const struct tlp_clock *clock, const struct tlp_samples *out,
    size_t count, tlp_call_fn *call, enum tlp_page_kind kind)
{
	bool full = clock->fence == TLP_FENCE_FULL;
	if (clock->kind == TLP_CLOCK_POSIX)
		tlp_loop_with(out, count, call, tlp_posix_read, tlp_posix_read_on, kind);
#ifdef TLP_COUNTER_SECOND
	else if (clock->kind == TLP_CLOCK_SECOND)
		tlp_loop_with(out, count, call, tlp_second_start, tlp_second_end_on, kind);
#endif
#ifdef TLP_COUNTER_APART
	else if (!clock->cpu_in_read && full)
		tlp_loop_with(out, count, call, tlp_counter_start, tlp_counter_end_apart, kind);
	else if (!clock->cpu_in_read)
		tlp_loop_with(
		    out, count, call, tlp_counter_start_bare, tlp_counter_end_bare_apart, kind);
#endif
	else if (full)
		tlp_loop_with(out, count, call, tlp_counter_start, tlp_counter_end_on, kind);
	else
		tlp_loop_with(out, count, call, tlp_counter_start_bare, tlp_counter_end_bare, kind);
}

/* The body of a probe's run(): the kinds of clock and page are decided once, outside the loop. */
TLP_INLINE void tlp_loop(
    const struct tlp_clock *clock, const struct tlp_samples *out, size_t count, tlp_call_fn *call)
{
	switch (out->page ? out->page->kind : TLP_PAGE_NONE) {
	case TLP_PAGE_NONE:
		tlp_loop_on(clock, out, count, call, TLP_PAGE_NONE);
		break;
	case TLP_PAGE_SEQUENCE:
		tlp_loop_on(clock, out, count, call, TLP_PAGE_SEQUENCE);
		break;
	case TLP_PAGE_STAMP:
		tlp_loop_on(clock, out, count, call, TLP_PAGE_STAMP);
		break;
	}
}

#endif
