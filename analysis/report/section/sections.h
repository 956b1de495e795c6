/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parts of a report, each from the book to the document. page.c puts them in order.
 */
#ifndef REPORT_SECTIONS_H
#define REPORT_SECTIONS_H

#include "book.h"
#include "doc.h"
#include "gallery.h"
#include "judged.h"

/* All that a report is made of, borrowed. */
struct report {
	const struct book *book;
	const struct judged *judged;
	const struct gallery *gallery;
	const char *db; /* the database's path as the user gave it */
};

/* top.c: the first screen; the page's title, to be freed. */
char *top_title(const struct book *b);
/* What was measured, in a line. */
void section_subtitle(struct doc *d, const struct book *b);
void section_top(
    struct doc *d, const struct book *b, const struct judged *j, const struct gallery *g);
/* The verdict on a claim over all runs that it may be about, replicates judged together. */
const char *top_verdict(const struct book *b, const struct judged *j, const char *claim);

/* questions.c: the rest of the page. */
void section_real(
    struct doc *d, const struct book *b, const struct judged *j, const struct gallery *g);
void section_entropy(
    struct doc *d, const struct book *b, const struct judged *j, const struct gallery *g);
void section_load(struct doc *d, const struct book *b, const struct gallery *g);
void section_fleet(struct doc *d, const struct book *b, const struct gallery *g);
void section_claims(
    struct doc *d, const struct book *b, const struct judged *j, const struct gallery *g);
void section_check(struct doc *d, const struct book *b, const char *db);

/* about.c: what the claims are about and of which platform; each as it was published. */
void section_about(struct doc *d, const struct book *b);
void section_published(struct doc *d, const struct book *b);

/* loads.c: what load changes, by the campaigns of these runs; is there any of it? */
bool loads_any(const struct book *b);
void section_loads(struct doc *d, const struct book *b);

/* verdicts.c: claims by probe and load, what the words mean, the audit of the published figures. */
void section_verdicts(struct doc *d, const struct book *b, const struct judged *j);
/* The verdicts of one run, each with its reason. */
void section_run_verdicts(
    struct doc *d, const struct book *b, const struct judged *j, const struct book_run *run);

/* runs.c: the machines; how one run was recorded, and its environment. */
void section_machines(struct doc *d, const struct book *b);
void section_run(struct doc *d, const struct book_run *run);

/* explain.c: what slow samples coincide with; what the counter's tick explains; the modes and their
 * order. Each says in a line where there is nothing. */
void section_causes(struct doc *d, const struct book_run *run);
void section_tick(struct doc *d, const struct book_run *run);
void section_order(struct doc *d, const struct book_run *run);

/* assessed.c: entropy by SP 800-90B, beside what was published. */
void section_assessed(struct doc *d, const struct book *b, const struct book_run *run);

/* figures.c: every other result of a run, each grid in tables of its own. */
void section_figures(struct doc *d, const struct book_run *run);

/* compared.c: what 'ticklab compare' stored of the machines; is there any of it, or several
 * machines? */
bool compared_any(const struct book *b);
void compared_fleet(struct doc *d, const struct book *b);
void section_compared(struct doc *d, const struct book *b);

/* methods.c: how the figures were made and how far they carry. */
void section_methods(struct doc *d, const struct book *b);

/* reproduce.c: how to make them again. */
void section_reproduce(struct doc *d, const struct book *b, const char *db);

/* page.c: the whole; everything about one run; the name of that page's file without its extension.
 */
void page_write(struct doc *d, const struct report *r);
void page_write_run(struct doc *d, const struct report *r, size_t index);
void page_stem(char *out, size_t size, const struct book_run *run);

/* csv.c: every figure of every run, and the bounds that the judgement made of them. */
void csv_write(FILE *out, const struct book *b, const struct judged *j);

#endif
