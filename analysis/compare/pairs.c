/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two machines can be compared where both are seen through one counter. That is their own where
 * their ticks are equal; else the finest grid on which the analysis read all their runs and whose
 * tick is not finer than either's; else the coarser one's tick itself, by the durations alone
 * (spectrum.c): places, Shannon and min-entropy of the values follow from these, what depends on
 * order does not. Where runs have unequal numbers of samples, these figures and distances are of as
 * many of each run as the shortest has, in blocks from all along the run; of single runs, that have
 * intervals of their own, only the min-entropy of the values is taken at the fewest, since the
 * bound widens as samples get fewer. "Slow" is one threshold for both: four times the greater
 * median.
 */
#include "pairs_private.h"

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

enum { SIDE_RUNS = 4096, PERMUTATIONS = 499 };

/* A pair while its rows are made. */
struct pair {
	struct compare *c;
	struct spectra *spectra;
	struct rows *rows;
	size_t cell, machine[2];
	size_t *run[2], n[2]; /* runs of each side */
	double coarser;
	double fewest;		 /* samples of a run */
	uint64_t equal;		 /* samples of each run that are used; 0: all */
	bool same;		 /* ticks are equal */
	double *value, *lo, *hi; /* room for the runs of one side */
};

int spectra_init(struct spectra *s, size_t runs)
{
	s->of = calloc(runs + 1, sizeof *s->of);
	s->part = calloc(runs + 1, sizeof *s->part);
	s->there = malloc((runs + 1) * sizeof *s->there);
	s->part_there = malloc((runs + 1) * sizeof *s->part_there);
	s->part_size = calloc(runs + 1, sizeof *s->part_size);
	for (size_t i = 0; s->there && s->part_there && i < runs; i++)
		s->there[i] = s->part_there[i] = -1;
	return s->of && s->part && s->there && s->part_there && s->part_size ? 0 : -1;
}

void spectra_release(struct spectra *s, size_t runs)
{
	for (size_t i = 0; s->of && i < runs; i++)
		spectrum_release(&s->of[i]);
	for (size_t i = 0; s->part && i < runs; i++)
		spectrum_release(&s->part[i]);
	free(s->of);
	free(s->part);
	free(s->there);
	free(s->part_there);
	free(s->part_size);
}

static const struct set_run *run_at(const struct pair *p, int side, size_t i)
{
	return &p->c->set.runs[p->run[side][i]];
}

/* Reads the part of a run, unless it is what was read last. */
static int read_part(struct pair *p, const struct set_run *r, size_t index)
{
	struct spectra *all = p->spectra;
	if (all->part_there[index] >= 0 && all->part_size[index] == p->equal)
		return all->part_there[index];
	spectrum_release(&all->part[index]);
	all->part_size[index] = p->equal;
	return all->part_there[index] =
		   spectrum_sample(&all->part[index], p->c->set.store, r->id, r->samples,
		       p->equal < r->samples ? p->equal : r->samples, r->unit_ns, r->step_ns);
}

/* Reads each run once. Returns 1, 0 where the run has no curve, or -1. */
static int spectrum_of(struct pair *p, int side, size_t i, const struct spectrum **out)
{
	size_t index = p->run[side][i];
	const struct set_run *r = &p->c->set.runs[index];
	int *there = &p->spectra->there[index];
	int rc = *there;
	if (p->equal)
		rc = read_part(p, r, index);
	else if (*there < 0)
		rc = *there = spectrum_read(&p->spectra->of[index], p->c->set.store, r->id,
		    "native", r->tick_ns, r->step_ns);
	*out = p->equal ? &p->spectra->part[index] : &p->spectra->of[index];
	if (rc < 0)
		snprintf(p->c->why, sizeof p->c->why, "%s", store_error(p->c->set.store));
	return rc;
}

/* ---- the grid ------------------------------------------------------------------------------ */

/* The coarsest tick of all runs, and whether the others are equal to it. */
static void find_ticks(struct pair *p)
{
	double least = INFINITY;
	p->fewest = INFINITY;
	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < p->n[side]; i++) {
			p->fewest = fmin(p->fewest, (double)run_at(p, side, i)->samples);
			double tick = run_at(p, side, i)->tick_ns;
			p->coarser = fmax(p->coarser, tick);
			least = fmin(least, tick);
		}
	p->same = p->coarser / least - 1 <= SAME_TICK;
}

/* Is the coarser tick this run's own? */
static bool is_own_tick(const struct pair *p, int side, size_t i)
{
	return p->coarser / run_at(p, side, i)->tick_ns - 1 <= SAME_TICK;
}

/* A few values may lie on a wider lattice than the counter does: the finest of all runs. */
static double lattice_of(const struct pair *p, int side)
{
	double least = INFINITY;
	for (size_t i = 0; i < p->n[side]; i++)
		least = fmin(least, run_at(p, side, i)->step_ns);
	return least;
}

