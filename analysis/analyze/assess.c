/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SP 800-90B on a run: ticks become symbols by a named mapping (the rank decides), the estimators
 * run on symbols and bits, on each fitted mode alone and on the sequence of modes, and the health
 * tests are replayed for the assessed and the published entropy. The code is that of `ticklab
 * entropy`, so a figure here and that program's output agree to the last digit. @[SP800-90B, 3.1,
 * 4.4, 6.3] Cost: most of an analysis: the estimators of a million samples once for each different
 * sequence of symbols; the memo (sp90b_memo) spares what comes up again.
 */
#include "assess_private.h"

#include "grid.h"
#include "sp90b.h"
#include "sp90b_health.h"
#include "sp90b_mapping.h"
#include "sp90b_modes.h"
#include "sp90b_restart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST = 1000, RANK_ALONE = 1 << SP90B_RANK };

static const double published_hz = 24e6;
static const double published_rate_bits = 1.5;
static const struct place here = {"all", "native"};

/* Names of scopes and results must live as long as the figures. */
static const char *const mapping_scope[SP90B_MAPPINGS] = {"mapping low8",
    "mapping divide-by-effective-tick", "mapping rank", "mapping active-bits", "mapping clip",
    "mapping mode-index"};
static const enum figure_id of_estimator[SP90B_ESTIMATORS] = {FIGURE_SP90B_MCV,
    FIGURE_SP90B_COLLISION, FIGURE_SP90B_MARKOV, FIGURE_SP90B_COMPRESSION, FIGURE_SP90B_T_TUPLE,
    FIGURE_SP90B_LRS, FIGURE_SP90B_MULTI_MCW, FIGURE_SP90B_LAG, FIGURE_SP90B_MULTI_MMC,
    FIGURE_SP90B_LZ78Y};
static const char *const mode_scope[MIXTURE_MAX] = {
    "mode 1", "mode 2", "mode 3", "mode 4", "mode 5"};

/* The estimators are bounds of their own, for samples that they take as they come. */
static struct estimate bound_of(double value, size_t n)
{
	struct estimate e = estimate_point(value, n);
	e.note = "no interval: itself a bound";
	return e;
}

static struct estimate bits_of(const struct sp90b_result *r, size_t n)
{
	double h = sp90b_h_of(r);
	return h < 0 ? estimate_absent(EST_TOO_SHORT, n) : bound_of(h, n);
}

/* ---- estimators ---------------------------------------------------------------------------- */

static void add_track(
    struct figures *f, struct place at, const struct sp90b_track *t, const char *method)
{
	for (int e = 0; t->run && e < SP90B_ESTIMATORS; e++) {
		const struct sp90b_estimate *s = &t->estimate[e];
		struct estimate v = s->status == SP90B_OK ? bound_of(s->h, t->n)
				    : s->status == SP90B_TOO_SHORT
					? estimate_absent(EST_TOO_SHORT, t->n)
					: estimate_absent(EST_NOT_APPLICABLE, t->n);
		figures_add(f, at, of_estimator[e], method, &v);
	}
}

/* Ticks by their rank: one symbol a tick, whatever lies between them. Other mappings name the same
 * ticks otherwise and are rated otherwise; they have rows of their own. Returns the assessed
 * entropy, or -1. */
static double add_rating(
    struct figures *f, struct place at, const struct sp90b_mappings *m, size_t n)
{
	bool there = m->mapped[SP90B_RANK].status == SP90B_OK;
	struct estimate e =
	    there ? bits_of(&m->result[SP90B_RANK], n) : estimate_absent(EST_TOO_SHORT, n);
	figures_add(
	    f, at, FIGURE_MIN_90B, "SP 800-90B non-IID, first samples, ticks by their rank", &e);
	return there ? sp90b_h_of(&m->result[SP90B_RANK]) : -1;
}

static void add_estimators(struct figures *f, const struct sp90b_result *r)
{
	add_track(
	    f, (struct place){"symbols", "native"}, &r->original, "SP 800-90B 6.3, per symbol");
	add_track(
	    f, (struct place){"bit string", "native"}, &r->bitstring, "SP 800-90B 6.3, per bit");
}

static void add_all_mappings(struct figures *f, const struct sp90b_mappings *m, size_t n)
{
	static const char method[] = "SP 800-90B non-IID, first samples";
	for (int k = 0; k < SP90B_MAPPINGS; k++) {
		struct estimate e = m->mapped[k].status == SP90B_OK
					? bits_of(&m->result[k], n)
					: estimate_absent(EST_NOT_APPLICABLE, n);
		figures_add(
		    f, (struct place){mapping_scope[k], "native"}, FIGURE_MIN_90B, method, &e);
	}
	struct estimate lowest =
	    m->lowest < 0 ? estimate_absent(EST_TOO_SHORT, n) : bound_of(m->h_lowest, n);
	struct estimate spread = m->lowest < 0 ? lowest : bound_of(m->h_highest - m->h_lowest, n);
	figures_add(f, here, FIGURE_MIN_90B_LOWEST, "least over the mappings", &lowest);
	figures_add(
	    f, here, FIGURE_MIN_90B_SPREAD, "greatest less least over the mappings", &spread);
}

