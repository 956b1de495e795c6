/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each plot is made of what the book holds already; only the curves of the first picture are read
 * from the database. Of replicates the one in the middle is drawn. Colour is the load's everywhere.
 */
#include "mem.h"
#include "overview_private.h"

#include "assign_private.h"
#include "chief.h"
#include "company.h"
#include "escape.h"
#include "number.h"
#include "sets.h"
#include "tsv_private.h"
#include "where.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT = 256, MODES_NAMED = 4, ROWS_MAX = 60 };

struct overview {
	struct gallery *g;
	struct store *store;
	const struct book *b;
	const struct judged *j;
	const char *folder;
	struct sets sets;
};

/* A name in a column of a table. */
static void put_name(FILE *out, const char *text)
{
	char safe[4 * TEXT];
	escape_plot(safe, sizeof safe, text);
	fputs(safe, out);
}

/* Adds a plot of the whole report with one table; takes data, caption and assignments. */
static struct plate *add_whole(struct overview *o, const char *kind, const char *script,
    char *caption, char *data, char *assignments)
{
	struct plate *p =
	    gallery_add(o->g, mem_print("report-%s", kind), kind, script, caption, o->folder);
	p->whole = true;
	p->assignments = assignments;
	plate_add(p, "data", data);
	return p;
}

/* Draws the last plot for a phone too. */
static void add_narrow(struct overview *o)
{
	const struct plate *wide = &o->g->plates[o->g->count - 1];
	char *stem = mem_print("%s%s", wide->stem, GALLERY_NARROW);
	char *caption = mem_copy(wide->caption), *data = mem_copy(wide->data[0].text);
	char *assignments = mem_print("%s; narrow=1", wide->assignments);
	struct plate *p = gallery_add(o->g, stem, wide->kind, wide->script, caption, o->folder);
	p->whole = true;
	p->assignments = assignments;
	plate_add(p, "data", data);
}

/* ---- the first picture ----------------------------------------------------------------------- */

/* Both windows of the claim have room on a linear axis; as the script decides. */
static bool is_coarse(const struct book_run *run)
{
	return 50 * (1e9 / 24e6) / book_tick_ns(run) <= 120;
}

struct bins {
	FILE *out;
	double scale, place, height; /* the count of the bin at `place` */
};

static int put_bin(void *context, const struct store_point *p)
{
	struct bins *t = context;
	fprintf(t->out, "%.12g\t%.12g\t%.12g\n", p->lo, p->hi, p->y * t->scale);
	return ferror(t->out);
}

static int find_height(void *context, const struct store_point *p)
{
	struct bins *t = context;
	if (p->lo <= t->place && t->place < p->hi)
		t->height = p->y;
	return 0;
}

static int find_widest(void *context, const struct store_point *p)
{
	struct bins *t = context;
	t->height = fmax(t->height, p->hi - p->lo);
	return 0;
}

/* The bins that show single ticks where there are few: those of the bulk, unless a long tail has
 * made them wide. */
static enum curve_id bins_choose(struct overview *o, const struct book_run *run, bool coarse)
{
	struct bins t = {.out = NULL};
	if (!coarse || store_curve(o->store, run->row.id, curve_name(CURVE_HISTOGRAM), "all",
			   "native", find_widest, &t) < 0)
		return CURVE_HISTOGRAM_LOG;
	return t.height > 1.5 ? CURVE_HISTOGRAM_LOG : CURVE_HISTOGRAM;
}

/* The bins of a run as a table, to be freed; NULL: it has none. */
static char *bins_text(
    struct overview *o, const struct book_run *run, enum curve_id curve, double scale)
{
	char *text = NULL;
	size_t size;
	struct bins t = {.out = mem_open_text(&text, &size), .scale = scale};
	int n = store_curve(o->store, run->row.id, curve_name(curve), "all", "native", put_bin, &t);
	mem_close_text(t.out);
	if (n > 0)
		return text;
	free(text);
	return NULL;
}

