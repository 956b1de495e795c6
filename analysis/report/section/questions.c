/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sections of the page, each a question: its sentence, its picture, its table. Runs are named
 * by a link alone; tables are by probe and load.
 */
#include "mem.h"
#include "sections.h"

#include "chief.h"
#include "number.h"
#include "sets.h"
#include "shown_private.h"
#include "text.h"
#include "where.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS_MAX = 40 };

/* A plot of one run, by kind; NULL: there is none. */
static const struct plate *plate_of(const struct gallery *g, size_t run, const char *kind)
{
	for (size_t i = 0; i < g->count; i++)
		if (!g->plates[i].whole && g->plates[i].company.count == 0 &&
		    g->plates[i].run == run && strcmp(g->plates[i].kind, kind) == 0)
			return &g->plates[i];
	return NULL;
}

/* ---- is it real? ----------------------------------------------------------------------------- */

/* ": longer than 16 ticks (160 ns)" */
static void put_threshold(FILE *out, const struct book_run *run)
{
	const struct store_result *limit = book_result(run, FIGURE_SLOW_THRESHOLD, "all", "native");
	char ns[NUMBER_SIZE], count[NUMBER_SIZE];
	if (!limit)
		return;
	number_ns(ns, sizeof ns, limit->value * book_tick_ns(run));
	fprintf(out, ": longer than %s (%s)",
	    text_counted(count, sizeof count, (uint64_t)floor(limit->value), "tick", NULL), ns);
}

static struct store_result result_of(struct judged_share s)
{
	return (struct store_result){.value = s.value, .lo = s.lo, .hi = s.hi, .status = "ok"};
}

/* "0 % [0, 12] of their 26 slow calls overlapped an update" */
static void put_overlap(FILE *out, const struct store_result *share, uint64_t calls)
{
	char count[NUMBER_SIZE];
	shown_percent(out, share);
	fprintf(out, " of %s overlapped an update of the clock page",
	    text_counted(count, sizeof count, calls, "slow call", NULL));
}

/* Replicates together, a load after the other; false where there are none. */
static bool put_slow_cells(
    FILE *out, const struct book *b, const struct judged *j, const struct book_run *chief)
{
	bool any = false;
	for (size_t i = 0; i < j->slow_count; i++) {
		const struct judged_slow *slow = &j->slow[i];
		const struct book_run *run = &b->runs[slow->run];
		struct store_result share = result_of(slow->share);
		struct store_result overlap = result_of(slow->overlap);
		if (!where_same(run, chief) || strcmp(run->row.probe, chief->row.probe) != 0)
			continue;
		fprintf(out, "%sIn %zu runs together, load %s, ", any ? ". " : "", slow->runs,
		    run->row.load);
		if (isfinite(share.value)) {
			shown_percent(out, &share);
			fputs(" of the calls are slow", out);
			if (!any)
				put_threshold(out, run);
			fputs(", and ", out);
		}
		put_overlap(out, &overlap, (uint64_t)slow->overlap.n);
		any = true;
	}
	return any;
}

/* Of one run, where it has no fellows. */
static bool put_slow_run(FILE *out, const struct book_run *run)
{
	const struct store_result *slow = book_result(run, FIGURE_SLOW_SHARE, "all", "native");
	const struct store_result *share =
	    book_result(run, FIGURE_SLOW_CAUSE_SHARE, "overlap", "native");
	if (slow) {
		shown_percent(out, slow);
		fputs(" of the calls are slow", out);
		put_threshold(out, run);
		fputs(". ", out);
	}
	if (share)
		put_overlap(out, share, share->n);
	return share;
}

static void slow_sentence(
    struct doc *d, const struct book *b, const struct judged *j, const struct book_run *run)
{
	char *text = NULL;
	size_t size;
	FILE *out = mem_open_text(&text, &size);
	if (put_slow_cells(out, b, j, run) || put_slow_run(out, run))
		fputs(". Such an overlap is the mechanism that was published.", out);
	else
		fputs("Whether slow calls overlapped an update of the clock page was not recorded.",
		    out);
	mem_close_text(out);
	doc_para(d, "%s", text);
	free(text);
}

/* How much a run says of what slow calls coincide with: its slow calls, where a kernel's trace was
 * recorded and nothing speaks against its label. */
