/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The machine against which sentences, lists and pages compare.
 */
#ifndef COMPARE_REFERENCE_H
#define COMPARE_REFERENCE_H

#include "compare.h"

/* Chooses c->reference: the baseline; without one, of the machines that are in most cells, the one
 * that is nearest to the middle in median, entropy and tail. And c->cell_reference of each cell:
 * that machine where it has the cell, else the one in the middle of those that do;
 * set.machine_count where fewer than two have it, or where it lacks the baseline. -1: no memory. */
int reference_choose(struct compare *c);

/* The mean of a figure's stored values over the runs of a machine in a cell; nan: none. */
double reference_mean(const struct compare *c, size_t cell, size_t machine, int figure);

/* The same of the median. */
double reference_median(const struct compare *c, size_t cell, size_t machine);

/* Machines in an order, by qsort. */
struct placed {
	size_t machine;
	double at;
};
int reference_by_place(const void *a, const void *b);

#endif