/* "mode 1: 5 ticks (50.1 ns), 94.2 % of the calls" at its peak; a single mode needs no number. */
static size_t assign_modes(
    struct overview *o, FILE *out, const struct book_run *run, enum curve_id curve)
{
	const struct store_result *count = book_result(run, FIGURE_MODE_COUNT, "all", "native");
	size_t named = 0;
	for (int k = 1; count && k <= count->value && named < MODES_NAMED; k++) {
		char scope[32], text[TEXT], ns[NUMBER_SIZE], share[32] = "", name[32] = "";
		char ticks[NUMBER_SIZE];
		snprintf(scope, sizeof scope, "mode %d", k);
		const struct store_result *peak =
		    book_result(run, FIGURE_MODE_PEAK, scope, "native");
		const struct store_result *part =
		    book_result(run, FIGURE_MODE_SHARE, scope, "native");
		if (!peak)
			continue;
		struct bins t = {.place = peak->value};
		if (store_curve(o->store, run->row.id, curve_name(curve), "all", "native",
			find_height, &t) <= 0 ||
		    t.height <= 0)
			continue;
		number_ns(ns, sizeof ns, peak->value * book_tick_ns(run));
		if (count->value > 1)
			snprintf(name, sizeof name, "mode %d: ", k);
		if (part && count->value > 1)
			snprintf(share, sizeof share, ", %.3g %% of the calls", part->value * 100);
		snprintf(ticks, sizeof ticks, "%.4g %s", peak->value,
		    peak->value == 1 ? "tick" : "ticks");
		snprintf(text, sizeof text, "%s%s (%s)%s",
		    count->value > 1 ? name : "one mode: ", ticks, ns, share);
		named++;
		fprintf(
		    out, "mode%zu_x=%.12g; mode%zu_y=%.12g; ", named, peak->value, named, t.height);
		fprintf(out, "mode%zu_text='%s'; ", named, text);
	}
	return named;
}

/* Places of a share in per cent: what is not all of them must not read as all. */
static int share_places(double share)
{
	double rest = fmin(share, 1 - share) * 100;
	return rest <= 0 ? 0 : rest >= 1 ? 1 : (int)fmin(6, ceil(-log10(rest)) + 1);
}

/* "the claim's fast window, 0 to 417 ns: published 31.0 %, here 99.99 %" */
static void assign_window(FILE *out, const char *name, const struct overview *o,
    const struct book_run *run, enum figure_id figure, const char *words)
{
	const struct book_claim *c = book_claim_on(o->b, figure);
	const struct store_result *r = book_result(run, figure, "all", "24MHz");
	char text[TEXT];
	size_t at = (size_t)snprintf(text, sizeof text, "%s", words);
	if (c && at < sizeof text)
		at += (size_t)snprintf(text + at, sizeof text - at, ": published %s", c->published);
	if (r && at < sizeof text && r->value > 0 && r->value < 1e-4)
		snprintf(text + at, sizeof text - at, ", here under 0.01 %%");
	else if (r && at < sizeof text)
		snprintf(text + at, sizeof text - at, ", here %.*f %%", share_places(r->value),
		    r->value * 100);
	assign_text(out, name, text);
}

static char *assign_first(
    struct overview *o, const struct book_run *run, enum curve_id curve, bool narrow, bool linear)
{
	const struct store_result *most = book_result(run, FIGURE_Q99, "all", "native");
	const struct store_result *step = book_result(run, FIGURE_EFFECTIVE_TICK, "all", "native");
	char *text = NULL;
	size_t size;
	FILE *out = mem_open_text(&text, &size);
	assign_text(out, "name", "first");
	fprintf(out, "n=%llu; hz=%.17g; step=%.17g; narrow=%d; linear=%d; ",
	    (unsigned long long)run->row.samples, 1e9 / book_tick_ns(run), step ? step->value : 1,
	    narrow, linear);
	assign_window(out, "fast_text", o, run, FIGURE_FAST_WINDOW_SHARE,
	    narrow ? "fast window" : "blue: the claim's fast window");
	assign_window(out, "slow_text", o, run, FIGURE_SLOW_WINDOW_SHARE,
	    narrow ? "slow window" : "orange: the claim's slow window");
	if (most)
		fprintf(out, "end=%.12g; ", 1.2 * most->value + 1);
	fprintf(out, "modes=%zu", assign_modes(o, out, run, curve));
	mem_close_text(out);
	return text;
}

