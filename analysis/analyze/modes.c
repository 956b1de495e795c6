/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Number of modes, and the order in which they come. The fit is a mixture chosen by BIC with the
 * counter's rounding in its likelihood (estimate/modes/modality); samples are labelled by the
 * antimodes between modes, since a hard bound is what an observer of one sample has. Shares,
 * transitions and dwell times are of these labels. Where the mixture of the whole leaves the number
 * open, consecutive pieces are fitted too. Cost: the fits, one for each number of components and
 * family on the distinct values.
 */
#include "modes_private.h"

#include "changepoint.h"
#include "curves_private.h"
#include "dip.h"
#include "dynamics.h"
#include "modality_figures.h"
#include "mode_pieces.h"
#include "share.h"

#include <math.h>
#include <stdlib.h>

enum { STRIP = 400 }; /* columns of the plot of the modes in time */

static const struct place here = {"all", "native"};
static const char *const mode_scope[MIXTURE_MAX] = {
    "mode 1", "mode 2", "mode 3", "mode 4", "mode 5"};

/* Where two neighbouring modes part: sample x belongs to the number of bounds it is not below. */
static int label_samples(struct modes *m, const struct series *x)
{
	const struct modality *y = &m->modality;
	size_t count = (size_t)y->modes.value;
	m->label.s = malloc(x->n ? x->n : 1);
	if (!m->label.s)
		return -1;
	m->label.n = x->n;
	m->label.alphabet = count;
	m->label.exact = 1;
	for (size_t i = 0; i < x->n; i++) {
		uint8_t mode = 0;
		for (size_t k = 0; k + 1 < count; k++)
			mode += (double)x->elapsed[i] > y->antimode[k];
		m->label.s[i] = mode;
	}
	return 0;
}

/* A method with the name of the family that the fit is of. */
#define FAMILIES(before, after)                                                                    \
	{                                                                                          \
		before "normals" after, before "log-normals" after,                                \
		    before "exponentially modified normals" after                                  \
	}

/* Says so where the number met its cap: there may be more. */
static void add_capped(struct figures *f, enum figure_id figure, const char *method,
    struct estimate e, const struct modality *y)
{
	if (e.status == EST_OK && y->mixture.k == MIXTURE_MAX)
		e.note = "5 components, the most that are tried: there may be more";
	if (e.status == EST_NOT_IDENTIFIED)
		method = "the samples show more modes than a fit of 5 components has, the most "
			 "that are tried";
	figures_add(f, here, figure, method, &e);
}

static void add_counts(struct figures *f, const struct modality *y)
{
	static const char *const components[] =
	    FAMILIES("binned ", " with a background: family and number, 1 to 5, by BIC at n_eff; "
				"no interval: a choice");
	static const char *const modes[] = FAMILIES("maxima of the density of the fit by ",
	    " that BIC chooses, parted by values 10 % rarer; no interval: a choice, see dip_p");
	add_capped(f, FIGURE_COMPONENT_COUNT, components[y->mixture.family], y->components, y);
	add_capped(f, FIGURE_MODE_COUNT, modes[y->mixture.family], y->modes, y);
}

static void add_likelihood_ratio(
    struct figures *f, const struct histogram *h, const struct modality_options *o)
{
	static const char *const method[] = FAMILIES("p of one component against two of ",
	    ": parametric bootstrap, 99 replicates (or until 10 reach it) of n_eff samples, "
	    "at most 500");
	struct likelihood_ratio r = modality_likelihood_ratio(h, o, 99);
	figures_add(f, here, FIGURE_MODE_LRT_P, method[r.family], &r.p);
}

static void add_dip(
    struct figures *f, const struct histogram *h, double n_eff, const struct run_options *o)
{
	struct dip d =
	    dip_test(h, &(struct dip_options){.tick = 1, .n_eff = n_eff, .seed = o->seed});
	figures_add(
	    f, here, FIGURE_DIP, "Hartigan's dip, AS 217; no interval: dip_p is its test", &d.dip);
	figures_add(f, here, FIGURE_DIP_P,
	    "p of one mode: simulations from the nearest unimodal law on the same values, at n_eff",
	    &d.p);
}

