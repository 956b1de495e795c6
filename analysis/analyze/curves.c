/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Points of the plots, binned before they are stored: a plot of ten million samples has a few
 * hundred points, and the report never reads samples. The histogram has bins of whole ticks over
 * the bulk, the logarithmic one bins of equal ratio that each hold a whole number, the survival
 * curve is thinned to equal steps of its logarithm, so that a tail of one in a million is as
 * visible as the median. Cost: linear in the distinct values, and in the samples for curves over
 * time.
 */
#include "curves_private.h"

#include "quantiles.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
	BINS = 240,	     /* of a histogram, at most */
	LOG_PER_DECADE = 24, /* bins of equal ratio */
	SURVIVAL = 800,	     /* points, at most */
	COLUMNS = 200,	     /* of the density, along the run */
	CELLS = 80,	     /* of the density, along the ticks */
	LAG_CELLS = 40,	     /* of the lag plot, along each axis */
};

/* Equal bins over the bulk of the samples: bin i holds the values v with i = (v - lo) / width, and
 * is drawn half a tick lower, so that values are in the middle of their bars. */
struct bins {
	uint64_t lo, width;
	size_t count;
};

static double edge_of(const struct bins *b, size_t i)
{
	/* In double: at 2^64 the last edge is beyond what 64 bits hold. No duration is below 0. */
	return fmax((double)b->lo - 0.5 + (double)i * (double)b->width, 0);
}

/* Bins over all but the outermost 5 in 10,000 samples. */
static struct bins bulk_bins(const struct histogram *h, size_t most)
{
	double lo = quantiles_at(h, 0.0005).value, hi = quantiles_at(h, 0.9995).value;
	double pad = 0.05 * (hi - lo) + 1;
	uint64_t least = h->value[0], span = h->value[h->distinct - 1] - least;
	/* Ends above the least value, so that no sum leaves 64 bits. */
	double below = fmax(lo - pad - (double)least, 0), above = hi + pad - (double)least;
	uint64_t from = (uint64_t)below, to = above >= (double)span ? span : (uint64_t)above;
	uint64_t places = (to > from ? to - from : 0) + 1;
	struct bins b = {.lo = least + from, .width = (places - 1) / most + 1};
	b.count = (size_t)((places - 1) / b.width + 1);
	return b;
}

static void count_into(const struct histogram *h, const struct bins *b, uint64_t *count)
{
	for (size_t i = 0; i < h->distinct; i++) {
		uint64_t v = h->value[i];
		if (v >= b->lo && (v - b->lo) / b->width < b->count)
			count[(v - b->lo) / b->width] += h->count[i];
	}
}

static double value_of(const struct summary *s, enum figure_id figure)
{
	const struct summary_row *r = summary_find(s, figure);
	return r && r->estimate.status == EST_OK ? r->estimate.value : (double)NAN;
}

static void add_histogram(struct figures *f, struct place at, const struct histogram *h)
{
	struct bins b = bulk_bins(h, BINS);
	uint64_t *count = calloc(b.count, sizeof *count);
	if (!count) {
		f->no_memory = 1;
		return;
	}
	count_into(h, &b, count);
	for (size_t i = 0; i < b.count; i++) {
		double lo = edge_of(&b, i);
		figures_add_point(
		    f, at, CURVE_HISTOGRAM, i, lo, (double)count[i], NAN, lo, edge_of(&b, i + 1));
	}
	free(count);
}

void curves_add_fit(
    struct figures *f, struct place at, const struct histogram *h, const struct mixture *m)
{
	/* Where much belongs to no component, the background's shape is what would be seen. */
	if (h->distinct < 2 || m->background > 0.1)
		return;
	struct bins b = bulk_bins(h, BINS);
	for (size_t i = 0; i < b.count; i++) {
		double lo = edge_of(&b, i), hi = edge_of(&b, i + 1);
		figures_add_point(f, at, CURVE_FIT, i, lo,
		    (double)h->n * mixture_between(m, lo, hi), NAN, lo, hi);
	}
}

/* Zero ticks have no logarithm: they are counted in the bin that begins at 1/2. */
static void add_log_histogram(struct figures *f, struct place at, const struct histogram *h)
{
	double ratio = pow(10, 1.0 / LOG_PER_DECADE);
	double lo = fmax((double)h->value[0], 0.5);
	size_t at_value = 0;
	for (uint64_t i = 0; at_value < h->distinct; i++) {
		double hi = fmax(lo * ratio, floor(lo) + 1); /* every bin holds an integer */
		double count = 0;
		for (; at_value < h->distinct && (double)h->value[at_value] < hi; at_value++)
			count += (double)h->count[at_value];
		figures_add_point(f, at, CURVE_HISTOGRAM_LOG, i, lo, count, NAN, lo, hi);
		lo = hi;
	}
}

