/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Was a run recorded under the load that its label says? What a run's facts show of it; runs in
 * doubt are left out of comparisons by one rule, everywhere.
 */
#ifndef STORE_DOUBT_H
#define STORE_DOUBT_H

#include "store.h"

/* A counter is coarse where the median call lasts fewer of its ticks: where in a tick a call begins
 * then shows in the counts. */
enum { DOUBT_COARSE_TICKS = 10 };

/* Why a run is in doubt: it is labelled idle and the machine was busy by the limits of idle.h, or
 * its load did no operation. In a campaign load average and pressure remember the run before, which
 * had a load: there what others used during the run counts alone. True with words in out, "labelled
 * idle, but load was 2.3 on 2 CPUs"; else false and "". */
bool doubt_of_run(struct store *s, const struct store_run *run, char *out, size_t size);

/* Whether a run in doubt is left out: a load that did nothing always; an idle run where there are
 * two others of its kind that are in no doubt, for a busy machine may be all there is. */
bool doubt_leaves_out(const char *load, size_t others);

/* What a run of a group ordinarily has: the median of the numbers of samples that are not below
 * 100; 0 where all are. Sorts. */
uint64_t doubt_ordinary(uint64_t *samples, size_t n);

/* Whether a run is too short for its group, and so left out: it has fewer than 100 samples, or less
 * than a hundredth of the ordinary. Where all have fewer than 100 none is. True with words in out;
 * else out is as it was. */
bool doubt_too_short(uint64_t samples, uint64_t ordinary, char *out, size_t size);

#endif
