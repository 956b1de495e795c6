/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Entropy against resolution: the same samples as counters of falling frequency would have seen
 * them, so that machines are compared at the same tick.
 */
#ifndef RESOLUTION_H
#define RESOLUTION_H

#include <stddef.h>
#include <stdint.h>

#include "estimate.h"
#include "grid.h"

/* Frequencies for a curve: native, then 1 GHz, 500, 200, 100, 50, 24, 20, 10 MHz (ticks of 1 to 100
 * ns, and the one of the published claims) as far as they are below native. Returns how many of
 * hz[] were set (at most RESOLUTION_MOST). native_hz integral, 1 .. 1e12; 0 are set otherwise. */
enum { RESOLUTION_MOST = 9 };
size_t resolution_grids(double native_hz, double hz[RESOLUTION_MOST]);

struct resolution_point {
	struct grid grid;
	struct estimate distinct, shannon_bits, shannon_mm_bits, min_entropy_mcv_bits;
};

/* The figures of the n samples on `grid`; start may be NULL if the grid has a random phase. scratch
 * has room for n values. The Shannon entropies have the intervals of entropy_series.h. A refused
 * grid gives EST_NOT_APPLICABLE in every figure. */
struct resolution_point resolution_at(const struct grid *grid, const uint64_t *start,
    const uint64_t *elapsed, size_t n, uint64_t *scratch);

#endif