/* ---- each mode ---- */

#define EM(family, what, how) REASON_METHODS(what " by EM, binned " family, how)
#define BY_FAMILY(what, how)                                                                       \
	{                                                                                          \
		EM("normals", what, how), EM("log-normals", what, how),                            \
		    EM("exponentially modified normals", what, how)                                \
	}
#define BOOTSTRAP "; 95 % interval by stationary bootstrap given the number of modes"

static const struct {
	enum figure_id figure;
	const char *method[MIXTURE_FAMILIES][REASONS];
} of_mode[MODALITY_FIGURES] = {
    [MODE_WEIGHT] = {FIGURE_MODE_WEIGHT, BY_FAMILY("weight", BOOTSTRAP ", Wilson at its n_eff")},
    [MODE_MEAN] = {FIGURE_MODE_MEAN, BY_FAMILY("mean", BOOTSTRAP)},
    [MODE_SD] = {FIGURE_MODE_SD, BY_FAMILY("sd", BOOTSTRAP)},
    [MODE_PEAK] = {FIGURE_MODE_PEAK, BY_FAMILY("most probable value", BOOTSTRAP)},
    [MODE_ANTIMODE] = {FIGURE_ANTIMODE, BY_FAMILY("rarest value before the next mode", BOOTSTRAP)},
    [MODE_ASHMAN] = {FIGURE_ASHMAN_D, BY_FAMILY("Ashman's D of it and the next", BOOTSTRAP)},
    [MODE_OVERLAP] = {FIGURE_MODE_OVERLAP,
	BY_FAMILY("error of the better guess between it and the next", BOOTSTRAP)},
};

static int add_fitted(struct figures *f, const struct modality *y, const struct modality_fits *all,
    const struct series *x, const struct histogram *h, const struct effective_size *w,
    const struct run_options *o)
{
	struct bootstrap_options b = {
	    .seed = o->seed, .replicates = o->replicates, .threads = o->threads};
	struct modality_figures m;
	if (modality_figures_of(&m, y, all, x->elapsed, x->n, h, w->bound, &b) != EST_OK)
		return -1;
	for (int i = 0; i < m.modes; i++)
		for (int k = 0; k < MODALITY_FIGURES; k++) {
			const struct estimate *e = &m.at[k][i];
			figures_add(f, (struct place){mode_scope[i], "native"}, of_mode[k].figure,
			    e->status == EST_NOT_APPLICABLE
				? "no mode follows"
				: of_mode[k].method[y->mixture.family][m.why[k][i]],
			    e);
		}
	return 0;
}

static int add_shares(struct figures *f, const struct modes *m, const struct series *x)
{
	uint8_t *is = malloc(x->n ? x->n : 1);
	if (!is)
		return -1;
	for (size_t k = 0; k < m->label.alphabet; k++) {
		struct place at = {mode_scope[k], "native"};
		for (size_t i = 0; i < x->n; i++)
			is[i] = m->label.s[i] == k;
		struct estimate share = share_of(is, x->n);
		figures_add(f, at, FIGURE_MODE_SHARE, "samples between the antimodes", &share);
	}
	free(is);
	return 0;
}

/* Which mode follows which: a row of the transition matrix by mode. */
static void add_transitions(struct figures *f, const struct symbols *label)
{
	static const enum figure_id next[MIXTURE_MAX] = {FIGURE_NEXT_MODE1_SHARE,
	    FIGURE_NEXT_MODE2_SHARE, FIGURE_NEXT_MODE3_SHARE, FIGURE_NEXT_MODE4_SHARE,
	    FIGURE_NEXT_MODE5_SHARE};
	struct transitions t = dynamics_transitions(label);
	for (int i = 0; t.status == EST_OK && i < t.k; i++)
		for (int j = 0; j < t.k && t.k > 1; j++)
			figures_add(f, (struct place){mode_scope[i], "native"}, next[j],
			    "of this mode's samples, those that a sample of that mode follows",
			    &t.share[i][j]);
	f->no_memory |= t.status == EST_NO_MEMORY;
}

