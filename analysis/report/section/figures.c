/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sections.h"

#include "number.h"
#include "shown_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { GRIDS_MAX = 16, PAIR = 2 * NUMBER_SIZE + 4 };

/* "1,000,000 / 999,998" where the two differ. */
static void counts_print(char *out, size_t size, const char *a, const char *b)
{
	if (strcmp(a, b) == 0)
		snprintf(out, size, "%s", a);
	else
		snprintf(out, size, "%s / %s", a, b);
}

/* A few odd values make the GCD of all of them 1: then the counter's own step is given too. */
static const char *step_remark(
    char *out, size_t size, const struct book_run *run, const struct store_result *r)
{
	uint64_t step = run->row.effective_tick_ticks;
	if (!book_is(r, FIGURE_EFFECTIVE_TICK) || strcmp(r->grid, "native") != 0 || step == 0 ||
	    book_result(run, FIGURE_COUNTER_TICK, "all", "native") || !isfinite(r->value) ||
	    r->value == (double)step)
		return NULL;
	snprintf(out, size,
	    "greatest common divisor of all values, the rarest included; the counter's own step, "
	    "as recorded before the run, is %llu",
	    (unsigned long long)step);
	return out;
}

/* A figure that is made of all samples alone leaves the place of the other scope empty. */
static void row_of_two(struct doc *d, const struct book_run *run, const struct store_result *first,
    const struct store_result *all, const struct store_result *rest)
{
	struct shown a, b;
	char n[PAIR], n_eff[PAIR], text[192];
	shown_make(&a, all);
	shown_make(&b, rest);
	counts_print(n, sizeof n, all ? a.n : b.n, rest ? b.n : a.n);
	counts_print(n_eff, sizeof n_eff, all ? a.n_eff : b.n_eff, rest ? b.n_eff : a.n_eff);
	doc_row(d, (struct cell[]){{book_meaning(first), TONE_TEXT, first->name,
				       step_remark(text, sizeof text, run, first)},
		       shown_cell(&a), shown_cell(&b), {first->unit, TONE_TEXT, NULL, NULL},
		       {n, TONE_TEXT, NULL, NULL}, {n_eff, TONE_TEXT, NULL, NULL}});
}

/* The two scopes that are shown side by side. */
static bool main_scope(const struct store_result *r)
{
	return strcmp(r->scope, "all") == 0 || strcmp(r->scope, "no_spikes") == 0;
}

/* Has the group tables of its own? See explain.c, assessed.c and loads.c. */
static bool has_own_tables(enum figure_group group)
{
	return group >= FIGURE_GROUP_ORDER && group <= FIGURE_GROUP_LOADS;
}

/* Is it shown here, not in a table of its own? */
static bool result_is_here(const struct store_result *r, const char *grid)
{
	return strcmp(r->grid, grid) == 0 && !has_own_tables(book_group(r));
}

static bool result_is_of(const struct store_result *r, enum figure_group group, const char *grid)
{
	return main_scope(r) && result_is_here(r, grid) && book_group(r) == group;
}

static void group_rows(
    struct doc *d, const struct book_run *run, enum figure_group group, const char *grid)
{
	bool open = false;
	for (size_t i = 0; i < run->result_count; i++) {
		const struct store_result *r = &run->results[i];
		bool all = strcmp(r->scope, "all") == 0;
		/* A figure of both scopes is shown where the first of them is. */
		if (!result_is_of(r, group, grid) || (!all && shown_in_scope(run, r, "all")))
			continue;
		if (!open)
			doc_group(d, figure_group_title(group));
		open = true;
		row_of_two(d, run, r, all ? r : NULL, shown_in_scope(run, r, "no_spikes"));
	}
}

/* One grid, both scopes; n and n_eff of the two are parted by a slash where they differ. */
static void grid_table(struct doc *d, const struct book_run *run, const char *grid)
{
	static const struct column columns[] = {{"Figure", false, false},
	    {"All samples", true, false}, {"Without spikes", true, false}, {"Unit", false, false},
	    {"n", true, true}, {"n_eff", true, true}};
	char caption[160];
	snprintf(caption, sizeof caption,
	    "Figures of %s on the grid %.60s, with 95 %% intervals where they can be made",
	    run->name, grid);
	doc_table(d, caption, columns, 6);
	for (enum figure_group g = 0; g < FIGURE_GROUPS; g++)
		group_rows(d, run, g, grid);
	doc_table_end(d);
}

/* Scopes other than those two, each in a table of its own. */
static void scope_table(
    struct doc *d, const struct book_run *run, const char *scope, const char *grid)
{
	char caption[240];
	if (strcmp(scope, "output") == 0)
		snprintf(caption, sizeof caption,
		    "Output of the shipped extractor, %s, grid %.60s, with 95 %% intervals",
		    run->name, grid);
	else
		snprintf(caption, sizeof caption,
		    "Scope %.60s, %s, grid %.60s, with 95 %% intervals", scope, run->name, grid);
	doc_table(d, caption, shown_columns, SHOWN_COLUMNS);
	for (size_t i = 0; i < run->result_count; i++) {
		const struct store_result *r = &run->results[i];
		if (result_is_here(r, grid) && !strcmp(r->scope, scope))
			shown_row(d, r);
	}
	doc_table_end(d);
}

static bool first_of_scope(const struct book_run *run, size_t index)
{
	const struct store_result *r = &run->results[index];
	for (size_t i = 0; i < index; i++)
		if (!strcmp(run->results[i].scope, r->scope) &&
		    result_is_here(&run->results[i], r->grid))
			return false;
	return true;
}

static bool has_main_scope(const struct book_run *run, const char *grid)
{
	for (size_t i = 0; i < run->result_count; i++)
		if (main_scope(&run->results[i]) && result_is_here(&run->results[i], grid))
			return true;
	return false;
}

static void one_grid(struct doc *d, const struct book_run *run, const char *grid)
{
	if (has_main_scope(run, grid))
		grid_table(d, run, grid);
	for (size_t i = 0; i < run->result_count; i++) {
		const struct store_result *r = &run->results[i];
		if (!main_scope(r) && result_is_here(r, grid) && first_of_scope(run, i))
			scope_table(d, run, r->scope, grid);
	}
}

/* The grids in the order of computation, without those of the table of resolution. */
static size_t grids_of(const struct book_run *run, const char *grids[GRIDS_MAX])
{
	size_t n = 0;
	for (size_t i = 0; i < run->result_count && n < GRIDS_MAX; i++) {
		const char *grid = run->results[i].grid;
		size_t k = 0;
		while (k < n && strcmp(grids[k], grid) != 0)
			k++;
		if (k == n && result_is_here(&run->results[i], grid) &&
		    !shown_resolution_only(run, grid))
			grids[n++] = grid;
	}
	return n;
}

void section_figures(struct doc *d, const struct book_run *run)
{
	const char *grids[GRIDS_MAX];
	size_t n = grids_of(run, grids);
	if (n == 0) {
		doc_note(d,
		    "%s has not been analysed: run 'ticklab analyze', then 'ticklab judge' and "
		    "this report again.",
		    run->name);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		bool native = strcmp(grids[i], "native") == 0;
		if (native)
			doc_fold(d, "%s on the run's own counter (grid native)", run->name);
		else
			doc_fold(d,
			    "%s on the grid %s: other quantities, not to be mixed with those above",
			    run->name, grids[i]);
		one_grid(d, run, grids[i]);
		doc_fold_end(d);
	}
}
