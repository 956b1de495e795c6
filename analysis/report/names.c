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
    {"acf_lag1", GROUP_DEPENDENCE, "autocorrelation at lag 1"},
    {"tau_int", GROUP_DEPENDENCE, "integrated autocorrelation time"},
    {"acf_white_band", GROUP_DEPENDENCE, "half width of the 95 % band without memory"},
    {"n_eff_ranks", GROUP_DEPENDENCE, "effective sample size of the ranks"},
    {"block_samples", GROUP_DEPENDENCE, "mean block of the bootstrap"},
    {"n_eff", GROUP_DEPENDENCE, "effective sample size"},
    {"mode1_ticks", GROUP_MODES, "lower mode"},
    {"mode2_ticks", GROUP_MODES, "upper mode"},
    {"mode1_ns", GROUP_MODES, "lower mode in ns"},
    {"mode2_ns", GROUP_MODES, "upper mode in ns"},
    {"mode1_sd_ticks", GROUP_MODES, "spread of the lower mode"},
    {"mode2_sd_ticks", GROUP_MODES, "spread of the upper mode"},
    {"mode1_share", GROUP_MODES, "share of the lower mode"},
    {"mode2_share", GROUP_MODES, "share of the upper mode"},
    {"background_share", GROUP_MODES, "share that neither mode takes"},
    {"fast_window_share", GROUP_WINDOWS, "share in the fast window"},
    {"slow_window_share", GROUP_WINDOWS, "share in the slow window"},
    {"extractor_bytes", GROUP_EXTRACTOR, "whole bytes out"},
    {"extractor_bytes_per_sample", GROUP_EXTRACTOR, "bytes out per duration in"},
    {"extractor_p1", GROUP_EXTRACTOR, "share of ones"},
    {"extractor_lag1", GROUP_EXTRACTOR, "autocorrelation of the bits at lag 1"},
};

/* Names of later versions land beside their kin. */
static const struct {
	const char *front;
	enum name_group group;
} kin[] = {
    {"mode", GROUP_MODES},
    {"dip", GROUP_MODES},
    {"acf_", GROUP_DEPENDENCE},
    {"shannon", GROUP_ENTROPY},
    {"min_entropy", GROUP_ENTROPY},
    {"collision", GROUP_ENTROPY},
    {"entropy", GROUP_ENTROPY},
    {"sp800_90b", GROUP_ENTROPY},
    {"extractor_", GROUP_EXTRACTOR},
    {"lsb_", GROUP_COUNTS},
    {"fast_window", GROUP_WINDOWS},
    {"slow_window", GROUP_WINDOWS},
};

const char *name_group_title(enum name_group group)
{
	static const char *const titles[GROUPS] = {"Counts and ticks", "Location", "Spread",
	    "Entropy", "Dependence", "Modes", "The claim's windows", "Extractor", "Other figures"};
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
