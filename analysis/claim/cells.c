/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pooling keeps, for every result that some claim names, one value and interval per run; a cell of
 * four runs and some sixty targets is a few kilobytes, whatever the runs hold. Cost: a look-up of
 * the targets in each run.
 */
#include "cells_private.h"

#include "doubt.h"
#include "replicates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Why a run is not what its label says, or is too short for its cell; "": neither. */
struct doubt {
	char uuid[STORE_UUID], why[200], label[200]; /* label: the first reason alone */
	uint64_t samples;
	double requested;
	bool too_short, left_out;
};

struct cell {
	char machine[REGISTRY_LINE], fingerprint[64], probe[REGISTRY_LINE], load[REGISTRY_NAME],
	    campaign[STORE_UUID], counter[REGISTRY_NAME];
	struct subject first; /* of its first run; text points into this cell */
	char system[REGISTRY_NAME], arch[REGISTRY_NAME], cpu[REGISTRY_LINE];
	size_t runs, kept;    /* kept: those that are not left out */
	struct doubt *doubts; /* of each run */
	struct fact *fact;    /* runs x targets, run by run; figure FIGURES: that run has none */
};

/* ---- the results that claims name ---------------------------------------------------------- */

/* Calls each() for every target of the registry's rules, conditions and `beside`, some twice. */
static void visit_targets(const struct registry *r,
    void (*each)(void *context, const struct target *t, const char *scope), void *context)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct claim *c = r->claims[i];
		for (int k = 0; k < c->rules_n; k++) {
			const struct rule *rule = &c->rules[k];
			if (rule->kind == RULE_NEEDS)
				continue;
			each(context, &rule->target, rule->target.scope);
			if (rule->kind == RULE_UNCHANGED)
				each(context, &rule->target, rule->other_scope);
			if (!isnan(rule->given.at_least))
				each(context, &rule->given.target, rule->given.target.scope);
		}
		for (int k = 0; k < c->beside_n; k++)
			each(context, &c->beside[k], c->beside[k].scope);
		for (int k = 0; k < c->neighbours_n; k++)
			each(context, &c->neighbours[k], c->neighbours[k].scope);
		if (!isnan(c->when.at_least))
			each(context, &c->when.target, c->when.target.scope);
	}
}

static void count_target(void *context, const struct target *t, const char *scope)
{
	(void)t;
	(void)scope;
	++*(size_t *)context;
}

static size_t targets_in(const struct registry *r)
{
	size_t n = 0;
	visit_targets(r, count_target, &n);
	return n;
}

struct taking {
	const struct subject *subject;
	struct fact *at;
};

static void take_target(void *context, const struct target *t, const char *scope)
{
	struct taking *taking = context;
	const struct fact *f = subject_stored(taking->subject, t, scope);
	*taking->at++ = f ? *f : (struct fact){.figure = FIGURES};
}

/* ---- cells ---------------------------------------------------------------------------------- */

void cells_init(struct cells *c, const struct registry *registry)
{
	*c = (struct cells){.registry = registry};
}

void cells_release(struct cells *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->cell[i]->fact);
		free(c->cell[i]->doubts);
		free(c->cell[i]);
	}
	free(c->cell);
	cells_init(c, c->registry);
}

static const char *text_or_none(const char *text)
{
	return text ? text : "";
}

/* An import has no fingerprint: its label is the machine. Without either it may be from any, and is
 * no replicate of another; those of one campaign are of one machine. */
static bool is_of_cell(const struct cell *cell, const struct store_run *run)
{
	const char *fingerprint = text_or_none(run->machine_fingerprint);
	bool known = fingerprint[0] || cell->machine[0] || cell->campaign[0];
	return known && strcmp(cell->fingerprint, fingerprint) == 0 &&
	       (fingerprint[0] || strcmp(cell->machine, text_or_none(run->label)) == 0) &&
	       strcmp(cell->probe, text_or_none(run->probe)) == 0 &&
	       strcmp(cell->load, text_or_none(run->load)) == 0 &&
	       strcmp(cell->campaign, text_or_none(run->campaign)) == 0 &&
	       strcmp(cell->counter, text_or_none(run->counter)) == 0 &&
	       fabs(cell->first.counter_hz - run->counter_hz) <= 1e-3 * run->counter_hz;
}

/* The subject's text is borrowed from the run: the cell keeps its own. */
static void keep_subject(struct cell *cell, const struct subject *subject)
{
	cell->first = *subject;
	snprintf(cell->system, sizeof cell->system, "%s", text_or_none(subject->system));
	snprintf(cell->arch, sizeof cell->arch, "%s", text_or_none(subject->arch));
	snprintf(cell->cpu, sizeof cell->cpu, "%s", text_or_none(subject->cpu));
	cell->first.system = subject->system ? cell->system : NULL;
	cell->first.arch = subject->arch ? cell->arch : NULL;
	cell->first.cpu = subject->cpu ? cell->cpu : NULL;
	cell->first.probe = cell->probe;
	cell->first.load = cell->load;
	cell->first.status = "complete";
	cell->first.message = NULL;
}

