/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "modes.h"

#include "changepoint.h"
#include "dip.h"
#include "dynamics.h"
#include "share.h"

#include <math.h>
#include <stdlib.h>

enum { STRIP = 400 }; /* columns of the plot of the modes in time */

static const struct place here = {"all", "native"};
static const char *const mode_scope[MIXTURE_MAX] = {
    "mode 1", "mode 2", "mode 3", "mode 4", "mode 5"};

/* Where two neighbouring modes part: sample x belongs to the number of bounds it is not below. */
static int label(struct modes *m, const struct series *x)
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

static int add_number(struct figures *f, const struct histogram *h, uint64_t tick, double n_eff,
    const struct modality *y, const struct run_options *o)
{
	figures_add(f, here, "component_count", "components",
	    "binned normals with a background, 1 to 5 by BIC at n_eff; no interval: a choice",
	    &y->components);
	figures_add(f, here, "mode_count", "modes",
	    "maxima of the density of the fit that BIC chooses, parted by values 10 % rarer; "
	    "no interval: a choice, see dip_p",
	    &y->modes);
	struct histogram steps; /* in the counter's own steps: a few samples off them make no dip */
	if (histogram_regrid(&steps, h, tick) != EST_OK)
		return -1;
	struct dip d = dip_test(&steps, &(struct dip_options){.n_eff = n_eff, .seed = o->seed});
	histogram_release(&steps);
	figures_add(
	    f, here, "dip", "1", "Hartigan's dip, AS 217; no interval: dip_p is its test", &d.dip);
	figures_add(f, here, "dip_p", "1",
	    "p of one mode: simulations from the nearest unimodal law on the same values, at n_eff",
	    &d.p);
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
		struct estimate peak = estimate_point(m->modality.peak[k], x->n);
		peak.note = "no interval: mode1_ticks and mode2_ticks have one";
		figures_add(f, at, "mode_share", "1", "samples between the antimodes", &share);
		figures_add(f, at, "mode_peak_ticks", "ticks",
		    "maximum of the chosen fit's density", &peak);
	}
	free(is);
	return 0;
}

/* Which mode follows which: a row of the transition matrix by mode. */
static void add_transitions(struct figures *f, const struct symbols *label)
{
	static const char *const name[MIXTURE_MAX] = {"next_mode1_share", "next_mode2_share",
	    "next_mode3_share", "next_mode4_share", "next_mode5_share"};
	struct transitions t = dynamics_transitions(label);
	for (int i = 0; t.status == EST_OK && i < t.k; i++)
		for (int j = 0; j < t.k && t.k > 1; j++)
			figures_add(f, (struct place){mode_scope[i], "native"}, name[j], "1",
			    "of this mode's samples, those that a sample of that mode follows",
			    &t.share[i][j]);
	f->no_memory |= t.status == EST_NO_MEMORY;
}

static void add_order(struct figures *f, const struct modes *m)
{
	struct estimate h = dynamics_share_entropy(&m->label);
	struct estimate rate = dynamics_entropy_rate(&m->label, 4);
	struct dwell d = dynamics_dwell(&m->label);
	figures_add(
	    f, here, "mode_entropy_bits", "bits", "plug-in entropy of the modes' shares", &h);
	figures_add(f, here, "mode_entropy_rate_bits", "bits",
	    "entropy of a sample's mode given up to 4 before, Miller-Madow, the least over orders",
	    &rate);
	figures_add(f, here, "mode_runs", "runs",
	    "runs of equal modes; the interval is for the number in as many samples", &d.runs);
	figures_add(f, here, "mode_runs_p", "1",
	    "p of independent order given the shares: Wald and Wolfowitz", &d.runs_p);
	for (size_t k = 0; k < m->label.alphabet; k++) {
		struct place at = {mode_scope[k], "native"};
		figures_add(
		    f, at, "dwell_samples", "samples", "mean length of complete runs", &d.mean[k]);
		figures_add(f, at, "dwell_geometric_p", "1",
		    "p of geometric run lengths: chi-square", &d.geometric_p[k]);
	}
	add_transitions(f, &m->label);
}

static void add_changes(
    struct figures *f, const struct modes *m, const struct series *x, const struct histogram *h)
{
	static const char method[] =
	    "PELT on means of up to 1,024 blocks, penalty 3 ln(blocks) noise; "
	    "no interval: a choice, see stationarity_p";
	struct changepoints level = changepoint_of_level(x->elapsed, x->n, h);
	figures_add(f, here, "changepoint_count", "changes", method, &level.count);
	figures_add(f, here, "stationarity_p", "1",
	    "p of a constant level: cumulative sum against Kolmogorov's law",
	    &level.stationarity_p);
	for (size_t i = 0; level.count.status == EST_OK && i <= level.kept; i++)
		figures_add_point(f, here, "level", i, i ? (double)level.at[i - 1] : 0,
		    level.level[i], NAN, NAN, NAN);
	if (m->label.alphabet < 2)
		return;
	struct changepoints share = changepoint_of_share(&m->label, 0);
	struct place at = {"mode 1", "native"};
	figures_add(f, at, "changepoint_count", "changes", method, &share.count);
	figures_add(f, at, "stationarity_p", "1",
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
				figures_add_point(f, at, "mode_strip", c, (double)from,
				    (double)count / (double)(to - from), NAN, NAN, NAN);
		}
	}
}

int modes_add(struct modes *m, struct figures *f, const struct series *x, const struct histogram *h,
    double n_eff, const struct run_options *o)
{
	*m = (struct modes){.label = {.n = 0}};
	m->modality = modality_of(h,
	    &(struct modality_options){.tick = (double)x->tick, .n_eff = n_eff, .seed = o->seed});
	if (add_number(f, h, x->tick, n_eff, &m->modality, o) != 0)
		return -1;
	if (m->modality.modes.status == EST_OK) {
		if (label(m, x) != 0 || add_shares(f, m, x) != 0)
			return -1;
		add_order(f, m);
		add_strip(f, m);
	}
	add_changes(f, m, x, h);
	return 0;
}

void modes_release(struct modes *m)
{
	symbols_release(&m->label);
}
