/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What lattice the values lie on, from their histogram. The effective tick is the greatest common
 * divisor of the differences to the least value (Euclid's algorithm), so that a constant offset
 * does not hide it; it ends as soon as it is 1. These are exact statements on the samples, so that
 * none has an interval. Cost: linear in the distinct values.
 */
#include "lattice.h"

#include "num.h"

struct estimate lattice_distinct(const struct histogram *h)
{
	if (!h->n)
		return estimate_absent(EST_TOO_SHORT, 0);
	return estimate_point((double)h->distinct, h->n);
}

struct estimate lattice_effective_tick(const struct histogram *h)
{
	if (!h->n)
		return estimate_absent(EST_TOO_SHORT, 0);
	if (h->distinct < 2)
		return estimate_absent(EST_DEGENERATE, h->n);
	uint64_t g = 0;
	for (size_t i = 1; i < h->distinct && g != 1; i++)
		g = num_gcd(h->value[i] - h->value[0], g);
	return estimate_point((double)g, h->n);
}

struct estimate lattice_odd_share_of_ticks(const struct histogram *h, uint64_t tick)
{
	if (!tick)
		return estimate_absent(EST_NOT_APPLICABLE, h->n);
	if (!h->n)
		return estimate_absent(EST_TOO_SHORT, 0);
	uint64_t odd = 0;
	for (size_t i = 0; i < h->distinct; i++)
		if (h->value[i] / tick & 1)
			odd += h->count[i];
	return estimate_point((double)odd / (double)h->n, h->n);
}

struct estimate lattice_odd_share(const struct histogram *h)
{
	return lattice_odd_share_of_ticks(h, 1);
}

uint64_t lattice_whole(const struct estimate *tick)
{
	if (tick->status != EST_OK || !(tick->value >= 1))
		return 1;
	return tick->value >= 0x1p64 ? UINT64_MAX : (uint64_t)tick->value;
}
