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

struct estimate share_of(const uint8_t *yes, size_t n)
{
	struct linear l;
	uint64_t count = 0;
	for (size_t i = 0; i < n; i++)
		count += yes[i] != 0;
	struct estimate e = share_independent(count, n);
	if (n < 20 || count == 0 || count == n)
		return e;
	if (linear_init(&l, n) != EST_OK)
		return estimate_absent(EST_NO_MEMORY, n);
	e.lo = e.hi = e.n_eff = NAN;
	for (size_t i = 0; i < n; i++)
		linear_add(&l, i, yes[i] ? 1 - e.value : -e.value);
	linear_share(&e, &l, (double)n);
	linear_release(&l);
	return e;
}
