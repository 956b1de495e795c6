/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batches.h"

#include <math.h>
#include <stdlib.h>

enum { FEWEST = 10, NEIGHBOURS = 1, MOST = FEWEST << (BATCH_LEVELS - 1) };

/* The 97.5 % points of chi-square / (m - 1) and of Student's t, m - 1 degrees of freedom. */
static const double chance[BATCH_LEVELS] = {2.114, 1.729, 1.490, 1.335, 1.232};
static const double student[BATCH_LEVELS] = {2.262, 2.093, 2.023, 1.990, 1.975};
static const double normal = 1.959963984540054;

static const struct batches nothing = {{NAN, NAN, NAN, NAN, NAN}, 0};

static double mean_of(const double *v, size_t m, size_t stride)
{
	double sum = 0;
	for (size_t i = 0; i < m; i++)
		sum += v[i * stride];
	return sum / (double)m;
}

static double squares(const double *v, size_t m, size_t stride, double mean)
{
	double sum = 0;
	for (size_t i = 0; i < m; i++)
		sum += (v[i * stride] - mean) * (v[i * stride] - mean);
	return sum;
}

static double correlation(const double *v, size_t m, size_t stride)
{
	double mean = mean_of(v, m, stride), sum = 0, all = squares(v, m, stride, mean);
	for (size_t i = 0; i + 1 < m; i++)
		sum += (v[i * stride] - mean) * (v[(i + 1) * stride] - mean);
	return all > 0 ? sum / all : 0;
}

struct batches batches_of_means(const double *mean, size_t count)
{
	struct batches b = nothing;
	double part[MOST];
	for (size_t i = 0; i < count; i++)
		part[i] = mean[i];
	for (int level = BATCH_LEVELS - 1; level >= 0; level--) {
		size_t m = (size_t)FEWEST << level;
		if (m > count)
			continue;
		b.variance[level] =
		    squares(part, m, 1, mean_of(part, m, 1)) / ((double)m * (double)(m - 1));
		if (level == NEIGHBOURS)
			b.neighbours = correlation(part, m, 1);
		for (size_t i = 0; i < m / 2; i++)
			part[i] = (part[2 * i] + part[2 * i + 1]) / 2;
	}
	return b;
}

/* ---- figures ---- */

/* whole less part: the series without a batch. */
static struct bootstrap_sample without(
    const struct bootstrap_sample *whole, const struct bootstrap_sample *part, uint64_t *count)
{
	struct bootstrap_sample s = *whole;
	for (size_t i = 0; i < s.cells->cells; i++)
		count[i] = whole->count[i] - part->count[i];
	s.count = count;
	s.n -= part->n;
	s.pairs -= part->pairs;
	s.sum -= part->sum;
	s.sum2 -= part->sum2;
	s.lag1 -= part->lag1;
	s.lag1_sum -= part->lag1_sum;
	return s;
}

struct room {
	uint64_t *whole, *part, *rest; /* counts of cells; one allocation */
	double *figure;		       /* [batch][k] */
};

static void one_level(const struct bootstrap *b, bootstrap_statistic *statistic, void *context,
    size_t k, int level, const struct room *room, struct batches *out)
{
	size_t m = (size_t)FEWEST << level, blocks = bootstrap_blocks(b);
	struct bootstrap_sample whole = bootstrap_part(b, 0, blocks, room->whole);
	for (size_t i = 0; i < m; i++) {
		struct bootstrap_sample part =
		    bootstrap_part(b, i * blocks / m, (i + 1) * blocks / m, room->part);
		struct bootstrap_sample rest = without(&whole, &part, room->rest);
		statistic(&rest, context, room->figure + i * k);
	}
	for (size_t j = 0; j < k; j++) {
		const double *v = room->figure + j;
		double mean = mean_of(v, m, k), scale = (double)(m - 1) / (double)m;
		out[j].variance[level] = scale * squares(v, m, k, mean);
		if (level == NEIGHBOURS)
			out[j].neighbours = correlation(v, m, k);
	}
}

enum estimate_status batches_of_figures(const struct bootstrap *b, bootstrap_statistic *statistic,
    void *context, size_t k, int levels, struct batches *out)
{
	size_t cells = bootstrap_cells(b)->cells;
	struct room room = {malloc(3 * cells * sizeof *room.whole), NULL, NULL,
	    malloc(MOST * k * sizeof *room.figure)};
	bool ok = room.whole && room.figure;
	for (size_t j = 0; j < k; j++)
		out[j] = nothing;
	if (ok) {
		room.part = room.whole + cells;
		room.rest = room.part + cells;
	}
	for (int level = 0; ok && level < levels; level++)
		if (bootstrap_blocks(b) >= (size_t)FEWEST << level)
			one_level(b, statistic, context, k, level, &room, out);
	free(room.whole);
	free(room.figure);
	return ok ? EST_OK : EST_NO_MEMORY;
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
		v.widen = fmax(v.widen, sqrt(ratio) * student[level] / normal);
		exceeded = true;
	}
	/* Of 20 independent batches, 0.25 is exceeded once in ten times; it matters only where
	 * batches disagree with the reference as well. */
	v.grows = exceeded && (b->neighbours > 0.25 || b->variance[0] > 2 * b->variance[2]);
	return v;
}
