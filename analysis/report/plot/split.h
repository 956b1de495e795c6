/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The paper's picture: how often a counter shows the longer of two neighbouring counts, by the
 * cost of the call in its ticks.
 */
#ifndef REPORT_SPLIT_H
#define REPORT_SPLIT_H

#include "gallery.h"

#include <stddef.h>

enum split_kind {
	SPLIT_SWEEP,	 /* recorded samples through a clock of another tick */
	SPLIT_HERE,	 /* the same through the counter of the claim */
	SPLIT_EXPLAINED, /* a published table that the hypothesis explains */
	SPLIT_EXCEPTION, /* one that it does not */
	SPLIT_CLAIM,	 /* the claim's own */
	SPLIT_ZERO,	 /* a machine without entropy */
};

struct split_point {
	enum split_kind kind;
	size_t machine;	    /* of those measured, from 0; else 0 */
	double cost, share; /* ticks; of samples above the whole ticks of the cost */
	double lo, hi;	    /* of the share; nan: no interval */
	const char *name;   /* borrowed; a point of a sweep has none */
};

/* Draws it into a gallery that is empty, wide and for a phone, from one table: stem.svg and
 * stem-narrow.svg. What cannot be drawn is noted in its plate. Takes stem and caption. */
void split_draw(struct gallery *g, char *stem, char *caption, const struct split_point *points,
    size_t count, const struct gallery_tools *tools);

#endif