static double weight_of_causes(const struct book_run *run)
{
	const struct store_result *traced =
	    book_result(run, FIGURE_SLOW_CAUSE_SHARE, "interrupt", "native");
	const struct store_result *share =
	    book_result(run, FIGURE_SLOW_CAUSE_SHARE, "overlap", "native");
	double calls = share ? (double)share->n / (1 + (double)share->n) : -1;
	return calls + (*run->doubt ? 0 : 1) + (traced ? 2 : 0);
}

/* Of the runs like the chief the one that says most of causes. */
static const struct book_run *run_of_causes(const struct book *b, const struct book_run *chief)
{
	const struct book_run *most = chief;
	for (size_t i = 0; i < b->run_count; i++) {
		const struct book_run *run = &b->runs[i];
		if (where_same(run, chief) && strcmp(run->row.probe, chief->row.probe) == 0 &&
		    strcmp(run->row.load, chief->row.load) == 0 &&
		    weight_of_causes(run) > weight_of_causes(most))
			most = run;
	}
	return most;
}

static void modes_sentence(struct doc *d, const struct book_run *run)
{
	const struct store_result *modes = book_result(run, FIGURE_MODE_COUNT, "all", "native");
	const struct store_result *tick =
	    book_result(run, FIGURE_QUANTISATION_EXPLAINED_SHARE, "all", "native");
	char share[NUMBER_SIZE] = "";
	if (!modes)
		return;
	if (tick)
		snprintf(share, sizeof share, "%.3g %%", tick->value * 100);
	char count[NUMBER_SIZE];
	text_counted(count, sizeof count, (uint64_t)modes->value, "mode", NULL);
	doc_para(d, "In ticks of the counter the calls have %s.%s%s%s", count,
	    *share ? " By the model of a counter that rounds, the phase of the call within a tick "
		     "explains "
		   : "",
	    share, *share ? " of their entropy." : "");
}

/* Why a reader of nanoseconds or cycles finds modes that are none. */
static void steps_sentence(struct doc *d, const struct book_run *run)
{
	const struct store_result *ticks = book_result(run, FIGURE_MODE_COUNT, "all", "native"),
				  *units = book_result(run, FIGURE_MODE_COUNT, "all", "recorded");
	if (!ticks || !units || units->value <= ticks->value)
		return;
	doc_para(d,
	    "Steps of the counter are no modes. A call that costs k + p ticks reads k ticks or "
	    "k + 1, depending on where within a tick it begins. In the recorded unit, of which "
	    "%.4g make a tick, these values are far apart, and the same calls seem to have %.0f "
	    "modes.",
	    book_tick_ns(run) * run->row.counter_hz / 1e9, units->value);
}

/* Median and slow share of each probe under idle, the instrument's own first. */
static void controls_table(struct doc *d, const struct book *b, const struct sets *sets)
{
	static const struct column columns[] = {{"What was timed", false, false},
	    {"Median [ns]", true, true}, {"Modes", true, true}, {"Share of slow calls", true, true},
	    {"Shannon entropy [bits]", true, true}};
	static const enum figure_id figures[] = {
	    FIGURE_MEDIAN_NS, FIGURE_MODE_COUNT, FIGURE_SLOW_SHARE, FIGURE_SHANNON_MM};
	const char *load = sets->loads ? sets->load[0] : "";
	char caption[240];
	bool known = strcmp(load, "unknown") != 0;
	snprintf(caption, sizeof caption,
	    "Controls under %s%.60s: the empty loop, and what else was timed; of replicates the "
	    "middle value of each figure",
	    known ? "the load " : "an unknown load", known ? load : "");
	doc_table(d, caption, columns, 5);
	for (size_t p = 0; p < sets->lines; p++) {
		struct shown s[4];
		struct cell cells[5] = {{.text = sets->line[p].name, .tone = TONE_TEXT}};
		bool any = false;
		for (size_t k = 0; k < 4; k++) {
			const struct store_result *r =
			    sets_middle(b, &sets->line[p], load, figures[k], "all", "native");
			any = any || r;
			shown_make(&s[k], r);
			cells[k + 1] = shown_cell(&s[k]);
		}
		if (any)
			doc_row(d, cells);
	}
	doc_table_end(d);
}

