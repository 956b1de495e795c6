/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an analysis found, gathered in memory and stored in one transaction.
 */
#ifndef ANALYSIS_FIGURES_H
#define ANALYSIS_FIGURES_H

#include "estimate.h"
#include "store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where a figure belongs: see docs/results.md. Both are constants. */
struct place {
	const char *scope, *grid;
};

struct figures {
	struct store_result *result;
	struct store_point *point;
	char **text; /* methods that were put together here */
	size_t results, points, texts, result_room, point_room, text_room;
	const char *remark; /* added to every method while it is set; a constant */
	int no_memory; /* an addition was lost: nothing may be stored */
};

void figures_init(struct figures *f);
void figures_release(struct figures *f);

/* Adds a figure. All text must be constants. The estimate's note, if it has one, is added to the
 * method. */
void figures_add(struct figures *f, struct place at, const char *name, const char *unit,
    const char *method, const struct estimate *e);

/* Adds a point to a curve; i counts from 0 in each curve. z, lo and hi may be nan. */
void figures_add_point(struct figures *f, struct place at, const char *name, uint64_t i, double x,
    double y, double z, double lo, double hi);

/* Stores everything as the analysis `key` of a run. Returns 0, or -1 with store_error. */
int figures_store(const struct figures *f, struct store *s, int64_t run, const char *key);

#endif
