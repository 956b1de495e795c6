/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The most common value estimate @[SP800-90B, 6.3.1]: -log2 of the upper 99 % bound of the share of
 * the most common symbol. It is the only estimator that does not depend on the order. Cost: one
 * pass and a table of k counts.
 */
#include "sp90b_mcv_private.h"

#include <stdlib.h>

static struct sp90b_estimate from_mode(uint64_t mode, size_t n)
{
	struct sp90b_estimate e = sp90b_absent(SP90B_OK);
	double p_hat = (double)mode / (double)n;
	double p_u = sp90b_upper_bound(p_hat, (double)n);
	sp90b_add_count(&e, "mode", mode);
	sp90b_add_real(&e, "p_hat", p_hat);
	sp90b_add_real(&e, "p_u", p_u);
	e.h = sp90b_min_entropy(p_u);
	return e;
}

struct sp90b_estimate sp90b_mcv(struct sp90b_symbols s)
{
	if (s.n < 2)
		return sp90b_absent(SP90B_TOO_SHORT);
	uint64_t *count = calloc(s.k, sizeof *count);
	if (!count)
		return sp90b_absent(SP90B_NO_MEMORY);
	uint64_t mode = 0;
	for (size_t i = 0; i < s.n; i++)
		count[s.s[i]]++;
	for (uint32_t v = 0; v < s.k; v++)
		mode = count[v] > mode ? count[v] : mode;
	free(count);
	return from_mode(mode, s.n);
}

struct sp90b_estimate sp90b_mcv_bits(const struct sp90b_bits *b)
{
	if (b->n < 2)
		return sp90b_absent(SP90B_TOO_SHORT);
	uint64_t ones = 0;
	for (size_t i = 0; i < b->n; i += 64)
		ones += (uint64_t)__builtin_popcountll(b->word[i >> 6]);
	return from_mode(ones > b->n - ones ? ones : b->n - ones, b->n);
}
