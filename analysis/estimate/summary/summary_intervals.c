/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which interval each figure of a summary gets, and why it gets none. Where a figure is smooth in
 * the shares of values, the series of its influence is looked at by itself (linear.h): it shows
 * n_eff, memory and episodes of this figure, which the ranks of all samples do not. Where it
 * passes, the bootstrap's replicates make the interval, as they know the figure's curvature; where
 * blocks are too few, an autoregression serves those that are nearly linear. What is not smooth is
 * gated by the ranks. The rules of width are by kind (summary_rows_private.h): normal, logarithm,
 * Wilson, Woodruff, and for entropies what unseen values can add. Cost: replicates x entries of the
 * digest.
 */
#include "summary_work_private.h"

#include "batch_figures.h"
#include "influence.h"
#include "lattice.h"
#include "most_common.h"
#include "normal.h"
#include "tail.h"
#include "unseen.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MODE_FIGURES = BACKGROUND - MODE1, MODE_REPLICATES = 200, MODE_LEVELS = 3 };

/* Influences at most: one a figure, and those of the shares on either side of a quantile. */
enum { SPREADS = PLACES + 2 * QUANTILES };

/* With cv go mean and sd, with the Shannon entropies Grassberger's, with the windows the quantiles.
 */
bool summary_wants(const struct summary_work *w, int place)
{
	static const struct {
		int from, to, with;
	} made[] = {{MEAN, SD, CV}, {GRASSBERGER, GRASSBERGER, SHANNON},
	    {GRASSBERGER, GRASSBERGER, SHANNON_MM}, {Q01, Q999, FAST}, {Q01, Q999, SLOW}};
	bool wants = !w->o->wanted || w->o->wanted(summary_row_figure(place));
	for (size_t i = 0; !wants && i < sizeof made / sizeof *made; i++)
		wants = place >= made[i].from && place <= made[i].to &&
			w->o->wanted(summary_row_figure(made[i].with));
	return wants;
}

/* Replicates of some figures of the summary, and their batches. */
struct replicates {
	size_t k;
	unsigned count;
	double *original, *replicate;
	struct batches *batches;
};

static bool replicates_make(struct summary_work *w, bootstrap_statistic *statistic, void *context,
    size_t k, unsigned limit, int levels, struct replicates *r)
{
	unsigned count = bootstrap_replicates(w->b);
	count = limit && limit < count ? limit : count;
	*r = (struct replicates){k, count, malloc(k * sizeof *r->original),
	    malloc(count * k * sizeof *r->replicate), malloc(k * sizeof *r->batches)};
	return r->original && r->replicate && r->batches &&
	       bootstrap_run(w->b, statistic, context, k, limit, r->original, r->replicate) ==
		   EST_OK &&
	       batches_of_figures(w->b, statistic, context, k, levels, r->batches) == EST_OK;
}

static void replicates_release(struct replicates *r)
{
	free(r->original);
	free(r->replicate);
	free(r->batches);
}

static enum reason replicates_interval(const struct summary_work *w, const struct replicates *r,
    size_t column, enum bootstrap_interval kind, struct estimate *e, double *se)
{
	static const enum reason why[] = {[BOOTSTRAP_MADE] = REASON_NONE,
	    [BOOTSTRAP_GROWS] = REASON_GROWS,
	    [BOOTSTRAP_UNDETERMINED] = REASON_UNDETERMINED};
	/* Of a figure that is not smooth, such as the MAD on a lattice, the batches give no
	 * variance.
	 */
	const struct batches *second = kind == BOOTSTRAP_PERCENTILE ? NULL : &r->batches[column];
	return why[bootstrap_interval(
	    w->b, kind, r->original[column], r->replicate, r->count, r->k, column, second, e, se)];
}

/* ---- quantiles ---- */

static double order_statistic(const struct histogram *h, double rank)
{
	double below = 0;
	size_t i = 0;
	while (i + 1 < h->distinct && below + (double)h->count[i] < rank)
		below += (double)h->count[i++];
	return (double)h->value[i];
}

/* The values at the ends of the interval for the share below the quantile @[WOODRUFF-1952]: values
 * that occurred, whatever the lattice. */
