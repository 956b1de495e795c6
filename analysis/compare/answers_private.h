/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The comparisons of a probe under a load, in a few sentences.
 */
#ifndef COMPARE_ANSWERS_H
#define COMPARE_ANSWERS_H

#include "compare.h"

/* A row as b against a, whichever way it was made. */
struct view {
	const struct comparison *row;
	double difference, lo, hi, ratio, ratio_lo, ratio_hi, within_lo, within_hi;
};
bool view_find(
    struct view *v, const struct compare *c, const char *figure, size_t cell, size_t a, size_t b);
/* The first figure of a topic that the two have. */
bool view_topic(struct view *v, const struct compare *c, enum measured_topic topic, size_t cell,
    size_t a, size_t b);

/* What is said of one cell, to be freed; NULL: no memory. */
char *answer_text(const struct compare *c, size_t cell);

/* Chooses c->reference, against which sentences compare: the baseline; without one, of the machines
 * that are in most cells, the one that is nearest to the middle in median, entropy and tail. -1: no
 * memory. */
int answer_choose_reference(struct compare *c);

/* That machine where it has the cell; else the one in the middle of those that do.
 * set.machine_count where fewer than two have it, or where it lacks the baseline. */
size_t answer_reference(const struct compare *c, size_t cell);

/* A machine's distance from another in a cell, in ns (Wasserstein); nan: not known. */
double answer_distance(const struct compare *c, size_t cell, size_t a, size_t b);

/* "12.4", "0.0310": three significant digits. */
void answer_number(char *out, size_t size, double value);

#endif
