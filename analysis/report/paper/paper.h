/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A short paper on one question: is the published split of 31 % and 69 % entropy, or one tick of
 * the counter? From the book, and from the registry that the last judgement stored.
 */
#ifndef REPORT_PAPER_H
#define REPORT_PAPER_H

#include "book.h"
#include "doc.h"
#include "gallery.h"
#include "store.h"

/* What a paper is made from. */
struct paper_from {
	const struct book *book;
	struct store *store; /* lends the registry */
	const char *db;	     /* its path as the user gave it */
	const char *stem;    /* of the picture's files: the paper's name */
	const struct gallery_tools *tools;
};

/* Draws the picture into the empty gallery and writes the whole paper. A picture that cannot be
 * drawn is noted in its plate, and in its place: the paper is written without it. Returns 0, or -1
 * with one line in `why`: no registry is stored, or not enough of it. Release the gallery in either
 * case. */
int paper_write(
    struct doc *d, struct gallery *g, const struct paper_from *from, char *why, size_t size);

#endif