static enum reason quantile_interval(struct summary_work *w, int q)
{
	struct estimate *e = summary_at(w, Q01 + q);
	struct linear_spread *s = &w->spread[Q01 + q];
	double p = summary_quantile[q], n = (double)w->n;
	linear_use_autoregression(s);
	if (!w->smooth[Q01 + q])
		return REASON_UNDETERMINED;
	if (s->why != REASON_NONE)
		return s->why;
	/* Enough beyond it for the share to be seen moving. */
	if (s->n_eff * fmin(p, 1 - p) < 5)
		return REASON_OUT_OF_REACH;
	double half = s->critical * sqrt(p * (1 - p) / s->n_eff) + 0.5 / s->n_eff; /* continuity */
	e->lo = order_statistic(&w->h, ceil(n * (p - half)));
	e->hi = order_statistic(&w->h, floor(n * (p + half)) + 1);
	e->n_eff = w->quantile_n_eff[q] = s->n_eff;
	return REASON_NONE;
}

/* ---- shares of nothing or everything ---- */

/* The effective sample size for a window that holds none of them or all: as much as for the
 * quantiles on either side of where the window is. */
static double window_n_eff(const struct summary_work *w, double lo, double otherwise)
{
	double below = 0, size[2] = {NAN, NAN};
	for (size_t i = 0; i < w->h.distinct && (double)w->h.value[i] < lo; i++)
		below += (double)w->h.count[i] / (double)w->n;
	for (int q = 0; q < QUANTILES; q++) {
		if (isnan(w->quantile_n_eff[q]))
			continue;
		if (summary_quantile[q] <= below)
			size[0] = w->quantile_n_eff[q];
		else if (isnan(size[1]))
			size[1] = w->quantile_n_eff[q];
	}
	double least = fmin(size[0], size[1]); /* fmin passes over a nan */
	return isnan(least) ? otherwise : least;
}

static void prepare_share(struct summary_work *w, int place, struct estimate *e)
{
	if (e->value > 0 && e->value < 1)
		return;
	if (place == FAST)
		e->n_eff = window_n_eff(w, w->o->fast_lo_ticks, e->n_eff);
	if (place == SLOW)
		e->n_eff = window_n_eff(w, w->o->slow_lo_ticks, e->n_eff);
}

/* ---- entropies ---- */

/* One interval for the Shannon entropy, whatever its estimate: about the range that the unseen
 * values leave (unseen.h), with the standard error of Grassberger's. Stretched to hold each
 * estimate. */
static void entropy_intervals(struct summary_work *w)
{
	struct estimate g = *summary_at(w, GRASSBERGER);
	struct unseen u = unseen_entropy(&w->h, lattice_whole(summary_at(w, TICK)));
	double se = (g.hi - g.lo) / (2 * unseen_critical(0));
	for (int i = SHANNON; i <= GRASSBERGER; i++) {
		struct estimate *e = summary_at(w, i);
		w->why[i] = w->why[GRASSBERGER];
		e->lo = e->hi = NAN;
		if (isnan(g.lo))
			continue;
		unseen_interval(e, &u, se);
		e->n_eff = g.n_eff;
	}
}

/* The effective sample size of the share of samples in a window, at most n; 0 without memory. */
static double window_size(struct summary_work *w, const struct most_common_window *m, double n)
{
	const struct coarse *c = bootstrap_cells(w->b);
	struct linear l;
	double *per_cell = calloc(c->cells, sizeof *per_cell), size = 0;
	uint64_t *count = malloc(c->cells * sizeof *count);
	if (per_cell && count) {
		bootstrap_part(w->b, 0, bootstrap_blocks(w->b), count);
		for (size_t i = m->first; i <= m->last; i++)
			per_cell[c->of[i]] += (double)w->h.count[i] / (double)c->count[c->of[i]];
		if (linear_of_digest(&l, w->b, 0, bootstrap_blocks(w->b), count, per_cell) ==
		    EST_OK) {
			struct linear_spread s = linear_spread(&l);
			size = fmin(fmin(s.n_eff, s.ar_n_eff), n);
			linear_release(&l);
		}
	}
	free(per_cell);
	free(count);
	return size;
}

