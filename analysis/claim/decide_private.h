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

/* What may be said of a figure that has no interval, from n samples taken as independent. Each end
 * that nothing can be said of is nan. */

/* Of a share: Wilson's interval. A share between 0 and 1 that has no interval has none because the
 * run's memory is as long as the run; its effective sample size is taken to be DECIDE_FEW, as if
 * each of so many stretches were one: enough to distinguish 31 % from 99.9 %, and no more. */
enum { DECIDE_FEW = 10 };
struct interval decide_plain_share(double value, double n);

/* Of a figure of n consecutive pieces of a run, 1 <= n <= DECIDE_PIECES, each with its own
 * interval: supported if four fifths of them or more lie in `accepted` and a tenth at most outside;
 * refuted if four fifths lie outside, to either side, and a tenth at most inside. The rest is
 * silent: its intervals extend over an end, or it has none, as a piece has within which the level
 * changes. Each interval holds with 95 %. By simulation a constant level is decided wrongly in
 * fewer than 1 run in 1,000, and one that contradicts the verdict in a quarter of the run, by drift
 * or by a step, in at most 4 % of runs. A tenth, because a level that passes through what is
 * claimed is there for some piece if only pieces are short enough: a longer run would decide less.
 * Where the pieces leave it open, neighbours are joined two by two, down to DECIDE_FEWEST_PIECES:
 * their intervals are narrower, and a run of ten times the samples decides what a shorter one did.
 * What is joined decides, of means over longer pieces, where no more than a tenth of the single
 * ones contradicts it.
 * A choice (a number of modes) has no interval, and is made wrongly in a few pieces: of those that
 * have samples enough, four fifths of all, nine in ten must agree, and none is joined. */
enum { DECIDE_PIECES = 40, DECIDE_FEWEST_PIECES = 4 };
struct decide_piece {
	double value, lo, hi;
};
struct decide_pieces {
	enum verdict verdict;
	/* Where each lies: VERDICT_SUPPORTED inside, VERDICT_REFUTED outside, VERDICT_UNDECIDED
	 * across an end, VERDICT_NOT_APPLICABLE where it has no interval. */
	enum verdict place[DECIDE_PIECES];
	unsigned joined;  /* neighbours that made one at last; 1: none */
	unsigned without; /* pieces that have no interval */
};
struct decide_pieces decide_pieces(const struct decide_piece *piece, unsigned n,
    struct interval accepted, double fixed, bool choice);

/* The 95 % interval of the median over pieces by their ranks @[CONOVER-1999], which asks for no
 * moment: what a typical piece shows, where a few samples hold the figure and its own interval has
 * no end. Pieces need not be alike in law: the number of them below the median of their mean law
 * then scatters less than a binomial one @[HOEFFDING-1956]. nan below 6 pieces, or where a value is
 * not known. */
struct interval decide_median_piece(const struct decide_piece *piece, unsigned n);

/* The verdict of that median where a tenth of the pieces at most has a value on the other side. */
enum verdict decide_by_median(
    const struct decide_piece *piece, unsigned n, struct interval accepted);

/* Of plug-in Shannon entropy. Below: one sample changes it by at most 2 log2(n) / n, and it is
 * biased downwards, so H lies above value - log2(n) sqrt(2 ln(40) / m) with 97.5 %
 * @[ANTOS-KONTOYIANNIS-2001]; m <= n: the effective sample size. Above: the same deviation, a
 * bias of at most log2(1 + (places - 1) / m) for as many places as lie between the least and the
 * greatest value, and h(q) + 64 q for what lies beyond them, a share q that all m samples missed
 * with 2.5 %. Where all samples are the same there is no deviation: H <= h(q) + 64 q. Neither end
 * asks whether the run is stationary @[MCDIARMID-1989]. places: nan where it is not known; then
 * there is no upper end but for samples that are all the same. */
struct interval decide_plain_shannon(double value, double n, double m, double places);

/* Of plug-in min-entropy: where all samples are the same, at most -log2 of Wilson's lower end. */
struct interval decide_plain_min_entropy(double value, double n);

/* Supported if all of `measured` lies in `accepted` (its ends included), refuted if none of it
 * does, undecided between. An unknown end of `measured` is taken to be anywhere. */
enum verdict decide_inside(struct interval measured, struct interval accepted);

/* The opposite: supported if all of `measured` lies outside. */
enum verdict decide_outside(struct interval measured, struct interval accepted);

/* Samples that decide an undecided comparison in nine of ten cases: the interval's half-width h
 * shrinks as 1/sqrt(n) while the autocorrelation stays what it is. At n' = n (5 h/d)^2, d the
 * distance from the value to the nearest end of `accepted`, it is a fifth of d; the value itself
 * is known to h now, and where it is then is decided with 90 to 95 % whatever h/d > 1 was, if all
 * places of the truth were equally likely before. `fixed` is what of h does not shrink and is not
 * in `measured`; it takes its share of d. Infinite where no number of samples is enough; nan where
 * the half-width is not known. */
double decide_samples_needed(
    double value, struct interval measured, double n, struct interval accepted, double fixed);

/* The verdict on a claim whose rules all must hold, from those of two rules: refuted if either is,
 * else undecided if either is. VERDICT_NOT_APPLICABLE means that a rule has no result. */
enum verdict decide_both(enum verdict a, enum verdict b);

#endif
