/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One row for each kind of plot of a run, in the order of drawing: script, curve, columns, and a
 * title made of the run's own figures, so that a plot says what is to be seen in it.
 */
#include "kinds_private.h"

#include "num.h"
#include "number.h"
#include "text.h"

#include <math.h>
#include <string.h>

enum { TEXT = 160 };

/* "68 ticks (29.6 ns)" of a figure in ticks; "" if it is not there. */
static void ticks_of(
    char *out, size_t size, const struct book_run *run, enum figure_id figure, const char *scope)
{
	const struct store_result *r = book_result(run, figure, scope, "native");
	struct number value;
	char ns[NUMBER_SIZE];
	out[0] = '\0';
	if (!r)
		return;
	number_format(&value, r->value, NAN, NAN);
	number_ns(ns, sizeof ns, r->value * book_tick_ns(run));
	snprintf(out, size, "%s ticks (%s)", value.value, ns);
}

static void ticks_print(char *out, size_t size, const struct book_run *run, enum figure_id figure)
{
	ticks_of(out, size, run, figure, "all");
}

static void title_bulk(char *out, size_t size, const struct book_run *run)
{
	char median[TEXT], high[TEXT];
	ticks_print(median, sizeof median, run, FIGURE_Q50);
	ticks_print(high, sizeof high, run, FIGURE_Q99);
	if (*median && *high)
		snprintf(out, size, "median %s, 99 of 100 samples at or below %s", median, high);
	else if (*median)
		snprintf(out, size, "median %s", median);
	else
		snprintf(out, size, "how long the calls took");
}

static void title_tail(char *out, size_t size, const struct book_run *run)
{
	char rare[TEXT], most[TEXT];
	ticks_print(rare, sizeof rare, run, FIGURE_Q999);
	ticks_print(most, sizeof most, run, FIGURE_MAX);
	if (*rare && *most)
		snprintf(out, size, "at most 1 in 1,000 above %s, the longest %s", rare, most);
	else
		snprintf(out, size, "the whole range, from the bulk to the longest");
}

static void title_spikes(char *out, size_t size, const struct book_run *run)
{
	const struct store_result *r = book_result(run, FIGURE_SPIKES, "all", "native");
	char count[NUMBER_SIZE];
	if (r)
		snprintf(out, size, "share of samples above x; %s of 5 ms or more",
		    text_counted(count, sizeof count, (uint64_t)r->value, "sample", NULL));
	else
		snprintf(out, size, "share of samples above x");
}

static void title_series(char *out, size_t size, const struct book_run *run)
{
	(void)run;
	snprintf(out, size, "durations in the order they were taken");
}

static void title_lag1(
    char *out, size_t size, const struct book_run *run, enum figure_id figure, const char *of)
{
	const struct store_result *r = book_result(run, figure, "all", "native");
	struct number value;
	if (!r) {
		snprintf(out, size, "how far a duration predicts the next");
		return;
	}
	number_format(&value, r->value, r->lo, r->hi);
	snprintf(out, size, "autocorrelation of %s %s at lag 1", of, value.value);
}

static void title_ranks(char *out, size_t size, const struct book_run *run)
{
	title_lag1(out, size, run, FIGURE_ACF_RANK_LAG1, "mid-ranks");
}

static void title_lag(char *out, size_t size, const struct book_run *run)
{
	(void)run;
	snprintf(out, size, "each duration against the next");
}

static void title_memory(char *out, size_t size, const struct book_run *run)
{
	title_lag1(out, size, run, FIGURE_ACF_LAG1, "durations");
}

/* "2 modes at 104 ticks (40.1 ns), 507 ticks (195 ns)" */
static void title_modes(char *out, size_t size, const struct book_run *run)
{
	const struct store_result *r = book_result(run, FIGURE_MODE_COUNT, "all", "native");
	size_t at = strlen(text_counted(out, size, r ? (uint64_t)r->value : 0, "mode", NULL));
	for (int k = 1; r && k <= r->value && at < size; k++) {
		char scope[32], place[TEXT];
		snprintf(scope, sizeof scope, "mode %d", k);
		ticks_of(place, sizeof place, run, FIGURE_MODE_PEAK, scope);
		if (*place)
			at += (size_t)snprintf(
			    out + at, size - at, "%s%s", k == 1 ? " at " : ", ", place);
	}
}

