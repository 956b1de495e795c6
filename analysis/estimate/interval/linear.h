/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Intervals for figures that are smooth functions of averages over the series: entropies of words,
 * informations, ratios of counts, fitted parameters.
 *
 * Such a figure moves, to first order, by the mean of its influence function @[HAMPEL-1974] over
 * the samples. So its variance is that of a mean of a dependent series, and that of a mean under
 * the stationary bootstrap needs no resampling: with blocks of mean length 1/p it is (1/n) (R(0) +
 * 2 sum_i (1 - i/n) (1 - p)^i R(i)), R the autocovariance @[POLITIS-ROMANO-1994, section 3]. Here
 * it is computed over base blocks as in bootstrap.h (of one sample up to BOOTSTRAP_BLOCKS samples),
 * with the automatic block length of the influence itself, widened for what blocks of that length
 * miss, and checked against batches (batches_private.h). No seed, no replicates, one pass over the
 * series.
 */
#ifndef LINEAR_H
#define LINEAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bootstrap.h"
#include "estimate.h"
#include "influence.h"
#include "reason.h"

/* Sums of the influence over base blocks. */
struct linear {
	size_t n, base, blocks;
	double *sum;   /* [blocks] */
	double square; /* over all samples */
	struct influence_largest largest;
};

/* For n samples. EST_OK or EST_NO_MEMORY. */
enum estimate_status linear_init(struct linear *l, size_t n);
/* The same where the samples are made of x[0..n), with base blocks that end where holds of equal
 * values do, if these begin with the series (hold_private.h). */
enum estimate_status linear_init_ticks(struct linear *l, const uint64_t *x, size_t n);
enum estimate_status linear_init_bytes(struct linear *l, const uint8_t *x, size_t n);
void linear_release(struct linear *l);

/* Adds the influence of sample t < n. Each sample is added once; one that is not has none. */
static inline void linear_add(struct linear *l, size_t t, double influence)
{
	double square = influence * influence;
	l->sum[t / l->base] += influence;
	l->square += square;
	if (square > l->largest.square[INFLUENCE_LARGEST - 1])
		influence_keep(&l->largest, square, 1);
}

/* How often each of a few kinds of sample is in each base block: influences that depend on the kind
 * alone are made of it without a further pass. */
struct tally {
	size_t n, base, blocks, kinds;
	uint32_t *count; /* [blocks][kinds] */
};
enum estimate_status tally_init(struct tally *t, size_t n, size_t kinds);
enum estimate_status tally_init_bytes(struct tally *t, const uint8_t *x, size_t n, size_t kinds);
void tally_release(struct tally *t);

static inline void tally_add(struct tally *t, size_t at, size_t kind)
{
	t->count[at / t->base * t->kinds + kind]++;
}

/* The figure whose influence is influence[0..kinds). EST_OK or EST_NO_MEMORY. */
enum estimate_status linear_of_tally(
    struct linear *l, const struct tally *t, const double *influence);

/* The figure of blocks from .. to of a digest, count[0..cells) of them in all, whose influence is
 * that of its cells. EST_OK or EST_NO_MEMORY. */
enum estimate_status linear_of_digest(struct linear *l, const struct bootstrap *b, size_t from,
    size_t to, const uint64_t *count, const double *influence);

/* What the influence says of its figure. Where `why` is not REASON_NONE no interval can be made:
 * fewer than 10 blocks, an effective n below LINEAR_FEWEST, batches that still grow; the others
 * hold then as far as they can be had. dominance: the share of the variance that the largest few
 * samples hold (influence.h). n_eff: n times the variance that independent samples would leave over
 * this one, at most n. critical: standard errors that make 95 %. */
