/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first paragraphs and the first table. Both are made of figures that are stored; a sentence
 * whose figure is missing is left out whole, so that no paragraph ends in an unknown. Of replicates
 * one run is shown, with the range over all below it.
 */
#include "mem.h"
#include "paper_private.h"

#include "number.h"
#include "where.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char ns[] = "24MHz,rescale=125/3", ticks[] = "24MHz", own[] = "native";
enum { CELL = 4 * NUMBER_SIZE };

/* ---- the first paragraphs ------------------------------------------------------------------ */

/* A newspaper could print them: short sentences, one thought a paragraph. */
static void lead_claim(struct doc *d, const struct paper *p)
{
	const struct book_claim *fast = book_claim_on(p->b, FIGURE_FAST_WINDOW_SHARE);
	doc_para(d,
	    "A published source of random numbers times a call that reads the clock. Its author "
	    "measured it on %s. The call was short in %.1f %% of the cases and long in %.1f %%. "
	    "The author takes this difference for entropy: by the published explanation, a long "
	    "call had to wait while the kernel updated a shared page.",
	    fast && *fast->platform ? fast->platform : "a machine that is not named",
	    100 * p->predicted.fast, 100 * p->predicted.slow);
}

static void lead_tick(struct doc *d, const struct paper *p)
{
	if (!p->has_joint || p->joint.verdict != VERDICT_SUPPORTED)
		return;
	doc_para(d,
	    "The published numbers themselves point to something simpler. The clock that timed the "
	    "call ticks every %.1f ns. A call of %.1f ns, begun at any moment, meets a tick in "
	    "%.0f of 100 cases. This explains %d of %d published tables of that machine.",
	    1e9 / 24e6, p->predicted.cost_ns, 100 * p->predicted.cost_ns * 24e6 / 1e9,
	    p->joint.explained, p->joint.of);
}

/* The same call through a clock of which it takes as much as the published one. */
static void lead_here(struct doc *d, const struct paper *p, size_t i)
{
	double cost = p->predicted.cost_ns * 24e6 / 1e9;
	const struct paper_point *at = paper_sweep_at(p, i, cost);
	const struct store_result *overlap =
	    book_result(p->here[i], FIGURE_OVERLAP_SHARE, "all", "native");
	char *name = where_name(p->here[i]), *met = mem_copy("");
	if (overlap && isfinite(overlap->value)) {
		free(met);
		met = mem_print(
		    " Of 100,000 calls %.2g met an update of the page.", 1e5 * overlap->value);
	}
	if (at && fabs(at->cost - cost) <= 0.05)
		doc_para(d,
		    "%s %s. Counted by a clock of which it takes "
		    "%.2f ticks, it is short in %.1f %% of the cases and long in %.1f %%.%s",
		    i == 0 ? "Here the same call was timed on" : "It was timed, too, on", name,
		    at->cost, 100 * (1 - at->share), 100 * at->share, met);
	free(met);
	free(name);
}

static void lead_zero(struct doc *d, const struct paper *p)
{
	const struct store_result *ceil =
	    p->zero ? book_result(p->zero, FIGURE_BEAT_CEIL_SHARE, "all", ticks) : NULL;
	const struct store_result *agree =
	    p->zero ? book_result(p->zero, FIGURE_RESTART_AGREEMENT, "all", "native") : NULL;
	char count[NUMBER_SIZE];
	if (!ceil || !agree)
		return;
	number_count(count, sizeof count, agree->n);
	doc_para(d,
	    "A computer without any randomness shows such a split too. It repeats every one of %s "
	    "timings each time it is started, and still has short ones in %.1f %% of the cases and "
	    "long ones in %.1f %%. So such a split is no evidence of entropy.",
	    count, 100 * (1 - ceil->value), 100 * ceil->value);
}

/* The least that an observer leaves in any run of the call on that machine; NULL: not known. */
static const struct judged_entropy *least_entropy(const struct paper *p, const struct book_run *of)
{
	const struct judged_entropy *least = NULL;
	for (size_t i = 0; i < p->b->run_count; i++) {
		const struct book_run *run = &p->b->runs[i];
		const struct judged_entropy *e = &p->judged.entropy[i];
		if (!where_same(run, of) || strcmp(run->row.probe, of->row.probe) != 0 ||
		    !isfinite(e->at_most) || !e->observer || !*e->observer)
			continue;
		if (!least || e->at_most < least->at_most)
			least = e;
	}
	return least;
}

