/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The extreme value index by moments of log excesses @[DEKKERS-EINMAHL-DE-HAAN-1989] over the 5 %
 * of samples that are farthest from the median. Hill's estimator takes every tail for a power and
 * would refuse the normal and the exponential law at this share; that of moments is 0 for these,
 * below 0 where there is an end, and 1 over the tail index for a power. Its standard error is
 * sqrt((1 + g^2) / k), taken as independent: dependence changes it little beside the distance of 0
 * to 1/4. Ties, of which ticks have many, are counted as they come; where the 5 % are all alike
 * there is an end. O(distinct log distinct).
 */
#include "tail.h"

#include "quantiles.h"

#include <math.h>
#include <stdlib.h>

static const double tail_share = 0.05, heaviest = 0.25, z90 = 1.6448536269514722;
enum { TAIL_LEAST = 100 };

struct far {
	double away;
	uint64_t count;
};

static int far_compare(const void *a, const void *b)
{
	double x = ((const struct far *)a)->away, y = ((const struct far *)b)->away;
	return (x < y) - (x > y);
}

/* The index of the k farthest; -inf where they are alike. */
static double index_of_farthest(const struct far *f, size_t distinct, double k)
{
	double left = k, first = 0, second = 0, threshold = 0;
	size_t i = 0;
	for (double seen = 0; i < distinct && seen < k && f[i].away > 0; i++) {
		seen += (double)f[i].count;
		threshold = f[i].away;
	}
	double used = 0;
	for (i = 0; i < distinct && left > 0 && f[i].away > 0; i++) {
		double count = fmin((double)f[i].count, left),
		       log_away = log(f[i].away / threshold);
		first += count * log_away;
		second += count * log_away * log_away;
		left -= count;
		used += count;
	}
	first /= used;
	second /= used;
	if (!(second > 0) || first * first >= second)
		return -INFINITY;
	return first + 1 - 0.5 / (1 - first * first / second);
}

bool tail_is_heavy(const struct histogram *h)
{
	if (h->n < TAIL_LEAST || h->distinct < 2)
		return false;
	struct far *f = malloc(h->distinct * sizeof *f);
	if (!f)
		return true;
	double median = quantiles_at(h, 0.5).value, n = (double)h->n, k = ceil(tail_share * n);
	for (size_t i = 0; i < h->distinct; i++)
		f[i] = (struct far){fabs((double)h->value[i] - median), h->count[i]};
	qsort(f, h->distinct, sizeof *f, far_compare);
	double g = index_of_farthest(f, h->distinct, k);
	free(f);
	return g + z90 * sqrt((1 + g * g) / k) > heaviest;
}
