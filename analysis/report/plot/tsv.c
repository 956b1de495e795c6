/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A plot's table holds what its script draws and no more. The density's cells are joined along a
 * row where the eye could not tell their counts apart (eighths of a decade), which leaves far
 * fewer; to join them the curve is held and sorted by row. Other curves are written as they are
 * read. Cost: one walk of the curve, n log n for the density.
 */
#include "tsv_private.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { MODES_MAX = 99 };

struct table {
	FILE *out;
	enum tsv_columns columns;
	double x_scale, y_scale;
	bool fill;  /* write empty bins where the curve leaves them out */
	double end; /* upper edge of the bin before; nan: none */
	uint64_t samples;
	struct store_point *cells; /* held back until the column's end is known */
	size_t cell_count, cell_room;
};

/* A column ends where the next one begins, and a block begins with a name if it has points: these
 * cannot be written one by one. */
static bool columns_are_held(enum tsv_columns columns)
{
	return columns == TSV_CELLS || columns == TSV_SPANS || columns == TSV_MODES ||
	       columns == TSV_DWELL;
}

static void line_put(struct table *t, double a, double b, double y)
{
	fprintf(t->out, "%.12g\t%.12g\t%.12g\n", a * t->x_scale, b * t->x_scale, y * t->y_scale);
}

static void bin_put(struct table *t, const struct store_point *p)
{
	if (t->fill && isfinite(t->end) && p->lo > t->end)
		line_put(t, t->end, p->lo, 0);
	line_put(t, p->lo, p->hi, p->y);
	t->end = p->hi;
}

static int put_point(void *context, const struct store_point *p)
{
	struct table *t = context;
	if (t->columns == TSV_BINS)
		bin_put(t, p);
	else if (t->columns == TSV_XY)
		fprintf(t->out, "%.12g\t%.12g\n", p->x * t->x_scale, p->y);
	else if (t->columns == TSV_XYZ || t->columns == TSV_UPPER)
		fprintf(t->out, "%.12g\t%.12g\t%.12g\n", p->x, p->y,
		    t->columns == TSV_XYZ ? p->z : p->hi);
	else if (t->columns == TSV_LAG)
		fprintf(
		    t->out, "%.12g\t%.12g\t%.12g\t%.12g\t%.12g\n", p->x, p->lo, p->y, p->hi, p->z);
	else if (t->columns == TSV_SAWTOOTH)
		fprintf(
		    t->out, "%.12g\t%.12g\t%.12g\t%.12g\t%.12g\n", p->x, p->y, p->z, p->lo, p->hi);
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
	return (p->x > q->x) - (p->x < q->x);
}

static int by_row(const void *a, const void *b)
{
	const struct store_point *p = a, *q = b;
	return p->lo != q->lo ? (p->lo > q->lo) - (p->lo < q->lo) : by_column(a, b);
}

/* A column ends where the next one begins, the last one with the run. A cell's end takes the place
 * of y, which repeats its lower edge. */
static void end_columns(struct store_point *cells, size_t n, double end)
{
	qsort(cells, n, sizeof *cells, by_column);
	for (size_t i = n; i-- > 0;) {
		if (i + 1 < n && cells[i + 1].x != cells[i].x)
			end = cells[i + 1].x;
		cells[i].y = end;
	}
}

/* What the eye can tell apart: counts in eighths of a decade. */
static double cell_shade(const struct store_point *cell)
{
	return floor(8 * log10(cell->z));
}

static bool goes_on(const struct store_point *a, const struct store_point *b)
{
	return b->lo == a->lo && b->x == a->y && cell_shade(b) == cell_shade(a);
}

/* Neighbours in a row that look the same make one cell. */
static void put_cells(struct table *t)
{
	struct store_point *p = t->cells, *end = p + t->cell_count;
	end_columns(p, t->cell_count, (double)t->samples);
	qsort(p, t->cell_count, sizeof *p, by_row);
	while (p < end) {
		const struct store_point *first = p;
		while (p + 1 < end && goes_on(p, p + 1))
			p++;
		fprintf(t->out, "%.12g\t%.12g\t%.12g\t%.12g\t%.12g\n", first->x, p->y, p->lo, p->hi,
		    cell_shade(p));
		p++;
	}
}

static double end_of(const struct table *t, size_t i)
{
	return i + 1 < t->cell_count ? t->cells[i + 1].x : (double)t->samples;
}

static void put_spans(const struct table *t)
{
	for (size_t i = 0; i < t->cell_count; i++)
		fprintf(
		    t->out, "%.12g\t%.12g\t%.12g\n", t->cells[i].x, end_of(t, i), t->cells[i].y);
}

