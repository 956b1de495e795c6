/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The test of the longest repeated substring @[SP800-90B, 5.2.5]: the probability that independent
 * symbols would repeat a string of that length. In logarithms, since the collision probability to
 * the power of a long string underflows. Cost: k steps; the length itself comes from
 * sp90b_repeats_private.h.
 */
#include "sp90b_lrs_test_private.h"

#include <math.h>

struct sp90b_lrs_test sp90b_lrs_test(const uint64_t *count, uint32_t k, size_t n, uint64_t w)
{
	struct sp90b_lrs_test t = {.status = SP90B_OK, .w = w};
	if (n < 2 || w < 1 || w >= n) {
		t.status = SP90B_TOO_SHORT;
		return t;
	}
	for (uint32_t v = 0; v < k; v++) {
		double p = sp90b_added_share(count[v], n);
		t.p_col += p * p;
	}
	/* 1 - (1 - p_col^w)^pairs, in logarithms: p_col^w may be far below what a double keeps
	 * beside 1, and the number of pairs large. */
	double places = (double)(n - w + 1), pairs = places * (places - 1) / 2;
	double same = exp((double)w * log(t.p_col));
	t.pr_x_ge_1 = -expm1(pairs * log1p(-same));
	t.pass = t.pr_x_ge_1 >= 0.001;
	return t;
}
