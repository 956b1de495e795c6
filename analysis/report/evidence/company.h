/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which runs are laid over one another.
 */
#ifndef REPORT_COMPANY_H
#define REPORT_COMPANY_H

#include "book.h"

#include <stdbool.h>
#include <stddef.h>

enum { COMPANY_MAX = 8 };

struct company {
	size_t runs[COMPANY_MAX], count; /* indices into the book; fewer than 2: nothing to lay */
	size_t all;			 /* how many there would be */
	bool blank[COMPANY_MAX];	 /* has nothing to draw; known once it is drawn */
};

/* The runs of the same machine, probe and counter as the one at `first`; none if an earlier run has
 * them. Where there are more than fit, one of each load. */
struct company company_of_loads(const struct book *b, size_t first);

/* Of the runs of the same machine, probe and counter as the one at `like`, the first of each load.
 */
struct company company_by_load(const struct book *b, size_t like);

#endif
