/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gallery.h"

#include "err.h"
#include "escape.h"
#include "number.h"
#include "outfile.h"
#include "plot.h"
#include "svg.h"
#include "tsv.h"
#include "where.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* NAMED_MAX: more loads than that have no room in a title, only in the key. */
enum { TEXT = 160, LABEL = 48, NAMED_MAX = 4 };

const char *const gallery_temps[GALLERY_TEMPS] = {"data.tsv", "second.tsv", "out.svg"};

/* Everything one drawing needs. */
struct easel {
	struct gallery *gallery;
	struct store *store;
	const struct book *book;
	const struct gallery_tools *tools;
	char *why;
	size_t why_size;
};

static int fault(struct easel *e, const char *what, const char *why)
{
	snprintf(e->why, e->why_size, "%s: %s", what, why);
	return -1;
}

/* The plots of several runs. */
static const char loads_file[] = "loads", machines_file[] = "machines";

/* A curve into a file of the temporary folder. Returns the number of points or -1. */
static int64_t write_curve(struct easel *e, const struct book_run *run, enum curve_id curve,
    enum tsv_columns columns, const char *path)
{
	FILE *out = fopen(path, "w");
	if (!out)
		return fault(e, path, strerror(errno));
	int64_t n = tsv_curve(out, e->store, &run->row, curve, columns);
	if (n < 0)
		fault(e, curve_name(curve), store_error(e->store));
	if (fclose(out) != 0 && n >= 0)
		return fault(e, path, strerror(errno));
	return n;
}

