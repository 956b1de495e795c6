/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The longest repeated substring estimate @[SP800-90B, 6.3.6]: for each length of the rare but
 * repeated strings, the probability that two places hold the same string, as a probability for each
 * symbol. It begins where the t-tuple estimate ends and uses the same counts
 * (sp90b_repeats_private.h). In logarithms, because the root of a small probability loses no digits
 * there. Cost: one step for each length.
 */
#include "sp90b_lrs_private.h"

#include <math.h>

struct sp90b_estimate sp90b_lrs(const struct sp90b_repeats *r, uint64_t cutoff)
{
	size_t u = 1, v = r->longest;
	while (u <= v && r->most[u] >= cutoff)
		u++;
	if (u > v)
		return sp90b_absent(SP90B_TOO_SHORT);
	double best = -INFINITY; /* log2 of the greatest P_max,w */
	for (size_t w = u; w <= v; w++) {
		double places = (double)(r->n - w + 1);
		double p = (double)r->pairs[w] / (places * (places - 1) / 2);
		best = fmax(best, log2(p) / (double)w);
	}
	struct sp90b_estimate e = sp90b_absent(SP90B_OK);
	sp90b_add_count(&e, "u", u);
	sp90b_add_count(&e, "v", v);
	sp90b_add_tuple_bound(&e, "p_hat", best, (double)r->n);
	return e;
}
