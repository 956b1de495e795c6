/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the past and the counter's tick reveal of a sample: entropy of the next given the last ones,
 * mutual information by lag, spectral lines, lines at the kernel's timer rates, entropy against
 * resolution, and the quantisation audit, in which a cost with normal jitter is fitted to the
 * counts by maximum likelihood and the share of the entropy that the phase within a tick explains
 * is reported, unless a coin would show the same. Random tables (estimate/order/random_table) say
 * what independent samples would show. Cost: the random tables, and a transform of the series for
 * the lines.
 */
#include "order_private.h"

#include "beat.h"
#include "conditional.h"
#include "entropy_series.h"
#include "grid.h"
#include "grids_private.h"
#include "num.h"
#include "periodicity.h"
#include "resolution.h"
#include "share.h"
#include "symbols.h"
#include "tick_lines.h"

#include <math.h>
#include <stdlib.h>

enum { LAGS = 10, ALPHABET = 64, PHASES = 32, LEVEL_SHUFFLES = 5 };

static const double published_hz = 24e6;
static const struct place here = {"all", "native"};
static const char no_starts[] = "needs start ticks, which were not recorded";

/* ---- memory -------------------------------------------------------------------------------- */

static void add_information(
    struct figures *f, const struct symbols *s, const struct conditional_options *c)
{
	static const char method[] =
	    "I(x[t]; x[t-1]), plug-in less the mean of shuffles, at least 0";
	for (size_t lag = 1; lag <= LAGS; lag++) {
		/* The first lag has a p-value to make; the others only a level to compare with. */
		struct conditional_options few = {
		    .seed = c->seed, .shuffles = LEVEL_SHUFFLES, .points = true};
		struct mutual_information i = conditional_information(s, lag, lag == 1 ? c : &few);
		if (lag == 1) {
			figures_add(f, here, FIGURE_MUTUAL_INFORMATION, method, &i.bits);
			figures_add(f, here, FIGURE_MUTUAL_INFORMATION_P,
			    "p of independence: share of shuffles that reach it", &i.p);
		}
		if (i.bits.status == EST_OK)
			figures_add_point(f, here, CURVE_MUTUAL_INFORMATION, lag - 1, (double)lag,
			    i.bits.value, NAN, NAN, i.null_bits);
	}
}

int order_add_memory(struct figures *f, const struct series *x, const struct histogram *h,
    const struct run_options *o)
{
	struct conditional_options c = {.seed = o->seed};
	struct symbols s;
	if (x->n == 0)
		return 0;
	if (symbols_init(&s, x->elapsed, x->n, h, ALPHABET) != EST_OK)
		return -1;
	add_information(f, &s, &c);
	symbols_release(&s);
	struct estimate one = conditional_entropy(x->elapsed, x->n, h, 1, &c);
	struct estimate two = conditional_entropy(x->elapsed, x->n, h, 2, &c);
	figures_add(
	    f, here, FIGURE_CONDITIONAL_ENTROPY, "H(x[t] | x[t-1]), bias from shuffles", &one);
	figures_add(f, here, FIGURE_CONDITIONAL_ENTROPY2,
	    "H(x[t] | x[t-1], x[t-2]), bias from shuffles", &two);
	return 0;
}

/* ---- lines ---------------------------------------------------------------------------------- */

void order_add_lines(struct figures *f, const struct series *x, const struct histogram *h)
{
	struct periodicity *p = malloc(sizeof *p);
	if (!p) {
		f->no_memory = 1;
		return;
	}
	periodicity_of(p, x->elapsed, x->n, h);
	figures_add(f, here, FIGURE_PERIODICITY_P,
	    "p of no line in Welch's spectrum of the mid-ranks: Bonferroni over frequencies",
	    &p->p);
	figures_add(f, here, FIGURE_PERIOD,
	    "period of the strongest line, 2 to 256 samples, or of the fundamental whose harmonic "
	    "it "
	    "is, where that and half of its harmonics up to the line are lines too",
	    &p->period_samples);
	figures_add(f, here, FIGURE_PERIOD_POWER_SHARE,
	    "share of the variance of the mid-ranks in the strongest line, one harmonic",
	    &p->power_share);
	free(p);
}

