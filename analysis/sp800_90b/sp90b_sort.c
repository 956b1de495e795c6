/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sp90b_sort.h"

#include <string.h>

enum { FEW = 24 };

static void insertion(struct sp90b_item *a, size_t m)
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
		insertion(a, m);
		return;
	}
	if (bits == 0)
		return;
	unsigned digit = bits < 8 ? bits : 8, shift = bits - digit;
	uint32_t start[257] = {0};
	unsigned mask = (1u << digit) - 1;
	for (size_t i = 0; i < m; i++)
		start[((a[i].key >> shift) & mask) + 1]++;
	for (unsigned d = 0; d < 256; d++)
		start[d + 1] += start[d];
	for (size_t i = 0; i < m; i++)
		t[start[(a[i].key >> shift) & mask]++] = a[i];
	memcpy(a, t, m * sizeof *a);
	for (unsigned d = 0, from = 0; d <= mask; from = start[d++])
		if (start[d] - from > 1)
			sp90b_sort(a + from, t, start[d] - from, shift);
}
