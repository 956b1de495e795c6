/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "modality_figures.h"

#include "batch_figures.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { CELLS = 512, RIVALS = MIXTURE_FAMILIES * MIXTURE_MAX, REPLICATES = 200, LEVELS = 3 };

/* What replicates need to know: the chosen modes, fewer cells to fit on, and the fits among which
 * each of them chooses. */
struct work {
	const struct modality *y;
	double scale; /* n_eff / n */
	struct coarse merged;
	uint32_t *merged_of; /* for each cell of the dictionary, the merged one */
	uint64_t *middle;    /* of each merged cell */
	/* What a sample of a mode in a merged cell adds, from the mode's peak. */
	struct modality_sums (*each)[MIXTURE_MAX];
	int rivals;
	const struct mixture *rival[RIVALS];
	double *log_p[RIVALS]; /* of each cell of the dictionary */
	double penalty[RIVALS];
};

/* ---- fewer cells ---- */

/* The spread of the narrowest component that is near x, or of the nearest. */
static double spread_at(const struct mixture *m, double x)
{
	double nearest = INFINITY, spread = INFINITY;
	for (int k = 0; k < m->k; k++) {
		struct mixture_component c = mixture_in_ticks(m, k);
		double own = m->family == MIXTURE_MODIFIED_NORMAL ? m->component[k].sd : c.sd;
		double away = fmax(fabs(x - c.mean) - 6 * c.sd, 0);
		if (away < nearest || (away <= 0 && own < spread)) {
			nearest = away;
			spread = own + away;
		}
	}
	return spread;
}

/* Joins neighbouring cells up to a quarter of the spread there. */
static bool merge_cells(struct work *w, const struct coarse *c)
{
	struct coarse *m = &w->merged;
	size_t room = c->cells < CELLS ? c->cells : CELLS, last = 0;
	*m = (struct coarse){.n = c->n, .base = c->base};
	m->lo = malloc(room * sizeof *m->lo);
	m->hi = malloc(room * sizeof *m->hi);
	w->merged_of = malloc(c->cells * sizeof *w->merged_of);
	w->middle = malloc(room * sizeof *w->middle);
	if (!m->lo || !m->hi || !w->merged_of || !w->middle)
		return false;
	m->lo[0] = c->lo[0];
	for (size_t i = 0; i < c->cells; i++) {
		double width = (double)(c->hi[i] - m->lo[last]);
		if (width > spread_at(&w->y->mixture, (double)c->lo[i]) / 4 && last + 1 < room &&
		    i > 0)
			m->lo[++last] = c->lo[i];
		m->hi[last] = c->hi[i];
		w->middle[last] = m->lo[last] + (m->hi[last] - m->lo[last]) / 2;
		w->merged_of[i] = (uint32_t)last;
	}
	m->cells = last + 1;
	return true;
}

/* A cell may be wide where samples are rare, as between two modes: what its samples are of each
 * mode, comes from the series itself. */
static bool find_each(struct work *w, const struct coarse *c, const struct histogram *h)
{
	w->each = calloc(w->merged.cells, sizeof *w->each);
	for (size_t i = 0; w->each && i < h->distinct; i++) {
		struct modality_sums *each = w->each[w->merged_of[c->of[i]]];
		double share[MIXTURE_MAX];
		modality_shares(w->y, h->value[i], h->value[i], share);
		for (int mode = 0; mode < (int)w->y->modes.value; mode++) {
			double away = (double)h->value[i] - w->y->peak[mode],
			       n = (double)h->count[i] * share[mode];
			modality_add(&each[mode], n, away);
		}
	}
	return w->each != NULL;
}

/* Mean and sd of the modes of a replicate, z, by its own fit's shares of each cell. */
static void find_moments(const struct work *w, const uint64_t *count, struct modality *z)
{
	struct modality_sums sums[MIXTURE_MAX] = {{0}};
	for (size_t i = 0; i < w->merged.cells; i++) {
		double share[MIXTURE_MAX];
		if (!count[i])
			continue;
		modality_shares(z, w->merged.lo[i], w->merged.hi[i], share);
		for (int mode = 0; mode < (int)z->modes.value; mode++) {
			const struct modality_sums *each = &w->each[i][mode];
			double n = each->n > 0 ? (double)count[i] * share[mode] : 0;
			sums[mode].n += n;
			sums[mode].first += n > 0 ? n * each->first / each->n : 0;
			sums[mode].second += n > 0 ? n * each->second / each->n : 0;
		}
	}
	modality_set_moments(z, w->y->peak, sums);
}

/* ---- which fit a replicate would have chosen ---- */

