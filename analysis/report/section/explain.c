/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why slow calls were slow, what the counter's tick explains, and how modes follow one another, as
 * the analysis stored it: figures of a cause, a grid or a mode are rows with the same names and
 * other scopes, which are turned into columns here.
 */
#include "sections.h"

#include "num.h"
#include "number.h"
#include "shown_private.h"
#include "text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_MAX = 16, MODES_SHOWN = 8 };

static void group_heading(
    struct doc *d, const struct book_run *run, const char *id, enum figure_group group)
{
	char full[48];
	snprintf(full, sizeof full, "%s-%s", run->name, id);
	doc_heading(d, 3, full, "%s: %s", figure_group_title(group), run->name);
}

static bool in_group(const struct store_result *r, enum figure_group group)
{
	return book_group(r) == group;
}

static bool has_group(const struct book_run *run, enum figure_group group)
{
	for (size_t i = 0; i < run->result_count; i++)
		if (in_group(&run->results[i], group))
			return true;
	return false;
}

/* Adds a text to a list that holds each once; what does not fit is left out. */
static void text_add_once(const char *list[LIST_MAX], size_t *n, const char *text)
{
	size_t i = 0;
	while (i < *n && strcmp(list[i], text) != 0)
		i++;
	if (i == *n && *n < LIST_MAX)
		list[(*n)++] = text;
}

/* ---- what slow samples coincide with --------------------------------------------------------- */

static const struct {
	const char *scope, *meaning, *needs;
} causes[] = {
    {"fallback", "system call taken instead of the page", "a clock page that was found"},
    {"overlap", "update of the clock page", "a clock page that was found"},
    {"interrupt", "interrupt", "a kernel trace"},
    {"preemption", "preemption by another task", "a kernel trace"},
    {"cpu_change", "change of CPU", "a counter that shows the CPU"},
    {"counter", "boundary of a tick of the counter", "a cost that fits the fast samples"},
    {"outside_kernel", "longer than the counter explains, nothing in the kernel's trace",
	"a kernel trace"},
    {"unexplained", "no recorded cause", "a run without a trace"},
};
enum { CAUSES = sizeof causes / sizeof *causes };

static size_t cause_of(const char *scope)
{
	size_t i = 0;
	while (i < CAUSES && strcmp(causes[i].scope, scope) != 0)
		i++;
	return i;
}

/* A figure of a cause; where what it takes was not recorded, that instead of the status. */
static struct cell cause_cell(
    struct shown *s, const struct store_result *r, char *needs, size_t size)
{
	shown_make(s, r);
	size_t cause = r ? cause_of(r->scope) : CAUSES;
	if (!r)
		return (struct cell){"–", TONE_ABSENT, NULL, NULL};
	if (isfinite(r->value))
		return shown_cell(s);
	if (strcmp(r->status, "not applicable") != 0 || cause == CAUSES)
		return (struct cell){s->value, s->tone, NULL, NULL};
	snprintf(needs, size, "(requires %s)", causes[cause].needs);
	return (struct cell){"not recorded", s->tone, NULL, needs};
}

static void cause_row(struct doc *d, const struct book_run *run, const char *scope)
{
	static const enum figure_id of_cause[] = {
	    FIGURE_SLOW_CAUSE_SHARE, FIGURE_MODE_EXPLAINED_SHARE, FIGURE_MODE_ODDS_RATIO};
	struct shown shown[3];
	char needs[80];
	size_t cause = cause_of(scope);
	struct cell cells[4] = {
	    {cause < CAUSES ? causes[cause].meaning : "", TONE_TEXT, scope, NULL}};
	for (size_t i = 0; i < 3; i++) {
		const struct store_result *r = shown_find(run, of_cause[i], scope, "native");
		cells[i + 1] = cause_cell(&shown[i], r, needs, sizeof needs);
		if (i > 0 && r && !isfinite(r->value)) /* what it takes is said once in a row */
			cells[i + 1] = (struct cell){shown[i].value, shown[i].tone, NULL, NULL};
	}
	doc_row(d, cells);
}

