/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which plots there are follows from the stored curves: a kind whose curve is not there is left
 * out, and of kinds that share a file the first that has a curve is drawn. Of many runs only the
 * first have every plot, since nobody reads more and each costs a process. The plates are collected
 * first and drawn together, in parallel. Cost: one look at each stored curve that is drawn.
 */
#include "gallery.h"

#include "assign_private.h"
#include "easel_private.h"
#include "fleet_private.h"
#include "mem.h"
#include "number.h"
#include "overview_private.h"
#include "sets.h"
#include "tsv_private.h"
#include "where.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* NAMED_MAX: more loads than that have no room in a title, only in the key. */
enum { TEXT = 160, NAMED_MAX = 4 };

/* Everything that collecting the plates needs. */
struct collecting {
	struct gallery *gallery;
	struct store *store;
	const struct book *book;
	const struct gallery_tools *tools;
	char *why;
	size_t why_size;
};

static int fault_note(struct collecting *e, const char *what, const char *why)
{
	snprintf(e->why, e->why_size, "%s: %s", what, why);
	return -1;
}

/* The plot of several runs. */
static const char loads_file[] = "loads";

/* A curve as a table, to be freed; *points: how many, -1 on failure. */
static char *curve_text(struct collecting *e, const struct book_run *run, enum curve_id curve,
    enum tsv_columns columns, int64_t *points)
{
	char *text = NULL;
	size_t size;
	FILE *out = mem_open_text(&text, &size);
	*points = tsv_curve(out, e->store, &run->row, curve, columns);
	if (*points < 0)
		fault_note(e, curve_name(curve), store_error(e->store));
	mem_close_text(out);
	return text;
}

/* Ticks between neighbouring values: one, where the analysis found the tick; else as the counter
 * was found before the run or as the durations show it. */
static double step_of(const struct book_run *run)
{
	const struct store_result *r = book_result(run, FIGURE_EFFECTIVE_TICK, "all", "native");
	if (book_result(run, FIGURE_COUNTER_TICK, "all", "native"))
		return 1;
	return fmax((double)run->row.effective_tick_ticks, r ? r->value : 0);
}

static void plot_describe(FILE *out, const struct book_run *run, const struct kind *kind)
{
	char seen[4 * TEXT], label[TEXT], hz[NUMBER_SIZE], probe[TEXT], load[TEXT];
	kind->title(seen, sizeof seen, run);
	label_shorten(probe, sizeof probe, run->row.probe);
	label_shorten(load, sizeof load, run->row.load);
	label_shorten(label, sizeof label, run->row.label);
	number_hz(hz, sizeof hz, 1e9 / book_tick_ns(run));
	char *title = mem_print("%s, %s: %s", probe, load, seen);
	char *subtitle = mem_print("%s%s%s · %s at %s · %s", run->name, *label ? " · " : "", label,
	    run->row.counter, hz, kind->of ? kind->of : "all samples");
	assign_text(out, "title", title);
	assign_text(out, "subtitle", subtitle);
	if (kind->what)
		assign_text(out, "what", kind->what);
	if (!kind->of)
		fprintf(out, "n=%llu; ", (unsigned long long)run->row.samples);
	fprintf(out, "hz=%.17g; step=%.17g; ", 1e9 / book_tick_ns(run), step_of(run));
	if (kind->more)
		kind->more(out, run);
	free(title);
	free(subtitle);
}

struct plate *gallery_add(struct gallery *g, char *stem, const char *kind, const char *script,
    char *caption, const char *folder)
{
	g->plates = mem_grow(g->plates, g->count + 1, sizeof *g->plates);
	struct plate *p = &g->plates[g->count++];
	*p = (struct plate){.stem = stem, .kind = kind, .script = script, .caption = caption};
	p->file = mem_print("%s.svg", stem);
	p->href = mem_print("%s/%s", folder, p->file);
	return p;
}

/* Has a curve that is preferred been drawn in this one's place? */
static bool place_is_taken(const struct gallery *g, size_t index, const struct kind *kind)
{
	for (size_t i = 0; i < g->count; i++)
		if (g->plates[i].run == index && !g->plates[i].whole &&
		    strcmp(g->plates[i].kind, kind->file) == 0 && g->plates[i].company.count == 0)
			return true;
	return false;
}

static int add_kind(struct collecting *e, size_t index, const struct kind *kind)
{
	const struct book_run *run = &e->book->runs[index];
	if ((kind->worth && !kind->worth(run)) || place_is_taken(e->gallery, index, kind))
		return 0;
	int64_t n, over = 0;
	size_t size;
	char *data = curve_text(e, run, kind->curve, kind->columns, &n), *second = NULL;
	if (n > 0 && kind->second != CURVES)
		second = curve_text(e, run, kind->second, kind->second_columns, &over);
	if (n <= 0 || over < 0) {
		free(data);
		free(second);
		return n < 0 || over < 0 ? -1 : 0;
	}
	struct plate *p =
	    gallery_add(e->gallery, mem_print("%s-%s", run->file_id, kind->file), kind->file,
		kind->script, mem_print("%s: %s", run->name, kind->caption), e->tools->href);
	p->run = index;
	p->part = kind->part;
	plate_add(p, "data", data);
	if (over > 0)
		plate_add(p, kind->variable, second);
	else
		free(second);
	FILE *out = mem_open_text(&p->assignments, &size);
	plot_describe(out, run, kind);
	assign_text(out, "name", curve_name(kind->curve));
	mem_close_text(out);
	return 0;
}

