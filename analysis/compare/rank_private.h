/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Many machines at once: how far each is from the rest, and which are no part of it.
 */
#ifndef COMPARE_RANK_H
#define COMPARE_RANK_H

#include "compare.h"

/* RANK_LEAST: so many machines are a fleet from which one can stand out. */
enum { RANK_TOPICS = 3, RANK_LEAST = 5 };

struct ranked {
	size_t machine;
	double ratio[RANK_TOPICS]; /* to c->reference, geometric mean over cells; nan: not known */
	double off[RANK_TOPICS];   /* robust standard deviations from the median machine */
	double most;		   /* the greatest of them; 0: none known */
	bool out[RANK_TOPICS];	   /* stands out in it */
	bool stands_out;
	size_t differs, compared; /* cells in which it differs from the reference, of so many */
};

/* Every machine of the chosen cells, the farthest first, into list[0..set.machine_count). A machine
 * stands out in a topic where it lies more than five robust standard deviations (1.4826 times the
 * median absolute deviation @[HAMPEL-1974]) from the median of all. Returns how many. -1: no
 * memory. */
int rank_machines(const struct compare *c, const bool *cells, struct ranked *list);

/* What few others have, "clocksource hpet", to be freed; "" where there is none; NULL: no memory.
 */
char *rank_unusual(const struct compare *c, size_t machine);

#endif