/* "Slow: above 234 ticks (90.1 ns); 126,842 samples." */
static void slow_caption(char *out, size_t size, const struct book_run *run)
{
	const struct store_result *limit = book_result(run, FIGURE_SLOW_THRESHOLD, "all", "native");
	char ns[NUMBER_SIZE] = "", count[NUMBER_SIZE] = "an unknown number of samples";
	struct number ticks;
	for (size_t i = 0; i < run->result_count; i++)
		if (book_is(&run->results[i], FIGURE_SLOW_CAUSE_SHARE))
			text_counted(count, sizeof count, run->results[i].n, "sample", NULL);
	if (!limit) {
		snprintf(out, size, "Causes of slow samples, first of several counted");
		return;
	}
	number_format(&ticks, limit->value, NAN, NAN);
	number_ns(ns, sizeof ns, limit->value * book_tick_ns(run));
	snprintf(out, size,
	    "Slow is above %s ticks (%s): %s. A sample with several causes counts for the first in "
	    "this order",
	    ticks.value, ns, count);
}

/* Of what slow samples outside the kernel can be made of: a table of its own. */
static bool is_of_outside(const struct store_result *r)
{
	return book_is(r, FIGURE_OUTSIDE_TIME) || book_is(r, FIGURE_OUTSIDE_MOST) ||
	       book_is(r, FIGURE_OUTSIDE_REST);
}

static const char *words_of_outside(const struct store_result *r)
{
	static const struct {
		const char *scope, *words;
	} known[] = {{"nmi", "non-maskable interrupts: at most"},
	    {"smi", "system management interrupts: at most"},
	    {"steal", "time stolen by a hypervisor: at most"}};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(r->scope, known[i].scope) == 0)
			return known[i].words;
	return "none of these: at least";
}

/* A share, or why there is none. */
static void outside_table(struct doc *d, const struct book_run *run)
{
	static const struct column columns[] = {
	    {"What", false, true}, {"Share of the samples outside the kernel", true, true}};
	bool begun = false;
	for (size_t i = 0; i < run->result_count; i++) {
		const struct store_result *r = &run->results[i];
		struct shown s;
		if (!is_of_outside(r) || book_is(r, FIGURE_OUTSIDE_TIME))
			continue;
		if (!begun)
			doc_table(d, "What the slow samples outside the kernel can be made of",
			    columns, 2);
		begun = true;
		shown_make(&s, r);
		doc_row(
		    d, (struct cell[]){{words_of_outside(r), TONE_TEXT, r->scope, NULL},
			   isfinite(r->value) ? shown_cell(&s)
					      : (struct cell){r->method, TONE_ABSENT, NULL, NULL}});
	}
	if (begun)
		doc_table_end(d);
}

static void causes_table(struct doc *d, const struct book_run *run)
{
	static const struct column columns[] = {{"Cause", false, false},
	    {"Share of the slow samples", true, true}, {"Share of the modes' entropy", true, true},
	    {"Odds ratio of the slowest mode", true, true}};
	const char *scopes[LIST_MAX];
	size_t n = 0;
	char caption[240];
	for (size_t i = 0; i < run->result_count; i++)
		if (in_group(&run->results[i], FIGURE_GROUP_CAUSES) &&
		    strcmp(run->results[i].scope, "all") != 0 && !is_of_outside(&run->results[i]))
			text_add_once(scopes, &n, run->results[i].scope);
	slow_caption(caption, sizeof caption, run);
	doc_table(d, caption, columns, 4);
	for (size_t i = 0; i < n; i++)
		cause_row(d, run, scopes[i]);
	doc_table_end(d);
}

