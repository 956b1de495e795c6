/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The figures of a campaign cell by cell: means, differences and paired ratios over the blocks, by
 * block_effect.c, as the analysis makes its load_* figures. Cost: figures times the square of the
 * runs.
 */
#include "loads_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool run_is_of_cell(const struct set_run *r, const struct set_run *of)
{
	return r->campaign == of->campaign && r->machine == of->machine && r->cell == of->cell &&
	       !r->left_out;
}

static bool run_is_idle(const struct set *set, const struct set_run *r)
{
	return strcmp(set->cells[r->cell].load, "idle") == 0;
}

/* The idle run of the same block, machine and probe; NULL: none. */
static const struct set_run *run_idle_beside(const struct set *set, const struct set_run *r)
{
	for (size_t i = 0; i < set->run_count; i++) {
		const struct set_run *x = &set->runs[i];
		if (x->campaign == r->campaign && x->block == r->block &&
		    x->machine == r->machine && !x->left_out && run_is_idle(set, x) &&
		    !strcmp(set->cells[x->cell].probe, set->cells[r->cell].probe))
			return x;
	}
	return NULL;
}

/* What kind of number the figure is in a run. */
static struct block_kind run_kind(const struct set_run *r, const struct measured *m)
{
	double step = m->lattice == LATTICE_NS	    ? r->step_ns
		      : m->lattice == LATTICE_TICKS ? r->step_ns / r->tick_ns
						    : 0;
	return (struct block_kind){step, figure_kind(m->id) == FIGURE_KIND_SHARE ? r->samples : 0};
}

static struct block_value run_value(const struct set_run *r, size_t figure)
{
	const struct set_value *v = set_value(r, figure, SET_NATIVE);
	return (struct block_value){v->value, v->lo, v->hi};
}

/* Room for the values of all runs: of the cell, and of its blocks that have an idle run, both. */
struct load_room {
	struct block_value *all, *idle, *load;
};

static const struct load_value unknown = {NAN, NAN, NAN};

static struct load_value load_value_of(const struct estimate *e)
{
	return e->status == EST_OK ? (struct load_value){e->value, e->lo, e->hi} : unknown;
}

/* Of one block the value is known, and nothing of how it scatters. */
static void cell_set_values(
    struct load_cell *c, const struct load_room *room, struct block_kind kind, bool idle)
{
	struct estimate mean = block_mean(room->all, c->blocks, kind);
	struct estimate difference = block_difference(room->idle, room->load, c->pairs, kind);
	struct estimate ratio = block_ratio(room->idle, room->load, c->pairs, kind);
	c->mean = c->blocks == 1 ? (struct load_value){room->all[0].value, NAN, NAN}
				 : load_value_of(&mean);
	if (idle)
		return;
	c->difference = load_value_of(&difference);
	bool has_ratio = measured_at(c->figure)->id != FIGURE_MIN_90B || c->one_estimate;
	if (has_ratio)
		c->ratio = load_value_of(&ratio);
	if (c->pairs != 1)
		return;
	c->difference.value = room->load[0].value - room->idle[0].value;
	if (has_ratio && room->idle[0].value > 0)
		c->ratio.value = room->load[0].value / room->idle[0].value;
}

static struct load_cell cell_of_figure(
    const struct set *set, const struct set_run *r, size_t figure, const struct load_room *room)
{
	struct load_cell c = {.campaign = r->campaign,
	    .machine = r->machine,
	    .cell = r->cell,
	    .figure = figure,
	    .mean = unknown,
	    .difference = unknown,
	    .ratio = unknown,
	    .one_estimate = true};
	struct block_kind kind = {0, 0};
	for (size_t i = 0; i < set->run_count; i++) {
		const struct set_run *x = &set->runs[i];
		if (!run_is_of_cell(x, r) || isnan(run_value(x, figure).value))
			continue;
		struct block_kind own = run_kind(x, measured_at(figure));
		kind = (struct block_kind){fmax(kind.step, own.step), own.count};
		room->all[c.blocks++] = run_value(x, figure);
		const struct set_run *idle = run_idle_beside(set, x);
		if (!idle || isnan(run_value(idle, figure).value))
			continue;
		/* Of two estimates of SP 800-90B the ratio is no ratio of entropies. */
		c.one_estimate = c.one_estimate && idle->decided[SET_NATIVE] != FIGURES &&
				 idle->decided[SET_NATIVE] == x->decided[SET_NATIVE];
		room->idle[c.pairs] = run_value(idle, figure);
		room->load[c.pairs++] = run_value(x, figure);
	}
	if (c.blocks > 0)
		cell_set_values(&c, room, kind, run_is_idle(set, r));
	return c;
}

static bool run_is_first_of_cell(const struct set *set, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (run_is_of_cell(&set->runs[i], &set->runs[index]))
			return false;
	return true;
}

static int64_t cells_fill(
    const struct set *set, const struct load_room *room, struct load_cell **list)
{
	int64_t n = 0;
	for (size_t i = 0; i < set->run_count; i++) {
		const struct set_run *r = &set->runs[i];
		if (!r->campaign || r->left_out || !run_is_first_of_cell(set, i))
			continue;
		for (size_t f = 0; measured_at(f); f++) {
			struct load_cell c = cell_of_figure(set, r, f, room);
			if (c.blocks == 0)
				continue;
			struct load_cell *more = realloc(*list, ((size_t)n + 1) * sizeof *more);
			if (!more)
				return -1;
			*list = more;
			more[n++] = c;
		}
	}
	return n;
}

int64_t loads_cells(const struct set *set, struct load_cell **list)
{
	size_t count = set->run_count + 1;
	struct block_value *values = malloc(3 * count * sizeof *values);
	*list = NULL;
	if (!values)
		return -1;
	int64_t n =
	    cells_fill(set, &(struct load_room){values, values + count, values + 2 * count}, list);
	free(values);
	return n;
}
