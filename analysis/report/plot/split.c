/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The points are the paper's; here is only how they are laid out. Their names are numbered in the
 * order in which they lie on the sawtooth, tooth by tooth and upward, so that the script can keep
 * each clear of the one below it. Cost: a sort.
 */
#include "split.h"

#include "assign_private.h"
#include "easel_private.h"
#include "escape.h"
#include "mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT = 256 };

static const char *const kind_words[] = {[SPLIT_SWEEP] = "sweep",
    [SPLIT_HERE] = "here",
    [SPLIT_EXPLAINED] = "explained",
    [SPLIT_EXCEPTION] = "exception",
    [SPLIT_CLAIM] = "claim",
    [SPLIT_ZERO] = "zero"};

/* A point with a name, and the tooth in which the script draws it. */
struct place {
	const struct split_point *point;
	double tooth;
};

static int place_compare(const void *a, const void *b)
{
	const struct place *p = a, *q = b;
	double x = p->tooth - q->tooth;
	double y = x != 0 ? x : p->point->share - q->point->share;
	return (y > 0) - (y < 0);
}

/* The axis ends at the whole tick that holds all but what was measured at the claim's counter: on a
 * slow machine a call can cost many ticks there. */
static double axis_end(const struct split_point *points, size_t count)
{
	double end = 1;
	for (size_t i = 0; i < count; i++)
		if (points[i].kind != SPLIT_HERE && points[i].kind != SPLIT_ZERO)
			end = fmax(end, ceil(points[i].cost - 1e-6));
	return end;
}

static char *table_text(const struct split_point *points, size_t count)
{
	char *text = NULL, name[TEXT];
	size_t size;
	FILE *out = mem_open_text(&text, &size);
	for (size_t i = 0; i < count; i++) {
		const struct split_point *p = &points[i];
		bool known = isfinite(p->lo) && isfinite(p->hi);
		label_shorten(name, sizeof name, p->name ? p->name : "");
		fprintf(out, "%.9g\t%.9g\t%.9g\t%.9g\t%s\t%zu\t%s\n", p->cost, p->share,
		    known ? p->lo : p->share, known ? p->hi : p->share, kind_words[p->kind],
		    p->machine + 1, name);
	}
	mem_close_text(out);
	return text;
}

/* at1_x, at1_y, at1_text and so on, of the points that have a name. */
static void assign_names(FILE *out, const struct split_point *points, size_t count)
{
	struct place *list = mem_zero(count + 1, sizeof *list);
	double end = axis_end(points, count);
	char name[TEXT];
	size_t n = 0;
	for (size_t i = 0; i < count; i++)
		if (points[i].name)
			list[n++] =
			    (struct place){&points[i], fmin(floor(points[i].cost), end - 1)};
	qsort(list, n, sizeof *list, place_compare);
	for (size_t i = 0; i < n; i++) {
		const struct split_point *p = list[i].point;
		size_t k = i + 1;
		fprintf(out, "at%zu_x=%.9g; at%zu_y=%.9g; at%zu_kind='%s'; at%zu_machine=%zu; ", k,
		    p->cost, k, p->share, k, kind_words[p->kind], k, p->machine + 1);
		label_shorten(name, sizeof name, p->name);
		snprintf(name + strlen(name), sizeof name - strlen(name), "%s",
		    p->kind == SPLIT_HERE ? ", at 24 MHz" : "");
		fprintf(out, "at%zu_", k);
		assign_text(out, "text", name);
	}
	fprintf(out, "names=%zu; ticks=%.0f; ", n, end);
	free(list);
}

static void add_plate(struct gallery *g, char *stem, char *caption,
    const struct split_point *points, size_t count, const char *folder, bool narrow)
{
	size_t size;
	struct plate *p = gallery_add(g, stem, "split", "split.gp", caption, folder);
	p->whole = true;
	plate_add(p, "data", table_text(points, count));
	FILE *out = mem_open_text(&p->assignments, &size);
	assign_text(out, "title", "How often a clock shows the longer count");
	assign_text(out, "subtitle",
	    narrow ? "up: its share; across: the cost of a call in ticks"
		   : "by the mean cost of a call in ticks of the counter that timed it");
	assign_names(out, points, count);
	fprintf(out, "name='split'%s", narrow ? "; narrow=1" : "");
	mem_close_text(out);
}

void split_draw(struct gallery *g, char *stem, char *caption, const struct split_point *points,
    size_t count, const struct gallery_tools *tools)
{
	char why[512] = "";
	char *narrow = mem_print("%s%s", stem, GALLERY_NARROW), *same = mem_copy(caption);
	add_plate(g, stem, caption, points, count, tools->href, false);
	add_plate(g, narrow, same, points, count, tools->href, true);
	easel_draw(g->plates, g->count, &tools->easel, why, sizeof why);
	for (size_t i = 0; i < g->count; i++)
		if (!g->plates[i].inlined && !g->plates[i].failed)
			g->plates[i].failed = mem_copy(why);
}
