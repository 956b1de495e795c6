/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "paper_private.h"

#include "number.h"
#include "where.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CELL = 4 * NUMBER_SIZE, GRIDS = 16 };

static const struct cell absent = {"none", TONE_ABSENT, NULL, NULL};

static struct cell text_cell(const char *text)
{
	return (struct cell){text, TONE_TEXT, NULL, NULL};
}

/* "0.874 [0.871, 0.877]", or the status that says why there is none. */
static struct cell result_cell(char text[CELL], const struct store_result *r)
{
	struct number n;
	if (!r)
		return absent;
	if (!isfinite(r->value))
		return (struct cell){r->status, TONE_ABSENT, NULL, NULL};
	number_format(&n, r->value, r->lo, r->hi);
	snprintf(text, CELL, *n.lo ? "%s [%s, %s]" : "%s", n.value, n.lo, n.hi);
	return text_cell(text);
}

static struct cell number_cell(char text[CELL], double value)
{
	snprintf(text, CELL, "%.3g", value);
	return isfinite(value) ? text_cell(text) : absent;
}

/* ---- what was published -------------------------------------------------------------------- */

void paper_question(struct doc *d, const struct paper *p)
{
	doc_heading(d, 2, "question", "The question");
	for (size_t i = 0; i < p->b->claim_count; i++)
		if (*p->b->claims[i].subject) {
			doc_para(d, "%s", p->b->claims[i].subject);
			break;
		}
	doc_list(d);
	for (size_t i = 0; i < p->b->claim_count; i++) {
		const struct book_claim *c = &p->b->claims[i];
		const struct claim *whole = stored_registry_claim(&p->stored, c);
		if (whole && !whole->body[0])
			doc_item(d, "%s, %s: published %s (%s, %s, lines %s)", c->id, c->title,
			    c->published, c->repository, c->file, c->lines);
	}
	doc_list_end(d);
}

/* The verdicts of arithmetic on ordinary claims, or on the tables of bodies. */
static void audit_table(struct doc *d, const struct paper *p, bool bodies, const char *caption)
{
	static const struct column columns[] = {{"Claim", false, false}, {"Published", false, true},
	    {"Verdict", false, false}, {"Why", false, true}};
	doc_table(d, caption, columns, 4);
	for (size_t i = 0; i < p->b->audit_count; i++) {
		const struct store_verdict *v = &p->b->audit[i];
		for (size_t k = 0; k < p->stored.registry.n; k++) {
			const struct claim *c = p->stored.registry.claims[k];
			if (strcmp(c->id, v->claim) != 0 || (c->body[0] != '\0') != bodies)
				continue;
			const char *word = v->verdict;
			if (bodies)
				word = strcmp(word, "supported") == 0 ? "explained" : "exception";
			doc_row(d, (struct cell[]){{c->id, TONE_TEXT, NULL, c->title},
				       text_cell(v->published), {word, TONE_WORD, NULL, NULL},
				       {v->why, TONE_PROSE, NULL, NULL}});
		}
	}
	doc_table_end(d);
}

void paper_arithmetic(struct doc *d, const struct paper *p)
{
	doc_heading(d, 2, "arithmetic", "What the published figures say of each other");
	doc_para(d, "No measurement enters here: each figure is computed from the others.");
	audit_table(d, p, false, "The claims by arithmetic alone");
}

void paper_mac(struct doc *d, const struct paper *p)
{
	doc_heading(d, 2, "mac", "Other tables of the same machine");
	if (!p->has_joint) {
		doc_para(d, "The registry has no tables of the same machine.");
		return;
	}
	doc_para(d, "%s: %s.", verdict_name(p->joint.verdict), p->joint.text.text);
	audit_table(d, p, true, "Each table, and whether one tick of 24 MHz explains it");
}

/* ---- what was measured --------------------------------------------------------------------- */

static void beat_row(struct doc *d, const struct book_run *run)
{
	char text[5][CELL];
	static const enum figure_id beat[] = {FIGURE_BEAT_COST, FIGURE_BEAT_CEIL_SHARE,
	    FIGURE_BEAT_MISFIT, FIGURE_QUANTISATION_EXPLAINED_SHARE, FIGURE_PHASE_EXPLAINED_SHARE};
	char *name = where_name(run);
	struct cell cells[6] = {{name, TONE_TEXT, NULL, run->name}};
	for (size_t i = 0; i < 5; i++)
		cells[i + 1] = result_cell(text[i], book_result(run, beat[i], "all", "24MHz"));
	doc_row(d, cells);
	free(name);
}

