/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an analysis found, gathered in memory and stored in one transaction.
 */
#ifndef ANALYSIS_FIGURES_H
#define ANALYSIS_FIGURES_H

#include "estimate.h"
#include "figure.h"
#include "store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where a figure belongs: see docs/results.md. Both are constants; the scope is in scopes.def. */
struct place {
	const char *scope, *grid;
};

struct figures {
	struct store_result *result;
	struct store_point *point;
	char **text; /* methods that were put together here */
	size_t results, points, texts, result_room, point_room, text_room;
	bool unordered; /* the samples have no order, and figures of order are not applicable */
	int no_memory;	/* an addition was lost: nothing may be stored */
};

void figures_init(struct figures *f);
void figures_release(struct figures *f);

/* Adds a figure, or that it is not applicable where it is one of order and there is none; the
 * catalogue has its name and unit. All text must be constants. The estimate's note, if it has one,
 * is added to the method. */
void figures_add(struct figures *f, struct place at, enum figure_id id, const char *method,
    const struct estimate *e);

/* The result that was added; NULL if none was. Until the next addition. */
const struct store_result *figures_find(
    const struct figures *f, struct place at, enum figure_id id);

/* Gives a figure that was added before its pieces, each value times `scale`. Nothing happens where
 * it was not added, or has no order. */
void figures_add_pieces(
    struct figures *f, struct place at, enum figure_id id, const struct pieces *p, double scale);

/* Adds the results first .. end - 1 once more, in another scope; a constant. */
void figures_copy(struct figures *f, size_t first, size_t end, const char *scope);

/* Adds a point to a curve; i counts from 0 in each curve. z, lo and hi may be nan. */
void figures_add_point(struct figures *f, struct place at, enum curve_id id, uint64_t i, double x,
    double y, double z, double lo, double hi);

/* Stores one figure of a run by itself, beside what its analysis has stored. Returns 0, or -1 with
 * store_error. */
int figures_put(struct store *s, int64_t run, struct place at, enum figure_id id,
    const char *method, const struct estimate *e);

/* Stores everything as the analysis `key` of a run. Returns 0, or -1 with store_error. */
int figures_store(
    const struct figures *f, struct store *s, const struct store_run *run, const char *key);

#endif
