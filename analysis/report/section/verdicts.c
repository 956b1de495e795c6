/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A verdict's words come from the claims' room; what is chosen here is which to show. Of many runs
 * a claim has one row, with the reason of the first run that it may be about, and a table by probe
 * and load counts the verdicts that differ.
 */
#include "mem.h"
#include "sections.h"

#include "many.h"
#include "number.h"
#include "text.h"
#include "where.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS_PER_TABLE = 6, WORDS = 5 };
static const char *const verdict_words[WORDS] = {
    "supported", "refuted", "undecided", "not applicable", "impossible as stated"};

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

/* Rows that arithmetic decides, or those that it leaves open; the heading comes before the first.
 */
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

static void audit_add(struct doc *d, const struct book *b)
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

static void words_add(struct doc *d)
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

/* ---- many runs: verdicts by probe and load ----------------------------------------------------
 */

/* A set of runs that share probe and load. */
struct group {
	const char *probe, *load;
};

static bool in_set(const struct book_run *run, const struct group *set)
{
	return strcmp(run->row.probe, set->probe) == 0 && strcmp(run->row.load, set->load) == 0;
}

/* "refuted", with the number of runs under it where all say the same; else "refuted 3, undecided
 * 1". under and text must live as long as the cell. */
static struct cell set_cell(const struct book *b, const char *claim, const struct group *set,
    char *text, size_t size, char under[24])
{
	const char *first = NULL;
	size_t at = 0, runs = 0, judged = 0, same = 0;
	text[0] = '\0';
	for (size_t i = 0; i < b->run_count; i++) {
		const struct store_verdict *v = book_verdict(&b->runs[i], claim);
		runs += in_set(&b->runs[i], set);
		if (!v || !in_set(&b->runs[i], set))
			continue;
		first = first ? first : v->verdict;
		judged++;
		same += strcmp(v->verdict, first) == 0;
	}
	if (!first)
		return (struct cell){"not judged", TONE_ABSENT, NULL, NULL};
	text_counted(under, 24, runs, "run", NULL);
	if (same == runs)
		return (struct cell){first, TONE_WORD, NULL, under};
	for (size_t w = 0; w < WORDS && at < size; w++) {
		size_t n = 0;
		for (size_t i = 0; i < b->run_count; i++) {
			const struct store_verdict *v = book_verdict(&b->runs[i], claim);
			n += v && in_set(&b->runs[i], set) && !strcmp(v->verdict, verdict_words[w]);
		}
		if (n > 0)
			at += (size_t)snprintf(
			    text + at, size - at, "%s%s %zu", at ? ", " : "", verdict_words[w], n);
	}
	if (judged < runs && at < size)
		snprintf(text + at, size - at, ", not judged %zu", runs - judged);
	return (struct cell){text, TONE_TEXT, NULL, NULL};
}

static void set_row(struct doc *d, const struct book *b, const struct book_claim *claim,
    const struct group *sets, size_t n)
{
	char text[RUNS_PER_TABLE][160], under[RUNS_PER_TABLE][24];
	struct cell cells[1 + RUNS_PER_TABLE] = {{claim->title, TONE_TEXT, claim->id, NULL}};
	for (size_t i = 0; i < n; i++)
		cells[i + 1] = set_cell(b, claim->id, &sets[i], text[i], sizeof text[i], under[i]);
	doc_row(d, cells);
}

/* Claims down, loads across. */
static void set_table(struct doc *d, const struct book *b, const struct group *sets, size_t n)
{
	struct column columns[1 + RUNS_PER_TABLE] = {{"Claim", false, false}};
	char caption[120];
	for (size_t i = 0; i < n; i++)
		columns[i + 1] = (struct column){sets[i].load, false, false};
	snprintf(caption, sizeof caption, "Verdicts on the runs of %.60s, by claim and load",
	    sets[0].probe);
	doc_table(d, caption, columns, n + 1);
	for (size_t i = 0; i < b->claim_count; i++)
		if (judged_on_runs(b, b->claims[i].id))
			set_row(d, b, &b->claims[i], sets, n);
	doc_table_end(d);
}

