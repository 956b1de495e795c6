/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs that share probe and load, and the distinct probes and loads, in a fixed order.
 */
#ifndef REPORT_SETS_H
#define REPORT_SETS_H

#include "book.h"

#include <stdbool.h>
#include <stddef.h>

struct sets {
	const char **probe, **load; /* each once; borrowed from the book */
	size_t probes, loads;
};

/* Probes that claims are about first, loads with "idle" first, else by name. Of analysed runs. */
void sets_read(struct sets *s, const struct book *b);
void sets_release(struct sets *s);

/* The load's colour in every plot: its place among the loads, from 1 to SETS_COLOURS and round. */
enum { SETS_COLOURS = 8 };
size_t sets_colour(const struct sets *s, const char *load);

bool sets_has(const struct book_run *run, const char *probe, const char *load);

/* Among the analysed runs of probe and load, the one of the least such figure; NULL: none has it.
 */
const struct store_result *sets_least(const struct book *b, const char *probe, const char *load,
    enum figure_id figure, const char *scope, const char *grid);
const struct store_result *sets_greatest(const struct book *b, const char *probe, const char *load,
    enum figure_id figure, const char *scope, const char *grid);
/* The one in the middle by value. */
const struct store_result *sets_middle(const struct book *b, const char *probe, const char *load,
    enum figure_id figure, const char *scope, const char *grid);

#endif