/* Figures of a group that belong to no part, each in a row. */
static void group_table(
    struct doc *d, const struct book_run *run, enum figure_group group, const char *caption)
{
	doc_table(d, caption, shown_columns, SHOWN_COLUMNS);
	for (size_t i = 0; i < run->result_count; i++)
		if (in_group(&run->results[i], group) && !strcmp(run->results[i].scope, "all"))
			shown_row(d, &run->results[i]);
	doc_table_end(d);
}

void section_causes(struct doc *d, const struct book_run *run)
{
	if (!has_group(run, FIGURE_GROUP_CAUSES))
		return;
	group_heading(d, run, "causes", FIGURE_GROUP_CAUSES);
	causes_table(d, run);
	outside_table(d, run);
	if (!book_has_modes(run))
		doc_para(d,
		    "Without a second mode there is nothing of the modes to explain, and no odds.");
	group_table(
	    d, run, FIGURE_GROUP_CAUSES, "Slow samples and updates of the clock page among all");
}

/* ---- what the counter's tick explains -------------------------------------------------------- */

/* The tick of a grid such as "24MHz,rescale=125/3" or of the run's own counter. "" where the grid
 * has none. */
static void tick_of(char *out, size_t size, const struct book_run *run, const char *grid)
{
	char rate[40];
	double hz = 1e9 / book_tick_ns(run);
	snprintf(rate, sizeof rate, "%.*s", (int)strcspn(grid, ","), grid);
	out[0] = '\0';
	if (strcmp(grid, "native") == 0 || num_hz(rate, &hz) == 0)
		number_ns(out, size, 1e9 / hz);
}

static void resolution_row(struct doc *d, const struct book_run *run, const char *grid)
{
	struct shown shannon, least;
	char tick[2 * NUMBER_SIZE + 16];
	tick_of(tick, sizeof tick, run, grid);
	shown_make(&shannon, shown_find(run, FIGURE_SHANNON_MM, "all", grid));
	shown_make(&least, shown_find(run, FIGURE_MIN_MCV, "all", grid));
	doc_row(d, (struct cell[]){{grid, TONE_CODE, NULL, NULL}, {tick, TONE_TEXT, NULL, NULL},
		       shown_cell(&shannon), shown_cell(&least)});
}

static void resolution_table(struct doc *d, const struct book_run *run)
{
	static const struct column columns[] = {{"Grid", false, false}, {"Tick", true, true},
	    {"Shannon entropy, Miller-Madow", true, true},
	    {"Min-entropy, most common value", true, true}};
	const char *grids[LIST_MAX];
	size_t n = 0;
	bool virtual = false;
	for (size_t i = 0; i < run->result_count; i++)
		if (book_is(&run->results[i], FIGURE_SHANNON_MM))
			text_add_once(grids, &n, run->results[i].grid);
	for (size_t i = 0; i < n; i++)
		virtual = virtual || shown_resolution_only(run, grids[i]);
	if (!virtual)
		return;
	doc_table(d, "Bits a sample at the tick of other counters, each grid another quantity",
	    columns, 4);
	for (size_t i = 0; i < n; i++)
		resolution_row(d, run, grids[i]);
	doc_table_end(d);
}

static void tick_table(struct doc *d, const struct book_run *run)
{
	const char *grids[LIST_MAX];
	size_t n = 0;
	for (size_t i = 0; i < run->result_count; i++)
		if (in_group(&run->results[i], FIGURE_GROUP_TICK))
			text_add_once(grids, &n, run->results[i].grid);
	for (size_t k = 0; k < n; k++) {
		char caption[160];
		snprintf(caption, sizeof caption,
		    "The start's phase within a tick, %s on the grid %.60s", run->name, grids[k]);
		doc_table(d, caption, shown_columns, SHOWN_COLUMNS);
		for (size_t i = 0; i < run->result_count; i++)
			if (in_group(&run->results[i], FIGURE_GROUP_TICK) &&
			    strcmp(run->results[i].grid, grids[k]) == 0)
				shown_row(d, &run->results[i]);
		doc_table_end(d);
	}
}

