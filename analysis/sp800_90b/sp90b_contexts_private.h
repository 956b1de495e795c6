/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counts of what followed each context (the last d symbols, d = 1, 2, ...) in a text: the tables
 * of the MultiMMC and LZ78Y predictors for symbols. Short contexts, of which with all successors
 * there are at most SP90B_DENSE, have a place each, by number. Longer ones are in a tree whose
 * edges go back in the text; a context met once is a leaf that represents its longer contexts too,
 * until it is met again.
 */
#ifndef SP90B_CONTEXTS_H
#define SP90B_CONTEXTS_H

#include "sp90b_types_private.h"

/* Open addressing: key 0 is an empty slot. */
struct sp90b_slot {
	uint64_t key;
	uint32_t value;
};

struct sp90b_map {
	struct sp90b_slot *slot;
	size_t used, mask;
};

/* A context, or a leaf: all contexts of `low` to `high` symbols that end before place `count`, of
 * which the next symbol is the only successor. A context that is not `known` only leads to longer
 * ones. Its first longer context is kept here, since in data that repeat it is the only one. */
struct sp90b_context {
	uint32_t count; /* of `guess`, the commonest successor; the greatest one if equal */
	uint32_t child; /* the longer context with the symbol `before` in front; 0: none */
	uint16_t before, guess;
	bool leaf, known;
	uint8_t low, high;
};

/* No order of MultiMMC takes more pairs of context and successor: one that has no more is never
 * full. */
enum { SP90B_DENSE = 100000, SP90B_DENSE_ORDERS = 15, SP90B_AHEAD = 32 };

/* A context that has a place: the commonest successor, the greatest one if equal. */
struct sp90b_head {
	uint32_t count;
	uint16_t guess;
	bool present; /* met, or longer ones were */
	bool known;
};

/* All contexts of one number of symbols; number n of them is s[i-1] + k s[i-2] + k^2 s[i-3] ... */
struct sp90b_dense {
	struct sp90b_head *head;
	uint32_t *count; /* of successor y: [n k + y] */
};

struct sp90b_contexts {
	struct sp90b_symbols text;
	unsigned orders; /* up to so many symbols a context has a place */
	size_t power;	 /* k^orders */
	struct sp90b_dense dense[SP90B_DENSE_ORDERS + 1];
	uint32_t *first; /* contexts of one symbol more, by number; 0: none */
	struct sp90b_context *node;
	size_t nodes, room;
	struct sp90b_map longer,   /* (context, symbol before), but for the first ones */
	    others;		   /* counts of (context, successor) */
	bool failed;		   /* memory ran out; what follows is void */
	size_t ahead[SP90B_AHEAD]; /* numbers of contexts of places to come */
};

/* Returns 0, or -1 without memory (nothing to release). n < 2^32. */
int sp90b_contexts_init(struct sp90b_contexts *c, struct sp90b_symbols text);
void sp90b_contexts_release(struct sp90b_contexts *c);

/* A context of d <= orders symbols learns that y followed, whether that is new or not. */
static inline void sp90b_dense_learn(struct sp90b_head *h, uint32_t *count_of_context, uint16_t y)
{
	uint32_t count = ++count_of_context[y];
	if (count > h->count || (count == h->count && y > h->guess)) {
		h->count = count;
		h->guess = y;
	}
}

/* Fetches what places some way behind i will look up. i >= 16; to be called for one i after the
 * other. */
void sp90b_contexts_fetch(struct sp90b_contexts *c, size_t i);

/* The context of d > orders symbols before place i, `shorter` being that of d - 1: its number where
 * d is the least. 0: it is not there. */
uint32_t sp90b_contexts_find(struct sp90b_contexts *c, uint32_t shorter, size_t i, unsigned d);

/* Adds the contexts of low to high symbols before place i, the first of which is not there; the
 * one of d <= low symbols, d > orders, is found next after `shorter`. */
void sp90b_contexts_plant(
    struct sp90b_contexts *c, uint32_t shorter, size_t i, unsigned d, unsigned low, unsigned high);

/* Counts that y followed. A successor seen for the first time is counted only if `new_ones`.
 * Returns whether it was one. */
bool sp90b_contexts_learn(struct sp90b_contexts *c, uint32_t context, uint16_t y, bool new_ones);

#endif
