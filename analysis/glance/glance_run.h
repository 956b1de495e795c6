/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A stored run at a glance, and how it is printed: five lines and a histogram, 80 columns.
 */
#ifndef GLANCE_RUN_H
#define GLANCE_RUN_H

#include "glance_private.h"
#include "screen.h"
#include "store.h"

#include <stdio.h>

/* The evidence for the tick of a run other than its samples. */
struct tick_facts glance_facts(const struct store_run *run);

/* Reads a run's first `most` samples, or a few more, into *g, settled if there are any. Returns 0,
 * or -1 with one line in `why`; then nothing is to be released. */
int glance_read(struct glance *g, struct store *s, const struct store_run *run, uint64_t most,
    char *why, size_t size);

/* Prints what was read, with at most so many rows of histogram. s is asked for members of the
 * run's JSON. */
void glance_print(FILE *out, const struct screen *screen, const struct glance *g, struct store *s,
    const struct store_run *run, unsigned rows);

/* The histogram alone: a row for each tick, or for a few where there are more than rows. */
void glance_print_bars(
    FILE *out, const struct screen *screen, const struct glance *g, unsigned rows);

/* One line: median, peaks, how far 99.9 % reach, the tail and the longest. */
void glance_print_shape(FILE *out, const struct screen *screen, const struct glance *g);

#endif