/* Can no claim be tested on this probe? */
static bool nothing_applies(const struct book *b, const char *probe)
{
	for (size_t i = 0; i < b->run_count; i++) {
		const struct book_run *run = &b->runs[i];
		for (size_t v = 0; v < run->verdict_count && !strcmp(run->row.probe, probe); v++)
			if (strcmp(run->verdicts[v].verdict, "not applicable") != 0)
				return false;
	}
	return true;
}

static int by_probe_and_load(const void *a, const void *b)
{
	const struct group *x = a, *y = b;
	int probe = strcmp(x->probe, y->probe);
	return probe ? probe : strcmp(x->load, y->load);
}

/* Every pair of probe and load once, in order; to be freed. */
static struct group *sets_of(const struct book *b, size_t *n)
{
	struct group *sets = mem_zero(b->run_count, sizeof *sets);
	*n = 0;
	for (size_t i = 0; i < b->run_count; i++) {
		struct group set = {b->runs[i].row.probe, b->runs[i].row.load};
		size_t k = 0;
		while (k < *n && by_probe_and_load(&sets[k], &set) != 0)
			k++;
		if (k == *n)
			sets[(*n)++] = set;
	}
	qsort(sets, *n, sizeof *sets, by_probe_and_load);
	return sets;
}

static void matrix_by_load(struct doc *d, const struct book *b)
{
	size_t n;
	struct group *sets = sets_of(b, &n);
	for (size_t i = 0, k; i < n; i = k) {
		for (k = i; k < n && strcmp(sets[k].probe, sets[i].probe) == 0;)
			k++;
		if (nothing_applies(b, sets[i].probe)) {
			doc_para(d, "%s: no claim applies to these runs.", sets[i].probe);
			continue;
		}
		for (size_t j = i; j < k; j += RUNS_PER_TABLE)
			set_table(d, b, &sets[j], k - j < RUNS_PER_TABLE ? k - j : RUNS_PER_TABLE);
	}
	free(sets);
}

/* What the cells of a row are made of, as long as they live. */
struct measured {
	struct number n;
	char value[2 * NUMBER_SIZE + 8], under[2 * NUMBER_SIZE + 32];
};

/* The range over the pieces that decided: the run has no one value. */
static struct cell pieces_cell(struct measured *m, const struct judged_pieces *p)
{
	struct number to;
	number_format(&m->n, p->least, NAN, NAN);
	number_format(&to, p->greatest, NAN, NAN);
	snprintf(m->value, sizeof m->value, "%s to %s", m->n.value, to.value);
	snprintf(m->under, sizeof m->under, "in %u pieces", p->count);
	return (struct cell){.text = m->value, .tone = TONE_TEXT, .under = m->under};
}

/* Value and interval of the figure that decided, or the range over the pieces that did. */
static struct cell measured_cell(
    struct measured *m, const struct judged *j, const struct store_verdict *v)
{
	struct judged_pieces pieces;
	if (judged_by_pieces(j, v->run_id, v->claim, &pieces))
		return pieces_cell(m, &pieces);
	if (!isfinite(v->value))
		return (struct cell){.text = "–", .tone = TONE_ABSENT};
	number_format(&m->n, v->value, v->lo, v->hi);
	if (*m->n.lo)
		snprintf(m->under, sizeof m->under, "[%s, %s]", m->n.lo, m->n.hi);
	return (struct cell){.text = m->n.value,
	    .tone = TONE_TEXT,
	    .under = *m->n.lo ? m->under : NULL,
	    .exact = &v->value,
	    .lacks = *m->n.lo ? NULL : "the verdict's reason, in the same row, says why"};
}

/* The verdict whose reason is shown for all: of the first run that the claim may be about. */
static const struct store_verdict *reason_on(const struct book *b, const char *claim)
{
	const struct store_verdict *any = NULL;
	for (size_t i = 0; i < b->run_count; i++) {
		const struct store_verdict *v = book_verdict(&b->runs[i], claim);
		if (v && strcmp(v->verdict, "not applicable") != 0)
			return v;
		any = any ? any : v;
	}
	return any;
}

