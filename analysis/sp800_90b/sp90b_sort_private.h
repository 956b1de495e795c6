/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SP90B_SORT_H
#define SP90B_SORT_H

#include <stddef.h>
#include <stdint.h>

struct sp90b_item {
	uint64_t key;
	uint32_t place, left; /* only carried along */
};

/* Sorts a[0..m) by the low `bits` bits of the keys, by radix; t is room for as many. */
void sp90b_sort(struct sp90b_item *a, struct sp90b_item *t, size_t m, unsigned bits);

#endif
