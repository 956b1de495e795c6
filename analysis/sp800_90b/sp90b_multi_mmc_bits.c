/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * MultiMMC for bits: all contexts fit flat tables, one for each order, laid end to end.
 */
#include "sp90b_multi_mmc_private.h"

#include "sp90b_prediction_private.h"

#include <stdlib.h>
#include <string.h>

enum { ORDERS = 16, MOST_PAIRS = 100000, SPELL = 62 };

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
};

/* Points within a spell of steps as in the lag estimate: only those less than SPELL behind count.
 * The leader's are held apart. */
typedef int8_t lanes __attribute__((vector_size(16)));
typedef uint64_t halves __attribute__((vector_size(16)));
union points {
	lanes all;
	int8_t lane[ORDERS];
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

/* Orders 1 .. `orders` predict bit y after the history, then learn it; for contexts some of which
 * may be new. */
static struct outcome predict_some(struct chain *m, uint32_t history, unsigned y, int orders)
{
	struct outcome o = {0, 0};
	for (int d = 0; d < orders; d++) {
		cell *c = cell_of(m, history, d), v = *c;
		o.known |= (unsigned)((v & 3) != 0) << d;
		o.right |= (unsigned)((v >= 0) == y) << d;
		if (d == ORDERS - 1)
			count_highest(m, c, y);
		else
			*c = (v + (y ? 4 : -4)) | (cell)(1 << y);
	}
	o.right &= o.known;
	return o;
}

/* The same where the context of the highest order is known, so that all are: the flags stay as they
 * are. */
static inline struct outcome predict_all(struct chain *m, uint32_t history, unsigned y)
{
	enum { ALL = (1 << ORDERS) - 1 };
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

/* Predictions of the leaders within a spell, the last one in the lowest bit. */
struct predicted {
	uint64_t right;
	unsigned n;
};

/* A leader that has nothing to predict from neither goes on with a run nor ends it. */
static inline void follow_leader(struct predicted *p, int leader, struct outcome o)
{
	unsigned known = o.known >> leader & 1;
	p->right = p->right << known | (o.right >> leader & 1);
	p->n += known;
}

/* -1 for each order that was right. */
static inline lanes lanes_of(unsigned right)
{
	static const uint64_t copies = UINT64_C(0x0101010101010101);
	const halves own = {UINT64_C(0x8040201008040201), UINT64_C(0x8040201008040201)};
	halves all = {(right & 0xFF) * copies, (right >> 8) * copies};
	return (lanes)((lanes)(all & own) == (lanes)own);
}

/* The best of the orders that were right, or still the leader. */
static int new_leader(const union points *p, unsigned right, int old)
{
	int best = old;
	for (; right; right &= right - 1)
		if (p->lane[__builtin_ctz(right)] >= p->lane[best])
			best = __builtin_ctz(right);
	return best;
}

static void to_bytes(const struct chain *m, union points *p)
{
	uint64_t top = m->points[m->leader];
	for (int d = 0; d < ORDERS; d++) {
		uint64_t behind = top - m->points[d];
		p->lane[d] = (int8_t)(behind > SPELL ? 0 : SPELL + 1 - behind);
	}
}

/* Steps 4b to 4d for bits i .. end - 1, at most SPELL of them. Returns the history after them. */
static uint32_t step_spell(
    struct chain *m, const struct sp90b_bits *b, size_t i, size_t end, uint32_t history)
{
	union points p, was;
	to_bytes(m, &was);
	p = was;
	int8_t own = p.lane[m->leader];
	p.lane[m->leader] = -128;
	struct predicted led = {0, 0};
	for (; i < end; i++) {
		unsigned y = sp90b_bit(b, i);
		int orders = i - 1 < ORDERS ? (int)(i - 1) : ORDERS;
		struct outcome o = predict_bit(m, history, y, orders);
		follow_leader(&led, m->leader, o);
		own = (int8_t)(own + (o.right >> m->leader & 1));
		lanes right = lanes_of(o.right);
		p.all -= right;
		halves hit = (halves)(right & (lanes)(p.all >= own));
		if (hit[0] | hit[1]) {
			p.lane[m->leader] = own;
			m->leader = new_leader(&p, o.right, m->leader);
			own = p.lane[m->leader];
			p.lane[m->leader] = -128;
		}
		history = history << 1 | y;
	}
	p.lane[m->leader] = own;
	if (led.n)
		sp90b_score_add_many(&m->score, led.right, led.n);
	for (int d = 0; d < ORDERS; d++)
		m->points[d] += (uint64_t)(p.lane[d] - was.lane[d]);
	return history;
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
	first_pairs(&m, b);
	uint32_t history = (uint32_t)(sp90b_window(b, 0) >> 62);
	for (size_t i = 2; i < b->n; i += SPELL)
		history = step_spell(&m, b, i, b->n - i < SPELL ? b->n : i + SPELL, history);
	free(m.table);
	return sp90b_prediction(&m.score, 2);
}
