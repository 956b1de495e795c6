/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Many machines at once: how far each is from the rest, and which are no part of it.
 */
#ifndef COMPARE_RANK_H
#define COMPARE_RANK_H

#include "compare.h"

#include <stdio.h>

/* RANK_LEAST: so many machines are a fleet, in which one can be an outlier. */
enum { RANK_TOPICS = 3, RANK_LEAST = 5 };
/* Robust standard deviations: farther than RANK_FAR is an outlier; RANK_MOST is as good as none. */
enum { RANK_FAR = 5, RANK_MOST = 1000 };

/* A ratio to c->reference: the geometric mean over cells. The intervals of all machines and topics
 * hold together with 95 %; nan: not known, some cell has one run; 0 to infinity: the runs scatter
 * so much that nothing is. */
struct rank_ratio {
	double value, lo, hi;
	double p;     /* of a ratio of 1, times the number of machines and topics */
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

/* "m03: median 2.93x; few others have clocksource hpet": an outlier and why. -1: no memory. */
int rank_put_outlier(FILE *out, const struct compare *c, const struct ranked *r);
/* "3 of 20 machines are outliers" */
void rank_put_count(FILE *out, const struct ranked *list, size_t n);

/* What few others have, "clocksource hpet", to be freed; "" where there is none; NULL: no memory.
 */
char *rank_unusual(const struct compare *c, size_t machine);

#endif