/* ---- parts --------------------------------------------------------------------------------- */

static struct sp90b_options options_of(const struct run_options *o)
{
	return (struct sp90b_options){.dataset = SP90B_INITIAL, .threads = o->threads};
}

/* *h becomes the assessed entropy of the ranks, or -1. */
static int add_mappings(struct figures *f, const struct series *x, const struct modes *m, size_t n,
    const struct run_options *o, struct sp90b_memo *memo, double *h)
{
	struct sp90b_options so = options_of(o);
	size_t bounds = m->label.alphabet > 1 ? m->label.alphabet - 1 : 0;
	struct sp90b_mappings *all = malloc(sizeof *all);
	if (!all)
		return -1;
	sp90b_assess_mappings(all, o->all_mappings ? SP90B_ALL_MAPPINGS : RANK_ALONE, x->elapsed, n,
	    m->modality.antimode, bounds, &so, memo);
	int rc = all->status == SP90B_NO_MEMORY ? -1 : 0;
	*h = -1;
	if (rc == 0) {
		*h = add_rating(f, here, all, n);
		add_estimators(f, &all->result[SP90B_RANK]);
		if (o->all_mappings)
			add_all_mappings(f, all, n);
	}
	free(all);
	return rc;
}

/* The fitted modes apart: a mixture can be rated above its worst part. */
static int add_modes(struct figures *f, const struct series *x, const struct modes *m, size_t n,
    const struct run_options *o, struct sp90b_memo *memo)
{
	struct sp90b_options so = options_of(o);
	if (m->label.alphabet < 2)
		return 0;
	uint16_t *symbol = malloc(2 * n * sizeof *symbol);
	struct sp90b_modes *parts = malloc(sizeof *parts);
	int rc = symbol && parts ? 0 : -1;
	if (rc == 0) {
		uint16_t *mode = symbol + n;
		sp90b_map(SP90B_RANK, x->elapsed, n, NULL, 0, symbol);
		for (size_t i = 0; i < n; i++)
			mode[i] = m->label.s[i];
		sp90b_assess_modes(parts, symbol, mode, n, (unsigned)m->label.alphabet, &so, memo);
		rc = parts->status == SP90B_NO_MEMORY ? -1 : 0;
	}
	for (unsigned k = 0; rc == 0 && k < parts->modes && k < MIXTURE_MAX; k++) {
		struct estimate e = bits_of(&parts->part[k], parts->n[k]);
		figures_add(f, (struct place){mode_scope[k], "native"}, FIGURE_MIN_90B,
		    "SP 800-90B non-IID of this mode's samples alone, ranks", &e);
	}
	if (rc == 0) {
		struct estimate sequence = bits_of(&parts->sequence, n);
		struct estimate excess =
		    parts->worst < 0
			? estimate_absent(EST_TOO_SHORT, n)
			: bound_of(fmax(0, sp90b_h_of(&parts->whole)) - parts->h_worst, n);
		figures_add(f, (struct place){"mode sequence", "native"}, FIGURE_MIN_90B,
		    "SP 800-90B non-IID of which mode follows which", &sequence);
		figures_add(f, here, FIGURE_MIN_90B_EXCESS,
		    "the whole's assessment less its worst mode's; above 0 the mixture is rated "
		    "above a part",
		    &excess);
	}
	free(symbol);
	free(parts);
	return rc;
}

/* ---- health tests and restarts ------------------------------------------------------------- */

static const double health_alpha = 0x1p-20; /* what 4.4.1 recommends */

/* What both tests of section 4.4 would have said about these samples, had they been set for h. */
static void add_health(
    struct figures *f, const char *scope, const uint16_t *symbol, size_t n, double h)
{
	struct place at = {scope, "native"};
	uint64_t run = sp90b_repetition_cutoff(h, health_alpha);
	uint64_t share = sp90b_proportion_cutoff(h, health_alpha, SP90B_WINDOW);
	struct sp90b_replay r = sp90b_replay_repetition(symbol, n, run);
	struct sp90b_replay p = sp90b_replay_proportion(symbol, n, share, SP90B_WINDOW);
	const struct {
		enum figure_id figure;
		uint64_t value;
	} row[] = {{FIGURE_RCT_CUTOFF, run}, {FIGURE_RCT_ALARMS, r.alarms},
	    {FIGURE_RCT_LONGEST_RUN, r.greatest}, {FIGURE_APT_CUTOFF, share},
	    {FIGURE_APT_ALARMS, p.alarms}, {FIGURE_APT_GREATEST, p.greatest}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct estimate e = estimate_point((double)row[i].value, n);
		figures_add(f, at, row[i].figure,
		    "SP 800-90B 4.4, alpha 2^-20, ranks; no interval: a count", &e);
	}
}

