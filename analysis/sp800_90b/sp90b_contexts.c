/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Contexts of a text with the counts of what followed, for MultiMMC and LZ78Y. Those of few symbols
 * are met again and again and are counted in plain arrays. A hash table of the others would store
 * every length of every context; here a context that occurred once is one leaf, which also
 * represents its longer contexts until the text meets it again. Repetitive data then need no more
 * than one node for each new context. Cost: one step of an array, or of an open hash table, for
 * each length looked up.
 */
#include "sp90b_contexts_private.h"

#include <stdlib.h>

static int map_init(struct sp90b_map *m, size_t slots)
{
	*m = (struct sp90b_map){calloc(slots, sizeof *m->slot), 0, slots - 1};
	return m->slot ? 0 : -1;
}

static uint64_t key_of(uint32_t node, uint16_t symbol)
{
	return ((uint64_t)node << 16 | symbol) + 1;
}

/* Where the search for a key begins. */
static inline struct sp90b_slot *find_home(const struct sp90b_map *m, uint64_t key)
{
	return &m->slot[((key * UINT64_C(0x9E3779B97F4A7C15)) >> 32) & m->mask];
}

/* The slot of the key, or the empty one where it belongs. */
static inline struct sp90b_slot *slot_find(const struct sp90b_map *m, uint64_t key)
{
	size_t i = (size_t)(find_home(m, key) - m->slot);
	for (; m->slot[i].key && m->slot[i].key != key; i = (i + 1) & m->mask)
		;
	return &m->slot[i];
}

static bool map_grow(struct sp90b_map *m)
{
	struct sp90b_map wide;
	if (map_init(&wide, 2 * (m->mask + 1)))
		return false;
	for (size_t i = 0; i <= m->mask; i++)
		if (m->slot[i].key)
			*slot_find(&wide, m->slot[i].key) = m->slot[i];
	wide.used = m->used;
	free(m->slot);
	*m = wide;
	return true;
}

/* Sets the value of a key; `slot` is what slot_find() gave. */
static bool slot_set(struct sp90b_map *m, struct sp90b_slot *slot, uint64_t key, uint32_t value)
{
	if (!slot->key) {
		if (++m->used * 5 > m->mask * 3) {
			if (!map_grow(m))
				return false;
			slot = slot_find(m, key);
		}
		slot->key = key;
	}
	slot->value = value;
	return true;
}

/* Arrays for as many orders as SP90B_DENSE allows. */
static bool dense_init(struct sp90b_contexts *c)
{
	size_t k = c->text.k;
	bool ok = true;
	c->power = 1;
	while (ok && c->orders < SP90B_DENSE_ORDERS && c->power * k * k <= SP90B_DENSE) {
		struct sp90b_dense *d = &c->dense[++c->orders];
		c->power *= k;
		d->head = calloc(c->power, sizeof *d->head);
		d->count = calloc(c->power * k, sizeof *d->count);
		ok = d->head && d->count;
	}
	c->first = ok ? calloc(c->power * k, sizeof *c->first) : NULL;
	return c->first != NULL;
}

int sp90b_contexts_init(struct sp90b_contexts *c, struct sp90b_symbols text)
{
	*c = (struct sp90b_contexts){.text = text, .nodes = 1, .room = 4096};
	bool ok = dense_init(c);
	c->node = malloc(c->room * sizeof *c->node);
	int bad = map_init(&c->longer, 4096) | map_init(&c->others, 4096);
	if (ok && c->node && !bad)
		return 0;
	sp90b_contexts_release(c);
	return -1;
}

void sp90b_contexts_release(struct sp90b_contexts *c)
{
	for (unsigned d = 1; d <= c->orders; d++) {
		free(c->dense[d].head);
		free(c->dense[d].count);
	}
	free(c->first);
	free(c->node);
	free(c->longer.slot);
	free(c->others.slot);
	*c = (struct sp90b_contexts){0};
}

static uint32_t new_leaf(struct sp90b_contexts *c, size_t i, unsigned low, unsigned high)
{
	if (c->nodes == c->room) {
		struct sp90b_context *wide = realloc(c->node, 2 * c->room * sizeof *wide);
		if (!wide || c->room >= UINT32_MAX / 2) {
			c->node = wide ? wide : c->node;
			c->failed = true;
			return 0;
		}
		c->node = wide;
		c->room *= 2;
	}
	c->node[c->nodes] = (struct sp90b_context){
	    .count = (uint32_t)i, .leaf = true, .low = (uint8_t)low, .high = (uint8_t)high};
	return (uint32_t)c->nodes++;
}

