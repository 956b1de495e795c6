/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A plot on its way: what it is made of, then the picture.
 */
#ifndef REPORT_PLATE_H
#define REPORT_PLATE_H

#include "company.h"
#include "kinds_private.h"

#include <stdbool.h>
#include <stddef.h>

/* A table that the script reads under the name of a variable. */
struct plate_data {
	const char *variable;
	char *file, *text;
};

enum { PLATE_DATA = 2 };

/* Of one run, of several over one another (company.count > 0), or of the whole report (`whole`). */
struct plate {
	size_t run;
	enum part part;
	struct company company;
	bool whole;
	const char *kind; /* "histogram": what follows the run in the file's name */
	const char *script;
	struct plate_data data[PLATE_DATA];
	size_t data_count;
	char *assignments;
	char *driver;  /* text of the file beside it that draws it again */
	char *stem;    /* of all its files' names */
	char *file;    /* name of the SVG in the plots' folder */
	char *href;    /* the same relative to the Markdown file */
	char *svg;     /* as gnuplot wrote it */
	char *inlined; /* as HTML */
	char *failed;  /* why there is no picture; NULL: svg and inlined are there */
	char *caption;
};

/* Adds a table; takes the text. */
void plate_add(struct plate *p, const char *variable, char *text);
void plate_release(struct plate *p);

#endif