static const char *const first_kind[] = {"first", "first-narrow", "first-linear"};

static int add_first(struct overview *o)
{
	size_t chief = chief_run(o->b), empty = chief_null(o->b, chief);
	const struct book_run *run = &o->b->runs[chief];
	enum curve_id curve = bins_choose(o, run, is_coarse(run));
	for (int view = 0; view < 3; view++) {
		char *data = bins_text(o, run, curve, 1), *null = NULL;
		if (!data)
			return 0;
		if (empty < o->b->run_count && o->b->runs[empty].row.samples > 0)
			null = bins_text(o, &o->b->runs[empty], curve,
			    (double)run->row.samples / (double)o->b->runs[empty].row.samples);
		struct plate *p = add_whole(o, first_kind[view], "first.gp",
		    mem_print("How long %s took on this machine%s: bars are calls%s.",
			run->row.probe, strcmp(run->row.load, "idle") == 0 ? ", idle" : "",
			null ? ", the grey outline the empty loop of the same number" : ""),
		    data, assign_first(o, run, curve, view == 1, view == 2));
		if (null)
			plate_add(p, "null", null);
	}
	return 0;
}

/* ---- entropy by observer --------------------------------------------------------------------- */

static const struct {
	const char *scope, *words;
} observers[] = {{"distribution", "knows the distribution"}, {"starts", "knows when calls start"},
    {"past", "knows the samples before"}, {"observer", "times the call in another process"},
    {"load", "knows the load"}, {"phase", "knows the counter's phase"}};
enum { OBSERVERS = sizeof observers / sizeof *observers };

static const struct store_result *left_by(
    const struct overview *o, size_t line, size_t load, size_t observer)
{
	return sets_middle(o->b, &o->sets.line[line], o->sets.load[load],
	    FIGURE_ADVERSARY_MIN_ENTROPY, observers[observer].scope, "native");
}

/* Under any load? */
static bool observer_is_there(const struct overview *o, size_t line, size_t observer)
{
	for (size_t l = 0; l < o->sets.loads; l++)
		if (left_by(o, line, l, observer))
			return true;
	return false;
}

/* The rows of one load, all of them in the same places for every load. */
static void put_observers(struct overview *o, FILE *data, size_t load, double *top)
{
	size_t row = 0;
	put_name(data, o->sets.load[load]);
	fputc('\n', data);
	for (size_t p = 0; p < o->sets.lines; p++)
		for (size_t k = 0; k < OBSERVERS; k++) {
			const struct store_result *r = left_by(o, p, load, k);
			row += observer_is_there(o, p, k);
			if (!r || row > ROWS_MAX)
				continue;
			fprintf(data, "%zu\t%.12g\t%.12g\t%.12g\n", row, r->value,
			    isfinite(r->lo) ? r->lo : r->value, isfinite(r->hi) ? r->hi : r->value);
			*top = fmax(*top, isfinite(r->hi) ? r->hi : r->value);
		}
	fputs("\n\n", data);
}

/* The published rate, where a claim is on the assessed entropy. */
static double published_rate(const struct book *b)
{
	const struct book_claim *c = book_claim_on(b, FIGURE_MIN_90B);
	char *end;
	double v = c ? strtod(c->published, &end) : NAN;
	return c && end != c->published ? v : NAN;
}

