/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * MultiMMC for bits: all contexts fit flat tables, one for each order, laid end to end.
 */
#include "sp90b_multi_mmc_private.h"

#include "sp90b_prediction_private.h"

#include <stdlib.h>

enum { ORDERS = 16, ALL = (1 << ORDERS) - 1, MOST_PAIRS = 100000, SPELL = 64 };

/* Cells between the tables of two orders. Without them, what one order stores and what the next one
 * loads would have the same place in a page, and the CPU would take the one for the other. */
enum { GAP = 72 };

/* What is known of a context: in the two low bits, which of (x, 0) and (x, 1) are counted (for all
 * orders but the highest: whether any is); above them 4 times the count of ones less that of
 * zeros. The sign is the prediction, 1 if equal. */
typedef int32_t cell;

struct chain {
	cell *table;	/* of all orders: cell_of */
	uint32_t pairs; /* counted pairs of the highest order, the only one that can be full */
	uint64_t points[ORDERS];
	int leader;
	struct sp90b_score score;
	uint64_t spread[256]; /* the bits of a byte, one a byte */
};

/* Counts that y followed the context in c; the highest order takes no new pair once it is full. */
static inline void count_highest(struct chain *m, cell *c, unsigned y)
{
	bool known = *c >> y & 1;
	if (!known && m->pairs >= MOST_PAIRS)
		return;
	m->pairs += !known;
	*c = (*c + (y ? 4 : -4)) | (cell)(1 << y);
}

static inline cell *cell_of(const struct chain *m, uint32_t history, int d)
{
	return &m->table[(2u << d) + GAP * (unsigned)d + (history & ((2u << d) - 1))];
}

/* What the orders predicted, a bit for each, the lowest order in the lowest one. */
struct outcome {
	unsigned known, right;
};

/* Orders 1 .. `orders` predict bit y after the history, then learn it. The contexts of the higher
 * orders may be new; below one that is known all are. */
static struct outcome predict_some(struct chain *m, uint32_t history, unsigned y, int orders)
{
	cell gain = y ? 4 : -4;
	int d = orders - 1;
	if (d == ORDERS - 1 && !(*cell_of(m, history, d) & 3))
		count_highest(m, cell_of(m, history, d--), y);
	for (; d >= 0 && d < ORDERS - 1 && *cell_of(m, history, d) == 0; d--)
		*cell_of(m, history, d) = gain | 1;
	unsigned zeros = 0, known = (1u << (d + 1)) - 1;
	for (; d >= 0; d--) {
		cell *c = cell_of(m, history, d);
		zeros = 2 * zeros + ((uint32_t)*c >> 31);
		*c += gain;
	}
	return (struct outcome){known, y ? known & ~zeros : zeros};
}

/* The same where the context of the highest order is known, so that all are: the flags stay as they
 * are. */
static inline struct outcome predict_all(struct chain *m, uint32_t history, unsigned y)
{
	cell gain = y ? 4 : -4, *c = cell_of(m, history, ORDERS - 1);
	uint32_t zeros = (uint32_t)*c >> 31; /* which predict 0 */
	count_highest(m, c, y);
#pragma GCC unroll 16
	for (int d = ORDERS - 2; d >= 0; d--) {
		cell *lower = cell_of(m, history, d), v = *lower;
		zeros = 2 * zeros + ((uint32_t)v >> 31);
		*lower = v + gain;
	}
	return (struct outcome){ALL, zeros ^ (y ? ALL : 0)};
}

static inline struct outcome predict_bit(struct chain *m, uint32_t history, unsigned y, int orders)
{
	if (orders == ORDERS && *cell_of(m, history, ORDERS - 1) & 3)
		return predict_all(m, history, y);
	return predict_some(m, history, y, orders);
}

/* What the orders did within a spell of steps. */
struct spell {
	struct outcome step[SPELL];
	size_t n;
	unsigned known;	       /* by all steps */
	uint64_t right[2];     /* how often each order was, one a byte */
	uint64_t leader_right; /* the leader at the beginning of the spell; the last step lowest */
};

