/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Results of one analysis, gathered in memory and stored in one transaction: an analysis that is
 * ended leaves the figures that were there. Memory that runs out is noted and refuses the whole,
 * since a database that lacks some figures would pass for a run that has none. A figure without an
 * interval carries those of its pieces, from which a claim can still be decided (docs/claims.md).
 * Cost: nothing beside what computes the figures.
 */
#include "figures_private.h"

#include "err.h"
#include "place.h"

#include "unordered_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void figures_init(struct figures *f)
{
	*f = (struct figures){.results = 0};
}

void figures_release(struct figures *f)
{
	for (size_t i = 0; i < f->texts; i++)
		free(f->text[i]);
	free(f->text);
	free(f->result);
	free(f->point);
	figures_init(f);
}

/* Room for one more element; NULL if there is none. */
static void *room_for(void *array, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return array;
	size_t more = *room ? 2 * *room : 256;
	void *bigger = realloc(array, more * size);
	if (bigger)
		*room = more;
	return bigger;
}

/* What is kept with the other texts; NULL if there is no memory. */
static char *text_keep(struct figures *f, size_t size)
{
	char **text = room_for(f->text, f->texts, &f->text_room, sizeof *f->text);
	char *kept = text ? malloc(size) : NULL;
	if (text)
		f->text = text;
	if (kept)
		f->text[f->texts++] = kept;
	return kept;
}

/* "method; note"; NULL if there is no memory. */
static const char *with_note(struct figures *f, const char *method, const char *note)
{
	size_t size = strlen(method) + strlen(note) + sizeof "; ";
	char *both = text_keep(f, size);
	if (both)
		snprintf(both, size, "%s; %s", method, note);
	return both;
}

/* What an estimate says of its interval; a p-value has none. */
static const char *note_of(enum figure_id id, const struct estimate *e)
{
	bool p = figure_kind(id) == FIGURE_KIND_P_VALUE;
	return e->note || !p ? e->note : "no interval: a p-value";
}

static struct store_result row_of(
    struct place at, enum figure_id id, const char *method, const struct estimate *e)
{
	/* What is not applicable can have ends: grids.c. */
	bool ok = e->status == EST_OK, ends = ok || e->status == EST_NOT_APPLICABLE;
	if (!place_is_scope(at.scope))
		err_bug("the scope '%s' is not in scopes.def", at.scope);
	return (struct store_result){figure_name(id), at.scope, at.grid,
	    ok ? e->value : (double)NAN, ends ? e->lo : (double)NAN, ends ? e->hi : (double)NAN,
	    e->n, e->n_eff, figure_unit(id, at.scope, at.grid), estimate_status_name(e->status),
	    method, {0}};
}

/* Above so many effective samples an interval says more than its pieces. */
enum { PIECE_TEXT = 64, PIECES_BELOW_N_EFF = 100 };
static const double P_LEAST = 1e-300;

/* "[value,lo,hi]", an end null where it is not known. */
static int piece_print(char *to, size_t size, const struct piece *p, const char *before)
{
	const double number[] = {p->value, p->lo, p->hi};
	int used = snprintf(to, size, "%s[", before);
	for (int i = 0; i < 3; i++) {
		char *at = to + used;
		size_t left = size - (size_t)used;
		used += isfinite(number[i]) ? snprintf(at, left, "%s%.7g", i ? "," : "", number[i])
					    : snprintf(at, left, "%snull", i ? "," : "");
	}
	return used + snprintf(to + used, size - (size_t)used, "]");
}

/* All pieces as JSON: see store.h. NULL if there is no memory. */
static const char *pieces_print(struct figures *f, const struct pieces *p)
{
	size_t size = PIECE_TEXT * (p->count + 1), used = 0;
	char *text = text_keep(f, size);
	for (unsigned k = 0; text && k < p->count; k++)
		used += (size_t)piece_print(text + used, size - used, &p->at[k], k ? "," : "[");
	if (text)
		snprintf(text + used, size - used, "]");
	return text;
}

static struct store_pieces pieces_row(struct figures *f, const struct estimate *e)
{
	const struct pieces *p = &e->pieces;
	struct store_pieces row = {p->count, p->stationary, INFINITY, -INFINITY, NULL};
	for (unsigned k = 0; k < p->count; k++) {
		row.least = fmin(row.least, p->at[k].value);
		row.greatest = fmax(row.greatest, p->at[k].value);
	}
	if (!isfinite(row.least))
		return (struct store_pieces){0};
	bool few = e->n_eff < PIECES_BELOW_N_EFF;
	if (!p->stationary || few || isnan(e->lo) || isnan(e->hi)) {
		row.each = pieces_print(f, p);
		f->no_memory |= !row.each;
	}
	return row;
}

