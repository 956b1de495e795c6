/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a load changes, from the blocks of a campaign: each block has every load once, in random
 * order, so that drift between blocks drops out of the differences within them.
 */
#ifndef ANALYSIS_CAMPAIGN_H
#define ANALYSIS_CAMPAIGN_H

#include "store.h"

/* Adds to every complete run of a campaign that has a load the differences to the idle runs of the
 * same blocks and probe (scope `campaign`), from results that are stored already. Returns 0, or -1
 * with one line in `why`. */
int campaign_analyze(struct store *s, char *why, size_t size);

#endif
