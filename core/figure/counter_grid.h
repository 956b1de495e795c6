/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counters as which a run is read: its own, the published claim's, and any that is asked for.
 */
#ifndef FIGURE_COUNTER_GRID_H
#define FIGURE_COUNTER_GRID_H

#include <stdbool.h>
#include <stdint.h>

struct counter {
	const char *name;  /* as results carry it; borrowed */
	double hz;	   /* 0: the run's own */
	uint32_t num, den; /* timestamps are reported times num / den, rounded down; 0: as ticks */
	bool after;	   /* rescaled after the subtraction, not before */
	bool random_phase; /* a phase drawn for each sample */
	double phase;	   /* 0 <= phase < 1 of a tick, on top */
};

extern const struct counter counter_native;	  /* "native" */
extern const struct counter counter_published;	  /* "24MHz" */
extern const struct counter counter_published_ns; /* "24MHz,rescale=125/3" */

/* Reads "HZ[,rescale=N/D][,after][,phase=P|,phase=random]", such as "24MHz,rescale=125/3". The text
 * is borrowed as the counter's name. Returns 0, or -1 if it is no such text. */
int counter_parse(const char *text, struct counter *out);

/* Units of what the counter reports in a second, for a run whose own counter has native_hz. */
double counter_unit_hz(const struct counter *c, double native_hz);

#endif