static void append_row(struct figures *f, struct store_result row)
{
	struct store_result *r =
	    room_for(f->result, f->results, &f->result_room, sizeof *f->result);
	f->no_memory |= !r || !row.method;
	if (!r)
		return;
	f->result = r;
	f->result[f->results++] = row;
}

void figures_add(struct figures *f, struct place at, enum figure_id id, const char *method,
    const struct estimate *made)
{
	bool lacks = f->unordered && (unordered_figure(id) || strncmp(at.scope, "output", 6) == 0);
	struct estimate shown = lacks ? estimate_absent(EST_NOT_APPLICABLE, made->n) : *made;
	struct estimate *e = &shown;
	f->no_memory |= made->status == EST_NO_MEMORY;
	/* A law's tail underflows; no p-value is 0. */
	if (figure_kind(id) == FIGURE_KIND_P_VALUE && e->status == EST_OK && e->value < P_LEAST) {
		e->value = P_LEAST;
		e->note = estimate_floor;
	}
	/* n may count a mode's runs, and n_eff the samples that determine their length. */
	if (e->n_eff > (double)e->n)
		e->n_eff = (double)e->n;
	if (e->status == EST_OK && note_of(id, e))
		method = with_note(f, method, note_of(id, e));
	if (lacks)
		method = with_note(f, "no order: the recording is a histogram", method);
	else if (method && f->unordered && e->status == EST_OK && !isnan(e->lo))
		method = with_note(f, method, "order unknown: interval as of independent samples");
	struct store_result row = row_of(at, id, method, e);
	if (e->status == EST_OK && e->pieces.count > 0 && !f->unordered)
		row.pieces = pieces_row(f, e);
	append_row(f, row);
}

static struct store_result *row_find(const struct figures *f, struct place at, enum figure_id id)
{
	for (size_t i = 0; i < f->results; i++) {
		struct store_result *r = &f->result[i];
		if (strcmp(r->name, figure_name(id)) == 0 && strcmp(r->scope, at.scope) == 0 &&
		    strcmp(r->grid, at.grid) == 0)
			return r;
	}
	return NULL;
}

const struct store_result *figures_find(const struct figures *f, struct place at, enum figure_id id)
{
	return row_find(f, at, id);
}

void figures_add_pieces(
    struct figures *f, struct place at, enum figure_id id, const struct pieces *p, double scale)
{
	struct store_result *row = row_find(f, at, id);
	struct estimate e = estimate_absent(EST_OK, 0);
	e.pieces = *p;
	for (unsigned k = 0; k < p->count; k++) {
		e.pieces.at[k].value *= scale;
		e.pieces.at[k].lo *= scale;
		e.pieces.at[k].hi *= scale;
	}
	if (row && !f->unordered && p->count > 0)
		row->pieces = pieces_row(f, &e);
}

void figures_copy(struct figures *f, size_t first, size_t end, const char *scope)
{
	for (size_t i = first; i < end; i++) {
		struct store_result row = f->result[i];
		row.scope = scope;
		append_row(f, row);
	}
}

int figures_put(struct store *s, int64_t run, struct place at, enum figure_id id,
    const char *method, const struct estimate *e)
{
	struct store_result row = row_of(at, id, method, e);
	return store_put_result(s, run, &row);
}

void figures_add_point(struct figures *f, struct place at, enum curve_id id, uint64_t i, double x,
    double y, double z, double lo, double hi)
{
	if (f->unordered && unordered_curve(id))
		return;
	struct store_point *p = room_for(f->point, f->points, &f->point_room, sizeof *f->point);
	if (!p) {
		f->no_memory = 1;
		return;
	}
	f->point = p;
	f->point[f->points++] =
	    (struct store_point){curve_name(id), at.scope, at.grid, i, x, y, z, lo, hi};
}

static int put_all(
    const struct figures *f, struct store *s, const struct store_run *run, const char *key)
{
	if (store_analysis_begin(s, run, key) != 0)
		return -1;
	for (size_t i = 0; i < f->results; i++)
		if (store_put_result(s, run->id, &f->result[i]) != 0)
			return -1;
	for (size_t i = 0; i < f->points; i++)
		if (store_put_point(s, run->id, &f->point[i]) != 0)
			return -1;
	return 0;
}

int figures_store(
    const struct figures *f, struct store *s, const struct store_run *run, const char *key)
{
	return store_check_reads(s) == 0 && store_begin(s) == 0
		   ? store_end(s, put_all(f, s, run, key))
		   : -1;
}