static struct cell *new_cell(
    struct cells *c, const struct store_run *run, const struct subject *subject)
{
	struct cell **grown = realloc(c->cell, (c->n + 1) * sizeof *grown);
	struct cell *cell = grown ? calloc(1, sizeof *cell) : NULL;
	if (grown)
		c->cell = grown;
	if (!cell)
		return NULL;
	c->cell[c->n++] = cell;
	snprintf(cell->machine, sizeof cell->machine, "%s", text_or_none(run->label));
	snprintf(cell->fingerprint, sizeof cell->fingerprint, "%s",
	    text_or_none(run->machine_fingerprint));
	snprintf(cell->probe, sizeof cell->probe, "%s", text_or_none(run->probe));
	snprintf(cell->load, sizeof cell->load, "%s", text_or_none(run->load));
	snprintf(cell->campaign, sizeof cell->campaign, "%s", text_or_none(run->campaign));
	snprintf(cell->counter, sizeof cell->counter, "%s", text_or_none(run->counter));
	keep_subject(cell, subject);
	return cell;
}

/* 0, or -1 without memory. */
static int find_short(struct cell *cell)
{
	uint64_t *samples = malloc((cell->runs + 1) * sizeof *samples);
	if (!samples)
		return -1;
	for (size_t i = 0; i < cell->runs; i++)
		samples[i] = cell->doubts[i].samples;
	uint64_t ordinary = doubt_ordinary(samples, cell->runs);
	free(samples);
	for (size_t i = 0; i < cell->runs; i++) {
		struct doubt *d = &cell->doubts[i];
		memcpy(d->why, d->label, sizeof d->why);
		d->too_short = doubt_too_short(d->samples, ordinary, d->why, sizeof d->why);
	}
	return 0;
}

/* Which runs of the cell are not pooled; what is asked of it is of those that are. */
static int leave_out(struct cell *cell)
{
	size_t sure = 0;
	if (find_short(cell) != 0)
		return -1;
	for (size_t i = 0; i < cell->runs; i++)
		sure += !cell->doubts[i].why[0];
	cell->first.samples = cell->first.requested = 0;
	cell->kept = 0;
	for (size_t i = 0; i < cell->runs; i++) {
		struct doubt *d = &cell->doubts[i];
		d->left_out = d->too_short || (d->why[0] && doubt_leaves_out(cell->load, sure));
		if (d->left_out)
			continue;
		cell->kept++;
		cell->first.samples += (double)d->samples;
		cell->first.requested += d->requested;
	}
	return 0;
}

/* Room for one more run; -1 without memory. */
static int grow_cell(struct cell *cell, size_t targets)
{
	struct fact *fact = realloc(cell->fact, (cell->runs + 1) * targets * sizeof *fact + 1);
	if (fact)
		cell->fact = fact;
	struct doubt *doubts = realloc(cell->doubts, (cell->runs + 1) * sizeof *doubts);
	if (doubts)
		cell->doubts = doubts;
	return fact && doubts ? 0 : -1;
}

int64_t cells_add(
    struct cells *c, struct store *s, const struct store_run *run, const struct subject *subject)
{
	size_t targets = targets_in(c->registry), i = 0;
	if (strcmp(text_or_none(run->status), "complete") != 0 || !subject->analysed)
		return 0;
	while (i < c->n && !is_of_cell(c->cell[i], run))
		i++;
	struct cell *cell = i < c->n ? c->cell[i] : new_cell(c, run, subject);
	if (!cell || grow_cell(cell, targets) != 0)
		return -1;
	struct taking taking = {subject, cell->fact + cell->runs * targets};
	visit_targets(c->registry, take_target, &taking);
	struct doubt *doubt = &cell->doubts[cell->runs++];
	*doubt = (struct doubt){.samples = run->samples, .requested = subject->requested};
	snprintf(doubt->uuid, sizeof doubt->uuid, "%s", run->uuid);
	doubt_of_run(s, run, doubt->label, sizeof doubt->label);
	return leave_out(cell) == 0 ? (int64_t)i + 1 : -1;
}

struct cell_about cells_about(const struct cells *c, size_t i)
{
	const struct cell *cell = c->cell[i];
	return (struct cell_about){
	    cell->machine, cell->probe, cell->load, cell->campaign, cell->kept, cell->runs};
}

