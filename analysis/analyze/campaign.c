/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Effects are taken within blocks: of a load and the idle run of the same block and probe, so that
 * what drifts between blocks drops out (block_effect.c). A run that is not what its label says
 * (doubt.h) is no part of a pair, and the method of every figure of that load names it. Cost: some
 * forty look-ups of stored results a run; no sample is read.
 */
#include "campaign.h"

#include "block_effect.h"
#include "causes_private.h"
#include "doubt.h"
#include "figures_private.h"
#include "paired.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum lattice { NO_LATTICE, TICKS, NS };

/* What is compared: a figure of each run, and the figures of its difference and ratio. */
struct outcome {
	enum figure_id figure;
	const char *scope, *grid;
	enum figure_id difference, ratio; /* FIGURES: none is stored */
	enum lattice lattice;
};

static const struct outcome outcomes[] = {
    {FIGURE_SLOW_SHARE, "all", "native", FIGURE_LOAD_SLOW_DIFFERENCE, FIGURE_LOAD_SLOW_RATIO,
	NO_LATTICE},
    {FIGURE_SLOW_WINDOW_SHARE, "all", "24MHz", FIGURE_LOAD_SLOW_SHARE, FIGURES, NO_LATTICE},
    {FIGURE_Q99, "all", "native", FIGURE_LOAD_Q99_DIFFERENCE, FIGURE_LOAD_Q99_RATIO, TICKS},
    {FIGURE_Q999, "all", "native", FIGURE_LOAD_Q999_DIFFERENCE, FIGURE_LOAD_Q999_RATIO, TICKS},
    {FIGURE_MAX, "all", "native", FIGURE_LOAD_MAX_DIFFERENCE, FIGURE_LOAD_MAX_RATIO, TICKS},
    {FIGURE_MEDIAN_NS, "all", "native", FIGURE_LOAD_MEDIAN, FIGURE_LOAD_MEDIAN_RATIO, NS},
    {FIGURE_SHANNON_MM, "all", "native", FIGURE_LOAD_SHANNON, FIGURE_LOAD_SHANNON_RATIO,
	NO_LATTICE},
    {FIGURE_MIN_90B, "all", "native", FIGURE_LOAD_MIN_90B_DIFFERENCE, FIGURE_LOAD_MIN_90B_RATIO,
	NO_LATTICE},
};
enum {
	OUTCOMES = sizeof outcomes / sizeof *outcomes,
	ASSESSED = OUTCOMES - 1,
	CAUSES_MOST = 12,
	METHOD = 1024
};

struct cell_run {
	int64_t id, campaign;
	uint64_t block, samples;
	char uuid[STORE_UUID], probe[64], load[64], doubt[200];
	bool left_out;
	double tick_ns, step_ticks;
	struct block_value value[OUTCOMES]; /* nan: absent */
	enum figure_id estimate;	    /* of SP 800-90B, that decided; FIGURES: not stored */
	/* Share of all samples that are slow by a cause, in the order of causes_scope(). */
	struct block_value slow_by[CAUSES_MOST];
};

struct cell_runs {
	struct store *s;
	struct cell_run *list;
	size_t count;
	bool failed;
};

static int run_gather(void *context, const struct store_run *run)
{
	struct cell_runs *all = context;
	if (!run->campaign_id || strcmp(run->status, "complete") != 0)
		return 0;
	struct cell_run *list = realloc(all->list, (all->count + 1) * sizeof *list);
	if (!list) {
		all->failed = true;
		return 1;
	}
	all->list = list;
	struct cell_run *r = &list[all->count++];
	*r = (struct cell_run){.id = run->id,
	    .campaign = run->campaign_id,
	    .block = run->block,
	    .samples = run->samples,
	    .tick_ns = 1e9 / run->counter_hz};
	snprintf(r->uuid, sizeof r->uuid, "%s", run->uuid);
	snprintf(r->probe, sizeof r->probe, "%s", run->probe);
	snprintf(r->load, sizeof r->load, "%s", run->load);
	doubt_of_run(all->s, run, r->doubt, sizeof r->doubt);
	return 0;
}

static bool same_cell(const struct cell_run *a, const struct cell_run *b)
{
	return a->campaign == b->campaign && !strcmp(a->probe, b->probe) &&
	       !strcmp(a->load, b->load);
}

static bool is_idle(const struct cell_run *r)
{
	return strcmp(r->load, "idle") == 0;
}

static void leave_out(struct cell_runs *all)
{
	for (size_t i = 0; i < all->count; i++) {
		struct cell_run *r = &all->list[i];
		size_t others = 0;
		for (size_t k = 0; k < all->count; k++)
			others += same_cell(r, &all->list[k]) && !all->list[k].doubt[0];
		r->left_out = r->doubt[0] && doubt_leaves_out(r->load, others);
	}
}