static void lead_entropy(struct doc *d, const struct paper *p, size_t i)
{
	const char *rate = book_published(p->b, FIGURE_MIN_90B);
	const struct judged_entropy *e = least_entropy(p, p->here[i]);
	if (!e)
		return;
	char *name = where_name(p->here[i]);
	doc_para(d, "%sOn %s it has at most %.2g bits of min-entropy against %s%s. Published: %s.",
	    i == 0 ? "How much of a call is unpredictable? " : "", name, e->at_most, e->observer,
	    e->moves ? ", where its level is lowest" : "", rate ? rate : "none");
	free(name);
}

void paper_lead(struct doc *d, const struct paper *p)
{
	lead_claim(d, p);
	lead_tick(d, p);
	for (size_t i = 0; i < p->here_count; i++)
		lead_here(d, p, i);
	lead_zero(d, p);
	for (size_t i = 0; i < p->here_count; i++)
		lead_entropy(d, p, i);
	if (!p->has_mac)
		doc_para(d, "No Mac was measured here. What a Mac would have to show, and the "
			    "command that shows it, are below.");
}

/* ---- the table ----------------------------------------------------------------------------- */

static void show_result(char *out, size_t size, const struct store_result *r, double scale)
{
	struct number n;
	if (!r || !isfinite(r->value)) {
		snprintf(out, size, "%s", r ? r->status : "none");
		return;
	}
	number_format(&n, scale * r->value, scale * r->lo, scale * r->hi);
	snprintf(out, size, "%s%s%s%s%s%s%s", n.value, scale == 100 ? " %" : "", *n.lo ? " [" : "",
	    n.lo, *n.lo ? ", " : "", n.hi, *n.lo ? "]" : "");
}

/* One row: what was published as text, what is predicted, and where a run has it. */
struct row {
	const char *name, *published;
	double predicted, scale;
	enum figure_id figure;
	const char *grid;
};

static const struct store_result *result_of(const struct row *row, const struct book_run *run)
{
	if (!run)
		return NULL;
	return row->figure == FIGURES ? paper_least(run)
				      : book_result(run, row->figure, "all", row->grid);
}

/* What the best observer of each replicate leaves at most. */
static struct paper_range range_of_least(const struct paper *p, const struct book_run *of)
{
	struct paper_range range = {0, INFINITY, -INFINITY};
	for (size_t i = 0; i < p->b->run_count; i++) {
		const struct book_run *run = &p->b->runs[i];
		const struct store_result *r =
		    paper_is_replicate(run, of) ? paper_least(run) : NULL;
		if (!r)
			continue;
		double at_most = isnan(r->hi) ? r->value : r->hi;
		range.runs++;
		range.least = fmin(range.least, at_most);
		range.greatest = fmax(range.greatest, at_most);
	}
	return range;
}

/* "0.39 to 0.45 in 4 runs", where there are several. */
static bool show_range(char *out, size_t size, const struct paper *p, const struct row *row,
    const struct book_run *run)
{
	struct number a, b;
	struct paper_range r = row->figure == FIGURES
				   ? range_of_least(p, run)
				   : paper_range_of(p, run, row->figure, "all", row->grid);
	if (r.runs < 2)
		return false;
	number_format(&a, row->scale * r.least, NAN, NAN);
	number_format(&b, row->scale * r.greatest, NAN, NAN);
	if (strcmp(a.value, b.value) == 0)
		snprintf(out, size, "the same in %zu runs", r.runs);
	else
		snprintf(out, size, "%s to %s in %zu runs", a.value, b.value, r.runs);
	return true;
}