static void add_observers(struct overview *o)
{
	char *data = NULL, *set = NULL, name[TEXT];
	size_t size, rows = 0;
	double top = 0, published = published_rate(o->b);
	FILE *out = mem_open_text(&data, &size);
	for (size_t l = 0; l < o->sets.loads; l++)
		put_observers(o, out, l, &top);
	mem_close_text(out);
	out = mem_open_text(&set, &size);
	for (size_t p = 0; p < o->sets.lines; p++)
		for (size_t k = 0; k < OBSERVERS && rows < ROWS_MAX; k++) {
			if (!observer_is_there(o, p, k))
				continue;
			snprintf(name, sizeof name, "%.100s: %s", o->sets.line[p].name,
			    observers[k].words);
			assign_row(out, "row", ++rows, name);
		}
	if (isfinite(published))
		fprintf(out, "published=%.12g; ", published);
	assign_text(out, "title", "Entropy left against each observer");
	assign_text(
	    out, "subtitle", "min-entropy of a call, with 95 % intervals where there are any");
	fprintf(out, "name='observers'; rows=%zu; loads=%zu; top=%.12g", rows, o->sets.loads,
	    1.08 * (isfinite(published) ? fmax(top, published) : top));
	mem_close_text(out);
	if (rows > 0) {
		add_whole(o, "observers", "observers.gp",
		    mem_print(
			"Min-entropy of a call that is left against observers who know more and "
			"more, with 95 %% intervals where there are any; colour is the load. Of "
			"replicates the one in the middle."),
		    data, set);
		add_narrow(o);
		return;
	}
	free(data);
	free(set);
}

/* ---- published and predicted ----------------------------------------------------------------- */

static double point_predicted(const struct judged_point *p)
{
	return (p->lo + p->hi) / 2;
}

/* What people call a figure of the registry. */
static const char *point_word(const struct judged_point *p)
{
	static const char *const words[][2] = {
	    {"cv", "CV"}, {"shannon", "Shannon entropy"}, {"odd", "odd share"}};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(p->figure, words[i][0]) == 0)
			return words[i][1];
	return p->figure;
}

static int by_predicted(const void *a, const void *b)
{
	double x = point_predicted(*(const struct judged_point *const *)a);
	double y = point_predicted(*(const struct judged_point *const *)b);
	return (x > y) - (x < y);
}

/* The points that a log axis can hold, rising; to be freed. */
static const struct judged_point **points_sorted(const struct judged *j, size_t *n)
{
	const struct judged_point **list = NULL;
	*n = 0;
	for (size_t i = 0; i < j->body_count; i++) {
		const struct judged_body *body = &j->bodies[i];
		list = mem_grow(list, *n + body->point_count + 1, sizeof *list);
		for (size_t k = 0; k < body->point_count; k++)
			if (body->points[k].lo > 0)
				list[(*n)++] = &body->points[k];
	}
	if (*n > 0)
		qsort(list, *n, sizeof *list, by_predicted);
	return list;
}

static void add_published(struct overview *o)
{
	char *data = NULL, *set = NULL;
	size_t size, points;
	const struct judged_point **list = points_sorted(o->j, &points);
	if (points > 1) {
		FILE *out = mem_open_text(&data, &size);
		for (size_t i = 0; i < points; i++) {
			const struct judged_point *p = list[i];
			char *name = mem_print("%s: %s", p->table, point_word(p));
			fprintf(
			    out, "%.12g\t%.12g\t%.12g\t%d\t", p->published, p->lo, p->hi, p->holds);
			put_name(out, name);
			fputc('\n', out);
			free(name);
		}
		mem_close_text(out);
		out = mem_open_text(&set, &size);
		assign_text(out, "title", "Published figures against predicted ones");
		assign_text(out, "subtitle", "if the hypothesis holds, the points lie on the line");
		fputs("name='published'", out);
		mem_close_text(out);
		add_whole(o, "published", "published.gp",
		    mem_print("Published figures against what one hypothesis predicts of them "
			      "without a free parameter: on the line, the hypothesis explains "
			      "them. Tables of counts alone have no point here."),
		    data, set);
	}
	free(list);
}

/* ---- ridge of loads ----------------------------------------------------------------------------
 */

enum { RIDGE_LEAST = 3 }; /* two distributions lie over one another in loads.gp */

/* The ridge of a load, if one of the runs has it. Returns 0, or -1: store_error(). */
static int put_ridge(struct overview *o, const struct company *c, const char *load, size_t *rows,
    FILE *out, FILE *names)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct book_run *run = &o->b->runs[c->runs[i]];
		if (strcmp(run->row.load, load) != 0)
			continue;
		if (tsv_block(out, o->store, &run->row, CURVE_HISTOGRAM_LOG, TSV_BINS,
			book_tick_ns(run), run->name) < 0)
			return -1;
		++*rows;
		assign_row(names, "row", *rows, load);
		fprintf(names, "colour%zu=%zu; ", *rows, sets_colour(&o->sets, load));
	}
	return 0;
}

