/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was published and what follows from it, and the end. The author of the claim reads this too:
 * what fits is listed with what does not, verdicts on other machines are called that, and what a
 * Mac would have to show for the claim is written down before anybody has looked.
 */
#include "paper_private.h"

#include "mem.h"
#include "where.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- what was published -------------------------------------------------------------------- */

static bool is_ordinary(const struct paper *p, const struct book_claim *c)
{
	const struct claim *whole = stored_registry_claim(&p->stored, c);
	return whole && !whole->body[0];
}

/* All ordinary claims from the file of the first: then it is named once. */
static bool is_one_file(const struct paper *p, const struct book_claim **first)
{
	bool one = true;
	*first = NULL;
	for (size_t i = 0; i < p->b->claim_count; i++) {
		const struct book_claim *c = &p->b->claims[i];
		if (!is_ordinary(p, c))
			continue;
		*first = *first ? *first : c;
		one = one && strcmp(c->file, (*first)->file) == 0 &&
		      strcmp(c->repository, (*first)->repository) == 0;
	}
	return one && *first && *(*first)->file;
}

void paper_question(struct doc *d, const struct paper *p)
{
	const struct book_claim *first;
	bool one = is_one_file(p, &first);
	doc_heading(d, 2, "question", "The question");
	for (size_t i = 0; i < p->b->claim_count; i++)
		if (*p->b->claims[i].subject) {
			doc_para(d, "%s", p->b->claims[i].subject);
			break;
		}
	if (one)
		doc_para(d, "The statements, all from %s, %s:", first->repository, first->file);
	doc_list(d);
	for (size_t i = 0; i < p->b->claim_count; i++) {
		const struct book_claim *c = &p->b->claims[i];
		if (!is_ordinary(p, c))
			continue;
		if (one)
			doc_item(d, "%s, %s: published %s (lines %s)", c->id, c->title,
			    c->published, c->lines);
		else
			doc_item(d, "%s, %s: published %s (%s, %s, lines %s)", c->id, c->title,
			    c->published, c->repository, c->file, c->lines);
	}
	doc_list_end(d);
}

/* Arithmetic supports no ordinary claim: what it does not exclude is possible. */
static const char *audit_word(const struct store_verdict *v, bool body)
{
	bool open = strcmp(v->verdict, "undecided") == 0;
	if (body)
		return strcmp(v->verdict, "supported") == 0 ? "explained" : "exception";
	return open ? "possible" : v->verdict;
}

/* The verdicts of arithmetic on ordinary claims, or on the tables of bodies. */
static void audit_table(struct doc *d, const struct paper *p, bool bodies, const char *caption)
{
	static const struct column columns[] = {{"Claim", false, false}, {"Published", false, true},
	    {"By arithmetic", false, false}, {"Why", false, true}};
	doc_table(d, caption, columns, 4);
	for (size_t i = 0; i < p->b->audit_count; i++) {
		const struct store_verdict *v = &p->b->audit[i];
		for (size_t k = 0; k < p->stored.registry.n; k++) {
			const struct claim *c = p->stored.registry.claims[k];
			if (strcmp(c->id, v->claim) != 0 || (c->body[0] != '\0') != bodies)
				continue;
			doc_row(d, (struct cell[]){{c->id, TONE_TEXT, NULL, c->title},
				       paper_text(v->published),
				       {audit_word(v, bodies), TONE_WORD, NULL, NULL},
				       {v->why, TONE_PROSE, NULL, NULL}});
		}
	}
	doc_table_end(d);
}

void paper_arithmetic(struct doc *d, const struct paper *p)
{
	doc_heading(d, 2, "arithmetic", "What the published figures say of each other");
	doc_para(d,
	    "No measurement enters here: each figure is computed from the others. "
	    "\"Possible\" means that arithmetic does not exclude the statement; whether it is "
	    "true, only a measurement can show.");
	audit_table(d, p, false, "The claims by arithmetic alone");
}

static void place_row(struct doc *d, const struct paper_place *at)
{
	char text[3][PAPER_CELL];
	struct cell cells[5] = {{at->table->id, TONE_TEXT, NULL, at->table->title}};
	if (isfinite(at->cost)) {
		snprintf(text[0], PAPER_CELL, "%.3f", at->cost);
		snprintf(text[1], PAPER_CELL, "%.1f %%", 100 * (at->cost - floor(at->cost)));
		snprintf(text[2], PAPER_CELL, "%.1f %%", 100 * at->share);
	}
	for (size_t i = 0; i < 3; i++)
		cells[i + 1] = isfinite(at->cost) ? paper_text(text[i])
						  : (struct cell){"none", TONE_ABSENT, NULL, NULL};
	cells[4] = paper_text(at->from ? at->from : "no mean, CV or counts");
	doc_row(d, cells);
}

