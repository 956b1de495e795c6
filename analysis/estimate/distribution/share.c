/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "share.h"

#include "linear.h"

#include <math.h>

/* The 97.5 % quantile of the normal distribution. */
static const double z95 = 1.9599639845400545;

struct estimate share_independent(uint64_t count, uint64_t n)
{
	if (n == 0)
		return estimate_absent(EST_TOO_SHORT, 0);
	double size = (double)n, p = (double)count / size, zz = z95 * z95;
	double centre = (p + zz / (2 * size)) / (1 + zz / size);
	double half = z95 * sqrt(p * (1 - p) / size + zz / (4 * size * size)) / (1 + zz / size);
	return (struct estimate){p, fmax(0, fmin(centre - half, p)),
	    fmin(1, fmax(centre + half, p)), n, size, EST_OK, NULL, {0}};
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