/* Of the scores map[] of the distinct values, at a tick's rates and their harmonics. */
static void add_tick_lines(struct figures *f, const struct series *x, const struct histogram *h,
    const double *map, enum figure_id figure, enum curve_id curve, const char *method)
{
	static const char *const rate[TICK_RATES] = {"100 Hz", "250 Hz", "300 Hz", "1000 Hz"};
	struct tick_lines t = {0};
	struct estimate none = estimate_absent(EST_NOT_APPLICABLE, x->n);
	uint64_t points = 0;
	if (x->start)
		tick_lines_of(&t, x->elapsed, x->start, x->n, x->hz, h, map);
	for (int i = 0; i < TICK_RATES; i++) {
		struct place at = {rate[i], "native"};
		figures_add(
		    f, at, figure, x->start ? method : no_starts, x->start ? &t.p[i] : &none);
		for (int k = 0; x->start && k < TICK_HARMONICS; k++)
			if (!isnan(t.power[i][k]))
				figures_add_point(f, here, curve, points++,
				    tick_rates_hz[i] * (k + 1), t.power[i][k], t.each_p[i][k], NAN,
				    NAN);
	}
}

int order_add_tick_lines(
    struct figures *f, const struct series *x, const struct histogram *h, double slow)
{
	static const char slow_method[] =
	    "p of no line in the times of slow samples: Schuster's power against 16 frequencies "
	    "around, Holm over the rates";
	static const char rank_method[] =
	    "p of no line in the mid-ranks by their times: Schuster's power against 16 frequencies "
	    "around, Holm over the rates";
	double below = 0, *map = malloc((h->distinct + 1) * sizeof *map);
	if (!map)
		return -1;
	for (size_t i = 0; i < h->distinct; i++)
		map[i] = (double)h->value[i] > slow;
	add_tick_lines(f, x, h, map, FIGURE_LINE_HZ_P, CURVE_TICK_LINE, slow_method);
	for (size_t i = 0; i < h->distinct; i++) {
		map[i] = (below + (double)h->count[i] / 2) / (double)h->n - 0.5;
		below += (double)h->count[i];
	}
	add_tick_lines(f, x, h, map, FIGURE_RANK_LINE_HZ_P, CURVE_RANK_TICK_LINE, rank_method);
	free(map);
	return 0;
}

/* ---- resolution ---------------------------------------------------------------------------- */

static const struct {
	double hz;
	const char *name;
} grids[] = {{1e9, "1GHz"}, {500e6, "500MHz"}, {200e6, "200MHz"}, {100e6, "100MHz"},
    {50e6, "50MHz"}, {24e6, "24MHz"}, {20e6, "20MHz"}, {10e6, "10MHz"}};

static struct resolution_point point_at(const struct series *x, double hz, uint64_t *scratch)
{
	struct grid g = {.native_hz = round(x->hz), .grid_hz = hz};
	return resolution_at(&g, x->start, x->elapsed, x->n, scratch);
}

static void add_point(struct figures *f, uint64_t *i, double hz, const struct resolution_point *p)
{
	if (p->shannon_mm_bits.status == EST_OK)
		figures_add_point(f, here, CURVE_RESOLUTION, (*i)++, 1e9 / hz,
		    p->shannon_mm_bits.value, p->min_entropy_mcv_bits.value, NAN, NAN);
}

/* why: the figures are not applicable; NULL: they are. */
static void add_resolution(
    struct figures *f, const char *name, const struct resolution_point *p, const char *why)
{
	struct place at = {"all", name};
	figures_add(f, at, FIGURE_SHANNON, why ? why : "plug-in", &p->shannon_bits);
	figures_add(f, at, FIGURE_SHANNON_MM, why ? why : "Miller-Madow", &p->shannon_mm_bits);
	figures_add(f, at, FIGURE_MIN_MCV,
	    why ? why : "SP 800-90B 6.3.1; no interval: itself a bound", &p->min_entropy_mcv_bits);
}

