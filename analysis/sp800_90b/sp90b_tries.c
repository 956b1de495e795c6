/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How often strings repeat, from the groups of suffixes that begin alike. Suffixes are distributed
 * by some bits after the bits that they share, and the sizes of the groups are the counts of those
 * strings; nothing is put in order. A few suffixes are compared pair by pair.
 *
 * Long repeats make that slow, because each suffix within a repeat shares many bits. Beyond a depth
 * that data without them seldom reach, only pairs of suffixes are followed that are preceded by
 * different symbols, where a repeat begins: such a pair that shares l symbols stands for one pair
 * of each shared length down to that depth. All occurrences of a string that are preceded by the
 * same symbol are counted with the string that begins one symbol before. The suffix that is the
 * whole text is preceded by none; what it shares with the others is found by the Z algorithm.
 *
 * Cost: for random data about one look at the text for each suffix; the caller limits it for data
 * that share too much.
 */
#include "sp90b_tries_private.h"

#include "sp90b_sort_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A group of LEAF suffixes or fewer is compared pair by pair; one of more than SMALL is kept as
 * places alone. A window of the text has SPAN bits that are used: one bit behind them stops the
 * search for a difference. */
enum {
	TOP = 12,
	LEAF = 12,
	SMALL = 32768,
	SPAN = 63,
	LEAST_DIGIT = 2,
	MOST_DIGIT = 11,
	ARENA = 32768,	   /* counts of the groups in hand */
	MOST_NESTED = 500, /* groups within groups */
	LEAST_DEPTH = 64,
	MOST_DEPTH = 2048,
	BASE_WORK = 100000,
	MOST_ROUNDS = 3, /* windows for each suffix, on the average: about what an array costs */
};

/* Numbers by length in bits. Pairs are differences: pairs that share at least a length are the sum
 * from there on. */
struct lengths {
	uint32_t *most;
	uint64_t *begun; /* pairs that begin a repeat */
	size_t room;
	uint64_t shared[MOST_DEPTH + SPAN + 1]; /* pairs, as far as `deep` */
};

struct counter {
	const struct sp90b_bits *b;
	unsigned width;
	size_t n, deep; /* depth in bits, from which only pairs that begin a repeat count */
	uint64_t cutoff;
	struct lengths at;
	uint32_t *place, *spare;
	struct sp90b_item *item, *other;
	uint32_t *arena;
	size_t used, nested;
	uint64_t work, budget;
	bool failed; /* no memory */
};

/* How groups are counted: up to the depth `limit`, and from there on, if `goes_on`. */
struct pass {
	uint64_t *pairs;
	uint64_t weight;    /* 1, or -1 to take away */
	size_t limit, tail; /* suffixes from `tail` on end at the limit or before */
	bool counts_most, goes_on;
};

static bool has_stopped(const struct counter *c)
{
	return c->failed || c->work > c->budget;
}

static void give_up(struct counter *c)
{
	c->work = UINT64_MAX / 2;
}

static size_t bit_of(const struct counter *c, size_t place)
{
	return place * c->width;
}

/* Bits of the text from a suffix' beginning to the end. */
static size_t bits_left(const struct counter *c, size_t place)
{
	return (c->n - place) * c->width;
}