void section_real(
    struct doc *d, const struct book *b, const struct judged *j, const struct gallery *g)
{
	size_t chief = chief_run(b);
	struct sets sets;
	doc_heading(d, 2, "real", "Is it real?");
	if (!*b->runs[chief].key) {
		doc_para(d, "Not analysed yet: run 'ticklab analyze'.");
		return;
	}
	slow_sentence(d, b, j, &b->runs[chief]);
	modes_sentence(d, &b->runs[chief]);
	steps_sentence(d, &b->runs[chief]);
	section_causes(d, run_of_causes(b, &b->runs[chief]));
	gallery_show(d, g, plate_of(g, chief, "sawtooth"));
	gallery_show(d, g, plate_of(g, chief, "timeseries"));
	sets_read(&sets, b);
	controls_table(d, b, &sets);
	sets_release(&sets);
}

/* ---- how much entropy? ----------------------------------------------------------------------- */

static const struct {
	enum figure_id figure;
	const char *scope, *head;
} estimators[] = {{FIGURE_SHANNON_MM, "all", "Shannon"},
    {FIGURE_MIN_MCV, "all", "Most common value"}, {FIGURE_MIN_90B, "all", "SP 800-90B"},
    {FIGURE_ADVERSARY_MIN_ENTROPY, "distribution", "Knows the distribution"},
    {FIGURE_ADVERSARY_MIN_ENTROPY, "starts", "Knows when calls start"},
    {FIGURE_ADVERSARY_MIN_ENTROPY, "past", "Knows the samples before"},
    {FIGURE_ADVERSARY_MIN_ENTROPY, "observer", "Times the call in another process"},
    {FIGURE_ADVERSARY_MIN_ENTROPY, "load", "Knows the load"}};
enum { ESTIMATORS = sizeof estimators / sizeof *estimators };

/* The lowest of the replicates with its interval, and how far the others reach: "to 0.122". */
static struct cell replicates_cell(struct shown *s, char *under, size_t size,
    const struct store_result *least, const struct store_result *most)
{
	struct cell cell;
	struct number n;
	shown_make(s, least);
	cell = shown_cell(s);
	if (!least || !(most->value > least->value))
		return cell;
	number_format(&n, most->value, NAN, NAN);
	snprintf(under, size, "%s%sto %s", s->interval, *s->interval ? ", " : "", n.value);
	cell.under = under;
	return cell;
}

static void entropy_row(
    struct doc *d, const struct book *b, const struct sets_line *line, const char *load)
{
	struct shown s[ESTIMATORS];
	struct cell cells[1 + ESTIMATORS];
	char under[ESTIMATORS][SHOWN_INTERVAL + NUMBER_SIZE + 8];
	char *name = mem_print("%s, %s", line->name, load);
	bool any = false;
	cells[0] = (struct cell){.text = name, .tone = TONE_TEXT};
	for (size_t k = 0; k < ESTIMATORS; k++) {
		enum figure_id figure = estimators[k].figure;
		const char *scope = estimators[k].scope;
		const struct store_result *r = sets_least(b, line, load, figure, scope, "native");
		any = any || r;
		cells[k + 1] = replicates_cell(&s[k], under[k], sizeof under[k], r,
		    sets_greatest(b, line, load, figure, scope, "native"));
	}
	if (any)
		doc_row(d, cells);
	free(name);
}

static void entropy_table(struct doc *d, const struct book *b, const struct sets *sets)
{
	struct column columns[1 + ESTIMATORS] = {
	    {where_several(b) ? "Probe, machine, load" : "Probe, load", false, false}};
	for (size_t k = 0; k < ESTIMATORS; k++)
		columns[k + 1] = (struct column){estimators[k].head, true, true};
	doc_table(d,
	    "Bits a call by estimator and by observer, with 95 % intervals where there are any; of "
	    "replicates the lowest, and to where the others reach",
	    columns, 1 + ESTIMATORS);
	for (size_t p = 0; p < sets->lines; p++)
		for (size_t l = 0; l < sets->loads; l++)
			entropy_row(d, b, &sets->line[p], sets->load[l]);
	doc_table_end(d);
}

