/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the two halves of a summary share: the figures (summary.c) and their intervals
 * (summary_intervals.c).
 */
#ifndef SUMMARY_WORK_H
#define SUMMARY_WORK_H

#include "bootstrap.h"
#include "histogram.h"
#include "linear.h"
#include "replicate_private.h"
#include "summary.h"
#include "summary_rows_private.h"

#include <stdbool.h>

struct summary_work {
	struct summary *s;
	const uint64_t *x;
	size_t n;
	const struct summary_options *o;
	struct histogram h;
	struct bootstrap *b;
	bool level_moves; /* that of the mid-ranks */
	struct linear_spread level;
	double *level_cell,
	    level_half;		 /* its influence while the spreads are found; its half width */
	bool heavy;		 /* a tail index of 4 or less is not excluded */
	bool pinned[2];		 /* the mode lies on one value alone */
	enum reason why[PLACES]; /* there is no interval */
	bool smooth[PLACES], moves[PLACES]; /* the figure has an influence; its level moves */
	struct linear_spread
	    spread[PLACES];		  /* of that influence, or of the share below a quantile */
	double quantile_n_eff[QUANTILES]; /* that the intervals of the quantiles imply, or nan */
};

static inline struct estimate *summary_at(const struct summary_work *w, int place)
{
	return &w->s->row[place].estimate;
}

/* Is the interval of this figure wanted, or of one that is made with it? */
bool summary_wants(const struct summary_work *w, int place);

/* Sets lo, hi and n_eff of the rows, and `why` where there is no interval. False: no memory. */
bool summary_intervals(struct summary_work *w);

/* The figures in pieces. False: no memory. */
bool summary_pieces(struct summary_work *w, const struct replicate *r);

#endif
