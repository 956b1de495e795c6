/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One run a machine says nothing of how runs scatter, but the two runs themselves can be compared:
 * Anderson and Darling's statistic of both, against those of 499 random ways of dealing out blocks
 * of a fortieth of the shorter run to the two @[ROMANO-1989]. Dependence and drift within a block
 * are kept. Cost: both runs are read once.
 */
#include "within_private.h"

#include "twosample.h"

#include <math.h>
#include <stdlib.h>

enum { BLOCKS = 40, BLOCK_LEAST = 5, PERMUTATIONS = 499 };

struct ticks {
	uint64_t *x, n, room;
	double per_unit; /* ticks of a unit of the recording */
};

static int take_ticks(void *context, const struct store_chunk *chunk)
{
	struct ticks *t = context;
	for (size_t i = 0; i < chunk->samples && t->n < t->room; i++)
		t->x[t->n++] = (uint64_t)llround((double)chunk->elapsed[i] * t->per_unit);
	return 0;
}

static bool read_ticks(struct ticks *t, const struct compare *c, const struct set_run *r)
{
	*t = (struct ticks){.room = r->samples, .per_unit = r->unit_ns / r->tick_ns};
	t->x = malloc((r->samples + 1) * sizeof *t->x);
	return t->x && store_samples(c->set.store, r->id, take_ticks, t) >= 0 && t->n == t->room;
}

/* The one run of a machine in a cell; NULL: it has none or several. */
static const struct set_run *find_single(const struct compare *c, size_t cell, size_t machine)
{
	const struct set_run *found = NULL;
	for (size_t i = 0; i < c->set.run_count; i++) {
		const struct set_run *r = &c->set.runs[i];
		if (r->cell != cell || r->machine != machine || r->left_out)
			continue;
		if (found)
			return NULL;
		found = r;
	}
	return found;
}

static bool permute_blocks(struct within *w, const struct ticks *a, const struct ticks *b)
{
	const struct twosample_series series[] = {{a->x, a->n}, {b->x, b->n}};
	w->block = (a->n < b->n ? a->n : b->n) / BLOCKS;
	struct twosample_options o = {w->block, PERMUTATIONS, 1};
	struct estimate p = twosample_permutation(series, 2, &o).anderson_darling_p;
	w->p = p.value;
	w->floor = p.note == estimate_floor;
	return p.status == EST_OK;
}

bool within_runs(struct within *w, const struct compare *c, size_t cell, size_t a, size_t b)
{
	const struct set_run *x = find_single(c, cell, a), *y = find_single(c, cell, b);
	struct ticks s = {0}, t = {0};
	if (!x || !y || x->order_unknown || y->order_unknown ||
	    fabs(x->tick_ns / y->tick_ns - 1) > SAME_TICK || x->samples < BLOCKS * BLOCK_LEAST ||
	    y->samples < BLOCKS * BLOCK_LEAST)
		return false;
	bool made = read_ticks(&s, c, x) && read_ticks(&t, c, y) && permute_blocks(w, &s, &t);
	free(s.x);
	free(t.x);
	return made;
}
