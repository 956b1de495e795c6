/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A result as the cells of a table show it: value with interval, or the status in its place.
 */
#ifndef REPORT_SHOWN_H
#define REPORT_SHOWN_H

#include "book.h"
#include "doc.h"
#include "number.h"

#include <stdbool.h>

enum { SHOWN_INTERVAL = 2 * NUMBER_SIZE + 4, SHOWN_COLUMNS = 5 };

struct shown {
	char value[NUMBER_SIZE], interval[SHOWN_INTERVAL], n[NUMBER_SIZE], n_eff[NUMBER_SIZE];
	enum tone tone;	     /* of the value: a status where there is none */
	const double *exact; /* the value itself; NULL: there is none */
	const char *lacks;   /* why it has no interval; NULL: it has, or there is no value */
};

/* r may be NULL: "–". What is shown borrows from r. */
void shown_make(struct shown *s, const struct store_result *r);

/* A share in percent, "10.8 % [7.3, 15.7]", or the status that says why there is none. */
void shown_percent(FILE *out, const struct store_result *r);

/* Is the run's load one that a sentence can name: known, and more than none? */
bool shown_names_load(const struct book_run *run);

/* The value with its interval under it, or a sign that leads to why there is none, or the status
 * alone; s must live as long as the cell. */
struct cell shown_cell(const struct shown *s);

/* A row of its own, and the heads of its columns: figure, value, unit, n, n_eff. */
extern const struct column shown_columns[SHOWN_COLUMNS];
void shown_row(struct doc *d, const struct store_result *r);

/* The row of that name, scope and grid, whatever its status; NULL: there is none. */
const struct store_result *shown_find(
    const struct book_run *run, enum figure_id figure, const char *scope, const char *grid);

/* The row of the same name and grid as r in another scope; NULL: there is none. */
const struct store_result *shown_in_scope(
    const struct book_run *run, const struct store_result *r, const char *scope);

/* Was nothing but the entropy at its tick computed on this grid? Such grids share a table, each in
 * a row of its own. */
bool shown_resolution_only(const struct book_run *run, const char *grid);

#endif
