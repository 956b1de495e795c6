/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures.h"

#include <math.h>
#include <stdlib.h>

void figures_init(struct figures *f)
{
	*f = (struct figures){.results = 0};
}

void figures_release(struct figures *f)
{
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

void figures_add(struct figures *f, struct place at, const char *name, const char *unit,
    const char *method, const struct estimate *e)
{
	struct store_result *r =
	    room_for(f->result, f->results, &f->result_room, sizeof *f->result);
	if (!r) {
		f->no_memory = 1;
		return;
	}
	f->result = r;
	bool ok = e->status == EST_OK;
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