static void add_order(struct figures *f, const struct modes *m)
{
	struct estimate h = dynamics_share_entropy(&m->label);
	struct estimate rate = dynamics_entropy_rate(&m->label, 4);
	struct dwell d = dynamics_dwell(&m->label);
	/* Without labels, because samples are too few to find modes, these are as absent as the
	 * modes.
	 */
	if (m->label.n == 0)
		h = rate = d.runs = d.runs_p =
		    estimate_absent(m->modality.modes.status, m->modality.modes.n);
	figures_add(f, here, FIGURE_MODE_ENTROPY, "plug-in entropy of the modes' shares", &h);
	figures_add(f, here, FIGURE_MODE_ENTROPY_RATE,
	    "entropy of a sample's mode given up to 4 before, Miller-Madow, the least over orders",
	    &rate);
	figures_add(f, here, FIGURE_MODE_RUNS,
	    "runs of equal modes; the interval is for the number in as many samples", &d.runs);
	figures_add(f, here, FIGURE_MODE_RUNS_P,
	    "p of independent order given the shares: Wald and Wolfowitz", &d.runs_p);
	for (size_t k = 0; k < m->label.alphabet; k++) {
		struct place at = {mode_scope[k], "native"};
		figures_add(f, at, FIGURE_DWELL, "mean length of complete runs", &d.mean[k]);
		figures_add(f, at, FIGURE_DWELL_GEOMETRIC_P,
		    "p of geometric run lengths: chi-square", &d.geometric_p[k]);
	}
	add_transitions(f, &m->label);
}

#define CHANGES(what)                                                                              \
	"PELT on means of up to 1,024 blocks, penalty 3 ln(blocks) noise, or what 39 random "      \
	"orders show if that is more" what "; no interval: a choice, see stationarity_p"

static void add_change_count(struct figures *f, struct place at, const struct estimate *count)
{
	bool several = count->status == EST_OK && count->value >= 2;
	figures_add(f, at, FIGURE_CHANGEPOINT_COUNT,
	    several ? CHANGES(": steps, or a trend that they approximate") : CHANGES(""), count);
}

static void add_changes(struct figures *f, const struct modes *m, const struct series *x,
    const struct histogram *h, const struct run_options *o)
{
	struct changepoints level = changepoint_of_level(x->elapsed, x->n, h, o->seed);
	add_change_count(f, here, &level.count);
	figures_add(f, here, FIGURE_STATIONARITY_P,
	    "p of a constant level: cumulative sum against Kolmogorov's law",
	    &level.stationarity_p);
	for (size_t i = 0; level.count.status == EST_OK && i <= level.kept; i++)
		figures_add_point(f, here, CURVE_LEVEL, i, i ? (double)level.at[i - 1] : 0,
		    level.level[i], NAN, NAN, NAN);
	if (m->label.alphabet < 2)
		return;
	struct changepoints share = changepoint_of_share(&m->label, 0, o->seed);
	struct place at = {"mode 1", "native"};
	add_change_count(f, at, &share.count);
	figures_add(f, at, FIGURE_STATIONARITY_P,
	    "p of a constant share: cumulative sum against Kolmogorov's law",
	    &share.stationarity_p);
}

/* Share of each mode in each column of the run's time. */
static void add_strip(struct figures *f, const struct modes *m)
{
	size_t n = m->label.n, columns = n < STRIP ? n : STRIP;
	for (size_t k = 0; k < m->label.alphabet; k++) {
		struct place at = {mode_scope[k], "native"};
		for (size_t c = 0; c < columns; c++) {
			size_t from = (size_t)((double)n * (double)c / (double)columns);
			size_t to = (size_t)((double)n * (double)(c + 1) / (double)columns),
			       count = 0;
			for (size_t i = from; i < to; i++)
				count += m->label.s[i] == k;
			if (to > from)
				figures_add_point(f, at, CURVE_MODE_STRIP, c, (double)from,
				    (double)count / (double)(to - from), NAN, NAN, NAN);
		}
	}
}

/* Whether steps of the candidate tick would pass for modes: they do not where all values that come
 * often are at least two of its ticks apart, since then each is a mode with the tick and without.
 */
