/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The figures of a summary as functions of coarse counts, for the original, its replicates and its
 * pieces alike, and the influence of a cell on each of them @[HAMPEL-1974]. Entropies go by the
 * chain rule: that of the cells, plus what the original has within each, so that merging rare
 * values loses none of it. O(cells).
 */
#include "replicate_private.h"

#include "quantiles.h"

#include <math.h>
#include <stdlib.h>

/* The index of the greatest value at or below the q-quantile. */
static size_t place_of_quantile(const struct histogram *h, double p)
{
	double q = quantiles_at(h, p).value;
	size_t i = 0;
	while (i + 1 < h->distinct && (double)h->value[i + 1] <= q)
		i++;
	return i;
}

enum estimate_status replicate_init(struct replicate *r, const struct coarse *c,
    const struct histogram *h, uint64_t tick, const struct summary_options *o)
{
	double *all = calloc(4 * c->cells, sizeof *all);
	*r = (struct replicate){.odd = all};
	if (!all)
		return EST_NO_MEMORY;
	r->odd_effective = all + c->cells;
	r->fast = all + 2 * c->cells;
	r->slow = all + 3 * c->cells;
	for (size_t i = 1; i < c->cells; i++)
		if ((double)c->count[i] * c->within_max[i] >
		    (double)c->count[r->top] * c->within_max[r->top])
			r->top = i;
	for (int q = 0; q < QUANTILES; q++)
		r->quantile[q] = c->of[place_of_quantile(h, summary_quantile[q])];
	for (size_t j = 0; j < h->distinct; j++) {
		size_t i = c->of[j];
		double p = (double)h->count[j] / (double)c->count[i], x = (double)h->value[j];
		r->odd[i] += h->value[j] & 1 ? p : 0;
		r->odd_effective[i] += h->value[j] / tick & 1 ? p : 0;
		r->fast[i] += x >= o->fast_lo_ticks && x <= o->fast_hi_ticks ? p : 0;
		r->slow[i] += x >= o->slow_lo_ticks && x <= o->slow_hi_ticks ? p : 0;
	}
	return EST_OK;
}

void replicate_release(struct replicate *r)
{
	free(r->odd);
	*r = (struct replicate){0};
}

static double cell_span(const struct coarse *c, size_t i)
{
	return (double)(c->hi[i] - c->lo[i]);
}

double replicate_value_at(const struct bootstrap_sample *s, double rank, size_t *at)
{
	const struct coarse *c = s->cells;
	double below = 0;
	size_t i = 0;
	while (i + 1 < c->cells && below + (double)s->count[i] < rank)
		below += (double)s->count[i++];
	double inside = s->count[i] ? (rank - below) / (double)s->count[i] : 0;
	*at = i;
	return (double)(c->lo[i] - c->base) + inside * cell_span(c, i);
}

/* The median distance from the median: cells are taken from the median outwards, the nearer side
 * first. */
static double cell_mad(const struct bootstrap_sample *s)
{
	const struct coarse *c = s->cells;
	size_t at;
	double half = (double)s->n / 2, m = replicate_value_at(s, half, &at), seen = 0;
	size_t up = at, down = at;
	while (up < c->cells || down > 0) {
		bool take_up = down == 0 || (up < c->cells && fabs(c->mean[up] - m) <=
								  fabs(c->mean[down - 1] - m));
		size_t i = take_up ? up++ : --down;
		if (seen + (double)s->count[i] >= half) {
			double a = fabs((double)(c->lo[i] - c->base) - m);
			double b = fabs((double)(c->hi[i] - c->base) - m);
			double inside = (half - seen) / (double)s->count[i];
			return fmin(a, b) + inside * fabs(a - b);
		}
		seen += (double)s->count[i];
	}
	return NAN;
}

/* Entropies by the chain rule: that of the cells, plus what the original has within each. */
static void cell_entropies(const struct bootstrap_sample *s, double *out)
{
	const struct coarse *c = s->cells;
	double n = (double)s->n, shannon = 0, square = 0, distinct = 0;
	for (size_t i = 0; i < c->cells; i++) {
		if (!s->count[i])
			continue;
		double p = (double)s->count[i] / n;
		shannon += p * (log2(1 / p) + c->within_bits[i]);
		square += p * p * c->within_square[i];
		distinct++;
	}
	out[SHANNON] = shannon;
	out[SHANNON_MM] = out[GRASSBERGER] =
	    fmin(shannon + (distinct - 1) / (2 * n * 0.6931471805599453), log2(n));
	double pairs = (square * n - 1) / (n - 1);
	out[COLLISION] = pairs > 0 ? -log2(pairs) : NAN;
}