static bool add_rival(struct work *w, const struct mixture *m, double bic, const struct coarse *c)
{
	double half = m->tick / 2, *log_p = malloc(c->cells * sizeof *log_p);
	if (!log_p)
		return false;
	for (size_t i = 0; i < c->cells; i++)
		log_p[i] = log(fmax(
		    mixture_between(m, (double)c->lo[i] - half, (double)c->hi[i] + half), 1e-300));
	w->log_p[w->rivals] = log_p;
	/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): log_p is freed with the work */
	w->penalty[w->rivals] = bic + 2 * w->scale * m->log_likelihood;
	w->rival[w->rivals++] = m;
	return true;
}

/* Those that are not hopelessly behind: the difference of two log likelihoods has a spread of the
 * order of its own root in replicates, seldom more. */
static bool add_rivals(struct work *w, const struct modality_fits *all, const struct coarse *c)
{
	double least = all->bic[w->y->mixture.family][w->y->mixture.k - 1];
	for (int f = 0; f < MIXTURE_FAMILIES; f++)
		for (int k = 0; k < MIXTURE_MAX; k++)
			if (all->bic[f][k] < least + 400 &&
			    !add_rival(w, &all->fit[f][k], all->bic[f][k], c))
				return false;
	return true;
}

/* The fit that has the least BIC in a replicate, unchanged. */
static const struct mixture *find_winner(const struct work *w, const struct bootstrap_sample *s)
{
	const struct mixture *best = &w->y->mixture;
	double least = INFINITY;
	for (int j = 0; j < w->rivals; j++) {
		double sum = 0;
		for (size_t i = 0; i < s->cells->cells; i++)
			sum += (double)s->count[i] * w->log_p[j][i];
		/* A part of the series, as batches leave it, has fewer effective samples. */
		double bic =
		    -2 * w->scale * sum * (double)s->cells->n / (double)s->n + w->penalty[j];
		if (bic < least) {
			least = bic;
			best = w->rival[j];
		}
	}
	return best;
}

/* ---- a replicate ---- */

static double figure_of(const struct modality *y, int figure, int mode)
{
	struct estimate e = estimate_absent(EST_NOT_APPLICABLE, 0);
	switch (figure) {
	case MODE_WEIGHT: /* all there is, but for rounding */
		return y->modes.value < 2 && y->mixture.background <= 0 ? 1 : y->share[mode];
	case MODE_MEAN:
		return y->mean[mode];
	case MODE_SD:
		return y->sd[mode];
	case MODE_PEAK:
		return y->peak[mode];
	case MODE_ANTIMODE:
		return mode + 1 < (int)y->modes.value ? y->antimode[mode] : NAN;
	case MODE_ASHMAN:
		e = modality_ashman(y, mode);
		break;
	case MODE_OVERLAP: /* its logarithm: errors are of so many per cent */
		e = modality_overlap(y, mode);
		e.value = log(e.value);
		break;
	}
	return e.status == EST_OK ? e.value : NAN;
}

/* Has z the modes of y, each between the same antimodes? */
static bool same_modes(const struct modality *y, const struct modality *z)
{
	int modes = (int)y->modes.value;
	bool same = z->modes.value == y->modes.value;
	for (int i = 0; same && i + 1 < modes; i++)
		same = z->peak[i] <= y->antimode[i] && z->peak[i + 1] >= y->antimode[i];
	return same;
}

/* out[figure * MIXTURE_MAX + mode]. Fitted to within a hundredth in the log likelihood: far below
 * what a replicate scatters. */
static void figures_of_sample(const struct bootstrap_sample *s, void *context, double *out)
{
	const struct work *w = context;
	uint64_t count[CELLS] = {0};
	for (int j = 0; j < MODALITY_FIGURES * MIXTURE_MAX; j++)
		out[j] = NAN;
	for (size_t i = 0; i < s->cells->cells; i++)
		count[w->merged_of[i]] += s->count[i];
	struct mixture m =
	    mixture_refine(&w->merged, count, find_winner(w, s), 60, 0.01 / (double)s->n);
	struct histogram h = {.n = s->n,
	    .distinct = w->merged.cells,
	    .value = w->middle,
	    .count = count}; /* borrowed */
	struct modality z = modality_of_mixture(&m, &h, w->scale * (double)s->n);
	bool same = same_modes(w->y, &z);
	if (same)
		find_moments(w, count, &z);
	for (int j = 0; same && j < MODALITY_FIGURES * MIXTURE_MAX; j++)
		if (j % MIXTURE_MAX < (int)z.modes.value)
			out[j] = figure_of(&z, j / MIXTURE_MAX, j % MIXTURE_MAX);
}

/* ---- intervals ---- */

struct resampled {
	unsigned count;
	double original[MODALITY_FIGURES * MIXTURE_MAX], *replicate;
	struct batches batches[MODALITY_FIGURES * MIXTURE_MAX];
};