/* A test that no data could fail is none. */
static void add_restart_rows(
    struct figures *f, const struct sp90b_restart_result *r, double h, size_t n)
{
	static const char method[] = "SP 800-90B 3.1.4, ranks; no interval: a test of its own";
	static const char idle[] =
	    "SP 800-90B 3.1.4, ranks; no data could fail it at the assessed entropy";
	struct place at = {"restarts", "native"};
	const struct {
		enum figure_id figure;
		double value;
		bool known, decides;
	} row[] = {{FIGURE_RESTART_ROW_MAX, (double)r->row_max, true, true},
	    {FIGURE_RESTART_ROW_CUTOFF, (double)r->row_cutoff, true, true},
	    {FIGURE_RESTART_COLUMN_MAX, (double)r->column_max, true, true},
	    {FIGURE_RESTART_COLUMN_CUTOFF, (double)r->column_cutoff, true, true},
	    {FIGURE_RESTART_SANITY, r->sanity, true, r->decides},
	    {FIGURE_RESTART_ROW_BITS, r->h_row, r->sanity, true},
	    {FIGURE_RESTART_COLUMN_BITS, r->h_column, r->sanity, true},
	    {FIGURE_RESTART_VALIDATION, r->validation, r->sanity, h > 0}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct estimate e = row[i].known && row[i].decides
					? estimate_point(row[i].value, n)
					: estimate_absent(EST_NOT_APPLICABLE, n);
		figures_add(f, at, row[i].figure, row[i].decides ? method : idle, &e);
	}
}

/* Restarts make a matrix: a row is what one fresh process gave. */
static void add_restarts(struct figures *f, const struct series *x, const uint16_t *symbol,
    double h, const struct run_options *o)
{
	struct sp90b_options so = options_of(o);
	if (x->restarts < 2 || x->n / x->restarts < 2 || x->n % x->restarts != 0)
		return;
	struct sp90b_restart_result r =
	    sp90b_restart(symbol, x->restarts, x->n / x->restarts, h, false, &so);
	if (!r.fault)
		add_restart_rows(f, &r, h, x->n);
}

/* n samples are assessed; restarts need all of them. */
static int add_tests(
    struct figures *f, const struct series *x, size_t n, double h, const struct run_options *o)
{
	uint16_t *symbol = malloc((x->n + 1) * sizeof *symbol);
	if (!symbol)
		return -1;
	sp90b_map(SP90B_RANK, x->elapsed, x->n, NULL, 0, symbol);
	if (h > 0)
		add_health(f, "H assessed", symbol, n, h);
	add_health(f, "H 1.5", symbol, n, published_rate_bits);
	if (h >= 0)
		add_restarts(f, x, symbol, h, o);
	free(symbol);
	return 0;
}

/* On the published claim's counter. A run of that very counter has the same ticks, and the memo
 * their assessment. */
static int add_grid(struct figures *f, const struct series *x, size_t n,
    const struct run_options *o, struct sp90b_memo *memo)
{
	struct sp90b_options so = options_of(o);
	struct grid g = {.native_hz = round(x->hz), .grid_hz = published_hz};
	uint64_t *value = malloc(n * sizeof *value);
	struct sp90b_mappings *all = malloc(sizeof *all);
	int rc = value && all ? 0 : -1;
	if (rc == 0 && grid_emulate(&g, x->start, x->elapsed, n, value) == EST_OK) {
		sp90b_assess_mappings(all, RANK_ALONE, value, n, NULL, 0, &so, memo);
		rc = all->status == SP90B_NO_MEMORY ? -1 : 0;
		if (rc == 0)
			add_rating(f, (struct place){"all", "24MHz"}, all, n);
	}
	free(value);
	free(all);
	return rc;
}

int assess_add(
    struct figures *f, const struct series *x, const struct modes *m, const struct run_options *o)
{
	size_t n = x->n < o->assess ? x->n : (size_t)o->assess;
	if (n == 0)
		return 0;
	if (n < LEAST) {
		struct estimate e = estimate_absent(EST_TOO_SHORT, n);
		figures_add(f, here, FIGURE_MIN_90B,
		    "SP 800-90B non-IID: requires 1,000,000 samples, and here at least 1,000", &e);
		return 0;
	}
	double h;
	struct sp90b_memo memo = {NULL, 0};
	int rc = add_mappings(f, x, m, n, o, &memo, &h);
	if (rc == 0)
		rc = add_modes(f, x, m, n, o, &memo);
	if (rc == 0)
		rc = add_tests(f, x, n, h, o);
	if (rc == 0 && x->start)
		rc = add_grid(f, x, n, o, &memo);
	sp90b_memo_release(&memo);
	return rc;
}
