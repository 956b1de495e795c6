/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The counter's tick as figures: its length, the evidence for it, its source, and what share of the
 * samples lies on it (analysis/tick finds it). Where a recording is in another unit than the tick,
 * the figures of the recorded numbers are stored too, on the grid `recorded`: steps of a unit look
 * like modes there, and rounding like entropy. Cost: one more fit of modes on the recorded values.
 */
#include "ticks_private.h"

#include "dip.h"
#include "histogram.h"
#include "modality.h"
#include "resolution.h"

#include <math.h>
#include <stdlib.h>

static const struct place here = {"all", "native"}, recorded = {"all", "recorded"};

/* ---- the tick ------------------------------------------------------------------------------ */

static const char *const source_method[] = {
    [TICK_OF_UNIT] = "0: the recorded unit; no longer step describes the recording",
    [TICK_OF_STARTS] = "1: timestamps; Rayleigh's periodogram of differences, refined over spans",
    [TICK_OF_VALUES] = "2: the durations alone; likelihood of floor(k a + phase) differences",
    [TICK_OF_FACTS] = "3: the counter's step, measured before the run; the durations fit it",
    [TICK_STATED] = "4: stated at import; the durations fit it",
};

static const char candidate[] =
    "a step describes the durations, but so few different ones might lie on it by chance";

/* Units as ns. */
static struct estimate in_ns(double units, double lo, double hi, const struct series *x)
{
	double ns = 1e9 / x->recorded_hz;
	struct estimate e = estimate_point(units * ns, x->n);
	e.lo = lo * ns;
	e.hi = hi * ns;
	return e;
}

static void add_tick(struct figures *f, const struct series *x)
{
	const struct tick *t = &x->tick;
	bool open = t->status == TICK_NOT_IDENTIFIED;
	struct estimate none = estimate_absent(EST_NOT_IDENTIFIED, x->n);
	struct estimate tick = in_ns(t->period, t->lo, t->hi, x),
			bits = estimate_point(t->evidence_bits, x->n),
			source = estimate_point(t->source, x->n),
			share = estimate_point(t->share, x->n),
			sub = in_ns(t->sub_period, NAN, NAN, x);
	const char *method = open ? candidate : source_method[t->source];
	if (t->status == TICK_UNIT)
		bits = estimate_absent(EST_NOT_APPLICABLE, x->n);
	if (!(t->sub_period > 0))
		sub = estimate_absent(EST_NOT_APPLICABLE, x->n);
	if (tick.lo == tick.hi) {
		tick.lo = tick.hi = NAN;
		tick.note = "no interval: the unit of the recording, or exact of these samples";
	}
	bits.note = "no interval: odds of these samples";
	source.note = share.note = sub.note = "no interval: exact of these samples";
	figures_add(f, here, FIGURE_COUNTER_TICK, method, open ? &none : &tick);
	figures_add(f, here, FIGURE_COUNTER_TICK_EVIDENCE,
	    t->status == TICK_UNIT ? "no longer step describes the recording"
				   : "log2 of the odds of that tick against none",
	    &bits);
	figures_add(f, here, FIGURE_COUNTER_TICK_SOURCE, method, open ? &none : &source);
	figures_add(f, here, FIGURE_COUNTER_TICK_SHARE,
	    "durations that are differences of floor(k tick + offset)", open ? &none : &share);
	figures_add(f, here, FIGURE_COUNTER_SUB_TICK,
	    t->sub_period > 0 ? "tick over a whole number, on which nine in ten of the others lie"
			      : "too few durations lie off the tick, or on no part of it",
	    &sub);
}

/* ---- the recorded unit --------------------------------------------------------------------- */

static void add_recorded_modes(struct figures *f, const struct histogram *h,
    const struct effective_size *w, const struct run_options *o)
{
	struct dip d =
	    dip_test(h, &(struct dip_options){.tick = 1, .n_eff = w->n_eff, .seed = o->seed});
	struct modality m =
	    modality_of(h, &(struct modality_options){.n_eff = w->n_eff, .seed = o->seed}, NULL);
	static const char method[] =
	    "as on native, but of the recorded unit: steps of the counter count as modes";
	m.modes.note = "no interval: a choice";
	figures_add(f, recorded, FIGURE_MODE_COUNT, method, &m.modes);
	figures_add(f, recorded, FIGURE_DIP_P, method, &d.p);
}

static int add_recorded(struct figures *f, const struct series *x, const struct effective_size *w,
    const struct run_options *o)
{
	struct histogram h;
	uint64_t *scratch = malloc((x->n + 1) * sizeof *scratch);
	struct grid g = {.native_hz = round(x->recorded_hz), .grid_hz = round(x->recorded_hz)};
	if (!scratch || histogram_init(&h, x->recorded, x->n) != EST_OK) {
		free(scratch);
		return -1;
	}
	struct resolution_point p = resolution_at(&g, NULL, x->recorded, x->n, scratch);
	figures_add(
	    f, recorded, FIGURE_DISTINCT, "different values; no interval: a count", &p.distinct);
	figures_add(f, recorded, FIGURE_SHANNON, "plug-in", &p.shannon_bits);
	figures_add(f, recorded, FIGURE_SHANNON_MM, "Miller-Madow", &p.shannon_mm_bits);
	figures_add(f, recorded, FIGURE_MIN_MCV, "SP 800-90B 6.3.1; no interval: itself a bound",
	    &p.min_entropy_mcv_bits);
	add_recorded_modes(f, &h, w, o);
	histogram_release(&h);
	free(scratch);
	return 0;
}

int ticks_add(struct figures *f, const struct series *x, const struct effective_size *w,
    const struct run_options *o)
{
	add_tick(f, x);
	return series_is_decoded(x) && x->n > 0 ? add_recorded(f, x, w, o) : 0;
}
