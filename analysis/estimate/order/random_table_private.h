/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tables of counts as two independent columns of data would give them: all orders of one column
 * against the other equally likely. The table that shuffling would count, without the shuffle.
 */
#ifndef RANDOM_TABLE_PRIVATE_H
#define RANDOM_TABLE_PRIVATE_H

#include <stddef.h>
#include <stdint.h>

#include "rng.h"

/* A table of rows x columns cells, row by row, with these sums. Both lists are borrowed and have
 * the same total, below 2^32. */
struct margins {
	const uint32_t *row, *column;
	size_t rows, columns;
};

/* Fills cell[rows * columns]. left[columns] is room to work in. */
void random_table_draw(const struct margins *m, struct rng *r, uint32_t *left, uint32_t *cell);

#endif
