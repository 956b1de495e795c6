/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * NIST SP 800-90B on a recorded run: the same code as `ticklab entropy`, under every mapping from
 * ticks to symbols.
 */
#ifndef ANALYSIS_ASSESS_H
#define ANALYSIS_ASSESS_H

#include "figures_private.h"
#include "modes_private.h"
#include "series.h"

/* Assesses the first samples of a run, at most o->assess of them, and adds min_entropy_90b_bits and
 * what belongs to it. Returns 0, or -1 if there is no memory. */
int assess_add(
    struct figures *f, const struct series *x, const struct modes *m, const struct run_options *o);

#endif
