/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The plots of a report: drawn into memory first, put in their places when the whole report stands.
 */
#ifndef REPORT_GALLERY_H
#define REPORT_GALLERY_H

#include "book.h"
#include "doc.h"

#include <stdbool.h>
#include <stddef.h>

enum { GALLERY_COMPARED_MAX = 8 };

/* Either a plot of one run (compared is 0) or of several over one another. */
struct plate {
	size_t run;
	size_t compared[GALLERY_COMPARED_MAX], compared_count;
	const char *kind; /* "histogram": what follows the run in the file's name */
	char *file;	  /* name of the SVG in the plots' folder */
	char *href;	  /* the same relative to the Markdown file */
	char *svg;	  /* as gnuplot wrote it */
	char *inlined;	  /* as it stands in HTML */
	char *caption;
};

struct gallery {
	struct plate *plates;
	size_t count;
};

/* The files that are made in the temporary folder, and removed again. */
enum { GALLERY_TEMPS = 3 };
extern const char *const gallery_temps[GALLERY_TEMPS];

struct gallery_tools {
	const char *scripts; /* folder of the .gp files */
	const char *temp;    /* folder for what lies between */
	const char *href;    /* the plots' folder as seen from the Markdown file, "../plots" */
};

/* Draws every plot for which a run has a curve. Returns 0, or -1 with a line in `why`. Release in
 * either case. */
int gallery_draw(struct gallery *g, struct store *s, const struct book *b,
    const struct gallery_tools *tools, char *why, size_t size);
/* Is this, of that length, what follows the run in the name of a plot ("histogram")? */
bool gallery_draws(const char *kind, size_t length);
void gallery_release(struct gallery *g);

#endif
