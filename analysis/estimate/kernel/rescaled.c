/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rescaled.h"

#include <stdbool.h>

typedef unsigned __int128 wide;

enum { FEWEST = 20 };

/* floor(k num / den) grows by at least 1 with k, so the k of a value is unique: the least with
 * k num / den >= value. */
static bool undo(uint64_t *tick, uint64_t value, uint32_t num, uint32_t den)
{
	wide k = ((wide)value * den + num - 1) / num;
	*tick = (uint64_t)k;
	return k * num / den == value;
}

enum estimate_status rescaled_undo(
    uint64_t *start, uint64_t *elapsed, size_t n, uint32_t num, uint32_t den)
{
	uint64_t seen = 0, from, to;
	if (!den || den > num || den > 64)
		return EST_NOT_APPLICABLE;
	if (n < FEWEST)
		return EST_TOO_SHORT;
	for (size_t i = 0; i < n; i++) {
		uint64_t end = start[i] + elapsed[i];
		if (end < start[i] || !undo(&from, start[i], num, den) || !undo(&to, end, num, den))
			return EST_NOT_APPLICABLE;
		seen |= (uint64_t)1 << from % den | (uint64_t)1 << to % den;
		start[i] = from;
		elapsed[i] = to - from;
	}
	return seen == UINT64_MAX >> (64 - den) ? EST_OK : EST_NOT_APPLICABLE;
}
