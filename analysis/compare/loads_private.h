/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a load changes, from the blocks of a campaign: each block met every load once, so the ratio
 * to the idle run of the same block leaves drift between blocks out. The blocks are counted, not
 * the samples.
 */
#ifndef COMPARE_LOADS_H
#define COMPARE_LOADS_H

#include "set_private.h"

/* One figure of a cell: a probe under a load in one campaign on one machine. nan: not known. */
struct load_cell {
	int64_t campaign;
	size_t machine, cell, figure;	  /* indices of the set, of measured_private.h */
	size_t blocks;			  /* runs that are counted, on the grid native */
	double value, lo, hi;		  /* mean over blocks, with Student's 95 % interval */
	size_t pairs;			  /* blocks that have an idle run too */
	double ratio, ratio_lo, ratio_hi; /* to idle: geometric mean of the blocks' ratios */
};

/* Every cell of every campaign, figure by figure, into *list, to be freed. Runs that the set leaves
 * out are not counted. Returns the number, or -1: no memory. */
int64_t loads_cells(const struct set *set, struct load_cell **list);

#endif
