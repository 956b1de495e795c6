/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gallery.h"

#include "easel_private.h"
#include "escape.h"
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
enum { TEXT = 160, LABEL = 48, NAMED_MAX = 4 };

/* Everything that collecting the plates needs. */
struct collecting {
	struct gallery *gallery;
	struct store *store;
	const struct book *book;
	const struct gallery_tools *tools;
	char *why;
	size_t why_size;
};

static int fault(struct collecting *e, const char *what, const char *why)
{
	snprintf(e->why, e->why_size, "%s: %s", what, why);
	return -1;
}

/* The plots of several runs. */
static const char loads_file[] = "loads", machines_file[] = "machines";

/* A curve as a table, to be freed; *points: how many, -1 on failure. */
static char *curve_text(struct collecting *e, const struct book_run *run, enum curve_id curve,
    enum tsv_columns columns, int64_t *points)
{
	char *text = NULL;
	size_t size;
	FILE *out = mem_open_text(&text, &size);
	*points = tsv_curve(out, e->store, &run->row, curve, columns);
	if (*points < 0)
		fault(e, curve_name(curve), store_error(e->store));
	mem_close_text(out);
	return text;
}

static void assign_text(FILE *out, const char *name, const char *text)
{
	char safe[4 * TEXT];
	escape_plot(safe, sizeof safe, text);
	fprintf(out, "%s='%s'; ", name, safe);
}