static bool is_ambiguous(const struct series *x, const struct histogram *h)
{
	uint64_t last = 0, ticks;
	bool any = false;
	if (x->tick.status != TICK_NOT_IDENTIFIED)
		return false;
	for (size_t i = 0; i < h->distinct; i++) {
		if (h->count[i] * 100 < h->n)
			continue;
		tick_of_duration(&x->tick, h->value[i], &ticks);
		if (any && ticks < last + 2)
			return true;
		last = ticks;
		any = true;
	}
	return false;
}

/* Steps of the counter and modes cannot be distinguished. */
static void add_unknown(struct modes *m, struct figures *f, const struct series *x,
    const struct histogram *h, const struct run_options *o)
{
	static const enum figure_id figure[] = {
	    FIGURE_DIP, FIGURE_DIP_P, FIGURE_COMPONENT_COUNT, FIGURE_MODE_COUNT, FIGURE_MODE_LRT_P};
	struct estimate none = estimate_absent(EST_NOT_IDENTIFIED, x->n);
	for (size_t i = 0; i < sizeof figure / sizeof *figure; i++)
		figures_add(f, here, figure[i],
		    "one cost on a counter with the candidate tick would show the same values",
		    &none);
	m->modality.modes = m->modality.components = none;
	add_order(f, m);
	add_changes(f, m, x, h, o);
}

/* Whether the modes of the whole run leave something open: their number below so many effective
 * samples, their places without an interval. */
static bool is_open(const struct figures *f, const struct effective_size *w)
{
	const struct store_result *lower = figures_find(f, here, FIGURE_MODE1_NS);
	const struct store_result *upper = figures_find(f, here, FIGURE_MODE2_NS);
	return !w->known || w->bound || w->n_eff < 2 * MODE_PIECES_FEWEST || !lower || !upper ||
	       isnan(lower->lo) || isnan(upper->lo);
}

/* Then their pieces are looked at, which cost as much as a fit of the whole. */
static int add_pieces(struct figures *f, const struct series *x, const struct effective_size *w,
    const struct modality_options *fit)
{
	struct mode_pieces p;
	if (!is_open(f, w))
		return 0;
	if (mode_pieces_of(&p, x->elapsed, x->n, fit) != EST_OK)
		return -1;
	figures_add_pieces(f, here, FIGURE_MODE_COUNT, &p.count, 1);
	figures_add_pieces(f, here, FIGURE_MODE1_NS, &p.place[0], 1e9 / x->hz);
	figures_add_pieces(f, here, FIGURE_MODE2_NS, &p.place[1], 1e9 / x->hz);
	return 0;
}

int modes_add(struct modes *m, struct figures *f, const struct series *x, const struct histogram *h,
    const struct effective_size *w, const struct run_options *o)
{
	struct modality_options fit = {.n_eff = w->n_eff, .seed = o->seed};
	struct modality_fits all;
	*m = (struct modes){.label = {.n = 0}};
	if (is_ambiguous(x, h)) {
		add_unknown(m, f, x, h, o);
		return 0;
	}
	add_dip(f, h, w->n_eff, o);
	m->modality = modality_of(h, &fit, &all);
	if (modality_shows_more(
		&m->modality, h, w->n_eff > 0 ? fmin(w->n_eff, (double)x->n) : (double)x->n))
		m->modality.modes = estimate_absent(EST_NOT_IDENTIFIED, x->n);
	add_counts(f, &m->modality);
	add_likelihood_ratio(f, h, &fit);
	/* Pieces are fitted with fewer components still. */
	bool beyond = m->modality.modes.status == EST_NOT_IDENTIFIED;
	if (m->modality.status == EST_NO_MEMORY || (!beyond && add_pieces(f, x, w, &fit) != 0))
		return -1;
	if (m->modality.modes.status == EST_OK) {
		if (add_fitted(f, &m->modality, &all, x, h, w, o) != 0 ||
		    label_samples(m, x) != 0 || add_shares(f, m, x) != 0)
			return -1;
		add_strip(f, m);
		curves_add_fit(f, here, h, &m->modality.mixture);
	}
	add_order(f, m);
	add_changes(f, m, x, h, o);
	return 0;
}

void modes_release(struct modes *m)
{
	symbols_release(&m->label);
}
