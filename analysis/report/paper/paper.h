/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A short paper on one question: is the published split of 31 % and 69 % entropy, or one tick of
 * the counter? From the book, and from the registry that the last judgement stored.
 */
#ifndef REPORT_PAPER_H
#define REPORT_PAPER_H

#include "book.h"
#include "doc.h"
#include "store.h"

/* Writes the whole paper. s lends the registry, and `db` is its path as the user gave it. Returns
 * 0, or -1 with one line in `why`: no registry is stored, or not enough of it. */
int paper_write(
    struct doc *d, const struct book *b, struct store *s, const char *db, char *why, size_t size);

#endif