static size_t least_of(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t tail_of(const struct counter *c, size_t limit)
{
	size_t ending = limit / c->width;
	return c->n > ending ? c->n - ending : 0;
}

/* Counts up to `limit` of all pairs. */
static struct pass whole_pass(struct counter *c, size_t limit)
{
	return (struct pass){c->at.shared, 1, limit, tail_of(c, limit), true, true};
}

/* The window `depth` bits after a suffix' beginning. */
static uint64_t key_at(const struct counter *c, size_t place, size_t depth)
{
	return sp90b_window(c->b, bit_of(c, place) + depth) & ~UINT64_C(1);
}

static bool lengths_widen(struct lengths *l, size_t longest)
{
	if (longest < l->room)
		return true;
	size_t room = longest + longest / 4 + 128;
	uint32_t *most = realloc(l->most, room * sizeof *most);
	l->most = most ? most : l->most;
	uint64_t *begun = realloc(l->begun, room * sizeof *begun);
	l->begun = begun ? begun : l->begun;
	if (!most || !begun)
		return false;
	memset(most + l->room, 0, (room - l->room) * sizeof *most);
	memset(begun + l->room, 0, (room - l->room) * sizeof *begun);
	l->room = room;
	return true;
}

/* ---- counts of groups ---- */

/* A suffix that ends within the digit: its last bits. */
struct ended {
	uint32_t bits;
	unsigned length;
};

struct ends {
	struct ended of[SPAN + 1];
	size_t n;
};

/* Adds the counts of all strings that are up to `digit` bits longer than `depth`, from those of
 * `digit` bits; the counts are used up. */
static void add_counts(struct counter *c, const struct pass *p, uint32_t *count, unsigned digit,
    size_t depth, const struct ends *e)
{
	for (unsigned j = digit; j > 0; j--) {
		for (size_t i = 0; e && i < e->n; i++)
			if (e->of[i].length == j)
				count[e->of[i].bits]++;
		uint64_t pairs = 0;
		uint32_t most = 0;
		size_t strings = (size_t)1 << j;
		for (size_t i = 0; i < strings; i += 2) {
			uint32_t a = count[i], b = count[i + 1];
			pairs += (uint64_t)a * a + (uint64_t)b * b - a - b;
			most = a > most ? a : most;
			most = b > most ? b : most;
			count[i / 2] = a + b;
		}
		pairs = pairs / 2 * p->weight;
		p->pairs[depth + j] += pairs;
		p->pairs[depth + j - 1] -= pairs;
		if (p->counts_most && most > c->at.most[depth + j])
			c->at.most[depth + j] = most;
	}
}

/* Bits by which m suffixes are distributed, at most `most`: so many that few remain in a group, and
 * that the arena has room for the counts now and for those of the groups within. */
static unsigned digit_for(const struct counter *c, size_t m, size_t most)
{
	unsigned log = 63 - (unsigned)__builtin_clzll(m), digit = log - 2;
	digit = log < LEAST_DIGIT + 2 ? LEAST_DIGIT : digit > MOST_DIGIT ? MOST_DIGIT : digit;
	while (digit > LEAST_DIGIT && (size_t)8 << digit > ARENA - c->used)
		digit--;
	return digit < most ? digit : (unsigned)most;
}

/* Whether the suffix at `place` ends within the digit; then it is noted. */
static bool take_ended(
    const struct counter *c, uint32_t place, size_t depth, unsigned digit, struct ends *e)
{
	size_t left = bits_left(c, place);
	if (left >= depth + digit)
		return false;
	unsigned length = left > depth ? (unsigned)(left - depth) : 0;
	uint64_t w = length ? sp90b_window(c->b, bit_of(c, place) + depth) >> (64 - length) : 0;
	e->of[e->n++] = (struct ended){(uint32_t)w, length};
	return true;
}

static void split_items(struct counter *c, const struct pass *p, struct sp90b_item *a,
    struct sp90b_item *t, size_t m, size_t base, size_t depth);
static void go_on(
    struct counter *c, struct sp90b_item *a, struct sp90b_item *t, size_t m, size_t depth);

/* ---- a few suffixes ---- */

/* By the upper bits of the keys, otherwise in order of their places as before. */
static void sort_few(struct sp90b_item *a, size_t m, uint64_t bits)
{
	for (size_t i = 1; i < m; i++) {
		struct sp90b_item x = a[i];
		size_t j = i;
		for (; j > 0 && (a[j - 1].key & bits) > (x.key & bits); j--)
			a[j] = a[j - 1];
		a[j] = x;
	}
}

/* Pairs of suffixes that are longer than the window. Returns whether some share all bits up to
 * the limit. */
static bool pair_long(
    const struct pass *p, const struct sp90b_item *a, size_t m, size_t base, size_t depth)
{
	uint64_t *pairs = p->pairs + base, stop = UINT64_C(1) << (63 - (p->limit - base));
	uint64_t tied = 0;
	for (size_t i = 1; i < m; i++)
		for (size_t j = 0; j < i; j++) {
			uint64_t off = (a[i].key ^ a[j].key) | stop;
			pairs[__builtin_clzll(off)] += p->weight;
			tied |= off <= (stop << 1) - 1;
		}
	p->pairs[depth] -= p->weight * (m * (m - 1) / 2);
	return tied;
}

/* The same where some end before the limit. `begins`: only pairs that differ in what precedes them.
 */
static bool pair_some(const struct counter *c, const struct pass *p, const struct sp90b_item *a,
    size_t m, size_t base, size_t depth, bool begins)
{
	uint64_t stop = UINT64_C(1) << (63 - (p->limit - base));
	bool tied = false;
	for (size_t i = 1; i < m; i++)
		for (size_t j = 0; j < i; j++) {
			size_t later = a[i].place > a[j].place ? a[i].place : a[j].place;
			size_t length =
			    base + (size_t)__builtin_clzll((a[i].key ^ a[j].key) | stop);
			length = least_of(length, bits_left(c, later));
			tied |= length == p->limit;
			if (begins && a[i].left == a[j].left)
				continue;
			p->pairs[length] += p->weight;
			p->pairs[depth] -= p->weight;
		}
	return tied;
}

/* Groups among a[0..m), in order of their keys, that share all `bits` bits and go on behind them:
 * the one that begins at *from, moved to its place. Returns its size, 0 at the end. */
static size_t next_tied(const struct counter *c, const struct sp90b_item *a, size_t m, size_t limit,
    unsigned bits, size_t *from)
{
	while (*from < m) {
		size_t to = *from + 1;
		while (to < m && (a[to].key ^ a[*from].key) >> (64 - bits) == 0)
			to++;
		size_t end = to;
		while (end > *from && bits_left(c, a[end - 1].place) <= limit)
			end--;
		if (end - *from > 1)
			return end - *from;
		*from = to;
	}
	return 0;
}

static void pair_items(struct counter *c, const struct pass *p, struct sp90b_item *a,
    struct sp90b_item *t, size_t m, size_t base, size_t depth)
{
	bool tied = a[m - 1].place < p->tail ? pair_long(p, a, m, base, depth)
					     : pair_some(c, p, a, m, base, depth, false);
	if (!tied || !p->goes_on)
		return;
	unsigned bits = (unsigned)(p->limit - base);
	sort_few(a, m, ~UINT64_C(0) << (64 - bits));
	for (size_t from = 0, k; (k = next_tied(c, a, m, p->limit, bits, &from)); from += k)
		go_on(c, a + from, t + from, k, p->limit);
}

/* ---- groups of suffixes with their windows ---- */

static void count_items(
    const struct sp90b_item *a, size_t m, unsigned up, uint32_t mask, uint32_t *count)
{
	for (size_t i = 0; i < m; i++)
		count[(a[i].key >> up) & mask]++;
}

/* Distributes a[0..m) to t; start[d] ends as the end of group d. */
static void move_items(const struct sp90b_item *a, struct sp90b_item *t, size_t m, unsigned up,
    uint32_t mask, uint32_t *start)
{
	for (size_t i = 0; i < m; i++)
		t[start[(a[i].key >> up) & mask]++] = a[i];
}

/* From counts to the beginnings of the groups. Returns the size of the greatest group. */
static uint32_t to_starts(uint32_t *start, const uint32_t *count, size_t groups)
{
	uint32_t at = 0, most = 0;
	for (size_t d = 0; d < groups; d++) {
		start[d] = at;
		at += count[d];
		most = count[d] > most ? count[d] : most;
	}
	return most;
}

/* Counts strings that the suffixes a[0..m), which share `depth` bits, begin with. Their keys are
 * the windows `base` bits after their beginnings. t is room for as many; both are used up. */
static void split_items(struct counter *c, const struct pass *p, struct sp90b_item *a,
    struct sp90b_item *t, size_t m, size_t base, size_t depth)
{
	while (m > 1 && depth < p->limit) {
		if (m <= LEAF && (m < c->cutoff || !p->counts_most)) {
			pair_items(c, p, a, t, m, base, depth);
			return;
		}
		unsigned digit = digit_for(c, m, p->limit - depth);
		size_t groups = (size_t)1 << digit, mark = c->used;
		unsigned up = (unsigned)(64 - digit - (depth - base));
		if (mark + 2 * groups > ARENA) {
			give_up(c);
			return;
		}
		struct ends e = {.n = 0};
		while (m > 0 && a[m - 1].place >= p->tail &&
		       take_ended(c, a[m - 1].place, depth, digit, &e))
			m--;
		uint32_t *start = c->arena + mark, *count = start + groups;
		memset(count, 0, groups * sizeof *count);
		count_items(a, m, up, (uint32_t)groups - 1, count);
		uint32_t most = to_starts(start, count, groups);
		add_counts(c, p, count, digit, depth, e.n ? &e : NULL);
		depth += digit;
		if (most == m)
			continue; /* all in one */
		move_items(a, t, m, up, (uint32_t)groups - 1, start);
		c->used += groups;
		for (size_t d = 0, from = 0; d < groups; from = start[d++])
			if (start[d] - from > 1)
				split_items(c, p, t + from, a + from, start[d] - from, base, depth);
		c->used = mark;
		return;
	}
	if (m > 1 && p->goes_on)
		go_on(c, a, t, m, depth);
}

/* ---- where repeats begin ---- */

static uint32_t left_of(const struct counter *c, uint32_t place)
{
	return (uint32_t)(sp90b_window(c->b, bit_of(c, place - 1)) >> (64 - c->width));
}

static int by_left(const void *x, const void *y)
{
	const struct sp90b_item *a = x, *b = y;
	if (a->left != b->left)
		return a->left < b->left ? -1 : 1;
	return a->place < b->place ? -1 : a->place > b->place;
}

static bool all_alike(const struct sp90b_item *a, size_t m)
{
	for (size_t i = 1; i < m; i++)
		if (a[i].left != a[0].left)
			return false;
	return true;
}

/* Bits that all suffixes have in common in their windows, if none ends there. */
static bool all_tied(const struct counter *c, const struct sp90b_item *a, size_t m, size_t limit)
{
	for (size_t i = 1; i < m; i++)
		if (a[i].key != a[0].key)
			return false;
	return bits_left(c, a[m - 1].place) > limit;
}

static uint64_t pairs_of(uint64_t count)
{
	return count * (count - 1) / 2;
}

/* Groups of those in x that are preceded alike, one after the other; pairs within them are taken
 * away. a and t are room. Returns how many pairs are not within one. */
static uint64_t take_alike(struct counter *c, const struct pass *all, const struct sp90b_item *x,
    struct sp90b_item *a, struct sp90b_item *t, size_t m, size_t depth, bool counts)
{
	struct pass p = *all;
	p.weight = -p.weight;
	p.counts_most = false;
	memcpy(a, x, m * sizeof *a);
	qsort(a, m, sizeof *a, by_left);
	uint64_t pairs = pairs_of(m);
	for (size_t from = 0, to; from < m; from = to) {
		for (to = from + 1; to < m && a[to].left == a[from].left; to++)
			;
		pairs -= pairs_of(to - from);
		if (counts)
			split_items(c, &p, a + from, t + from, to - from, depth, depth);
	}
	return pairs;
}

static void follow_items(struct counter *c, struct sp90b_item *x, size_t m, size_t depth);

/* Those that share the whole window go on. */
static void follow_tied(struct counter *c, struct sp90b_item *x, size_t m, size_t limit)
{
	for (size_t from = 0, k; (k = next_tied(c, x, m, limit, SPAN, &from)); from += k)
		follow_items(c, x + from, k, limit);
}

/* Many suffixes: all pairs less those that are preceded alike. x is in order of the keys after it.
 */
static void follow_many(
    struct counter *c, const struct pass *p, struct sp90b_item *x, size_t m, size_t depth)
{
	struct sp90b_item *a = malloc(2 * m * sizeof *a);
	if (!a) {
		c->failed = true;
		return;
	}
	take_alike(c, p, x, a, a + m, m, depth, true);
	memcpy(a, x, m * sizeof *a);
	split_items(c, p, a, a + m, m, depth, depth);
	sp90b_sort(x, a, m, 64);
	free(a);
}

/* Counts pairs among x[0..m), which share `depth` bits, that are not preceded alike. */
static void follow_items(struct counter *c, struct sp90b_item *x, size_t m, size_t depth)
{
	if (++c->nested > MOST_NESTED)
		give_up(c);
	for (bool tied = true; tied && !has_stopped(c) && !all_alike(x, m);) {
		size_t limit = depth + SPAN;
		c->work += m > LEAF ? 3 * m : m;
		if (!lengths_widen(&c->at, limit)) {
			c->failed = true;
			break;
		}
		struct pass p = {c->at.begun, 1, limit, tail_of(c, limit), true, false};
		for (size_t i = 0; i < m; i++)
			x[i].key = key_at(c, x[i].place, depth);
		tied = all_tied(c, x, m, limit);
		if (m <= LEAF && m < c->cutoff) {
			if (pair_some(c, &p, x, m, depth, depth, true) && !tied) {
				sort_few(x, m, ~UINT64_C(0));
				follow_tied(c, x, m, limit);
			}
		} else if (tied) {
			struct sp90b_item *a = malloc(m * sizeof *a);
			if (!a) {
				c->failed = true;
				break;
			}
			uint64_t pairs = take_alike(c, &p, x, a, NULL, m, depth, false);
			free(a);
			c->at.begun[limit] += pairs;
			c->at.begun[depth] -= pairs;
			if (m > c->at.most[limit])
				c->at.most[limit] = (uint32_t)m;
		} else {
			follow_many(c, &p, x, m, depth);
			follow_tied(c, x, m, limit);
		}
		depth = limit;
	}
	c->nested--;
}

/* ---- the suffix that is the whole text ---- */

/* Bits from `a` and from a later place `b` on that are equal; `known` of them are. */
static size_t match_bits(const struct counter *c, size_t a, size_t b, size_t known)
{
	size_t most = c->b->n - b;
	for (; known < most; known += 64) {
		uint64_t off = sp90b_window(c->b, a + known) ^ sp90b_window(c->b, b + known);
		if (off)
			return least_of(known + (size_t)__builtin_clzll(off), most);
	}
	return most;
}

static int longest_first(const void *x, const void *y)
{
	const uint32_t *a = x, *b = y;
	return *a < *b ? 1 : *a > *b ? -1 : 0;
}

/* What the suffix at 0 shares with those at place[1..m), which share `depth` bits with it. */
static void follow_first(struct counter *c, const uint32_t *place, size_t m, size_t depth)
{
	uint32_t *z = malloc(m * sizeof *z);
	if (!z) {
		c->failed = true;
		return;
	}
	size_t from = 0, to = 0,
	       longest = 0; /* the text from `from` to `to` is as at its beginning */
	for (size_t i = 1, j = 1; i < m; i++) {
		size_t at = bit_of(c, place[i]), known = depth;
		if (at + depth <= to) {
			while (bit_of(c, place[j]) < at - from)
				j++;
			known = least_of(z[j], to - at);
		}
		z[i] = (uint32_t)known;
		if (at + known >= to) {
			z[i] = (uint32_t)match_bits(c, 0, at, known);
			from = at;
			to = at + z[i];
			j = 1;
		}
		longest = z[i] > longest ? z[i] : longest;
	}
	if (lengths_widen(&c->at, longest)) {
		for (size_t i = 1; i < m; i++)
			c->at.begun[z[i]]++;
		qsort(z + 1, m - 1, sizeof *z, longest_first);
		for (size_t i = 1; i < m; i++)
			if (i + 1 > c->at.most[z[i]])
				c->at.most[z[i]] = (uint32_t)(i + 1);
	} else {
		c->failed = true;
	}
	free(z);
}

/* Suffixes, in the order of their places, that share all of `deep` bits. */
static void follow_places(struct counter *c, const uint32_t *place, size_t m)
{
	if (place[0] == 0) {
		follow_first(c, place, m, c->deep);
		place++;
		m--;
	}
	c->work += m;
	size_t i = 1;
	while (i < m && left_of(c, place[i]) == left_of(c, place[0]))
		i++;
	if (i >= m)
		return;
	if (m > SMALL && m > c->n / 16) {
		give_up(c);
		return;
	}
	struct sp90b_item *x = malloc(m * sizeof *x);
	if (!x) {
		c->failed = true;
		return;
	}
	for (i = 0; i < m; i++)
		x[i] = (struct sp90b_item){.place = place[i], .left = left_of(c, place[i])};
	follow_items(c, x, m, c->deep);
	free(x);
}

/* ---- all suffixes ---- */

/* As split_items(), of suffixes that share all bits of their windows. */
static void go_on(
    struct counter *c, struct sp90b_item *a, struct sp90b_item *t, size_t m, size_t depth)
{
	if (has_stopped(c))
		return;
	if (depth == c->deep) {
		uint32_t *place = malloc(m * sizeof *place);
		c->failed |= !place;
		for (size_t i = 0; place && i < m; i++)
			place[i] = a[i].place;
		if (place)
			follow_places(c, place, m);
		free(place);
		return;
	}
	c->work += m;
	for (size_t i = 0; i < m; i++)
		a[i].key = key_at(c, a[i].place, depth);
	struct pass p = whole_pass(c, least_of(depth + SPAN, c->deep));
	split_items(c, &p, a, t, m, depth, depth);
}

/* As split_items(), of places alone, as long as they are many. */
static void split_places(struct counter *c, uint32_t *a, uint32_t *t, size_t m, size_t depth)
{
	if (has_stopped(c) || m < 2)
		return;
	if (depth == c->deep) {
		follow_places(c, a, m);
		return;
	}
	if (m <= SMALL) {
		for (size_t i = 0; i < m; i++)
			c->item[i].place = a[i];
		go_on(c, c->item, c->other, m, depth);
		return;
	}
	c->work += m;
	struct pass p = whole_pass(c, c->deep);
	unsigned digit = digit_for(c, m, c->deep - depth);
	size_t groups = (size_t)1 << digit, mark = c->used;
	if (mark + 2 * groups > ARENA) {
		give_up(c);
		return;
	}
	struct ends e = {.n = 0};
	while (a[m - 1] >= p.tail && take_ended(c, a[m - 1], depth, digit, &e))
		m--;
	uint32_t *start = c->arena + mark, *count = start + groups;
	memset(count, 0, groups * sizeof *count);
	for (size_t i = 0; i < m; i++)
		count[sp90b_window(c->b, bit_of(c, a[i]) + depth) >> (64 - digit)]++;
	to_starts(start, count, groups);
	add_counts(c, &p, count, digit, depth, &e);
	for (size_t i = 0; i < m; i++)
		t[start[sp90b_window(c->b, bit_of(c, a[i]) + depth) >> (64 - digit)]++] = a[i];
	c->used += groups;
	for (size_t d = 0, from = 0; d < groups; from = start[d++])
		split_places(c, t + from, a + from, start[d] - from, depth + digit);
	c->used = mark;
}

/* The suffixes whose first TOP bits lie in [from, to), in the order of those bits. The others are
 * written too, to the place behind the last one, since a branch would be guessed wrong half the
 * time. */
static void take_suffixes(
    struct counter *c, const uint32_t *count, size_t n, size_t from, size_t to)
{
	uint32_t start[1 << TOP], at = 0;
	uint8_t in[1 << TOP] = {0};
	for (size_t d = from; d < to; d++) {
		start[d] = at;
		at += count[d];
		in[d] = 1;
	}
	for (size_t d = 0; d < 1 << TOP; d++)
		start[d] = in[d] ? start[d] : at;
	unsigned each = c->width == 1 ? 32 : 1;
	for (size_t i = 0; i < n; i += each) {
		uint64_t w = sp90b_window(c->b, bit_of(c, i));
		size_t end = least_of(n, i + each);
		for (size_t j = i; j < end; j++, w <<= 1) {
			size_t d = w >> (64 - TOP);
			c->place[start[d]] = (uint32_t)j;
			start[d] += in[d];
		}
	}
}

/* Counts of the first TOP bits of suffixes 0 .. n-1. */
static void count_tops(const struct counter *c, size_t n, uint32_t *count)
{
	unsigned each = c->width == 1 ? 32 : 1;
	for (size_t i = 0; i < n; i += each) {
		uint64_t w = sp90b_window(c->b, bit_of(c, i));
		size_t end = least_of(n, i + each);
		for (size_t j = i; j < end; j++, w <<= 1)
			count[w >> (64 - TOP)]++;
	}
}

/* Groups of those first bits, as many at a time as fit the arrays. */
static void split_tops(struct counter *c, const uint32_t *count, size_t n, size_t room)
{
	uint64_t done = 0;
	for (size_t from = 0, to; from < 1 << TOP; from = to) {
		size_t many = 0, at = 0;
		for (to = from; to < 1 << TOP && many + count[to] <= room; to++)
			many += count[to];
		take_suffixes(c, count, n, from, to);
		for (size_t d = from; d < to; at += count[d++]) {
			done += count[d];
			c->budget = BASE_WORK + MOST_ROUNDS * done;
			split_places(c, c->place + at, c->spare, count[d], TOP);
			if (has_stopped(c))
				return;
		}
	}
}

/* How deep data without long repeats seldom go: three times the length that two of their suffixes
 * would share at most if all bits were as likely to agree as the first ones. */
static size_t find_depth(const struct counter *c, const uint32_t *count)
{
	double same = 0, n = (double)c->n;
	for (size_t d = 0; d < 1 << TOP; d++)
		same += (double)count[d] * count[d];
	double each = fmax(-log2(fmin(same / (n * n), 1)) / TOP, 1e-3);
	double depth = fmin(fmax(3 * log2(n) / each, LEAST_DEPTH), MOST_DEPTH - 16);
	size_t symbols = ((size_t)depth + c->width - 1) / c->width;
	return symbols * c->width;
}

static bool counter_init(struct counter *c, size_t room, size_t greatest)
{
	size_t items = least_of(greatest, SMALL);
	c->place = malloc((room + 1) * sizeof *c->place);
	c->spare = malloc((greatest + 1) * sizeof *c->spare);
	c->item = malloc((items + 1) * sizeof *c->item);
	c->other = malloc((items + 1) * sizeof *c->other);
	c->arena = malloc(ARENA * sizeof *c->arena);
	return c->place && c->spare && c->item && c->other && c->arena &&
	       lengths_widen(&c->at, c->deep + 1);
}

static void counter_release(struct counter *c)
{
	free(c->place);
	free(c->spare);
	free(c->item);
	free(c->other);
	free(c->arena);
}

static enum sp90b_status count_all(struct counter *c, uint32_t *count)
{
	struct ends e = {.n = 0};
	size_t n = c->n, greatest = 0;
	while (n > 0 && take_ended(c, (uint32_t)(n - 1), 0, TOP, &e))
		n--;
	count_tops(c, n, count);
	for (size_t d = 0; d < 1 << TOP; d++)
		greatest = count[d] > greatest ? count[d] : greatest;
	c->deep = find_depth(c, count);
	/* Half of the suffixes at a time keeps memory low at the price of a second scan. */
	size_t half = n / 2 + 1, room = half > greatest ? half : greatest;
	enum sp90b_status status = SP90B_NO_MEMORY;
	if (counter_init(c, room, greatest)) {
		split_tops(c, count, n, room);
		struct pass p = whole_pass(c, c->deep);
		add_counts(c, &p, count, TOP, 0, &e);
		status = c->failed ? SP90B_NO_MEMORY : has_stopped(c) ? SP90B_TOO_SHORT : SP90B_OK;
	}
	counter_release(c);
	return status;
}

/* From differences by bits to counts by symbols. */
static void finish_counts(struct counter *c, struct sp90b_repeats *r)
{
	size_t last = c->at.room - 1, symbols = last / c->width;
	uint64_t sum = 0;
	for (size_t l = last; l > c->deep; l--)
		c->at.begun[l] = sum += c->at.begun[l];
	sum = 0;
	for (size_t l = c->deep; l > 0; l--)
		c->at.shared[l] = sum += c->at.shared[l];
	/* In place: length w lies at or behind it. */
	for (size_t w = 0; w <= symbols; w++) {
		size_t bits = w * c->width;
		c->at.most[w] = c->at.most[bits];
		c->at.begun[w] = bits <= c->deep ? c->at.shared[bits] : c->at.begun[bits];
	}
	for (size_t w = symbols; w-- > 0;) {
		if (c->at.most[w + 1] > c->at.most[w])
			c->at.most[w] = c->at.most[w + 1];
		if (w * c->width > c->deep)
			c->at.begun[w] += c->at.begun[w + 1];
	}
	for (r->longest = symbols; r->longest > 0 && c->at.begun[r->longest] == 0;)
		r->longest--;
	r->most = c->at.most;
	r->pairs = c->at.begun;
}

enum sp90b_status sp90b_count_tries(
    struct sp90b_repeats *r, const struct sp90b_bits *b, unsigned width, uint64_t cutoff)
{
	struct counter *c = calloc(1, sizeof *c);
	uint32_t *count = calloc(1 << TOP, sizeof *count);
	enum sp90b_status status = SP90B_NO_MEMORY;
	if (c && count) {
		c->b = b;
		c->width = width;
		c->n = b->n / width;
		c->cutoff = cutoff;
		status = count_all(c, count);
		if (status == SP90B_OK)
			finish_counts(c, r);
		else {
			free(c->at.most);
			free(c->at.begun);
		}
	}
	free(count);
	free(c);
	return status;
}
