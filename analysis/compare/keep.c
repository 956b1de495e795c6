/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stores for the report what it shows: every machine against the reference, and the fleet.
 */
#include "compare.h"

#include "rank_private.h"
#include "view_private.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- the fleet ------------------------------------------------------------------------------ */

/* Rows of no probe and no load are of all of them: the ratio is the mean, the difference is from
 * the median machine, in robust standard deviations, of which an outlier has more than lo to hi. */
static int keep_ratio(const struct compare *c, struct store *s, const struct ranked *r,
    enum figure_id figure, int topic)
{
	const struct rank_ratio *x = &r->topic[topic];
	struct store_comparison row = {.figure = figure_name(figure),
	    .grid = "",
	    .probe = "",
	    .load = "",
	    .a = c->set.machines[c->reference].name,
	    .b = c->set.machines[r->machine].name,
	    .value_a = NAN,
	    .value_b = NAN,
	    .difference = fmax(-RANK_MOST, fmin(RANK_MOST, x->off)),
	    .lo = -RANK_FAR,
	    .hi = RANK_FAR,
	    .ratio = x->value,
	    .ratio_lo = x->lo,
	    .ratio_hi = x->hi,
	    .runs_a = c->set.machines[c->reference].runs,
	    .runs_b = c->set.machines[r->machine].runs,
	    .between_run_sd = NAN,
	    .p_adjusted = x->p};
	return isnan(x->value) ? 0 : store_put_comparison(s, &row);
}

static int keep_outliers(
    const struct compare *c, struct store *s, const struct ranked *list, size_t n)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	if (!out)
		return -1;
	rank_put_count(out, list, n);
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < n; i++)
		if (list[i].outlier) {
			fprintf(out, ". ");
			rc = rank_put_outlier(out, c, &list[i]);
		}
	if (fclose(out) != 0 || rc != 0)
		rc = -1;
	else
		rc = store_put_answer(s, "", "", text);
	free(text);
	return rc;
}

static int keep_fleet(const struct compare *c, struct store *s)
{
	static const enum figure_id figure[RANK_TOPICS] = {
	    FIGURE_MEDIAN_NS, FIGURE_MIN_MCV, FIGURE_Q999};
	size_t n = c->set.machine_count;
	struct ranked *list = calloc(n + 1, sizeof *list);
	bool *cells = malloc((c->set.cell_count + 1) * sizeof *cells);
	for (size_t i = 0; cells && i < c->set.cell_count; i++)
		cells[i] = true;
	int rc = list && cells && rank_machines(c, cells, list) >= 0 ? 0 : -1;
	bool several = n >= RANK_LEAST && c->set.cell_count > 1;
	for (size_t i = 0; rc == 0 && several && i < n; i++)
		for (int t = 0; rc == 0 && t < RANK_TOPICS; t++)
			if (list[i].machine != c->reference)
				rc = keep_ratio(c, s, &list[i], figure[t], t);
	if (rc == 0 && n >= RANK_LEAST)
		rc = keep_outliers(c, s, list, n);
	free(list);
	free(cells);
	return rc;
}

/* ---- cell by cell --------------------------------------------------------------------------- */

static int keep_row(const struct compare *c, struct store *s, const struct comparison *r)
{
	bool turned = r->b == c->reference;
	struct view v;
	if (r->a != c->reference && !turned)
		return 0;
	if (!view_find(&v, c, r->figure, r->cell, c->reference, turned ? r->a : r->b))
		return 0;
	const struct contrast_side *a = turned ? &r->side_b : &r->side_a;
	const struct contrast_side *b = turned ? &r->side_a : &r->side_b;
	bool distance = r->side_a.mean != r->side_a.mean; /* it has no direction */
	struct store_comparison row = {.figure = r->figure,
	    .grid = r->grid,
	    .probe = c->set.cells[r->cell].probe,
	    .load = c->set.cells[r->cell].load,
	    .a = c->set.machines[c->reference].name,
	    .b = c->set.machines[turned ? r->a : r->b].name,
	    .value_a = a->mean,
	    .value_b = b->mean,
	    .difference = distance ? r->difference.value : v.difference,
	    .lo = v.lo,
	    .hi = v.hi,
	    .ratio = v.ratio,
	    .ratio_lo = v.ratio_lo,
	    .ratio_hi = v.ratio_hi,
	    .runs_a = a->n,
	    .runs_b = b->n,
	    .between_run_sd = r->between_run_sd,
	    .p_adjusted = r->p_adjusted};
	return store_put_comparison(s, &row);
}

static int keep_all(const struct compare *c, struct store *s)
{
	int rc = store_comparisons_clear(s);
	if (rc == 0 && c->reference < c->set.machine_count)
		rc = keep_fleet(c, s);
	for (size_t i = 0; rc == 0 && i < c->count; i++)
		rc = keep_row(c, s, &c->rows[i]);
	for (size_t i = 0; rc == 0 && i < c->answer_count; i++) {
		const struct set_cell *cell = &c->set.cells[c->answers[i].cell];
		rc = store_put_answer(s, cell->probe, cell->load, c->answers[i].text);
	}
	return rc;
}

int compare_store(const struct compare *c, struct store *s)
{
	return store_begin_same(s) == 0 ? store_end(s, keep_all(c, s)) : -1;
}