static enum bootstrap_interval kind_of(int figure)
{
	static const enum bootstrap_interval kind[] = {[MODE_WEIGHT] = BOOTSTRAP_SHARE,
	    [MODE_MEAN] = BOOTSTRAP_NORMAL,
	    [MODE_SD] = BOOTSTRAP_LOG_NORMAL,
	    [MODE_PEAK] = BOOTSTRAP_PERCENTILE,
	    [MODE_ANTIMODE] = BOOTSTRAP_PERCENTILE,
	    [MODE_ASHMAN] = BOOTSTRAP_LOG_NORMAL,
	    [MODE_OVERLAP] = BOOTSTRAP_NORMAL};
	return kind[figure];
}

/* Do 19 in 20 replicates have the modes of the series? */
static bool is_settled(const struct resampled *r)
{
	unsigned have = 0;
	for (unsigned i = 0; i < r->count; i++)
		have += !isnan(r->replicate[(size_t)i * MODALITY_FIGURES * MIXTURE_MAX]);
	return !isnan(r->original[0]) && have * 20 >= r->count * 19;
}

/* What a mode's mean and sd would vary by, were its samples independent and normal. */
static void imply_n_eff(struct modality_figures *out, int figure, int mode, double se, double n)
{
	double sd = out->at[MODE_SD][mode].value, share = out->at[MODE_WEIGHT][mode].value;
	double factor = figure == MODE_MEAN ? 1 : 2;
	if (se > 0 && sd > 0)
		out->at[figure][mode].n_eff = fmin(sd * sd / (factor * share * se * se), n);
}

/* A place is a value that the counter can show, or the middle of two. */
static double on_half_ticks(double value, double end, double tick)
{
	return value + round((end - value) / tick * 2) * tick / 2;
}

static void one_interval(struct modality_figures *out, const struct work *w,
    const struct bootstrap *b, const struct resampled *r, int figure, int mode)
{
	static const enum reason why[] = {[BOOTSTRAP_MADE] = REASON_NONE,
	    [BOOTSTRAP_GROWS] = REASON_GROWS,
	    [BOOTSTRAP_UNDETERMINED] = REASON_UNDETERMINED};
	struct estimate *e = &out->at[figure][mode];
	size_t column = (size_t)figure * MIXTURE_MAX + (size_t)mode;
	/* Of a value on the lattice, which moves in steps, the batches give no variance. */
	bool steps = figure == MODE_PEAK || figure == MODE_ANTIMODE;
	double se;
	if (e->status != EST_OK)
		return;
	out->why[figure][mode] = why[bootstrap_interval(b, kind_of(figure), r->original[column],
	    r->replicate, r->count, MODALITY_FIGURES * MIXTURE_MAX, column,
	    steps ? NULL : &r->batches[column], e, &se)];
	if (figure == MODE_MEAN || figure == MODE_SD)
		imply_n_eff(out, figure, mode, se, (double)e->n);
	if (steps && !isnan(e->lo)) {
		e->lo = on_half_ticks(e->value, e->lo, w->y->mixture.tick);
		e->hi = on_half_ticks(e->value, e->hi, w->y->mixture.tick);
	}
	/* What moves the weight as slowly as the series is long moves these too. */
	if (steps && out->why[MODE_WEIGHT][mode] == REASON_GROWS)
		out->why[figure][mode] = REASON_GROWS;
	if (out->why[figure][mode] != REASON_NONE)
		e->lo = e->hi = NAN;
}

/* A mode on one value: it is somewhere in that value's cell, and no wider. */
static void pinned_intervals(struct modality_figures *out, const struct modality *y)
{
	for (int i = 0; i < out->modes; i++) {
		struct estimate *mean = &out->at[MODE_MEAN][i], *sd = &out->at[MODE_SD][i];
		if (y->sd[i] > 0)
			continue;
		mean->lo = mean->value - y->mixture.tick / 2;
		mean->hi = mean->value + y->mixture.tick / 2;
		sd->lo = sd->hi = NAN;
		out->why[MODE_MEAN][i] = REASON_NONE;
		out->why[MODE_SD][i] = REASON_BELOW_RESOLUTION;
	}
}

/* Back from the logarithm. None at all has no interval. */
static void restore_overlaps(struct modality_figures *out)
{
	for (int i = 0; i < out->modes; i++) {
		struct estimate *e = &out->at[MODE_OVERLAP][i];
		if (e->status != EST_OK)
			continue;
		e->value = exp(e->value);
		e->lo = exp(e->lo);
		e->hi = exp(e->hi);
		e->hi = e->hi > 1 ? 1 : e->hi; /* nan, no interval, stays */
	}
}

