/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cuts the distinct values into groups of nearly equal shares, in order, so that tables of pairs
 * stay small and no group is rare. A value with more than its part keeps a group of its own,
 * because merging it would hide a mode. Cost: one pass over the distinct values and one over the
 * series.
 */
#include "symbols.h"

#include "lookup.h"

#include <stdbool.h>
#include <stdlib.h>

/* Cuts the values into at most `most` groups; returns how many. A group ends when it has its part
 * of what is left, or before a value that is a group by itself; at the last group all that remains
 * goes in. */
static size_t group_values(const struct histogram *h, size_t most, uint8_t *of)
{
	size_t symbol = 0;
	uint64_t left = h->n, inside = 0;
	for (size_t i = 0; i < h->distinct; i++) {
		bool full = inside > 0 && (inside + h->count[i]) * (most - symbol) > left;
		bool fits = h->distinct <= most;
		if ((fits && i > 0) || (!fits && full && symbol + 1 < most)) {
			symbol++;
			left -= inside;
			inside = 0;
		}
		inside += h->count[i];
		of[i] = (uint8_t)symbol;
	}
	return symbol + 1;
}

enum estimate_status symbols_init(
    struct symbols *s, const uint64_t *x, size_t n, const struct histogram *h, size_t most)
{
	struct lookup lookup;
	*s = (struct symbols){.n = n, .exact = h->distinct <= most};
	if (lookup_init(&lookup, h) != EST_OK)
		return EST_NO_MEMORY;
	uint8_t *of = malloc(h->distinct);
	s->s = malloc(n);
	bool ok = of && s->s;
	if (ok) {
		s->alphabet = group_values(h, most, of);
		for (size_t i = 0; i < n; i++)
			s->s[i] = of[lookup_index(&lookup, x[i])];
	}
	free(of);
	lookup_release(&lookup);
	if (!ok)
		symbols_release(s);
	return ok ? EST_OK : EST_NO_MEMORY;
}

void symbols_release(struct symbols *s)
{
	free(s->s);
	*s = (struct symbols){0};
}