/* `share` has an interval by its own variance; its limits are those of a value picked because it is
 * large (most_common.h), at the n that would leave that variance. *e becomes the entropy's. */
static void most_common_interval(
    struct summary_work *w, const struct estimate *share, struct estimate *e)
{
	double p = share->value, width = (share->hi - share->lo) / (2 * NORMAL_975);
	e->n_eff = share->n_eff;
	if (isnan(share->lo))
		return;
	double n = fmin(p * (1 - p) / (width * width), share->n_eff);
	struct most_common_window m =
	    most_common_window(&w->h, lattice_whole(summary_at(w, TICK)), n);
	double lower = m.lower;
	if (m.places > 1)
		lower = fmax(share->lo - 2 * width, most_common_lower(&m, window_size(w, &m, n)));
	e->lo = log2(1 / most_common_upper(&w->h, n));
	e->hi = log2(1 / fmin(fmax(lower, 1 / (double)w->h.n), p));
}

/* ---- what an interval implies, and where it cannot be believed ---- */

static bool influence_figure(int place, enum influence_figure *figure)
{
	static const struct {
		int place;
		enum influence_figure figure;
	} has[] = {{MEAN, INFLUENCE_MEAN}, {LAG1, INFLUENCE_MEAN}, {SD, INFLUENCE_SD},
	    {CV, INFLUENCE_CV}, {SHANNON_MM, INFLUENCE_SHANNON}, {GRASSBERGER, INFLUENCE_SHANNON},
	    {COLLISION, INFLUENCE_COLLISION}};
	for (size_t i = 0; i < sizeof has / sizeof *has; i++)
		if (has[i].place == place) {
			*figure = has[i].figure;
			return true;
		}
	return false;
}

/* The most that the largest samples may hold of the variance of an estimate (influence.h). By
 * simulation (normal, exponential, log-normal, Pareto, spikes; 200 to 20 000 samples) a wrong
 * interval is then given to at most 8 % of series (tails without a variance: 10 %). A tenth lower
 * withholds twice as many without being wrong less often; a tenth higher is wrong in 15 %. Below
 * 500 samples, where the largest are fewer than 5, the same holds a tenth lower. */
static double most_dominance(const struct summary_work *w, int place)
{
	double most = place == MEAN || place == LAG1 ? 0.5 : 0.6;
	return w->n < 500 ? most - 0.1 : most;
}

/* Is the variance of a moment that of a few samples? */
static bool is_dominated(const struct summary_work *w, int place, const struct influence *i)
{
	double dominance = i->dominance;
	if (place == LAG1)
		dominance = fmax(
		    dominance, influence_of_neighbours(w->x, w->n, summary_at(w, MEAN)->value));
	return (place <= CV || place == LAG1) && dominance > most_dominance(w, place);
}

/* No figure is outside what it can be. */
static void keep_in_bounds(struct summary_work *w)
{
	const struct histogram *h = &w->h;
	double least = (double)h->value[0], most = (double)h->value[h->distinct - 1];
	/* As many values as there is room for, seen or not; a law that ends at a value seen k times
	 * can well go on for 3.7 / k more, exp(-3.7) = 0.025. */
	double places = (most - least) / (double)lattice_whole(summary_at(w, TICK)) + 1 +
			floor(3.7 / (double)h->count[0]) +
			floor(3.7 / (double)h->count[h->distinct - 1]);
	for (int i = MEAN; i < PLACES; i++) {
		struct estimate *e = summary_at(w, i);
		double lo = -INFINITY, hi = INFINITY;
		if (i == MEAN || i == MODE1 || i == MODE2) {
			double half = i == MEAN ? 0 : w->s->modes.tick / 2;
			lo = least - half;
			hi = most + half;
		} else if (i == MAD) {
			lo = 0;
			hi = most - least;
		} else if (i >= SHANNON && i <= MIN_MCV) {
			lo = 0;
			hi = log2(places);
		} else if (i == LAG1) {
			lo = -1;
			hi = 1;
		}
		if (isnan(e->lo) || isnan(e->hi))
			continue;
		e->lo = fmin(fmax(e->lo, lo), e->value);
		e->hi = fmax(fmin(e->hi, hi), e->value);
	}
}

