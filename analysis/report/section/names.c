/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "names.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *name;
	enum name_group group;
	const char *meaning;
} known[] = {
    {"samples", GROUP_COUNTS, "samples"},
    {"spikes", GROUP_COUNTS, "samples of 5 ms or more"},
    {"distinct", GROUP_COUNTS, "different durations"},
    {"effective_tick_ticks", GROUP_COUNTS, "effective tick"},
    {"lsb_share", GROUP_COUNTS, "share of odd durations"},
    {"lsb_share_effective", GROUP_COUNTS, "share of odd durations, in effective ticks"},
    {"min_ticks", GROUP_LOCATION, "least"},
    {"max_ticks", GROUP_LOCATION, "greatest"},
    {"mean_ticks", GROUP_LOCATION, "mean"},
    {"q01_ticks", GROUP_LOCATION, "1 % quantile"},
    {"q05_ticks", GROUP_LOCATION, "5 % quantile"},
    {"q25_ticks", GROUP_LOCATION, "25 % quantile"},
    {"q50_ticks", GROUP_LOCATION, "median"},
    {"median_ns", GROUP_LOCATION, "median in ns"},
    {"q75_ticks", GROUP_LOCATION, "75 % quantile"},
    {"q95_ticks", GROUP_LOCATION, "95 % quantile"},
    {"q99_ticks", GROUP_LOCATION, "99 % quantile"},
    {"q999_ticks", GROUP_LOCATION, "99.9 % quantile"},
    {"sd_ticks", GROUP_SPREAD, "standard deviation"},
    {"cv", GROUP_SPREAD, "coefficient of variation"},
    {"mad_ticks", GROUP_SPREAD, "median absolute deviation"},
    {"shannon_bits", GROUP_ENTROPY, "Shannon entropy a sample, plug-in"},
    {"shannon_mm_bits", GROUP_ENTROPY, "Shannon entropy a sample, Miller-Madow"},
    {"shannon_grassberger_bits", GROUP_ENTROPY, "Shannon entropy a sample, Grassberger"},
    {"min_entropy_mcv_bits", GROUP_ENTROPY, "min-entropy, most common value's upper bound"},
    {"min_entropy_plugin_bits", GROUP_ENTROPY, "min-entropy, plug-in"},
    {"collision_bits", GROUP_ENTROPY, "collision entropy"},
    {"acf_rank_lag1", GROUP_DEPENDENCE, "autocorrelation of mid-ranks at lag 1"},
    {"acf_lag1", GROUP_DEPENDENCE, "autocorrelation of durations at lag 1"},
    {"tau_int", GROUP_DEPENDENCE, "integrated autocorrelation time"},
    {"acf_white_band", GROUP_DEPENDENCE, "half width of the 95 % band without memory"},
    {"n_eff_ranks", GROUP_DEPENDENCE, "effective sample size of the ranks"},
    {"block_samples", GROUP_DEPENDENCE, "mean block of the bootstrap"},
    {"n_eff", GROUP_DEPENDENCE, "effective sample size"},
    {"mode1_ticks", GROUP_MODES, "lower component"},
    {"mode2_ticks", GROUP_MODES, "upper component"},
    {"mode1_ns", GROUP_MODES, "lower component in ns"},
    {"mode2_ns", GROUP_MODES, "upper component in ns"},
    {"mode1_sd_ticks", GROUP_MODES, "spread of the lower component"},
    {"mode2_sd_ticks", GROUP_MODES, "spread of the upper component"},
    {"mode1_share", GROUP_MODES, "share of the lower component"},
    {"mode2_share", GROUP_MODES, "share of the upper component"},
    {"background_share", GROUP_MODES, "share that neither component takes"},
    {"fast_window_share", GROUP_WINDOWS, "share in the fast window"},
    {"slow_window_share", GROUP_WINDOWS, "share in the slow window"},
    {"extractor_bytes", GROUP_EXTRACTOR, "whole bytes out"},
    {"extractor_bytes_per_sample", GROUP_EXTRACTOR, "bytes out per duration in"},
    {"extractor_p1", GROUP_EXTRACTOR, "share of ones"},
    {"extractor_lag1", GROUP_EXTRACTOR, "autocorrelation of the bits at lag 1"},
    {"load_slow_share_difference", GROUP_LOADS, "share in the slow window, load less idle"},
    {"load_median_difference_ns", GROUP_LOADS, "median, load less idle"},
    {"load_shannon_difference_bits", GROUP_LOADS, "Shannon entropy a sample, load less idle"},
    {"component_count", GROUP_ORDER, "components of the mixture"},
    {"mode_count", GROUP_ORDER, "modes"},
    {"mode_lrt_p", GROUP_ORDER, "p of one component, by the likelihood ratio"},
    {"dip", GROUP_ORDER, "Hartigan's dip"},
    {"dip_p", GROUP_ORDER, "p of one mode, by the dip"},
    {"mode_share", GROUP_ORDER, "share"},
    {"mode_peak_ticks", GROUP_ORDER, "peak"},
    {"mode_mean_ticks", GROUP_ORDER, "mean"},
    {"mode_sd_ticks", GROUP_ORDER, "spread"},
    {"mode_weight", GROUP_ORDER, "weight in the fit"},
    {"antimode_ticks", GROUP_ORDER, "antimode before the next mode"},
    {"ashman_d", GROUP_ORDER, "Ashman's D of it and the next"},
    {"mode_overlap", GROUP_ORDER, "overlap with the next"},
    {"mode_entropy_bits", GROUP_ORDER, "entropy of the modes' shares"},
    {"mode_entropy_rate_bits", GROUP_ORDER, "entropy of a mode given those before"},
    {"mode_runs", GROUP_ORDER, "runs of equal modes"},
    {"mode_runs_p", GROUP_ORDER, "p of independent order"},
    {"dwell_samples", GROUP_ORDER, "mean length of a run"},
    {"dwell_geometric_p", GROUP_ORDER, "p of geometric lengths"},
    {"next_mode1_share", GROUP_ORDER, "share that a sample of mode 1 follows"},
    {"next_mode2_share", GROUP_ORDER, "share that a sample of mode 2 follows"},
    {"next_mode3_share", GROUP_ORDER, "share that a sample of mode 3 follows"},
    {"next_mode4_share", GROUP_ORDER, "share that a sample of mode 4 follows"},
    {"next_mode5_share", GROUP_ORDER, "share that a sample of mode 5 follows"},
    {"changepoint_count", GROUP_ORDER, "steps in the level, or in the mode's share"},
    {"stationarity_p", GROUP_ORDER, "p of a constant level, or share"},
    {"conditional_entropy_bits", GROUP_ORDER, "entropy given the sample before"},
    {"conditional_entropy2_bits", GROUP_ORDER, "entropy given the two samples before"},
    {"mutual_information_bits", GROUP_ORDER, "mutual information with the sample before"},
    {"mutual_information_p", GROUP_ORDER, "p of independence of the sample before"},
    {"periodicity_p", GROUP_ORDER, "p of no period among the mid-ranks"},
    {"period_samples", GROUP_ORDER, "the strongest period"},
    {"period_power_share", GROUP_ORDER, "share of the mid-ranks' variance in that period"},
    {"line_hz_p", GROUP_ORDER, "p of no line in the times of slow samples"},
    {"rank_line_hz_p", GROUP_ORDER, "p of no line in the mid-ranks by their times"},
    {"rescaled_share", GROUP_TICK, "share of values that a counter rescaled by 125/3 can show"},
    {"beat_cost_ns", GROUP_TICK, "cost of the call, by the model"},
    {"beat_jitter_ns", GROUP_TICK, "spread of the cost, by the model"},
    {"beat_misfit_bits", GROUP_TICK, "misfit of the model"},
    {"beat_ceil_share", GROUP_TICK, "share of samples above the whole ticks of the cost"},
    {"sawtooth_cost_ns", GROUP_TICK, "cost of one more call, over the runs of repeat-k"},
    {"sawtooth_overhead_ns", GROUP_TICK, "cost of an interval without calls, by those runs"},
    {"quantisation_explained_share", GROUP_TICK,
	"share of the entropy that the start's phase explains, by the model"},
    {"phase_explained_share", GROUP_TICK,
	"share of the entropy that the start's phase explains, from the recorded starts"},
    {"phase_uniform_p", GROUP_TICK, "p of uniform phases"},
    {"slow_threshold_ticks", GROUP_CAUSES, "slow is above"},
    {"slow_share", GROUP_CAUSES, "share of slow samples"},
    {"slow_cause_share", GROUP_CAUSES, "share of the slow samples"},
    {"pooled_slow_cause_share", GROUP_CAUSES, "the same, of all blocks of the campaign"},
    {"overlap_share", GROUP_CAUSES, "share of all samples that overlapped an update"},
    {"mode_explained_share", GROUP_CAUSES, "share of the modes' entropy it explains"},
    {"mode_odds_ratio", GROUP_CAUSES, "odds of the slowest mode with it against without"},
    {"min_entropy_90b_bits", GROUP_ASSESSED, "assessed min-entropy"},
    {"min_entropy_90b_lowest_bits", GROUP_ASSESSED, "lowest over the mappings"},
    {"min_entropy_90b_spread_bits", GROUP_ASSESSED, "greatest less lowest over the mappings"},
    {"min_entropy_90b_excess_bits", GROUP_ASSESSED, "the whole's less its worst mode's"},
    {"sp90b_mcv_bits", GROUP_ASSESSED, "6.3.1 most common value"},
    {"sp90b_collision_bits", GROUP_ASSESSED, "6.3.2 collision"},
    {"sp90b_markov_bits", GROUP_ASSESSED, "6.3.3 Markov"},
    {"sp90b_compression_bits", GROUP_ASSESSED, "6.3.4 compression"},
    {"sp90b_t_tuple_bits", GROUP_ASSESSED, "6.3.5 t-tuple"},
    {"sp90b_lrs_bits", GROUP_ASSESSED, "6.3.6 longest repeated substring"},
    {"sp90b_multi_mcw_bits", GROUP_ASSESSED, "6.3.7 MultiMCW prediction"},
    {"sp90b_lag_bits", GROUP_ASSESSED, "6.3.8 lag prediction"},
    {"sp90b_multi_mmc_bits", GROUP_ASSESSED, "6.3.9 MultiMMC prediction"},
    {"sp90b_lz78y_bits", GROUP_ASSESSED, "6.3.10 LZ78Y prediction"},
    {"rct_cutoff", GROUP_HEALTH, "repetition count test: cutoff"},
    {"rct_alarms", GROUP_HEALTH, "repetition count test: alarms"},
    {"rct_longest_run", GROUP_HEALTH, "longest run of one value"},
    {"apt_cutoff", GROUP_HEALTH, "adaptive proportion test: cutoff"},
    {"apt_alarms", GROUP_HEALTH, "adaptive proportion test: alarms"},
    {"apt_greatest", GROUP_HEALTH, "greatest count of a window's first value"},
    {"restart_row_max", GROUP_RESTARTS, "greatest count of a value in a restart"},
    {"restart_row_cutoff", GROUP_RESTARTS, "its cutoff"},
    {"restart_column_max", GROUP_RESTARTS,
	"greatest count of a value at one place of all restarts"},
    {"restart_column_cutoff", GROUP_RESTARTS, "its cutoff"},
    {"restart_sanity", GROUP_RESTARTS, "sanity test: 1 passed, 0 failed"},
    {"restart_row_bits", GROUP_RESTARTS, "min-entropy of the restarts one after another"},
    {"restart_column_bits", GROUP_RESTARTS, "min-entropy across the restarts"},
    {"restart_validation", GROUP_RESTARTS, "validation: 1 passed, 0 failed"},
};

