/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The same samples as several counters would have shown them: the run's own, the published 24 MHz,
 * the same in rescaled nanoseconds, and one more on request. Timestamps are floored, not durations,
 * because a counter floors its readings; the arithmetic is exact (estimate/kernel/grid). Every
 * figure of the summary is computed with and without spikes (5 ms, the published rule) on each of
 * them. A counter that is coarser than the grid cannot be put on it and gets the reason instead.
 * Cost: a summary for each grid and scope, eight of them as a rule.
 */
#include "grids_private.h"

#include "coarser.h"
#include "curves_private.h"
#include "grid.h"
#include "histogram.h"
#include "plain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The published source counted ticks of 24 MHz: its windows and its limit of 5 ms (120,000 ticks)
 * are scaled by the frequency. @[OPENENTROPY-COMMPAGE] */
static const double published_hz = 24e6;
static const double published_spike_ticks = 120000;
static const double published_fast[2] = {0, 10}, published_slow[2] = {40, 50};

uint64_t grids_spike_limit(double hz)
{
	return (uint64_t)ceil(published_spike_ticks * hz / published_hz);
}

size_t grids_without_spikes(
    const uint64_t *value, const uint64_t *elapsed, size_t n, uint64_t limit, uint64_t *out)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		out[kept] = value[i];
		kept += elapsed[i] < limit;
	}
	return kept;
}

/* ---- one series on one grid ---------------------------------------------------------------- */

/* Why a series cannot be had on a grid. */
static const char no_starts[] = "needs start ticks, which were not recorded";
static const char no_starts_but_ends[] = "needs start ticks, which were not recorded; lo and hi: "
					 "of these samples, over all phases, as a "
					 "duration reads floor(d / T) or one more";
static const char coarse_counter[] = "the counter's own step is longer than a tick of this one";
static const char open_tick[] =
    "the counter's own tick is not identified: one as long as this one's, or longer, fits too";
static const char no_ratio[] = "the frequencies have no ratio that can be emulated";

/* Windows in the unit of the grid. On a rescaled grid they are taken as they were printed,
 * without a unit: the reading in which the published "ticks" were the numbers that the counter
 * reported. */
struct summary_options grids_options(
    const struct counter *c, double native_hz, const struct run_options *o)
{
	double scale = c->num ? 1 : counter_unit_hz(c, native_hz) / published_hz;
	return (struct summary_options){.fast_lo_ticks = published_fast[0] * scale,
	    .fast_hi_ticks = published_fast[1] * scale,
	    .slow_lo_ticks = published_slow[0] * scale,
	    .slow_hi_ticks = published_slow[1] * scale,
	    .seed = o->seed,
	    .replicates = o->replicates,
	    .threads = o->threads};
}

/* A time is known to half a tick at best, however surely its count is known. */
static void ends_in_ns(double *lo, double *hi, double half, double ns)
{
	double least = *lo == *hi ? half : 0;
	*lo = (*lo - least) * ns;
	*hi = (*hi + least) * ns;
}

static void add_ns(struct figures *f, struct place at, const struct summary *s, enum figure_id from,
    enum figure_id as, double hz, double half)
{
	const struct summary_row *r = summary_find(s, from);
	struct estimate e = r->estimate;
	double ns = 1e9 / hz;
	e.value *= ns;
	ends_in_ns(&e.lo, &e.hi, half, ns);
	for (unsigned k = 0; k < e.pieces.count; k++) {
		e.pieces.at[k].value *= ns;
		ends_in_ns(&e.pieces.at[k].lo, &e.pieces.at[k].hi, half, ns);
	}
	figures_add(f, at, as, r->method, &e);
}

static void add_rows(
    struct figures *f, struct place at, const struct summary *s, const struct counter *c, double hz)
{
	double unit_hz = counter_unit_hz(c, hz), half = c->num ? unit_hz / c->hz / 2 : 0.5;
	for (size_t i = 0; i < s->rows; i++)
		figures_add(f, at, s->row[i].figure, s->row[i].method, &s->row[i].estimate);
	add_ns(f, at, s, FIGURE_Q50, FIGURE_MEDIAN_NS, unit_hz, half);
	add_ns(f, at, s, FIGURE_MODE1, FIGURE_MODE1_NS, unit_hz, half);
	add_ns(f, at, s, FIGURE_MODE2, FIGURE_MODE2_NS, unit_hz, half);
}