static void beat_table(struct doc *d, const struct paper *p)
{
	static const struct column columns[] = {{"Machine", false, true},
	    {"Cost by the model, ns", true, true}, {"Share of the longer tick", true, true},
	    {"Misfit, bits", true, true},
	    {"Entropy that the tick explains, by the model", true, true},
	    {"The same from the recorded starts", true, true}};
	doc_table(d, "One cost, one tick of 24 MHz, any phase: the fit", columns, 6);
	for (size_t i = 0; i < p->here_count; i++)
		beat_row(d, p->here[i]);
	if (p->zero)
		beat_row(d, p->zero);
	doc_table_end(d);
}

static double hz_of(const char *grid)
{
	char *unit;
	double hz = strtod(grid, &unit);
	return strcmp(unit, "GHz") == 0	  ? hz * 1e9
	       : strcmp(unit, "MHz") == 0 ? hz * 1e6
	       : strcmp(unit, "kHz") == 0 ? hz * 1e3
	       : strcmp(unit, "Hz") == 0  ? hz
					  : (double)NAN;
}

/* Entropy of two neighbouring ticks where the cost has so many. */
static double model_bits(double ticks)
{
	double p = ticks - floor(ticks);
	return p > 0 ? -p * log2(p) - (1 - p) * log2(1 - p) : 0;
}

struct sweep {
	const struct store_result *at[GRIDS];
	size_t count;
};

static int by_hz(const void *a, const void *b)
{
	double x = hz_of((*(const struct store_result *const *)a)->grid),
	       y = hz_of((*(const struct store_result *const *)b)->grid);
	return (x > y) - (x < y);
}

static struct sweep sweep_of(const struct book_run *run)
{
	struct sweep s = {.count = 0};
	for (size_t i = 0; i < run->result_count && s.count < GRIDS; i++) {
		const struct store_result *r = &run->results[i];
		if (book_is(r, FIGURE_SHANNON) && strcmp(r->scope, "all") == 0 &&
		    isfinite(r->value) && isfinite(hz_of(r->grid)))
			s.at[s.count++] = r;
	}
	qsort(s.at, s.count, sizeof *s.at, by_hz);
	return s;
}

static void sweep_rows(struct doc *d, const struct book_run *run)
{
	const struct store_result *cost = book_result(run, FIGURE_BEAT_COST, "all", "24MHz");
	struct sweep s = sweep_of(run);
	char *name = where_name(run), text[3][CELL];
	for (size_t i = 0; cost && i < s.count; i++) {
		double ticks = cost->value * hz_of(s.at[i]->grid) / 1e9;
		doc_row(d, (struct cell[]){text_cell(name), {s.at[i]->grid, TONE_CODE, NULL, NULL},
			       number_cell(text[0], ticks), number_cell(text[1], model_bits(ticks)),
			       result_cell(text[2], s.at[i])});
	}
	free(name);
}

void paper_measured(struct doc *d, const struct paper *p)
{
	static const struct column columns[] = {{"Machine", false, true}, {"Counter", false, false},
	    {"Cost in its ticks", true, false}, {"Shannon entropy by the model, bits", true, true},
	    {"Measured, bits", true, true}};
	doc_heading(d, 2, "measured", "The same call here, through a 24 MHz counter");
	if (p->here_count == 0)
		doc_para(d, "No run of gettimeofday here can be read as a 24 MHz counter.");
	doc_para(d,
	    "If one cost and the tick make the split, the share of the longer tick is the cost's "
	    "fraction of a tick, and another counter splits the same samples otherwise. The model "
	    "has one cost; what varies beyond it, as cache misses and interrupts do, is entropy or "
	    "load that the model lacks.");
	beat_table(d, p);
	doc_table(d, "The same samples through counters of other ticks", columns, 5);
	for (size_t i = 0; i < p->here_count; i++)
		sweep_rows(d, p->here[i]);
	if (p->zero)
		sweep_rows(d, p->zero);
	doc_table_end(d);
}

/* ---- controls ------------------------------------------------------------------------------ */

static bool is_control(const struct book_run *run)
{
	return strncmp(run->row.probe, "seqlock", 7) == 0 ||
	       strncmp(run->row.probe, "commpage", 8) == 0 || strcmp(run->row.probe, "null") == 0 ||
	       paper_is_zero(run);
}

static void control_row(struct doc *d, const struct book_run *run)
{
	char text[6][CELL], *name = where_name(run);
	static const struct {
		enum figure_id figure;
		const char *scope;
	} shown[] = {{FIGURE_CONTROL_SEEN_SHARE, "all"}, {FIGURE_SLOW_CAUSE_SHARE, "fallback"},
	    {FIGURE_SLOW_CAUSE_SHARE, "overlap"}, {FIGURE_SHANNON, "all"},
	    {FIGURE_RESTART_AGREEMENT, "all"}};
	struct cell cells[7] = {{run->row.probe, TONE_CODE, NULL, name}};
	for (size_t i = 0; i < 5; i++)
		cells[i + 1] = result_cell(
		    text[i], book_result(run, shown[i].figure, shown[i].scope, "native"));
	cells[6] = result_cell(text[5], paper_least(run));
	doc_row(d, cells);
	free(name);
}

