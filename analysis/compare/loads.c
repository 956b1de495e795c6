/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Means and paired ratios over the blocks of a campaign, by Student's t @[STUDENT-1908]; ratios by
 * their logarithms, since a load multiplies. Of a place on a lattice the interval of a ratio is
 * never narrower than one tick either way: blocks that agree to the tick are not known better.
 */
#include "loads_private.h"

#include "paired.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool in_cell(const struct set_run *r, const struct set_run *of)
{
	return r->campaign == of->campaign && r->machine == of->machine && r->cell == of->cell &&
	       !r->left_out;
}

/* The idle run of the same block, machine and probe; NULL: none. */
static const struct set_run *idle_of(const struct set *set, const struct set_run *r)
{
	for (size_t i = 0; i < set->run_count; i++) {
		const struct set_run *x = &set->runs[i];
		if (x->campaign == r->campaign && x->block == r->block &&
		    x->machine == r->machine && !x->left_out &&
		    !strcmp(set->cells[x->cell].probe, set->cells[r->cell].probe) &&
		    !strcmp(set->cells[x->cell].load, "idle"))
			return x;
	}
	return NULL;
}

/* A tick as a part of the value; 0: the figure is on no lattice. */
static double tick_part(const struct set_run *r, const struct measured *m, double value)
{
	double ticks = m->lattice == LATTICE_NS	     ? r->step_ns
		       : m->lattice == LATTICE_TICKS ? r->step_ns / r->tick_ns
						     : 0;
	return value > 0 ? ticks / value : 0;
}

/* The figure's value in the first cell like r's; room for two numbers of each run. */
static struct load_cell cell_of_figure(
    const struct set *set, const struct set_run *r, size_t figure, double *room)
{
	struct load_cell c = {
	    r->campaign, r->machine, r->cell, figure, 0, NAN, NAN, NAN, 0, NAN, NAN, NAN};
	double *ratio = room + set->run_count, tick = 0;
	for (size_t i = 0; i < set->run_count; i++) {
		const struct set_run *x = &set->runs[i];
		double v = in_cell(x, r) ? set_value(x, figure, SET_NATIVE)->value : (double)NAN;
		if (isnan(v))
			continue;
		room[c.blocks++] = v;
		const struct set_run *idle = idle_of(set, x);
		double from = idle ? set_value(idle, figure, SET_NATIVE)->value : (double)NAN;
		if (v > 0 && from > 0) {
			ratio[c.pairs++] = log(v / from);
			tick = fmax(tick, tick_part(x, measured_at(figure), fmin(v, from)));
		}
	}
	struct estimate mean = paired_mean(room, c.blocks), change = paired_mean(ratio, c.pairs);
	c.value = c.blocks == 1 ? room[0] : mean.value;
	c.lo = mean.lo;
	c.hi = mean.hi;
	c.ratio = exp(c.pairs == 1 ? ratio[0] : change.value);
	double half = fmax(change.hi - change.value, tick);
	if (change.status == EST_OK && half > 0) {
		c.ratio_lo = exp(change.value - half);
		c.ratio_hi = exp(change.value + half);
	}
	return c;
}

static bool first_of_cell(const struct set *set, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (in_cell(&set->runs[i], &set->runs[index]))
			return false;
	return true;
}

int64_t loads_cells(const struct set *set, struct load_cell **list)
{
	double *room = malloc((2 * set->run_count + 1) * sizeof *room);
	int64_t n = 0;
	*list = NULL;
	for (size_t i = 0; room && n >= 0 && i < set->run_count; i++) {
		const struct set_run *r = &set->runs[i];
		if (!r->campaign || r->left_out || !first_of_cell(set, i))
			continue;
		for (size_t f = 0; measured_at(f); f++) {
			struct load_cell c = cell_of_figure(set, r, f, room);
			struct load_cell *more =
			    c.blocks ? realloc(*list, ((size_t)n + 1) * sizeof *more) : *list;
			if (c.blocks && !more) {
				free(room);
				return -1;
			}
			*list = more;
			if (c.blocks)
				more[n++] = c;
		}
	}
	free(room);
	return room ? n : -1;
}
