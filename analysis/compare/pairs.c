/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two machines can be compared where both are seen through one counter. That is their own where
 * their ticks are equal; else the finest grid on which the analysis read all their runs and whose
 * tick is not finer than either's; else the coarser one's tick itself, by the durations alone
 * (spectrum.c): places, Shannon and min-entropy of the values follow from these, what depends on
 * order does not. Where runs have unequal numbers of samples, these figures and distances are of as
 * many of each run as the shortest has, in blocks from all along the run; of single runs, that have
 * intervals of their own, only the min-entropy of the values is taken at the fewest, since the
 * bound widens as samples get fewer. Which calls are slow does not depend on the pair (slow.c).
 */
#include "pair_private.h"

#include "entropy.h"
#include "quantiles.h"
#include "share.h"
#include "twosample.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Sample counts this near are the same. */
static const double same_size = 0.02;

const struct set_run *pair_run(const struct pair *p, int side, size_t i)
{
	return &p->c->set.runs[p->run[side][i]];
}

/* ---- the grid ------------------------------------------------------------------------------ */

/* The coarsest tick of all runs, and whether the others are equal to it. */
static void find_ticks(struct pair *p)
{
	double least = INFINITY;
	p->fewest = INFINITY;
	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < p->n[side]; i++) {
			p->fewest = fmin(p->fewest, (double)pair_run(p, side, i)->samples);
			double tick = pair_run(p, side, i)->tick_ns;
			p->coarser = fmax(p->coarser, tick);
			least = fmin(least, tick);
		}
	p->same = p->coarser / least - 1 <= SAME_TICK;
}

bool pair_is_own_tick(const struct pair *p, int side, size_t i)
{
	return p->coarser / pair_run(p, side, i)->tick_ns - 1 <= SAME_TICK;
}

/* A few values may lie on a wider lattice than the counter does: the finest of all runs. */
static double lattice_of(const struct pair *p, int side)
{
	double least = INFINITY;
	for (size_t i = 0; i < p->n[side]; i++)
		least = fmin(least, pair_run(p, side, i)->step_ns);
	return least;
}

/* Have all runs of both sides the figure on this grid, of equally many samples if that matters? */
static bool grid_has(const struct pair *p, size_t figure, size_t grid)
{
	uint64_t least = UINT64_MAX, most = 0;
	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < p->n[side]; i++) {
			const struct set_value *v = set_value(pair_run(p, side, i), figure, grid);
			if (isnan(v->value))
				return false;
			least = v->n < least ? v->n : least;
			most = v->n > most ? v->n : most;
		}
	return measured_at(figure)->by_size != SIZE_EQUAL || pairs_same_size(least, most);
}

/* The grid on which a stored figure is compared; -1: none. */
static int grid_for(const struct pair *p, size_t figure)
{
	const struct set *set = &p->c->set;
	int best = -1;
	if (measured_at(figure)->loads_only)
		return -1;
	if (p->same || measured_at(figure)->any_tick)
		return grid_has(p, figure, SET_NATIVE) ? SET_NATIVE : -1;
	for (size_t g = 1; g < set->grid_count; g++) {
		bool coarse = 1e9 / set->grid_hz[g] >= p->coarser * (1 - SAME_TICK);
		if (coarse && (best < 0 || set->grid_hz[g] > set->grid_hz[best]) &&
		    grid_has(p, figure, g))
			best = (int)g;
	}
	return best;
}

/* ---- rows ---------------------------------------------------------------------------------- */

struct comparison *pair_add_row(struct pair *p)
{
	struct rows *r = p->rows;
	if (r->count == r->room) {
		size_t room = r->room ? 2 * r->room : 256;
		struct comparison *more = realloc(r->list, room * sizeof *more);
		if (!more) {
			r->lost = true;
			return NULL;
		}
		r->list = more;
		r->room = room;
	}
	struct comparison *row = &r->list[r->count++];
	*row = (struct comparison){.cell = p->cell,
	    .a = p->machine[0],
	    .b = p->machine[1],
	    .words = "",
	    .unit = "",
	    .difference = {NAN, NAN, NAN, NAN},
	    .ratio = NAN,
	    .ratio_lo = NAN,
	    .ratio_hi = NAN,
	    .between_run_sd = NAN,
	    .p_adjusted = NAN,
	    .within_lo = NAN,
	    .within_hi = NAN,
	    .unit_ns = NAN,
	    .estimate_a = FIGURES,
	    .estimate_b = FIGURES};
	return row;
}

