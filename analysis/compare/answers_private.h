/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The comparisons of a probe under a load, in a few sentences.
 */
#ifndef COMPARE_ANSWERS_H
#define COMPARE_ANSWERS_H

#include "compare.h"

/* What is said of one cell, to be freed; NULL: no memory. */
char *answer_text(const struct compare *c, size_t cell);

#endif
