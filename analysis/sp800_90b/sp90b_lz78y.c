/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The prediction estimate of the LZ78Y dictionary @[SP800-90B, 6.3.10]: contexts of 1 to 16
 * symbols, at most 65,536 of them; the one with the greatest count predicts. The contexts are the
 * same tree as for MultiMMC (sp90b_contexts_private.h). Cost: at most 16 steps of a hash table for
 * each symbol.
 */
#include "sp90b_lz78y_private.h"

#include "sp90b_contexts_private.h"
#include "sp90b_prediction_private.h"

enum { LENGTHS = 16, DICTIONARY = 65536 };

struct dictionary {
	struct sp90b_contexts c;
	unsigned entries;
};

/* The prediction of a step: of the contexts in the dictionary the one with the greatest count
 * predicts, the longest if equal. */
struct best {
	uint32_t count;
	bool right;
};

static inline void best_keep(struct best *b, uint32_t count, bool right)
{
	if (count >= b->count)
		*b = (struct best){count, right};
}

/* Contexts of d symbols and more are not there: as many as there is room for are added, the longest
 * first. Returns the length of the shortest one added. */
static unsigned lengths_add(struct dictionary *d, unsigned length)
{
	unsigned absent = LENGTHS + 1 - length, room = DICTIONARY - d->entries;
	unsigned added = absent < room ? absent : room;
	d->entries += added;
	return LENGTHS + 1 - added;
}

/* Contexts that have a place, at[] their numbers: those from `length` on are new. */
static void dense_add(
    struct dictionary *d, const size_t *at, unsigned length, unsigned low, uint16_t y)
{
	for (unsigned j = length; j <= d->c.orders; j++) {
		struct sp90b_head *h = &d->c.dense[j].head[at[j]];
		h->present = true;
		h->known = j >= low;
		if (h->known)
			sp90b_dense_learn(h, &d->c.dense[j].count[at[j] * d->c.text.k], y);
	}
}

/* Returns the length of the first context that is not there; *place is the number of the longest
 * one. */
static unsigned step_dense(struct dictionary *d, size_t i, struct best *best, uint32_t *place)
{
	const struct sp90b_contexts *c = &d->c;
	const uint16_t *s = c->text.s;
	uint16_t y = s[i];
	unsigned absent = 0;
	size_t at[SP90B_DENSE_ORDERS + 1] = {0}, power = 1;
	for (unsigned j = 1; j <= c->orders; j++, power *= c->text.k) {
		at[j] = at[j - 1] + s[i - j] * power;
		struct sp90b_head *h = &c->dense[j].head[at[j]];
		absent = absent || h->present ? absent : j;
		if (absent || !h->known)
			continue;
		best_keep(best, h->count, h->guess == y);
		sp90b_dense_learn(h, &c->dense[j].count[at[j] * c->text.k], y);
	}
	*place = (uint32_t)at[c->orders];
	if (!absent)
		return c->orders + 1;
	unsigned low = lengths_add(d, absent);
	if (low <= LENGTHS) {
		dense_add(d, at, absent, low, y);
		unsigned first = c->orders + 1;
		sp90b_contexts_plant(&d->c, *place, i, first, low > first ? low : first, LENGTHS);
	}
	return absent;
}

/* Step 3 for place i: the dictionary predicts; all its contexts learn; those that are not there are
 * added while there is room. Returns whether the prediction was right. */
static bool step_symbol(struct dictionary *dictionary, size_t i)
{
	struct sp90b_contexts *c = &dictionary->c;
	struct best best = {0, false};
	uint16_t y = c->text.s[i];
	uint32_t x;
	unsigned d = step_dense(dictionary, i, &best, &x);
	for (; d > c->orders && d <= LENGTHS; d++) {
		uint32_t longer = sp90b_contexts_find(c, x, i, d);
		if (!longer) {
			unsigned low = lengths_add(dictionary, d);
			if (low <= LENGTHS)
				sp90b_contexts_plant(c, x, i, d, low, LENGTHS);
			break;
		}
		x = longer;
		if (!c->node[x].known)
			continue;
		best_keep(&best, c->node[x].count, c->node[x].guess == y);
		sp90b_contexts_learn(c, x, y, true);
	}
	return best.right;
}

struct sp90b_estimate sp90b_lz78y(struct sp90b_symbols s)
{
	if (s.n < LENGTHS + 2)
		return sp90b_absent(SP90B_TOO_SHORT);
	struct dictionary d = {.entries = 0};
	if (s.n > UINT32_MAX || sp90b_contexts_init(&d.c, s))
		return sp90b_absent(SP90B_NO_MEMORY);
	struct sp90b_score score = {.n = s.n - LENGTHS - 1};
	/* Step 2: the first symbol that has 16 before it is learned without a prediction. */
	step_symbol(&d, LENGTHS);
	for (size_t i = LENGTHS + 1; i < s.n && !d.c.failed; i++) {
		sp90b_contexts_fetch(&d.c, i);
		sp90b_score_add(&score, step_symbol(&d, i));
	}
	bool failed = d.c.failed;
	sp90b_contexts_release(&d.c);
	return failed ? sp90b_absent(SP90B_NO_MEMORY) : sp90b_prediction(&score, s.k);
}
