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
	uint32_t start[(1 << WIDE_DIGIT) + 1];
	memset(start, 0, (buckets + 1) * sizeof *start);
	for (size_t i = 0; i < m; i++)
		start[((a[i].key >> shift) & mask) + 1]++;
	for (size_t d = 0; d < buckets; d++)
		start[d + 1] += start[d];
	for (size_t i = 0; i < m; i++)
		t[start[(a[i].key >> shift) & mask]++] = a[i];
	memcpy(a, t, m * sizeof *a);
	for (size_t d = 0, from = 0; d < buckets; from = start[d++])
		if (start[d] - from > 1)
			sp90b_sort(a + from, t, start[d] - from, shift);
}
