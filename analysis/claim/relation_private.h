/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Arithmetic that ties published figures to each other, pure. A distribution is given as k values
 * with weights (counts; they need not be whole) and `apart`: the number of further samples, each of
 * which has a value of its own that is not known. Every function returns nan where the question
 * has no answer: no weight, a mean of zero, ...
 */
#ifndef CLAIM_RELATION_H
#define CLAIM_RELATION_H

#include "decide_private.h"

#include <stddef.h>
#include <stdint.h>

/* Shannon entropy in bits, the samples apart counted as outcomes of weight 1. */
double relation_entropy(const double *weight, size_t k, double apart);

/* -log2 of the greatest share, in bits. */
double relation_min_entropy(const double *weight, size_t k, double apart);

/* sd / mean of the k values; the samples apart are left out, since their values are not known. */
double relation_cv(const double *value, const double *weight, size_t k);

/* Share of odd values: from none of the samples apart being odd to all of them. Values are whole.
 */
struct interval relation_lsb(const double *value, const double *weight, size_t k, double apart);

/* The greatest min-entropy that a distribution of at most `shannon` bits of Shannon entropy can
 * have. Among the distributions whose greatest share is m, as many shares of m as fit and the rest
 * in one have the least Shannon entropy: they majorise every other, and entropy is Schur-concave
 * @[MARSHALL-OLKIN-ARNOLD-2011]. That least entropy falls as m grows, so bisection finds the
 * least m it allows. */
double relation_min_entropy_cap(double shannon);

/* The value that each of `rest` samples beside the k would need for a CV of `cv`, above every value
 * given; nan if none does. */
double relation_rest_value(
    const double *value, const double *weight, size_t k, double rest, double cv);

/* ---- values that are ticks of a counter -------------------------------------------------------
 */

/* A counter whose tick is num / den units (125 / 3 ns for 24 MHz). Its reading k is shown as
 * floor(k num / den), so a duration of j ticks is shown as floor(j num / den), or one more for the
 * share frac(j num / den) of start phases. */
struct relation_tick {
	double num, den;
};

/* How k shown values with counts agree with that. */
struct relation_split {
	double off;	   /* samples whose value no number of ticks is shown as */
	double chi_square; /* of the split of neighbours 41 : 42, 83 : 84, ... against the shares */
	int df;		   /* pairs of neighbours that were compared; 0: none */
	double p;	   /* of chi_square at df; 1 where df is 0 */
	double chance;	   /* that as many distinct values, drawn without replacement from the whole
			    * numbers up to the greatest one, all are on the lattice */
};
struct relation_split relation_split_of_ticks(
    const double *value, const double *weight, size_t k, struct relation_tick tick);

/* CV of n samples of this mean of which one is `greatest` and each of the others 0 or 1 tick of
 * length `tick`, all in one unit: no parameter is free. With greatest <= tick (1 + 1/tick) it is
 * sqrt((tick - mean) / mean). nan unless 0 < mean and the rest's mean is at most one tick. */
double relation_cv_of_ticks(double mean, double greatest, double n, double tick);

/* Upper tail of chi-square: by the recurrence in steps of two degrees of freedom
 * @[ABRAMOWITZ-STEGUN-1964, 26.4.8]. */
double relation_chi_square_tail(double x, int df);

/* Probability of `least` or more successes in `count` independent trials of probabilities p. */
double relation_at_least(const double *p, size_t count, size_t least);

/* Most bytes the shipped extractor can make of `raw` durations: raw - 1 differences, in disjoint
 * pairs, at most one bit a pair: floor(floor((raw - 1) / 2) / 8) = floor((raw - 1) / 16). */
uint64_t relation_capacity(uint64_t raw);

/* The greatest n for which n bytes can come of per * n + extra durations: 16 n <= per n + extra
 * - 1. UINT64_MAX where every n can (per >= 16). */
uint64_t relation_capacity_last(uint64_t per, uint64_t extra);

#endif