static void entropy_sentence(
    struct doc *d, const struct book *b, const struct judged *j, size_t least)
{
	const struct judged_entropy *e = &j->entropy[least];
	const struct book_run *run = &b->runs[least];
	struct judged_floor floor = judged_floor(j, b, least, run->row.probe);
	bool named = shown_names_load(run);
	char *machine = where_several(b) ? where_name(run) : mem_copy("");
	char *assessed =
	    isfinite(floor.assessed)
		? mem_print(" SP 800-90B assesses the samples of a whole run, without what the "
			    "observer knows, at %.3g bits.",
		      floor.assessed)
		: mem_copy("");
	doc_para(d,
	    "An observer who guesses samples beforehand bounds the entropy from above. The "
	    "strongest here, %s, leaves at most %.3g bits of min-entropy a call%s%s%s%s.%s A "
	    "source "
	    "is as good as its worst case, so the lowest counts.",
	    e->observer, e->at_most, *machine ? " on " : "", machine,
	    named ? " under the load " : "", named ? run->row.load : "", assessed);
	free(machine);
	free(assessed);
}

/* "pieces 37 to 40 of 40: 78,751 to 87,500 of the 87,500 calls scored", which are those after the
 * first that an observer learns from. To be freed. */
static char *stretch_words(const struct judged_place *at)
{
	char from[NUMBER_SIZE], to[NUMBER_SIZE], all[NUMBER_SIZE], pieces[48];
	if (!at->joined)
		return mem_copy("the whole run");
	number_count(from, sizeof from, (uint64_t)(at->n * at->first / at->pieces) + 1);
	number_count(to, sizeof to, (uint64_t)(at->n * (at->first + at->joined) / at->pieces));
	number_count(all, sizeof all, (uint64_t)at->n);
	if (at->joined == 1)
		snprintf(pieces, sizeof pieces, "piece %u", at->first + 1);
	else
		snprintf(pieces, sizeof pieces, "pieces %u to %u", at->first + 1,
		    at->first + at->joined);
	return mem_print(
	    "%s of %u: %s to %s of the %s calls scored", pieces, at->pieces, from, to, all);
}

static void proof_row(struct doc *d, const struct book_run *run, const char *bound, double bits,
    const struct judged_place *at, const char *correction)
{
	struct number stored, stretch = {"", "", ""}, n;
	if (!at->figure)
		return;
	char page[64], *where = stretch_words(at);
	page_stem(page, sizeof page, run);
	number_format(&n, bits, NAN, NAN);
	number_format(&stored, at->value, at->lo, at->hi);
	if (at->joined)
		number_format(&stretch, at->stretch, NAN, NAN);
	char *whole = *stored.lo ? mem_print("%s [%s, %s]", stored.value, stored.lo, stored.hi)
				 : mem_copy(stored.value);
	char *code = mem_print("%s, %s", at->figure, at->scope);
	doc_row(d, (struct cell[]){{.text = bound, .tone = TONE_TEXT},
		       {.text = n.value, .tone = TONE_TEXT, .exact = &bits},
		       {.text = run->name, .tone = TONE_TEXT, .page = page},
		       {.text = whole, .tone = TONE_TEXT, .code = code},
		       {.text = where, .tone = TONE_TEXT},
		       {.text = at->joined ? stretch.value : "–",
			   .tone = at->joined ? TONE_TEXT : TONE_ABSENT,
			   .exact = at->joined ? &at->stretch : NULL},
		       {.text = correction, .tone = TONE_PROSE}});
	free(code);
	free(whole);
	free(where);
}

/* Where the two figures of the first screen are from. */
static void proof_table(struct doc *d, const struct book *b, const struct judged *j, size_t least)
{
	static const struct column columns[] = {{"Bound", false, false}, {"Bits", true, true},
	    {"Run", false, false}, {"Stored, of the whole run", false, true},
	    {"Stretch that decided", false, true}, {"Bits of the stretch", true, true},
	    {"Correction", false, true}};
	size_t lowest = judged_lowest(j, b, least, b->runs[least].row.probe);
	const struct judged_entropy *e = &j->entropy[least];
	char ends[NUMBER_SIZE];
	number_count(ends, sizeof ends, (uint64_t)e->ends);
	char *correction =
	    mem_print("the upper end, %.3g standard errors above the value, so that all %s ends of "
		      "which it is the least hold together with 97.5 %%",
		e->errors, ends);
	doc_table(d, "Where the bounds on the first screen are from", columns, 7);
	proof_row(d, &b->runs[least], "at most", e->at_most, &e->most, correction);
	if (lowest < b->run_count && e->at_most > 0)
		proof_row(d, &b->runs[lowest], "no less found than", j->entropy[lowest].at_least,
		    &j->entropy[lowest].least,
		    "none: the lower end of 95 %, or what SP 800-90B credits");
	doc_table_end(d);
	free(correction);
}