static struct effective_size effective_size_of(const struct summary *s, size_t n)
{
	const struct estimate *e = &summary_find(s, FIGURE_N_EFF_RANKS)->estimate;
	bool known = e->status == EST_OK;
	return (struct effective_size){.n_eff = known ? fmin(e->value, (double)n) : (double)n,
	    .known = known,
	    .bound = known && s->n_eff_is_bound};
}

/* h: NULL where the grid cannot be had, for the reason why. */
static void add_plain(
    struct figures *f, struct place at, const struct histogram *h, size_t n, const char *why)
{
	for (const struct plain *p = plain_figures; p->of; p++) {
		struct estimate e = h ? p->of(h) : estimate_absent(EST_NOT_APPLICABLE, n);
		figures_add(f, at, p->figure, h ? p->method : why, &e);
	}
}

/* size: NULL, or where to put that of the series. */
static int add_series(struct figures *f, struct place at, const uint64_t *value, size_t n,
    const struct series *x, const struct counter *c, const struct run_options *o,
    struct effective_size *size)
{
	struct summary_options options = grids_options(c, x->hz, o);
	struct summary s;
	struct histogram h;
	/* Rescaled ticks differ in length, 41 and 42 for instance: no lattice that the fit could
	 * take into account. */
	options.without_modes = c->num != 0;
	if (summary_init(&s, value, n, &options) != EST_OK)
		return -1;
	add_rows(f, at, &s, c, x->hz);
	if (size)
		*size = effective_size_of(&s, n);
	int rc = histogram_init(&h, value, n) == EST_OK ? 0 : -1;
	if (rc == 0)
		add_plain(f, at, &h, n, NULL);
	if (rc == 0 && strcmp(at.scope, "all") == 0)
		curves_add(f, at, value, n, &h, &s);
	histogram_release(&h);
	summary_release(&s);
	return rc;
}

/* ---- both scopes on every grid ------------------------------------------------------------- */

static size_t count_kept(const struct series *x, uint64_t limit)
{
	size_t kept = 0;
	for (size_t i = 0; i < x->n; i++)
		kept += x->elapsed[i] < limit;
	return kept;
}

/* room: for the samples that are kept, where some are not; value itself will do. NULL: from here.
 */
static int add_grid(struct figures *f, const struct series *x, const uint64_t *value,
    uint64_t *room, const struct counter *c, const struct run_options *o,
    struct effective_size *size)
{
	size_t first = f->results;
	const char *grid = c->name;
	uint64_t limit = grids_spike_limit(x->hz), *own = NULL;
	if (add_series(f, (struct place){"all", grid}, value, x->n, x, c, o, size) != 0)
		return -1;
	size_t kept = count_kept(x, limit);
	if (kept == x->n) { /* no sample was a spike */
		figures_copy(f, first, f->results, "no_spikes");
		return 0;
	}
	if (!room && !(room = own = malloc((x->n + 1) * sizeof *own)))
		return -1;
	grids_without_spikes(value, x->elapsed, x->n, limit, room);
	int rc = add_series(f, (struct place){"no_spikes", grid}, room, kept, x, c, o, NULL);
	free(own);
	return rc;
}

/* Figures that have bounds over all phases of a start that was not recorded. */
static const enum figure_id bounded[] = {FIGURE_MIN, FIGURE_MAX, FIGURE_FAST_WINDOW_SHARE,
    FIGURE_SLOW_WINDOW_SHARE, FIGURE_DISTINCT, FIGURE_SHANNON, FIGURE_MIN_PLUGIN};

static struct coarser_ends ends_of(enum figure_id id, const struct histogram *h, double ratio)
{
	struct coarser_reading least = coarser_reading((double)h->value[0] * ratio);
	struct coarser_reading most = coarser_reading((double)h->value[h->distinct - 1] * ratio);
	if (id == FIGURE_MIN)
		return (struct coarser_ends){least.least, least.most};
	if (id == FIGURE_MAX)
		return (struct coarser_ends){most.least, most.most};
	return id == FIGURE_FAST_WINDOW_SHARE
		   ? coarser_share(h, ratio, published_fast[0], published_fast[1])
	       : id == FIGURE_SLOW_WINDOW_SHARE
		   ? coarser_share(h, ratio, published_slow[0], published_slow[1])
	       : id == FIGURE_DISTINCT ? coarser_distinct(h, ratio)
	       : id == FIGURE_SHANNON  ? coarser_shannon(h, ratio)
				       : coarser_min_entropy(h, ratio);
}