/* Have all runs of both sides the figure on this grid, of equally many samples if that matters? */
static bool grid_has(const struct pair *p, size_t figure, size_t grid)
{
	double least = INFINITY, most = 0;
	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < p->n[side]; i++) {
			const struct set_value *v = set_value(run_at(p, side, i), figure, grid);
			if (isnan(v->value))
				return false;
			least = fmin(least, (double)v->n);
			most = fmax(most, (double)v->n);
		}
	return measured_at(figure)->by_size != SIZE_EQUAL || most - least <= same_size * most;
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

static struct comparison *add_row(struct pair *p)
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
	    .unit_ns = NAN};
	return row;
}

/* "native" or, of the coarser tick, "24MHz", "99.8104MHz". */
static void set_grid(const struct pair *p, struct comparison *row)
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
	const struct set_run *first = run_at(p, side, 0);
	double unit_ns = grid == SET_NATIVE ? first->tick_ns : 1e9 / p->c->set.grid_hz[grid];
	double tick_ns = grid == SET_NATIVE ? lattice_of(p, side) : unit_ns;
	for (size_t i = 0; i < p->n[side]; i++) {
		const struct set_value *v = set_value(run_at(p, side, i), figure, (size_t)grid);
		p->value[i] = m->by_size == SIZE_REBASED && p->fewest >= 2
				  ? entropy_min_mcv_at(v->value, (double)v->n, p->fewest)
				  : v->value;
		p->lo[i] = v->lo;
		p->hi[i] = v->hi;
	}
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
	struct comparison *row = add_row(p);
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
	row->unit_ns =
	    grid == SET_NATIVE ? run_at(p, 0, 0)->tick_ns : 1e9 / p->c->set.grid_hz[grid];
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
			int rc = spectrum_of(p, side, i, &s);
			if (rc <= 0)
				return rc;
			bool own = is_own_tick(p, side, i);
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
	struct comparison *row = add_row(p);
	if (!row)
		return;
	snprintf(row->figure, sizeof row->figure, "%s", measured_name(m));
	set_grid(p, row);
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

/* ---- slow samples and whole distributions -------------------------------------------------- */

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
		int rc = spectrum_of(p, side, i, &s);
		if (rc <= 0)
			return rc;
		uint64_t all = run_at(p, side, i)->samples,
			 n = p->equal && p->equal < all ? p->equal : all;
		p->value[i] = spectrum_above(s, threshold);
		struct estimate e = share_independent((uint64_t)(p->value[i] * (double)n + 0.5), n);
		p->lo[i] = e.lo;
		p->hi[i] = e.hi;
	}
	*out = contrast_side(p->value, p->lo, p->hi, p->n[side], 0);
	return 1;
}

static int row_slow(struct pair *p, size_t from)
{
	const struct comparison *median = row_named(p, from, figure_name(FIGURE_MEDIAN_NS));
	struct contrast_side side[2];
	struct estimate one[2];
	if (!median)
		return 0;
	double threshold = 4 * fmax(median->side_a.mean, median->side_b.mean);
	char grid[COMPARE_GRID];
	snprintf(grid, sizeof grid, "%s", median->grid);
	for (int i = 0; i < 2; i++) {
		int rc = side_slow(p, i, threshold, &side[i]);
		if (rc <= 0)
			return rc;
		one[i] = (struct estimate){p->value[0], p->lo[0], p->hi[0], 1, NAN, EST_OK, NULL};
	}
	struct comparison *row = add_row(p);
	if (!row)
		return 0;
	snprintf(row->figure, sizeof row->figure, "slow_share");
	snprintf(row->grid, sizeof row->grid, "%s", grid);
	row->words = "share of calls longer than four times the greater median";
	row->above_ns = threshold;
	row->side_a = side[0];
	row->side_b = side[1];
	if (p->n[0] == 1 && p->n[1] == 1)
		within_interval(row, one);
	return 0;
}

/* Cells that the bins of every run fill whole. */
static int widest_bin(struct pair *p, double *wide)
{
	*wide = p->coarser;
	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < p->n[side]; i++) {
			const struct spectrum *s;
			int rc = spectrum_of(p, side, i, &s);
			if (rc <= 0)
				return rc;
			*wide = fmax(*wide, s->widest);
		}
	*wide = p->coarser * ceil(*wide / p->coarser - 0.01);
	return 1;
}

static int count_distributions(struct pair *p, struct histogram *h, double wide)
{
	size_t at = 0;
	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < p->n[side]; i++, at++) {
			const struct spectrum *s;
			spectrum_of(p, side, i, &s);
			if (spectrum_count(&h[at], s, wide, !is_own_tick(p, side, i)) != EST_OK)
				return -1;
		}
	return 1;
}

