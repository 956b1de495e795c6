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