/* name='path'; into the assignments. */
static int assign_path(struct easel *e, FILE *out, const char *name, const char *path)
{
	char text[4096];
	if (escape_plot_path(text, sizeof text, path) != 0)
		return fault(e, path, "gnuplot cannot be given this path");
	fprintf(out, "%s='%s'; ", name, text);
	return 0;
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
	number_hz(hz, sizeof hz, run->row.counter_hz);
	char *title = outfile_name("%s, %s: %s", probe, load, seen);
	char *subtitle = outfile_name("%s%s%s · %s at %s · %s", run->name, *label ? " · " : "",
	    label, run->row.counter, hz, kind->of ? kind->of : "all samples");
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

/* Notes why there is no picture. */
static void undrawn(struct plate *p, const char *why)
{
	free(p->svg);
	p->svg = NULL;
	p->failed = outfile_name("%s", why);
}

/* Runs the script and takes its picture into the plate, which has its file name and caption. A plot
 * that cannot be drawn is noted in the plate; -1: none can. */
static int take(struct easel *e, struct plate *p, const char *script, const char *assignments)
{
	char *path = outfile_name("%s/%s", e->tools->scripts, script);
	char *out = outfile_name("%s/out.svg", e->tools->temp);
	char prefix[32], why[512];
	enum plot_outcome outcome = plot_draw(path, assignments, out, why, sizeof why);
	snprintf(prefix, sizeof prefix, "p%zu-", e->gallery->count);
	if (outcome == PLOT_NO_GNUPLOT)
		fault(e, p->file, why);
	else if (outcome == PLOT_FAILED)
		undrawn(p, why);
	else if (!(p->svg = outfile_read(out)))
		undrawn(p, strerror(errno));
	else if (!(p->inlined = svg_inline(p->svg, prefix, p->caption, why, sizeof why)))
		undrawn(p, why);
	unlink(out);
	free(path);
	free(out);
	return outcome == PLOT_NO_GNUPLOT ? -1 : 0;
}

static struct plate *add_plate(struct easel *e, char *file, char *caption)
{
	struct gallery *g = e->gallery;
	struct plate *more = realloc(g->plates, (g->count + 1) * sizeof *more);
	if (!more)
		err_die("out of memory");
	g->plates = more;
	g->plates[g->count] = (struct plate){.file = file, .caption = caption};
	g->plates[g->count].href = outfile_name("%s/%s", e->tools->href, file);
	return &g->plates[g->count++];
}

/* The assignments of a drawing, ended by `finish_assignments`. */
static FILE *begin_assignments(char **text, size_t *size)
{
	FILE *out = open_memstream(text, size);
	if (!out)
		err_die("out of memory");
	return out;
}

static void finish_assignments(FILE *out)
{
	if (fclose(out) != 0)
		err_die("out of memory");
}

/* The assignments of one plot of a run; `second` is NULL where nothing is drawn over it. */
static char *assign_kind(struct easel *e, const struct book_run *run, const struct kind *kind,
    const char *data, const char *second)
{
	char *text = NULL, *out = outfile_name("%s/out.svg", e->tools->temp);
	size_t size;
	FILE *to = begin_assignments(&text, &size);
	describe(to, run, kind);
	assign_text(to, "name", curve_name(kind->curve));
	int bad = assign_path(e, to, "data", data) || assign_path(e, to, "out", out) ||
		  (second && assign_path(e, to, kind->variable, second));
	finish_assignments(to);
	free(out);
	if (!bad)
		return text;
	free(text);
	return NULL;
}

/* Has a curve that is preferred been drawn in this one's place? */
static bool taken(const struct gallery *g, size_t index, const struct kind *kind)
{
	for (size_t i = 0; i < g->count; i++)
		if (g->plates[i].run == index && strcmp(g->plates[i].kind, kind->file) == 0 &&
		    g->plates[i].company.count == 0)
			return true;
	return false;
}

static int draw_kind(struct easel *e, size_t index, const struct kind *kind)
{
	const struct book_run *run = &e->book->runs[index];
	if ((kind->worth && !kind->worth(run)) || taken(e->gallery, index, kind))
		return 0;
	char *data = outfile_name("%s/data.tsv", e->tools->temp);
	char *second = outfile_name("%s/second.tsv", e->tools->temp), *text = NULL;
	int64_t n = write_curve(e, run, kind->curve, kind->columns, data), over = 0;
	if (n > 0 && kind->second != CURVES)
		over = write_curve(e, run, kind->second, kind->second_columns, second);
	int rc = n < 0 || over < 0 ? -1 : 0;
	if (rc == 0 && n > 0) {
		struct plate *p = add_plate(e, outfile_name("%s-%s.svg", run->file_id, kind->file),
		    outfile_name("%s: %s", run->name, kind->caption));
		p->run = index;
		p->part = kind->part;
		p->kind = kind->file;
		text = assign_kind(e, run, kind, data, over > 0 ? second : NULL);
		rc = text ? take(e, p, kind->script, text) : -1;
	}
	unlink(data);
	unlink(second);
	free(data);
	free(second);
	free(text);
	return rc;
}

/* "R1 stress, n = 1,000,000" */
static void name_block(char *out, size_t size, const struct book_run *run)
{
	char what[TEXT], count[NUMBER_SIZE];
	shorten(what, sizeof what, run->row.load);
	number_count(count, sizeof count, run->row.samples);
	snprintf(out, size, "%s %s, n = %s", run->name, what, count);
}

/* One file with a block for each run. Returns the number of points, or -1. */
static int64_t write_blocks(struct easel *e, struct company *c, enum curve_id curve,
    enum tsv_columns columns, const char *path)
{
	int64_t points = 0;
	FILE *out = fopen(path, "w");
	if (!out)
		return fault(e, path, strerror(errno));
	for (size_t i = 0; i < c->count && points >= 0; i++) {
		const struct book_run *run = &e->book->runs[c->runs[i]];
		char title[2 * TEXT];
		name_block(title, sizeof title, run);
		int64_t more =
		    tsv_block(out, e->store, &run->row, curve, columns, book_tick_ns(run), title);
		points = more < 0 ? -1 : points + more;
		c->blank[i] = c->blank[i] || more == 0;
	}
	if (points < 0)
		fault(e, curve_name(curve), store_error(e->store));
	if (fclose(out) != 0 && points >= 0)
		return fault(e, path, strerror(errno));
	return points;
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

static void describe_company(FILE *out, const struct book *b, const struct company *c)
{
	const struct book_run *first = &b->runs[c->runs[0]];
	char title[4 * TEXT] = "", subtitle[4 * TEXT], hz[NUMBER_SIZE], probe[TEXT];
	shorten(probe, sizeof probe, first->row.probe);
	number_hz(hz, sizeof hz, first->row.counter_hz);
	title_loads(title, sizeof title, b, c);
	snprintf(subtitle, sizeof subtitle, "%s · %s at %s · all samples", probe,
	    first->row.counter, hz);
	assign_text(out, "title", title);
	assign_text(out, "subtitle", subtitle);
	fprintf(out, "runs=%zu; name='%s'; ", c->count, loads_file);
}

/* " Not drawn, having no such curve: R3 lab-3."; "" where all are. */
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

static struct plate *company_plate(struct easel *e, const struct company *c)
{
	const struct book_run *first = &e->book->runs[c->runs[0]];
	char some[96] = "", blank[COMPANY_MAX * TEXT];
	left_out(blank, sizeof blank, e->book, c);
	if (c->all > c->count)
		snprintf(some, sizeof some, " %zu of the %zu runs that could lie over one another.",
		    c->count, c->all);
	struct plate *p = add_plate(e, outfile_name("%s-%s.svg", first->file_id, loads_file),
	    outfile_name("%s: above, share of each run's samples by duration; below, share that "
			 "took longer.%s%s",
		first->row.probe, some, blank));
	p->company = *c;
	p->kind = loads_file;
	return p;
}

/* The plot of several runs, from the files that hold their blocks. */
static int draw_company(
    struct easel *e, const struct company *c, const char *data, const char *tails)
{
	char *text = NULL, *out = outfile_name("%s/out.svg", e->tools->temp);
	size_t size;
	FILE *to = begin_assignments(&text, &size);
	describe_company(to, e->book, c);
	int bad = assign_path(e, to, "data", data) || assign_path(e, to, "out", out) ||
		  assign_path(e, to, "tails", tails);
	finish_assignments(to);
	int rc = bad ? -1 : take(e, company_plate(e, c), "loads.gp", text);
	free(text);
	free(out);
	return rc;
}

/* Nothing is drawn where the runs have no such curve. */
static int compare(struct easel *e, struct company *c)
{
	if (c->count < 2)
		return 0;
	char *data = outfile_name("%s/data.tsv", e->tools->temp);
	char *second = outfile_name("%s/second.tsv", e->tools->temp);
	int64_t points = write_blocks(e, c, CURVE_HISTOGRAM_LOG, TSV_BINS, data);
	int64_t more = points > 0 ? write_blocks(e, c, CURVE_SURVIVAL, TSV_XY, second) : points;
	int rc = points < 0 || more < 0 ? -1 : 0;
	if (points > 0 && more > 0)
		rc = draw_company(e, c, data, second);
	unlink(data);
	unlink(second);
	free(data);
	free(second);
	return rc;
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

/* A block for each panel that has a figure. Returns their number, or -1; names them in heads. */
static int write_machines(struct easel *e, const char *probe, const struct machine_row *rows,
    size_t n, const char *path, FILE *heads)
{
	int panels = 0;
	FILE *out = fopen(path, "w");
	if (!out)
		return fault(e, path, strerror(errno));
	for (int k = 0; k < MACHINE_PANELS; k++) {
		enum figure_id figure = machine_figure(e->book, probe, rows, n, k);
		if (figure == FIGURES)
			continue;
		fprintf(out, "%s", panels ? "\n\n" : "");
		fprintf(heads, "%s%s", panels ? "|" : "",
		    figure == FIGURE_SHANNON_MM ? "Shannon entropy" : panel[k].head);
		panels++;
		for (size_t i = 0; i < n; i++)
			write_machine(
			    out, i, &rows[i], machine_find(e->book, probe, &rows[i], figure));
	}
	return fclose(out) == 0 ? panels : fault(e, path, strerror(errno));
}

static const struct book_run *run_of_probe(const struct book *b, const char *probe)
{
	for (size_t i = 0; i < b->run_count; i++)
		if (strcmp(b->runs[i].row.probe, probe) == 0)
			return &b->runs[i];
	return NULL;
}

static struct plate *machines_plate(
    struct easel *e, const char *probe, const char *reference, size_t n, size_t all)
{
	const struct book_run *first = run_of_probe(e->book, probe);
	char some[96] = "";
	if (n < all)
		snprintf(some, sizeof some, " %zu of %zu rows, of one load.", n, all);
	struct plate *p = add_plate(e, outfile_name("%s-%s.svg", first->file_id, machines_file),
	    outfile_name("%s: ratio of each machine's figures to those of %s, with 95 %% intervals "
			 "from run to run; filled where the difference is shown.%s",
		probe, reference, some));
	p->part = PART_MACHINES;
	p->kind = machines_file;
	return p;
}

static void describe_machines(
    FILE *out, const char *probe, const char *reference, size_t n, int panels, const char *heads)
{
	char name[TEXT], what[TEXT];
	shorten(name, sizeof name, reference);
	shorten(what, sizeof what, probe);
	char *title = outfile_name("machines against %s", name);
	char *subtitle =
	    outfile_name("%s · ratio with 95 %% interval; filled: shown to differ", what);
	assign_text(out, "title", title);
	assign_text(out, "subtitle", subtitle);
	assign_text(out, "heads", heads);
	fprintf(out, "rows=%zu; panels=%d; name='%s'; ", n, panels, machines_file);
	free(title);
	free(subtitle);
}

static int draw_rows(struct easel *e, const char *probe, const char *reference,
    const struct machine_row *rows, size_t n, size_t all)
{
	char *text = NULL, *heads = NULL, *out = outfile_name("%s/out.svg", e->tools->temp);
	char *data = outfile_name("%s/data.tsv", e->tools->temp);
	size_t size, heads_size;
	FILE *names = begin_assignments(&heads, &heads_size);
	int panels = write_machines(e, probe, rows, n, data, names), rc = -1;
	finish_assignments(names);
	FILE *to = begin_assignments(&text, &size);
	describe_machines(to, probe, reference, n, panels, heads);
	bool bad = assign_path(e, to, "data", data) || assign_path(e, to, "out", out);
	finish_assignments(to);
	if (panels == 0)
		rc = 0; /* no figure has a ratio */
	else if (panels > 0 && !bad)
		rc = take(e, machines_plate(e, probe, reference, n, all), "machines.gp", text);
	unlink(data);
	free(data);
	free(out);
	free(text);
	free(heads);
	return rc;
}

/* A picture for each probe that was compared. */
static int draw_machines(struct easel *e)
{
	const struct book *b = e->book;
	struct machine_row rows[MACHINE_ROWS];
	const char *before = NULL;
	int rc = 0;
	for (size_t i = 0; i < b->comparison_count && rc == 0; i++) {
		const struct store_comparison *c = &b->comparisons[i];
		bool seen = false;
		for (size_t k = 0; k < i && !seen; k++)
			seen = strcmp(b->comparisons[k].probe, c->probe) == 0;
		if (seen || (before && strcmp(before, c->probe) == 0) || !run_of_probe(b, c->probe))
			continue;
		size_t all, n = machine_rows(b, c->probe, rows, &all);
		before = c->probe;
		if (n > 0)
			rc = draw_rows(e, c->probe, c->a, rows, n, all);
	}
	return rc;
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

int gallery_draw(struct gallery *g, struct store *s, const struct book *b,
    const struct gallery_tools *tools, char *why, size_t size)
{
	struct easel e = {g, s, b, tools, why, size};
	*g = (struct gallery){.runs_max = tools->runs_max};
	for (size_t i = 0; i < b->run_count; i++) {
		for (size_t k = 0; k < kinds_count && i < tools->runs_max; k++)
			if (draw_kind(&e, i, &kinds[k]) != 0)
				return -1;
		struct company loads = company_of_loads(b, i);
		if (compare(&e, &loads) != 0)
			return -1;
	}
	if (draw_machines(&e) != 0)
		return -1;
	const struct plate *first = gallery_first_failed(g);
	if (first && gallery_failed(g) == g->count)
		return fault(&e, first->file, first->failed);
	return 0;
}

static bool is(const char *file, const char *kind, size_t length)
{
	return strlen(file) == length && memcmp(file, kind, length) == 0;
}

bool gallery_draws(const char *kind, size_t length)
{
	for (size_t k = 0; k < kinds_count; k++)
		if (is(kinds[k].file, kind, length))
			return true;
	return is(loads_file, kind, length) || is(machines_file, kind, length);
}

void gallery_release(struct gallery *g)
{
	for (size_t i = 0; i < g->count; i++) {
		struct plate *p = &g->plates[i];
		free(p->file);
		free(p->href);
		free(p->svg);
		free(p->inlined);
		free(p->failed);
		free(p->caption);
	}
	free(g->plates);
	*g = (struct gallery){0};
}
