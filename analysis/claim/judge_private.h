/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One claim against one run, from figures that were computed before. Pure: nothing is read but
 * the arguments.
 */
#ifndef CLAIM_JUDGE_H
#define CLAIM_JUDGE_H

#include "audit.h"
#include "decide_private.h"
#include "registry.h"
#include "subject_private.h"

/* True if the claim is about the probe of the run, or may be: an import need not say what was
 * timed. */
bool judge_is_about(const struct claim *c, const struct subject *run);

/* Judges the run, which the claim must be about; there always is an answer. `why` begins with
 * "needs" where the verdict is undecided for lack of evidence. Returns 0, or -1: no memory. */
int judge_run(const struct claim *c, const struct subject *run, struct judgement *out);

#endif