/* ---- modes ---- */

/* To within a hundredth in the log likelihood: far below what a replicate scatters. */
static void mode_figures(const struct bootstrap_sample *s, void *context, double *out)
{
	struct mixture m = mixture_refine(s->cells, s->count, context, 300, 0.01 / (double)s->n);
	for (int k = 0; k < 2; k++) {
		out[3 * k] = m.component[k].mean;
		out[3 * k + 1] = m.component[k].sd;
		out[3 * k + 2] = m.component[k].weight;
	}
}

/* A mode on one value: it is somewhere in that value's cell, and no wider. */
static void pinned_interval(struct summary_work *w, int k)
{
	int place = k ? MODE2 : MODE1;
	struct estimate *mean = summary_at(w, place), *sd = summary_at(w, place + 1);
	mean->lo = mean->value - w->s->modes.tick / 2;
	mean->hi = mean->value + w->s->modes.tick / 2;
	sd->lo = sd->hi = NAN;
	w->why[place] = REASON_NONE;
	w->why[place + 1] = REASON_BELOW_RESOLUTION;
}

/* What a normal component's mean and sd would vary by, were its samples independent. */
static void mode_n_eff(struct summary_work *w, int place, double se)
{
	struct estimate *e = summary_at(w, place);
	int k = place >= MODE2;
	double sd = w->s->modes.component[k].sd, share = w->s->modes.component[k].weight;
	double factor = place == MODE1 || place == MODE2 ? 1 : 2;
	if (se > 0)
		e->n_eff = fmin(sd * sd / (factor * share * se * se), (double)w->n);
}

static bool mode_intervals(struct summary_work *w)
{
	struct replicates r;
	bool ok = replicates_make(
	    w, mode_figures, &w->s->modes, MODE_FIGURES, MODE_REPLICATES, MODE_LEVELS, &r);
	for (int place = MODE1; ok && place < BACKGROUND; place++) {
		struct estimate *e = summary_at(w, place);
		enum bootstrap_interval kind = summary_row_interval(place);
		double se;
		w->why[place] = replicates_interval(w, &r, (size_t)(place - MODE1), kind, e, &se);
		if (kind != BOOTSTRAP_SHARE)
			mode_n_eff(w, place, se);
	}
	for (int k = 0; ok && k < 2; k++)
		if (w->pinned[k])
			pinned_interval(w, k);
	replicates_release(&r);
	return ok;
}

/* ---- all of them ---- */

/* Of figures that are not smooth in the shares: what the ranks say. By simulation (AR(1), Markov
 * modes, iid): intervals hold 93 to 97 % from an effective n of 100 on and about 90 % at 55. A
 * trend or a single step has an effective n of a few, whatever its length.
 */
static enum reason ranks_gate(const struct summary_work *w)
{
	const struct estimate *n_eff = summary_at(w, N_EFF_RANKS);
	if (!w->b)
		return w->o->replicates ? REASON_SMALL_N_EFF : REASON_NOT_ASKED;
	if (w->h.distinct < 2)
		return REASON_CONSTANT;
	if (n_eff->status != EST_OK)
		return w->n < 100 ? REASON_SMALL_N_EFF : REASON_UNKNOWN_N_EFF;
	if (n_eff->value < 100)
		return REASON_SMALL_N_EFF;
	if (w->s->n_eff_is_bound)
		return REASON_LONG_MEMORY;
	return (double)w->n < 10 * bootstrap_block_samples(w->b) ? REASON_FEW_BLOCKS : REASON_NONE;
}

/* Figures that are linear in the shares, or nearly: their autoregression alone will do. A cv is
 * where the mean has a part in its error, a sixth of the sd's or more. */
static bool nearly_linear(const struct summary_work *w, int place)
{
	double sd = w->spread[SD].ar_se / summary_at(w, SD)->value;
	double mean = w->spread[MEAN].ar_se / summary_at(w, MEAN)->value;
	return place == MEAN || (place == CV && 6 * mean > sd) ||
	       summary_row_interval(place) == BOOTSTRAP_SHARE;
}

