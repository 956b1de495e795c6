/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Index of a value among the distinct ones of a histogram. Durations crowd just above the least and
 * have a long tail: a table of buckets of equal width over 99.9 % of the samples leads most of them
 * to their value in one step, and a binary search finds the rest. Cost: at most 2^18 buckets;
 * constant time in the bulk, logarithmic in the tail.
 */
#include "lookup.h"

#include <stdlib.h>

enum { MOST_BUCKETS = 1 << 18 };

/* How far above the least value all but a thousandth of the samples lie. */
static uint64_t bulk_range(const struct histogram *h)
{
	uint64_t above = h->n / 1000, seen = 0;
	size_t i = h->distinct - 1;
	while (i > 0 && seen + h->count[i] <= above)
		seen += h->count[i--];
	return h->value[i] - h->value[0];
}

enum estimate_status lookup_init(struct lookup *l, const struct histogram *h)
{
	uint64_t range = bulk_range(h);
	*l = (struct lookup){.h = h};
	while (range >> l->shift >= MOST_BUCKETS)
		l->shift++;
	l->buckets = (range >> l->shift) + 1;
	l->first = malloc((l->buckets + 1) * sizeof *l->first);
	if (!l->first)
		return EST_NO_MEMORY;
	size_t i = 0;
	for (uint64_t b = 0; b <= l->buckets; b++) {
		while (i < h->distinct && (h->value[i] - h->value[0]) >> l->shift < b)
			i++;
		l->first[b] = (uint32_t)i;
	}
	return EST_OK;
}

void lookup_release(struct lookup *l)
{
	free(l->first);
	*l = (struct lookup){0};
}

size_t lookup_search(const struct lookup *l, uint64_t value, size_t from, size_t to)
{
	while (to - from > 1) {
		size_t mid = from + (to - from) / 2;
		if (l->h->value[mid] <= value)
			from = mid;
		else
			to = mid;
	}
	return from;
}
