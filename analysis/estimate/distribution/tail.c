/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The extreme value index by moments of log excesses @[DEKKERS-EINMAHL-DE-HAAN-1989] over the 5 %
 * of samples that are farthest from the median. Hill's estimator takes every tail for a power and
 * would refuse the normal and the exponential law at this share; that of moments is 0 for these,
 * below 0 where there is an end, and 1 over the tail index for a power. Its standard error is
 * sqrt((1 + g^2) / k), taken as independent: dependence changes it little beside the distance of 0
 * to 1/4. Where the 5 % are all alike there is an end. Ties at the limit of the 5 % make the
 * excesses of a normal law of a few ticks look like those of a power; so the farthest sample is
 * asked too: of k beyond a limit of 1, the farthest of a power of index 4 lies below r with
 * probability (1 - r^-4)^k, and where that is below 1 % there is no such tail. Below about
 * 900 samples the 5 % are too few to exclude an index of 4 whatever the law; there, and wherever a
 * few values make the index uncertain, a fourth moment no larger than a normal law's shows the tail
 * to be light: of 300 samples nine in ten normal series have one, and one in forty of Student's
 * t(3). O(distinct log distinct).
 */
#include "tail.h"

#include "moments.h"
#include "quantiles.h"

#include <math.h>
#include <stdlib.h>

static const double tail_share = 0.05, heaviest = 0.25, z90 = 1.6448536269514722;
enum { TAIL_LEAST = 100, HEAVIEST_INDEX = 4 };

struct far {
	double away, count;
};

static int far_compare(const void *a, const void *b)
{
	double x = ((const struct far *)a)->away, y = ((const struct far *)b)->away;
	return (x < y) - (x > y);
}

/* How far the last of the k farthest is. */
static double find_threshold(const struct far *f, size_t distinct, double k)
{
	double threshold = 0, seen = 0;
	for (size_t i = 0; i < distinct && seen < k && f[i].away > 0; i++) {
		seen += f[i].count;
		threshold = f[i].away;
	}
	return threshold;
}

/* Whether the farthest of k is nearer than a power of the heaviest index would have it. A value is
 * known to half a step of the lattice. */
static bool has_an_end(const struct far *f, double threshold, double k, double half)
{
	if (threshold <= half)
		return false;
	double ratio = (f[0].away + half) / (threshold - half);
	return pow(1 - pow(ratio, -HEAVIEST_INDEX), k) < 0.01;
}

/* The index of the k farthest; -inf where they are alike. */
static double index_of_farthest(const struct far *f, size_t distinct, double k, double threshold)
{
	double left = k, first = 0, second = 0;
	double used = 0;
	for (size_t i = 0; i < distinct && left > 0 && f[i].away > 0; i++) {
		double count = fmin(f[i].count, left), log_away = log(f[i].away / threshold);
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

/* On a lattice the farthest samples lie on a few values, whose logarithms say more of the lattice
 * than of the tail. Where they are so few each is spread evenly over its step. */
enum { FEW_VALUES = 64, SPREAD = 16 };

static size_t spread_values(struct far *out, const struct far *f, size_t cells, double step)
{
	size_t used = 0;
	for (size_t i = 0; i < cells; i++)
		for (int j = 0; j < SPREAD; j++) {
			double away = f[i].away + step * ((j + 0.5) / SPREAD - 0.5);
			if (away > 0)
				out[used++] = (struct far){away, f[i].count / SPREAD};
		}
	qsort(out, used, sizeof *out, far_compare);
	return used;
}

static double least_step(const struct histogram *h)
{
	uint64_t step = UINT64_MAX;
	for (size_t i = 1; i < h->distinct; i++)
		step = h->value[i] - h->value[i - 1] < step ? h->value[i] - h->value[i - 1] : step;
	return (double)step;
}

/* The index of the k farthest of sorted f. */
static double index_on_lattice(const struct far *f, size_t distinct, double k, double step)
{
	struct far spread[FEW_VALUES * SPREAD];
	size_t cells = 0;
	for (double seen = 0; cells < distinct && seen < k && f[cells].away > 0; cells++)
		seen += f[cells].count;
	if (cells >= FEW_VALUES)
		return index_of_farthest(f, distinct, k, find_threshold(f, distinct, k));
	/* One more: half of its step may be farther than half of the last one's. */
	cells += cells < distinct && f[cells].away > 0;
	size_t used = spread_values(spread, f, cells, step);
	return index_of_farthest(spread, used, k, find_threshold(spread, used, k));
}

/* Whether the fourth moment of the samples is no more than a normal law's, with its error at this
 * n: sqrt(24 / n). Of a law of index 4 or less it grows with n. */
static bool has_light_moment(const struct histogram *h)
{
	struct moments m = moments_of_histogram(h);
	double n = (double)h->n, second = 0, fourth = 0;
	for (size_t i = 0; i < h->distinct; i++) {
		double d = (double)h->value[i] - m.mean.value;
		second += d * d * (double)h->count[i] / n;
		fourth += d * d * d * d * (double)h->count[i] / n;
	}
	return fourth / (second * second) < 3 + z90 * sqrt(24 / n);
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
		f[i] = (struct far){fabs((double)h->value[i] - median), (double)h->count[i]};
	qsort(f, h->distinct, sizeof *f, far_compare);
	double threshold = find_threshold(f, h->distinct, k);
	double step = least_step(h);
	bool ends = has_an_end(f, threshold, k, step / 2);
	double g = index_on_lattice(f, h->distinct, k, step);
	free(f);
	return !ends && g + z90 * sqrt((1 + g * g) / k) > heaviest && !has_light_moment(h);
}
