/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SP 800-90B looks for structure, and more samples show more of it: an entropy that is credited to
 * few samples may not last. So its first 1,000, 3,000 (as many as the published claim has), 10,000
 * and 100,000 samples are assessed like the whole. Against time and from process to process the
 * most common value's estimate is used @[SP800-90B, 6.3.1], since pieces are too short for the
 * others; its confidence term is of the piece's size, so pieces of one run are comparable with one
 * another and not with the run. Cost: a ninth of the whole assessment.
 */
#include "growth_private.h"

#include "entropy.h"
#include "figure.h"
#include "histogram.h"
#include "sp90b.h"
#include "sp90b_mapping.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PIECES = 40, FEWEST = 200, PROCESSES = 1000 };

static const struct place here = {"all", "native"};
static const char no_starts[] = "needs start ticks, which were not recorded";

/* ---- the number of samples ----------------------------------------------------------------- */

static const struct {
	size_t n;
	const char *scope;
} fronts[] = {
    {1000, "first 1000"}, {3000, "first 3000"}, {10000, "first 10000"}, {100000, "first 100000"}};

static double most_common_bits(const uint64_t *x, size_t n, double *shannon)
{
	struct histogram h;
	if (histogram_init(&h, x, n) != EST_OK)
		return NAN;
	double bits = entropy_min_mcv(&h).value;
	if (shannon)
		*shannon = entropy_shannon_mm(&h).value;
	histogram_release(&h);
	return bits;
}

/* The assessment of the whole, which is stored already; nan: there is none. */
static double find_assessed(const struct figures *f)
{
	for (size_t i = 0; i < f->results; i++) {
		const struct store_result *r = &f->result[i];
		if (figure_find(r->name) == FIGURE_MIN_90B && strcmp(r->scope, here.scope) == 0 &&
		    strcmp(r->grid, here.grid) == 0)
			return r->value;
	}
	return NAN;
}

static int add_front(struct figures *f, const struct series *x, size_t i, uint64_t *points,
    const struct run_options *o)
{
	static const char method[] = "SP 800-90B non-IID of the first samples, ticks by their rank";
	struct sp90b_options so = {.dataset = SP90B_INITIAL, .threads = o->threads};
	struct sp90b_memo memo = {NULL, 0};
	struct sp90b_mappings *all = malloc(sizeof *all);
	size_t n = fronts[i].n;
	if (!all)
		return -1;
	sp90b_assess_mappings(all, 1u << SP90B_RANK, x->elapsed, n, NULL, 0, &so, &memo);
	sp90b_memo_release(&memo);
	int rc = all->status == SP90B_NO_MEMORY ? -1 : 0;
	double h =
	    all->mapped[SP90B_RANK].status == SP90B_OK ? sp90b_h_of(&all->result[SP90B_RANK]) : -1;
	free(all);
	if (rc != 0 || h < 0)
		return rc;
	struct estimate e = estimate_point(h, n);
	e.note = "no interval: itself a bound";
	figures_add(f, (struct place){fronts[i].scope, "native"}, FIGURE_GROWTH_MIN, method, &e);
	figures_add_point(f, here, CURVE_GROWTH, (*points)++, (double)n, h,
	    most_common_bits(x->elapsed, n, NULL), NAN, NAN);
	return 0;
}

static int add_fronts(struct figures *f, const struct series *x, const struct run_options *o)
{
	size_t n = x->n < o->assess ? x->n : (size_t)o->assess;
	uint64_t points = 0;
	double whole = find_assessed(f);
	for (size_t i = 0; i < sizeof fronts / sizeof *fronts && fronts[i].n < n; i++)
		if (add_front(f, x, i, &points, o) != 0)
			return -1;
	if (!isnan(whole))
		figures_add_point(f, here, CURVE_GROWTH, points, (double)n, whole,
		    most_common_bits(x->elapsed, n, NULL), NAN, NAN);
	return 0;
}

/* ---- time and processes -------------------------------------------------------------------- */

struct least {
	double bits, at;
};

/* One piece: a point of the curve, and the least so far. */
static void add_piece(struct figures *f, enum curve_id curve, uint64_t i, double at,
    const uint64_t *x, size_t n, struct least *least)
{
	double shannon = NAN, bits = most_common_bits(x, n, &shannon);
	if (isnan(bits)) {
		f->no_memory = 1;
		return;
	}
	figures_add_point(f, here, curve, i, at, bits, shannon, NAN, NAN);
	if (!(least->bits <= bits))
		*least = (struct least){bits, at};
}

static struct estimate least_bound(double value, size_t n)
{
	struct estimate e = estimate_point(value, n);
	e.note = "no interval: the least of several";
	return e;
}

static void add_time(struct figures *f, const struct series *x)
{
	static const char method[] =
	    "least over 40 consecutive pieces: SP 800-90B 6.3.1 of each piece";
	struct least least = {NAN, NAN};
	struct estimate none = estimate_absent(x->start ? EST_TOO_SHORT : EST_NOT_APPLICABLE, x->n);
	size_t each = x->n / PIECES;
	for (uint64_t i = 0; x->start && each >= FEWEST && i < PIECES; i++) {
		size_t from = i * each;
		double at = (double)(x->start[from + each / 2] - x->start[0]) / x->hz;
		add_piece(f, CURVE_ENTROPY_TIME, i, at, x->elapsed + from, each, &least);
	}
	struct estimate bits = isnan(least.bits) ? none : least_bound(least.bits, x->n);
	struct estimate at = isnan(least.bits) ? none : least_bound(least.at, x->n);
	const char *why = x->start ? method : no_starts;
	figures_add(f, here, FIGURE_TIME_MIN_LEAST, why, &bits);
	figures_add(f, here, FIGURE_TIME_MIN_LEAST_AT, why, &at);
}

/* Processes took equal parts, one after another. */
static void add_processes(struct figures *f, const struct series *x)
{
	static const char method[] = "least over the first 1,000 processes: SP 800-90B 6.3.1 of "
				     "each one's samples";
	struct least least = {NAN, NAN};
	size_t each = x->restarts ? x->n / x->restarts : 0;
	if (x->restarts < 2 || each < 2 || x->n % x->restarts != 0)
		return;
	for (uint64_t i = 0; i < x->restarts && i < PROCESSES; i++)
		add_piece(
		    f, CURVE_ENTROPY_RESTART, i, (double)i, x->elapsed + i * each, each, &least);
	struct estimate e = least_bound(least.bits, x->n);
	figures_add(f, (struct place){"restarts", "native"}, FIGURE_RESTART_MIN_LEAST, method, &e);
}

int growth_add(struct figures *f, const struct series *x, const struct run_options *o)
{
	if (x->n == 0 || f->unordered)
		return 0;
	add_time(f, x);
	add_processes(f, x);
	return o->assess ? add_fronts(f, x, o) : 0;
}
