/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers, ratios and intervals as a sentence has them.
 */
#ifndef COMPARE_PHRASE_H
#define COMPARE_PHRASE_H

#include "view_private.h"

#include <stdio.h>

/* "12.4", "0.0310": three significant digits. */
void phrase_number(char *out, size_t size, double value);

/* "12.4 ns [11.9, 12.9] longer (1.25x)"; in ns also where the row is in ticks. */
void phrase_put_place(FILE *out, const struct view *v, double lo, double hi);

/* "0.300x [0.281, 0.320]" or, where there is no ratio, the difference; ticks are given in ns. */
void phrase_put_change(FILE *out, const struct view *v);

/* "0.300x" */
void phrase_put_ratio(FILE *out, double ratio);

/* "at most 1.4x": what the interval leaves open. */
void phrase_put_most(FILE *out, const struct view *v);

#endif
