/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plots that an earlier report left in the folder and that this one did not draw anew.
 */
#ifndef REPORT_STALE_H
#define REPORT_STALE_H

#include "book.h"
#include "gallery.h"
#include "store.h"

#include <stdbool.h>
#include <stddef.h>

/* Length of the run's part of a plot's name, 8 hex digits or a UUID; 0 if this program gives no
 * plot such a name. */
size_t stale_run_part(const char *name);

/* The Markdown pages of the report that lies in a folder, one after another; to be freed. "" where
 * there is none. */
char *stale_pages(const char *folder);

/* Removes from the folder the plots, with their drivers and tables, that `pages`, those of the
 * earlier report, lead to and that nothing leads to any longer: of runs that this report shows,
 * those it did not draw; of other runs, if the database does not hold them. A file that cannot be
 * removed stays. Returns 0, or -1: store_error() says why. */
int stale_remove(struct store *s, const struct book *b, const struct gallery *g, const char *folder,
    const char *pages);

/* The same of the pages of runs that the database no longer holds. */
int stale_remove_pages(
    struct store *s, const struct book *b, const char *folder, const char *pages);

#endif
