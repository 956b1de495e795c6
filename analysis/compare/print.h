/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Comparisons as JSON, and as a terminal shows them.
 */
#ifndef COMPARE_PRINT_H
#define COMPARE_PRINT_H

#include "compare.h"

#include <stdio.h>

/* Of which cells: NULL is every probe, every load. */
struct print_choice {
	const char *probe, *load;
};

bool print_shows(const struct compare *c, const struct print_choice *choice, size_t cell);
void print_json(const struct compare *c, const struct print_choice *choice, FILE *out);
/* -1: a part of it is not there, for lack of memory. */
int print_text(const struct compare *c, const struct print_choice *choice, FILE *out);

#endif