void section_entropy(
    struct doc *d, const struct book *b, const struct judged *j, const struct gallery *g)
{
	size_t chief = chief_run(b);
	size_t least = judged_least_anywhere(j, b, b->runs[chief].row.probe);
	struct sets sets;
	doc_heading(d, 2, "entropy", "How much entropy?");
	if (least < b->run_count)
		entropy_sentence(d, b, j, least);
	if (least < b->run_count)
		proof_table(d, b, j, least);
	gallery_show(d, g, gallery_find(g, "observers"));
	sets_read(&sets, b);
	entropy_table(d, b, &sets);
	sets_release(&sets);
	gallery_show(d, g, gallery_find(g, "cells"));
	gallery_show(d, g, plate_of(g, chief, "resolution"));
}

/* ---- does load matter? ----------------------------------------------------------------------- */

/* "8.5 times [3.2, 22.4] as often under stress": how often slow calls come, of the loads that show
 * a difference, or of those that do not. To be freed. */
static char *ratios_of_loads(
    const struct book *b, const struct sets *sets, const struct sets_line *line, bool differ)
{
	char *text = NULL;
	size_t size, n = 0;
	FILE *out = mem_open_text(&text, &size);
	for (size_t l = 0; l < sets->loads; l++) {
		const struct store_result *r = sets_middle(
		    b, line, sets->load[l], FIGURE_LOAD_SLOW_RATIO, "campaign", "native");
		struct number v;
		if (!r || !isfinite(r->lo) || !isfinite(r->hi) ||
		    (r->lo > 1 || r->hi < 1) != differ)
			continue;
		if (r->lo > 0)
			number_ratio(&v, r->value, r->lo, r->hi);
		else
			number_format(&v, r->value, r->lo, r->hi);
		fprintf(out, "%s%s times [%s, %s] as often under %s", n++ ? ", " : "", v.value,
		    v.lo, v.hi, sets->load[l]);
	}
	mem_close_text(out);
	return text;
}

static void load_sentence(
    struct doc *d, const struct book *b, const struct sets *sets, const struct sets_line *line)
{
	char *differ = ratios_of_loads(b, sets, line, true);
	char *same = ratios_of_loads(b, sets, line, false);
	if (*differ)
		doc_para(d,
		    "Yes: compared with the idle run of the same block, slow calls of %s come "
		    "%s.%s%s%s",
		    line->name, differ, *same ? " No difference is shown where they come " : "",
		    same, *same ? "." : "");
	else if (*same)
		doc_para(d,
		    "No difference is shown: compared with the idle run of the same block, slow "
		    "calls of %s come %s.",
		    line->name, same);
	free(differ);
	free(same);
}

/* Of the probe of the first screen, each machine and campaign by itself. */
static void load_sentences(struct doc *d, const struct book *b)
{
	const char *probe = b->runs[chief_run(b)].row.probe;
	struct sets sets;
	sets_read(&sets, b);
	for (size_t i = 0; i < sets.lines; i++)
		if (strcmp(sets.line[i].first->row.probe, probe) == 0)
			load_sentence(d, b, &sets, &sets.line[i]);
	sets_release(&sets);
}

void section_load(struct doc *d, const struct book *b, const struct gallery *g)
{
	bool drawn = false;
	doc_heading(d, 2, "load", "Does load matter?");
	load_sentences(d, b);
	gallery_show(d, g, gallery_find(g, "effects-median"));
	gallery_show(d, g, gallery_find(g, "effects-slow"));
	gallery_show(d, g, gallery_find(g, "effects-tail"));
	gallery_show(d, g, gallery_find(g, "effects-entropy"));
	gallery_show(d, g, gallery_find(g, "effects-assessed"));
	section_loads(d, b);
	gallery_show(d, g, gallery_find(g, "ridge"));
	for (size_t i = 0; i < g->count; i++) {
		const struct plate *p = &g->plates[i];
		if (p->company.count == 0)
			continue;
		gallery_show(d, g, p);
		drawn = true;
	}
	if (!drawn && !loads_any(b))
		doc_para(d, "Only one load was recorded. 'make campaign' records loads in random "
			    "order, which "
			    "answers this.");
	else if (!loads_any(b))
		doc_para(d, "Single runs under different loads show a difference, not its cause: "
			    "temperature, clock "
			    "and neighbours change too. 'make campaign' compares loads within "
			    "random blocks.");
}

