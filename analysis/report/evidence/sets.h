/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Replicates: runs of one machine, probe, counter, campaign and load. A line is what they share but
 * the load; lines and loads come in a fixed order.
 */
#ifndef REPORT_SETS_H
#define REPORT_SETS_H

#include "book.h"

#include <stdbool.h>
#include <stddef.h>

/* The runs of a line are those of its first one's machine, probe, counter and campaign. */
struct sets_line {
	const struct book_run *first;
	char
	    *name; /* the probe; the machine, counter and campaign where another line has another */
};

struct sets {
	struct sets_line *line; /* those of a probe follow one another */
	const char **load;	/* each once; borrowed from the book */
	size_t lines, loads;
};

/* Probes that claims are about first, loads with "idle" first, else by name. Of analysed runs. */
void sets_read(struct sets *s, const struct book *b);
void sets_release(struct sets *s);

/* The load's colour in every plot: its place among the loads, from 1 to SETS_COLOURS and round. */
enum { SETS_COLOURS = 8 };
size_t sets_colour(const struct sets *s, const char *load);

/* Is the run analysed, of the line and under the load? */
bool sets_has(const struct book_run *run, const struct sets_line *line, const char *load);

/* Among the replicates of line and load, the one of the least such figure; NULL: none has it. */
const struct store_result *sets_least(const struct book *b, const struct sets_line *line,
    const char *load, enum figure_id figure, const char *scope, const char *grid);
const struct store_result *sets_greatest(const struct book *b, const struct sets_line *line,
    const char *load, enum figure_id figure, const char *scope, const char *grid);
/* The one in the middle by value. */
const struct store_result *sets_middle(const struct book *b, const struct sets_line *line,
    const char *load, enum figure_id figure, const char *scope, const char *grid);

#endif