void paper_controls(struct doc *d, const struct paper *p)
{
	static const struct column columns[] = {{"Probe", false, true},
	    {"Slow samples that the flags show", true, true}, {"Slow: system call", true, true},
	    {"Slow: page written", true, true}, {"Shannon entropy, bits", true, true},
	    {"Agrees with another start", true, true},
	    {"Min-entropy against the best observer, bits, at most", true, true}};
	bool any = false;
	doc_heading(d, 2, "controls", "Controls: where the answer is known");
	doc_para(d,
	    "seqlock retries and commpage falls back to the system call by construction, null has "
	    "nothing between its two reads, and the zero-entropy machine is a guest whose time is "
	    "the number of its instructions. An instrument that misses these may not judge the "
	    "call.");
	for (size_t i = 0; i < p->b->run_count; i++)
		any = any || is_control(&p->b->runs[i]);
	if (!any) {
		doc_para(d, "None was recorded in this database.");
		return;
	}
	doc_table(d, "The controls", columns, 7);
	for (size_t i = 0; i < p->b->run_count; i++)
		if (is_control(&p->b->runs[i]))
			control_row(d, &p->b->runs[i]);
	doc_table_end(d);
}

/* ---- mechanisms ---------------------------------------------------------------------------- */

static void mechanism_rows(struct doc *d, const struct book_run *run)
{
	char *name = where_name(run), text[2][CELL];
	for (size_t i = 0; i < run->result_count; i++) {
		const struct store_result *r = &run->results[i];
		if (!book_is(r, FIGURE_SLOW_CAUSE_SHARE) || strcmp(r->grid, "native") != 0)
			continue;
		const struct store_result *pooled =
		    book_result(run, FIGURE_POOLED_SLOW_CAUSE_SHARE, r->scope, "native");
		doc_row(d, (struct cell[]){text_cell(name), {r->scope, TONE_CODE, NULL, NULL},
			       result_cell(text[0], r), result_cell(text[1], pooled)});
	}
	free(name);
}

void paper_mechanisms(struct doc *d, const struct paper *p)
{
	static const struct column columns[] = {{"Machine", false, true}, {"Cause", false, false},
	    {"Share of the slow samples", true, true}, {"The same over the campaign", true, true}};
	doc_heading(d, 2, "mechanisms", "What slow samples coincide with");
	doc_para(d, "The claim's mechanism is that the page is written while it is read (overlap). "
		    "A sample "
		    "with several causes counts for the first; shares with 95 %% intervals.");
	if (p->here_count == 0) {
		doc_para(d, "No run here tells.");
		return;
	}
	doc_table(d, "Causes of slow samples of gettimeofday", columns, 4);
	for (size_t i = 0; i < p->here_count; i++)
		mechanism_rows(d, p->here[i]);
	doc_table_end(d);
	for (size_t i = 0; i < p->here_count; i++) {
		char *name = where_name(p->here[i]), text[CELL];
		const struct store_result *r =
		    book_result(p->here[i], FIGURE_OVERLAP_SHARE, "all", "native");
		if (r)
			doc_para(d, "%s: of all calls, a share of %s overlapped an update.", name,
			    result_cell(text, r).text);
		free(name);
	}
}

/* ---- the end ------------------------------------------------------------------------------- */

void paper_open(struct doc *d, const struct paper *p, const char *db)
{
	doc_heading(d, 2, "open", "What remains open");
	if (p->has_mac)
		doc_para(d, "A Mac is among the machines measured here: its column decides.");
	else
		doc_para(d, "No Mac was measured. That one tick explains the published tables does "
			    "not show "
			    "that nothing else acts on that machine; it shows that the tables are "
			    "no evidence "
			    "of it. A Mac's owner can decide it with one command, which times the "
			    "call with "
			    "the CPU's counter and the system's in turn:");
	if (!p->has_mac) {
		doc_code(d, "build/bin/ticklab collect --probe two-counters -n 1000000 --label mac "
			    "--db mac.db");
		doc_para(d, "The database enters this paper as a column of its own:");
		doc_code(d, "make reproduce-31-69 MAC=mac.db");
	}
	doc_heading(d, 2, "again", "How this paper was made");
	doc_para(d, "From %s, by 'make reproduce-31-69'. The runs that are shown:", db);
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
}