/* The interval by a standard error alone. */
static void plain_interval(int place, const struct linear_spread *s, double n, struct estimate *e)
{
	double half = s->critical * s->se;
	if (summary_row_interval(place) == BOOTSTRAP_SHARE) {
		bootstrap_share_interval(n, s->se, s->critical, e);
	} else if (summary_row_interval(place) == BOOTSTRAP_NORMAL) {
		e->lo = e->value - half;
		e->hi = e->value + half;
	} else {
		e->lo = e->value * exp(-half / e->value);
		e->hi = e->value * exp(half / e->value);
	}
}

/* An interval of replicates knows the figure's curvature, but not what memory may still be in the
 * series. */
static void widen_interval(const struct summary_work *w, int place, struct estimate *e)
{
	struct estimate plain = *e;
	if (isnan(e->lo) || !w->smooth[place] || !w->spread[place].widened)
		return;
	plain_interval(place, &w->spread[place], (double)w->n, &plain);
	e->lo = fmin(e->lo, plain.lo);
	e->hi = fmax(e->hi, plain.hi);
}

/* Of figures of spread: what a series lacks of them because it is short. */
static bool of_spread(int place)
{
	return place == SD || place == CV || (place >= SHANNON && place <= MIN_PLUGIN);
}

/* Half the variance of the mean, in units of that of a sample: by so much, relative or in nats, an
 * sd or an entropy comes out too small, since the samples scatter about their own mean. */
static double level_bias(const struct summary_work *w)
{
	const struct linear_spread *l = &w->level;
	/* Scaled by a d of 0.45 that an autoregression explains, it would be 6 times too large. */
	double se = w->level_moves || linear_is_scalable(l) ? fmax(l->se, l->scaled_se) : l->se;
	se = fmax(se, w->level_half / NORMAL_975);
	return se * se / l->own / 2;
}

/* The bias of the plug-in entropy is half of the sum of var(p) / p over the values
 * @[BASHARIN-1959], which dependence makes larger than what independent samples leave: by how much,
 * in nats, from a chi-square of 10 batches. */
static bool entropy_bias(const struct summary_work *w, double *bias)
{
	enum { PARTS = 10 };
	const struct coarse *c = bootstrap_cells(w->b);
	size_t blocks = bootstrap_blocks(w->b);
	uint64_t *count = malloc(c->cells * sizeof *count);
	double chi2 = 0, n = (double)w->n;
	for (size_t k = 0; count && k < PARTS; k++) {
		struct bootstrap_sample s =
		    bootstrap_part(w->b, k * blocks / PARTS, (k + 1) * blocks / PARTS, count);
		for (size_t i = 0; i < c->cells; i++) {
			double expected = (double)c->count[i] * (double)s.n / n;
			double off = (double)count[i] - expected;
			chi2 += off * off / expected;
		}
	}
	bool ok = count != NULL;
	free(count);
	*bias = fmax(chi2 / (PARTS - 1) - (double)(c->cells - 1), 0) / (2 * n);
	return ok;
}

/* Moves the upper end by the bias; there is none where it is more than half of the interval. */
static void spread_extend(struct summary_work *w, int place, double bias)
{
	struct estimate *e = summary_at(w, place);
	double extension = bias * (place == SD || place == CV ? e->value : M_LOG2E);
	if (isnan(e->lo) || !(extension > 0))
		return;
	if (extension > (e->hi - e->lo) / 2) {
		e->lo = e->hi = NAN;
		w->why[place] = REASON_LONG_MEMORY;
		return;
	}
	/* The square of a level's error varies like its mean does, times the root of 2. */
	double half = e->hi - e->value;
	e->hi = e->value + extension + hypot(half, NORMAL_975 * M_SQRT2 * extension);
}

static bool spreads_extend(struct summary_work *w)
{
	double level = level_bias(w), entropy;
	if (!entropy_bias(w, &entropy))
		return false;
	for (int place = SD; place <= MIN_PLUGIN; place++)
		if (of_spread(place))
			spread_extend(w, place, place >= SHANNON ? fmax(level, entropy) : level);
	return true;
}

