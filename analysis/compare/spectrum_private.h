/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The distribution of a run's durations, from the curves that the analysis stored; of a part of a
 * run from its samples.
 */
#ifndef COMPARE_SPECTRUM_H
#define COMPARE_SPECTRUM_H

#include "histogram.h"
#include "store.h"

#include <stddef.h>

/* Cells in the order of their edges [from, to) in ns; `count` samples in each: the bulk in bins of
 * one or a few steps of the counter, the tail in bins of 10 %. */
struct spectrum {
	double *from, *to, *count;
	size_t n;
	double step;   /* of the counter that recorded them, ns */
	double widest; /* bin of the bulk, ns */
};

/* Reads a run's spectrum on a grid, whose unit is unit_ns long and whose values lie step_ns apart.
 * Returns 1, 0 where no such curve is stored, -1: store_error() gives the reason, or
 * SPECTRUM_NO_MEMORY. Release in either case. */
enum { SPECTRUM_NO_MEMORY = -2 };
int spectrum_read(struct spectrum *s, struct store *store, int64_t run, const char *grid,
    double unit_ns, double step_ns);
void spectrum_release(struct spectrum *s);

/* The same of `take` of the run's `samples` samples, take <= samples, whose unit is unit_ns long:
 * SPECTRUM_BLOCKS blocks of neighbours at even distances through the run (a single one each where
 * there are fewer). Reads the samples. */
enum { SPECTRUM_BLOCKS = 40 };
int spectrum_sample(struct spectrum *s, struct store *store, int64_t run, uint64_t samples,
    uint64_t take, double unit_ns, double step_ns);

/* Counts in cells of `tick_ns`, cell k being k ticks. With `phase` as a counter of that tick would
 * have counted the durations: floor(u + d / tick), u being uniform; without it each duration is
 * counted at the nearest tick, as is right where the tick is the counter's own. EST_OK or
 * EST_NO_MEMORY. */
enum estimate_status spectrum_count(
    struct histogram *out, const struct spectrum *s, double tick_ns, int phase);

/* Share of the samples above x ns. */
double spectrum_above(const struct spectrum *s, double x);

#endif