static void put_row(struct doc *d, const struct paper *p, const struct row *row)
{
	char text[PAPER_HERE + 2][CELL], under[PAPER_HERE + 2][CELL], predicted[NUMBER_SIZE];
	struct cell cells[PAPER_HERE + 4] = {
	    {row->name, TONE_TEXT, NULL, NULL}, {row->published, TONE_TEXT, NULL, NULL}};
	size_t n = 2;
	if (isnan(row->predicted))
		snprintf(predicted, sizeof predicted, "any");
	else
		snprintf(predicted, sizeof predicted, row->scale == 100 ? "%.1f %%" : "%.3g",
		    row->scale * row->predicted);
	cells[n++] = (struct cell){predicted, TONE_TEXT, NULL, NULL};
	for (size_t i = 0; i <= p->here_count; i++) {
		const struct book_run *run = i < p->here_count ? p->here[i] : p->zero;
		if (!run)
			continue;
		show_result(text[i], CELL, result_of(row, run), row->scale);
		cells[n] = (struct cell){text[i], TONE_TEXT, NULL, NULL};
		if (show_range(under[i], CELL, p, row, run))
			cells[n].under = under[i];
		n++;
	}
	doc_row(d, cells);
}

static const char *published_text(const struct paper *p, enum figure_id figure)
{
	const char *text = book_published(p->b, figure);
	return text ? text : "";
}

static void put_rows(struct doc *d, const struct paper *p)
{
	const struct paper_predicted *q = &p->predicted;
	const struct row rows[] = {
	    {"cost of a call by the model, in ticks of 24 MHz", "not published", q->cost_ns,
		24e6 / 1e9, FIGURE_BEAT_COST, ticks},
	    {"share above the whole ticks of that cost",
		published_text(p, FIGURE_SLOW_WINDOW_SHARE), q->slow, 100, FIGURE_BEAT_CEIL_SHARE,
		ticks},
	    {"values 0 to 10", published_text(p, FIGURE_FAST_WINDOW_SHARE), q->fast, 100,
		FIGURE_FAST_WINDOW_SHARE, ns},
	    {"values 40 to 50", published_text(p, FIGURE_SLOW_WINDOW_SHARE), q->slow, 100,
		FIGURE_SLOW_WINDOW_SHARE, ns},
	    {"Shannon entropy of the values, bits", published_text(p, FIGURE_SHANNON), q->shannon,
		1, FIGURE_SHANNON, ns},
	    {"Shannon entropy of the ticks, bits", "not published", q->tick_shannon, 1,
		FIGURE_SHANNON, ticks},
	    {"Shannon entropy in the machine's own ticks, bits", "not published", NAN, 1,
		FIGURE_SHANNON, own},
	    {"coefficient of variation", published_text(p, FIGURE_CV), q->cv, 100, FIGURE_CV, ns},
	    {"share of odd values", published_text(p, FIGURE_LSB_SHARE), q->lsb, 1,
		FIGURE_LSB_SHARE, ns},
	    {"min-entropy that is left against the best observer, bits, at most",
		published_text(p, FIGURE_MIN_90B), q->min_entropy, 1, FIGURES, NULL},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		put_row(d, p, &rows[i]);
}

void paper_table(struct doc *d, const struct paper *p)
{
	struct column columns[PAPER_HERE + 4] = {{"Figure", false, true}, {"Published", true, true},
	    {"Predicted by one tick", true, true}};
	char *name[PAPER_HERE + 1] = {NULL};
	size_t n = 3;
	for (size_t i = 0; i < p->here_count; i++) {
		char *machine = where_name(p->here[i]);
		name[i] = mem_print("Measured: %s", machine);
		columns[n++] = (struct column){name[i], true, true};
		free(machine);
	}
	if (p->zero)
		columns[n++] = (struct column){"Zero-entropy machine", true, true};
	doc_table(d, "What was published, what one tick predicts, what was measured", columns, n);
	put_rows(d, p);
	doc_table_end(d);
	doc_para(d,
	    "Predicted: the values are 0 and 1 tick of 24 MHz in whole nanoseconds (0, and 41 or "
	    "42 "
	    "as 1 : 2), with the published counts; nothing is fitted. By one tick alone the call "
	    "costs %.1f ns. Measured: the recorded samples as a 24 MHz counter would have counted "
	    "them, in ticks and, where values are meant, in such nanoseconds; with 95 %% intervals "
	    "where there are any. Such a call costs another number of ticks on another machine, "
	    "so its split is another one; the next sections give it the published cost.",
	    p->predicted.cost_ns);
	for (size_t i = 0; i < p->here_count; i++)
		free(name[i]);
}
