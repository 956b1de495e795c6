/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a load changes, from the blocks of a campaign: each block has every load once, so the
 * difference and ratio to the idle run of the same block contain no drift between blocks. The
 * blocks are counted, not the samples.
 */
#ifndef COMPARE_LOADS_H
#define COMPARE_LOADS_H

#include "block_effect.h"
#include "set_private.h"

/* With a 95 % interval over the blocks; nan: not known. */
struct load_value {
	double value, lo, hi;
};

/* One figure of a cell: a probe under a load in one campaign on one machine. */
struct load_cell {
	int64_t campaign;
	size_t machine, cell, figure; /* indices of the set, of measured_private.h */
	size_t blocks, pairs;	/* runs that are counted; of which the block has an idle one */
	struct load_value mean; /* of the blocks, on the grid native */
	struct load_value difference, ratio; /* to idle, see block_effect.h; nan under idle */
	/* Did one estimate of SP 800-90B decide both runs of each pair? Without it the assessed
	 * entropy has no ratio. */
	bool one_estimate;
};

/* Every cell of every campaign, figure by figure, into *list, to be freed. Runs that the set leaves
 * out are not counted. Returns the number, or -1: no memory. */
int64_t loads_cells(const struct set *set, struct load_cell **list);

#endif
