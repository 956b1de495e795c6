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

enum { LOOKUP_DENSE = 1 << 16 };

struct lookup {
	const struct histogram *h; /* borrowed */
	uint32_t *dense;	   /* index of value[0] + d, for d < LOOKUP_DENSE */
};

/* EST_OK or EST_NO_MEMORY. h is borrowed until the release, distinct < 2^32. */
enum estimate_status lookup_init(struct lookup *l, const struct histogram *h);
void lookup_release(struct lookup *l);

/* Binary search: lookup_index for values far above the minimum. */
size_t lookup_search(const struct lookup *l, uint64_t value);

/* The i with h->value[i] == value, which must occur in h. */
static inline size_t lookup_index(const struct lookup *l, uint64_t value)
{
	uint64_t d = value - l->h->value[0];
	return d < LOOKUP_DENSE ? l->dense[d] : lookup_search(l, value);
}

#endif
