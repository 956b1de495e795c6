/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "summary.h"

#include "acf.h"
#include "entropy.h"
#include "lattice.h"
#include "modality.h"
#include "moments.h"
#include "neff.h"
#include "quantiles.h"
#include "rank_lag1.h"
#include "summary_work_private.h"

#include <math.h>
#include <stdlib.h>

static bool make_rows(struct summary *s, size_t n, enum estimate_status status)
{
	s->rows = PLACES;
	s->row = malloc(s->rows * sizeof *s->row);
	s->acf = malloc((SUMMARY_LAGS + 1) * sizeof *s->acf);
	s->acf_rank = malloc((SUMMARY_LAGS + 1) * sizeof *s->acf_rank);
	if (!s->row || !s->acf || !s->acf_rank) {
		summary_release(s);
		return false;
	}
	for (int k = 0; k <= SUMMARY_LAGS; k++)
		s->acf[k] = s->acf_rank[k] = estimate_absent(status, n);
	for (int i = 0; i < PLACES; i++)
		s->row[i] = (struct summary_row){summary_row_figure(i),
		    summary_row_method(i, REASON_NONE), estimate_absent(status, n)};
	return true;
}

static void fill_distribution(struct summary_work *w)
{
	const struct histogram *h = &w->h;
	struct moments m = moments_of_histogram(h);
	*summary_at(w, SAMPLES) = estimate_point((double)h->n, h->n);
	*summary_at(w, MIN) = m.min;
	*summary_at(w, MAX) = m.max;
	*summary_at(w, MEAN) = m.mean;
	*summary_at(w, SD) = m.sd;
	*summary_at(w, CV) = m.cv;
	for (int q = 0; q < QUANTILES; q++)
		*summary_at(w, Q01 + q) = quantiles_at(h, summary_quantile[q]);
	*summary_at(w, MAD) = quantiles_mad(h);
	*summary_at(w, DISTINCT) = lattice_distinct(h);
	*summary_at(w, TICK) = lattice_effective_tick(h);
	*summary_at(w, LSB) = lattice_odd_share(h);
	*summary_at(w, LSB_EFFECTIVE) =
	    summary_at(w, TICK)->status == EST_OK
		? lattice_odd_share_of_ticks(h, lattice_whole(summary_at(w, TICK)))
		: estimate_absent(summary_at(w, TICK)->status, h->n);
	*summary_at(w, SHANNON) = entropy_shannon(h);
	*summary_at(w, SHANNON_MM) = entropy_shannon_mm(h);
	*summary_at(w, GRASSBERGER) = entropy_shannon_grassberger(h);
	*summary_at(w, COLLISION) = entropy_collision(h);
	*summary_at(w, MIN_PLUGIN) = entropy_min_plugin(h);
	*summary_at(w, MIN_MCV) = entropy_min_mcv(h);
	*summary_at(w, FAST) = quantiles_window_share(h, w->o->fast_lo_ticks, w->o->fast_hi_ticks);
	*summary_at(w, SLOW) = quantiles_window_share(h, w->o->slow_lo_ticks, w->o->slow_hi_ticks);
}

/* ---- order ---- */

/* acf[0 .. SUMMARY_LAGS] and the figure of lag 1. */
static void put_acf(struct summary_work *w, struct estimate *acf, int lag1,
    enum estimate_status status, const double *rho, size_t lags)
{
	for (size_t k = 0; k <= lags && k <= SUMMARY_LAGS; k++) {
		double band = status == EST_OK && k ? acf_bartlett_band(rho, k, w->n) : 0;
		acf[k] = estimate_absent(status, w->n);
		if (status == EST_OK)
			acf[k] = (struct estimate){
			    rho[k], rho[k] - band, rho[k] + band, w->n, NAN, EST_OK, NULL, {0}};
	}
	if (lags >= 1)
		*summary_at(w, lag1) =
		    status == EST_OK ? estimate_point(rho[1], w->n) : estimate_absent(status, w->n);
}

/* Never more than n: where neighbours repel each other the mean is known better than from n
 * independent samples, and nothing else is. Below 100 samples it means nothing. */
static struct estimate at_most_n(struct estimate n_eff, size_t n)
{
	if (n < 100)
		return estimate_absent(EST_TOO_SHORT, n);
	if (n_eff.status == EST_OK)
		n_eff.value = fmin(n_eff.value, (double)n);
	return n_eff;
}