/* ---- reading ------------------------------------------------------------------------------- */

/* 0, or -1; what is not stored is nan. */
static int read_value(struct store *s, const struct cell_run *r, enum figure_id figure,
    const char *scope, const char *grid, struct block_value *out)
{
	struct store_result found;
	int rc = store_result(s, r->id, figure_name(figure), scope, grid, &found);
	*out = rc == 1 ? (struct block_value){found.value, found.lo, found.hi}
		       : (struct block_value){NAN, NAN, NAN};
	return rc < 0 ? -1 : 0;
}

/* The interval of a product by the relative variances of both. */
static struct block_value product_of(const struct block_value *a, const struct block_value *b)
{
	double v = a->value * b->value;
	double half = hypot((a->hi - a->lo) / 2 * b->value, (b->hi - b->lo) / 2 * a->value);
	return (struct block_value){v, v - half, v + half};
}

/* Where no sample is slow there is no cause to be a share of, and none is slow by it. */
static int read_causes(struct store *s, struct cell_run *r)
{
	const char *cause;
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < CAUSES_MOST && (cause = causes_scope(i)); i++) {
		struct block_value share;
		rc = read_value(s, r, FIGURE_SLOW_CAUSE_SHARE, cause, "native", &share);
		r->slow_by[i] =
		    r->value[0].value > 0 ? product_of(&r->value[0], &share) : r->value[0];
	}
	return rc;
}

/* The estimate of SP 800-90B that gave the assessed entropy. */
static int read_estimate(struct store *s, struct cell_run *r)
{
	struct figure_least symbols = FIGURE_LEAST_NONE, bits = FIGURE_LEAST_NONE;
	int rc = 0;
	for (enum figure_id id = FIGURE_SP90B_MCV; rc == 0 && id <= FIGURE_SP90B_LZ78Y; id++) {
		struct block_value v;
		rc = read_value(s, r, id, "symbols", "native", &v);
		figure_least_take(&symbols, id, v.value);
		if (rc == 0)
			rc = read_value(s, r, id, "bit string", "native", &v);
		figure_least_take(&bits, id, v.value);
	}
	r->estimate = figure_decided(r->value[ASSESSED].value, symbols, bits);
	return rc;
}

static int read_values(struct cell_runs *all)
{
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < all->count; i++) {
		struct cell_run *r = &all->list[i];
		struct block_value tick = {NAN, NAN, NAN}, step = tick;
		for (int k = 0; rc == 0 && k < OUTCOMES; k++)
			rc = read_value(all->s, r, outcomes[k].figure, outcomes[k].scope,
			    outcomes[k].grid, &r->value[k]);
		if (rc == 0)
			rc = read_causes(all->s, r);
		if (rc == 0)
			rc = read_estimate(all->s, r);
		if (rc == 0)
			rc = read_value(all->s, r, FIGURE_COUNTER_TICK, "all", "native", &tick);
		if (rc == 0)
			rc = read_value(all->s, r, FIGURE_EFFECTIVE_TICK, "all", "native", &step);
		if (rc == 0 && tick.value > 0)
			r->tick_ns = tick.value;
		if (rc == 0)
			r->step_ticks = fmax(1, step.value);
	}
	return rc;
}

/* ---- effects ------------------------------------------------------------------------------- */

/* The idle run of the same block and probe; NULL if there is none that counts. */
static const struct cell_run *idle_of(const struct cell_runs *all, const struct cell_run *r)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct cell_run *x = &all->list[i];
		if (x->campaign == r->campaign && x->block == r->block && !x->left_out &&
		    !strcmp(x->probe, r->probe) && is_idle(x))
			return x;
	}
	return NULL;
}

/* The blocks of a cell that have a value both idle and under the load. */
struct pairs {
	struct block_value *idle, *load; /* room for one of each run */
	size_t n, alike; /* alike: the first of them, in which one estimate of SP 800-90B decided */
	struct block_kind kind;
};

static void pairs_add_block(
    struct pairs *p, const struct block_value *idle, const struct block_value *load, bool alike)
{
	size_t at = alike ? p->alike++ : p->n;
	p->load[p->n] = p->load[at];
	p->idle[p->n++] = p->idle[at];
	p->load[at] = *load;
	p->idle[at] = *idle;
}

