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

/* The plots of a run of these kinds, in this order. */
static void show_kinds(
    struct doc *d, const struct gallery *g, size_t index, const char *const *kinds, size_t n)
{
	for (size_t k = 0; k < n; k++)
		for (size_t i = 0; i < g->count; i++) {
			const struct plate *p = &g->plates[i];
			if (p->compared_count == 0 && p->run == index &&
			    strcmp(p->kind, kinds[k]) == 0)
				show_plate(d, p);
		}
}

/* What a doubter asks first comes first: the samples themselves, then what explains them, then what
 * the claim is worth, and every other figure at the end. */
static void one_run(struct doc *d, const struct book *b, const struct gallery *g, size_t index)
{
	static const char *const samples[] = {"histogram", "histogram-log", "timeseries", "tail"};
	static const char *const tick[] = {"resolution"};
	static const char *const order[] = {"modes", "acf", "memory"};
	const struct book_run *run = &b->runs[index];
	char id[40];
	doc_heading(d, 2, run->name, "%s: %s, %s", run->name, run->row.probe, run->row.load);
	if (*run->row.label)
		doc_para(d, "Label: %s", run->row.label);
	show_kinds(d, g, index, samples, 4);
	if (*run->key) {
		section_causes(d, run);
		section_tick(d, run);
		show_kinds(d, g, index, tick, 1);
		section_order(d, run);
		show_kinds(d, g, index, order, 3);
		section_assessed(d, b, run);
	}
	section_run_verdicts(d, b, run);
	snprintf(id, sizeof id, "%s-figures", run->name);
	doc_heading(d, 3, id, "All other figures of %s", run->name);
	section_figures(d, run);
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
	section_summary(d, b);
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
