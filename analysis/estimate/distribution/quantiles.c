/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quantiles of discrete data by definition 2 of @[HYNDMAN-FAN-1996]: a value that occurred, or the
 * middle of two; interpolation would invent values between the counter's ticks. The MAD follows
 * from the same cumulative counts. Cost: one pass over the distinct values for each quantile.
 */
#include "quantiles.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

/* The value of rank r (1 = smallest), 1 <= r <= n. */
static uint64_t order_statistic(const struct histogram *h, uint64_t r)
{
	uint64_t below = 0;
	size_t i = 0;
	while (below + h->count[i] < r)
		below += h->count[i++];
	return h->value[i];
}

/* Half way between, without overflow and exact to the last bit of a double. */
static double find_midpoint(uint64_t a, uint64_t b)
{
	return (double)a + (double)(b - a) / 2;
}

/* Ranks lo <= hi whose values' mean is the p-quantile by definition 2. */
static void find_ranks(uint64_t n, double p, uint64_t *lo, uint64_t *hi)
{
	double np = (double)n * p, j = floor(np + 4 * DBL_EPSILON * np);
	int whole = fabs(np - j) <= 4 * DBL_EPSILON * np;
	double first = whole ? j : j + 1;
	*lo = first < 1 ? 1 : first > (double)n ? n : (uint64_t)first;
	*hi = whole && j >= 1 && *lo < n ? *lo + 1 : *lo;
}

struct estimate quantiles_at(const struct histogram *h, double p)
{
	if (!(p >= 0 && p <= 1))
		return estimate_absent(EST_NOT_APPLICABLE, h->n);
	if (!h->n)
		return estimate_absent(EST_TOO_SHORT, 0);
	uint64_t lo, hi;
	find_ranks(h->n, p, &lo, &hi);
	return estimate_point(find_midpoint(order_statistic(h, lo), order_statistic(h, hi)), h->n);
}

/* Twice the distance of a value from the median, whose double is median2: integers throughout, as
 * the median may lie half way between two ticks. */
static unsigned __int128 twice_distance(uint64_t value, unsigned __int128 median2)
{
	unsigned __int128 v2 = (unsigned __int128)value * 2;
	return v2 > median2 ? v2 - median2 : median2 - v2;
}

/* Walks outwards from the median, nearer side first, until `r` samples are behind; the
 * twice-distance of the sample of that rank among the deviations. */
static unsigned __int128 find_deviation(
    const struct histogram *h, unsigned __int128 median2, uint64_t r)
{
	size_t up = 0;
	while (up < h->distinct && (unsigned __int128)h->value[up] * 2 < median2)
		up++;
	size_t down = up; /* the next one below is down - 1 */
	uint64_t seen = 0;
	unsigned __int128 at = 0;
	while (seen < r) {
		int take_up = down == 0 ||
			      (up < h->distinct && twice_distance(h->value[up], median2) <=
						       twice_distance(h->value[down - 1], median2));
		size_t i = take_up ? up++ : --down;
		at = twice_distance(h->value[i], median2);
		seen += h->count[i];
	}
	return at;
}

struct estimate quantiles_mad(const struct histogram *h)
{
	if (!h->n)
		return estimate_absent(EST_TOO_SHORT, 0);
	uint64_t lo, hi;
	find_ranks(h->n, 0.5, &lo, &hi);
	unsigned __int128 median2 =
	    (unsigned __int128)order_statistic(h, lo) + order_statistic(h, hi);
	unsigned __int128 a = find_deviation(h, median2, lo), b = find_deviation(h, median2, hi);
	return estimate_point(((double)a + (double)b) / 4, h->n);
}

struct estimate quantiles_range(const struct histogram *h)
{
	struct estimate low = quantiles_at(h, 0.25), high = quantiles_at(h, 0.75);
	return low.status == EST_OK ? estimate_point(high.value - low.value, h->n) : low;
}

struct estimate quantiles_window_share(const struct histogram *h, double lo, double hi)
{
	if (!(lo <= hi))
		return estimate_absent(EST_NOT_APPLICABLE, h->n);
	if (!h->n)
		return estimate_absent(EST_TOO_SHORT, 0);
	uint64_t inside = 0;
	for (size_t i = 0; i < h->distinct; i++)
		if ((double)h->value[i] >= lo && (double)h->value[i] <= hi)
			inside += h->count[i];
	return estimate_point((double)inside / (double)h->n, h->n);
}
