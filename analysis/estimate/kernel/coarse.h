/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A histogram with rare neighbouring values put together: what resampling and mixture fits work on,
 * so that their cost does not follow the number of distinct values.
 */
#ifndef COARSE_H
#define COARSE_H

#include <stddef.h>
#include <stdint.h>

#include "estimate.h"
#include "histogram.h"

/* Cell i holds the distinct values lo[i] .. hi[i], count[i] samples, of the given mean above
 * `base`. Cells are in order and hold every sample. of[j] is the cell of the histogram's distinct
 * value j. */
struct coarse {
	size_t cells;
	uint64_t n, base; /* base: the smallest value */
	uint64_t *lo, *hi, *count;
	double *mean;
	/* Within a cell, taking its samples as all there is: entropy in bits, sum of squared
	 * shares, largest share. 0, 1, 1 for a cell of one value. */
	double *within_bits, *within_square, *within_max;
	uint32_t *of;
};

/* A value joins the cell below it as long as the cell then holds at most 1/64 of the samples
 * between it (itself included) and the nearer end of the distribution, and no gap is much wider
 * than the cell's others. So every value of a few per cent is a cell of its own, the outermost 64
 * samples at each end are too, and there are at most some 3000 cells for any n. n >= 1. EST_OK or
 * EST_NO_MEMORY. */
enum estimate_status coarse_init(struct coarse *c, const struct histogram *h);
void coarse_release(struct coarse *c);

#endif
