/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a report of many runs stays readable: which are shown open, which are drawn, and how a set of
 * them is named.
 */
#ifndef REPORT_MANY_H
#define REPORT_MANY_H

#include "book.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	MANY_OPEN = 6,	 /* runs shown open; what belongs to later ones is folded */
	MANY_DRAWN = 12, /* runs with plots and every figure, unless runs are asked for by name */
};

/* The names of the runs of which `is` holds, "R1 to R4, R7", to be freed; "" if there is none.
 * Writes their number to *count unless it is NULL. */
char *many_names(const struct book *b, bool (*is)(const struct book_run *run, const void *context),
    const void *context, size_t *count);

#endif