bool cells_left_out(const struct cells *c, size_t i, const char *uuid)
{
	const struct cell *cell = c->cell[i];
	for (size_t k = 0; k < cell->runs; k++)
		if (cell->doubts[k].left_out && strcmp(cell->doubts[k].uuid, uuid) == 0)
			return true;
	return false;
}

/* ---- pooling ------------------------------------------------------------------------------- */

enum { RUNS_MOST = 256 };

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static bool all_equal(const double *v, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (v[i] != v[0])
			return false;
	return true;
}

static double least_value(const double *v, size_t n)
{
	double least = v[0];
	for (size_t i = 1; i < n; i++)
		least = fmin(least, v[i]);
	return least;
}

/* The pooled value of the runs that have one, by what kind of number the figure is. */
static struct estimate pool_values(
    enum figure_kind kind, double *value, const double *lo, const double *hi, size_t r)
{
	if (kind == FIGURE_KIND_VALUE || kind == FIGURE_KIND_SHARE) {
		struct estimate e = replicates_mean(value, lo, hi, r);
		/* No figure of a positive kind has a negative interval, no share one above 1. */
		if (least_value(value, r) >= 0 && !isnan(e.lo))
			e.lo = fmax(0, e.lo);
		if (kind == FIGURE_KIND_SHARE && !isnan(e.hi))
			e.hi = fmin(1, e.hi);
		return e;
	}
	if (kind == FIGURE_KIND_COUNT || kind == FIGURE_KIND_CHOICE)
		return all_equal(value, r) ? estimate_point(value[0], r)
					   : estimate_absent(EST_DEGENERATE, r);
	qsort(value, r, sizeof *value, compare_doubles);
	return estimate_point(kind == FIGURE_KIND_P_VALUE ? value[r / 2] : value[0], r);
}

/* Column `t` of the cell's table as one fact; figure FIGURES where no run has it. */
static struct fact pool_column(const struct cell *cell, size_t targets, size_t t)
{
	double value[RUNS_MOST], lo[RUNS_MOST], hi[RUNS_MOST], n = 0, n_eff = 0;
	struct fact out = {.figure = FIGURES};
	size_t r = 0;
	for (size_t run = 0; run < cell->runs; run++) {
		const struct fact *f = &cell->fact[run * targets + t];
		if (f->figure == FIGURES || cell->doubts[run].left_out)
			continue;
		out = *f;
		if (isnan(f->value) || r == RUNS_MOST)
			continue;
		value[r] = f->value;
		lo[r] = f->lo;
		hi[r++] = f->hi;
		n += f->n;
		n_eff += isnan(f->n_eff) ? f->n : f->n_eff;
	}
	/* What a load changes is of the whole campaign, and the same with each of its runs. */
	if (r == 0 || figure_group(out.figure) == FIGURE_GROUP_LOADS)
		return out;
	struct estimate e = pool_values(figure_kind(out.figure), value, lo, hi, r);
	bool there = e.status == EST_OK;
	snprintf(out.status, sizeof out.status, "%s", there ? "ok" : "the runs differ");
	out.value = e.value;
	out.lo = e.lo;
	out.hi = e.hi;
	out.n = n;
	out.n_eff = n_eff;
	/* Pieces are of one run; what runs of a cell do not agree in is between them. */
	out.pieces = 0;
	out.each = out.moves = false;
	return out;
}

/* The doubted runs of a cell that are left out, or those that are kept, under one heading. */
static void add_doubted(const struct cell *cell, bool left_out, struct words *why)
{
	const char *before = left_out ? ". Left out:" : ". Kept, being all there is:";
	for (size_t k = 0; k < cell->runs; k++) {
		if (!cell->doubts[k].why[0] || cell->doubts[k].left_out != left_out)
			continue;
		words_end(why, ".", "");
		words_add(
		    why, "%s run %.8s, %s", before, cell->doubts[k].uuid, cell->doubts[k].why);
		before = ";";
	}
}

void cells_add_doubts(const struct cells *c, size_t i, struct words *why)
{
	add_doubted(c->cell[i], true, why);
	add_doubted(c->cell[i], false, why);
}

int cells_pool(const struct cells *c, size_t i, struct subject *out, struct fact **room)
{
	const struct cell *cell = c->cell[i];
	size_t targets = targets_in(c->registry);
	*room = malloc(targets * sizeof **room + 1);
	if (!*room)
		return -1;
	*out = cell->first;
	out->runs = cell->kept;
	out->facts = *room;
	out->facts_n = 0;
	for (size_t t = 0; t < targets; t++) {
		struct fact f = pool_column(cell, targets, t);
		if (f.figure < FIGURES && !subject_find(out, f.figure, f.scope, f.grid))
			(*room)[out->facts_n++] = f;
	}
	return 0;
}
