/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Batches (batches_private.h) of any figure that a bootstrap statistic has: from the digest of
 * bootstrap.h.
 */
#ifndef BATCH_FIGURES_H
#define BATCH_FIGURES_H

#include <stddef.h>

#include "batches_private.h"
#include "bootstrap.h"
#include "estimate.h"

/* out[0..k): of each figure of the statistic, by the `levels` coarsest levels. EST_OK or
 * EST_NO_MEMORY. */
enum estimate_status batches_of_figures(const struct bootstrap *b, bootstrap_statistic *statistic,
    void *context, size_t k, int levels, struct batches *out);

#endif
