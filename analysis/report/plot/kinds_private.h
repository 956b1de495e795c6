/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kinds of plots of a single run: what each is made of and what it says.
 */
#ifndef REPORT_KINDS_H
#define REPORT_KINDS_H

#include "book.h"
#include "tsv_private.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Where in a run's section a plot is shown. */
enum part { PART_SAMPLES, PART_TICK, PART_ORDER, PART_MACHINES };

struct kind {
	enum part part;
	const char *script, *file;
	enum curve_id curve;
	enum tsv_columns columns;
	enum curve_id second; /* another curve drawn with it; CURVES: none */
	const char *variable; /* what the script calls that; or NULL */
	enum tsv_columns second_columns;
	void (*title)(char *out, size_t size, const struct book_run *run);
	const char *caption;			   /* follows the name of the run */
	bool (*worth)(const struct book_run *run); /* is there something to see? NULL: always */
	const char *what; /* on the y axis, as the script's `what`; or NULL */
	const char *of;	  /* what the points are made of, where not of all samples; or NULL */
	void (*more)(FILE *out, const struct book_run *run); /* further assignments; or NULL */
	bool always; /* for every run, however many there are */
};

/* In the order of drawing. Of kinds with the same `file` a run gets the first that it has a curve
 * for. */
extern const struct kind kinds[];
extern const size_t kinds_count;

#endif
