/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Of the runs of one probe and load the middle one by value represents all, and the least entropy
 * decides: a source is judged by its worst case. Cost: one look at the stored figures of each run.
 */
#include "table.h"

#include "figure.h"
#include "mem.h"
#include "text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int figure_take(void *context, const struct store_result *r)
{
	struct table_row *row = context;
	if (strcmp(r->scope, "all") != 0 || strcmp(r->grid, "native") != 0)
		return 0;
	switch (figure_find(r->name)) {
	case FIGURE_MEDIAN_NS:
		row->median_ns = r->value;
		break;
	case FIGURE_MODE_COUNT:
		row->modes = r->value;
		break;
	case FIGURE_MIN_90B:
		row->assessed = r->value;
		break;
	case FIGURE_SHANNON_MM:
		row->shannon = r->value;
		row->shannon_lo = r->lo;
		row->shannon_hi = r->hi;
		break;
	default:
		break;
	}
	return 0;
}

int table_add(struct table *t, struct store *s, const struct store_run *run)
{
	t->rows = mem_grow(t->rows, t->count + 1, sizeof *t->rows);
	struct table_row *row = &t->rows[t->count++];
	*row = (struct table_row){.samples = run->samples,
	    .median_ns = NAN,
	    .modes = NAN,
	    .shannon = NAN,
	    .shannon_lo = NAN,
	    .shannon_hi = NAN,
	    .assessed = NAN};
	snprintf(row->uuid, sizeof row->uuid, "%s", run->uuid);
	text_plain(row->probe, sizeof row->probe, run->probe);
	text_plain(row->load, sizeof row->load, run->load);
	return store_results(s, run->id, figure_take, row) < 0 ? -1 : 0;
}

void table_release(struct table *t)
{
	free(t->rows);
	*t = (struct table){NULL, 0};
}

/* ---- cells of text ------------------------------------------------------------------------- */

enum { CELL = 40 };

static const char *cell_time(char out[CELL], double ns)
{
	return isnan(ns) ? "-" : text_seconds(out, CELL, ns * 1e-9, 3);
}

/* "3" or "3-5" */
static const char *cell_whole(char out[CELL], double least, double most)
{
	if (isnan(least))
		return "-";
	snprintf(out, CELL, least < most ? "%.0f-%.0f" : "%.0f", least, most);
	return out;
}

static const char *cell_bits(char out[CELL], double value)
{
	if (isnan(value))
		return "-";
	snprintf(out, CELL, "%#.3g", value);
	return out;
}

/* "0.670 [0.648, 0.694]" */
static const char *cell_interval(char out[CELL], double value, double lo, double hi)
{
	if (isnan(value) || isnan(lo) || isnan(hi))
		return cell_bits(out, value);
	snprintf(out, CELL, "%#.3g [%#.3g, %#.3g]", value, lo, hi);
	return out;
}

static const char *cell_span(char out[CELL], double least, double most)
{
	if (isnan(least) || !(least < most))
		return cell_bits(out, least);
	snprintf(out, CELL, "%#.3g-%#.3g", least, most);
	return out;
}

/* ---- rows ---------------------------------------------------------------------------------- */

static void run_print(const struct table_row *r)
{
	char samples[CELL], median[CELL], modes[CELL], shannon[CELL], assessed[CELL];
	printf("%-8.8s  %-18s %-12s %12s  %9s  %5s  %-20s  %s\n", r->uuid, r->probe, r->load,
	    text_count(samples, sizeof samples, r->samples), cell_time(median, r->median_ns),
	    cell_whole(modes, r->modes, r->modes),
	    cell_interval(shannon, r->shannon, r->shannon_lo, r->shannon_hi),
	    cell_bits(assessed, r->assessed));
}

static int by_median(const void *a, const void *b)
{
	double x = ((const struct table_row *)a)->median_ns;
	double y = ((const struct table_row *)b)->median_ns;
	return isnan(x) || isnan(y) ? isnan(x) - isnan(y) : (x > y) - (x < y);
}

static int by_cell(const void *a, const void *b)
{
	const struct table_row *x = a, *y = b;
	int probe = strcmp(x->probe, y->probe), load = strcmp(x->load, y->load);
	return probe ? probe : load ? load : by_median(a, b);
}

/* rows[0..n): of one probe and load, rising by their medians. */
static void cell_print(const struct table_row *rows, size_t n)
{
	double modes[2] = {NAN, NAN}, shannon[2] = {NAN, NAN}, assessed = NAN;
	for (size_t i = 0; i < n; i++) {
		modes[0] = fmin(modes[0], rows[i].modes);
		modes[1] = fmax(modes[1], rows[i].modes);
		shannon[0] = fmin(shannon[0], rows[i].shannon);
		shannon[1] = fmax(shannon[1], rows[i].shannon);
		assessed = fmin(assessed, rows[i].assessed);
	}
	char median[CELL], m[CELL], s[CELL], a[CELL];
	printf("%-18s %-12s %6zu  %9s  %7s  %-15s  %s\n", rows->probe, rows->load, n,
	    cell_time(median, rows[(n - 1) / 2].median_ns), cell_whole(m, modes[0], modes[1]),
	    cell_span(s, shannon[0], shannon[1]), cell_bits(a, assessed));
}

static void cells_print(const struct table *t)
{
	struct table_row *rows = mem_zero(t->count, sizeof *rows);
	memcpy(rows, t->rows, t->count * sizeof *rows);
	qsort(rows, t->count, sizeof *rows, by_cell);
	printf("%-18s %-12s %6s  %9s  %7s  %-15s  %s\n", "probe", "load", "runs", "median", "modes",
	    "Shannon [bits]", "least SP 800-90B [bits]");
	for (size_t i = 0, k; i < t->count; i = k) {
		for (k = i; k < t->count && strcmp(rows[k].probe, rows[i].probe) == 0 &&
			    strcmp(rows[k].load, rows[i].load) == 0;)
			k++;
		cell_print(&rows[i], k - i);
	}
	free(rows);
}

void table_print(const struct table *t)
{
	if (t->count > TABLE_RUNS) {
		cells_print(t);
		return;
	}
	printf("%-8s  %-18s %-12s %12s  %9s  %5s  %-20s  %s\n", "run", "probe", "load", "samples",
	    "median", "modes", "Shannon [bits]", "SP 800-90B [bits]");
	for (size_t i = 0; i < t->count; i++)
		run_print(&t->rows[i]);
}
