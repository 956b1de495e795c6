/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Replicates of one cell: runs of the same machine, probe, load, counter and campaign. The run is
 * the independent unit, so a cell is judged by the mean of its runs' figures and the spread between
 * them, not by the verdicts of its runs.
 */
#ifndef CLAIM_CELLS_H
#define CLAIM_CELLS_H

#include "subject_private.h"

#include "store.h"

struct cell;

struct cells {
	const struct registry *registry; /* borrowed */
	struct cell **cell;
	size_t n;
};

void cells_init(struct cells *c, const struct registry *registry);
void cells_release(struct cells *c);

/* Adds a complete, analysed run to its cell; others are left out. Of its facts those are kept that
 * the registry names. Returns the cell's index + 1, 0 where the run is left out, or -1 without
 * memory. */
int64_t cells_add(
    struct cells *c, struct store *s, const struct store_run *run, const struct subject *subject);

/* Names the runs of a cell that are not what their label says (doubt.h): a load that did nothing,
 * an idle machine that was busy; and those too short for it. What is left out is not pooled. */
void cells_add_doubts(const struct cells *c, size_t i, struct words *why);

/* What a cell is of. Text is the cells' own. */
struct cell_about {
	const char *machine, *probe, *load, *campaign; /* machine: label, or "" */
	size_t runs, all;			       /* runs: those that are pooled */
};
struct cell_about cells_about(const struct cells *c, size_t i);

/* True if the run is one that its cell leaves out. */
bool cells_left_out(const struct cells *c, size_t i, const char *uuid);

/* The cell as a subject to be judged, with the pooled facts in *room, which the caller frees. A
 * value is the mean over the runs with the interval of replicates_mean; a p-value is the median; a
 * bound is the least; a count or a choice is there where all runs agree. Returns 0, or -1 without
 * memory. */
int cells_pool(const struct cells *c, size_t i, struct subject *out, struct fact **room);

#endif
