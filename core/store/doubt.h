/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Was a run recorded under the load that its label says? What a run's facts show of it; runs in
 * doubt are left out of comparisons by one rule, everywhere.
 */
#ifndef STORE_DOUBT_H
#define STORE_DOUBT_H

#include "store.h"

/* Above these a machine was busy: load average of the last minute for each CPU, and per cent of the
 * last ten seconds in which some task waited for a CPU. */
#define DOUBT_LOAD_PER_CPU 0.5
#define DOUBT_PRESSURE_PERCENT 5.0
/* In a campaign both averages remember the run before, which had a load. There it is the share of
 * the machine's CPU time that others used during the run; where the run was too short to tell, the
 * tasks for each CPU that could run both before it and after it, itself left out. */
#define DOUBT_OTHERS_SHARE 0.25
#define DOUBT_TASKS_PER_CPU 0.5

/* "load was 2.3 on 2 CPUs, CPU pressure was 48 %": what is above its limit; "" and false where
 * nothing is. nan: not known. */
bool doubt_busy_words(char *out, size_t size, double load, double pressure, double cpus);

/* Why a run is in doubt: it is labelled idle and the machine was busy, or its load did no
 * operation. True with words in out, "labelled idle, but load was 2.3 on 2 CPUs"; else false
 * and "". */
bool doubt_of_run(struct store *s, const struct store_run *run, char *out, size_t size);

/* Whether a run in doubt is left out: a load that did nothing always; an idle run where there are
 * two others of its kind that are in no doubt, for a busy machine may be all there is. */
bool doubt_leaves_out(const char *load, size_t others);

#endif
