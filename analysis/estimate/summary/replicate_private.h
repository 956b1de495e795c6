/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The figures of a summary as a bootstrap replicate has them: functions of the coarse cells.
 */
#ifndef REPLICATE_H
#define REPLICATE_H

#include "bootstrap.h"
#include "coarse.h"
#include "estimate.h"
#include "histogram.h"
#include "summary.h"
#include "summary_rows_private.h"

#include <stdbool.h>

/* A replicate's row: all places, then for each quantile of the original the share of
 * samples below it and the share at or below it. Places that a replicate does not have, the
 * quantiles themselves among them, are nan; MIN_PLUGIN is the share of the original's most common
 * value. */
enum {
	REPLICATE_BELOW = PLACES,
	REPLICATE_UP_TO = PLACES + QUANTILES,
	REPLICATE_FIGURES = PLACES + 2 * QUANTILES
};

/* For each cell, the share of its samples that is odd, odd in effective ticks, or in a window. */
struct replicate {
	double *odd, *odd_effective, *fast, *slow; /* one allocation, at odd */
	size_t top;				   /* the cell with the most common value */
	size_t quantile[QUANTILES];		   /* the cell of each quantile */
};

/* EST_OK or EST_NO_MEMORY. */
enum estimate_status replicate_init(struct replicate *r, const struct coarse *c,
    const struct histogram *h, uint64_t tick, const struct summary_options *o);
void replicate_release(struct replicate *r);

/* How much each cell moves figure `place` of the sample, whose figures are row[0..
 * REPLICATE_FIGURES), into per_cell[0..cells): its influence by the sample's own shares, up to a
 * constant. False where a figure is not smooth in the shares, or not of single samples. The other:
 * that of the share of samples in the lowest cells. */
bool replicate_influence(const struct replicate *r, const struct bootstrap_sample *s,
    const double *row, int place, double *per_cell);
void replicate_influence_of_share(const struct coarse *c, size_t cells_below, double *per_cell);

/* The place above the base where `rank` samples lie at or below, linear inside a cell of several
 * values; *at is its cell. */
double replicate_value_at(const struct bootstrap_sample *s, double rank, size_t *at);

/* A bootstrap_statistic; the context is a struct replicate. */
void replicate_figures(const struct bootstrap_sample *s, void *context, double *out);

#endif
