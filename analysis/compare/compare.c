/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every pair of machines, or each machine against the baseline, in every cell. What is asked of
 * many is answered for all at once: Holm's adjusted p over all figures and pairs of a probe and
 * load
 * @[HOLM-1979], so that of equal machines at most one cell in twenty shows any difference; and
 * Bonferroni's level for the intervals of one figure over the pairs, so that these hold together.
 * An interval is not widened for the other figures of its pair: it answers how much, not whether.
 * Cost: 20 machines, 12 loads, 4 runs each against a baseline: docs/compare.md.
 */
#include "compare.h"

#include "answers_private.h"
#include "pairs_private.h"
#include "reference_private.h"
#include "slow_private.h"
#include "twosample.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double level = 0.05;

/* ---- what depends on all pairs ------------------------------------------------------------- */

/* The rows of a cell are next to each other. */
struct family {
	struct comparison *row;
	size_t n;
};

static bool is_distance(const struct comparison *row)
{
	return isnan(row->side_a.mean);
}

/* Rows of the same figure that have an interval. */
static size_t pairs_of(const struct family *f, const struct comparison *row)
{
	size_t n = 0;
	for (size_t i = 0; i < f->n; i++)
		n += strcmp(f->row[i].figure, row->figure) == 0 && !isnan(f->row[i].difference.p);
	return n;
}

static int adjust_rows(const struct family *f, bool distances)
{
	double *p = malloc((f->n + 1) * sizeof *p);
	size_t n = 0;
	if (!p)
		return -1;
	for (size_t i = 0; i < f->n; i++)
		if (is_distance(&f->row[i]) == distances && !isnan(f->row[i].difference.p))
			p[n++] = f->row[i].difference.p;
	int rc = twosample_holm(p, n, p) == EST_OK ? 0 : -1;
	n = 0;
	for (size_t i = 0; i < f->n; i++)
		if (is_distance(&f->row[i]) == distances && !isnan(f->row[i].difference.p))
			f->row[i].p_adjusted = p[n++];
	free(p);
	return rc;
}

static int finish_cell(const struct family *f)
{
	for (size_t i = 0; i < f->n; i++) {
		size_t pairs = pairs_of(f, &f->row[i]);
		if (pairs > 1)
			pairs_finish(&f->row[i], level / (double)pairs);
	}
	return adjust_rows(f, false) == 0 && adjust_rows(f, true) == 0 ? 0 : -1;
}

/* ---- all of it ----------------------------------------------------------------------------- */

static int compare_cell(struct compare *c, struct rows *rows, struct spectra *spectra, size_t cell)
{
	size_t from = rows->count, n = c->set.machine_count;
	for (size_t a = 0; a < n; a++)
		for (size_t b = 0; b < n; b++) {
			bool compared = c->baseline < n ? a == c->baseline && b != a : a < b;
			if (compared && pairs_add(rows, c, spectra, cell, a, b) != 0)
				return -1;
		}
	struct family f = {rows->list + from, rows->count - from};
	return finish_cell(&f);
}

static int compare_cells(struct compare *c, const struct compare_watch *watch)
{
	struct rows rows = {0};
	struct spectra spectra = {0};
	int rc = spectra_init(&spectra, c->set.run_count);
	c->first = calloc(c->set.cell_count + 1, sizeof *c->first);
	rc = c->first ? rc : -1;
	for (size_t cell = 0; rc == 0 && cell < c->set.cell_count; cell++) {
		rc = compare_cell(c, &rows, &spectra, cell);
		c->first[cell + 1] = rows.count;
		if (watch)
			watch->step(
			    watch->context, "comparing", "cells", cell + 1, c->set.cell_count);
	}
	spectra_release(&spectra, c->set.run_count);
	c->rows = rows.list;
	c->count = rows.count;
	return rc;
}

static int answer_cells(struct compare *c)
{
	c->answers = calloc(c->set.cell_count + 1, sizeof *c->answers);
	if (!c->answers)
		return -1;
	for (size_t cell = 0; cell < c->set.cell_count; cell++) {
		char *text = answer_text(c, cell);
		if (!text)
			return -1;
		c->answers[c->answer_count++] = (struct answer){cell, text};
	}
	return 0;
}

static int refuse_baseline(struct compare *c, const char *name, bool *unknown)
{
	const char *doubt = set_left_out(&c->set, name);
	*unknown = !doubt;
	snprintf(c->why, sizeof c->why,
	    doubt ? "no run of '%s' is left to compare with: %s" : "no machine is called '%s'",
	    name, doubt);
	return -1;
}

int compare_make(struct compare *c, struct store *s, const char *baseline, bool *unknown,
    const struct compare_watch *watch)
{
	*c = (struct compare){0};
	*unknown = false;
	if (set_read(&c->set, s, watch) != 0) {
		snprintf(c->why, sizeof c->why, "%s", c->set.why);
		return -1;
	}
	c->baseline = baseline ? set_machine(&c->set, baseline) : c->set.machine_count;
	if (baseline && c->baseline == c->set.machine_count)
		return refuse_baseline(c, baseline, unknown);
	snprintf(c->why, sizeof c->why, "out of memory");
	return reference_choose(c) == 0 && slow_find(c) == 0 && compare_cells(c, watch) == 0 &&
		       answer_cells(c) == 0
		   ? 0
		   : -1;
}

void compare_release(struct compare *c)
{
	for (size_t i = 0; i < c->answer_count; i++)
		free(c->answers[i].text);
	free(c->answers);
	free(c->cell_reference);
	free(c->first);
	free(c->slow_ns);
	free(c->rows);
	set_release(&c->set);
	*c = (struct compare){0};
}

const struct comparison *compare_find(
    const struct compare *c, const char *figure, size_t cell, size_t a, size_t b)
{
	for (size_t i = c->first[cell]; i < c->first[cell + 1]; i++) {
		const struct comparison *r = &c->rows[i];
		if (r->a == a && r->b == b && strcmp(r->figure, figure) == 0)
			return r;
	}
	return NULL;
}

bool compare_differs(const struct comparison *row)
{
	return row->p_adjusted < level;
}
