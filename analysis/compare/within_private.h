/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two single runs against each other, sample by sample.
 */
#ifndef COMPARE_WITHIN_H
#define COMPARE_WITHIN_H

#include "compare.h"

/* How likely the two runs' distributions would be as far apart if blocks of them were
 * exchangeable. It is of these runs, not of their machines. */
struct within {
	double p;
	bool floor; /* no permutation reached it: at most p */
	uint64_t block;
};

/* False where a machine has not exactly one run in the cell, where the ticks differ, the order of
 * the samples is unknown or they are too few (200 a run), and where they cannot be read. */
bool within_runs(struct within *w, const struct compare *c, size_t cell, size_t a, size_t b);

#endif