/* Share of samples above each value; thinned to equal steps of its logarithm, the ends kept: the
 * last is the longest sample, above which there is none. */
static void add_survival(struct figures *f, struct place at, const struct histogram *h)
{
	double step = log((double)h->n) / SURVIVAL, next = 0;
	uint64_t above = h->n, i = 0;
	for (size_t k = 0; k < h->distinct; k++) {
		above -= h->count[k];
		double depth = above > 0 ? log((double)h->n / (double)above) : INFINITY;
		if (depth < next)
			continue;
		next = depth + step;
		figures_add_point(f, at, CURVE_SURVIVAL, i++, (double)h->value[k],
		    (double)above / (double)h->n, NAN, NAN, NAN);
	}
}

/* Of the values or of the mid-ranks. */
static void add_acf(struct figures *f, struct place at, enum curve_id curve,
    const struct estimate *acf, double band)
{
	for (int lag = 1; lag <= SUMMARY_LAGS; lag++)
		if (acf[lag].status == EST_OK)
			figures_add_point(
			    f, at, curve, (uint64_t)lag - 1, lag, acf[lag].value, NAN, -band, band);
}

/* Counts over (time, ticks): what a mixture of modes and a step from one to the other differ in. */
static void add_density(struct figures *f, struct place at, const uint64_t *elapsed, size_t n,
    const struct histogram *h)
{
	struct bins b = bulk_bins(h, CELLS);
	uint64_t *count = calloc(b.count, sizeof *count), i = 0;
	size_t columns = n < COLUMNS ? n : COLUMNS;
	if (!count) {
		f->no_memory = 1;
		return;
	}
	for (size_t c = 0; c < columns; c++) {
		size_t from = (size_t)((double)n * (double)c / (double)columns);
		size_t to =
		    c + 1 == columns ? n : (size_t)((double)n * (double)(c + 1) / (double)columns);
		uint64_t greatest = 0;
		for (size_t k = 0; k < b.count; k++)
			count[k] = 0;
		for (size_t k = from; k < to; k++) {
			uint64_t v = elapsed[k];
			greatest = v > greatest ? v : greatest;
			if (v >= b.lo && (v - b.lo) / b.width < b.count)
				count[(v - b.lo) / b.width]++;
		}
		for (size_t k = 0; k < b.count; k++) {
			double lo = edge_of(&b, k);
			if (count[k])
				figures_add_point(f, at, CURVE_DENSITY, i++, (double)from, lo,
				    (double)count[k], lo, edge_of(&b, k + 1));
		}
		figures_add_point(
		    f, at, CURVE_MAXIMUM, c, (double)from, (double)greatest, NAN, NAN, NAN);
	}
	free(count);
}

/* Counts over (duration, the next one): alike rows are no memory, whatever their shape. */
static void add_lag(struct figures *f, struct place at, const uint64_t *elapsed, size_t n,
    const struct histogram *h)
{
	struct bins b = bulk_bins(h, LAG_CELLS);
	uint64_t *count = calloc(b.count * b.count, sizeof *count), point = 0;
	if (!count) {
		f->no_memory = 1;
		return;
	}
	size_t before = b.count;
	for (size_t k = 0; k < n; k++) {
		uint64_t v = elapsed[k];
		bool inside = v >= b.lo && (v - b.lo) / b.width < b.count;
		size_t cell = inside ? (size_t)((v - b.lo) / b.width) : b.count;
		if (k > 0 && inside && before < b.count)
			count[before * b.count + cell]++;
		before = cell;
	}
	for (size_t i = 0; i < b.count * b.count; i++)
		if (count[i])
			figures_add_point(f, at, CURVE_LAG, point++, edge_of(&b, i / b.count),
			    edge_of(&b, i % b.count), (double)count[i],
			    edge_of(&b, i / b.count + 1), edge_of(&b, i % b.count + 1));
	free(count);
}

void curves_add(struct figures *f, struct place at, const uint64_t *elapsed, size_t n,
    const struct histogram *h, const struct summary *s)
{
	if (n == 0)
		return;
	add_histogram(f, at, h);
	add_log_histogram(f, at, h);
	add_survival(f, at, h);
	double band = value_of(s, FIGURE_ACF_WHITE_BAND);
	add_acf(f, at, CURVE_ACF, s->acf, band);
	add_acf(f, at, CURVE_ACF_RANK, s->acf_rank, band);
	add_density(f, at, elapsed, n, h);
	if (strcmp(at.grid, "native") == 0)
		add_lag(f, at, elapsed, n, h);
}
