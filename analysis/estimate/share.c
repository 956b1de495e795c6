/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "share.h"

#include "batches.h"
#include "histogram.h"

#include <math.h>
#include <stdlib.h>

/* The 97.5 % quantile of the normal distribution. */
static const double z95 = 1.9599639845400545;

struct estimate share_independent(uint64_t count, uint64_t n)
{
	if (n == 0)
		return estimate_absent(EST_TOO_SHORT, 0);
	double size = (double)n, p = (double)count / size, zz = z95 * z95;
	double centre = (p + zz / (2 * size)) / (1 + zz / size);
	double half = z95 * sqrt(p * (1 - p) / size + zz / (4 * size * size)) / (1 + zz / size);
	return (struct estimate){
	    p, fmax(0, fmin(centre - half, p)), fmin(1, fmax(centre + half, p)), n, size, EST_OK, NULL};
}

/* The series holds 0 and 1 only, so the exact sum about `centre` tells the share. */
static void share_statistic(const struct bootstrap_sample *sample, void *context, double *out)
{
	(void)context;
	*out = sample->sum / (double)sample->n + (double)sample->centre;
}

static enum estimate_status set_interval(const struct bootstrap *b, struct estimate *e)
{
	unsigned count = bootstrap_replicates(b);
	double figure, se, *replicate = malloc(count * sizeof *replicate);
	struct batches batches;
	enum estimate_status status = EST_NO_MEMORY;
	if (replicate)
		status = bootstrap_run(b, share_statistic, NULL, 1, 0, &figure, replicate);
	if (status == EST_OK)
		status = batches_of_figures(b, share_statistic, NULL, 1, BATCH_LEVELS, &batches);
	if (status == EST_OK) {
		struct estimate without = *e;
		without.lo = without.hi = without.n_eff = NAN;
		bootstrap_interval(
		    b, BOOTSTRAP_SHARE, figure, replicate, count, 1, 0, &batches, &without, &se);
		*e = without;
	}
	free(replicate);
	return status;
}

static enum estimate_status interval(
    const uint64_t *x, size_t n, const struct bootstrap_options *options, struct estimate *e)
{
	struct histogram h;
	struct bootstrap *b = NULL;
	enum estimate_status status = histogram_init(&h, x, n);
	if (status == EST_OK)
		status = bootstrap_open(&b, x, n, &h, options);
	if (status == EST_OK)
		status = set_interval(b, e);
	bootstrap_close(b);
	histogram_release(&h);
	return status;
}

struct estimate share_of(const uint8_t *yes, size_t n, const struct bootstrap_options *options)
{
	uint64_t count = 0;
	for (size_t i = 0; i < n; i++)
		count += yes[i] != 0;
	struct estimate e = share_independent(count, n);
	if (n < 20 || count == 0 || count == n)
		return e;
	uint64_t *x = malloc(n * sizeof *x);
	if (!x)
		return estimate_absent(EST_NO_MEMORY, n);
	for (size_t i = 0; i < n; i++)
		x[i] = yes[i] != 0;
	if (interval(x, n, options, &e) == EST_NO_MEMORY)
		e = estimate_absent(EST_NO_MEMORY, n);
	free(x);
	return e;
}
