/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The plots of what 'ticklab compare' stored. A fleet has one picture of all machines, in which the
 * outliers are, and a map of machines by loads for each probe; a few machines have their ratios
 * load by load. Cost: the square of the comparisons of a probe.
 */
#include "fleet_private.h"

#include "assign_private.h"
#include "mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char fleet_machines[] = "machines", fleet_distances[] = "distances";

/* ---- ratios -------------------------------------------------------------------------------- */

/* More than so many do not fit into one picture. */
enum { MACHINE_PANELS = 3, MACHINE_ROWS = 48, MAP_ROWS = 40, MAP_COLUMNS = 14, TEXT = 160 };

/* What is drawn in each panel: the first of these that was compared. */
static const struct {
	const char *head;
	enum figure_id figures[4];
} panel[MACHINE_PANELS] = {{"median", {FIGURE_MEDIAN_NS, FIGURES}},
    {"min-entropy of the values", {FIGURE_MIN_MCV, FIGURE_SHANNON_MM, FIGURES}},
    {"tail", {FIGURE_Q999, FIGURE_Q99, FIGURE_Q95, FIGURES}}};

/* One row of the picture. */
struct machine_row {
	const char *load, *machine;
};

static bool is_figure(const struct store_comparison *c, const char *figure)
{
	return strcmp(c->figure, figure) == 0;
}

static bool is_median(const struct store_comparison *c)
{
	return is_figure(c, figure_name(FIGURE_MEDIAN_NS));
}

/* The rows of one probe, load by load in the order of comparison, up to MACHINE_ROWS. Returns how
 * many there are. */