/* The numbers of the picture. */
static void place_table(struct doc *d, const struct paper *p)
{
	static const struct column columns[] = {{"Table", false, false},
	    {"Mean cost in ticks", true, false}, {"Longer count, predicted", true, true},
	    {"Longer count, published", true, true}, {"From the published", false, true}};
	doc_table(d, "Where each table lies in the picture", columns, 5);
	for (size_t i = 0; i < p->place_count; i++)
		place_row(d, &p->place[i]);
	doc_table_end(d);
	doc_para(d,
	    "The longer count is all that exceeds the whole ticks of the mean. From a mean and a "
	    "CV: for values of 0 and 1 tick the mean is its share and the CV requires one, so the "
	    "two figures check each other; the longest sample, where it is published, is left out "
	    "of both. From counts alone the mean and the share are not independent. A table "
	    "whose calls do not all cost the same leaves the line near a whole tick, as the "
	    "samples recorded here do, though each of its values is a number of ticks.");
}

void paper_mac(struct doc *d, const struct paper *p)
{
	doc_heading(d, 2, "mac", "Other tables of the same machine");
	if (!p->has_joint) {
		doc_para(d, "The registry has no tables of the same machine.");
		return;
	}
	doc_para(d, "%s.", p->joint.text.text);
	audit_table(d, p, true, "Each table, and whether one tick of 24 MHz explains it");
	place_table(d, p);
}

/* ---- verdicts ------------------------------------------------------------------------------ */

/* Of the replicates of a run together, else of the run; NULL: it was not judged on it. */
static const char *verdict_of(
    const struct paper *p, const struct book_run *run, const char *claim, const char **why)
{
	const struct store_verdict *own = book_verdict(run, claim);
	const struct judged_cell *cell = NULL;
	size_t cells = 0;
	for (size_t i = 0; i < p->judged.cell_count; i++) {
		const struct judged_cell *c = &p->judged.cells[i];
		const char *who = run->row.machine_fingerprint;
		bool here = (who && strcmp(c->machine, who) == 0) ||
			    strcmp(c->machine, run->row.label) == 0;
		if (!here || strcmp(c->claim, claim) != 0 ||
		    strcmp(c->probe, run->row.probe) != 0 || strcmp(c->load, run->row.load) != 0)
			continue;
		cell = c;
		cells++;
	}
	if (cells == 1) {
		*why = cell->why;
		return cell->verdict;
	}
	*why = own ? own->why : NULL;
	return own ? own->verdict : NULL;
}

static const char not_applicable[] = "not applicable";

/* A run of the same call on that machine on which the claim was decided, such as one under a load;
 * the run itself where it was decided there or nowhere. */
static const struct book_run *run_of_verdict(
    const struct paper *p, const struct book_run *run, const char *claim)
{
	const char *why, *word = verdict_of(p, run, claim, &why);
	for (size_t i = 0; word && strcmp(word, not_applicable) == 0 && i < p->b->run_count; i++) {
		const struct book_run *other = &p->b->runs[i];
		if (!where_same(other, run) || strcmp(other->row.probe, run->row.probe) != 0)
			continue;
		const char *its = verdict_of(p, other, claim, &why);
		if (its && strcmp(its, not_applicable) != 0)
			return other;
	}
	return run;
}

static void verdict_row(struct doc *d, const struct paper *p, const struct book_claim *c)
{
	struct cell cells[PAPER_HERE + 3] = {
	    {c->id, TONE_TEXT, NULL, c->title}, paper_text(c->published)};
	char under[PAPER_HERE + 1][64];
	size_t n = 2;
	bool any = false;
	for (size_t i = 0; i <= p->here_count; i++) {
		const struct book_run *run = i < p->here_count ? p->here[i] : p->zero;
		if (!run)
			continue;
		const struct book_run *on = run_of_verdict(p, run, c->id);
		const char *why = NULL, *word = verdict_of(p, on, c->id, &why);
		any = any || word;
		snprintf(under[i], sizeof under[i], "under the load %.40s", on->row.load);
		cells[n++] = word
				 ? (struct cell){word, TONE_WORD, NULL, on == run ? NULL : under[i]}
				 : (struct cell){"none", TONE_ABSENT, NULL, NULL};
	}
	if (any)
		doc_row(d, cells);
}

