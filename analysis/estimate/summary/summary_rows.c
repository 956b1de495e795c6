/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "summary_rows_private.h"

#include <stddef.h>

const double summary_quantile[QUANTILES] = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999};

#define BOOTSTRAP "; 95 % interval by stationary bootstrap and batches"
#define ORDER_STATISTICS                                                                           \
	REASON_METHODS(                                                                            \
	    "Hyndman-Fan 2", "; 95 % interval: order statistics at the bootstrap's n_eff")
#define WILSON "; Wilson at the n_eff of bootstrap and batches"
#define NO_OTHER "; no interval: what intervals are made of"
#define RANGE BOOTSTRAP ", about Chao-Wang-Jost 2013 and what unseen values can add"
#define MODES(how) REASON_METHODS("2 binned normals and background, EM", how)
#define OR_BATCHES "Geyer 1992 initial monotone sequence, batch means where their tau is larger"

static const struct {
	enum figure_id figure;
	const char *method[REASONS];
} table[] = {
    [SAMPLES] = {FIGURE_SAMPLES, REASON_NEVER("count", "a count")},
    [MIN] = {FIGURE_MIN, REASON_NEVER("least value", "an extreme of what was seen")},
    [MAX] = {FIGURE_MAX, REASON_NEVER("greatest value", "an extreme of what was seen")},
    [MEAN] = {FIGURE_MEAN, REASON_METHODS("mean", BOOTSTRAP " (normal)")},
    [SD] = {FIGURE_SD, REASON_METHODS("n - 1", BOOTSTRAP " (normal, logarithm)")},
    [CV] = {FIGURE_CV, REASON_METHODS("sd / mean", BOOTSTRAP " (normal, logarithm)")},
    [Q01] = {FIGURE_Q01, ORDER_STATISTICS},
    [Q05] = {FIGURE_Q05, ORDER_STATISTICS},
    [Q25] = {FIGURE_Q25, ORDER_STATISTICS},
    [Q50] = {FIGURE_Q50, ORDER_STATISTICS},
    [Q75] = {FIGURE_Q75, ORDER_STATISTICS},
    [Q95] = {FIGURE_Q95, ORDER_STATISTICS},
    [Q99] = {FIGURE_Q99, ORDER_STATISTICS},
    [Q999] = {FIGURE_Q999, ORDER_STATISTICS},
    [MAD] = {FIGURE_MAD,
	REASON_METHODS("median distance from the median", BOOTSTRAP " (percentile)")},
    [DISTINCT] = {FIGURE_DISTINCT,
	REASON_NEVER("count of values seen", "a count, which grows with the samples")},
    [TICK] = {FIGURE_EFFECTIVE_TICK,
	REASON_NEVER("GCD of the differences of values", "exact of these samples")},
    [LSB] = {FIGURE_LSB_SHARE, REASON_METHODS("share of odd values", WILSON)},
    [LSB_EFFECTIVE] = {FIGURE_LSB_SHARE_EFFECTIVE,
	REASON_METHODS("share of odd floor(value / effective tick)", WILSON)},
    [SHANNON] = {FIGURE_SHANNON, REASON_METHODS("plug-in", RANGE)},
    [SHANNON_MM] = {FIGURE_SHANNON_MM, REASON_METHODS("Miller-Madow", RANGE)},
    [GRASSBERGER] = {FIGURE_GRASSBERGER, REASON_METHODS("Grassberger 2003", RANGE)},
    [COLLISION] = {FIGURE_COLLISION, REASON_METHODS("order 2, unbiased", BOOTSTRAP " (normal)")},
    [MIN_PLUGIN] = {FIGURE_MIN_PLUGIN,
	REASON_METHODS("-log2 max p", WILSON ", windows of near ties")},
    [MIN_MCV] = {FIGURE_MIN_MCV, REASON_NEVER("SP 800-90B 6.3.1", "itself a bound")},
    [FAST] = {FIGURE_FAST_WINDOW_SHARE, REASON_METHODS("share in the window", WILSON)},
    [SLOW] = {FIGURE_SLOW_WINDOW_SHARE, REASON_METHODS("share in the window", WILSON)},
    [MODE1] = {FIGURE_MODE1, MODES(BOOTSTRAP)},
    [MODE1_SD] = {FIGURE_MODE1_SD, MODES(BOOTSTRAP)},
    [MODE1_SHARE] = {FIGURE_MODE1_SHARE, MODES(WILSON)},
    [MODE2] = {FIGURE_MODE2, MODES(BOOTSTRAP)},
    [MODE2_SD] = {FIGURE_MODE2_SD, MODES(BOOTSTRAP)},
    [MODE2_SHARE] = {FIGURE_MODE2_SHARE, MODES(WILSON)},
    [BACKGROUND] = {FIGURE_BACKGROUND_SHARE,
	REASON_NEVER("what neither mode takes, EM", "at the edge of its range")},
    [TAU] = {FIGURE_TAU_INT, REASON_METHODS(OR_BATCHES, NO_OTHER)},
    [N_EFF] = {FIGURE_N_EFF, REASON_METHODS(OR_BATCHES "; at most n", NO_OTHER)},
    [N_EFF_RANKS] = {FIGURE_N_EFF_RANKS,
	REASON_METHODS(OR_BATCHES ", of mid-ranks; at most n", NO_OTHER)},
    [BLOCK] = {FIGURE_BLOCK_SAMPLES,
	REASON_NEVER("Politis-White 2004 as corrected 2009, longest of three", "chosen")},
    [WHITE_BAND] = {FIGURE_ACF_WHITE_BAND,
	REASON_NEVER("1.96 / sqrt n", "itself the half width of a band")},
    [LAG1] = {FIGURE_ACF_LAG1, REASON_METHODS("biased (1/n)", BOOTSTRAP " (normal)")},
    [RANK_LAG1] = {FIGURE_ACF_RANK_LAG1, REASON_METHODS("biased (1/n), of mid-ranks", "")},
};

enum figure_id summary_row_figure(int place)
{
	return table[place].figure;
}

const char *summary_row_method(int place, enum reason why)
{
	return table[place].method[why];
}

enum bootstrap_interval summary_row_interval(int place)
{
	switch (place) {
	case SD:
	case CV:
	case MODE1_SD:
	case MODE2_SD:
		return BOOTSTRAP_LOG_NORMAL;
	case LSB:
	case LSB_EFFECTIVE:
	case FAST:
	case SLOW:
	case MODE1_SHARE:
	case MODE2_SHARE:
	case MIN_PLUGIN:
		return BOOTSTRAP_SHARE;
	case MEAN:
	case LAG1:
	case MODE1:
	case MODE2:
	case SHANNON:
	case SHANNON_MM:
	case GRASSBERGER:
	case COLLISION:
		return BOOTSTRAP_NORMAL;
	default:
		return BOOTSTRAP_PERCENTILE;
	}
}
