/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The logic of a verdict, pure: an interval that was measured against the interval in which the
 * claim holds. Nothing here knows of databases or registries.
 */
#ifndef CLAIM_DECIDE_H
#define CLAIM_DECIDE_H

#include <stdbool.h>

enum verdict {
	VERDICT_SUPPORTED,
	VERDICT_REFUTED,
	VERDICT_UNDECIDED,
	VERDICT_NOT_APPLICABLE,
	VERDICT_IMPOSSIBLE,
};

/* "supported", "refuted", "undecided", "not applicable", "impossible as stated". */
const char *verdict_name(enum verdict v);

/* Closed; an end may be infinite. nan where an end is not known. */
struct interval {
	double lo, hi;
};

/* 95 % interval of a share of which `count` of n independent samples were seen @[WILSON-1927].
 * 0 <= count <= n, n > 0; otherwise 0..1. */
struct interval decide_wilson(double count, double n);

/* Supported if all of `measured` lies in `accepted` (its ends included), refuted if none of it
 * does, undecided between. An unknown end of `measured` is taken to be anywhere. */
enum verdict decide_inside(struct interval measured, struct interval accepted);

/* The opposite: supported if all of `measured` lies outside. */
enum verdict decide_outside(struct interval measured, struct interval accepted);

/* Samples after which an undecided comparison is expected to be decided, if the value stays where
 * it is: the interval's half-width h shrinks as 1/sqrt(n) while the autocorrelation stays what it
 * is, and must become the distance d from the value to the nearest end of `accepted`, so n' = n
 * (h/d)^2. Infinite where the value lies on an end; nan where the half-width is not known. */
double decide_samples_needed(
    double value, struct interval measured, double n, struct interval accepted);

/* The verdict on a claim whose rules all must hold, from those of two rules: refuted if either is,
 * else undecided if either is. VERDICT_NOT_APPLICABLE stands for a rule that has nothing to say. */
enum verdict decide_both(enum verdict a, enum verdict b);

#endif
