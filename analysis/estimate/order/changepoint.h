/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Steps in the level of a series and in the share of a mode, and whether the level is stationary at
 * all.
 *
 * Search: exact minimum of squared error plus a penalty for each change, by PELT
 * @[KILLICK-2012, section 3], on the means of at most CHANGEPOINT_BLOCKS equal blocks; each change
 * is then placed to the sample. The penalty is 3 ln(blocks) times the noise of a block mean. That
 * noise is taken from differences of neighbouring blocks, of 2, 4, 8, ... blocks put together, the
 * largest figure counting, without the top hundredth of the differences: so dependence between
 * samples does not pass for steps, and a few steps do not pass for noise. A sequence that flips
 * many times is a mixture with long memory (noise); one that flips a few times has change-points.
 *
 * Changes that this finds must also save more squared error apiece than any that the same samples
 * show in CHANGEPOINT_SHUFFLES random orders: of independent samples, whatever their law, at most
 * one series in 40 shows a change. Differences of fewer than 20 blocks do not measure noise, so up
 * to 4,096 samples they must outweigh the memory that is left within the levels found, too. A
 * memory of a few samples still passes for changes in short series (AR(1) of 0.8: 30 % of series at
 * n = 40, 19 % at 100, 5 % at 200, 3 % at 300, 1.5 % at 500, 0.2 % at 800). A ramp is several
 * steps.
 */
#ifndef CHANGEPOINT_H
#define CHANGEPOINT_H

#include <stddef.h>
#include <stdint.h>

#include "estimate.h"
#include "histogram.h"
#include "symbols.h"

enum {
	CHANGEPOINT_BLOCKS = 1024,
	CHANGEPOINT_MAX = 64,
	CHANGEPOINT_SHUFFLES = 39,
	CHANGEPOINT_LEAST = 40 /* samples */
};

/* at[i] is the first sample of a new level; level[0 .. count] are the levels between. The changes
 * kept are the first CHANGEPOINT_MAX; `count` counts them all. */
struct changepoints {
	struct estimate count;
	size_t kept;
	size_t at[CHANGEPOINT_MAX];
	double level[CHANGEPOINT_MAX + 1];
	struct estimate stationarity_p; /* see changepoint_stationarity */
};

/* Steps in the level of x[0..n), whose histogram is h; levels are mean mid-ranks (0..1), so that
 * spikes count for no more than their place. n >= CHANGEPOINT_LEAST (EST_TOO_SHORT). A constant
 * series has 0. */
struct changepoints changepoint_of_level(
    const uint64_t *x, size_t n, const struct histogram *h, uint64_t seed);

/* Steps in the share of samples with the label `mode`; levels are shares. As above. */
struct changepoints changepoint_of_share(const struct symbols *s, unsigned mode, uint64_t seed);

/* p of the hypothesis that y[0..n) is stationary in its mean, if that is the long-run variance:
 * largest deviation of the cumulative sum from its chord against Kolmogorov's law
 * @[PLOBERGER-KRAMER-1992]. n >= 1, long_run >= 0. */
struct estimate changepoint_cusum(const double *y, size_t n, double long_run);

/* The same with the larger of two long-run variances of the series itself: by Bartlett's kernel of
 * bandwidth 2 n^(1/3), and by the integrated autocorrelation time of what is left without the one
 * step that fits best. n >= 40; EST_DEGENERATE for constants. */
struct estimate changepoint_stationarity(const double *y, size_t n);

#endif
