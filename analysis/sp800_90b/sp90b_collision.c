/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The collision estimate @[SP800-90B, 6.3.2]: the mean time until a symbol repeats, and from its
 * lower 99 % bound the greatest probability. For two symbols the waiting time is 2 or 3, so the
 * equation of step 7 is quadratic and is solved in closed form, as NIST's tool does, instead of by
 * search. Cost: one pass over the bits.
 */
#include "sp90b_collision_private.h"

#include <math.h>

/* What follows the end of the last waiting time: nothing, one symbol, or two that differ, after
 * which any third one ends the next. */
enum state { NONE, ZERO, ONE, DIFFER, STATES };

/* Symbols read in a state: the waiting times that end in them, and the state after them. */
struct move {
	uint8_t twos, threes, state;
};

static struct move move_of(unsigned state, unsigned symbols, unsigned n)
{
	struct move m = {0, 0, (uint8_t)state};
	while (n-- > 0) {
		unsigned same = symbols >> n & 1 ? ONE : ZERO;
		m.twos += m.state == same;
		m.threes += m.state == DIFFER;
		m.state = (uint8_t)(m.state == NONE			   ? same
				    : m.state == same || m.state == DIFFER ? NONE
									   : DIFFER);
	}
	return m;
}

/* Steps 1 to 4: waiting times are 2 where two neighbours agree, otherwise 3. twos and threes
 * receive how often each came. Eight symbols at a time. */
static void waiting_times(const struct sp90b_bits *b, uint64_t *twos, uint64_t *threes)
{
	struct move table[STATES][256], m = {0, 0, NONE};
	for (unsigned state = NONE; state < STATES; state++)
		for (unsigned byte = 0; byte < 256; byte++)
			table[state][byte] = move_of(state, byte, 8);
	*twos = *threes = 0;
	for (size_t i = 0; i + 8 <= b->n; i += 8) {
		m = table[m.state][b->word[i / 64] >> (56 - i % 64) & 0xFF];
		*twos += m.twos;
		*threes += m.threes;
	}
	size_t rest = b->n % 8;
	unsigned last = rest ? (unsigned)(sp90b_window(b, b->n - rest) >> (64 - rest)) : 0;
	m = move_of(m.state, last, (unsigned)rest);
	*twos += m.twos;
	*threes += m.threes;
}

struct sp90b_estimate sp90b_collision(const struct sp90b_bits *b)
{
	uint64_t twos, threes;
	waiting_times(b, &twos, &threes);
	uint64_t v = twos + threes, sum = 2 * twos + 3 * threes;
	if (v < 2)
		return sp90b_absent(SP90B_TOO_SHORT);
	struct sp90b_estimate e = sp90b_absent(SP90B_OK);
	double mean = (double)sum / (double)v;
	double spread = ((double)(4 * twos + 9 * threes) - (double)sum * mean) / (double)(v - 1);
	double sigma = spread > 0 ? sqrt(spread) : 0;
	double bound = mean - SP90B_Z * sigma / sqrt((double)v);
	/* No mean waiting time is below 2. */
	bound = bound > 2 ? bound : 2;
	/* Step 7 for two symbols: the expectation is 2 + 2 p (1 - p), so that its greater root is
	 * explicit; above 2.5 there is none and step 8 takes p = 1/2. */
	bool found = bound < 2.5;
	double p = found ? 0.5 + sqrt(1.25 - 0.5 * bound) : 0.5;
	sp90b_add_count(&e, "v", v);
	sp90b_add_count(&e, "sum_t", sum);
	sp90b_add_real(&e, "x_bar", mean);
	sp90b_add_real(&e, "sigma_hat", sigma);
	sp90b_add_real(&e, "x_bar_prime", bound);
	sp90b_add_count(&e, "found_p", found);
	sp90b_add_real(&e, "p", p);
	e.h = sp90b_min_entropy(p);
	return e;
}
