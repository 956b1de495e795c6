/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Batch means on a ladder of 10 to 160 batches @[FISHMAN-1978]. Neighbouring batches are joined in
 * pairs from the finest level down, so that one list of means gives every level: O(batches). The
 * points of chi-square and of Student's t are tabulated because the levels are fixed; they are of
 * one level each, and the level with the largest ratio counts, which widens intervals of series
 * without long memory in about one of twenty. Nothing here knows how the batches were made.
 */
#include "batches_private.h"

#include "normal.h"

#include <math.h>

enum { FEWEST = BATCH_FEWEST, NEIGHBOURS = 1, MOST = BATCH_MOST };

/* The 97.5 % points of chi-square / (m - 1) and of Student's t, m - 1 degrees of freedom. */
static const double chance[BATCH_LEVELS] = {2.114, 1.729, 1.490, 1.335, 1.232};
static const double student[BATCH_LEVELS] = {2.262, 2.093, 2.023, 1.990, 1.975};

const struct batches batches_none = {{NAN, NAN, NAN, NAN, NAN}, 0};

static double mean_of(const double *v, size_t m, size_t stride)
{
	double sum = 0;
	for (size_t i = 0; i < m; i++)
		sum += v[i * stride];
	return sum / (double)m;
}

static double sum_squares(const double *v, size_t m, size_t stride, double mean)
{
	double sum = 0;
	for (size_t i = 0; i < m; i++)
		sum += (v[i * stride] - mean) * (v[i * stride] - mean);
	return sum;
}

static double find_correlation(const double *v, size_t m, size_t stride)
{
	double mean = mean_of(v, m, stride), sum = 0, all = sum_squares(v, m, stride, mean);
	for (size_t i = 0; i + 1 < m; i++)
		sum += (v[i * stride] - mean) * (v[(i + 1) * stride] - mean);
	return all > 0 ? sum / all : 0;
}

struct batches batches_of_means(const double *mean, size_t count)
{
	struct batches b = batches_none;
	double part[MOST];
	for (size_t i = 0; i < count; i++)
		part[i] = mean[i];
	for (int level = BATCH_LEVELS - 1; level >= 0; level--) {
		size_t m = (size_t)FEWEST << level;
		if (m > count)
			continue;
		b.variance[level] =
		    sum_squares(part, m, 1, mean_of(part, m, 1)) / ((double)m * (double)(m - 1));
		if (level == NEIGHBOURS)
			b.neighbours = find_correlation(part, m, 1);
		for (size_t i = 0; i < m / 2; i++)
			part[i] = (part[2 * i] + part[2 * i + 1]) / 2;
	}
	return b;
}

void batches_add_jackknife(struct batches *b, int level, const double *without, size_t stride)
{
	size_t m = (size_t)FEWEST << level;
	double scale = (double)(m - 1) / (double)m;
	b->variance[level] = scale * sum_squares(without, m, stride, mean_of(without, m, stride));
	if (level == NEIGHBOURS)
		b->neighbours = find_correlation(without, m, stride);
}

/* ---- what follows ---- */

struct batch_verdict batches_verdict(const struct batches *b, double reference)
{
	struct batch_verdict v = {reference, 1, false};
	bool exceeded = false;
	for (int level = 0; level < BATCH_LEVELS; level++) {
		double ratio = b->variance[level] / reference;
		if (!(ratio > chance[level]))
			continue;
		v.variance = fmax(v.variance, b->variance[level]);
		v.widen = fmax(v.widen, sqrt(ratio) * student[level] / NORMAL_975);
		exceeded = true;
	}
	/* Of 20 independent batches, 0.25 is exceeded once in ten times; it matters only where
	 * batches disagree with the reference as well. */
	v.grows = exceeded && (b->neighbours > 0.25 || b->variance[0] > 2 * b->variance[2]);
	return v;
}
