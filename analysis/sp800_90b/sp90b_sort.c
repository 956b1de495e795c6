/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A radix sort from the highest digit down, with insertion for few items: the suffix windows of
 * sp90b_repeats are nearly random 64-bit keys, of which one or two digits separate almost all, so
 * later digits are seldom read. Cost: about two passes for random keys.
 */
#include "sp90b_sort_private.h"

#include <string.h>

/* FEW items are sorted by insertion; MANY or more by wider digits, so that few are left in each. */
enum { FEW = 24, MANY = 1024, DIGIT = 8, WIDE_DIGIT = 11 };

static void sort_by_insertion(struct sp90b_item *a, size_t m)
{
	for (size_t i = 1; i < m; i++) {
		struct sp90b_item x = a[i];
		size_t j = i;
		for (; j > 0 && a[j - 1].key > x.key; j--)
			a[j] = a[j - 1];
		a[j] = x;
	}
}

static size_t digit_of(const struct sp90b_item *x, unsigned shift, size_t mask)
{
	return (x->key >> shift) & mask;
}

/* Puts a[0..m) in order of the digit. By itself, so that its table is not on the stack of every
 * level of the recursion: the stack of a process that may not grow ends it without a word. */
__attribute__((noinline)) static void sort_by_digit(
    struct sp90b_item *a, struct sp90b_item *t, size_t m, unsigned shift, size_t buckets)
{
	size_t mask = buckets - 1;
	uint32_t start[(1 << WIDE_DIGIT) + 1];
	memset(start, 0, (buckets + 1) * sizeof *start);
	for (size_t i = 0; i < m; i++)
		start[digit_of(&a[i], shift, mask) + 1]++;
	for (size_t d = 0; d < buckets; d++)
		start[d + 1] += start[d];
	for (size_t i = 0; i < m; i++)
		t[start[digit_of(&a[i], shift, mask)]++] = a[i];
	memcpy(a, t, m * sizeof *a);
}

void sp90b_sort(struct sp90b_item *a, struct sp90b_item *t, size_t m, unsigned bits)
{
	if (m <= FEW) {
		sort_by_insertion(a, m);
		return;
	}
	if (bits == 0)
		return;
	unsigned digit = m < MANY ? DIGIT : WIDE_DIGIT;
	digit = bits < digit ? bits : digit;
	unsigned shift = bits - digit;
	size_t buckets = (size_t)1 << digit, mask = buckets - 1;
	sort_by_digit(a, t, m, shift, buckets);
	for (size_t from = 0, to; from < m; from = to) {
		size_t d = digit_of(&a[from], shift, mask);
		for (to = from + 1; to < m && digit_of(&a[to], shift, mask) == d; to++)
			;
		if (to - from > 1)
			sp90b_sort(a + from, t, to - from, shift);
	}
}
