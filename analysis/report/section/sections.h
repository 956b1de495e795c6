/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parts of a report, each from the book to the document. page.c puts them in order.
 */
#ifndef REPORT_SECTIONS_H
#define REPORT_SECTIONS_H

#include "book.h"
#include "doc.h"
#include "gallery.h"

/* about.c: what the claims are about and of which platform; each as it was published. */
void section_about(struct doc *d, const struct book *b);
void section_published(struct doc *d, const struct book *b);

/* loads.c: what load changes, by the campaigns of these runs; is there any of it? */
bool loads_any(const struct book *b);
void section_loads(struct doc *d, const struct book *b);

/* verdicts.c: claims by runs, what the words mean, the audit of the published figures. */
void section_verdicts(struct doc *d, const struct book *b);
/* The verdicts of one run, each with its reason. */
void section_run_verdicts(struct doc *d, const struct book *b, const struct book_run *run);

/* runs.c: the machines; the runs side by side; their environment. */
void section_machines(struct doc *d, const struct book *b);
void section_runs(struct doc *d, const struct book *b);

/* explain.c: what slow samples coincide with; what the counter's tick explains; the modes and their
 * order. Each says in a line where there is nothing. */
void section_causes(struct doc *d, const struct book_run *run);
void section_tick(struct doc *d, const struct book_run *run);
void section_order(struct doc *d, const struct book_run *run);

/* assessed.c: entropy by SP 800-90B, beside what was published. */
void section_assessed(struct doc *d, const struct book *b, const struct book_run *run);

/* headline.c: the published shares beside those of the runs, and what the audit says of them. */
void section_headline(struct doc *d, const struct book *b);

/* summary.c: one line of data for each run. */
void section_summary(struct doc *d, const struct book *b);

/* figures.c: every other result of a run, each grid in tables of its own. */
void section_figures(struct doc *d, const struct book_run *run);
/* Chosen figures of several runs of one machine side by side, on its own counter. */
void section_compare(struct doc *d, const struct book *b, const struct company *c);

/* compared.c: what 'ticklab compare' stored of the machines; is there any of it, or several
 * machines? */
bool compared_any(const struct book *b);
void section_compared(struct doc *d, const struct book *b);

/* methods.c: how the figures were made and how far they carry. */
void section_methods(struct doc *d, const struct book *b);

/* reproduce.c: how to make them again. */
void section_reproduce(struct doc *d, const struct book *b, const char *db);

/* page.c: the whole. `db` is the database's path as the user gave it. */
void page_write(struct doc *d, const struct book *b, const struct gallery *g, const char *db);

#endif