/* Of a level that moves: the figure's own influence hardly shows it, and is scaled all the same.
 * The share of one value is moved by it like a quantile. */
static bool moving_spread(struct summary_work *w, int place)
{
	struct linear_spread *s = &w->spread[place];
	if (place == MIN_PLUGIN && w->level.why == REASON_LONG_MEMORY)
		return false;
	return linear_use_scaling(s) && (place == MIN_PLUGIN || s->n_eff >= LINEAR_FEWEST);
}

/* What the gates of a figure say: of its own influence where it has one, else of the ranks. */
static enum reason figure_gate(struct summary_work *w, int place, enum reason of_ranks)
{
	bool heavy = place == SD || place == CV;
	if (!w->smooth[place] || of_ranks == REASON_UNKNOWN_N_EFF)
		return of_ranks;
	if (w->level_moves && of_spread(place)) {
		w->moves[place] = true;
		if (!(place == CV && nearly_linear(w, CV)) && !moving_spread(w, place))
			return REASON_LONG_MEMORY;
	}
	return heavy && w->heavy ? REASON_HEAVY : w->spread[place].why;
}

/* On the logarithm: one of a factor e to each side says nothing of its figure. */
static bool is_wide(int place, const struct linear_spread *s, const struct estimate *e)
{
	enum bootstrap_interval kind = summary_row_interval(place);
	bool linear = kind == BOOTSTRAP_SHARE || kind == BOOTSTRAP_NORMAL;
	return !linear && s->critical * s->se > e->value;
}

/* A studentised mean of skewed values falls short of their law's more often than it exceeds it; so
 * the upper end is moved by the first term of that @[HALL-1992]. By simulation, 300 samples show
 * 0.4 of the skewness of an exponential law's squares where an sd has an interval. */
static void skewness_extend(double skewness, double n, struct estimate *e)
{
	double shown = 0.4, a = skewness / shown / sqrt(n), t = NORMAL_975;
	if (e->lo > 0 && a > 0)
		e->hi = e->value * pow(e->hi / e->value, 1 + a * (2 * t * t + 1) / (6 * t));
}

static void one_interval(
    struct summary_work *w, const struct replicates *r, int place, enum reason of_ranks)
{
	struct estimate *e = summary_at(w, place);
	enum bootstrap_interval kind = summary_row_interval(place);
	struct influence independent = {NAN, NAN, NAN};
	enum influence_figure figure;
	double se;
	bool autoregressive = w->smooth[place] && nearly_linear(w, place) &&
			      linear_use_autoregression(&w->spread[place]);
	w->why[place] = figure_gate(w, place, of_ranks);
	if (influence_figure(place, &figure))
		independent = influence_of(&w->h, figure);
	if (is_dominated(w, place, &independent))
		w->why[place] = REASON_DOMINATED;
	if (w->why[place] == REASON_NONE && w->smooth[place] &&
	    is_wide(place, &w->spread[place], e))
		w->why[place] = REASON_LONG_MEMORY;
	if (w->why[place] != REASON_NONE)
		return;
	if (kind == BOOTSTRAP_SHARE)
		prepare_share(w, place, e);
	if (autoregressive || w->spread[place].scaled) {
		plain_interval(place, &w->spread[place], (double)w->n, e);
		se = w->spread[place].se;
	} else {
		w->why[place] = replicates_interval(w, r, (size_t)place, kind, e, &se);
		widen_interval(w, place, e);
	}
	if (place == SD || place == CV)
		skewness_extend(independent.skewness, (double)w->n, e);
	if (place != LAG1 && se > 0 && independent.variance > 0)
		e->n_eff = fmin(independent.variance / (se * se), 1) * (double)w->n;
}

static void each_interval(struct summary_work *w, const struct replicates *r, enum reason of_ranks)
{
	for (int q = 0; q < QUANTILES; q++)
		w->why[Q01 + q] = quantile_interval(w, q);
	for (int place = 0; place < PLACES; place++)
		if (summary_wants(w, place) && summary_at(w, place)->status == EST_OK &&
		    !isnan(r->original[place]))
			one_interval(w, r, place, of_ranks);
}