void pair_set_grid(const struct pair *p, struct comparison *row)
{
	if (p->same)
		snprintf(row->grid, sizeof row->grid, "native");
	else
		snprintf(row->grid, sizeof row->grid, "%.6gMHz", 1e3 / p->coarser);
}

static double step_of(const struct measured *m, double tick_ns, double unit_ns)
{
	return m->lattice == LATTICE_NS	     ? tick_ns
	       : m->lattice == LATTICE_TICKS ? tick_ns / unit_ns
					     : 0;
}

/* One side's runs of a stored figure. */
static struct contrast_side side_stored(struct pair *p, int side, size_t figure, int grid)
{
	const struct measured *m = measured_at(figure);
	const struct set_run *first = pair_run(p, side, 0);
	double unit_ns = grid == SET_NATIVE ? first->tick_ns : 1e9 / p->c->set.grid_hz[grid];
	double tick_ns = grid == SET_NATIVE ? lattice_of(p, side) : unit_ns;
	for (size_t i = 0; i < p->n[side]; i++) {
		const struct set_value *v = set_value(pair_run(p, side, i), figure, (size_t)grid);
		p->value[i] = m->by_size == SIZE_REBASED && p->fewest >= 2
				  ? entropy_min_mcv_at(v->value, (double)v->n, p->fewest)
				  : v->value;
		p->lo[i] = v->lo;
		p->hi[i] = v->hi;
	}
	if (figure_kind(m->id) == FIGURE_KIND_SHARE)
		return contrast_share_side(p->value, p->lo, p->hi, p->n[side]);
	return contrast_side(p->value, p->lo, p->hi, p->n[side], step_of(m, tick_ns, unit_ns));
}

/* A side's one run has its own interval: that of the difference follows from both. */
static void within_interval(struct comparison *row, const struct estimate one[2])
{
	struct estimate d = twosample_difference(&one[1], &one[0]);
	row->within_lo = d.lo;
	row->within_hi = d.hi;
}

static void row_stored(struct pair *p, size_t figure, int grid)
{
	const struct measured *m = measured_at(figure);
	struct comparison *row = pair_add_row(p);
	struct estimate one[2];
	if (!row)
		return;
	snprintf(row->figure, sizeof row->figure, "%s", measured_name(m));
	snprintf(row->grid, sizeof row->grid, "%s", p->c->set.grid[grid]);
	row->of = m;
	row->words = m->words;
	row->unit = m->unit;
	for (int side = 0; side < 2; side++) {
		struct contrast_side *s = side ? &row->side_b : &row->side_a;
		*s = side_stored(p, side, figure, grid);
		one[side] =
		    (struct estimate){p->value[0], p->lo[0], p->hi[0], 1, NAN, EST_OK, NULL};
	}
	if (m->id == FIGURE_MIN_90B) {
		row->estimate_a = set_decided(&p->c->set, row->a, p->cell, (size_t)grid);
		row->estimate_b = set_decided(&p->c->set, row->b, p->cell, (size_t)grid);
	}
	row->unit_ns =
	    grid == SET_NATIVE ? pair_run(p, 0, 0)->tick_ns : 1e9 / p->c->set.grid_hz[grid];
	if (p->n[0] == 1 && p->n[1] == 1)
		within_interval(row, one);
}

/* ---- the coarser tick, by the durations ---------------------------------------------------- */

/* The figure of a distribution in ticks of tick_ns, of `samples` like these; absent: it does not
 * follow from one. */
