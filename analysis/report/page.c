/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sections.h"

#include <string.h>

static void contents(struct doc *d, const struct book *b, bool compared)
{
	doc_list(d);
	doc_link(d, "verdicts", "Verdicts and audit of the published figures");
	doc_link(d, "machine", "The machine");
	doc_link(d, "runs", "The runs");
	for (size_t i = 0; i < b->run_count; i++) {
		const struct book_run *run = &b->runs[i];
		doc_link(d, run->name, "%s: %s, %s", run->name, run->row.probe, run->row.load);
	}
	if (compared)
		doc_link(d, "loads", "Runs against one another");
	doc_link(d, "methods", "Methods and their limits");
	doc_link(d, "reproduce", "How to reproduce");
	doc_list_end(d);
}

/* What is missing is said at the top, with what to do about it. */
static void gaps(struct doc *d, const struct book *b)
{
	for (size_t i = 0; i < b->run_count; i++) {
		const struct book_run *run = &b->runs[i];
		if (strcmp(run->row.status, "complete") != 0)
			doc_note(d, "%s is %s%s%s: it holds %llu of %llu samples.", run->name,
			    run->row.status, run->row.message ? ", " : "",
			    run->row.message ? run->row.message : "",
			    (unsigned long long)run->row.samples,
			    (unsigned long long)run->row.requested);
		if (!*run->key)
			doc_note(d,
			    "%s has not been analysed, so its figures, plots and verdicts are "
			    "missing "
			    "here: run 'ticklab analyze', then 'ticklab judge' and this report "
			    "again.",
			    run->name);
		else if (!run->judged)
			doc_note(d,
			    "%s has not been judged: run 'ticklab judge' and this report again.",
			    run->name);
	}
}

static void show_plate(struct doc *d, const struct plate *p)
{
	doc_picture(d, &(struct picture){p->inlined, p->href, p->caption});
}

static void one_run(struct doc *d, const struct book *b, const struct gallery *g, size_t index)
{
	const struct book_run *run = &b->runs[index];
	doc_heading(d, 2, run->name, "%s: %s, %s", run->name, run->row.probe, run->row.load);
	if (*run->row.label)
		doc_para(d, "Label: %s", run->row.label);
	for (size_t i = 0; i < g->count; i++)
		if (g->plates[i].compared_count == 0 && g->plates[i].run == index)
			show_plate(d, &g->plates[i]);
	char id[40];
	snprintf(id, sizeof id, "%s-figures", run->name);
	doc_heading(d, 3, id, "Figures of %s", run->name);
	section_figures(d, run);
	section_run_verdicts(d, b, run);
}

static void comparisons(struct doc *d, const struct book *b, const struct gallery *g)
{
	doc_heading(d, 2, "loads", "Runs against one another");
	for (size_t i = 0; i < g->count; i++) {
		const struct plate *p = &g->plates[i];
		if (p->compared_count == 0)
			continue;
		show_plate(d, p);
		section_compare(d, b, p->compared, p->compared_count);
	}
}

static bool any_compared(const struct gallery *g)
{
	for (size_t i = 0; i < g->count; i++)
		if (g->plates[i].compared_count > 0)
			return true;
	return false;
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
	gaps(d, b);
	contents(d, b, any_compared(g));
	section_verdicts(d, b);
	section_machines(d, b);
	section_runs(d, b);
	for (size_t i = 0; i < b->run_count; i++)
		one_run(d, b, g, i);
	if (any_compared(g))
		comparisons(d, b, g);
	section_methods(d, b);
	section_reproduce(d, b, db);
	doc_end(d);
}