/* The ends of what the counter can have shown of the durations alone, as lo and hi of the absent
 * rows, with the effective n of the same figure on the run's own counter. */
static int bound_rows(
    const struct figures *f, struct summary *s, const struct series *x, const struct counter *c)
{
	struct histogram h;
	double ratio = c->hz / round(x->hz);
	if (histogram_init(&h, x->elapsed, x->n) != EST_OK)
		return -1;
	for (size_t i = 0; x->n > 0 && i < s->rows; i++)
		for (size_t k = 0; k < sizeof bounded / sizeof *bounded; k++) {
			struct summary_row *r = &s->row[i];
			if (r->figure != bounded[k] || s->row[i].estimate.status == EST_OK)
				continue;
			const struct store_result *own =
			    figures_find(f, (struct place){"all", "native"}, r->figure);
			struct coarser_ends ends = ends_of(r->figure, &h, ratio);
			r->method = no_starts_but_ends;
			r->estimate.lo = ends.lo;
			r->estimate.hi = ends.hi;
			r->estimate.n_eff = own ? own->n_eff : (double)NAN;
		}
	histogram_release(&h);
	return 0;
}

/* Every figure of a grid that cannot be had, with the reason. */
static int add_absent(
    struct figures *f, const struct series *x, const struct counter *c, const char *why)
{
	static const char *const scopes[] = {"all", "no_spikes"};
	struct summary s;
	if (summary_init_absent(&s, x->n, why) != EST_OK)
		return -1;
	bool finer = why == no_starts && !c->num && !(c->phase > 0) && round(x->hz) > c->hz;
	int rc = 0;
	for (int i = 1; i >= 0; i--) {
		if (i == 0 && finer)
			rc = bound_rows(f, &s, x, c);
		add_rows(f, (struct place){scopes[i], c->name}, &s, c, x->hz);
		add_plain(f, (struct place){scopes[i], c->name}, NULL, x->n, why);
	}
	summary_release(&s);
	return rc;
}

/* Readings whose unit is perhaps not the tick: floored once more to a counter of that tick they
 * would lose one wherever the first rounding did. */
static bool is_perhaps_coarse(const struct series *x, double hz)
{
	static const double same_tick = 1e-3; /* a candidate is known so well at best */
	return x->tick.status == TICK_NOT_IDENTIFIED &&
	       x->recorded_hz / x->tick.period < hz * (1 + same_tick);
}

const char *grids_refusal(const struct series *x, double hz)
{
	/* Flooring a counter's timestamps to that same counter changes nothing. */
	if (!x->start && x->hz != hz)
		return no_starts;
	if (round(x->hz) < hz)
		return coarse_counter;
	return x->hz != hz && is_perhaps_coarse(x, hz) ? open_tick : NULL;
}

/* Same samples as another counter would have recorded them. */
static int add_emulated(
    struct figures *f, const struct series *x, const struct counter *c, const struct run_options *o)
{
	struct grid g = {.native_hz = round(x->hz),
	    .grid_hz = c->hz,
	    .phase = c->phase,
	    .random_phase = c->random_phase,
	    .seed = o->seed,
	    .rescale = !c->num	  ? GRID_RESCALE_NONE
		       : c->after ? GRID_RESCALE_AFTER
				  : GRID_RESCALE_BEFORE,
	    .rescale_num = c->num,
	    .rescale_den = c->den};
	const char *why = grids_refusal(x, c->hz);
	if (!why && !x->start && (c->num || c->phase > 0))
		why = no_starts; /* where a timestamp is decides how it is rounded */
	if (why)
		return add_absent(f, x, c, why);
	uint64_t *value = malloc((x->n + 1) * sizeof *value);
	int rc = -1;
	if (value && grid_emulate(&g, x->start, x->elapsed, x->n, value) == EST_OK)
		rc = add_grid(f, x, value, value, c, o, NULL);
	else if (value)
		rc = add_absent(f, x, c, no_ratio);
	free(value);
	return rc;
}

int grids_add(struct figures *f, const struct series *x, const struct run_options *o,
    struct effective_size *size)
{
	int rc = add_grid(f, x, x->elapsed, NULL, &counter_native, o, size);
	if (rc == 0)
		rc = add_emulated(f, x, &counter_published, o);
	if (rc == 0)
		rc = add_emulated(f, x, &counter_published_ns, o);
	if (rc == 0 && o->grid.hz > 0)
		rc = add_emulated(f, x, &o->grid, o);
	return rc;
}
