/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Periods that the values of a histogram may be multiples of.
 */
#ifndef TICK_PERIODS_H
#define TICK_PERIODS_H

#include "histogram.h"

#include <stdbool.h>

enum { PERIODS = 64 };

struct periods {
	double at[PERIODS]; /* candidates, the longest first */
	size_t count;
	uint64_t bulk; /* half of these are no greater */
	uint64_t most; /* values up to this one were looked at */
	double tried;  /* frequencies that were looked at */
	bool no_memory;
};

/* Maxima of the periodogram of the values, weighed by their counts, that are as high as a lattice
 * makes them. */
struct periods periods_of(const struct histogram *h);

/* Refines a period to what spans of start[0..n), n >= 2, longer and longer, determine; *error is
 * its standard error before and after. `reach` as in struct tick. Returns the number of spans that
 * held. */
unsigned periods_refine(
    double *period, double *error, const uint64_t *start, size_t n, double reach);

/* The simplest fraction within error of period, where so simple a one is no chance; else den 0. */
void periods_fraction(double period, double error, uint64_t *num, uint64_t *den);

#endif