/* "R1 stress, n = 1,000,000" */
static void name_block(char *out, size_t size, const struct book_run *run)
{
	char what[TEXT], count[NUMBER_SIZE];
	label_shorten(what, sizeof what, run->row.load);
	number_count(count, sizeof count, run->row.samples);
	snprintf(out, size, "%s %s, n = %s", run->name, what, count);
}

/* A table with a block for each run, to be freed; *points as above. */
static char *blocks_text(struct collecting *e, struct company *c, enum curve_id curve,
    enum tsv_columns columns, int64_t *points)
{
	char *text = NULL;
	size_t size;
	FILE *out = mem_open_text(&text, &size);
	*points = 0;
	for (size_t i = 0; i < c->count && *points >= 0; i++) {
		const struct book_run *run = &e->book->runs[c->runs[i]];
		char title[2 * TEXT];
		name_block(title, sizeof title, run);
		int64_t more =
		    tsv_block(out, e->store, &run->row, curve, columns, book_tick_ns(run), title);
		*points = more < 0 ? -1 : *points + more;
		c->blank[i] = c->blank[i] || more == 0;
	}
	if (*points < 0)
		fault_note(e, curve_name(curve), store_error(e->store));
	mem_close_text(out);
	return text;
}

/* "idle against stress"; more loads than a title holds are counted. */
static void title_loads(char *out, size_t size, const struct book *b, const struct company *c)
{
	char load[TEXT];
	size_t at = 0;
	if (c->count > NAMED_MAX)
		snprintf(out, size, "%zu runs, colour by load", c->count);
	for (size_t i = 0; i < c->count && c->count <= NAMED_MAX && at < size; i++) {
		label_shorten(load, sizeof load, b->runs[c->runs[i]].row.load);
		at += (size_t)snprintf(out + at, size - at, "%s%s", i ? " against " : "", load);
	}
}

/* colours='1 2 1': of the loads; dashes='1 1 2': the runs of one load apart. */
static void assign_lines(FILE *out, const struct book *b, const struct company *c)
{
	struct sets sets;
	sets_read(&sets, b);
	fputs("colours='", out);
	for (size_t i = 0; i < c->count; i++)
		fprintf(
		    out, "%s%zu", i ? " " : "", sets_colour(&sets, b->runs[c->runs[i]].row.load));
	fputs("'; dashes='", out);
	for (size_t i = 0; i < c->count; i++) {
		size_t dash = 1;
		for (size_t k = 0; k < i; k++)
			dash +=
			    strcmp(b->runs[c->runs[k]].row.load, b->runs[c->runs[i]].row.load) == 0;
		fprintf(out, "%s%zu", i ? " " : "", dash);
	}
	fputs("'; ", out);
	sets_release(&sets);
}

static void describe_company(FILE *out, const struct book *b, const struct company *c)
{
	const struct book_run *first = &b->runs[c->runs[0]];
	char title[4 * TEXT] = "", subtitle[4 * TEXT], hz[NUMBER_SIZE], probe[TEXT];
	label_shorten(probe, sizeof probe, first->row.probe);
	number_hz(hz, sizeof hz, 1e9 / book_tick_ns(first));
	title_loads(title, sizeof title, b, c);
	char *where = where_several(b) ? where_name(first) : mem_copy("");
	snprintf(subtitle, sizeof subtitle, "%s%s%s · %s at %s · all samples", probe,
	    *where ? " on " : "", where, first->row.counter, hz);
	free(where);
	assign_text(out, "title", title);
	assign_text(out, "subtitle", subtitle);
	assign_lines(out, b, c);
	fprintf(out, "runs=%zu; name='%s'; ", c->count, loads_file);
}

/* " Not drawn, having no such curve: R3 idle."; "" where all are. */
static void left_out(char *out, size_t size, const struct book *b, const struct company *c)
{
	size_t at = 0;
	out[0] = '\0';
	for (size_t i = 0; i < c->count && at < size; i++) {
		const struct book_run *run = &b->runs[c->runs[i]];
		if (c->blank[i])
			at += (size_t)snprintf(out + at, size - at, "%s %s %s",
			    at ? "," : " Not drawn, having no such curve:", run->name,
			    run->row.load);
	}
	if (at > 0 && at + 1 < size)
		snprintf(out + at, size - at, ".");
}

