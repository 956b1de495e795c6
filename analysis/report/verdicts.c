/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sections.h"

#include "number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS_PER_TABLE = 6 };

static const char *title_of(const struct book *b, const char *claim)
{
	for (size_t i = 0; i < b->claim_count; i++)
		if (strcmp(b->claims[i].id, claim) == 0)
			return b->claims[i].title;
	return "";
}

static bool judged_on_runs(const struct book *b, const char *claim)
{
	for (size_t i = 0; i < b->run_count; i++)
		if (book_verdict(&b->runs[i], claim))
			return true;
	return false;
}

static void matrix_row(
    struct doc *d, const struct book *b, const struct book_claim *claim, size_t first, size_t n)
{
	struct cell cells[1 + RUNS_PER_TABLE] = {{claim->title, TONE_TEXT, claim->id, NULL}};
	for (size_t i = 0; i < n; i++) {
		const struct store_verdict *v = book_verdict(&b->runs[first + i], claim->id);
		cells[i + 1] = v ? (struct cell){v->verdict, TONE_WORD, NULL, NULL}
				 : (struct cell){"not judged", TONE_ABSENT, NULL, NULL};
	}
	doc_row(d, cells);
}

/* Claims down, runs across; as many tables as the runs need. */
static void matrix(struct doc *d, const struct book *b, size_t first, size_t n)
{
	struct column columns[1 + RUNS_PER_TABLE] = {{"Claim", false, false}};
	char heads[RUNS_PER_TABLE][96];
	for (size_t i = 0; i < n; i++) {
		const struct book_run *run = &b->runs[first + i];
		snprintf(heads[i], sizeof heads[i], "%s: %.30s, %.30s", run->name, run->row.probe,
		    run->row.load);
		columns[i + 1] = (struct column){heads[i], false, false};
	}
	doc_table(d, "Verdicts by claim and run", columns, n + 1);
	for (size_t i = 0; i < b->claim_count; i++)
		if (judged_on_runs(b, b->claims[i].id))
			matrix_row(d, b, &b->claims[i], first, n);
	doc_table_end(d);
}

/* Rows that arithmetic decides, or those that it leaves open; the heading stands over the first. */
static void audit_rows(struct doc *d, const struct book *b, bool open)
{
	bool begun = false;
	for (size_t i = 0; i < b->audit_count; i++) {
		const struct store_verdict *v = &b->audit[i];
		if ((strcmp(v->verdict, "undecided") == 0) != open)
			continue;
		if (!begun)
			doc_group(d,
			    open ? "Arithmetic alone does not decide" : "Arithmetic alone decides");
		begun = true;
		doc_row(d,
		    (struct cell[]){{title_of(b, v->claim), TONE_TEXT, v->claim, NULL},
			{v->verdict, TONE_WORD, NULL, NULL}, {v->published, TONE_TEXT, NULL, NULL},
			{v->why, TONE_PROSE, NULL, NULL}});
	}
}

static void audit(struct doc *d, const struct book *b)
{
	static const struct column columns[] = {{"Claim", false, false}, {"Verdict", false, false},
	    {"Published", false, false}, {"Why", false, true}};
	doc_heading(d, 3, "audit", "Audit of the published figures");
	if (b->audit_count == 0) {
		doc_para(d, "No verdict follows from the published figures alone.");
		return;
	}
	doc_para(
	    d, "Arithmetic on the published figures alone: no sample of this machine enters here.");
	doc_table(d, "Verdicts that need no data", columns, 4);
	audit_rows(d, b, false);
	audit_rows(d, b, true);
	doc_table_end(d);
}

/* How often each word fell, over all runs. */
static void tally(struct doc *d, const struct book *b)
{
	static const char *const words[] = {
	    "supported", "refuted", "undecided", "not applicable", "impossible as stated"};
	size_t count[sizeof words / sizeof *words] = {0};
	for (size_t i = 0; i < b->run_count; i++)
		for (size_t j = 0; j < b->runs[i].verdict_count; j++)
			for (size_t w = 0; w < sizeof words / sizeof *words; w++)
				count[w] += strcmp(b->runs[i].verdicts[j].verdict, words[w]) == 0;
	doc_para(d,
	    "On the runs of this report: %zu supported, %zu refuted, %zu undecided, %zu not "
	    "applicable, "
	    "%zu impossible as stated.",
	    count[0], count[1], count[2], count[3], count[4]);
}

static void words(struct doc *d)
{
	doc_fold(d, "What the verdicts mean");
	doc_list(d);
	doc_item(
	    d, "supported: the run's interval lies within the margin that the claim was given.");
	doc_item(d, "refuted: it lies outside.");
	doc_item(d, "undecided: it reaches both, or the evidence is missing; the reason says what "
		    "is needed.");
	doc_item(d, "not applicable: the run cannot bear on the claim; the reason says why.");
	doc_item(d, "impossible as stated: no data could make it true.");
	doc_list_end(d);
	doc_fold_end(d);
}

void section_verdicts(struct doc *d, const struct book *b)
{
	bool any = false;
	for (size_t i = 0; i < b->run_count; i++)
		any = any || b->runs[i].judged;
	doc_heading(d, 2, "verdicts", "Verdicts");
	if (any) {
		tally(d, b);
		for (size_t i = 0; i < b->run_count; i += RUNS_PER_TABLE) {
			size_t left = b->run_count - i;
			matrix(d, b, i, left < RUNS_PER_TABLE ? left : RUNS_PER_TABLE);
		}
		words(d);
	} else {
		doc_note(d, "None of these runs has been judged: run 'ticklab judge', then this "
			    "report again.");
	}
	audit(d, b);
}

/* Value and interval of the figure that decided; n must live as long as the cell. */
static struct cell measured(
    struct number *n, char *interval, size_t size, const struct store_verdict *v)
{
	if (!isfinite(v->value))
		return (struct cell){"none", TONE_ABSENT, NULL, NULL};
	number_format(n, v->value, v->lo, v->hi);
	if (*n->lo)
		snprintf(interval, size, "[%s, %s]", n->lo, n->hi);
	else
		snprintf(interval, size, "[none]");
	return (struct cell){n->value, TONE_TEXT, NULL, interval};
}

void section_run_verdicts(struct doc *d, const struct book *b, const struct book_run *run)
{
	static const struct column columns[] = {{"Claim", false, false}, {"Verdict", false, false},
	    {"Published", false, false}, {"Measured, 95 %", true, false}, {"Why", false, true}};
	char id[40];
	snprintf(id, sizeof id, "%s-verdicts", run->name);
	doc_heading(d, 3, id, "Verdicts on %s", run->name);
	if (!run->judged) {
		doc_note(d,
		    "This run has not been judged: run 'ticklab judge', then this report again.");
		return;
	}
	doc_table(d, "Verdicts with the figure that decided and the reason", columns, 5);
	for (size_t i = 0; i < run->verdict_count; i++) {
		const struct store_verdict *v = &run->verdicts[i];
		struct number n;
		char interval[2 * NUMBER_SIZE + 4];
		doc_row(d,
		    (struct cell[]){{title_of(b, v->claim), TONE_TEXT, v->claim, NULL},
			{v->verdict, TONE_WORD, NULL, NULL}, {v->published, TONE_TEXT, NULL, NULL},
			measured(&n, interval, sizeof interval, v),
			{v->why, TONE_PROSE, NULL, NULL}});
	}
	doc_table_end(d);
}