static void put_neff(struct summary_work *w, const struct neff *raw, const struct neff *ranks)
{
	*summary_at(w, TAU) = w->n < 100 ? estimate_absent(EST_TOO_SHORT, w->n) : raw->tau_int;
	*summary_at(w, N_EFF) = at_most_n(raw->n_eff, w->n);
	*summary_at(w, N_EFF_RANKS) = at_most_n(ranks->n_eff, w->n);
	w->s->n_eff_is_bound = ranks->grows;
	/* Where the ranks' memory is that long, n_eff bounds too: a few outliers hide it there. */
	bool bound[] = {raw->grows, raw->grows || ranks->grows, ranks->grows};
	for (int i = TAU; i <= N_EFF_RANKS; i++)
		if (bound[i - TAU])
			w->s->row[i].method = summary_row_method(i, REASON_BOUND);
}

static bool fill_order(struct summary_work *w)
{
	double raw[NEFF_LAGS + 1], ranks[NEFF_LAGS + 1];
	size_t lags = w->n > NEFF_LAGS ? NEFF_LAGS : w->n ? w->n - 1 : 0;
	enum estimate_status a = acf_of_ticks(w->x, w->n, lags, raw);
	enum estimate_status b = neff_acf_of_ranks(w->x, w->n, &w->h, lags, ranks);
	put_acf(w, w->s->acf, LAG1, a, raw, lags);
	put_acf(w, w->s->acf_rank, RANK_LAG1, b, ranks, lags);
	if (w->n)
		*summary_at(w, WHITE_BAND) = estimate_point(acf_white_band(w->n), w->n);
	struct neff of_raw = neff_of_ticks(w->x, w->n, a == EST_OK ? raw : NULL, lags);
	struct neff of_ranks = neff_of_ranks(w->x, w->n, &w->h, b == EST_OK ? ranks : NULL, lags);
	put_neff(w, &of_raw, &of_ranks);
	return a != EST_NO_MEMORY && b != EST_NO_MEMORY && of_raw.n_eff.status != EST_NO_MEMORY &&
	       of_ranks.n_eff.status != EST_NO_MEMORY;
}

/* Where no interval implies an n_eff of its own. */
static void set_n_eff(struct summary_work *w)
{
	for (int i = 0; i < PLACES; i++) {
		bool of_values = i == MEAN || i == SD || i == CV || i == LAG1;
		bool none = i == SAMPLES || i == MIN || i == MAX || i == DISTINCT || i == TICK ||
			    (i >= TAU && i != LAG1);
		const struct estimate *from = summary_at(w, of_values ? N_EFF : N_EFF_RANKS);
		if (!none && summary_at(w, i)->status == EST_OK && from->status == EST_OK)
			summary_at(w, i)->n_eff = from->value;
	}
}

/* ---- modes ---- */

enum { MODE_FIGURES = BACKGROUND - MODE1 + 1 };

/* Do two modes describe the series better than one (BIC, at the effective sample size), each with
 * samples enough, apart from each other, and without most of it left over? */
static bool two_modes(const struct summary_work *w, const struct mixture *two, double one)
{
	const struct estimate *ranks = summary_at(w, N_EFF_RANKS);
	double n = (double)w->n, n_eff = ranks->status == EST_OK ? ranks->value : n;
	double least = fmax(10, n / 1000) / n;
	return (two->log_likelihood - one) * n_eff / n >= 1.5 * log(n_eff) &&
	       two->background <= 0.3 && two->component[0].weight >= least &&
	       two->component[1].weight >= least && modality_apart(two, 0, 1, &w->h, n_eff);
}

/* A component that has 99 % of itself in the cell of one value is there, and its width is unknown:
 * the likelihood is flat below about a fifth of a tick. */
static void pin_component(struct summary_work *w, int k, double *mean, double *sd)
{
	const struct mixture *m = &w->s->modes;
	double origin = (double)w->h.value[0], g = m->tick;
	double value = origin + floor((m->component[k].mean - origin) / g + 0.5) * g;
	struct mixture alone = {.k = 1, .component = {m->component[k]}};
	alone.component[0].weight = 1;
	w->pinned[k] = mixture_between(&alone, value - g / 2, value + g / 2) > 0.99;
	*mean = w->pinned[k] ? value : m->component[k].mean;
	*sd = w->pinned[k] ? 0 : m->component[k].sd;
}

