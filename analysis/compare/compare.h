/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Machines against one another, probe by probe and load by load. The run is what is counted: the
 * samples of one run say how that run was, not how the machine is.
 *
 * An interval is of the difference b - a; all of one figure, probe and load hold together with
 * 95 % (each is made at 1 - 0.05 / pairs, Holm's first step). p_adjusted is Holm's over all figures
 * and pairs of a probe and load. Distances of whole distributions are a family of their own.
 */
#ifndef COMPARE_COMPARE_H
#define COMPARE_COMPARE_H

#include "contrast.h"
#include "set_private.h"

#include <stdbool.h>
#include <stddef.h>

enum { COMPARE_NAME = 64, COMPARE_GRID = 32 };

/* One figure of two machines. What is not known is nan. */
struct comparison {
	char figure[COMPARE_NAME], grid[COMPARE_GRID];
	const struct measured *of; /* NULL: a distance of distributions, or the slow share */
	const char *words, *unit;
	size_t cell, a, b; /* indices into the set; a is the baseline where there is one */
	struct contrast_side side_a, side_b;
	struct contrast difference;
	double ratio, ratio_lo, ratio_hi, between_run_sd, p_adjusted;
	double within_lo, within_hi; /* by the runs' own intervals, where each side has one run */
	double above_ns;	     /* of the slow share: slow is longer; 0: another figure */
	double unit_ns;		     /* length of a tick, for figures in ticks; nan: of none */
	/* Of the assessed entropy, the estimate of SP 800-90B that decided in all runs of a side;
	 * FIGURES: several did. Where these differ the ratings have no ratio. */
	enum figure_id estimate_a, estimate_b;
};

/* What is said of a probe under a load. */
struct answer {
	size_t cell;
	char *text;
};

struct compare {
	struct set set;
	size_t baseline;	 /* set.machine_count: every pair is compared */
	size_t reference;	 /* see reference_choose */
	size_t *cell_reference;	 /* of each cell: see reference_choose */
	struct comparison *rows; /* cell by cell */
	struct answer *answers;
	size_t count, answer_count;
	size_t *first;	 /* of each cell: its first row; one more than there are cells */
	double *slow_ns; /* of each cell: a longer call is slow there; nan: not known */
	char why[512];
};

/* Reads and compares all there is. baseline: NULL, or a machine's name. Returns 0, or -1 with
 * c->why; `unknown` is then set where no machine has that name. watch: NULL, or what is called with
 * how far it is. Release in either case. */
int compare_make(struct compare *c, struct store *s, const char *baseline, bool *unknown,
    const struct compare_watch *watch);
void compare_release(struct compare *c);

/* Stores the rows of every machine against c->reference, each as that machine against it, and the
 * answers; what was stored before is replaced. Returns 0, or -1: store_error(). */
int compare_store(const struct compare *c, struct store *s);

/* The row of a figure for two machines in a cell; NULL if there is none. */
const struct comparison *compare_find(
    const struct compare *c, const char *figure, size_t cell, size_t a, size_t b);

/* Do the two differ, by p_adjusted? False where that is not known. */
bool compare_differs(const struct comparison *row);

#endif