/* ---- what the influences say ---- */

/* Memory that the level shows is in a figure too as far as that goes with the level, and harder to
 * see there under what does not. So the influence is regressed on that of the mid-ranks, and the
 * two parts, which have nothing in common, are looked at by themselves. */
static bool half_width_find(
    const struct summary_work *w, const uint64_t *count, const double *per_cell, double *half)
{
	const struct coarse *c = bootstrap_cells(w->b);
	double *rest = malloc(c->cells * sizeof *rest), both = 0, ranks = 0;
	struct linear l;
	for (size_t i = 0; i < c->cells; i++) {
		both += (double)count[i] * w->level_cell[i] * per_cell[i];
		ranks += (double)count[i] * w->level_cell[i] * w->level_cell[i];
	}
	for (size_t i = 0; rest && i < c->cells; i++)
		rest[i] = per_cell[i] - both / ranks * w->level_cell[i];
	bool ok =
	    rest && linear_of_digest(&l, w->b, 0, bootstrap_blocks(w->b), count, rest) == EST_OK;
	if (ok) {
		*half = hypot(both / ranks * w->level_half, linear_half_width(&l));
		linear_release(&l);
	}
	free(rest);
	return ok;
}

/* The spreads of influences by what these are: on few values many figures have the same, such as
 * quantiles that lie on one value. */
struct spreads {
	size_t cells, known;
	double *per_cell; /* [SPREADS][cells] */
	struct linear_spread of[SPREADS];
};

static bool spread_make(struct summary_work *w, const uint64_t *count, const double *per_cell,
    struct linear_spread *out)
{
	struct linear l;
	if (linear_of_digest(&l, w->b, 0, bootstrap_blocks(w->b), count, per_cell) != EST_OK)
		return false;
	double half = NAN;
	bool ok = half_width_find(w, count, per_cell, &half);
	*out = linear_spread_within(&l, half);
	linear_release(&l);
	return ok;
}

/* The spread of the influence in per_cell[]; a share of nothing or everything has none, and is as
 * its neighbours are: see prepare_share. */
static bool spread_find(struct summary_work *w, struct spreads *s, int place, const uint64_t *count,
    const double *per_cell, struct linear_spread *out)
{
	size_t i = 0, size = s->cells * sizeof *per_cell;
	while (i < s->known && memcmp(s->per_cell + i * s->cells, per_cell, size) != 0)
		i++;
	if (i == s->known) {
		if (!spread_make(w, count, per_cell, &s->of[i]))
			return false;
		memcpy(s->per_cell + i * s->cells, per_cell, size);
		s->known++;
	}
	*out = s->of[i];
	if (out->why == REASON_CONSTANT && summary_row_interval(place) == BOOTSTRAP_SHARE)
		out->why = REASON_NONE;
	return true;
}

/* Of the shares at or below the quantile's value and below it: the one that says less. */
static bool spread_quantile(struct summary_work *w, struct spreads *known,
    const struct replicate *r, int q, const uint64_t *count, double *per_cell)
{
	const struct coarse *c = bootstrap_cells(w->b);
	struct linear_spread *s = &w->spread[Q01 + q];
	for (size_t side = 0; side < 2; side++) {
		struct linear_spread one;
		replicate_influence_of_share(c, r->quantile[q] + side, per_cell);
		if (!spread_find(w, known, Q01 + q, count, per_cell, &one))
			return false;
		if (one.why == REASON_CONSTANT)
			continue;
		bool less = !w->smooth[Q01 + q] || one.why == REASON_LONG_MEMORY ||
			    (s->why != REASON_LONG_MEMORY && one.n_eff < s->n_eff);
		*s = less ? one : *s;
		w->smooth[Q01 + q] = true;
	}
	if (w->level_moves && (w->level.why == REASON_LONG_MEMORY || !linear_use_scaling(s)))
		s->why = REASON_LONG_MEMORY;
	w->moves[Q01 + q] = s->moves || w->level_moves;
	return true;
}