static struct estimate figure_of(
    const struct measured *m, const struct histogram *h, double tick_ns, double samples)
{
	switch (m->id) {
	case FIGURE_MEDIAN_NS:
		return estimate_point(quantiles_at(h, 0.5).value * tick_ns, h->n);
	case FIGURE_Q95:
		return quantiles_at(h, 0.95);
	case FIGURE_Q99:
		return quantiles_at(h, 0.99);
	case FIGURE_Q999:
		return quantiles_at(h, 0.999);
	case FIGURE_SHANNON_MM:
		return entropy_shannon_mm(h);
	case FIGURE_MIN_MCV:
		return estimate_point(
		    entropy_min_mcv_at(entropy_min_mcv(h).value, (double)h->n, samples), h->n);
	default:
		return estimate_absent(EST_NOT_APPLICABLE, h->n);
	}
}

/* The runs of both sides as counted by the coarser counter; false if a run has no spectrum. */
static int count_both(struct pair *p, struct histogram *h)
{
	size_t at = 0;
	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < p->n[side]; i++, at++) {
			const struct spectrum *s;
			int rc = pair_spectrum(p, side, i, &s);
			if (rc <= 0)
				return rc;
			bool own = pair_is_own_tick(p, side, i);
			if (spectrum_count(&h[at], s, p->coarser, !own) != EST_OK)
				return -1;
		}
	return 1;
}

static void row_counted(struct pair *p, const struct measured *m, const struct histogram *h)
{
	size_t at = 0;
	if (isnan(figure_of(m, h, p->coarser, p->fewest).value))
		return;
	struct comparison *row = pair_add_row(p);
	if (!row)
		return;
	snprintf(row->figure, sizeof row->figure, "%s", measured_name(m));
	pair_set_grid(p, row);
	row->of = m;
	row->words = m->words;
	row->unit = m->unit;
	row->unit_ns = p->coarser;
	for (int side = 0; side < 2; side++) {
		struct contrast_side *s = side ? &row->side_b : &row->side_a;
		double tick = p->same ? lattice_of(p, side) : p->coarser;
		for (size_t i = 0; i < p->n[side]; i++, at++) {
			struct estimate e = figure_of(m, &h[at], p->coarser, p->fewest);
			p->value[i] = e.value;
			p->lo[i] = e.lo;
			p->hi[i] = e.hi;
		}
		*s =
		    contrast_side(p->value, p->lo, p->hi, p->n[side], step_of(m, tick, p->coarser));
	}
}

/* Figures that the analysis has on no shared grid, on one that is coarser than need be, or of
 * unequal numbers of samples. */
static int rows_counted(struct pair *p)
{
	size_t n = p->n[0] + p->n[1];
	struct histogram *h = calloc(n, sizeof *h);
	int rc = h ? count_both(p, h) : -1;
	for (size_t f = 0; rc == 1 && measured_at(f); f++)
		row_counted(p, measured_at(f), h);
	for (size_t i = 0; h && i < n; i++)
		histogram_release(&h[i]);
	free(h);
	return rc < 0 ? -1 : 0;
}

/* Does a distribution say what this figure is? */
static bool is_counted(const struct measured *m)
{
	static uint64_t value[] = {1}, count[] = {2};
	static const struct histogram some = {2, 1, value, count};
	return !isnan(figure_of(m, &some, 1, 2).value);
}

static int rows_of_figures(struct pair *p)
{
	size_t before = p->rows->count;
	if ((!p->same || p->equal) && rows_counted(p) != 0)
		return -1;
	bool counted = p->rows->count > before;
	for (size_t f = 0; measured_at(f); f++) {
		int grid = counted && is_counted(measured_at(f)) ? -1 : grid_for(p, f);
		if (grid >= 0)
			row_stored(p, f, grid);
	}
	return 0;
}

/* ---- slow samples ---------------------------------------------------------------------------- */

static const struct comparison *row_named(const struct pair *p, size_t from, const char *figure)
{
	for (size_t i = from; i < p->rows->count; i++)
		if (strcmp(p->rows->list[i].figure, figure) == 0)
			return &p->rows->list[i];
	return NULL;
}