void sp90b_contexts_plant(
    struct sp90b_contexts *c, uint32_t shorter, size_t i, unsigned d, unsigned low, unsigned high)
{
	uint16_t before = c->text.s[i - d];
	uint32_t leaf = new_leaf(c, i, low, high);
	if (c->failed)
		return;
	if (d == c->orders + 1) {
		c->first[shorter + before * c->power] = leaf;
		return;
	}
	uint64_t key = key_of(shorter, before);
	struct sp90b_context *x = &c->node[shorter];
	if (!x->child) {
		x->child = leaf;
		x->before = before;
	} else if (!slot_set(&c->longer, slot_find(&c->longer, key), key, leaf)) {
		c->failed = true;
	}
}

/* A leaf that is met again at d symbols becomes a context; its longer ones move to a new leaf. */
static void leaf_unfold(struct sp90b_contexts *c, uint32_t leaf, unsigned d)
{
	struct sp90b_context was = c->node[leaf];
	c->node[leaf] = (struct sp90b_context){
	    .count = 1, .guess = c->text.s[was.count], .known = d >= was.low};
	if (d < was.high)
		sp90b_contexts_plant(c, leaf, was.count, d + 1, was.low, was.high);
}

/* The number of the orders + 1 symbols before place i. */
static size_t number_before(const struct sp90b_contexts *c, size_t i)
{
	size_t number = 0;
	for (unsigned d = c->orders + 1; d > 0; d--)
		number = number * c->text.k + c->text.s[i - d];
	return number;
}

/* What place i will look up: where it is becomes known in three steps, each of which asks the
 * memory for what the next one reads. */
enum { STEP = SP90B_AHEAD / 4 };

void sp90b_contexts_fetch(struct sp90b_contexts *c, size_t i)
{
	size_t *number = c->ahead;
	if (i + 3 * STEP >= c->text.n)
		return;
	size_t last = number_before(c, i + 3 * STEP);
	__builtin_prefetch(&c->first[last]);
	__builtin_prefetch(&c->node[c->first[number[(i + 2 * STEP) % SP90B_AHEAD]]]);
	uint32_t node = c->first[number[(i + STEP) % SP90B_AHEAD]];
	number[(i + 3 * STEP) % SP90B_AHEAD] = last;
	if (node) {
		const uint16_t *s = c->text.s + i + STEP;
		__builtin_prefetch(find_home(&c->longer, key_of(node, s[-(int)c->orders - 2])));
		__builtin_prefetch(find_home(&c->others, key_of(node, *s)));
	}
}

uint32_t sp90b_contexts_find(struct sp90b_contexts *c, uint32_t shorter, size_t i, unsigned d)
{
	uint16_t before = c->text.s[i - d];
	uint32_t node;
	if (d == c->orders + 1) {
		node = c->first[shorter + before * c->power];
	} else if (c->node[shorter].child && c->node[shorter].before == before) {
		node = c->node[shorter].child;
	} else {
		struct sp90b_slot *slot = slot_find(&c->longer, key_of(shorter, before));
		node = slot->key ? slot->value : 0;
	}
	if (node && c->node[node].leaf)
		leaf_unfold(c, node, d);
	return node;
}

/* `others` holds the counts of all successors but the guess, whose count the context itself has. */
bool sp90b_contexts_learn(struct sp90b_contexts *c, uint32_t context, uint16_t y, bool new_ones)
{
	struct sp90b_context *x = &c->node[context];
	if (y == x->guess) {
		x->count++;
		return false;
	}
	uint64_t key = key_of(context, y);
	struct sp90b_slot *slot = slot_find(&c->others, key);
	bool is_new = slot->key == 0;
	if (is_new && !new_ones)
		return false;
	uint32_t count = is_new ? 1 : slot->value + 1;
	if (count > x->count || (count == x->count && y > x->guess)) {
		uint64_t old = key_of(context, x->guess);
		c->failed |= !slot_set(&c->others, slot, key, count);
		c->failed |= !slot_set(&c->others, slot_find(&c->others, old), old, x->count);
		x->count = count;
		x->guess = y;
	} else {
		c->failed |= !slot_set(&c->others, slot, key, count);
	}
	return is_new;
}
