/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which machine a run was made on, and what it is called.
 */
#ifndef REPORT_WHERE_H
#define REPORT_WHERE_H

#include "book.h"

#include <stdbool.h>

/* Of an imported run nothing is known but its label. */
bool where_same(const struct book_run *a, const struct book_run *b);
bool where_several(const struct book *b);

/* To be freed, long names cut. The machine: the run's label, the processor, or the fingerprint's
 * front. The run: "gettimeofday, idle", and the machine where the book holds several. */
char *where_name(const struct book_run *run);
char *where_title(const struct book *b, const struct book_run *run);

#endif
