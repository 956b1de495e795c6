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

/* Step 3 for place i: of the contexts in the dictionary the one with the greatest count predicts,
 * the longest if equal; all of them learn; those that are not there are added while there is room,
 * the longest first. Returns whether the prediction was right. */
static bool step(struct sp90b_contexts *c, unsigned *entries, size_t i)
{
	uint16_t y = c->text.s[i];
	uint32_t x = 0, best = 0;
	bool right = false;
	for (unsigned d = 1; d <= LENGTHS; d++) {
		uint32_t longer = sp90b_contexts_find(c, x, i, d);
		if (!longer) {
			unsigned absent = LENGTHS + 1 - d, room = DICTIONARY - *entries;
			unsigned added = absent < room ? absent : room;
			if (added > 0)
				sp90b_contexts_plant(c, x, i, d, LENGTHS + 1 - added, LENGTHS);
			*entries += added;
			break;
		}
		x = longer;
		if (!c->node[x].known)
			continue;
		if (c->node[x].count >= best) {
			best = c->node[x].count;
			right = c->node[x].guess == y;
		}
		sp90b_contexts_learn(c, x, y, true);
	}
	return right;
}

struct sp90b_estimate sp90b_lz78y(struct sp90b_symbols s)
{
	if (s.n < LENGTHS + 2)
		return sp90b_absent(SP90B_TOO_SHORT);
	struct sp90b_contexts c;
	if (s.n > UINT32_MAX || sp90b_contexts_init(&c, s))
		return sp90b_absent(SP90B_NO_MEMORY);
	struct sp90b_score score = {.n = s.n - LENGTHS - 1};
	unsigned entries = 0;
	/* Step 2: the first symbol that has 16 before it is learned without a prediction. */
	step(&c, &entries, LENGTHS);
	for (size_t i = LENGTHS + 1; i < s.n && !c.failed; i++)
		sp90b_score_add(&score, step(&c, &entries, i));
	bool failed = c.failed;
	sp90b_contexts_release(&c);
	return failed ? sp90b_absent(SP90B_NO_MEMORY) : sp90b_prediction(&score, s.k);
}
