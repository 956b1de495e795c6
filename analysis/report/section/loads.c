/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What load changes: the differences that the analysis stores for the runs of a campaign, one row
 * for each probe and load.
 */
#include "mem.h"
#include "sections.h"

#include "shown_private.h"
#include "where.h"

#include <stdlib.h>
#include <string.h>

enum { DIFFERENCES = 6 };
static const struct {
	enum figure_id figure;
	const char *grid, *head;
} difference[DIFFERENCES] = {
    {FIGURE_LOAD_SLOW_SHARE, "24MHz", "Share in the slow window"},
    {FIGURE_LOAD_SLOW_RATIO, "native", "Slow samples, ratio"},
    {FIGURE_LOAD_Q999_RATIO, "native", "99.9 % quantile, ratio"},
    {FIGURE_LOAD_MEDIAN, "native", "Median [ns]"},
    {FIGURE_LOAD_SHANNON, "native", "Shannon entropy [bits]"},
    {FIGURE_LOAD_MIN_90B_DIFFERENCE, "native", "Assessed min-entropy [bits]"},
};

static const struct store_result *difference_find(const struct book_run *run, size_t k)
{
	return shown_find(run, difference[k].figure, "campaign", difference[k].grid);
}

/* An idle run is what the others are compared with. */
static bool has_any(const struct book_run *run)
{
	if (strcmp(run->row.load, "idle") == 0)
		return false;
	for (size_t k = 0; k < DIFFERENCES; k++)
		if (difference_find(run, k))
			return true;
	return false;
}

bool loads_any(const struct book *b)
{
	for (size_t i = 0; i < b->run_count; i++)
		if (has_any(&b->runs[i]))
			return true;
	return false;
}

static int by_probe_and_load(const void *a, const void *b)
{
	const struct book_run *x = *(const struct book_run *const *)a;
	const struct book_run *y = *(const struct book_run *const *)b;
	if (x->row.campaign_id != y->row.campaign_id)
		return x->row.campaign_id < y->row.campaign_id ? -1 : 1;
	int probe = strcmp(x->row.probe, y->row.probe), load = strcmp(x->row.load, y->row.load);
	return probe ? probe : load ? load : (x->row.id > y->row.id) - (x->row.id < y->row.id);
}

static bool same_cell(const struct book_run *a, const struct book_run *b)
{
	return a->row.campaign_id == b->row.campaign_id &&
	       strcmp(a->row.probe, b->row.probe) == 0 && strcmp(a->row.load, b->row.load) == 0;
}

/* All replicates bear the same difference: the first represents them. Only figures of one grid
 * share a row. */
static void difference_row(struct doc *d, const struct book_run *run, const char *grid)
{
	struct shown shown[DIFFERENCES];
	struct cell cells[2 + DIFFERENCES] = {{run->row.load, TONE_TEXT, NULL, NULL}};
	const char *blocks = "–";
	uint64_t most = 0; /* that any of the figures rests on */
	size_t n = 0;
	for (size_t k = 0; k < DIFFERENCES; k++) {
		if (strcmp(difference[k].grid, grid) != 0)
			continue;
		const struct store_result *r = difference_find(run, k);
		shown_make(&shown[k], r);
		cells[2 + n++] = shown_cell(&shown[k]);
		if (r && r->n >= most) {
			blocks = shown[k].n;
			most = r->n;
		}
	}
	cells[1] = (struct cell){blocks, TONE_TEXT, NULL, NULL};
	doc_row(d, cells);
}

/* columns: room for 2 + DIFFERENCES, which the open table borrows. */
static void difference_heads(struct doc *d, const struct book *b, const struct book_run *run,
    const char *grid, struct column *columns)
{
	size_t n = 2;
	columns[0] = (struct column){"Load", false, false};
	columns[1] = (struct column){"Blocks", true, false};
	for (size_t k = 0; k < DIFFERENCES; k++)
		if (strcmp(difference[k].grid, grid) == 0)
			columns[n++] = (struct column){difference[k].head, true, true};
	char *machine = where_several(b) ? where_name(run) : NULL;
	char *caption =
	    mem_print("Campaign %.8s%s%s, grid %s: load less the idle run of the "
		      "same block, or over it (ratio), mean over blocks with 95 %% interval",
		run->row.campaign ? run->row.campaign : "unknown", machine ? " on " : "",
		machine ? machine : "", grid);
	doc_table(d, caption, columns, n);
	free(machine);
	free(caption);
}

static void campaign_table(struct doc *d, const struct book *b, const struct book_run *const *runs,
    size_t n, const char *grid)
{
	struct column columns[2 + DIFFERENCES];
	difference_heads(d, b, runs[0], grid, columns);
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && same_cell(runs[i - 1], runs[i]))
			continue;
		if (i == 0 || strcmp(runs[i - 1]->row.probe, runs[i]->row.probe) != 0)
			doc_group(d, runs[i]->row.probe);
		difference_row(d, runs[i], grid);
	}
	doc_table_end(d);
}

void section_loads(struct doc *d, const struct book *b)
{
	const struct book_run **runs = mem_zero(b->run_count, sizeof *runs);
	size_t n = 0;
	for (size_t i = 0; i < b->run_count; i++)
		if (has_any(&b->runs[i]))
			runs[n++] = &b->runs[i];
	if (n > 0) {
		qsort(runs, n, sizeof *runs, by_probe_and_load);
		doc_para(d,
		    "Each load was compared with the idle run of its own block. The blocks are "
		    "independent, the samples of a run are not: so the blocks are counted. An "
		    "interval of a difference that holds 0, or of a ratio that holds 1, shows no "
		    "change.");
	}
	for (size_t i = 0, k; i < n; i = k) {
		for (k = i; k < n && runs[k]->row.campaign_id == runs[i]->row.campaign_id;)
			k++;
		campaign_table(d, b, runs + i, k - i, "24MHz");
		campaign_table(d, b, runs + i, k - i, "native");
	}
	free(runs);
}
