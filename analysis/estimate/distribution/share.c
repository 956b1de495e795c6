/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A share with Wilson's interval @[WILSON-1927] at the effective sample size of linear.h, since
 * flags come in runs. Wilson's, because the normal interval fails near 0 and 1, where most shares
 * of causes lie. Cost: one pass over the series.
 */
#include "share.h"

#include "linear.h"
#include "normal.h"

#include <math.h>

struct estimate share_independent(uint64_t count, uint64_t n)
{
	if (n == 0)
		return estimate_absent(EST_TOO_SHORT, 0);
	struct estimate e = estimate_point((double)count / (double)n, n);
	e.n_eff = (double)n;
	normal_wilson(e.value, e.n_eff, NORMAL_975, &e.lo, &e.hi);
	return e;
}

/* Samples of each base block that are not (kind 0) and that are (kind 1). Returns how many are. */
static uint64_t count_blocks(struct tally *t, const uint8_t *yes, size_t n)
{
	uint64_t all = 0;
	for (size_t j = 0; j < t->blocks; j++) {
		size_t from = j * t->base, size = n - from < t->base ? n - from : t->base;
		uint32_t count = 0;
		for (size_t i = from; i < from + size; i++)
			count += yes[i] != 0;
		t->count[2 * j] = (uint32_t)size - count;
		t->count[2 * j + 1] = count;
		all += count;
	}
	return all;
}

struct estimate share_of(const uint8_t *yes, size_t n)
{
	struct linear l;
	struct tally t;
	if (tally_init_bytes(&t, yes, n, 2) != EST_OK)
		return estimate_absent(EST_NO_MEMORY, n);
	uint64_t count = count_blocks(&t, yes, n);
	struct estimate e = share_independent(count, n);
	if (n >= 20 && count > 0 && count < n) {
		const double influence[] = {-e.value, 1 - e.value};
		e.lo = e.hi = e.n_eff = NAN;
		if (linear_of_tally(&l, &t, influence) == EST_OK)
			linear_share(&e, &l, (double)n);
		else
			e = estimate_absent(EST_NO_MEMORY, n);
		linear_release(&l);
	}
	tally_release(&t);
	return e;
}
