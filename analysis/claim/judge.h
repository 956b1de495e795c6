/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One claim against one run, from figures that were computed before. Pure: nothing is read but
 * the arguments.
 */
#ifndef CLAIM_JUDGE_H
#define CLAIM_JUDGE_H

#include "audit.h"
#include "decide.h"
#include "registry.h"

#include <stdint.h>

/* One stored result of a run. */
struct fact {
	char name[REGISTRY_NAME], scope[REGISTRY_NAME], grid[REGISTRY_NAME], status[REGISTRY_NAME];
	double value, lo, hi, n, n_eff; /* nan: absent */
};

/* What a verdict must know of a run. */
struct subject {
	const char *probe, *status, *message; /* message may be NULL */
	double counter_hz;
	bool has_start;
	bool analysed; /* some analysis of it is stored */
	double samples, requested;
	const struct fact *facts;
	size_t facts_n;
};

/* Judges the run, which always has an answer. `why` begins with "needs" where the verdict is
 * undecided for want of evidence. */
void judge_run(const struct claim *c, const struct subject *run, struct judgement *out);

#endif