void paper_verdicts(struct doc *d, const struct paper *p)
{
	struct column columns[PAPER_HERE + 3] = {
	    {"Claim", false, true}, {"Published", false, true}};
	char *name[PAPER_HERE + 1] = {NULL};
	size_t n = 0;
	for (size_t i = 0; i <= p->here_count; i++) {
		const struct book_run *run = i < p->here_count ? p->here[i] : p->zero;
		if (!run)
			continue;
		name[n] = run == p->zero ? mem_copy("Zero-entropy machine") : where_name(run);
		columns[2 + n] = (struct column){name[n], false, true};
		n++;
	}
	if (n == 0)
		return;
	doc_heading(d, 2, "verdicts", "The same statements of the machines measured here");
	doc_para(d,
	    "The statements were published of %s. A verdict here is whether the same "
	    "statement holds of the machine of its column; on another processor and system "
	    "it need not, and \"refuted\" here does not refute it there. 'ticklab judge "
	    "--why' gives the reasons.",
	    p->b->claim_count && *p->b->claims[0].platform ? p->b->claims[0].platform
							   : "one machine");
	doc_table(d, "Verdicts, of replicates together", columns, 2 + n);
	for (size_t i = 0; i < p->b->claim_count; i++)
		if (is_ordinary(p, &p->b->claims[i]))
			verdict_row(d, p, &p->b->claims[i]);
	doc_table_end(d);
	for (size_t i = 0; i < n; i++)
		free(name[i]);
}

/* ---- the end ------------------------------------------------------------------------------- */

static void what_would_decide(struct doc *d, const struct paper *p)
{
	doc_para(d, "What it would show, written down before any Mac was measured:");
	doc_list(d);
	doc_item(d, "if one tick is all: the durations are 0, 1 and few 2 ticks of the counter; "
		    "the share of the longer count is the call's cost in ticks, also where that "
		    "cost is changed; almost no call overlaps an update of the page; and the two "
		    "counters, if their ticks differ, split the same call differently.");
	doc_item(d,
	    "if calls wait for updates: about %.0f %% of them overlap an update by the "
	    "page's own stamp, their durations are some 40 ticks longer by both counters, "
	    "and the split does not follow the tick.",
	    100 * p->predicted.slow);
	doc_list_end(d);
}

void paper_open(struct doc *d, const struct paper *p)
{
	doc_heading(d, 2, "open", "What remains open");
	if (p->has_mac) {
		doc_para(d, "A Mac is among the machines measured here: its column decides.");
		return;
	}
	doc_para(d,
	    "No Mac was measured. That one tick explains the published tables does not show that "
	    "nothing else acts on that machine; it shows that the tables are no evidence of it. "
	    "The published figures of the split and of the two modes do not contradict each other; "
	    "what excludes them is only that the entropy, the variation and the odd share, "
	    "published with them, have other values. A Mac's owner can decide it with one "
	    "command, after 'make' in this project's folder; it times the call with the CPU's "
	    "counter and with the system's in turn and takes some seconds:");
	doc_code(d, "build/bin/ticklab collect --probe two-counters -n 1000000 --label mac "
		    "--db mac.db");
	doc_para(d, "The database enters this paper as a column of its own:");
	doc_code(d, "make reproduce-31-69 MAC=mac.db");
	what_would_decide(d, p);
}

void paper_again(struct doc *d, const struct paper *p, const char *db)
{
	doc_heading(d, 2, "again", "How this paper was made");
	doc_para(d,
	    "From %s, by 'make reproduce-31-69'. Every number is computed from the "
	    "database and the registry of claims; nothing was left out of a run.",
	    db);
	doc_fold(d, "The %zu runs", p->b->run_count);
	doc_list(d);
	for (size_t i = 0; i < p->b->run_count; i++) {
		const struct book_run *run = &p->b->runs[i];
		char count[NUMBER_SIZE], *title = where_title(p->b, run);
		number_count(count, sizeof count, run->row.samples);
		doc_item(d, "%s: %s, %s samples, %s, ticklab %s", run->row.uuid, title, count,
		    run->row.started_utc, run->row.tool_version);
		free(title);
	}
	doc_list_end(d);
	doc_fold_end(d);
}
