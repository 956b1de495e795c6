/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A validation server takes symbols of at most 8 bits, durations are wider. A symbol is the rank of
 * a duration among the durations that occur: no value is lost, and ticks that never occur take no
 * symbol. Where more than 256 values occur, neighbours share one. Every step is a fixed function of
 * one sample that keeps the order, and a function of a sample has at most the sample's min-entropy,
 * since the probability of the likeliest value can only grow. @[SP800-90B, section 3.1] Cost: one
 * sort.
 */
#include "esv_symbols.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static int value_compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

/* v is ascending. `most`: samples after which a group is full; 1: every value is a group. */
static void groups_fill(struct esv_table *t, const uint64_t *v, size_t n, size_t most)
{
	t->symbols = 0;
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && v[end] == v[i];)
			end++;
		bool begin = t->symbols == 0 ||
			     (t->count[t->symbols - 1] >= most && t->symbols < ESV_SYMBOLS);
		if (begin) {
			t->from[t->symbols] = v[i];
			t->count[t->symbols++] = 0;
		}
		t->to[t->symbols - 1] = v[i];
		t->count[t->symbols - 1] += end - i;
	}
}

int esv_table_make(struct esv_table *t, const uint64_t *x, size_t n)
{
	uint64_t *v = malloc(n * sizeof *v);
	if (!v)
		return -1;
	memcpy(v, x, n * sizeof *v);
	qsort(v, n, sizeof *v, value_compare);
	*t = (struct esv_table){.distinct = 1};
	for (size_t i = 1; i < n; i++)
		t->distinct += v[i] != v[i - 1];
	groups_fill(t, v, n, t->distinct <= ESV_SYMBOLS ? 1 : n / ESV_SYMBOLS + 1);
	free(v);
	return 0;
}

uint8_t esv_table_symbol(const struct esv_table *t, uint64_t value)
{
	unsigned low = 0, high = t->symbols;
	while (low < high) {
		unsigned mid = low + (high - low) / 2;
		if (t->from[mid] <= value)
			low = mid + 1;
		else
			high = mid;
	}
	return (uint8_t)(low > 0 ? low - 1 : 0);
}

unsigned esv_table_bits(const struct esv_table *t)
{
	unsigned bits = 1;
	while ((t->symbols - 1) >> bits)
		bits++;
	return bits;
}
