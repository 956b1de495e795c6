/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "summary_rows.h"

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
	const char *name, *unit, *method[REASONS];
} table[] = {
    [SAMPLES] = {"samples", "samples", REASON_NEVER("count", "a count")},
    [MIN] = {"min_ticks", "ticks", REASON_NEVER("least value", "an extreme of what was seen")},
    [MAX] = {"max_ticks", "ticks", REASON_NEVER("greatest value", "an extreme of what was seen")},
    [MEAN] = {"mean_ticks", "ticks", REASON_METHODS("mean", BOOTSTRAP " (normal)")},
    [SD] = {"sd_ticks", "ticks", REASON_METHODS("n - 1", BOOTSTRAP " (normal, logarithm)")},
    [CV] = {"cv", "1", REASON_METHODS("sd / mean", BOOTSTRAP " (normal, logarithm)")},
    [Q01] = {"q01_ticks", "ticks", ORDER_STATISTICS},
    [Q05] = {"q05_ticks", "ticks", ORDER_STATISTICS},
    [Q25] = {"q25_ticks", "ticks", ORDER_STATISTICS},
    [Q50] = {"q50_ticks", "ticks", ORDER_STATISTICS},
    [Q75] = {"q75_ticks", "ticks", ORDER_STATISTICS},
    [Q95] = {"q95_ticks", "ticks", ORDER_STATISTICS},
    [Q99] = {"q99_ticks", "ticks", ORDER_STATISTICS},
    [Q999] = {"q999_ticks", "ticks", ORDER_STATISTICS},
    [MAD] = {"mad_ticks", "ticks",
	REASON_METHODS("median distance from the median", BOOTSTRAP " (percentile)")},
    [DISTINCT] = {"distinct", "values",
	REASON_NEVER("count of values seen", "a count, which grows with the samples")},
    [TICK] = {"effective_tick_ticks", "ticks",
	REASON_NEVER("GCD of the differences of values", "exact of these samples")},
    [LSB] = {"lsb_share", "share", REASON_METHODS("share of odd values", WILSON)},
    [LSB_EFFECTIVE] = {"lsb_share_effective", "share",
	REASON_METHODS("share of odd floor(value / effective tick)", WILSON)},
    [SHANNON] = {"shannon_bits", "bits", REASON_METHODS("plug-in", RANGE)},
    [SHANNON_MM] = {"shannon_mm_bits", "bits", REASON_METHODS("Miller-Madow", RANGE)},
    [GRASSBERGER] = {"shannon_grassberger_bits", "bits", REASON_METHODS("Grassberger 2003", RANGE)},
    [COLLISION] = {"collision_bits", "bits",
	REASON_METHODS("order 2, unbiased", BOOTSTRAP " (normal)")},
    [MIN_PLUGIN] = {"min_entropy_plugin_bits", "bits",
	REASON_METHODS("-log2 max p", WILSON ", Bonferroni over near ties")},
    [MIN_MCV] = {"min_entropy_mcv_bits", "bits",
	REASON_NEVER("SP 800-90B 6.3.1", "itself a bound")},
    [FAST] = {"fast_window_share", "share", REASON_METHODS("share in the window", WILSON)},
    [SLOW] = {"slow_window_share", "share", REASON_METHODS("share in the window", WILSON)},
    [MODE1] = {"mode1_ticks", "ticks", MODES(BOOTSTRAP)},
    [MODE1_SD] = {"mode1_sd_ticks", "ticks", MODES(BOOTSTRAP)},
    [MODE1_SHARE] = {"mode1_share", "share", MODES(WILSON)},
    [MODE2] = {"mode2_ticks", "ticks", MODES(BOOTSTRAP)},
    [MODE2_SD] = {"mode2_sd_ticks", "ticks", MODES(BOOTSTRAP)},
    [MODE2_SHARE] = {"mode2_share", "share", MODES(WILSON)},
    [BACKGROUND] = {"background_share", "share",
	REASON_NEVER("what neither mode takes, EM", "at the edge of its range")},
    [TAU] = {"tau_int", "samples", REASON_METHODS(OR_BATCHES, NO_OTHER)},
    [N_EFF] = {"n_eff", "samples", REASON_METHODS(OR_BATCHES "; at most n", NO_OTHER)},
    [N_EFF_RANKS] = {"n_eff_ranks", "samples",
	REASON_METHODS(OR_BATCHES ", of mid-ranks; at most n", NO_OTHER)},
    [BLOCK] = {"block_samples", "samples",
	REASON_NEVER("Politis-White 2004 as corrected 2009, longest of three", "chosen")},
    [WHITE_BAND] = {"acf_white_band", "1",
	REASON_NEVER("1.96 / sqrt n", "itself the half width of a band")},
    [LAG1] = {"acf_lag1", "1", REASON_METHODS("biased (1/n)", BOOTSTRAP " (normal)")},
    [RANK_LAG1] = {"acf_rank_lag1", "1", REASON_METHODS("biased (1/n), of mid-ranks", "")},
    [ACF] = {"acf", "1", REASON_METHODS("biased (1/n); Bartlett's band about it", "")},
    [ACF + 1] = {"acf_rank", "1",
	REASON_METHODS("biased (1/n), of mid-ranks; Bartlett's band about it", "")},
};

const char *summary_row_name(int place)
{
	return table[place].name;
}

const char *summary_row_unit(int place)
{
	return table[place].unit;
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
