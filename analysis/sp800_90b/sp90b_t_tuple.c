/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sp90b_t_tuple.h"

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
