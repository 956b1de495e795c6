/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The distinct values of a series and how often each occurred: what every figure that does not
 * depend on order is computed from. Exact: no value is rounded or dropped.
 */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

#include "estimate.h"

/* value[0..distinct) is strictly increasing; count[i] >= 1 belongs to value[i]; the counts sum to
 * n. An empty histogram (n = 0, distinct = 0) is valid everywhere. */
struct histogram {
	uint64_t n;
	size_t distinct;
	uint64_t *value;
	uint64_t *count;
};

/* Counts x[0..n), n <= 1e9; x may be NULL if n is 0. Values below 2^16 above the minimum are
 * counted in a dense table, the tail is sorted: about 1 ns a sample where the tail is short.
 * Returns EST_OK or EST_NO_MEMORY (then *h is empty). Release with histogram_release. */
enum estimate_status histogram_init(struct histogram *h, const uint64_t *x, size_t n);

/* Makes the histogram of all samples of h[0..k) together. EST_OK or EST_NO_MEMORY. */
enum estimate_status histogram_unite(struct histogram *all, const struct histogram *h, size_t k);

/* Makes a histogram of m (value, count) pairs in any order; equal values are added up, counts of 0
 * are left out. The arrays are copied. EST_OK or EST_NO_MEMORY. */
enum estimate_status histogram_from_pairs(
    struct histogram *h, const uint64_t *value, const uint64_t *count, size_t m);

/* The histogram of floor(value / divisor), divisor >= 1: the same series seen through a coarser
 * tick of the *duration*. (A coarser *counter* is another thing: see grid.h.) */
enum estimate_status histogram_regrid(
    struct histogram *out, const struct histogram *h, uint64_t divisor);

/* Frees what *h holds and empties it. Safe on an empty or zeroed histogram. */
void histogram_release(struct histogram *h);

#endif