int order_add_resolution(struct figures *f, const struct series *x)
{
	uint64_t points = 0, *scratch = malloc((x->n + 1) * sizeof *scratch);
	struct estimate none = estimate_absent(EST_NOT_APPLICABLE, x->n);
	if (!scratch)
		return -1;
	if (x->start) {
		struct resolution_point p = point_at(x, round(x->hz), scratch);
		add_point(f, &points, x->hz, &p);
	}
	for (size_t i = 0; i < sizeof grids / sizeof *grids; i++) {
		const char *why = grids_refusal(x, grids[i].hz);
		struct resolution_point p = {
		    .shannon_bits = none, .shannon_mm_bits = none, .min_entropy_mcv_bits = none};
		if (!why)
			p = point_at(x, grids[i].hz, scratch);
		if (grids[i].hz < x->hz)
			add_point(f, &points, grids[i].hz, &p);
		if (grids[i].hz != published_hz) /* which has its own rows */
			add_resolution(f, grids[i].name, &p, why);
	}
	free(scratch);
	return 0;
}

/* ---- quantisation -------------------------------------------------------------------------- */

static struct estimate in_ns(const struct estimate *ticks, double hz)
{
	struct estimate e = *ticks;
	e.value *= 1e9 / hz;
	e.lo *= 1e9 / hz;
	e.hi *= 1e9 / hz;
	return e;
}

static const char no_model[] =
    "the model does not describe the data: beat_misfit_bits is over half a bit";
static const char coin[] =
    "two neighbouring values and no start phases: a coin would show the same";

/* why: the fit is not applicable; NULL: it is. */
static void put_beat(
    struct figures *f, struct place at, const struct beat *b, double hz, const char *why)
{
	const char *method = why ? why : "floor(phase + cost), cost normal, by maximum likelihood";
	struct estimate ns = in_ns(&b->cost_ticks, hz), jitter = in_ns(&b->jitter_ticks, hz);
	figures_add(f, at, FIGURE_BEAT_COST, method, &ns);
	figures_add(f, at, FIGURE_BEAT_JITTER, method, &jitter);
	figures_add(f, at, FIGURE_BEAT_MISFIT,
	    why && b->misfit_bits.status != EST_OK ? why : "divergence of that model from the data",
	    &b->misfit_bits);
	figures_add(f, at, FIGURE_QUANTISATION_EXPLAINED_SHARE,
	    why ? why
	    : b->explained_share.status == EST_NOT_IDENTIFIED
		? coin
		: "I(x; phase) of that model over the entropy of x",
	    &b->explained_share);
}

static const char wide_spread[] =
    "more than 5 % of the samples lie over 1024 ticks above the least";

/* A share of two neighbouring values is explained as well by the phase as by chance. */
static bool is_two_neighbours(const struct histogram *h)
{
	size_t most = 0;
	for (size_t i = 1; i < h->distinct; i++)
		most = h->count[i] > h->count[most] ? i : most;
	uint64_t low = h->value[most], high = low;
	for (size_t i = most; i > 0 && h->value[i - 1] + 1 == low; i--)
		low--;
	for (size_t i = most + 1; i < h->distinct && h->value[i] == high + 1; i++)
		high++;
	return high - low == 1;
}

/* h: of x; starts: the phases of the starts are known. */
static struct beat add_beat(struct figures *f, struct place at, const struct histogram *h,
    const uint64_t *x, size_t n, bool starts, double hz)
{
	static const double most_misfit_bits = 0.5;
	struct beat b = beat_fit(h);
	const char *why = b.cost_ticks.status == EST_NOT_APPLICABLE ? wide_spread : NULL;
	f->no_memory |= beat_intervals(&b, x, n, 1, h) != EST_OK;
	if (b.misfit_bits.status == EST_OK && b.misfit_bits.value > most_misfit_bits) {
		why = no_model;
		b.cost_ticks = b.jitter_ticks = b.explained_share =
		    estimate_absent(EST_NOT_APPLICABLE, n);
	} else if (b.explained_share.status == EST_OK && !starts && is_two_neighbours(h)) {
		b.explained_share = estimate_absent(EST_NOT_IDENTIFIED, n);
	}
	put_beat(f, at, &b, hz, why);
	return b;
}

/* What the sawtooth is made of: how often the counter shows more than the whole ticks of the cost.
 */
static int add_ceil(
    struct figures *f, struct place at, const uint64_t *on_grid, size_t n, const struct beat *b)
{
	struct estimate share = estimate_absent(b->cost_ticks.status, n);
	uint8_t *above = malloc(n ? n : 1);
	if (!above)
		return -1;
	if (b->cost_ticks.status == EST_OK) {
		for (size_t i = 0; i < n; i++)
			above[i] = (double)on_grid[i] > floor(b->cost_ticks.value);
		share = share_of(above, n);
	}
	free(above);
	figures_add(f, at, FIGURE_BEAT_CEIL_SHARE, "samples above floor(cost)", &share);
	return 0;
}

