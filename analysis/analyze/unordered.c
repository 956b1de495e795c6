/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A recording that came as a histogram has values and counts and no order. Its samples are put in a
 * random order (Fisher and Yates, @[KNUTH-TAOCP2, 3.4.2, algorithm P]) of a fixed seed: figures of
 * the values then have the intervals of independent samples, which their method says, and figures
 * of order are not applicable. Cost: one pass.
 */
#include "unordered_private.h"

#include "rng.h"

bool unordered_figure(enum figure_id id)
{
	switch (figure_group(id)) {
	case FIGURE_GROUP_DEPENDENCE:
	case FIGURE_GROUP_EXTRACTOR:
	case FIGURE_GROUP_HEALTH:
	case FIGURE_GROUP_RESTARTS:
		return true;
	case FIGURE_GROUP_ASSESSED:
		return id != FIGURE_SP90B_MCV;
	default:
		break;
	}
	static const enum figure_id of_order[] = {FIGURE_MODE_ENTROPY_RATE, FIGURE_MODE_RUNS,
	    FIGURE_MODE_RUNS_P, FIGURE_DWELL, FIGURE_DWELL_GEOMETRIC_P, FIGURE_NEXT_MODE1_SHARE,
	    FIGURE_NEXT_MODE2_SHARE, FIGURE_NEXT_MODE3_SHARE, FIGURE_NEXT_MODE4_SHARE,
	    FIGURE_NEXT_MODE5_SHARE, FIGURE_CHANGEPOINT_COUNT, FIGURE_STATIONARITY_P,
	    FIGURE_CONDITIONAL_ENTROPY, FIGURE_CONDITIONAL_ENTROPY2, FIGURE_MUTUAL_INFORMATION,
	    FIGURE_MUTUAL_INFORMATION_P, FIGURE_PERIODICITY_P, FIGURE_PERIOD,
	    FIGURE_PERIOD_POWER_SHARE, FIGURE_LINE_HZ_P, FIGURE_RANK_LINE_HZ_P};
	for (size_t i = 0; i < sizeof of_order / sizeof *of_order; i++)
		if (of_order[i] == id)
			return true;
	return false;
}

bool unordered_curve(enum curve_id id)
{
	static const enum curve_id of_order[] = {CURVE_ACF, CURVE_ACF_RANK, CURVE_DENSITY,
	    CURVE_LAG, CURVE_MAXIMUM, CURVE_LEVEL, CURVE_MODE_STRIP, CURVE_DWELL,
	    CURVE_MUTUAL_INFORMATION, CURVE_TICK_LINE, CURVE_RANK_TICK_LINE};
	for (size_t i = 0; i < sizeof of_order / sizeof *of_order; i++)
		if (of_order[i] == id)
			return true;
	return false;
}

void unordered_shuffle(uint64_t *values, size_t n)
{
	struct rng rng;
	rng_init(&rng, 1, 0);
	for (size_t i = n; i > 1; i--) {
		size_t k = (size_t)rng_below(&rng, i);
		uint64_t kept = values[i - 1];
		values[i - 1] = values[k];
		values[k] = kept;
	}
}
