/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The clocks over the whole of a run: the counter against CLOCK_MONOTONIC_RAW, and the wall clock
 * against the monotonic one. Looks are taken between blocks; what they come to is stored with the
 * run. Nothing is corrected.
 */
#ifndef COLLECTOR_CLOCK_WATCH_H
#define COLLECTOR_CLOCK_WATCH_H

#include "clock.h"
#include "json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One look at all clocks. */
struct clock_look {
	struct tlp_instant at;	    /* of the counter and of CLOCK_MONOTONIC_RAW */
	double monotonic_s, wall_s; /* CLOCK_MONOTONIC and CLOCK_REALTIME */
};

struct clock_watch {
	bool reference; /* the counter is CLOCK_MONOTONIC_RAW itself: nothing to hold it against */
	double hz;	/* of the counter, as it was calibrated before the run */
	uint64_t looks;
	struct clock_look first, last;
	uint64_t jumps;		 /* between two looks, further apart than their brackets explain */
	double greatest_jump_ns; /* the counter's lead over the reference within one interval */
	uint64_t counter_back, reference_back; /* looks at which a clock was behind the last one */
	uint64_t monotonic_back;	       /* the same of CLOCK_MONOTONIC */
	uint64_t wall_steps;		       /* of 50 ms and more against the monotonic clock */
	double greatest_wall_step_s;
};

/* Begins with a first look. */
void clock_watch_begin(
    struct clock_watch *w, const struct tlp_clock *clock, const struct clock_look *look);
void clock_watch_add(struct clock_watch *w, const struct clock_look *look);

/* Looks at the clocks of this machine, a few microseconds. */
struct clock_look clock_look_now(const struct tlp_clock *clock);

/* Looks if the last look is 10 ms and more ago, or lies in the future. */
void clock_watch_now(struct clock_watch *w, const struct tlp_clock *clock);

/* Seconds from the first look to the last, by the monotonic clock; nan where that went back. */
double clock_watch_seconds(const struct clock_watch *w);

/* Members of an open object; docs/database.md names them. steps_back is counted in the samples. */
void clock_watch_json(struct json *j, const struct clock_watch *w, uint64_t steps_back);

/* One line on what is wrong with the clocks; "" where nothing is. */
void clock_watch_fault(const struct clock_watch *w, uint64_t steps_back, char *out, size_t size);

#endif