/* Returns 0, or -1: store_error(). */
static int add_ridge(struct overview *o)
{
	const struct book_run *chief = &o->b->runs[chief_run(o->b)];
	struct company c = company_by_load(o->b, chief_run(o->b));
	char *data = NULL, *set = NULL;
	size_t size, size_set, rows = 0;
	int rc = 0;
	FILE *out = mem_open_text(&data, &size), *names = mem_open_text(&set, &size_set);
	for (size_t l = 0; l < o->sets.loads && rc == 0 && c.count >= RIDGE_LEAST; l++)
		rc = put_ridge(o, &c, o->sets.load[l], &rows, out, names);
	char title[TEXT];
	snprintf(title, sizeof title, "%s under each load", chief->row.probe);
	assign_text(names, "title", title);
	assign_text(names, "subtitle", "share of the calls by duration under each load, log scale");
	fprintf(names, "name='ridge'; rows=%zu", rows);
	mem_close_text(out);
	mem_close_text(names);
	if (rc == 0 && rows >= RIDGE_LEAST) {
		add_whole(o, "ridge", "ridge.gp",
		    mem_print("How long %s took under each load, one run each: the height of a "
			      "ridge is the logarithm of the share of its calls.",
			chief->row.probe),
		    data, set);
		return 0;
	}
	free(data);
	free(set);
	return rc;
}

/* ---- loads ----------------------------------------------------------------------------------- */

/* The difference that the replicates of a cell share; NULL: none. */
static const struct store_result *difference_find(
    const struct overview *o, size_t line, size_t load, enum figure_id figure)
{
	return sets_middle(
	    o->b, &o->sets.line[line], o->sets.load[load], figure, "campaign", "native");
}

/* "3.25 [-1.5, 8]"; the ends of a ratio's interval lie far apart and have digits of their own. */
static void put_value(FILE *out, const struct store_result *r, bool ratio)
{
	struct number n;
	if (ratio && r->lo > 0 && isfinite(r->hi))
		number_ratio(&n, r->value, r->lo, r->hi);
	else
		number_format(&n, r->value, r->lo, r->hi);
	fprintf(out, "%s", n.value);
	if (*n.lo)
		fprintf(out, " [%s, %s]", n.lo, n.hi);
}

/* The ends of an interval; where there is none, the value itself. */
static void put_ends(FILE *out, double value, double lo, double hi)
{
	bool has = isfinite(lo) && isfinite(hi);
	fprintf(out, "%.12g\t%.12g\t", has ? lo : value, has ? hi : value);
}

static const char ratio_axis[] = "load over idle [ratio, log scale]";

/* Differences are drawn about 0, ratios about 1 on a log axis. */
static const struct effect {
	const char *kind;
	enum figure_id figure;
	const char *title, *unit;
	bool ratio;
} effects[] = {{"effects-median", FIGURE_LOAD_MEDIAN, "Median", "load less idle [ns]", false},
    {"effects-slow", FIGURE_LOAD_SLOW_RATIO, "Share of slow calls", ratio_axis, true},
    {"effects-tail", FIGURE_LOAD_Q999_RATIO, "99.9 % quantile", ratio_axis, true},
    {"effects-entropy", FIGURE_LOAD_SHANNON, "Shannon entropy of a call", "load less idle [bits]",
	false},
    {"effects-assessed", FIGURE_LOAD_MIN_90B_RATIO, "Min-entropy by SP 800-90B", ratio_axis, true}};

static const char *effect_words(const struct effect *f)
{
	return f->ratio ? "each load over the idle run of the same block, geometric mean"
			: "each load less the idle run of the same block, mean";
}