static size_t machine_rows(const struct book *b, const char *probe, struct machine_row *rows)
{
	size_t n = 0;
	for (size_t i = 0; i < b->comparison_count; i++) {
		const struct store_comparison *c = &b->comparisons[i];
		if (strcmp(c->probe, probe) != 0)
			continue;
		size_t k = 0, kept = n < MACHINE_ROWS ? n : MACHINE_ROWS;
		while (k < kept &&
		       (strcmp(rows[k].load, c->load) != 0 || strcmp(rows[k].machine, c->b) != 0))
			k++;
		if (k < kept || (n >= MACHINE_ROWS && !is_median(c)))
			continue;
		if (n < MACHINE_ROWS)
			rows[n] = (struct machine_row){c->load, c->b};
		n++;
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

/* Shown to differ; of the fleet as a whole, where that is so of most, an outlier. */
static bool is_marked(const struct store_comparison *c)
{
	if (*c->probe)
		return c->p_adjusted < 0.05;
	return (c->difference < c->lo || c->difference > c->hi) &&
	       !(c->ratio_lo <= 1 && c->ratio_hi >= 1);
}

static void write_machine(
    FILE *out, size_t row, const struct machine_row *at, const struct store_comparison *c)
{
	char name[TEXT], load[TEXT];
	if (!c || !(c->ratio > 0))
		return;
	label_shorten(name, sizeof name, at->machine);
	label_shorten(load, sizeof load, at->load);
	/* An interval of no width means none. */
	bool known = c->ratio_lo > 0 && isfinite(c->ratio_hi);
	fprintf(out, "%zu\t%.9g\t%.9g\t%.9g\t%d\t%s%s%s\n", row + 1, c->ratio,
	    known ? c->ratio_lo : c->ratio, known ? c->ratio_hi : c->ratio, is_marked(c), name,
	    *load ? ", " : "", load);
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

/* "report-machines", or of one probe. */
static char *plate_stem(const struct book *b, const char *probe, const char *kind)
{
	const struct book_run *first = run_of_probe(b, probe);
	return mem_print("%s-%s", first ? first->file_id : "report", kind);
}

static struct plate *add_plate(struct gallery *g, char *stem, const char *kind, const char *script,
    char *caption, const char *folder)
{
	struct plate *p = gallery_add(g, stem, kind, script, caption, folder);
	p->part = PART_MACHINES;
	return p;
}

static void describe_machines(FILE *out, const char *probe, const char *reference, size_t letters,
    size_t n, int panels, const char *heads)
{
	char name[TEXT], what[TEXT];
	label_shorten(name, sizeof name, reference);
	label_shorten(what, sizeof what, *probe ? probe : "mean over all probes and loads");
	char *title = mem_print("Machines against %s", name);
	char *subtitle = mem_print("%s · ratio with 95 %% interval; filled: %s", what,
	    *probe ? "shown to differ" : "outlier");
	assign_text(out, "title", title);
	assign_text(out, "subtitle", subtitle);
	assign_text(out, "heads", heads);
	fprintf(out, "rows=%zu; letters=%zu; panels=%d; name='%s'; ", n, letters, panels,
	    fleet_machines);
	free(title);
	free(subtitle);
}

static char *machines_caption(const char *probe, const char *reference)
{
	if (*probe)
		return mem_print(
		    "%s: ratio of each machine's figures to those of %s, with 95 %% intervals "
		    "from run to run; filled where the difference is shown.",
		    probe, reference);
	return mem_print(
	    "Ratio of each machine's figures to those of %s, the geometric mean over all probes "
	    "and loads, with intervals that all hold together with 95 %%; filled: an outlier, more "
	    "than five robust standard deviations from the median machine. The farthest first.",
	    reference);
}

/* Of the longest name of a row, as write_machine writes it. */
static size_t letters_most(const struct machine_row *rows, size_t n)
{
	size_t most = 0;
	for (size_t i = 0; i < n; i++) {
		char name[TEXT], load[TEXT];
		label_shorten(name, sizeof name, rows[i].machine);
		label_shorten(load, sizeof load, rows[i].load);
		size_t letters = strlen(name) + strlen(load) + (*load ? 2 : 0);
		most = letters > most ? letters : most;
	}
	return most;
}

/* probe "": of all probes and loads together. */
static void add_machine_rows(struct gallery *g, const struct book *b, const char *folder,
    const char *probe, const char *reference, const struct machine_row *rows, size_t n)
{
	char *heads = NULL;
	size_t size;
	int panels;
	FILE *names = mem_open_text(&heads, &size);
	char *data = machines_text(b, probe, rows, n, &panels, names);
	mem_close_text(names);
	if (panels > 0) {
		struct plate *p = add_plate(g, plate_stem(b, probe, fleet_machines), fleet_machines,
		    "machines.gp", machines_caption(probe, reference), folder);
		p->whole = !*probe;
		plate_add(p, "data", data);
		FILE *out = mem_open_text(&p->assignments, &size);
		describe_machines(out, probe, reference, letters_most(rows, n), n, panels, heads);
		mem_close_text(out);
	} else {
		free(data); /* no figure has a ratio */
	}
	free(heads);
}

/* ---- a map of distances -------------------------------------------------------------------- */

/* Names down or across, in the order in which they came: `all` of them, of which the first n are
 * drawn. */
struct names {
	const char **name;
	size_t n, most, all;
};

/* Where the name is, from 1; 0: there is no room for it. */
static size_t names_place(struct names *l, const char *name)
{
	size_t i = 0;
	while (i < l->all && strcmp(l->name[i], name) != 0)
		i++;
	if (i == l->all) {
		l->name = mem_grow(l->name, l->all + 1, sizeof *l->name);
		l->name[l->all++] = name;
		l->n = l->all < l->most ? l->all : l->most;
	}
	return i < l->n ? i + 1 : 0;
}

static void assign_names(FILE *out, const char *list, const char *count, const struct names *l)
{
	char text[TEXT];
	for (size_t i = 0; i < l->n; i++) {
		label_shorten(text, sizeof text, l->name[i]);
		assign_row(out, list, i + 1, text);
	}
	fprintf(out, "%s=%zu; ", count, l->n);
}

/* The distance as a part of the reference's median, in per cent. */
static double relative_distance(const struct book *b, const struct store_comparison *c)
{
	const struct store_comparison *median =
	    machine_find(b, c->probe, &(struct machine_row){c->load, c->b}, FIGURE_MEDIAN_NS);
	return median && median->value_a > 0 ? 100 * c->difference / median->value_a : (double)NAN;
}

/* Below a tenth of a per cent all are one colour. */
static const double least_distance = 0.1;

/* The table of one probe, to be freed; *cells: how many it has. */
static char *distances_text(const struct book *b, const char *probe, struct names *machines,
    struct names *loads, size_t *cells)
{
	char *text = NULL;
	size_t size;
	FILE *out = mem_open_text(&text, &size);
	*cells = 0;
	/* The rows are in the order of the whole fleet. */
	for (size_t i = 0; i < b->comparison_count; i++)
		if (!*b->comparisons[i].probe)
			names_place(machines, b->comparisons[i].b);
	for (size_t i = 0; i < b->comparison_count; i++) {
		const struct store_comparison *c = &b->comparisons[i];
		if (strcmp(c->probe, probe) != 0 || !is_figure(c, "wasserstein_ns"))
			continue;
		size_t row = names_place(machines, c->b), column = names_place(loads, c->load);
		double d = relative_distance(b, c);
		if (row == 0 || column == 0 || isnan(d))
			continue;
		fprintf(out, "%zu\t%zu\t%.6g\t%.*f\n", column, row, fmax(d, least_distance),
		    d < 9.95 ? 1 : 0, d);
		++*cells;
	}
	mem_close_text(out);
	return text;
}

/* Takes data. */
static void add_map(struct gallery *g, const struct book *b, const char *folder, const char *probe,
    const char *a, char *data, const struct names *machines, const struct names *loads)
{
	char name[TEXT], what[TEXT];
	size_t size;
	struct plate *p = add_plate(g, plate_stem(b, probe, fleet_distances), fleet_distances,
	    "heat.gp",
	    mem_print("%s: distance of each machine's distribution of durations from that of %s "
		      "(Wasserstein's), in per cent of the latter's median; %zu of %zu machines "
		      "down, %zu of %zu loads across.",
		probe, a, machines->n, machines->all, loads->n, loads->all),
	    folder);
	plate_add(p, "data", data);
	label_shorten(name, sizeof name, a);
	label_shorten(what, sizeof what, probe);
	char *title = mem_print("%s: distance of the distributions from %s", what, name);
	FILE *out = mem_open_text(&p->assignments, &size);
	assign_text(out, "title", title);
	assign_text(out, "subtitle", "per cent of its median; machines down, loads across");
	assign_names(out, "row", "rows", machines);
	assign_names(out, "column", "columns", loads);
	fprintf(out, "name='%s'; what='per cent'; logz=1", fleet_distances);
	mem_close_text(out);
	free(title);
}

static void add_distances(
    struct gallery *g, const struct book *b, const char *folder, const char *probe, const char *a)
{
	struct names machines = {.most = MAP_ROWS}, loads = {.most = MAP_COLUMNS};
	size_t cells;
	char *data = distances_text(b, probe, &machines, &loads, &cells);
	if (machines.n < 2 || loads.n < 2 || cells < 4)
		free(data);
	else
		add_map(g, b, folder, probe, a, data, &machines, &loads);
	free(machines.name);
	free(loads.name);
}

/* ---- all of them --------------------------------------------------------------------------- */

static bool is_first_of_probe(const struct book *b, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(b->comparisons[k].probe, b->comparisons[i].probe) == 0)
			return false;
	return true;
}

/* The fleet together, then probe by probe: ratios where they fit into one picture, distances where
 * there are several machines and loads. */
void fleet_add(struct gallery *g, const struct book *b, const char *folder)
{
	struct machine_row rows[MACHINE_ROWS];
	for (size_t i = 0; i < b->comparison_count; i++) {
		const struct store_comparison *c = &b->comparisons[i];
		if (!is_first_of_probe(b, i) || (*c->probe && !run_of_probe(b, c->probe)))
			continue;
		size_t n = machine_rows(b, c->probe, rows);
		if (n > MACHINE_ROWS && !*c->probe)
			n = MACHINE_ROWS; /* the farthest are first */
		if (n > 0 && n <= MACHINE_ROWS)
			add_machine_rows(g, b, folder, c->probe, c->a, rows, n);
		if (*c->probe)
			add_distances(g, b, folder, c->probe, c->a);
	}
}