/* `which` finds the value in a run. */
static void pairs_of(struct pairs *p, const struct cell_runs *all, const struct cell_run *r,
    const struct block_value *(*which)(const struct cell_run *r, size_t k), size_t k,
    enum lattice lattice, enum figure_kind kind)
{
	p->n = p->alike = 0;
	p->kind = (struct block_kind){0, kind == FIGURE_KIND_SHARE ? r->samples : 0};
	for (size_t i = 0; i < all->count; i++) {
		const struct cell_run *x = &all->list[i];
		const struct cell_run *idle =
		    same_cell(x, r) && !x->left_out ? idle_of(all, x) : NULL;
		if (!idle || isnan(which(x, k)->value) || isnan(which(idle, k)->value))
			continue;
		pairs_add_block(p, which(idle, k), which(x, k),
		    idle->estimate != FIGURES && idle->estimate == x->estimate);
		double step = lattice == NO_LATTICE ? 0
			      : lattice == TICKS    ? x->step_ticks
						    : x->step_ticks * x->tick_ns;
		p->kind.step = fmax(p->kind.step, step);
	}
}

static const struct block_value *value_at(const struct cell_run *r, size_t k)
{
	return &r->value[k];
}

static const struct block_value *cause_at(const struct cell_run *r, size_t k)
{
	return &r->slow_by[k];
}

/* What a figure's method says: how it is made, its note, and which runs of the cell and of idle are
 * in doubt. */
static void write_method(char *out, size_t size, const char *method, const char *note,
    const struct cell_runs *all, const struct cell_run *r)
{
	size_t at =
	    (size_t)snprintf(out, size, "%s%s%s", method, note ? "; " : "", note ? note : "");
	for (size_t i = 0; i < all->count && at < size; i++) {
		const struct cell_run *x = &all->list[i];
		bool of_it = same_cell(x, r) || (x->campaign == r->campaign && is_idle(x) &&
						    !strcmp(x->probe, r->probe));
		if (of_it && x->doubt[0])
			at += (size_t)snprintf(out + at, size - at, "; %s: run %.8s, %s",
			    x->left_out ? "left out" : "kept, being all there is", x->uuid,
			    x->doubt);
	}
}

static int put_effect(const struct cell_runs *all, const struct cell_run *r, struct place at,
    enum figure_id figure, const char *how, const struct estimate *e)
{
	char method[METHOD];
	write_method(method, sizeof method, how, e->status == EST_OK ? e->note : NULL, all, r);
	return figures_put(all->s, r->id, at, figure, method, e);
}

/* The least of ten estimates: where another one is the least under the load, the ratio of the two
 * ratings is no ratio of entropies. */
static int put_alike(
    const struct cell_runs *all, const struct cell_run *r, struct place at, const struct pairs *p)
{
	char method[METHOD];
	struct estimate e = p->alike > 0 ? block_ratio(p->idle, p->load, p->alike, p->kind)
					 : estimate_absent(EST_NOT_APPLICABLE, 0);
	snprintf(method, sizeof method,
	    BLOCK_RATIO_METHOD
	    "; %zu of %zu blocks have no ratio: different estimates of SP 800-90B "
	    "decided, or which did is not stored",
	    p->n - p->alike, p->n);
	return put_effect(all, r, at, FIGURE_LOAD_MIN_90B_RATIO, method, &e);
}

static int put_effects(const struct cell_runs *all, const struct cell_run *r, struct place at,
    enum figure_id difference, enum figure_id ratio, const struct pairs *p)
{
	struct estimate change = block_difference(p->idle, p->load, p->n, p->kind);
	struct estimate times = block_ratio(p->idle, p->load, p->n, p->kind);
	if (put_effect(all, r, at, difference, BLOCK_DIFFERENCE_METHOD, &change) != 0)
		return -1;
	if (ratio == FIGURE_LOAD_MIN_90B_RATIO && p->alike < p->n)
		return put_alike(all, r, at, p);
	return ratio == FIGURES ? 0 : put_effect(all, r, at, ratio, BLOCK_RATIO_METHOD, &times);
}

/* Idle is what loads are compared with. */
static int put_idle(const struct cell_runs *all, const struct cell_run *r)
{
	struct estimate e = estimate_absent(EST_NOT_APPLICABLE, 0);
	return put_effect(all, r, (struct place){"campaign", "native"}, FIGURE_LOAD_SLOW_RATIO,
	    "idle is what loads are compared with", &e);
}

static int put_load(const struct cell_runs *all, const struct cell_run *r, struct pairs *p)
{
	int rc = 0;
	const char *cause;
	for (size_t k = 0; rc == 0 && k < OUTCOMES; k++) {
		const struct outcome *o = &outcomes[k];
		pairs_of(p, all, r, value_at, k, o->lattice, figure_kind(o->figure));
		rc = put_effects(
		    all, r, (struct place){"campaign", o->grid}, o->difference, o->ratio, p);
	}
	for (size_t k = 0; rc == 0 && k < CAUSES_MOST && (cause = causes_scope(k)); k++) {
		pairs_of(p, all, r, cause_at, k, NO_LATTICE, FIGURE_KIND_SHARE);
		if (p->n > 0)
			rc = put_effects(all, r, (struct place){cause, "native"},
			    FIGURE_LOAD_CAUSE_DIFFERENCE, FIGURE_LOAD_CAUSE_RATIO, p);
	}
	return rc;
}