/* Samples above the threshold, with Wilson's interval. */
static int side_slow(struct pair *p, int side, double threshold, struct contrast_side *out)
{
	for (size_t i = 0; i < p->n[side]; i++) {
		const struct spectrum *s;
		int rc = pair_spectrum(p, side, i, &s);
		if (rc <= 0)
			return rc;
		uint64_t all = pair_run(p, side, i)->samples,
			 n = p->equal && p->equal < all ? p->equal : all;
		p->value[i] = spectrum_above(s, threshold);
		struct estimate e = share_independent((uint64_t)(p->value[i] * (double)n + 0.5), n);
		p->lo[i] = e.lo;
		p->hi[i] = e.hi;
	}
	*out = contrast_share_side(p->value, p->lo, p->hi, p->n[side]);
	return 1;
}

static int row_slow(struct pair *p, size_t from)
{
	const struct comparison *median = row_named(p, from, figure_name(FIGURE_MEDIAN_NS));
	struct contrast_side side[2];
	struct estimate one[2];
	if (!median || isnan(p->c->slow_ns[p->cell]))
		return 0;
	double threshold = p->c->slow_ns[p->cell];
	char grid[COMPARE_GRID];
	snprintf(grid, sizeof grid, "%s", median->grid);
	for (int i = 0; i < 2; i++) {
		int rc = side_slow(p, i, threshold, &side[i]);
		if (rc <= 0)
			return rc;
		one[i] = (struct estimate){p->value[0], p->lo[0], p->hi[0], 1, NAN, EST_OK, NULL};
	}
	struct comparison *row = pair_add_row(p);
	if (!row)
		return 0;
	snprintf(row->figure, sizeof row->figure, "slow_share");
	snprintf(row->grid, sizeof row->grid, "%s", grid);
	row->words = "share of calls longer than four times the ordinary median";
	row->above_ns = threshold;
	row->side_a = side[0];
	row->side_b = side[1];
	if (p->n[0] == 1 && p->n[1] == 1)
		within_interval(row, one);
	return 0;
}

bool pairs_same_size(uint64_t least, uint64_t most)
{
	return (double)most - (double)least <= same_size * (double)most;
}

uint64_t pairs_equal_size(const struct compare *c, size_t cell, size_t a, size_t b)
{
	uint64_t least = UINT64_MAX, most = 0;
	size_t runs[2] = {0, 0};
	for (size_t i = 0; i < c->set.run_count; i++) {
		const struct set_run *r = &c->set.runs[i];
		if (r->cell != cell || r->left_out || (r->machine != a && r->machine != b))
			continue;
		runs[r->machine == b]++;
		least = r->samples < least ? r->samples : least;
		most = r->samples > most ? r->samples : most;
	}
	bool several = runs[0] > 1 && runs[1] > 1;
	return several && !pairs_same_size(least, most) ? least : 0;
}

/* ---- a pair -------------------------------------------------------------------------------- */

static int pair_rows(struct pair *p)
{
	size_t from = p->rows->count;
	find_ticks(p);
	p->equal = pairs_equal_size(p->c, p->cell, p->machine[0], p->machine[1]);
	if (rows_of_figures(p) != 0 || row_slow(p, from) < 0 || pair_add_distances(p) != 0)
		return -1;
	for (size_t i = from; i < p->rows->count; i++)
		pairs_finish(&p->rows->list[i], 0.05);
	return p->rows->lost ? -1 : 0;
}

int pairs_add(
    struct rows *rows, struct compare *c, struct spectra *spectra, size_t cell, size_t a, size_t b)
{
	size_t room = c->set.run_count + 1;
	size_t *runs = malloc(2 * room * sizeof *runs);
	double *values = malloc(3 * room * sizeof *values);
	int rc = -1;
	snprintf(c->why, sizeof c->why, "out of memory");
	if (runs && values) {
		struct pair p = {.c = c,
		    .spectra = spectra,
		    .rows = rows,
		    .cell = cell,
		    .machine = {a, b},
		    .run = {runs, runs + room},
		    .value = values,
		    .lo = values + room,
		    .hi = values + 2 * room};
		p.n[0] = set_runs(&c->set, a, cell, p.run[0]);
		p.n[1] = set_runs(&c->set, b, cell, p.run[1]);
		rc = p.n[0] > 0 && p.n[1] > 0 ? pair_rows(&p) : 0;
	}
	free(runs);
	free(values);
	return rc;
}
