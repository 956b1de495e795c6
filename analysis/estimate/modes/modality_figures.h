/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The figures of the modes of a series, each with an interval where one is honest.
 */
#ifndef MODALITY_FIGURES_H
#define MODALITY_FIGURES_H

#include "bootstrap.h"
#include "modality.h"
#include "reason.h"

enum modality_figure {
	MODE_WEIGHT, /* of the mode's components */
	MODE_MEAN,   /* mean and sd of its values */
	MODE_SD,
	MODE_PEAK,     /* its most probable value */
	MODE_ANTIMODE, /* the rarest value between it and the next */
	MODE_ASHMAN,   /* Ashman's D of it and the next */
	MODE_OVERLAP,  /* of it and the next */
	MODALITY_FIGURES
};

/* at[figure][mode]; EST_NOT_APPLICABLE for the last three of the last mode. */
struct modality_figures {
	int modes;
	struct estimate at[MODALITY_FIGURES][MIXTURE_MAX];
	enum reason why[MODALITY_FIGURES][MIXTURE_MAX]; /* there is no interval */
};

/* x[0..n) with histogram h, whose modes are y, chosen from `all`. y->modes.status must be EST_OK.
 *
 * 95 % intervals by stationary bootstrap and batches (options->replicates, at most 200; 0: none).
 * Each replicate chooses among the fits in `all` by BIC at n_eff, unchanged, and fits the
 * chosen one again by EM, on cells of at most a quarter of the nearest component's spread: so
 * intervals hold what the choice of family and number of components adds. They are conditional on
 * the number of modes: a replicate counts if it has as many, one each where the series has them.
 * Unless 19 in 20 do, there are no intervals (REASON_CHANGING): modes come and go, or change
 * places.
 *
 * y->components.n_eff must be at least 200, not a bound from above (long_memory), and n 10 blocks.
 * A mode on one value has a place known to half a tick and no interval of its sd. EST_OK or
 * EST_NO_MEMORY. */
enum estimate_status modality_figures_of(struct modality_figures *out, const struct modality *y,
    const struct modality_fits *all, const uint64_t *x, size_t n, const struct histogram *h,
    bool long_memory, const struct bootstrap_options *options);

#endif
