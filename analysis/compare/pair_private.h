/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A pair of machines in a cell while its rows are made.
 */
#ifndef COMPARE_PAIR_H
#define COMPARE_PAIR_H

#include "pairs_private.h"

struct pair {
	struct compare *c;
	struct spectra *spectra;
	struct rows *rows;
	size_t cell, machine[2];
	size_t *run[2], n[2]; /* runs of each side */
	double coarser;
	double fewest;		 /* samples of a run */
	uint64_t equal;		 /* samples of each run that are used; 0: all */
	bool same;		 /* ticks are equal */
	double *value, *lo, *hi; /* room for the runs of one side */
};

const struct set_run *pair_run(const struct pair *p, int side, size_t i);

/* Is the coarser tick this run's own? */
bool pair_is_own_tick(const struct pair *p, int side, size_t i);

/* One more row with all values unknown; NULL: no memory, which p->rows remembers. */
struct comparison *pair_add_row(struct pair *p);

/* "native" or, of the coarser tick, "24MHz", "99.8104MHz". */
void pair_set_grid(const struct pair *p, struct comparison *row);

/* spectra.c: reads each run once. Returns 1, 0 where the run has no curve, or -1 with c->why. */
int pair_spectrum(struct pair *p, int side, size_t i, const struct spectrum **out);

/* distances.c: the rows of the whole distributions. 0, or -1. */
int pair_add_distances(struct pair *p);

#endif
