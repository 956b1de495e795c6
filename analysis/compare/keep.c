/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare.h"

#include "answers_private.h"

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
	return store_begin(s) == 0 ? store_end(s, keep_all(c, s)) : -1;
}
