/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sentences: built piece by piece, and printed in lines.
 */
#ifndef CLAIM_WORDS_H
#define CLAIM_WORDS_H

#include "err.h"

#include <stddef.h>
#include <stdio.h>

enum { WORDS_SIZE = 4096 };

/* Zero is empty. What does not fit is cut, and the text then ends in "...". */
struct words {
	size_t used;
	char text[WORDS_SIZE];
};

/* A part of a text; size 0: none. */
struct words_part {
	size_t at, size;
};

void words_add(struct words *w, const char *fmt, ...) ERR_PRINTF(2, 3);

/* Replaces `end`, where the text ends in it, by `by`, which is no longer. */
void words_end(struct words *w, const char *end, const char *by);

/* A whole number with its thousands set apart: 1,000,000; others to five digits. */
void words_add_count(struct words *w, double n);

/* Rounded up to two digits: 12,000; 7.7e9. */
void words_add_about(struct words *w, double n);

/* A figure to four digits; one just below 1 to as many as distinguish it from 1. */
void words_add_value(struct words *w, double value);

/* "0.2", `between`, "0.3"; one of them where both look the same. */
void words_add_range(struct words *w, double least, const char *between, double greatest);

/* "[0.2, 0.3]"; of one end alone "above 0.2" or "below 0.3"; nothing where there is none. */
void words_add_interval(struct words *w, double lo, double hi);

/* Prints text, made harmless for a terminal, in lines of at most `width` columns broken at spaces,
 * each indented. */
void words_wrap(FILE *out, int indent, int width, const char *text);

#endif
