/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every figure of one series that is printed for a run, in one call, each with its method and
 * interval: the one header that analysis/ needs. The estimators behind it have theirs.
 *
 *     struct summary s;
 *     if (summary_init(&s, elapsed, n, &(struct summary_options){.seed = seed, ...}) == EST_OK)
 *             for (size_t i = 0; i < s.rows; i++)
 *                     store(s.row[i].figure, &s.row[i].estimate, ...);
 *     summary_release(&s);
 */
#ifndef SUMMARY_H
#define SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "estimate.h"
#include "figure.h"
#include "mixture.h"

enum { SUMMARY_LAGS = 100 };

struct summary_options {
	double fast_lo_ticks, fast_hi_ticks; /* windows, ends included, in ticks of the series */
	double slow_lo_ticks, slow_hi_ticks;
	double tick;	    /* the counter's own step in ticks, for the modes; 0: 1 */
	bool without_modes; /* mode figures are not applicable */
	/* The figures whose intervals and pieces are used; others may have none. NULL: all. */
	bool (*wanted)(enum figure_id figure);
	uint64_t seed;	     /* of the bootstrap and of the fit's random starts */
	unsigned replicates; /* B of the bootstrap; 0: no intervals */
	unsigned threads;    /* 0 means 1; does not change any result */
};

/* One figure. */
struct summary_row {
	enum figure_id figure;
	const char
	    *method; /* how the value and its interval were made, one short line; a constant */
	struct estimate estimate;
};

/* Rows, always all of them and in this order, whatever their status:
 * samples min_ticks max_ticks mean_ticks sd_ticks cv q01_ticks q05_ticks q25_ticks q50_ticks
 * q75_ticks q95_ticks q99_ticks q999_ticks mad_ticks distinct effective_tick_ticks lsb_share
 * lsb_share_effective shannon_bits shannon_mm_bits shannon_grassberger_bits collision_bits
 * min_entropy_plugin_bits min_entropy_mcv_bits fast_window_share slow_window_share mode1_ticks
 * mode1_sd_ticks mode1_share mode2_ticks mode2_sd_ticks mode2_share background_share tau_int n_eff
 * n_eff_ranks block_samples acf_white_band acf_lag1 acf_rank_lag1.
 *
 * estimate.n_eff is what the interval implies: by how much its variance exceeds that of independent
 * samples; never above n. Where there is no interval, of the values for the moments and acf_lag1,
 * of the ranks for the rest; nan where there is none.
 *
 * Intervals (95 %) are there if replicates > 0 and the series of the figure's own influence allows
 * one (linear.h): its level does not walk or rise; memory as long as the series is allowed for by
 * wider intervals; its variance rests on 10 episodes or more, of
 * means, shares, cv and quantiles on 5; for what is not a mean, cv, share or
 * quantile also an effective n of 100 and 10 mean block lengths; for a quantile, 5 effective
 * samples beyond it. Not for sd and cv where a tail index of 4 or less is not excluded (tail.h),
 * nor for mean, sd, cv and acf_lag1 where a few samples hold most of the variance (influence.h).
 * Figures that are not smooth in the shares ask n_eff_ranks. lo and hi are nan then, the value
 * remains, and the method says why. All but counts and what is made of order or fitted have pieces.
 * The three Shannon entropies are estimates of one number and have one interval, which allows for
 * values that no sample had (unseen.h). min_entropy_mcv_bits is a bound itself and has none, nor
 * has background_share, which lies at the edge of its range. The interval of a quantile ends at
 * values of the series.
 *
 * No interval can allow for what a series does not show at all: a spike that comes once in more
 * samples than it has, a mode that it never left. Such a thing moves a mean or an sd by any amount.
 *
 * The modes are degenerate where two of them describe the series no better than one (BIC at
 * n_eff_ranks), where no rarer value parts them, where one holds fewer than 10 samples or 0.1 %, or
 * where more than 30 % belongs to neither. A mode that lies on one value has sd 0 without an
 * interval, and a location known to half a tick. */
struct summary {
	size_t rows;
	struct summary_row *row;
	/* By lag, of the values and of the mid-ranks, biased (1/n): lo..hi is rho -+ Bartlett's
	 * band, so (hi - lo)/2 is the band. SUMMARY_LAGS + 1 of each. */
	struct estimate *acf, *acf_rank;
	bool n_eff_is_bound;  /* n_eff_ranks is one from above: memory is as long as the series */
	struct mixture modes; /* the fit behind the mode rows; for EST_OK only */
	uint64_t seed;	      /* as used */
	unsigned replicates;
};

/* x[0..n) in ticks, n >= 0. EST_OK (each row has its own status) or EST_NO_MEMORY. */
enum estimate_status summary_init(
    struct summary *s, const uint64_t *x, size_t n, const struct summary_options *options);

/* The rows of a series that cannot be had: all not applicable, with `why`, a constant, as method.
 */
enum estimate_status summary_init_absent(struct summary *s, size_t n, const char *why);

void summary_release(struct summary *s);

/* The row of a figure, or NULL if a summary has no such row. Borrowed from *s. */
const struct summary_row *summary_find(const struct summary *s, enum figure_id figure);

#endif