/* No figure is outside what it can be, nor an interval beside its value. */
static void keep_in_bounds(struct modality_figures *out, const struct histogram *h)
{
	double least = (double)h->value[0], most = (double)h->value[h->distinct - 1];
	for (int figure = 0; figure < MODALITY_FIGURES; figure++)
		for (int i = 0; i < out->modes; i++) {
			struct estimate *e = &out->at[figure][i];
			bool place = figure == MODE_PEAK || figure == MODE_ANTIMODE;
			if (isnan(e->lo) || isnan(e->hi))
				continue;
			e->lo = fmin(e->value, place ? fmax(e->lo, least) : e->lo);
			e->hi = fmax(e->value, place ? fmin(e->hi, most) : e->hi);
		}
}

static void no_intervals(struct modality_figures *out, enum reason why)
{
	for (int figure = 0; figure < MODALITY_FIGURES; figure++)
		for (int i = 0; i < out->modes; i++)
			out->why[figure][i] = why;
}

static bool resample_figures(const struct bootstrap *b, struct work *w, struct resampled *r)
{
	enum { K = MODALITY_FIGURES * MIXTURE_MAX };
	r->count = bootstrap_replicates(b) < REPLICATES ? bootstrap_replicates(b) : REPLICATES;
	r->replicate = malloc(r->count * K * sizeof *r->replicate);
	return r->replicate &&
	       bootstrap_run(b, figures_of_sample, w, K, REPLICATES, r->original, r->replicate) ==
		   EST_OK &&
	       batches_of_figures(b, figures_of_sample, w, K, LEVELS, r->batches) == EST_OK;
}

static bool find_intervals(struct modality_figures *out, const struct bootstrap *b,
    const struct modality_fits *all, const struct histogram *h, struct work *w)
{
	const struct coarse *c = bootstrap_cells(b);
	struct resampled r = {0};
	bool ok = merge_cells(w, c) && find_each(w, c, h) && add_rivals(w, all, c) &&
		  resample_figures(b, w, &r);
	if (ok && !is_settled(&r)) {
		no_intervals(out, REASON_CHANGING);
	} else if (ok) {
		for (int figure = 0; figure < MODALITY_FIGURES; figure++)
			for (int i = 0; i < out->modes; i++)
				one_interval(out, w, b, &r, figure, i);
		pinned_intervals(out, w->y);
		keep_in_bounds(out, h);
	}
	free(r.replicate);
	for (int j = 0; j < w->rivals; j++)
		free(w->log_p[j]);
	coarse_release(&w->merged);
	free(w->merged_of);
	free(w->middle);
	free(w->each);
	return ok;
}

/* ---- all of them ---- */

static void put_values(struct modality_figures *out, const struct modality *y, size_t n)
{
	*out = (struct modality_figures){.modes = (int)y->modes.value};
	for (int figure = 0; figure < MODALITY_FIGURES; figure++)
		for (int i = 0; i < out->modes; i++) {
			double value = figure_of(y, figure, i);
			bool pair = figure >= MODE_ANTIMODE && i + 1 == out->modes;
			struct estimate *e = &out->at[figure][i];
			*e = !isnan(value)
				 ? estimate_point(value, n)
				 : estimate_absent(pair ? EST_NOT_APPLICABLE : EST_DEGENERATE, n);
			e->n_eff = y->components.n_eff;
		}
}

static enum reason unfit_reason(const struct modality *y, const struct histogram *h,
    bool long_memory, const struct bootstrap_options *options)
{
	if (h->distinct < 2)
		return REASON_CONSTANT;
	if (options->replicates == 0)
		return REASON_NOT_ASKED;
	if (!(y->components.n_eff >= 200))
		return REASON_FEW_FOR_MODES;
	return long_memory ? REASON_LONG_MEMORY : REASON_NONE;
}

enum estimate_status modality_figures_of(struct modality_figures *out, const struct modality *y,
    const struct modality_fits *all, const uint64_t *x, size_t n, const struct histogram *h,
    bool long_memory, const struct bootstrap_options *options)
{
	struct bootstrap *b = NULL;
	struct work w = {.y = y};
	put_values(out, y, n);
	enum reason why = unfit_reason(y, h, long_memory, options);
	if (why != REASON_NONE) {
		no_intervals(out, why);
		restore_overlaps(out);
		return EST_OK;
	}
	w.scale = y->components.n_eff / (double)n;
	if (bootstrap_open(&b, x, n, h, options) != EST_OK)
		return EST_NO_MEMORY;
	bool ok = true;
	if ((double)n < 10 * bootstrap_block_samples(b))
		no_intervals(out, REASON_FEW_BLOCKS);
	else
		ok = find_intervals(out, b, all, h, &w);
	bootstrap_close(b);
	restore_overlaps(out);
	return ok ? EST_OK : EST_NO_MEMORY;
}
