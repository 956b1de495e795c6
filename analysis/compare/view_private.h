/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A row as b against a, whichever way it was made.
 */
#ifndef COMPARE_VIEW_H
#define COMPARE_VIEW_H

#include "compare.h"

struct view {
	const struct comparison *row;
	double difference, lo, hi, ratio, ratio_lo, ratio_hi, within_lo, within_hi;
};

bool view_find(
    struct view *v, const struct compare *c, const char *figure, size_t cell, size_t a, size_t b);

/* The first figure of a topic that the two have. */
bool view_topic(struct view *v, const struct compare *c, enum measured_topic topic, size_t cell,
    size_t a, size_t b);

/* Has its difference an interval from the scatter between runs? */
bool view_has_interval(const struct view *v);

/* A machine's distance from another in a cell, in ns (Wasserstein); nan: not known. */
double view_distance(const struct compare *c, size_t cell, size_t a, size_t b);

#endif
