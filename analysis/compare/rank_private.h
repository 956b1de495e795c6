/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Many machines at once: how far each is from the rest, and which are no part of it.
 */
#ifndef COMPARE_RANK_H
#define COMPARE_RANK_H

#include "compare.h"

/* RANK_LEAST: so many machines are a fleet, in which one can be an outlier. */
enum { RANK_TOPICS = 3, RANK_LEAST = 5 };

/* A ratio to c->reference: the geometric mean over cells. The intervals of all machines and topics
 * hold together with 95 %; nan: not known. */
struct rank_ratio {
	double value, lo, hi;
	double off;   /* robust standard deviations from the median machine */
	bool outlier; /* see rank_machines */
};

struct ranked {
	size_t machine;
	struct rank_ratio topic[RANK_TOPICS];
	double most; /* the greatest |off|; 0: none known */
	bool outlier;
	/* Cells in which it differs from the reference in median, entropy or tail; in which that
	 * can be known, because both have two runs; in which both have any figure. */
	size_t differs, known, compared;
};

/* Every machine of the chosen cells, the farthest first, into list[0..set.machine_count). A machine
 * is an outlier in a topic where its ratio is more than five robust standard deviations (1.4826
 * times the median absolute deviation @[HAMPEL-1974]) from the median of all, and where the ratio's
 * interval, if there is one, does not hold 1. Returns how many. -1: no memory. */
int rank_machines(const struct compare *c, const bool *cells, struct ranked *list);

/* What few others have, "clocksource hpet", to be freed; "" where there is none; NULL: no memory.
 */
char *rank_unusual(const struct compare *c, size_t machine);

#endif