/* Bits from the least significant to the highest that is ever set. */
static void add_bit_planes(struct figures *f, const struct series *x, const struct histogram *h)
{
	enum { BITS = 64 };
	struct estimate *bit = malloc(BITS * sizeof *bit);
	uint64_t any = 0;
	for (size_t i = 0; i < h->distinct; i++)
		any |= h->value[i];
	bool ok = bit && entropy_series_bits(bit, x->elapsed, x->n) == EST_OK;
	f->no_memory |= !ok;
	for (int k = 0; ok && k < BITS && any >> k; k++)
		figures_add_point(f, here, CURVE_BIT_PLANE, (uint64_t)k, k, bit[k].value, NAN,
		    bit[k].lo, bit[k].hi);
	free(bit);
}

static int add_native(struct figures *f, const struct series *x, const struct histogram *h)
{
	add_beat(f, here, h, x->elapsed, x->n, false, x->hz);
	return f->no_memory ? -1 : 0;
}

static void add_phase(struct figures *f, struct place at, const struct estimate *explained,
    const struct estimate *uniform, const char *why)
{
	figures_add(f, at, FIGURE_PHASE_EXPLAINED_SHARE,
	    why ? why : "I(x; start phase in 32 cells) / H(x), Miller-Madow; no model", explained);
	figures_add(f, at, FIGURE_PHASE_UNIFORM_P,
	    why ? why : "p of uniform start phases, of those that the counter can show: chi-square",
	    uniform);
}

/* Phases of the published counter's tick that the samples' own counter can show. */
static uint64_t phases_of(const struct series *x)
{
	uint64_t hz = (uint64_t)round(x->hz), phases = hz / num_gcd(hz, (uint64_t)published_hz);
	return phases;
}

static void add_absent(struct figures *f, struct place at, size_t n, const char *why)
{
	struct estimate none = estimate_absent(EST_NOT_APPLICABLE, n);
	struct beat b = {
	    .cost_ticks = none, .jitter_ticks = none, .misfit_bits = none, .explained_share = none};
	put_beat(f, at, &b, published_hz, why);
	figures_add(f, at, FIGURE_BEAT_CEIL_SHARE, why, &none);
	add_phase(f, at, &none, &none, why);
}

static int add_on_grid(
    struct figures *f, struct place at, const struct series *x, const uint64_t *on_grid)
{
	struct histogram h;
	if (histogram_init(&h, on_grid, x->n) != EST_OK)
		return -1;
	struct beat b = add_beat(f, at, &h, on_grid, x->n, x->start != NULL, published_hz);
	histogram_release(&h);
	if (add_ceil(f, at, on_grid, x->n, &b) != 0)
		return -1;
	struct estimate e = estimate_absent(EST_NOT_APPLICABLE, x->n), p = e;
	if (x->start) {
		e = beat_explained_by_phase(on_grid, x->start, x->n, x->hz / published_hz, PHASES);
		p = beat_phase_uniform_p(
		    x->start, x->n, x->hz / published_hz, phases_of(x), PHASES);
	}
	add_phase(f, at, &e, &p, x->start ? NULL : no_starts);
	return 0;
}

static int add_grid(struct figures *f, const struct series *x)
{
	struct place at = {"all", "24MHz"};
	struct grid g = {.native_hz = round(x->hz), .grid_hz = published_hz};
	const char *why = grids_refusal(x, published_hz);
	if (why) {
		add_absent(f, at, x->n, why);
		return 0;
	}
	uint64_t *on_grid = malloc(x->n * sizeof *on_grid);
	int rc = -1;
	if (on_grid && grid_emulate(&g, x->start, x->elapsed, x->n, on_grid) == EST_OK) {
		rc = add_on_grid(f, at, x, on_grid);
	} else if (on_grid) {
		add_absent(f, at, x->n, "the frequencies have no ratio that can be emulated");
		rc = 0;
	}
	free(on_grid);
	return rc;
}

int order_add_quantisation(struct figures *f, const struct series *x, const struct histogram *h)
{
	if (x->n == 0)
		return 0;
	add_bit_planes(f, x, h);
	return add_native(f, x, h) == 0 ? add_grid(f, x) : -1;
}
