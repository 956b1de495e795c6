/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The Markov estimate @[SP800-90B, 6.3.3]: a first-order chain is fitted, and the entropy is that
 * of the likeliest of the six sequences of 128 bits that the text lists. (Another can be likelier
 * still, by less than the price of a step, such as one that begins with xx and then alternates; the
 * text leaves it out, and so does NIST's tool.) The transitions are counted 64 bits at a time by
 * population counts. Cost: n / 64 steps.
 */
#include "sp90b_markov_private.h"

#include <math.h>

/* a * -log2 p, where a sequence that never takes the step costs nothing. */
static double path_cost(double a, double p)
{
	return a > 0 ? -a * log2(p) : 0;
}

/* Step 3: the likeliest of the six sequences of 128 that the text lists. p[x] starts with
 * x, q[x][y] goes from x to y. A sequence through a step of probability 0 costs infinity. */
static double cheapest_path(const double p[2], const double q[2][2])
{
	double best = 128;
	for (int x = 0; x < 2; x++) {
		int y = 1 - x;
		const double each[3] = {
		    path_cost(127, q[x][x]),			     /* xx...x */
		    path_cost(64, q[x][y]) + path_cost(63, q[y][x]), /* xyxy...xy */
		    path_cost(1, q[x][y]) + path_cost(126, q[y][y]), /* xyy...y */
		};
		for (int i = 0; i < 3; i++) {
			double h = path_cost(1, p[x]) + each[i];
			best = h < best ? h : best;
		}
	}
	return best;
}

struct sp90b_estimate sp90b_markov(const struct sp90b_bits *b)
{
	if (b->n < 2)
		return sp90b_absent(SP90B_TOO_SHORT);
	uint64_t ones = 0, changes = 0;
	for (size_t i = 0; i < b->n; i += 64) {
		uint64_t w = b->word[i >> 6], next = sp90b_window(b, i + 1 < b->n ? i + 1 : b->n);
		/* Pairs (i, i+1) that lie inside the data. */
		size_t left = b->n - 1 - i;
		uint64_t inside = left >= 64 ? ~UINT64_C(0)
				  : left     ? ~UINT64_C(0) << (64 - left)
					     : 0;
		ones += (uint64_t)__builtin_popcountll(w);
		changes += (uint64_t)__builtin_popcountll((w ^ next) & inside);
	}
	unsigned first = sp90b_bit(b, 0), last = sp90b_bit(b, b->n - 1);
	uint64_t from1 = ones - last, from0 = b->n - 1 - from1;
	/* Falls and rises alternate. */
	uint64_t pair10 = (changes + (first > last)) / 2;
	uint64_t pair00 = from0 - (changes - pair10);
	double q[2][2] = {{0, 0}, {0, 0}}, p[2];
	if (from0 > 0) {
		q[0][0] = (double)pair00 / (double)from0;
		q[0][1] = 1 - q[0][0];
	}
	if (from1 > 0) {
		q[1][0] = (double)pair10 / (double)from1;
		q[1][1] = 1 - q[1][0];
	}
	p[0] = (double)(b->n - ones) / (double)b->n;
	p[1] = 1 - p[0];
	struct sp90b_estimate e = sp90b_absent(SP90B_OK);
	double h = cheapest_path(p, q);
	sp90b_add_real(&e, "P_0", p[0]);
	sp90b_add_real(&e, "P_1", p[1]);
	sp90b_add_real(&e, "P_00", q[0][0]);
	sp90b_add_real(&e, "P_01", q[0][1]);
	sp90b_add_real(&e, "P_10", q[1][0]);
	sp90b_add_real(&e, "P_11", q[1][1]);
	sp90b_add_real(&e, "p_hat_max", exp2(-h));
	e.h = h / 128 < 1 ? h / 128 : 1;
	e.h = e.h > 0 ? e.h : 0;
	return e;
}
