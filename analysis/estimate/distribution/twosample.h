/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two and more samples: how different, and whether the difference could be chance.
 */
#ifndef TWOSAMPLE_H
#define TWOSAMPLE_H

#include <stddef.h>
#include <stdint.h>

#include "estimate.h"
#include "histogram.h"

/* Distances between two histograms, each with n >= 1 (EST_TOO_SHORT). No interval. */
struct estimate twosample_ks(
    const struct histogram *a, const struct histogram *b); /* sup |Fa - Fb|, 0..1 */
struct estimate twosample_wasserstein(
    const struct histogram *a, const struct histogram *b); /* integral |Fa - Fb|, in ticks */
struct estimate twosample_jensen_shannon(
    const struct histogram *a, const struct histogram *b); /* divergence in bits, 0..1, plug-in */
struct estimate twosample_cliff(const struct histogram *a,
    const struct histogram *b); /* P(a > b) - P(a < b), -1..1 @[CLIFF-1993] */

/* Anderson and Darling's statistic for k samples with ties, A2akN: mid-rank version
 * @[SCHOLZ-STEPHENS-1987, eq. 7]. k >= 2, each n >= 1; EST_DEGENERATE if all values are equal. */
struct estimate twosample_anderson_darling(const struct histogram *h, size_t k);

/* p of the hypothesis that k series are one process, by permuting blocks of `block` samples (a
 * last, shorter one is left out) among the series: dependence within blocks is kept @[ROMANO-1989].
 * Statistics: Anderson-Darling for any k; KS for k = 2 only (EST_NOT_APPLICABLE otherwise). (1 +
 * permutations that reach it) / (1 + permutations). Each series needs 5 blocks (EST_TOO_SHORT). At
 * most 4096 blocks in all are used: with more, blocks are made longer. */
struct twosample_series {
	const uint64_t *x;
	size_t n;
};
struct twosample_options {
	size_t block;	       /* samples, e.g. bootstrap_block_samples; 0 means 1 */
	unsigned permutations; /* 0 means 499 */
	uint64_t seed;
};
struct twosample_p {
	struct estimate anderson_darling_p, ks_p;
};
struct twosample_p twosample_permutation(
    const struct twosample_series *series, size_t k, const struct twosample_options *options);

/* The same where whole runs are what may be exchanged: run[0..a) are of one machine, run[a..a+b) of
 * the other, each as it was counted. All ways of dealing them out are taken where there are at most
 * `permutations`, and p is the share of them that reach the statistic; else so many at random, and
 * p is as above. a and b at least 1, at most 64 in all; with one run a side p cannot be below 1. */
struct twosample_p twosample_permute_runs(
    const struct histogram *run, size_t a, size_t b, const struct twosample_options *options);

/* a - b of two independent estimates with intervals, of shares, quantiles or anything else: the
 * interval is recovered from theirs (MOVER) @[ZOU-DONNER-2008, eq. 4], so it keeps their asymmetry.
 * Status of the worse one; without both intervals lo and hi are nan. n is the sum. */
struct estimate twosample_difference(const struct estimate *a, const struct estimate *b);

/* Holm's step-down adjustment of m p-values within a family @[HOLM-1979]: out[i] >= p[i], at most
 * 1; the family error is at most alpha if those with out[i] <= alpha are called. out may be p. m <=
 * 10^6. Returns EST_OK or EST_NO_MEMORY. */
enum estimate_status twosample_holm(const double *p, size_t m, double *out);

#endif