/* A label may be long: a plot shows its front. */
static void shorten(char *out, size_t size, const char *label)
{
	char safe[4 * TEXT];
	escape_plot(safe, sizeof safe, label);
	if (strlen(safe) < LABEL) {
		snprintf(out, size, "%s", safe);
		return;
	}
	escape_plot(out, LABEL < size ? LABEL : size, safe);
	size_t n = strlen(out);
	snprintf(out + n, size - n, "…");
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

static void describe(FILE *out, const struct book_run *run, const struct kind *kind)
{
	char seen[4 * TEXT], label[TEXT], hz[NUMBER_SIZE], probe[TEXT], load[TEXT];
	kind->title(seen, sizeof seen, run);
	shorten(probe, sizeof probe, run->row.probe);
	shorten(load, sizeof load, run->row.load);
	shorten(label, sizeof label, run->row.label);
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
static bool taken(const struct gallery *g, size_t index, const struct kind *kind)
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
	if ((kind->worth && !kind->worth(run)) || taken(e->gallery, index, kind))
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
	describe(out, run, kind);
	assign_text(out, "name", curve_name(kind->curve));
	mem_close_text(out);
	return 0;
}

/* "R1 stress, n = 1,000,000" */
static void name_block(char *out, size_t size, const struct book_run *run)
{
	char what[TEXT], count[NUMBER_SIZE];
	shorten(what, sizeof what, run->row.load);
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
		fault(e, curve_name(curve), store_error(e->store));
	mem_close_text(out);
	return text;
}

/* "idle against stress"; more loads than a title holds are counted. */
static void title_loads(char *out, size_t size, const struct book *b, const struct company *c)
{
	char load[TEXT];
	size_t at = 0;
	if (c->count > NAMED_MAX)
		snprintf(out, size, "%zu runs over one another", c->count);
	for (size_t i = 0; i < c->count && c->count <= NAMED_MAX && at < size; i++) {
		shorten(load, sizeof load, b->runs[c->runs[i]].row.load);
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
	shorten(probe, sizeof probe, first->row.probe);
	number_hz(hz, sizeof hz, 1e9 / book_tick_ns(first));
	title_loads(title, sizeof title, b, c);
	snprintf(subtitle, sizeof subtitle, "%s · %s at %s · all samples", probe,
	    first->row.counter, hz);
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

/* Nothing is drawn where the runs have no such curve. */
static int compare(struct collecting *e, size_t first)
{
	struct company c = company_of_loads(e->book, first);
	int64_t points, more = 1;
	size_t size;
	char *tails = NULL;
	if (c.count < 2)
		return 0;
	char *data = blocks_text(e, &c, CURVE_HISTOGRAM_LOG, TSV_BINS, &points);
	if (points > 0)
		tails = blocks_text(e, &c, CURVE_SURVIVAL, TSV_XY, &more);
	if (points <= 0 || more <= 0) {
		free(data);
		free(tails);
		return points < 0 || more < 0 ? -1 : 0;
	}
	struct plate *p = company_plate(e, &c);
	plate_add(p, "data", data);
	plate_add(p, "tails", tails);
	FILE *out = mem_open_text(&p->assignments, &size);
	describe_company(out, e->book, &c);
	mem_close_text(out);
	return 0;
}

/* ---- machines ------------------------------------------------------------------------------ */

/* MACHINE_ROWS: more than so many do not fit into one picture. */
enum { MACHINE_PANELS = 3, MACHINE_ROWS = 48 };

/* What is drawn in each panel: the first of these that was compared. */
static const struct {
	const char *head;
	enum figure_id figures[4];
} panel[MACHINE_PANELS] = {{"median", {FIGURE_MEDIAN_NS, FIGURES}},
    {"assessed entropy", {FIGURE_MIN_90B, FIGURE_SHANNON_MM, FIGURES}},
    {"tail", {FIGURE_Q999, FIGURE_Q99, FIGURE_Q95, FIGURES}}};

/* One row of the picture. */
struct machine_row {
	const char *load, *machine;
};

/* The rows of one probe, load by load in the order of comparison; those of one load where there are
 * more than fit. *all: how many there would be. */
static size_t machine_rows(
    const struct book *b, const char *probe, struct machine_row *rows, size_t *all)
{
	size_t n = 0;
	const char *only = NULL;
	*all = 0;
	for (size_t i = 0; i < b->comparison_count; i++) {
		const struct store_comparison *c = &b->comparisons[i];
		if (strcmp(c->probe, probe) != 0 ||
		    strcmp(c->figure, figure_name(FIGURE_MEDIAN_NS)) != 0)
			continue;
		++*all;
		if (!only || strcmp(c->load, "idle") == 0)
			only = c->load;
	}
	for (size_t i = 0; i < b->comparison_count && n < MACHINE_ROWS; i++) {
		const struct store_comparison *c = &b->comparisons[i];
		bool wanted = *all <= MACHINE_ROWS || strcmp(c->load, only) == 0;
		if (strcmp(c->probe, probe) == 0 && wanted &&
		    strcmp(c->figure, figure_name(FIGURE_MEDIAN_NS)) == 0)
			rows[n++] = (struct machine_row){c->load, c->b};
	}
	return n;
}

static const struct store_comparison *machine_find(
    const struct book *b, const char *probe, const struct machine_row *row, enum figure_id figure)
{
	for (size_t i = 0; i < b->comparison_count; i++) {
		const struct store_comparison *c = &b->comparisons[i];
		if (!strcmp(c->figure, figure_name(figure)) && !strcmp(c->probe, probe) &&
		    !strcmp(c->load, row->load) && !strcmp(c->b, row->machine))
			return c;
	}
	return NULL;
}

/* The figure of a panel of which some row has a ratio; FIGURES: none. */
static enum figure_id machine_figure(
    const struct book *b, const char *probe, const struct machine_row *rows, size_t n, int k)
{
	for (const enum figure_id *f = panel[k].figures; *f != FIGURES; f++)
		for (size_t i = 0; i < n; i++) {
			const struct store_comparison *c = machine_find(b, probe, &rows[i], *f);
			if (c && c->ratio > 0)
				return *f;
		}
	return FIGURES;
}

static void write_machine(
    FILE *out, size_t row, const struct machine_row *at, const struct store_comparison *c)
{
	char name[TEXT], load[TEXT];
	if (!c || !(c->ratio > 0))
		return;
	shorten(name, sizeof name, at->machine);
	shorten(load, sizeof load, at->load);
	/* An interval of no width stands for none. */
	bool known = c->ratio_lo > 0 && isfinite(c->ratio_hi);
	fprintf(out, "%zu\t%.9g\t%.9g\t%.9g\t%d\t%s, %s\n", row + 1, c->ratio,
	    known ? c->ratio_lo : c->ratio, known ? c->ratio_hi : c->ratio, c->p_adjusted < 0.05,
	    name, load);
}

/* A block for each panel that has a figure, to be freed; their number in *panels; names them in
 * heads. */
static char *machines_text(const struct book *b, const char *probe, const struct machine_row *rows,
    size_t n, int *panels, FILE *heads)
{
	char *text = NULL;
	size_t size;
	FILE *out = mem_open_text(&text, &size);
	*panels = 0;
	for (int k = 0; k < MACHINE_PANELS; k++) {
		enum figure_id figure = machine_figure(b, probe, rows, n, k);
		if (figure == FIGURES)
			continue;
		fprintf(out, "%s", *panels ? "\n\n" : "");
		fprintf(heads, "%s%s", *panels ? "|" : "",
		    figure == FIGURE_SHANNON_MM ? "Shannon entropy" : panel[k].head);
		++*panels;
		for (size_t i = 0; i < n; i++)
			write_machine(out, i, &rows[i], machine_find(b, probe, &rows[i], figure));
	}
	mem_close_text(out);
	return text;
}

static const struct book_run *run_of_probe(const struct book *b, const char *probe)
{
	for (size_t i = 0; i < b->run_count; i++)
		if (strcmp(b->runs[i].row.probe, probe) == 0)
			return &b->runs[i];
	return NULL;
}

static struct plate *machines_plate(
    struct collecting *e, const char *probe, const char *reference, size_t n, size_t all)
{
	const struct book_run *first = run_of_probe(e->book, probe);
	char some[96] = "";
	if (n < all)
		snprintf(some, sizeof some, " %zu of %zu rows, of one load.", n, all);
	struct plate *p = gallery_add(e->gallery, mem_print("%s-%s", first->file_id, machines_file),
	    machines_file, "machines.gp",
	    mem_print("%s: ratio of each machine's figures to those of %s, with 95 %% intervals "
		      "from run to run; filled where the difference is shown.%s",
		probe, reference, some),
	    e->tools->href);
	p->part = PART_MACHINES;
	return p;
}

static void describe_machines(
    FILE *out, const char *probe, const char *reference, size_t n, int panels, const char *heads)
{
	char name[TEXT], what[TEXT];
	shorten(name, sizeof name, reference);
	shorten(what, sizeof what, probe);
	char *title = mem_print("machines against %s", name);
	char *subtitle = mem_print("%s · ratio with 95 %% interval; filled: shown to differ", what);
	assign_text(out, "title", title);
	assign_text(out, "subtitle", subtitle);
	assign_text(out, "heads", heads);
	fprintf(out, "rows=%zu; panels=%d; name='%s'; ", n, panels, machines_file);
	free(title);
	free(subtitle);
}

static void add_machine_rows(struct collecting *e, const char *probe, const char *reference,
    const struct machine_row *rows, size_t n, size_t all)
{
	char *heads = NULL;
	size_t size;
	int panels;
	FILE *names = mem_open_text(&heads, &size);
	char *data = machines_text(e->book, probe, rows, n, &panels, names);
	mem_close_text(names);
	if (panels > 0) {
		struct plate *p = machines_plate(e, probe, reference, n, all);
		plate_add(p, "data", data);
		FILE *out = mem_open_text(&p->assignments, &size);
		describe_machines(out, probe, reference, n, panels, heads);
		mem_close_text(out);
	} else {
		free(data); /* no figure has a ratio */
	}
	free(heads);
}

/* A picture for each probe that was compared. */
static void add_machines(struct collecting *e)
{
	const struct book *b = e->book;
	struct machine_row rows[MACHINE_ROWS];
	for (size_t i = 0; i < b->comparison_count; i++) {
		const struct store_comparison *c = &b->comparisons[i];
		bool seen = false;
		for (size_t k = 0; k < i && !seen; k++)
			seen = strcmp(b->comparisons[k].probe, c->probe) == 0;
		if (seen || !run_of_probe(b, c->probe))
			continue;
		size_t all, n = machine_rows(b, c->probe, rows, &all);
		if (n > 0)
			add_machine_rows(e, c->probe, c->a, rows, n, all);
	}
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
	return compare(e, index);
}

int gallery_draw(struct gallery *g, struct store *s, const struct book *b, const struct judged *j,
    const struct gallery_tools *tools, char *why, size_t size)
{
	struct collecting e = {g, s, b, tools, why, size};
	*g = (struct gallery){.runs_max = tools->runs_max};
	if (overview_add(g, s, b, j, tools->href) != 0)
		return fault(&e, "the first picture", store_error(s));
	for (size_t i = 0; i < b->run_count; i++)
		if (add_run_plates(&e, i) != 0)
			return -1;
	add_machines(&e);
	if (easel_draw(g->plates, g->count, &tools->easel, why, size) != 0)
		return -1;
	const struct plate *first = gallery_first_failed(g);
	if (first && gallery_failed(g) == g->count)
		return fault(&e, first->file, first->failed);
	return 0;
}

const struct plate *gallery_find(const struct gallery *g, const char *kind)
{
	for (size_t i = 0; i < g->count; i++)
		if (g->plates[i].whole && strcmp(g->plates[i].kind, kind) == 0)
			return &g->plates[i];
	return NULL;
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
	return is_plot_of(loads_file, kind, length) || is_plot_of(machines_file, kind, length);
}

void gallery_release(struct gallery *g)
{
	for (size_t i = 0; i < g->count; i++)
		plate_release(&g->plates[i]);
	free(g->plates);
	*g = (struct gallery){0};
}
