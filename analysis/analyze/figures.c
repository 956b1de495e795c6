/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures.h"


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

/* "method; note"; NULL if there is no memory. */
static const char *with_note(struct figures *f, const char *method, const char *note)
{
	size_t size = strlen(method) + strlen(note) + sizeof "; ";
	char **text = room_for(f->text, f->texts, &f->text_room, sizeof *f->text);
	if (!text)
		return NULL;
	f->text = text;
	char *both = malloc(size);
	if (both) {
		snprintf(both, size, "%s; %s", method, note);
		f->text[f->texts++] = both;
	}
	return both;
}

/* What an estimate says of its interval; a p-value has none. */
static const char *note_of(const char *name, const struct estimate *e)
{
	size_t n = strlen(name);
	bool p = n > 2 && strcmp(name + n - 2, "_p") == 0;
	return e->note || !p ? e->note : "no interval: a p-value";
}

void figures_add(struct figures *f, struct place at, const char *name, const char *unit,
    const char *method, const struct estimate *made)
{
	struct estimate worth = *made, *e = &worth;
	/* n may count a mode's runs, and n_eff the samples that tell how long they are. */
	if (e->n_eff > (double)e->n)
		e->n_eff = (double)e->n;
	struct store_result *r =
	    room_for(f->result, f->results, &f->result_room, sizeof *f->result);
	if (!r) {
		f->no_memory = 1;
		return;
	}
	f->result = r;
	bool ok = e->status == EST_OK;
	if (ok && note_of(name, e))
		method = with_note(f, method, note_of(name, e));
	if (method && f->remark)
		method = with_note(f, method, f->remark);
	f->no_memory |= !method;
	f->result[f->results++] = (struct store_result){name, at.scope, at.grid,
	    ok ? e->value : (double)NAN, ok ? e->lo : (double)NAN, ok ? e->hi : (double)NAN, e->n,
	    e->n_eff, unit, estimate_status_name(e->status), method};
}

void figures_add_point(struct figures *f, struct place at, const char *name, uint64_t i, double x,
    double y, double z, double lo, double hi)
{
	struct store_point *p = room_for(f->point, f->points, &f->point_room, sizeof *f->point);
	if (!p) {
		f->no_memory = 1;
		return;
	}
	f->point = p;
	f->point[f->points++] = (struct store_point){name, at.scope, at.grid, i, x, y, z, lo, hi};
}

static int put_all(const struct figures *f, struct store *s, int64_t run, const char *key)
{
	if (store_analysis_begin(s, run, key) != 0)
		return -1;
	for (size_t i = 0; i < f->results; i++)
		if (store_put_result(s, run, &f->result[i]) != 0)
			return -1;
	for (size_t i = 0; i < f->points; i++)
		if (store_put_point(s, run, &f->point[i]) != 0)
			return -1;
	return 0;
}

int figures_store(const struct figures *f, struct store *s, int64_t run, const char *key)
{
	return store_begin(s) == 0 ? store_end(s, put_all(f, s, run, key)) : -1;
}