/* All runs of a side as one. */
static enum estimate_status pool_runs(struct histogram *out, const struct histogram *h, size_t n)
{
	size_t m = 0, at = 0;
	for (size_t i = 0; i < n; i++)
		m += h[i].distinct;
	uint64_t *both = malloc(2 * (m + 1) * sizeof *both);
	if (!both)
		return EST_NO_MEMORY;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < h[i].distinct; k++, at++) {
			both[at] = h[i].value[k];
			both[m + at] = h[i].count[k];
		}
	enum estimate_status status = histogram_from_pairs(out, both, both + m, m);
	free(both);
	return status;
}

static void row_distance(struct pair *p, const char *figure, const char *words, const char *unit,
    double value, double chance)
{
	struct comparison *row = add_row(p);
	if (!row)
		return;
	snprintf(row->figure, sizeof row->figure, "%s", figure);
	set_grid(p, row);
	row->words = words;
	row->unit = unit;
	row->side_a = (struct contrast_side){NAN, NAN, NAN, 0, p->n[0]};
	row->side_b = (struct contrast_side){NAN, NAN, NAN, 0, p->n[1]};
	row->difference = (struct contrast){value, NAN, NAN, chance};
}

static int rows_distances(struct pair *p, struct histogram *h, double wide)
{
	struct histogram a = {0}, b = {0};
	struct twosample_options o = {.permutations = PERMUTATIONS, .seed = 1};
	int rc = -1;
	if (pool_runs(&a, h, p->n[0]) == EST_OK && pool_runs(&b, h + p->n[0], p->n[1]) == EST_OK) {
		struct twosample_p chance = twosample_permute_runs(h, p->n[0], p->n[1], &o);
		bool known = p->n[0] > 1 && p->n[1] > 1;
		double ad = known ? chance.anderson_darling_p.value : (double)NAN;
		double ks = known ? chance.ks_p.value : (double)NAN;
		row_distance(p, "wasserstein_ns", "distance of the distributions", "ns",
		    twosample_wasserstein(&a, &b).value * wide, ad);
		row_distance(p, "ks", "greatest difference of the shares below a value", "",
		    twosample_ks(&a, &b).value, ks);
		row_distance(p, "jensen_shannon_bits", "Jensen-Shannon divergence", "bits",
		    twosample_jensen_shannon(&a, &b).value, ad);
		rc = 0;
	}
	histogram_release(&a);
	histogram_release(&b);
	return rc;
}

static int rows_of_distributions(struct pair *p)
{
	double wide;
	size_t n = p->n[0] + p->n[1];
	int rc = widest_bin(p, &wide);
	if (rc <= 0 || n > 64)
		return rc < 0 ? -1 : 0;
	struct histogram *h = calloc(n, sizeof *h);
	rc = h && count_distributions(p, h, wide) == 1 ? rows_distances(p, h, wide) : -1;
	for (size_t i = 0; h && i < n; i++)
		histogram_release(&h[i]);
	free(h);
	return rc;
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
	return several && (double)(most - least) > same_size * (double)most ? least : 0;
}

/* ---- a pair -------------------------------------------------------------------------------- */

static int pair_rows(struct pair *p)
{
	size_t from = p->rows->count;
	find_ticks(p);
	p->equal = pairs_equal_size(p->c, p->cell, p->machine[0], p->machine[1]);
	if (rows_of_figures(p) != 0 || row_slow(p, from) < 0 || rows_of_distributions(p) != 0)
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

/* ---- intervals ----------------------------------------------------------------------------- */

/* Both sides' spread together: nan where neither has two runs. */
static double pooled_sd(const struct contrast_side *a, const struct contrast_side *b)
{
	double df = (double)(a->n - 1) + (double)(b->n - 1);
	double ss = (a->n > 1 ? a->variance * (double)(a->n - 1) : 0) +
		    (b->n > 1 ? b->variance * (double)(b->n - 1) : 0);
	return df > 0 ? sqrt(ss / df) : (double)NAN;
}

bool pairs_log_side(struct contrast_side *out, const struct contrast_side *side)
{
	double m = side->mean, sd = side->n > 1 ? sqrt(side->variance / (double)side->n) : 0;
	if (!(m > 2 * sd))
		return false;
	*out = (struct contrast_side){
	    log(m), side->variance / (m * m), side->within / (m * m), side->step / m, side->n};
	return true;
}

static void ratio_interval(struct comparison *row, double alpha)
{
	struct contrast_side a, b;
	if (!pairs_log_side(&a, &row->side_a) || !pairs_log_side(&b, &row->side_b))
		return;
	struct contrast c = contrast_of(&a, &b, alpha);
	row->ratio_lo = exp(c.lo);
	row->ratio_hi = exp(c.hi);
}

void pairs_finish(struct comparison *row, double alpha)
{
	if (isnan(row->side_a.mean))
		return; /* a distance has no sides */
	row->difference = contrast_of(&row->side_a, &row->side_b, alpha);
	row->between_run_sd = pooled_sd(&row->side_a, &row->side_b);
	if (row->side_a.mean > 0)
		row->ratio = row->side_b.mean / row->side_a.mean;
	if (row->side_a.mean > 0 && row->side_b.mean > 0)
		ratio_interval(row, alpha);
}
