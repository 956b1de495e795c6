/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The plots of a report: drawn into memory first, put in their places when the whole report is
 * made.
 */
#ifndef REPORT_GALLERY_H
#define REPORT_GALLERY_H

#include "book.h"
#include "doc.h"
#include "easel_private.h"
#include "judged.h"
#include "plate_private.h"

#include <stdbool.h>
#include <stddef.h>

/* What the name of a picture for a phone ends in. */
#define GALLERY_NARROW "-narrow"

struct gallery {
	struct plate *plates;
	size_t count;
	size_t runs_max; /* runs after so many have few plots */
};

struct gallery_tools {
	struct easel_tools easel;
	const char *href; /* the plots' folder as seen from the Markdown file, "../plots" */
	size_t runs_max;  /* all plots of single runs: of this many, from the first on */
};

/* Draws every plot for which there is something to draw. One that cannot be drawn is noted in its
 * plate. Returns 0, or -1 with a line in `why`: gnuplot is not there, none of the plots could be
 * drawn, or the database cannot be read. Release in either case. */
int gallery_draw(struct gallery *g, struct store *s, const struct book *b, const struct judged *j,
    const struct gallery_tools *tools, char *why, size_t size);
/* Adds an empty plate; takes stem and caption. `folder` is that of href. */
struct plate *gallery_add(struct gallery *g, char *stem, const char *kind, const char *script,
    char *caption, const char *folder);
/* A plot of the whole report; NULL: there is none. */
const struct plate *gallery_find(const struct gallery *g, const char *kind);
/* The same picture for a phone; NULL: there is none. */
const struct plate *gallery_narrow(const struct gallery *g, const struct plate *p);
/* A plot in its place, or why there is none; nothing where p is NULL. */
void gallery_show(struct doc *d, const struct gallery *g, const struct plate *p);
/* How many plots could not be drawn, and the first of them or NULL. */
size_t gallery_failed(const struct gallery *g);
const struct plate *gallery_first_failed(const struct gallery *g);
/* Is this, of that length, what follows the run in the name of a plot ("histogram")? */
bool gallery_draws(const char *kind, size_t length);
void gallery_release(struct gallery *g);

#endif