/* One row a claim: the verdict over all runs, and one reason for it. */
static void summary_table(struct doc *d, const struct book *b, const struct judged *j)
{
	static const struct column columns[] = {{"Claim", false, false}, {"Verdict", false, false},
	    {"Published", false, false}, {"Measured, 95 %", true, false}, {"Why", false, true}};
	doc_table(
	    d, "Verdicts on the claims, with the figure that decided and the reason", columns, 5);
	for (size_t i = 0; i < b->claim_count; i++) {
		const struct book_claim *c = &b->claims[i];
		const struct store_verdict *v = reason_on(b, c->id);
		struct measured m;
		if (!v)
			continue;
		struct cell value = measured_cell(&m, j, v);
		doc_row(d, (struct cell[]){{.text = c->title, .tone = TONE_TEXT, .code = c->id},
			       {.text = top_verdict(b, j, c->id), .tone = TONE_WORD},
			       {.text = v->published, .tone = TONE_TEXT}, value,
			       {.text = v->why, .tone = TONE_PROSE}});
	}
	doc_table_end(d);
}

/* Replicates judged together, where there are any. */
static void cells_table(struct doc *d, const struct book *b, const struct judged *j)
{
	static const struct column columns[] = {{"Claim", false, false}, {"Timed", false, false},
	    {"Load", false, false}, {"Verdict", false, false}, {"Why", false, true}};
	if (j->cell_count == 0)
		return;
	doc_fold(d, "Verdicts on replicates together, by probe and load");
	doc_table(d, "Runs of the same machine, probe and load, judged together", columns, 5);
	for (size_t i = 0; i < j->cell_count; i++) {
		const struct judged_cell *c = &j->cells[i];
		if (strcmp(c->verdict, "not applicable") == 0)
			continue;
		char *load = mem_print("%s, %zu runs", c->load, c->runs);
		doc_row(
		    d, (struct cell[]){
			   {.text = title_of(b, c->claim), .tone = TONE_TEXT, .code = c->claim},
			   {.text = c->probe, .tone = TONE_TEXT}, {.text = load, .tone = TONE_TEXT},
			   {.text = c->verdict, .tone = TONE_WORD},
			   {.text = c->why, .tone = TONE_PROSE}});
		free(load);
	}
	doc_table_end(d);
	doc_fold_end(d);
}

void section_verdicts(struct doc *d, const struct book *b, const struct judged *j)
{
	bool any = false;
	for (size_t i = 0; i < b->run_count; i++)
		any = any || b->runs[i].judged;
	if (any) {
		summary_table(d, b, j);
		if (b->run_count > 1)
			matrix_by_load(d, b);
		words_add(d);
	} else {
		doc_note(d, "None of these runs has been judged: run 'ticklab judge', then this "
			    "report again.");
	}
	cells_table(d, b, j);
	section_published(d, b);
	audit_add(d, b);
}

void section_run_verdicts(
    struct doc *d, const struct book *b, const struct judged *j, const struct book_run *run)
{
	static const struct column columns[] = {{"Claim", false, false}, {"Verdict", false, false},
	    {"Published", false, false}, {"Measured, 95 %", true, false}, {"Why", false, true}};
	doc_heading(d, 2, "verdicts", "Verdicts on %s", run->name);
	if (!run->judged) {
		doc_note(d,
		    "This run has not been judged: run 'ticklab judge', then this report again.");
		return;
	}
	doc_table(d, "Verdicts with the figure that decided and the reason", columns, 5);
	for (size_t i = 0; i < run->verdict_count; i++) {
		const struct store_verdict *v = &run->verdicts[i];
		struct measured m;
		doc_row(d,
		    (struct cell[]){{title_of(b, v->claim), TONE_TEXT, v->claim, NULL},
			{v->verdict, TONE_WORD, NULL, NULL}, {v->published, TONE_TEXT, NULL, NULL},
			measured_cell(&m, j, v), {v->why, TONE_PROSE, NULL, NULL}});
	}
	doc_table_end(d);
}
