/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a newcomer asks first comes first; everything about one run is on a page of its own.
 */
#include "mem.h"
#include "sections.h"

#include "where.h"

#include <stdlib.h>
#include <string.h>

static void contents_add(struct doc *d)
{
	doc_contents(d);
	doc_link(d, "real", "Is it real?");
	doc_link(d, "entropy", "How much entropy?");
	doc_link(d, "load", "Does load matter?");
	doc_link(d, "machines", "Do machines differ?");
	doc_link(d, "verdicts", "What was published?");
	doc_link(d, "check", "Can I check it?");
	doc_contents_end(d);
}

void page_write(struct doc *d, const struct report *r)
{
	char *title = top_title(r->book);
	doc_begin(d, title);
	free(title);
	section_subtitle(d, r->book);
	contents_add(d); /* above the fold, however much follows */
	section_top(d, r->book, r->judged, r->gallery);
	section_real(d, r->book, r->judged, r->gallery);
	section_entropy(d, r->book, r->judged, r->gallery);
	section_load(d, r->book, r->gallery);
	section_fleet(d, r->book, r->gallery);
	section_claims(d, r->book, r->judged, r->gallery);
	section_check(d, r->book, r->db);
	doc_reasons(d);
	doc_end(d);
}

/* ---- the page of a run ----------------------------------------------------------------------- */

void page_stem(char *out, size_t size, const struct book_run *run)
{
	bool named = strncmp(run->file_id, "run-", 4) == 0;
	snprintf(out, size, "%s%s", named ? "" : "run-", run->file_id);
}

/* The plots of a run that belong to this part of its page. */
static void show_part(struct doc *d, const struct gallery *g, size_t index, enum part part)
{
	for (size_t i = 0; i < g->count; i++) {
		const struct plate *p = &g->plates[i];
		if (!p->whole && p->company.count == 0 && p->run == index && p->part == part)
			gallery_show(d, g, p);
	}
}

/* "R1: gettimeofday, idle", with what speaks against the label; to be freed. */
static char *run_title(const struct book *b, const struct book_run *run)
{
	char *title = where_title(b, run);
	char *text = mem_print("%s: %s%s%s%s", run->name, title, *run->doubt ? " (" : "",
	    run->doubt, *run->doubt ? ")" : "");
	free(title);
	return text;
}

static void gaps_add(struct doc *d, const struct book_run *run)
{
	if (strcmp(run->row.status, "complete") != 0)
		doc_note(d, "%s is %s%s%s: it holds %llu of %llu samples.", run->name,
		    run->row.status, run->row.message ? ", " : "",
		    run->row.message ? run->row.message : "", (unsigned long long)run->row.samples,
		    (unsigned long long)run->row.requested);
	if (!*run->key)
		doc_note(d,
		    "%s has not been analysed, so figures, plots and verdicts are missing here: "
		    "run "
		    "'ticklab analyze', then 'ticklab judge' and this report again.",
		    run->name);
}

/* What a doubter asks first comes first: the samples themselves, then what explains them, then what
 * the claim rests on, and every other figure at the end. */
void page_write_run(struct doc *d, const struct report *r, size_t index)
{
	const struct book_run *run = &r->book->runs[index];
	char *title = run_title(r->book, run);
	doc_begin(d, title);
	free(title);
	doc_list(d);
	doc_link_page(d, "index", "All runs");
	doc_list_end(d);
	if (*run->row.label)
		doc_para(d, "Label: %s", run->row.label);
	gaps_add(d, run);
	doc_heading(d, 2, "samples", "What was recorded, and what explains it");
	show_part(d, r->gallery, index, PART_SAMPLES);
	if (*run->key) {
		section_causes(d, run);
		section_tick(d, run);
		show_part(d, r->gallery, index, PART_TICK);
		section_order(d, run);
		show_part(d, r->gallery, index, PART_ORDER);
		section_assessed(d, r->book, run);
	}
	section_run_verdicts(d, r->book, r->judged, run);
	section_run(d, run);
	doc_heading(d, 2, "figures", "All other figures of %s", run->name);
	section_figures(d, run);
	doc_reasons(d);
	doc_end(d);
}
