/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A recorded run through the extractor that ships: the very archive that production links, whose
 * SHA-256 the run's row holds.
 */
#ifndef ANALYSIS_REPLAY_H
#define ANALYSIS_REPLAY_H

#include "figures_private.h"
#include "summary.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Extracts from durations[0..n) (spikes removed, as the source does) and adds the figures of a
 * scope, a constant: `output` of what the extractor's clock gives, `output_ticks` of the counter's
 * ticks. `samples` is the number before removal, which the yield refers to; assess: by SP 800-90B
 * too. Returns 0, or -1 if there is no memory. */
int replay_add(struct figures *f, const char *scope, const uint64_t *durations, size_t n,
    size_t samples, const struct summary_options *options, bool assess);

/* The same figures of three rules that could be used in the extractor's place, from the counter's
 * ticks without spikes: `output_lsb`, `output_pairs`, `output_variance`. Returns 0, or -1 if there
 * is no memory. */
int replay_add_alternatives(struct figures *f, const uint64_t *ticks, size_t n,
    const struct summary_options *options, bool assess);

#endif
