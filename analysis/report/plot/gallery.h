/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The plots of a report: drawn into memory first, put in their places when the whole report stands.
 */
#ifndef REPORT_GALLERY_H
#define REPORT_GALLERY_H

#include "book.h"
#include "company.h"
#include "doc.h"
#include "kinds.h"

#include <stdbool.h>
#include <stddef.h>

/* Either a plot of one run (company.count is 0) or of several over one another. */
struct plate {
	size_t run;
	enum part part;
	struct company company;
	const char *kind; /* "histogram": what follows the run in the file's name */
	char *file;	  /* name of the SVG in the plots' folder */
	char *href;	  /* the same relative to the Markdown file */
	char *svg;	  /* as gnuplot wrote it */
	char *inlined;	  /* as it stands in HTML */
	char *failed;	  /* why there is no picture; NULL: svg and inlined are there */
	char *caption;
};

struct gallery {
	struct plate *plates;
	size_t count;
	size_t runs_max; /* runs after so many were left out */
};

/* The files that are made in the temporary folder, and removed again. */
enum { GALLERY_TEMPS = 3 };
extern const char *const gallery_temps[GALLERY_TEMPS];

struct gallery_tools {
	const char *scripts; /* folder of the .gp files */
	const char *temp;    /* folder for what lies between */
	const char *href;    /* the plots' folder as seen from the Markdown file, "../plots" */
	size_t runs_max;     /* plots of single runs: of this many, from the first on */
};

/* Draws every plot for which a run has a curve. One that cannot be drawn is noted in its plate.
 * Returns 0, or -1 with a line in `why`: gnuplot is not there, none of the plots could be drawn, or
 * the database cannot be read. Release in either case. */
int gallery_draw(struct gallery *g, struct store *s, const struct book *b,
    const struct gallery_tools *tools, char *why, size_t size);
/* How many plots could not be drawn, and the first of them or NULL. */
size_t gallery_failed(const struct gallery *g);
const struct plate *gallery_first_failed(const struct gallery *g);
/* Is this, of that length, what follows the run in the name of a plot ("histogram")? */
bool gallery_draws(const char *kind, size_t length);
void gallery_release(struct gallery *g);

#endif
