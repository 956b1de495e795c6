/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The figures of several runs on one page: a row for each run, or for each probe and load where
 * there are more runs than rows.
 */
#ifndef ANALYZE_TABLE_H
#define ANALYZE_TABLE_H

#include "store.h"

#include <stddef.h>

enum { TABLE_RUNS = 30 }; /* shown one by one */

struct table_row {
	char uuid[STORE_UUID], probe[32], load[32];
	uint64_t samples;
	double median_ns, modes;
	double shannon, shannon_lo, shannon_hi; /* bits a sample; lo, hi nan: no interval */
	double assessed;			/* bits of min-entropy a sample */
};

struct table {
	struct table_row *rows;
	size_t count;
};

/* Adds a run with its stored figures; those that are not there are nan. Returns 0, or -1:
 * store_error() says why. */
int table_add(struct table *t, struct store *s, const struct store_run *run);
/* Prints it to stdout, 100 columns. */
void table_print(const struct table *t);
void table_release(struct table *t);

#endif
