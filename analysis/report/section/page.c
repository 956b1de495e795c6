/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sections.h"

#include "busy.h"
#include "many.h"
#include "outfile.h"
#include "where.h"

#include <stdlib.h>
#include <string.h>

static size_t open_runs(const struct book *b)
{
	return b->run_count > MANY_OPEN ? MANY_OPEN : b->run_count;
}

static bool any_compared(const struct gallery *g)
{
	for (size_t i = 0; i < g->count; i++)
		if (g->plates[i].company.count > 0)
			return true;
	return false;
}

static void contents(struct doc *d, const struct book *b, const struct gallery *g)
{
	size_t open = open_runs(b);
	doc_list(d);
	doc_link(d, "verdicts", "Verdicts and audit of the published figures");
	if (loads_any(b))
		doc_link(d, "load-changes", "What load changes");
	doc_link(d, "machine", where_several(b) ? "The machines" : "The machine");
	doc_link(d, "runs", "The runs");
	for (size_t i = 0; i < open; i++) {
		const struct book_run *run = &b->runs[i];
		char *title = where_title(b, run);
		doc_link(d, run->name, "%s: %s", run->name, title);
		free(title);
	}
	if (open < b->run_count)
		doc_link(d, "further-runs", "%s to %s", b->runs[open].name,
		    b->runs[b->run_count - 1].name);
	if (any_compared(g))
		doc_link(d, "loads", "Runs against one another");
	if (compared_any(b))
		doc_link(d, "machines", "Do machines differ?");
	doc_link(d, "methods", "Methods and their limits");
	doc_link(d, "reproduce", "How to reproduce");
	doc_list_end(d);
}

static bool not_analysed(const struct book_run *run, const void *context)
{
	(void)context;
	return !*run->key;
}

static bool not_judged(const struct book_run *run, const void *context)
{
	(void)context;
	return *run->key && !run->judged;
}

/* What is missing is said at the top, with what to do about it. */
static void gaps(struct doc *d, const struct book *b)
{
	size_t raw, open;
	char *raw_names = many_names(b, not_analysed, NULL, &raw);
	char *open_names = many_names(b, not_judged, NULL, &open);
	for (size_t i = 0; i < b->run_count; i++) {
		const struct book_run *run = &b->runs[i];
		if (strcmp(run->row.status, "complete") != 0)
			doc_note(d, "%s is %s%s%s: it holds %llu of %llu samples.", run->name,
			    run->row.status, run->row.message ? ", " : "",
			    run->row.message ? run->row.message : "",
			    (unsigned long long)run->row.samples,
			    (unsigned long long)run->row.requested);
	}
	if (raw > 0)
		doc_note(d,
		    "%s %s not been analysed, so figures, plots and verdicts are missing here: run "
		    "'ticklab analyze', then 'ticklab judge' and this report again.",
		    raw_names, raw == 1 ? "has" : "have");
	if (open > 0)
		doc_note(d, "%s %s not been judged: run 'ticklab judge' and this report again.",
		    open_names, open == 1 ? "has" : "have");
	free(raw_names);
	free(open_names);
}

static void show_plate(struct doc *d, const struct plate *p)
{
	if (p->failed)
		doc_note(d, "The plot %s could not be drawn: %s", p->file, p->failed);
	else
		doc_picture(d, &(struct picture){p->inlined, p->href, p->caption});
}

/* The plots of a run that belong to this part of its section. */
static void show_part(struct doc *d, const struct gallery *g, size_t index, enum part part)
{
	for (size_t i = 0; i < g->count; i++) {
		const struct plate *p = &g->plates[i];
		if (p->company.count == 0 && p->run == index && p->part == part)
			show_plate(d, p);
	}
}

/* What a doubter asks first comes first: the samples themselves, then what explains them, then what
 * the claim is worth, and every other figure at the end. */
