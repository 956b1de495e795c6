/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tsv.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

struct table {
	FILE *out;
	enum tsv_columns columns;
	double x_scale, y_scale;
	bool fill;  /* write empty bins where the curve leaves them out */
	double end; /* upper edge of the bin before; nan: none */
	uint64_t samples;
	struct store_point *cells; /* TSV_CELLS: held back until the column's end is known */
	size_t cell_count, cell_room;
};

static void line(struct table *t, double a, double b, double y)
{
	fprintf(t->out, "%.12g\t%.12g\t%.12g\n", a * t->x_scale, b * t->x_scale, y * t->y_scale);
}

static void bin(struct table *t, const struct store_point *p)
{
	if (t->fill && isfinite(t->end) && p->lo > t->end)
		line(t, t->end, p->lo, 0);
	line(t, p->lo, p->hi, p->y);
	t->end = p->hi;
}

static int put_point(void *context, const struct store_point *p)
{
	struct table *t = context;
	if (t->columns == TSV_BINS)
		bin(t, p);
	else if (t->columns == TSV_XY)
		fprintf(t->out, "%.12g\t%.12g\n", p->x * t->x_scale, p->y);
	else
		fprintf(t->out, "%.12g\t%.12g\t%.12g\t%.12g\n", p->x, p->y, p->lo, p->hi);
	return ferror(t->out);
}

static int hold_cell(void *context, const struct store_point *p)
{
	struct table *t = context;
	if (t->cell_count == t->cell_room) {
		size_t room = t->cell_room ? t->cell_room * 2 : 1024;
		struct store_point *more = realloc(t->cells, room * sizeof *more);
		if (!more)
			return -1;
		t->cells = more;
		t->cell_room = room;
	}
	t->cells[t->cell_count++] = *p;
	return 0;
}

static int by_column(const void *a, const void *b)
{
	const struct store_point *p = a, *q = b;
	if (p->x != q->x)
		return p->x < q->x ? -1 : 1;
	return (p->i > q->i) - (p->i < q->i);
}

/* A column ends where the next one begins, the last one with the run. */
static void put_cells(struct table *t)
{
	if (t->cell_count > 0)
		qsort(t->cells, t->cell_count, sizeof *t->cells, by_column);
	double end = (double)t->samples;
	for (size_t i = t->cell_count; i-- > 0;) {
		const struct store_point *p = &t->cells[i];
		if (i + 1 < t->cell_count && p[1].x != p->x)
			end = p[1].x;
		fprintf(
		    t->out, "%.12g\t%.12g\t%.12g\t%.12g\t%.12g\n", p->x, end, p->lo, p->hi, p->z);
	}
}

static int64_t walk(struct table *t, struct store *s, int64_t run, const char *name)
{
	bool cells = t->columns == TSV_CELLS;
	int n = store_curve(s, run, name, "all", "native", cells ? hold_cell : put_point, t);
	if (cells && n > 0 && (size_t)n != t->cell_count) {
		errno = ENOMEM;
		n = -1;
	}
	if (cells && n > 0)
		put_cells(t);
	free(t->cells);
	return n < 0 || ferror(t->out) ? -1 : n;
}

int64_t tsv_curve(FILE *out, struct store *s, const struct store_run *run, const char *name,
    enum tsv_columns columns)
{
	struct table t = {out, columns, 1, 1, false, NAN, run->samples, NULL, 0, 0};
	return walk(&t, s, run->id, name);
}

int64_t tsv_block(FILE *out, struct store *s, const struct store_run *run, const char *name,
    enum tsv_columns columns, const char *title)
{
	double share = run->samples ? 1 / (double)run->samples : 0;
	struct table t = {
	    out, columns, 1e9 / run->counter_hz, share, true, NAN, run->samples, NULL, 0, 0};
	fprintf(out, "%s\n", title);
	int64_t n = walk(&t, s, run->id, name);
	/* The line of the last bin falls to the ground at its end. */
	if (columns == TSV_BINS && isfinite(t.end))
		line(&t, t.end, t.end, 0);
	fputs("\n\n", out);
	return n < 0 || ferror(out) ? -1 : n;
}