/* Names of later versions land beside their kin. */
static const struct {
	const char *front;
	enum name_group group;
} kin[] = {
    {"rct_", GROUP_HEALTH},
    {"apt_", GROUP_HEALTH},
    {"restart_", GROUP_RESTARTS},
    {"load_", GROUP_LOADS},
    {"min_entropy_90b_", GROUP_ASSESSED},
    {"sp90b_", GROUP_ASSESSED},
    {"slow_cause_", GROUP_CAUSES},
    {"beat_", GROUP_TICK},
    {"quantisation_", GROUP_TICK},
    {"sawtooth_", GROUP_TICK},
    {"phase_", GROUP_TICK},
    {"period", GROUP_ORDER},
    {"dwell_", GROUP_ORDER},
    {"conditional_entropy", GROUP_ORDER},
    {"mutual_information", GROUP_ORDER},
    {"mode", GROUP_MODES},
    {"dip", GROUP_ORDER},
    {"acf_", GROUP_DEPENDENCE},
    {"shannon", GROUP_ENTROPY},
    {"min_entropy", GROUP_ENTROPY},
    {"collision", GROUP_ENTROPY},
    {"entropy", GROUP_ENTROPY},
    {"extractor_", GROUP_EXTRACTOR},
    {"lsb_", GROUP_COUNTS},
    {"fast_window", GROUP_WINDOWS},
    {"slow_window", GROUP_WINDOWS},
};

bool name_group_apart(enum name_group group)
{
	return group >= GROUP_ORDER && group <= GROUP_LOADS;
}

const char *name_group_title(enum name_group group)
{
	static const char *const titles[GROUPS] = {"Counts and ticks", "Location", "Spread",
	    "Entropy", "Dependence", "Two fitted components and background", "The claim's windows",
	    "Extractor", "Modes and order", "What the counter's tick explains",
	    "What slow samples coincide with", "Entropy by SP 800-90B", "Health tests", "Restarts",
	    "What load changes", "Other figures"};
	return titles[group];
}

enum name_group name_group(const char *name)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(name, known[i].name) == 0)
			return known[i].group;
	for (size_t i = 0; i < sizeof kin / sizeof *kin; i++)
		if (strncmp(name, kin[i].front, strlen(kin[i].front)) == 0)
			return kin[i].group;
	return GROUP_OTHER;
}

const char *name_meaning(const char *name)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(name, known[i].name) == 0)
			return known[i].meaning;
	return "";
}