/* Bits i .. i + n - 1 are predicted and learned. Returns the history after them. */
static uint32_t predict_spell(
    struct chain *m, const struct sp90b_bits *b, size_t i, struct spell *s, uint32_t history)
{
	uint64_t now = sp90b_window(b, i), led = 0, low = 0, high = 0;
	unsigned known = ALL;
	for (size_t t = 0; t < s->n; t++, now <<= 1) {
		unsigned y = (unsigned)(now >> 63);
		int orders = i + t - 1 < ORDERS ? (int)(i + t - 1) : ORDERS;
		struct outcome o = predict_bit(m, history, y, orders);
		s->step[t] = o;
		known &= o.known;
		low += m->spread[o.right & 0xFF];
		high += m->spread[o.right >> 8];
		led = led << 1 | (o.right >> m->leader & 1);
		history = history << 1 | y;
	}
	s->known = known;
	s->right[0] = low;
	s->right[1] = high;
	s->leader_right = led;
	return history;
}

/* Orders that have so many points that they can lead within the spell, a bit for each. */
static unsigned find_rivals(const struct chain *m, size_t n)
{
	unsigned rivals = 0;
	for (int d = 0; d < ORDERS; d++)
		rivals |= (unsigned)(m->points[d] + n >= m->points[m->leader]) << d;
	return rivals;
}

/* Steps 4b to 4d one by one: the leader's prediction counts; orders that were right gain a point in
 * turn, and lead if they then have as many as the leader. A leader that has nothing to predict
 * from neither goes on with a run nor ends it. */
static void follow_rivals(struct chain *m, const struct spell *s, unsigned rivals)
{
	uint64_t led = 0;
	unsigned n = 0;
	for (size_t t = 0; t < s->n; t++) {
		struct outcome o = s->step[t];
		unsigned known = o.known >> m->leader & 1;
		led = led << known | (o.right >> m->leader & 1);
		n += known;
		for (unsigned right = o.right & rivals; right; right &= right - 1) {
			int d = __builtin_ctz(right);
			if (++m->points[d] >= m->points[m->leader])
				m->leader = d;
		}
	}
	if (n)
		sp90b_score_add_many(&m->score, led, n);
}

/* Returns the history after the spell. */
static uint32_t step_spell(
    struct chain *m, const struct sp90b_bits *b, size_t i, size_t end, uint32_t history)
{
	struct spell s = {.n = end - i};
	history = predict_spell(m, b, i, &s, history);
	unsigned alone = 1u << m->leader, rivals = find_rivals(m, s.n);
	if (rivals == alone && s.known & alone) {
		sp90b_score_add_many(&m->score, s.leader_right, (unsigned)s.n);
		rivals = 0;
	} else {
		follow_rivals(m, &s, rivals);
	}
	for (int d = 0; d < ORDERS; d++)
		if (!(rivals >> d & 1))
			m->points[d] += s.right[d / 8] >> (8 * (d % 8)) & 0xFF;
	return history;
}

static void fill_spread(struct chain *m)
{
	for (unsigned byte = 0; byte < 256; byte++)
		for (unsigned d = 0; d < 8; d++)
			m->spread[byte] |= (uint64_t)(byte >> d & 1) << (8 * d);
}

/* The first pair of every order is known from the start: S[1..d] is followed by S[d+1]. */
static void first_pairs(struct chain *m, const struct sp90b_bits *b)
{
	for (size_t d = 0; d < ORDERS && d + 1 < b->n; d++) {
		uint32_t x = (uint32_t)(sp90b_window(b, 0) >> (63 - d));
		unsigned y = sp90b_bit(b, d + 1);
		*cell_of(m, x, (int)d) = (y ? 4 : -4) | (cell)(1 << y);
	}
	m->pairs = 1;
}

struct sp90b_estimate sp90b_multi_mmc_bits(const struct sp90b_bits *b)
{
	if (b->n < 4)
		return sp90b_absent(SP90B_TOO_SHORT);
	struct chain m = {.score.n = b->n - 2};
	m.table = calloc(((size_t)4 << (ORDERS - 1)) + GAP * ORDERS, sizeof *m.table);
	if (!m.table)
		return sp90b_absent(SP90B_NO_MEMORY);
	fill_spread(&m);
	first_pairs(&m, b);
	uint32_t history = (uint32_t)(sp90b_window(b, 0) >> 62);
	for (size_t i = 2; i < b->n; i += SPELL)
		history = step_spell(&m, b, i, b->n - i < SPELL ? b->n : i + SPELL, history);
	free(m.table);
	return sp90b_prediction(&m.score, 2);
}