static void cell_moments(const struct bootstrap_sample *s, double *out)
{
	double n = (double)s->n, m = s->sum / n, ss = s->sum2 - s->sum * m;
	out[MEAN] = (double)s->centre + m;
	out[SD] = sqrt(fmax(ss, 0) / (n - 1));
	out[CV] = out[SD] / out[MEAN];
	out[LAG1] = ss > 0 ? (s->lag1 - m * s->lag1_sum + (double)s->pairs * m * m) / ss : NAN;
}

/* The samples below each quantile of the original, and at or below it. */
static void cell_shares_below(
    const struct bootstrap_sample *s, const struct replicate *r, double *out)
{
	double n = (double)s->n, below = 0;
	size_t i = 0;
	for (int q = 0; q < QUANTILES; q++) {
		for (; i < r->quantile[q]; i++)
			below += (double)s->count[i];
		out[REPLICATE_BELOW + q] = below / n;
		out[REPLICATE_UP_TO + q] = (below + (double)s->count[i]) / n;
	}
}

void replicate_figures(const struct bootstrap_sample *s, void *context, double *out)
{
	const struct replicate *r = context;
	double n = (double)s->n;
	for (int i = 0; i < REPLICATE_FIGURES; i++)
		out[i] = NAN;
	cell_moments(s, out);
	cell_entropies(s, out);
	cell_shares_below(s, r, out);
	out[MAD] = cell_mad(s);
	out[MIN_PLUGIN] = (double)s->count[r->top] * s->cells->within_max[r->top] / n;
	out[LSB] = out[LSB_EFFECTIVE] = out[FAST] = out[SLOW] = 0;
	for (size_t i = 0; i < s->cells->cells; i++) {
		double p = (double)s->count[i] / n;
		out[LSB] += p * r->odd[i];
		out[LSB_EFFECTIVE] += p * r->odd_effective[i];
		out[FAST] += p * r->fast[i];
		out[SLOW] += p * r->slow[i];
	}
}

/* ---- influence ---- */

static const double *shares_of(const struct replicate *r, int place)
{
	return place == LSB		? r->odd
	       : place == LSB_EFFECTIVE ? r->odd_effective
	       : place == FAST		? r->fast
	       : place == SLOW		? r->slow
					: NULL;
}

static double entropy_influence(
    const struct bootstrap_sample *s, size_t i, int place, double shannon, double collision)
{
	double p = (double)s->count[i] / (double)s->n;
	if (p <= 0)
		return 0;
	return place == COLLISION ? -2 * (p * s->cells->within_square[i] - collision) /
					(collision * 0.6931471805599453)
				  : -log2(p) + s->cells->within_bits[i] - shannon;
}

static double moment_influence(const double *row, double d, int place)
{
	double mean = row[MEAN], sd = row[SD], spread = (d * d - sd * sd) / (2 * sd);
	return place == MEAN ? d : place == SD ? spread : spread / mean - sd * d / (mean * mean);
}

bool replicate_influence(const struct replicate *r, const struct bootstrap_sample *s,
    const double *row, int place, double *per_cell)
{
	const struct coarse *c = s->cells;
	const double *share = shares_of(r, place);
	bool moment = place >= MEAN && place <= CV,
	     entropy = place >= SHANNON && place <= COLLISION;
	if (!share && !moment && !entropy && place != MIN_PLUGIN)
		return false;
	if (moment && place != MEAN && !(row[SD] > 0))
		return false;
	for (size_t i = 0; i < c->cells; i++) {
		double x = c->mean[i] + (double)c->base;
		per_cell[i] =
		    moment    ? moment_influence(row, x - row[MEAN], place)
		    : entropy ? entropy_influence(s, i, place, row[SHANNON], exp2(-row[COLLISION]))
		    : share   ? share[i]
		    : i == r->top ? c->within_max[i]
				  : 0;
	}
	return true;
}

void replicate_influence_of_share(const struct coarse *c, size_t cells_below, double *per_cell)
{
	for (size_t i = 0; i < c->cells; i++)
		per_cell[i] = i < cells_below;
}