struct linear_spread {
	double se, critical, n_eff, dominance;
	enum reason why; /* there is no interval by these */
	/* How many of up to 160 batches make the variance: the squared sum of their squares over
	 * the sum of their fourth powers. A third of them for a normal law; of a rare event, as
	 * many as there are episodes of it. */
	double episodes;
	/* The same three by an autoregression (longrun_private.h), nan where there is none. */
	double ar_se, ar_critical, ar_n_eff;
	/* The variance of a sample; the memory parameter d of the series by its lowest frequencies
	 * (longrun_private.h); the standard error that batches and d imply, d taken as 0.45
	 * where it is more; nan for fewer than 500 blocks. */
	double own, d, scaled_se;
	size_t n;
	bool moves;   /* memory as long as the series, or its level moves: neither of them holds */
	bool widened; /* by linear_spread_within */
	bool scaled;  /* se is the scaled one: see linear_use_scaling */
};
struct linear_spread linear_spread(const struct linear *l);

/* Half of the interval of the mean that not knowing the series' memory leaves
 * (fractional_private.h), in units of the mean over samples; nan below 100 blocks. */
double linear_half_width(const struct linear *l);

/* As linear_spread, which takes the half width of l itself: no critical value makes an interval of
 * less than `half` to each side; nan: any does. */
struct linear_spread linear_spread_within(const struct linear *l, double half);

/* Takes the autoregression's figures where the others are missing because blocks are too few, or
 * are narrower; n_eff must be LINEAR_LEAST. A variance made by fewer than LINEAR_RARE episodes has
 * Student's t on as many less 1; by fewer than LINEAR_FEW it is none. For figures that are linear,
 * or nearly. True if it did. */
enum { LINEAR_LEAST = 3, LINEAR_RARE = 10, LINEAR_FEW = 5, LINEAR_SCALED = 5 };
bool linear_use_autoregression(struct linear_spread *s);

/* Takes the scaled standard error with Student's t on the 9 degrees of freedom of 10 batches, where
 * d is below 0.45 and n_eff then LINEAR_SCALED at least. linear_spread does so by itself where the
 * figure's own influence has memory as long as the series. True if it did. */
bool linear_use_scaling(struct linear_spread *s);
bool linear_is_scalable(const struct linear_spread *s); /* d is below 0.45, and known */

/* Blocks from .. to by themselves: mean of the influence, its standard error and critical value by
 * an autoregression (nan where there is no variance), effective blocks, samples. */
struct piece_spread {
	double mean, se, critical, n_eff, n;
};
struct piece_spread linear_piece(const struct linear *l, size_t from, size_t to);

/* Each sets lo, hi, n_eff, note and pieces of an estimate that is EST_OK; no interval where `why`,
 * nor where the largest few samples hold more than LINEAR_DOMINANCE of the variance. */
enum { LINEAR_FEWEST = 100 };
#define LINEAR_DOMINANCE 0.9

/* value -+ t se, cut to least .. most. `curvature`: the variance of the second-order term, which
 * alone is left where the influence vanishes (a uniform law); there the influence, estimated from
 * the same samples, shows twice as much, which is taken off. 0: none. */
void linear_normal(
    struct estimate *e, const struct linear *l, double curvature, double least, double most);

/* Of an information or divergence, 0 where there is none, then a chi-square of `freedom` over
 * `scale` (2 n ln 2 in bits) less its mean. Its first-order variance grows with what it is, as does
 * that of a non-central chi-square; so the interval is of all values I for which |value - I| is at
 * most t times the root of curvature + I (variance / plugin), as Wilson's is for a share. plugin:
 * the value before its bias was subtracted, whose variance the influence gives. Value and ends are
 * cut to 0 .. most. */
struct linear_chance {
	double plugin, freedom, scale;
};
void linear_information(
    struct estimate *e, const struct linear *l, const struct linear_chance *chance, double most);

/* The same on the logarithm, of a figure > 0. */
void linear_logarithm(struct estimate *e, const struct linear *l);

/* Wilson's @[WILSON-1927] of a share, among `most` samples, by the autoregression too. Its width
 * speaks of few or rare samples: there is none only where memory is as long as the series. */
void linear_share(struct estimate *e, const struct linear *l, double most);

#endif
