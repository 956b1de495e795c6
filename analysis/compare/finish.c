/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The interval of a row, and of its ratio.
 */
#include "pairs_private.h"

#include <math.h>

/* Both sides' spread together: nan where neither has two runs. */
static double pooled_sd(const struct contrast_side *a, const struct contrast_side *b)
{
	double df = (double)(a->n - 1) + (double)(b->n - 1);
	double ss = (a->n > 1 ? a->variance * (double)(a->n - 1) : 0) +
		    (b->n > 1 ? b->variance * (double)(b->n - 1) : 0);
	return df > 0 ? sqrt(ss / df) : (double)NAN;
}

bool pairs_log_side(struct contrast_side *out, const struct contrast_side *side)
{
	double m = side->mean, sd = side->n > 1 ? sqrt(side->variance / (double)side->n) : 0;
	if (!(m > 2 * sd))
		return false;
	*out = (struct contrast_side){
	    log(m), side->variance / (m * m), side->within / (m * m), side->step / m, side->n};
	return true;
}

static void ratio_interval(struct comparison *row, double alpha)
{
	struct contrast_side a, b;
	if (!pairs_log_side(&a, &row->side_a) || !pairs_log_side(&b, &row->side_b))
		return;
	struct contrast c = contrast_of(&a, &b, alpha);
	row->ratio_lo = exp(c.lo);
	row->ratio_hi = exp(c.hi);
}

/* The least of ten estimates: of two of them the ratio would be no ratio of entropies. */
static bool has_ratio(const struct comparison *row)
{
	bool assessed = row->of && row->of->id == FIGURE_MIN_90B;
	return !assessed || (row->estimate_a == row->estimate_b && row->estimate_a != FIGURES);
}

void pairs_finish(struct comparison *row, double alpha)
{
	if (isnan(row->side_a.mean))
		return; /* a distance has no sides */
	row->difference = contrast_of(&row->side_a, &row->side_b, alpha);
	row->between_run_sd = pooled_sd(&row->side_a, &row->side_b);
	if (row->side_a.mean > 0 && has_ratio(row))
		row->ratio = row->side_b.mean / row->side_a.mean;
	if (row->side_a.mean > 0 && row->side_b.mean > 0 && has_ratio(row))
		ratio_interval(row, alpha);
}