static void put_modes(struct summary_work *w)
{
	const struct mixture *m = &w->s->modes;
	double value[MODE_FIGURES] = {0};
	for (int k = 0; k < 2 && m->status == EST_OK; k++) {
		pin_component(w, k, &value[3 * k], &value[3 * k + 1]);
		value[3 * k + 2] = m->component[k].weight;
	}
	value[MODE_FIGURES - 1] = m->background;
	for (int i = 0; i < MODE_FIGURES; i++)
		*summary_at(w, MODE1 + i) = m->status == EST_OK ? estimate_point(value[i], w->n)
								: estimate_absent(m->status, w->n);
}

static void fill_modes(struct summary_work *w)
{
	struct mixture one = {.status = EST_NOT_APPLICABLE};
	struct mixture_options o = {.k = 1,
	    .tick = w->o->tick > 0 ? w->o->tick : 1,
	    .background = true,
	    .seed = w->o->seed,
	    .max_iterations = 5000,
	    .smaller = &one};
	struct mixture *two = &w->s->modes;
	*two = (struct mixture){.status = EST_NOT_APPLICABLE};
	if (!w->o->without_modes) {
		one = mixture_fit(&w->h, &o);
		o.k = 2;
		*two = mixture_fit(&w->h, &o);
		bool fitted = two->status == EST_OK || two->status == EST_NOT_CONVERGED;
		if (fitted && one.status == EST_OK && !two_modes(w, two, one.log_likelihood))
			two->status = EST_DEGENERATE;
	}
	put_modes(w);
}

/* ---- all of them ---- */

static void put_methods(struct summary_work *w)
{
	for (int i = 0; i < PLACES; i++) {
		struct summary_row *r = &w->s->row[i];
		bool withheld = r->estimate.status == EST_OK && isnan(r->estimate.lo);
		enum reason made =
		    w->spread[i].scaled && w->smooth[i] ? REASON_SCALED : REASON_NONE;
		if (i < TAU || i == LAG1)
			r->method = summary_row_method(i, withheld ? w->why[i] : made);
	}
}

static bool fill_rank_lag1(struct summary_work *w)
{
	struct estimate *e = summary_at(w, RANK_LAG1);
	return !summary_wants(w, RANK_LAG1) || rank_lag1_interval(e, w->x, w->n, &w->h) == EST_OK;
}

static bool fill_summary(struct summary_work *w)
{
	const struct summary_options *o = w->o;
	struct bootstrap_options b = {
	    .seed = o->seed, .replicates = o->replicates, .threads = o->threads};
	enum estimate_status status = EST_TOO_SHORT;
	fill_distribution(w);
	if (!fill_order(w))
		return false;
	fill_modes(w);
	set_n_eff(w);
	if (w->s->modes.status == EST_NO_MEMORY || !fill_rank_lag1(w))
		return false;
	if (o->replicates)
		status = bootstrap_open(&w->b, w->x, w->n, &w->h, &b);
	if (status == EST_OK)
		*summary_at(w, BLOCK) = estimate_point(bootstrap_block_samples(w->b), w->n);
	bool ok = status != EST_NO_MEMORY && summary_intervals(w);
	if (ok)
		put_methods(w);
	return ok;
}

enum estimate_status summary_init(
    struct summary *s, const uint64_t *x, size_t n, const struct summary_options *options)
{
	struct summary_work w = {.s = s, .x = x, .n = n, .o = options};
	*s = (struct summary){.seed = options->seed, .replicates = options->replicates};
	if (!make_rows(s, n, EST_TOO_SHORT))
		return EST_NO_MEMORY;
	bool ok = histogram_init(&w.h, x, n) == EST_OK && fill_summary(&w);
	bootstrap_close(w.b);
	histogram_release(&w.h);
	if (!ok)
		summary_release(s);
	return ok ? EST_OK : EST_NO_MEMORY;
}

enum estimate_status summary_init_absent(struct summary *s, size_t n, const char *why)
{
	*s = (struct summary){.modes = {.status = EST_NOT_APPLICABLE}};
	if (!make_rows(s, n, EST_NOT_APPLICABLE))
		return EST_NO_MEMORY;
	for (size_t i = 0; i < s->rows; i++)
		s->row[i].method = why;
	return EST_OK;
}

void summary_release(struct summary *s)
{
	free(s->row);
	free(s->acf);
	free(s->acf_rank);
	*s = (struct summary){0};
}

const struct summary_row *summary_find(const struct summary *s, enum figure_id figure)
{
	for (size_t i = 0; i < s->rows; i++)
		if (s->row[i].figure == figure)
			return &s->row[i];
	return NULL;
}
