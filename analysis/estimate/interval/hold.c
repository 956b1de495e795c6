/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A value that is held for k samples changes at places a multiple of k apart: k is the greatest
 * common divisor of the distances between changes @[KNUTH-TAOCP2, section 4.5.2]. Independent
 * distances have one above 1 by chance in about 2^-49 of series with HOLD_CHANGES changes. Joined
 * to their sums, the holds are a series whose spectrum has no zeros, which no autoregression could
 * have. Cost: one pass, and a division a change.
 */
#include "hold_private.h"

#include "num.h"

#include <stdbool.h>

struct hold {
	size_t first, last, changes, each;
};

/* A change at t. False once nothing can be held. */
static bool change_add(struct hold *h, size_t t)
{
	if (h->changes++)
		h->each = (size_t)num_gcd(t - h->last, h->each);
	else
		h->first = t;
	h->last = t;
	return h->each != 1;
}

static bool is_held(const struct hold *h)
{
	return h->changes >= HOLD_CHANGES && h->each > 1;
}

size_t hold_of_ticks(const uint64_t *x, size_t n)
{
	struct hold h = {0};
	for (size_t t = 1; t < n; t++)
		if (x[t] != x[t - 1] && !change_add(&h, t))
			return 1;
	return is_held(&h) ? h.each : 1;
}

size_t hold_of_bytes(const uint8_t *x, size_t n)
{
	struct hold h = {0};
	for (size_t t = 1; t < n; t++)
		if (x[t] != x[t - 1] && !change_add(&h, t))
			return 1;
	return is_held(&h) ? h.each : 1;
}

size_t hold_base(size_t n, size_t base, size_t hold)
{
	size_t whole = (base + hold - 1) / hold * hold;
	return base > 1 && n / whole >= HOLD_BLOCKS ? whole : base;
}

size_t hold_join(double *x, size_t n)
{
	struct hold h = {0};
	for (size_t t = 1; t < n; t++)
		if (x[t] != x[t - 1] && !change_add(&h, t))
			return n;
	if (!is_held(&h))
		return n;
	size_t left = h.first % h.each, joined = 0;
	left = left ? left : h.each;
	for (size_t t = 0; t < n; joined++, left = h.each) {
		double sum = 0;
		for (; t < n && left; left--)
			sum += x[t++];
		x[joined] = sum;
	}
	return joined;
}
