/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Do two starts of one machine take the same samples? Then whatever distribution they show, who has
 * one recording has the other.
 */
#ifndef ANALYSIS_AGREEMENT_H
#define ANALYSIS_AGREEMENT_H

#include "store.h"

/* Adds to every complete run that has a fellow (another complete run of the same machine, or, where
 * both were imported, of the same label; and of the same probe, load and counter) how many of its
 * first samples equal those of the fellow that agrees most, `restart_agreement_share`; how many
 * would if the two had nothing in common, `restart_agreement_chance_share`; and what an observer
 * with that fellow's recording leaves, `adversary_min_entropy_bits` (scope `restarts`). Returns 0,
 * or -1 with one line in `why`. */
int agreement_analyze(struct store *s, char *why, size_t size);

#endif