static void title_resolution(char *out, size_t size, const struct book_run *run)
{
	const struct store_result *own = book_result(run, FIGURE_SHANNON_MM, "all", "native");
	const struct store_result *claim = book_result(run, FIGURE_SHANNON_MM, "all", "24MHz");
	struct number a, b;
	snprintf(out, size, "entropy against the counter's tick");
	if (!own || !claim)
		return;
	number_format(&a, own->value, own->lo, own->hi);
	number_format(&b, claim->value, claim->lo, claim->hi);
	snprintf(out, size, "Shannon %s bits on its counter, %s at 24 MHz", a.value, b.value);
}

static void title_information(char *out, size_t size, const struct book_run *run)
{
	const struct store_result *r = book_result(run, FIGURE_MUTUAL_INFORMATION, "all", "native");
	struct number value;
	snprintf(out, size, "how far a duration predicts later ones");
	if (!r)
		return;
	number_format(&value, r->value, r->lo, r->hi);
	snprintf(out, size, "a duration holds %s bits on the next", value.value);
}

/* A figure of the runs of repeat-k together; NULL if it is not there. */
static const struct store_result *sawtooth_find(const struct book_run *run, enum figure_id figure)
{
	return book_result(run, figure, "repeat", "24MHz");
}

static void title_sawtooth(char *out, size_t size, const struct book_run *run)
{
	const struct store_result *cost = sawtooth_find(run, FIGURE_SAWTOOTH_COST);
	const struct store_result *rest = sawtooth_find(run, FIGURE_SAWTOOTH_OVERHEAD);
	struct number a, b;
	snprintf(out, size, "the sawtooth of k calls in one interval");
	if (!cost || !rest)
		return;
	number_format(&a, cost->value, cost->lo, cost->hi);
	number_format(&b, rest->value, rest->lo, rest->hi);
	snprintf(out, size, "sawtooth of %s ns a call and %s ns around them", a.value, b.value);
}

/* Cost and overhead, by which the script draws the prediction between the k. */
static void more_sawtooth(FILE *out, const struct book_run *run)
{
	const struct store_result *cost = sawtooth_find(run, FIGURE_SAWTOOTH_COST);
	const struct store_result *rest = sawtooth_find(run, FIGURE_SAWTOOTH_OVERHEAD);
	if (cost && rest)
		fprintf(out, "cost=%.17g; overhead=%.17g; ", cost->value, rest->value);
}

static void title_bits(char *out, size_t size, const struct book_run *run)
{
	(void)run;
	snprintf(out, size, "entropy of each bit of the durations");
}

/* "how long modes last; mean run 3.1 (mode 1), 1.4 (mode 2)" */
static void title_dwell(char *out, size_t size, const struct book_run *run)
{
	const struct store_result *modes = book_result(run, FIGURE_MODE_COUNT, "all", "native");
	size_t at = (size_t)snprintf(out, size, "how long modes last");
	const char *before = "; mean run ";
	for (int k = 1; modes && k <= modes->value && at < size; k++) {
		char scope[32];
		struct number mean;
		snprintf(scope, sizeof scope, "mode %d", k);
		const struct store_result *r = book_result(run, FIGURE_DWELL, scope, "native");
		if (!r)
			continue;
		number_format(&mean, r->value, r->lo, r->hi);
		at += (size_t)snprintf(out + at, size - at, "%s%s (%s)", before, mean.value, scope);
		before = ", ";
	}
}

static void title_sweep(char *out, size_t size, const struct book_run *run)
{
	(void)run;
	snprintf(out, size, "the sawtooth of a counter's tick");
}

/* "SP 800-90B credits 0.14 bits to the first 3,000 samples, 0.07 to all that were assessed" */
static void title_growth(char *out, size_t size, const struct book_run *run)
{
	const struct store_result *few =
	    book_result(run, FIGURE_GROWTH_MIN, "first 3000", "native");
	const struct store_result *all = book_result(run, FIGURE_MIN_90B, "all", "native");
	struct number a, b;
	snprintf(out, size, "min-entropy by the number of samples");
	if (!few || !all)
		return;
	number_format(&a, few->value, NAN, NAN);
	number_format(&b, all->value, NAN, NAN);
	snprintf(out, size, "%s bits credited to the first 3,000 samples, %s to all assessed",
	    a.value, b.value);
}