/* The level: the influence of the mid-ranks, which outliers cannot dominate. */
static bool level_find(struct summary_work *w, const uint64_t *count, double *per_cell)
{
	const struct coarse *c = bootstrap_cells(w->b);
	double below = 0, n = (double)w->n;
	struct linear l;
	for (size_t i = 0; i < c->cells; i++) {
		per_cell[i] = (below + (double)count[i] / 2) / n - 0.5;
		below += (double)count[i];
	}
	if (linear_of_digest(&l, w->b, 0, bootstrap_blocks(w->b), count, per_cell) != EST_OK)
		return false;
	w->level_half = linear_half_width(&l);
	w->level = linear_spread_within(&l, w->level_half);
	memcpy(w->level_cell, per_cell, c->cells * sizeof *per_cell);
	w->level_moves = w->level.moves;
	linear_use_autoregression(&w->level);
	linear_release(&l);
	return true;
}

static bool spreads_find(struct summary_work *w, const struct replicate *r)
{
	size_t cells = bootstrap_cells(w->b)->cells;
	uint64_t *count = malloc(cells * sizeof *count);
	double row[REPLICATE_FIGURES], *per_cell = malloc(cells * sizeof *per_cell);
	struct spreads known = {
	    .cells = cells, .per_cell = malloc(SPREADS * cells * sizeof(double))};
	w->level_cell = calloc(cells, sizeof *w->level_cell);
	bool ok = count && per_cell && known.per_cell && w->level_cell;
	struct bootstrap_sample whole = {.n = 0};
	if (ok) {
		whole = bootstrap_part(w->b, 0, bootstrap_blocks(w->b), count);
		replicate_figures(&whole, (void *)(uintptr_t)r, row);
	}
	ok = ok && level_find(w, count, per_cell);
	for (int place = 0; ok && place < PLACES; place++) {
		w->smooth[place] =
		    summary_wants(w, place) && replicate_influence(r, &whole, row, place, per_cell);
		if (w->smooth[place]) {
			ok = spread_find(w, &known, place, count, per_cell, &w->spread[place]);
			w->moves[place] = w->spread[place].moves;
		}
	}
	for (int q = 0; ok && q < QUANTILES; q++)
		if (summary_wants(w, Q01 + q))
			ok = spread_quantile(w, &known, r, q, count, per_cell);
	free(w->level_cell);
	w->level_cell = NULL;
	free(known.per_cell);
	free(count);
	free(per_cell);
	return ok;
}

static bool distribution_intervals(struct summary_work *w, enum reason of_ranks)
{
	struct replicate context;
	struct replicates r = {0};
	if (replicate_init(&context, bootstrap_cells(w->b), &w->h,
		lattice_whole(summary_at(w, TICK)), w->o) != EST_OK)
		return false;
	bool ok =
	    spreads_find(w, &context) && summary_pieces(w, &context) &&
	    replicates_make(w, replicate_figures, &context, REPLICATE_FIGURES, 0, BATCH_LEVELS, &r);
	if (ok) {
		struct estimate entropy = *summary_at(w, MIN_PLUGIN);
		summary_at(w, MIN_PLUGIN)->value = exp2(-entropy.value);
		each_interval(w, &r, of_ranks);
		entropy_intervals(w);
		struct estimate share = *summary_at(w, MIN_PLUGIN);
		most_common_interval(w, &share, &entropy);
		*summary_at(w, MIN_PLUGIN) = entropy;
		ok = spreads_extend(w);
	}
	replicates_release(&r);
	replicate_release(&context);
	return ok;
}

bool summary_intervals(struct summary_work *w)
{
	enum reason why = ranks_gate(w);
	bool digested = w->b && w->h.distinct > 1;
	for (int q = 0; q < QUANTILES; q++)
		w->quantile_n_eff[q] = NAN;
	for (int place = 0; place < PLACES; place++)
		w->why[place] = why;
	if (!digested)
		return true;
	w->heavy = tail_is_heavy(&w->h);
	if (!distribution_intervals(w, why))
		return false;
	if (why == REASON_NONE && w->s->modes.status == EST_OK && !mode_intervals(w))
		return false;
	keep_in_bounds(w);
	return true;
}