static struct plate *company_plate(struct collecting *e, const struct company *c)
{
	const struct book_run *first = &e->book->runs[c->runs[0]];
	char some[96] = "", blank[COMPANY_MAX * TEXT];
	left_out(blank, sizeof blank, e->book, c);
	if (c->all > c->count)
		snprintf(some, sizeof some, " %zu of the %zu runs that could lie over one another.",
		    c->count, c->all);
	struct plate *p = gallery_add(e->gallery, mem_print("%s-%s", first->file_id, loads_file),
	    loads_file, "loads.gp",
	    mem_print("%s: above, share of each run's samples by duration; below, share that "
		      "took longer.%s%s",
		first->row.probe, some, blank),
	    e->tools->href);
	p->company = *c;
	return p;
}

static bool has_two_loads(const struct book *b, const struct company *c)
{
	for (size_t i = 1; i < c->count; i++)
		if (strcmp(b->runs[c->runs[i]].row.load, b->runs[c->runs[0]].row.load) != 0)
			return true;
	return false;
}

/* Nothing is drawn where there is one load, or the runs have no such curve. */
static int company_add(struct collecting *e, size_t first)
{
	struct company c = company_of_loads(e->book, first);
	int64_t points;
	size_t size;
	char *tails = NULL;
	if (!has_two_loads(e->book, &c))
		return 0;
	char *data = blocks_text(e, &c, CURVE_HISTOGRAM_LOG, TSV_BINS, &points);
	if (points > 0)
		tails = blocks_text(e, &c, CURVE_SURVIVAL, TSV_XY, &points);
	if (points <= 0) {
		free(data);
		free(tails);
		return points < 0 ? -1 : 0;
	}
	struct plate *p = company_plate(e, &c);
	plate_add(p, "data", data);
	plate_add(p, "tails", tails);
	FILE *out = mem_open_text(&p->assignments, &size);
	describe_company(out, e->book, &c);
	mem_close_text(out);
	return 0;
}

size_t gallery_failed(const struct gallery *g)
{
	size_t n = 0;
	for (size_t i = 0; i < g->count; i++)
		n += g->plates[i].failed != NULL;
	return n;
}

const struct plate *gallery_first_failed(const struct gallery *g)
{
	for (size_t i = 0; i < g->count; i++)
		if (g->plates[i].failed)
			return &g->plates[i];
	return NULL;
}

/* Of a run after the first runs_max the distribution alone. */
static int add_run_plates(struct collecting *e, size_t index)
{
	for (size_t k = 0; k < kinds_count; k++)
		if (index < e->tools->runs_max || kinds[k].always)
			if (add_kind(e, index, &kinds[k]) != 0)
				return -1;
	return company_add(e, index);
}

int gallery_draw(struct gallery *g, struct store *s, const struct book *b, const struct judged *j,
    const struct gallery_tools *tools, char *why, size_t size)
{
	struct collecting e = {g, s, b, tools, why, size};
	*g = (struct gallery){.runs_max = tools->runs_max};
	if (overview_add(g, s, b, j, tools->href) != 0)
		return fault_note(&e, "the first picture", store_error(s));
	for (size_t i = 0; i < b->run_count; i++)
		if (add_run_plates(&e, i) != 0)
			return -1;
	fleet_add(g, b, tools->href);
	if (easel_draw(g->plates, g->count, &tools->easel, why, size) != 0)
		return -1;
	const struct plate *first = gallery_first_failed(g);
	if (first && gallery_failed(g) == g->count)
		return fault_note(&e, first->file, first->failed);
	return 0;
}

const struct plate *gallery_find(const struct gallery *g, const char *kind)
{
	for (size_t i = 0; i < g->count; i++)
		if (g->plates[i].whole && strcmp(g->plates[i].kind, kind) == 0)
			return &g->plates[i];
	return NULL;
}

const struct plate *gallery_narrow(const struct gallery *g, const struct plate *p)
{
	size_t length = strlen(p->stem);
	for (size_t i = 0; i < g->count; i++)
		if (strncmp(g->plates[i].stem, p->stem, length) == 0 &&
		    strcmp(g->plates[i].stem + length, GALLERY_NARROW) == 0)
			return &g->plates[i];
	return NULL;
}

void gallery_show(struct doc *d, const struct gallery *g, const struct plate *p)
{
	const struct plate *narrow = p ? gallery_narrow(g, p) : NULL;
	if (!p)
		return;
	if (p->failed)
		doc_note(d, "The plot %s could not be drawn: %s", p->file, p->failed);
	else
		doc_picture(d, &(struct picture){.svg = p->inlined,
				   .href = p->href,
				   .caption = p->caption,
				   .narrow = narrow ? narrow->inlined : NULL});
}

static bool is_plot_of(const char *file, const char *kind, size_t length)
{
	return strlen(file) == length && memcmp(file, kind, length) == 0;
}

bool gallery_draws(const char *kind, size_t length)
{
	for (size_t k = 0; k < kinds_count; k++)
		if (is_plot_of(kinds[k].file, kind, length))
			return true;
	return is_plot_of(loads_file, kind, length) || is_plot_of(fleet_machines, kind, length) ||
	       is_plot_of(fleet_distances, kind, length);
}

void gallery_release(struct gallery *g)
{
	for (size_t i = 0; i < g->count; i++)
		plate_release(&g->plates[i]);
	free(g->plates);
	*g = (struct gallery){0};
}
