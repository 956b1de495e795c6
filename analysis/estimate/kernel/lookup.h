/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a value to its place in a histogram, in constant time for values near the minimum. For
 * passes over a series that map every sample (to its rank, to its cell).
 */
#ifndef LOOKUP_H
#define LOOKUP_H

#include <stddef.h>
#include <stdint.h>

#include "estimate.h"
#include "histogram.h"

/* Buckets of 2^shift ticks from the least value up, as many as make 99.9 % of the samples land in
 * one. */
struct lookup {
	const struct histogram *h; /* borrowed */
	uint64_t buckets;
	int shift;
	uint32_t *first; /* index of the first value in bucket i or above; buckets + 1 of them */
};

/* EST_OK or EST_NO_MEMORY. h is borrowed until the release, 1 <= distinct < 2^32. */
enum estimate_status lookup_init(struct lookup *l, const struct histogram *h);
void lookup_release(struct lookup *l);

/* Binary search among the values from..to: what lookup_index falls back on. */
size_t lookup_search(const struct lookup *l, uint64_t value, size_t from, size_t to);

/* The i with h->value[i] == value, which must occur in h. */
static inline size_t lookup_index(const struct lookup *l, uint64_t value)
{
	uint64_t bucket = (value - l->h->value[0]) >> l->shift;
	if (bucket >= l->buckets)
		return lookup_search(l, value, l->first[l->buckets], l->h->distinct);
	size_t from = l->first[bucket], to = l->first[bucket + 1];
	return to - from == 1 ? from : lookup_search(l, value, from, to);
}

#endif