/* Holds back every point of a curve. Returns how many there are, or -1. */
static int hold_curve(struct table *t, struct store *s, int64_t run, enum curve_id curve,
    const char *scope, const char *grid)
{
	t->cell_count = 0;
	int n = store_curve(s, run, curve_name(curve), scope, grid, hold_cell, t);
	if (n < 0 || (size_t)n == t->cell_count)
		return n;
	errno = ENOMEM;
	return -1;
}

/* The same of one mode, whose scope it writes. */
static int hold_mode(struct table *t, struct store *s, int64_t run, enum curve_id curve, int mode,
    char *scope, size_t size)
{
	snprintf(scope, size, "mode %d", mode);
	return hold_curve(t, s, run, curve, scope, "native");
}

static int64_t walk_curve(struct table *t, struct store *s, int64_t run, enum curve_id curve)
{
	bool repeat = t->columns == TSV_SAWTOOTH;
	const char *scope = repeat ? "repeat" : "all", *grid = repeat ? "24MHz" : "native";
	int n = columns_are_held(t->columns)
		    ? hold_curve(t, s, run, curve, scope, grid)
		    : store_curve(s, run, curve_name(curve), scope, grid, put_point, t);
	if (n > 0 && t->columns == TSV_CELLS)
		put_cells(t);
	else if (n > 0 && t->columns == TSV_SPANS)
		put_spans(t);
	free(t->cells);
	return n < 0 || ferror(t->out) ? -1 : n;
}

/* The shares of one mode, stacked on `base`, the shares of those before it, which grows by them.
 * Columns that the modes do not share are left out. */
static void put_mode(const struct table *t, const char *scope, struct store_point *base, size_t n)
{
	fprintf(t->out, "%s\n", scope);
	for (size_t i = 0; i < t->cell_count && i < n; i++) {
		double low = base[i].y;
		base[i].y += t->cells[i].y;
		fprintf(t->out, "%.12g\t%.12g\t%.12g\t%.12g\n", t->cells[i].x, end_of(t, i), low,
		    base[i].y);
	}
	fputs("\n\n", t->out);
}

/* One mode after another until there is none. */
static int64_t walk_modes(struct table *t, struct store *s, int64_t run, enum curve_id curve)
{
	struct store_point *base = NULL;
	size_t columns = 0;
	int64_t points = 0;
	for (int mode = 1; mode <= MODES_MAX && points >= 0; mode++) {
		char scope[32];
		int n = hold_mode(t, s, run, curve, mode, scope, sizeof scope);
		if (n == 0)
			break;
		if (n > 0 && !base && (base = calloc((size_t)n, sizeof *base)))
			columns = (size_t)n;
		if (n > 0 && base)
			put_mode(t, scope, base, columns);
		points = n < 0 || !base ? -1 : points + n;
	}
	free(base);
	free(t->cells);
	return ferror(t->out) ? -1 : points;
}

/* The lengths of runs of one mode after another; a mode without complete runs has none. */
static int64_t walk_dwell(struct table *t, struct store *s, int64_t run, enum curve_id curve)
{
	int64_t points = 0;
	for (int mode = 1; mode <= MODES_MAX && points >= 0; mode++) {
		char scope[32];
		int n = hold_mode(t, s, run, curve, mode, scope, sizeof scope);
		points = n < 0 ? -1 : points + n;
		if (n <= 0)
			continue;
		fprintf(t->out, "%s\n", scope);
		for (const struct store_point *p = t->cells; p < t->cells + n; p++)
			fprintf(t->out, "%.12g\t%.12g\t%.12g\t%.12g\n", p->lo, p->hi, p->y, p->z);
		fputs("\n\n", t->out);
	}
	free(t->cells);
	return ferror(t->out) ? -1 : points;
}

int64_t tsv_curve(FILE *out, struct store *s, const struct store_run *run, enum curve_id curve,
    enum tsv_columns columns)
{
	struct table t = {out, columns, 1, 1, false, NAN, run->samples, NULL, 0, 0};
	if (columns == TSV_MODES)
		return walk_modes(&t, s, run->id, curve);
	if (columns == TSV_DWELL)
		return walk_dwell(&t, s, run->id, curve);
	return walk_curve(&t, s, run->id, curve);
}

int64_t tsv_block(FILE *out, struct store *s, const struct store_run *run, enum curve_id curve,
    enum tsv_columns columns, double tick_ns, const char *title)
{
	double share = run->samples ? 1 / (double)run->samples : 0;
	struct table t = {out, columns, tick_ns, share, true, NAN, run->samples, NULL, 0, 0};
	fprintf(out, "%s\n", title);
	int64_t n = walk_curve(&t, s, run->id, curve);
	/* The line of the last bin falls to the ground at its end. */
	if (columns == TSV_BINS && isfinite(t.end))
		line_put(&t, t.end, t.end, 0);
	fputs("\n\n", out);
	return n < 0 || ferror(out) ? -1 : n;
}