static void run_sections(struct doc *d, const struct book *b, const struct gallery *g, size_t index)
{
	const struct book_run *run = &b->runs[index];
	char id[40];
	if (*run->row.label)
		doc_para(d, "Label: %s", run->row.label);
	show_part(d, g, index, PART_SAMPLES);
	if (*run->key) {
		section_causes(d, run);
		section_tick(d, run);
		show_part(d, g, index, PART_TICK);
		section_order(d, run);
		show_part(d, g, index, PART_ORDER);
		section_assessed(d, b, run);
	}
	section_run_verdicts(d, b, run);
	if (index >= g->runs_max)
		return;
	snprintf(id, sizeof id, "%s-figures", run->name);
	doc_heading(d, 3, id, "All other figures of %s", run->name);
	section_figures(d, run);
}

/* "R1: gettimeofday, idle", with what speaks against the label; to be freed. */
static char *run_title(const struct book *b, const struct book_run *run)
{
	char busy[128], *title = where_title(b, run);
	busy_label(busy, sizeof busy, run);
	char *text = outfile_name(
	    "%s: %s%s%s%s", run->name, title, *busy ? " (" : "", busy, *busy ? ")" : "");
	free(title);
	return text;
}

static void one_run(
    struct doc *d, const struct book *b, const struct gallery *g, size_t index, bool open)
{
	const struct book_run *run = &b->runs[index];
	char *title = run_title(b, run);
	if (open)
		doc_heading(d, 2, run->name, "%s", title);
	else
		doc_fold_at(d, run->name, "%s", title);
	run_sections(d, b, g, index);
	if (!open)
		doc_fold_end(d);
	free(title);
}

static void every_run(struct doc *d, const struct book *b, const struct gallery *g)
{
	size_t open = open_runs(b), n = b->run_count;
	for (size_t i = 0; i < open; i++)
		one_run(d, b, g, i, true);
	if (open == n)
		return;
	doc_heading(d, 2, "further-runs", "%s to %s", b->runs[open].name, b->runs[n - 1].name);
	if (n > g->runs_max)
		doc_para(d,
		    "Plots and the tables of all other figures stand with the first %zu runs. "
		    "'ticklab report --run UUID' makes them for the runs it is given.",
		    g->runs_max);
	for (size_t i = open; i < n; i++)
		one_run(d, b, g, i, false);
}

static void comparisons(struct doc *d, const struct book *b, const struct gallery *g)
{
	if (!any_compared(g))
		return;
	doc_heading(d, 2, "loads", "Runs against one another");
	for (size_t i = 0; i < g->count; i++) {
		const struct plate *p = &g->plates[i];
		if (p->company.count == 0)
			continue;
		show_plate(d, p);
		section_compare(d, b, &p->company);
	}
}

/* The sentences, the picture of each probe, and what differs. */
static void machines(struct doc *d, const struct book *b, const struct gallery *g)
{
	if (!compared_any(b))
		return;
	doc_heading(d, 2, "machines", "Do machines differ?");
	for (size_t i = 0; i < g->count; i++)
		if (g->plates[i].part == PART_MACHINES)
			show_plate(d, &g->plates[i]);
	section_compared(d, b);
}

void page_write(struct doc *d, const struct book *b, const struct gallery *g, const char *db)
{
	doc_begin(d, "ticklab report");
	doc_para(d,
	    "ticklab times one call over and over with this machine's tick counter, keeps every "
	    "sample, and "
	    "tests published claims about such timings against them. This page holds what %zu %s, "
	    "how sure it is, and how to make it again.",
	    b->run_count, b->run_count == 1 ? "run shows" : "runs show");
	section_headline(d, b);
	section_about(d, b);
	section_summary(d, b);
	gaps(d, b);
	contents(d, b, g);
	section_verdicts(d, b);
	section_loads(d, b);
	section_machines(d, b);
	section_runs(d, b);
	every_run(d, b, g);
	comparisons(d, b, g);
	machines(d, b, g);
	section_methods(d, b);
	section_reproduce(d, b, db);
	doc_end(d);
}
