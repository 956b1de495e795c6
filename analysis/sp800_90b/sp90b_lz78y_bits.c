/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * LZ78Y for bits: all contexts fit flat tables, one for each length, laid end to end.
 */
#include "sp90b_lz78y_private.h"

#include "sp90b_prediction_private.h"

#include <stdlib.h>

enum { LENGTHS = 16, DICTIONARY = 65536 };

struct dictionary {
	uint32_t (*count)[2]; /* context x of length d is at (1 << d) + x */
	uint32_t entries;
};

/* Steps 3b and 3c: the greatest count of all contexts predicts, the longer context if equal, and
 * 1 if both its counts are equal; then all contexts learn y. Returns whether y was predicted. */
static bool predict_bit(struct dictionary *d, uint32_t history, unsigned y)
{
	uint32_t best = 0;
	unsigned guess = 2;
	for (int j = LENGTHS; j > 0; j--) {
		uint32_t *c = d->count[(1u << j) + (history & ((1u << j) - 1))];
		if (c[0] == 0 && c[1] == 0) {
			if (d->entries < DICTIONARY) {
				d->entries++;
				c[y] = 1;
			}
			continue;
		}
		unsigned likely = c[1] >= c[0];
		if (c[likely] > best) {
			best = c[likely];
			guess = likely;
		}
		c[y]++;
	}
	return guess == y;
}

/* Whether every symbol has followed every pair of symbols. Then a context of two or more symbols
 * has been followed by y less often than its last symbol alone has, now and ever after, and the
 * contexts of one symbol make all predictions. */
static bool pairs_complete(const struct dictionary *d)
{
	for (unsigned x = 4; x < 8; x++)
		if (d->count[x][0] == 0 || d->count[x][1] == 0)
			return false;
	return true;
}

enum { WORD = 64 };

/* One symbol; lean[x]: ones less zeros that followed x; 1 is predicted if equal. */
static void step_one(
    int64_t lean[2], const struct sp90b_bits *b, size_t i, struct sp90b_score *score)
{
	unsigned last = sp90b_bit(b, i - 1), y = sp90b_bit(b, i);
	sp90b_score_add(score, (lean[last] >= 0) == y);
	lean[last] += y ? 1 : -1;
}

/* n <= WORD symbols, in which no lean changes its side. */
static void step_word(
    int64_t lean[2], const struct sp90b_bits *b, size_t i, size_t n, struct sp90b_score *score)
{
	unsigned rest = WORD - (unsigned)n;
	uint64_t now = sp90b_window(b, i) >> rest, last = sp90b_window(b, i - 1) >> rest;
	uint64_t all = ~UINT64_C(0) >> rest;
	uint64_t guess = (lean[1] >= 0 ? last : 0) | (lean[0] >= 0 ? all & ~last : 0);
	int64_t ones = sp90b_count_ones(last), zeros = (int64_t)n - ones;
	lean[1] += 2 * (int64_t)sp90b_count_ones(now & last) - ones;
	lean[0] += 2 * (int64_t)sp90b_count_ones(now & ~last) - zeros;
	sp90b_score_add_many(score, all & ~(guess ^ now), (unsigned)n);
}

/* The rest by contexts of one symbol alone. */
static void by_last_symbol(
    const struct dictionary *d, const struct sp90b_bits *b, size_t i, struct sp90b_score *score)
{
	int64_t lean[2];
	for (int x = 0; x < 2; x++)
		lean[x] = (int64_t)d->count[2 + x][1] - (int64_t)d->count[2 + x][0];
	for (size_t n; i < b->n; i += n) {
		n = b->n - i < WORD ? b->n - i : WORD;
		bool stay = llabs(lean[0]) > WORD && llabs(lean[1]) > WORD;
		if (stay)
			step_word(lean, b, i, n, score);
		for (size_t j = i; !stay && j < i + n; j++)
			step_one(lean, b, j, score);
	}
}

struct sp90b_estimate sp90b_lz78y_bits(const struct sp90b_bits *b)
{
	if (b->n < LENGTHS + 3)
		return sp90b_absent(SP90B_TOO_SHORT);
	struct dictionary d = {calloc((size_t)2 << LENGTHS, sizeof *d.count), LENGTHS};
	if (!d.count)
		return sp90b_absent(SP90B_NO_MEMORY);
	struct sp90b_score score = {.n = b->n - LENGTHS - 1};
	uint32_t history = (uint32_t)(sp90b_window(b, 0) >> (64 - LENGTHS));
	/* Step 2: the first symbol that has 16 before it is learned without a prediction. */
	for (int j = 1; j <= LENGTHS; j++)
		d.count[(1u << j) + (history & ((1u << j) - 1))][sp90b_bit(b, LENGTHS)] = 1;
	size_t i = LENGTHS + 1;
	for (; i < b->n && !pairs_complete(&d); i++) {
		history = history << 1 | sp90b_bit(b, i - 1);
		sp90b_score_add(&score, predict_bit(&d, history, sp90b_bit(b, i)));
	}
	by_last_symbol(&d, b, i, &score);
	free(d.count);
	return sp90b_prediction(&score, 2);
}
