/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The prediction estimate of Markov models of orders 1 to 16 @[SP800-90B, 6.3.9]. The counts are in
 * a tree of contexts (sp90b_contexts_private.h), walked from the shortest context to the longest:
 * where one is absent, all longer ones are absent too. As in NIST's tool, a leader without a
 * prediction neither ends nor extends a run. Cost: at most 16 steps of arrays or a hash table for
 * each symbol.
 */
#include "sp90b_multi_mmc_private.h"

#include "sp90b_contexts_private.h"
#include "sp90b_prediction_private.h"

enum { ORDERS = 16, MOST_PAIRS = SP90B_DENSE };

struct chain {
	struct sp90b_contexts c;
	uint32_t pairs[ORDERS + 1];
	uint64_t points[ORDERS + 1];
	unsigned leader;
	struct sp90b_score score;
};

/* No context of d symbols before place i, d above those that have a place: it and the longer ones
 * are new, as far as their orders have room. One behind an order without room can never be found,
 * so it only fills its own. */
static void add_contexts(struct chain *m, uint32_t shorter, size_t i, unsigned d, unsigned orders)
{
	unsigned high = d - 1;
	for (unsigned j = d; j <= orders; j++) {
		if (m->pairs[j] >= MOST_PAIRS)
			continue;
		m->pairs[j]++;
		high += high + 1 == j;
	}
	if (high >= d)
		sp90b_contexts_plant(&m->c, shorter, i, d, d, high);
}

/* What the prediction of order d says. A leader that has nothing to predict from neither goes on
 * with a run nor ends it. */
static inline void add_prediction(struct chain *m, unsigned d, unsigned leader, bool right)
{
	if (d == leader)
		sp90b_score_add(&m->score, right);
	if (right && ++m->points[d] >= m->points[m->leader])
		m->leader = d;
}

/* Orders whose contexts have a place. Returns how many of them knew theirs; *place is the number of
 * the longest one. */
static unsigned step_dense(struct chain *m, size_t i, unsigned orders, uint32_t *place)
{
	const struct sp90b_contexts *c = &m->c;
	const uint16_t *s = c->text.s;
	uint16_t y = s[i];
	unsigned leader = m->leader, known = 0;
	size_t at = 0, power = 1;
	for (unsigned d = 1; d <= orders; d++, power *= c->text.k) {
		at += s[i - d] * power;
		struct sp90b_head *h = &c->dense[d].head[at];
		if (h->present) {
			known = d;
			add_prediction(m, d, leader, h->guess == y);
		}
		h->present = true;
		sp90b_dense_learn(h, &c->dense[d].count[at * c->text.k], y);
	}
	*place = (uint32_t)at;
	return known;
}

/* Steps 4a to 4d for place i: each order that knows its context predicts; the leader's prediction
 * counts; then the orders learn. */
static void step_symbol(struct chain *m, size_t i)
{
	uint16_t y = m->c.text.s[i];
	unsigned orders = i < ORDERS ? (unsigned)i : ORDERS, leader = m->leader;
	unsigned dense = orders < m->c.orders ? orders : m->c.orders;
	uint32_t x;
	if (step_dense(m, i, dense, &x) < dense) {
		add_contexts(m, x, i, dense + 1, orders);
		return;
	}
	for (unsigned d = dense + 1; d <= orders; d++) {
		uint32_t longer = sp90b_contexts_find(&m->c, x, i, d);
		if (!longer) {
			add_contexts(m, x, i, d, orders);
			break;
		}
		x = longer;
		add_prediction(m, d, leader, m->c.node[x].guess == y);
		m->pairs[d] += sp90b_contexts_learn(&m->c, x, y, m->pairs[d] < MOST_PAIRS);
	}
}

struct sp90b_estimate sp90b_multi_mmc(struct sp90b_symbols s)
{
	if (s.n < 3)
		return sp90b_absent(SP90B_TOO_SHORT);
	struct chain m = {.leader = 1, .score.n = s.n - 2};
	if (s.n > UINT32_MAX || sp90b_contexts_init(&m.c, s))
		return sp90b_absent(SP90B_NO_MEMORY);
	/* Place 1 has no predictions; order d begins at place d with what begins the text. */
	for (size_t i = 1; i < s.n && !m.c.failed; i++) {
		if (i >= ORDERS)
			sp90b_contexts_fetch(&m.c, i);
		step_symbol(&m, i);
	}
	bool failed = m.c.failed;
	sp90b_contexts_release(&m.c);
	return failed ? sp90b_absent(SP90B_NO_MEMORY) : sp90b_prediction(&m.score, s.k);
}