/* ---- do machines differ? --------------------------------------------------------------------- */

void section_fleet(struct doc *d, const struct book *b, const struct gallery *g)
{
	doc_heading(d, 2, "machines", "Do machines differ?");
	if (!compared_any(b)) {
		doc_para(
		    d, where_several(b)
			   ? "These runs were named: a comparison is of all runs of a database."
			   : "All runs are of one machine. 'ticklab db merge' adds runs of others, "
			     "which "
			     "'ticklab compare' compares.");
		return;
	}
	compared_fleet(d, b);
	for (size_t i = 0; i < g->count; i++)
		if (g->plates[i].part == PART_MACHINES)
			gallery_show(d, g, &g->plates[i]);
	section_compared(d, b);
}

/* ---- what was published? --------------------------------------------------------------------- */

void section_claims(
    struct doc *d, const struct book *b, const struct judged *j, const struct gallery *g)
{
	doc_heading(d, 2, "verdicts", "What was published?");
	for (size_t i = 0; i < j->body_count; i++)
		doc_para(d, "%s.", j->bodies[i].sentence);
	gallery_show(d, g, gallery_find(g, "published"));
	section_about(d, b);
	section_verdicts(d, b, j);
}

/* ---- can I check it? ------------------------------------------------------------------------- */

/* "complete", or "complete; level moves" where the stretches of the run have medians that differ;
 * to be freed. */
static char *status_of(const struct book_run *run, const struct store_result *median)
{
	bool moves = median && median->pieces.count > 0 && !median->pieces.stationary;
	return mem_print("%s%s", run->row.status, moves ? "; level moves" : "");
}

static void runs_table(struct doc *d, const struct book *b)
{
	static const struct column columns[] = {{"Run", false, false}, {"Timed", false, false},
	    {"Load", false, false}, {"Machine", false, false}, {"Samples", true, false},
	    {"Median [ns]", true, true}, {"Status", false, false}};
	doc_table(d, "The runs; each name leads to a page with everything that is known of it",
	    columns, 7);
	for (size_t i = 0; i < b->run_count; i++) {
		const struct book_run *run = &b->runs[i];
		char samples[NUMBER_SIZE], page[64], *machine = where_name(run);
		struct shown median;
		number_count(samples, sizeof samples, run->row.samples);
		page_stem(page, sizeof page, run);
		const struct store_result *r = shown_find(run, FIGURE_MEDIAN_NS, "all", "native");
		char *status = status_of(run, r);
		shown_make(&median, r);
		doc_row(d,
		    (struct cell[]){{.text = run->name, .tone = TONE_TEXT, .page = page},
			{.text = run->row.probe, .tone = TONE_TEXT},
			{.text = run->row.load, .tone = TONE_TEXT},
			{.text = machine, .tone = TONE_TEXT}, {.text = samples, .tone = TONE_TEXT},
			{.text = median.value, .tone = median.tone, .exact = median.exact},
			{.text = status, .tone = TONE_WORD}});
		free(machine);
		free(status);
	}
	doc_table_end(d);
}

void section_check(struct doc *d, const struct book *b, const char *db)
{
	doc_heading(d, 2, "check", "Can I check it?");
	doc_para(d, "Yes: every sample is kept, every figure names its method, and the commands "
		    "that made them are below. "
		    "figures.csv, beside this page, holds every figure of every run; each plot has "
		    "its table "
		    "and a gnuplot file beside it.");
	if (b->run_count > 12)
		doc_fold(d, "The %zu runs", b->run_count);
	runs_table(d, b);
	if (b->run_count > 12)
		doc_fold_end(d);
	section_reproduce(d, b, db);
	section_methods(d, b);
	section_machines(d, b);
}