/* ---- the least entropy --------------------------------------------------------------------- */

/* The run of r's campaign and probe with the least assessed min-entropy; NULL: none has one. */
static const struct cell_run *least_of(const struct cell_runs *all, const struct cell_run *r)
{
	const struct cell_run *least = NULL;
	for (size_t i = 0; i < all->count; i++) {
		const struct cell_run *x = &all->list[i];
		if (x->campaign == r->campaign && !strcmp(x->probe, r->probe) && !x->left_out &&
		    !isnan(x->value[ASSESSED].value) &&
		    (!least || x->value[ASSESSED].value < least->value[ASSESSED].value))
			least = x;
	}
	return least;
}

static int put_least(const struct cell_runs *all, const struct cell_run *r)
{
	char method[METHOD];
	const struct cell_run *least = least_of(all, r);
	if (!least)
		return 0;
	enum figure_id by = least->estimate;
	const struct block_value *v = &least->value[ASSESSED];
	snprintf(method, sizeof method,
	    "least assessed min-entropy under any load: under load %s, run %.8s, SP 800-90B %s; no "
	    "interval: a bound",
	    least->load, least->uuid, by == FIGURES ? "estimator not stored" : figure_meaning(by));
	struct estimate e = estimate_point(v->value, least->samples);
	return figures_put(all->s, r->id, (struct place){"campaign", "native"},
	    FIGURE_LOAD_LEAST_ENTROPY, method, &e);
}

/* ---- causes -------------------------------------------------------------------------------- */

static bool first_of_cell(const struct cell_runs *all, const struct cell_run *r)
{
	for (const struct cell_run *x = all->list; x < r; x++)
		if (same_cell(x, r))
			return false;
	return true;
}

/* The share of a cause over all blocks of r's probe and load; 2 * count doubles of room. Returns 0,
 * 1 where no run has it, or -1. */
static int cell_pool(const struct cell_runs *all, const struct cell_run *r, const char *cause,
    double *room, struct estimate *e)
{
	size_t n = 0, have = 0;
	double *with = room, *of = room + all->count;
	for (size_t i = 0; i < all->count; i++) {
		struct store_result found;
		if (!same_cell(&all->list[i], r) || all->list[i].left_out)
			continue;
		int rc = store_result(all->s, all->list[i].id, figure_name(FIGURE_SLOW_CAUSE_SHARE),
		    cause, "native", &found);
		if (rc < 0)
			return -1;
		of[n] = rc ? (double)found.n : 0;
		with[n] = rc ? found.value * of[n] : 0;
		n++;
		have += rc > 0;
	}
	*e = paired_share(with, of, n);
	return have == 0;
}

static int put_causes(const struct cell_runs *all, const struct cell_run *r, double *room)
{
	int rc = 0;
	const char *cause;
	for (size_t i = 0; rc >= 0 && (cause = causes_scope(i)); i++) {
		struct estimate e;
		rc = cell_pool(all, r, cause, room, &e);
		if (rc == 0)
			rc = figures_put(all->s, r->id, (struct place){cause, "native"},
			    FIGURE_POOLED_SLOW_CAUSE_SHARE, POOLED_METHOD, &e);
	}
	return rc < 0 ? -1 : 0;
}

static int put_all(const struct cell_runs *all)
{
	double *room = malloc((2 * all->count + 1) * sizeof *room);
	struct pairs p = {.idle = malloc((all->count + 1) * sizeof *p.idle),
	    .load = malloc((all->count + 1) * sizeof *p.load)};
	int rc = room && p.idle && p.load ? store_begin_same(all->s) : -1;
	if (rc == 0) {
		for (size_t i = 0; rc == 0 && i < all->count; i++) {
			const struct cell_run *r = &all->list[i];
			rc = is_idle(r) ? put_idle(all, r) : put_load(all, r, &p);
			if (rc == 0)
				rc = put_least(all, r);
			if (rc == 0 && first_of_cell(all, r))
				rc = put_causes(all, r, room);
		}
		rc = store_end(all->s, rc);
	}
	free(p.idle);
	free(p.load);
	free(room);
	return rc;
}

int campaign_analyze(struct store *s, char *why, size_t size)
{
	struct cell_runs all = {.s = s};
	int rc = store_runs(s, NULL, run_gather, &all) < 0 || all.failed ? -1 : 0;
	if (rc == 0 && all.count > 0) {
		leave_out(&all);
		rc = read_values(&all) == 0 ? put_all(&all) : -1;
	}
	if (rc != 0)
		snprintf(why, size, "%s", all.failed ? "out of memory" : store_error(s));
	free(all.list);
	return rc;
}
