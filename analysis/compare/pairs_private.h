/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One pair of machines in one cell: the rows of all their figures, without what depends on other
 * pairs (the level of the interval, Holm).
 */
#ifndef COMPARE_PAIRS_H
#define COMPARE_PAIRS_H

#include "compare.h"
#include "spectrum_private.h"

/* Spectra that were read once: of each run the whole, and the last part that was asked for. */
struct spectra {
	struct spectrum *of, *part;
	int *there, *part_there; /* 1, 0: no such curve, -1: not looked for */
	uint64_t *part_size;
};

struct rows {
	struct comparison *list;
	size_t count, room;
	bool lost;
};

int spectra_init(struct spectra *s, size_t runs);
void spectra_release(struct spectra *s, size_t runs);

/* Adds the rows of machines a and b. Returns 0, or -1 with c->why. */
int pairs_add(
    struct rows *rows, struct compare *c, struct spectra *spectra, size_t cell, size_t a, size_t b);

/* A side by the logarithms of its values, to first order: its errors are parts of its mean. False
 * where the mean is not above 0 by two of its errors. */
bool pairs_log_side(struct contrast_side *out, const struct contrast_side *side);

/* At how many samples a run two machines are compared in a cell where their runs have unequal
 * numbers (by 2 % or more) and each has several runs: the fewest; 0: all are used. */
uint64_t pairs_equal_size(const struct compare *c, size_t cell, size_t a, size_t b);

/* Are these numbers of samples the same, to 2 %? */
bool pairs_same_size(uint64_t least, uint64_t most);

/* The interval of a row at 1 - alpha, and of its ratio. */
void pairs_finish(struct comparison *row, double alpha);

#endif
