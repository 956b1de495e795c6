/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the kernel did inside a sample, exactly: its own trace of interrupts and task switches on
 * the sampling CPU, with times of the counter that the samples are timed with. The trace is a
 * private instance of tracefs, removed at the end; those of dead runs are removed at the next
 * start.
 */
#ifndef COLLECTOR_TRACE_H
#define COLLECTOR_TRACE_H

#include "clock.h"
#include "probe.h"

#include <stddef.h>
#include <stdint.h>

struct trace;

/* Makes ready to trace `cpu`, to which this thread is bound. Returns 0, or -1 with the reason in
 * one line in `why`, which says what to grant where a permission is missing. */
int trace_open(struct trace **out, const struct tlp_clock *clock, int cpu, char *why, size_t size);

/* Begins. Call it right before the first block: what a load does while it starts would fill the
 * kernel's buffer. */
void trace_start(struct trace *t);

/* Sets TLP_FLAG_IRQ and TLP_FLAG_SCHED of the samples of a block in which the kernel did something.
 * Call it after each block, before the next: it reads what was traced since the last call. Returns
 * 0, or -1 if the trace cannot be read any more. */
int trace_join(struct trace *t, const struct tlp_samples *block, size_t count);

/* Whether every event is known to have been read, and how many there were: "complete, 123 events on
 * x86-tsc", "incomplete, 4 of 127 events lost on x86-tsc". */
void trace_summary(const struct trace *t, char *out, size_t size);

/* Ends the trace and removes its instance. NULL is nothing. */
void trace_close(struct trace *t);

/* ---- parts that are tested by themselves --------------------------------------------------- */

/* One page of the kernel's ring buffer (events/header_page, events/header_event of tracefs). Calls
 * each(context, time, id) for every event in it. Returns the number of events that the kernel lost
 * before this page, 0 if none, 1 if it does not say how many, or -1 if this is no such page. */
int64_t trace_read_page(const unsigned char *page, size_t size,
    void (*each)(void *context, uint64_t time, unsigned id), void *context);

/* Sets a flag of the sample that holds this time; samples ascend. Returns 1 if one does, else 0. */
int trace_mark(const struct tlp_samples *block, size_t count, uint64_t ticks, uint8_t flag);

/* The same instant on the trace's clock and on the counter. */
struct trace_stamp {
	uint64_t ns, ticks;
};

/* A time of the trace's clock in ticks, on the line through two stamps (ns ascending). */
uint64_t trace_ticks(const struct trace_stamp *from, const struct trace_stamp *to, uint64_t ns);

#endif