void section_tick(struct doc *d, const struct book_run *run)
{
	group_heading(d, run, "tick", FIGURE_GROUP_TICK);
	if (!has_group(run, FIGURE_GROUP_TICK))
		doc_para(d, "Not analysed in this database.");
	doc_fold(d, "By grid: entropy at other ticks, and the fit of the phase");
	resolution_table(d, run);
	tick_table(d, run);
	doc_fold_end(d);
}

/* ---- modes and their order ------------------------------------------------------------------- */

static bool of_a_mode(const struct store_result *r)
{
	return in_group(r, FIGURE_GROUP_ORDER) && strncmp(r->scope, "mode ", 5) == 0;
}

/* Scope "100 Hz" and the like: a rate of the kernel's tick. */
static bool of_a_rate(const struct store_result *r)
{
	size_t n = strlen(r->scope);
	return in_group(r, FIGURE_GROUP_ORDER) && n > 3 && strcmp(r->scope + n - 3, " Hz") == 0;
}

/* Adds a row to a list that holds each name once; what does not fit is left out. */
static void once_by_name(
    const struct store_result *list[LIST_MAX], size_t *n, const struct store_result *r)
{
	size_t i = 0;
	while (i < *n && strcmp(list[i]->name, r->name) != 0)
		i++;
	if (i == *n && *n < LIST_MAX)
		list[(*n)++] = r;
}

/* Figures down, scopes across: those of the rows that `of` picks. */
static void across_table(struct doc *d, const struct book_run *run,
    bool (*of)(const struct store_result *), const char *caption)
{
	struct column columns[2 + MODES_SHOWN] = {{"Figure", false, false}};
	const struct store_result *rows[LIST_MAX];
	const char *scopes[LIST_MAX];
	size_t modes = 0, n = 0;
	for (size_t i = 0; i < run->result_count; i++) {
		if (!of(&run->results[i]))
			continue;
		text_add_once(scopes, &modes, run->results[i].scope);
		once_by_name(rows, &n, &run->results[i]);
	}
	modes = modes < MODES_SHOWN ? modes : MODES_SHOWN;
	if (modes == 0)
		return;
	for (size_t m = 0; m < modes; m++)
		columns[m + 1] = (struct column){scopes[m], true, false};
	columns[modes + 1] = (struct column){"Unit", false, false};
	doc_table(d, caption, columns, modes + 2);
	for (size_t i = 0; i < n; i++) {
		struct shown shown[MODES_SHOWN];
		struct cell cells[2 + MODES_SHOWN] = {
		    {book_meaning(rows[i]), TONE_TEXT, rows[i]->name, NULL}};
		for (size_t m = 0; m < modes; m++) {
			shown_make(&shown[m], shown_in_scope(run, rows[i], scopes[m]));
			cells[m + 1] = shown_cell(&shown[m]);
		}
		cells[modes + 1] = (struct cell){rows[i]->unit, TONE_TEXT, NULL, NULL};
		doc_row(d, cells);
	}
	doc_table_end(d);
}

static void modes_table(struct doc *d, const struct book_run *run)
{
	across_table(d, run, of_a_mode, "Each mode, with 95 % intervals");
}

void section_order(struct doc *d, const struct book_run *run)
{
	group_heading(d, run, "modes", FIGURE_GROUP_ORDER);
	if (!has_group(run, FIGURE_GROUP_ORDER)) {
		doc_para(d, "Not analysed in this database.");
		return;
	}
	if (book_has_modes(run))
		modes_table(d, run);
	else
		doc_para(
		    d, "Fewer than two modes were found, so no strip of modes over time is drawn.");
	doc_fold(d, "How many modes, in which order, and how far a sample predicts the next");
	if (!book_has_modes(run))
		modes_table(d, run);
	group_table(d, run, FIGURE_GROUP_ORDER, "Number and order of the modes, all samples");
	across_table(d, run, of_a_rate, "Lines at the rates that a kernel's tick can have");
	doc_fold_end(d);
}