/* When the run began, in seconds since boot; nan: not recorded. */
static double began_after_boot(const struct book_run *run)
{
	const char *text = facts_get(&run->before, "uptime_s");
	double v;
	return text && num_double(text, &v) == 0 ? v : (double)NAN;
}

static void title_time(char *out, size_t size, const struct book_run *run)
{
	char boot[40] = "";
	double began = began_after_boot(run);
	const struct store_result *least = book_result(run, FIGURE_TIME_MIN_LEAST, "all", "native");
	const struct store_result *at = book_result(run, FIGURE_TIME_MIN_LEAST_AT, "all", "native");
	struct number bits;
	snprintf(out, size, "min-entropy over time");
	if (!least || !at)
		return;
	number_format(&bits, least->value, NAN, NAN);
	if (isfinite(began))
		snprintf(boot, sizeof boot, ", %.0f s after boot", began + at->value);
	snprintf(out, size, "least min-entropy over time %s bits, at %.3g s%s", bits.value,
	    at->value, boot);
}

static void title_processes(char *out, size_t size, const struct book_run *run)
{
	const struct store_result *least =
	    book_result(run, FIGURE_RESTART_MIN_LEAST, "restarts", "native");
	struct number bits;
	snprintf(out, size, "min-entropy by process");
	if (!least)
		return;
	number_format(&bits, least->value, NAN, NAN);
	snprintf(out, size, "least min-entropy of a process %s bits", bits.value);
}

static void more_growth(FILE *out, const struct book_run *run)
{
	(void)run;
	fputs("by='first samples [log scale]'; log=1; upper='SP 800-90B'; "
	      "lower='most common value'; ",
	    out);
}

static void more_time(FILE *out, const struct book_run *run)
{
	double began = began_after_boot(run);
	fputs("by='time since the first sample [s]", out);
	if (isfinite(began))
		fprintf(out, ", which came %.0f s after boot", began);
	fputs("'; upper='min-entropy'; lower='Shannon'; ", out);
}

static void more_processes(FILE *out, const struct book_run *run)
{
	(void)run;
	fputs("by='process'; upper='min-entropy'; lower='Shannon'; ", out);
}

