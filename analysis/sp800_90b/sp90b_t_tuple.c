/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The t-tuple estimate @[SP800-90B, 6.3.5]: the count of the most common string of each length that
 * still occurs often, as a probability for each symbol. The counts come from
 * sp90b_repeats_private.h, which both estimates of repeats share. Sums are in logarithms, because
 * the root of a small probability loses no digits there. Cost: one step for each length.
 */
#include "sp90b_t_tuple_private.h"

#include <math.h>

struct sp90b_estimate sp90b_t_tuple(const struct sp90b_repeats *r, uint64_t cutoff)
{
	double best = -INFINITY; /* log2 of the greatest P_max[i] */
	size_t t = 0;
	for (size_t i = 1; i <= r->longest && r->most[i] >= cutoff; i++) {
		double p = (double)r->most[i] / (double)(r->n - i + 1);
		best = fmax(best, log2(p) / (double)i);
		t = i;
	}
	if (t == 0)
		return sp90b_absent(SP90B_TOO_SHORT);
	struct sp90b_estimate e = sp90b_absent(SP90B_OK);
	sp90b_add_count(&e, "t", t);
	sp90b_add_tuple_bound(&e, "p_hat_max", best, (double)r->n);
	return e;
}