static void add_effect(struct overview *o, const struct effect *f)
{
	char *data = NULL, *set = NULL, name[TEXT];
	size_t size, size_set, rows = 0;
	FILE *out = mem_open_text(&data, &size), *names = mem_open_text(&set, &size_set);
	for (size_t p = 0; p < o->sets.lines; p++)
		for (size_t l = 0; l < o->sets.loads && rows < ROWS_MAX; l++) {
			const struct store_result *r = difference_find(o, p, l, f->figure);
			if (!r || (f->ratio && !(r->value > 0)))
				continue;
			fprintf(out, "%zu\t%.12g\t", ++rows, r->value);
			put_ends(out, r->value, r->lo, r->hi);
			fprintf(out, "%zu\t", sets_colour(&o->sets, o->sets.load[l]));
			put_value(out, r, f->ratio);
			fputc('\n', out);
			snprintf(name, sizeof name, "%.100s, %.20s", o->sets.line[p].name,
			    o->sets.load[l]);
			assign_row(names, "row", rows, name);
		}
	assign_text(names, "title", f->title);
	assign_text(names, "subtitle", effect_words(f));
	assign_text(names, "unit", f->unit);
	fprintf(names, "name='effects'; zero=%d; logx=%d; rows=%zu", f->ratio, f->ratio, rows);
	mem_close_text(out);
	mem_close_text(names);
	if (rows > 0) {
		add_whole(o, f->kind, "forest.gp",
		    mem_print("%s: %s over blocks with 95 %% interval. An interval across the line "
			      "shows no change.",
			f->title, effect_words(f)),
		    data, set);
		add_narrow(o);
		return;
	}
	free(data);
	free(set);
}

/* The least entropy left in a cell against any observer; nan: not known. */
static double cell_entropy(const struct overview *o, size_t line, size_t load)
{
	double least = NAN;
	for (size_t i = 0; o->j->entropy && i < o->b->run_count; i++)
		if (sets_has(&o->b->runs[i], &o->sets.line[line], o->sets.load[load]))
			least = fmin(least, o->j->entropy[i].at_most);
	return least;
}

static void add_cells(struct overview *o)
{
	char *data = NULL, *set = NULL, name[TEXT];
	size_t size, size_set, cells = 0;
	FILE *out = mem_open_text(&data, &size), *names = mem_open_text(&set, &size_set);
	for (size_t p = 0; p < o->sets.lines; p++)
		for (size_t l = 0; l < o->sets.loads; l++) {
			double v = cell_entropy(o, p, l);
			if (!isfinite(v))
				continue;
			fprintf(out, "%zu\t%zu\t%.12g\t%.3g\n", l + 1, p + 1, v, v);
			cells++;
		}
	for (size_t p = 0; p < o->sets.lines; p++) {
		snprintf(name, sizeof name, "%.100s", o->sets.line[p].name);
		assign_row(names, "row", p + 1, name);
	}
	for (size_t l = 0; l < o->sets.loads; l++) {
		snprintf(name, sizeof name, "%.16s", o->sets.load[l]);
		assign_row(names, "column", l + 1, name);
	}
	assign_text(names, "title", "At most so many bits of min-entropy in a call");
	assign_text(
	    names, "subtitle", "against the observer who leaves least; probes down, loads across");
	fprintf(names, "name='cells'; what='bits'; rows=%zu; columns=%zu", o->sets.lines,
	    o->sets.loads);
	mem_close_text(out);
	mem_close_text(names);
	if (cells >= 4 && o->sets.loads > 1 && o->sets.lines > 1) {
		add_whole(o, "cells", "heat.gp",
		    mem_print("The most min-entropy that a call can have, in bits, by probe and "
			      "load, the least over runs and observers."),
		    data, set);
		return;
	}
	free(data);
	free(set);
}

int overview_add(struct gallery *g, struct store *s, const struct book *b, const struct judged *j,
    const char *folder)
{
	struct overview o = {g, s, b, j, folder, {0}};
	sets_read(&o.sets, b);
	int rc = add_first(&o);
	add_observers(&o);
	add_cells(&o);
	for (size_t i = 0; i < sizeof effects / sizeof *effects; i++)
		add_effect(&o, &effects[i]);
	add_published(&o);
	rc = rc == 0 ? add_ridge(&o) : rc;
	sets_release(&o.sets);
	return rc;
}
