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
#include "subject.h"

/* Judges the run, which always has an answer. `why` begins with "needs" where the verdict is
 * undecided for want of evidence. */
void judge_run(const struct claim *c, const struct subject *run, struct judgement *out);

#endif