const struct kind kinds[] = {
    {PART_SAMPLES, "histogram.gp", "histogram", CURVE_HISTOGRAM, TSV_BINS, CURVE_FIT, "fit",
	TSV_BINS, title_bulk,
	"histogram of the bulk of the durations, linear ticks, counts on a log scale, with the "
	"mixture that BIC chooses, its background included.",
	NULL, NULL, NULL, NULL},
    {PART_SAMPLES, "histogram-log.gp", "histogram-log", CURVE_HISTOGRAM_LOG, TSV_BINS, CURVES, NULL,
	0, title_tail,
	"histogram of all durations on log ticks, with the windows of the published claim.", NULL,
	NULL, NULL, NULL, true},
    {PART_TICK, "resolution.gp", "resolution", CURVE_RESOLUTION, TSV_XYZ, CURVES, NULL, 0,
	title_resolution,
	"entropy of the same samples as counters of coarser ticks would have recorded them: "
	"Shannon (Miller-Madow) and min-entropy (most common value), with the published claim's "
	"counter and figures.",
	NULL, NULL, NULL, NULL},
    {PART_TICK, "sawtooth.gp", "sawtooth", CURVE_SAWTOOTH, TSV_SAWTOOTH, CURVES, NULL, 0,
	title_sawtooth,
	"how often k calls in one timed interval take more than the whole 24 MHz ticks of their "
	"cost, over the runs of repeat-k recorded together. On the prediction, the counter's tick "
	"is all there is to see.",
	NULL, NULL, "the runs of repeat-k, at 24 MHz", more_sawtooth},
    {PART_TICK, "sweep.gp", "sweep", CURVE_SWEEP, TSV_XYZ, CURVES, NULL, 0, title_sweep,
	"the first samples through counters whose ticks make their cost 0.05 to 2 ticks. On the "
	"dashed lines one cost and the tick are all there is to see.",
	NULL, NULL, "the first 32,768 samples at most", NULL},
    {PART_TICK, "bit-plane.gp", "bit-plane", CURVE_BIT_PLANE, TSV_XY, CURVES, NULL, 0, title_bits,
	"entropy of each bit of the durations by itself. Bits can depend on one another: these "
	"figures do not add up.",
	NULL, NULL, NULL, NULL},
    {PART_SAMPLES, "timeseries.gp", "timeseries", CURVE_DENSITY, TSV_CELLS, CURVE_MAXIMUM,
	"longest", TSV_SPANS, title_series,
	"durations in the order they were taken. Above: the longest in each column; below: the "
	"bulk, the darker a cell the more samples.",
	NULL, NULL, NULL, NULL},
    {PART_ORDER, "modes.gp", "modes", CURVE_MODE_STRIP, TSV_MODES, CURVE_LEVEL, "level", TSV_SPANS,
	title_modes,
	"share of each mode in the order the samples were taken, with the level of the durations "
	"between change-points.",
	book_has_modes, NULL, NULL, NULL},
    {PART_ORDER, "dwell.gp", "dwell", CURVE_DWELL, TSV_DWELL, CURVES, NULL, 0, title_dwell,
	"how long each mode lasts (points), against lengths of the same mean if it were left by "
	"chance, the same at every sample (dashed).",
	book_has_modes, NULL, NULL, NULL},
    {PART_ORDER, "growth.gp", "growth", CURVE_GROWTH, TSV_XYZ, CURVES, NULL, 0, title_growth,
	"min-entropy that the first samples are credited with, by SP 800-90B and by the most "
	"common value alone: more samples show more structure.",
	NULL, NULL, NULL, more_growth},
    {PART_ORDER, "growth.gp", "entropy-time", CURVE_ENTROPY_TIME, TSV_XYZ, CURVES, NULL, 0,
	title_time,
	"entropy of each fortieth of the run by itself: min-entropy of its most common value, and "
	"Shannon.",
	NULL, NULL, NULL, more_time},
    {PART_ORDER, "growth.gp", "entropy-restart", CURVE_ENTROPY_RESTART, TSV_XYZ, CURVES, NULL, 0,
	title_processes,
	"entropy of each fresh process's samples by themselves: min-entropy of the most common "
	"value, and Shannon.",
	NULL, NULL, NULL, more_processes},
    {PART_SAMPLES, "tail.gp", "tail", CURVE_SURVIVAL, TSV_XY, CURVES, NULL, 0, title_spikes,
	"share of samples that took longer than x.", NULL, NULL, NULL, NULL},
    {PART_ORDER, "lag.gp", "lag", CURVE_LAG, TSV_LAG, CURVES, NULL, 0, title_lag,
	"each duration against the next, the darker a cell the more pairs. Where columns look "
	"alike, a duration does not predict the next.",
	NULL, NULL, NULL, NULL},
    {PART_ORDER, "acf.gp", "acf", CURVE_ACF_RANK, TSV_BAND, CURVES, NULL, 0, title_ranks,
	"autocorrelation of the durations' mid-ranks by lag; among ranks no outlier dominates.",
	NULL, "autocorrelation of mid-ranks", NULL, NULL},
    {PART_ORDER, "acf.gp", "acf", CURVE_ACF, TSV_BAND, CURVES, NULL, 0, title_memory,
	"autocorrelation of the durations themselves by lag, not of their ranks: one outlier can "
	"dominate it.",
	NULL, "autocorrelation of durations", NULL, NULL},
    {PART_ORDER, "memory.gp", "memory", CURVE_MUTUAL_INFORMATION, TSV_UPPER, CURVES, NULL, 0,
	title_information,
	"mutual information of durations by lag, above what the same samples shuffled give.", NULL,
	NULL, NULL, NULL},
};

const size_t kinds_count = sizeof kinds / sizeof *kinds;
