/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The plots of the report as a whole: the first picture, and one or two for each of its questions.
 */
#ifndef REPORT_OVERVIEW_H
#define REPORT_OVERVIEW_H

#include "gallery.h"

/* Adds those for which there is something to draw. Returns 0, or -1: with store_error(). */
int overview_add(struct gallery *g, struct store *s, const struct book *b, const struct judged *j,
    const char *folder);

#endif
