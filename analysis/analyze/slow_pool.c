/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where each run draws its own line between fast and slow, the shares of two runs are of different
 * things: a mode that one run resolves and the next one does not moves the line, and the share with
 * it. So the line is drawn once, from the samples of all runs of a group together: the first gap
 * between modes of the pooled distribution that some run has samples on both sides of. A gap that
 * lies between the levels of two runs, as a change of clock frequency makes it, parts runs and not
 * samples. Without such a gap it is the rule of one mode. Cost: one fit.
 */
#include "slow_pool_private.h"

#include "modality.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of a run's samples at least so many lie on each side of a gap that parts them. */
static const double least_side = 0.01;

static bool gap_parts(const struct histogram *h, double gap)
{
	uint64_t above = 0;
	for (size_t i = h->distinct; i-- > 0 && (double)h->value[i] > gap;)
		above += h->count[i];
	double share = h->n ? (double)above / (double)h->n : 0;
	return share >= least_side && share <= 1 - least_side;
}

static int pool_histograms(struct histogram *out, const struct histogram *of_run, size_t n)
{
	size_t pairs = 0, at = 0;
	for (size_t i = 0; i < n; i++)
		pairs += of_run[i].distinct;
	uint64_t *value = malloc((pairs + 1) * sizeof *value);
	uint64_t *count = malloc((pairs + 1) * sizeof *count);
	enum estimate_status status = EST_NO_MEMORY;
	for (size_t i = 0; value && count && i < n; i++) {
		size_t k = of_run[i].distinct;
		if (k > 0) {
			memcpy(value + at, of_run[i].value, k * sizeof *value);
			memcpy(count + at, of_run[i].count, k * sizeof *count);
		}
		at += k;
	}
	if (value && count)
		status = histogram_from_pairs(out, value, count, pairs);
	free(value);
	free(count);
	return status == EST_OK ? 0 : -1;
}

/* Leaves the modes out whose gaps part no run; the first gap left becomes the first. */
static void drop_gaps(struct modality *y, const struct histogram *of_run, size_t n)
{
	for (int k = 0; y->modes.status == EST_OK && k + 1 < (int)y->modes.value; k++)
		for (size_t i = 0; i < n; i++)
			if (gap_parts(&of_run[i], y->antimode[k])) {
				y->antimode[0] = y->antimode[k];
				return;
			}
	y->modes = estimate_point(1, y->modes.n);
}

struct slow_rule slow_pool_rule(
    const struct histogram *of_run, size_t n, double n_eff, uint64_t seed)
{
	struct histogram pooled = {0};
	struct modality_options fit = {.n_eff = n_eff, .seed = seed};
	if (pool_histograms(&pooled, of_run, n) != 0)
		return (struct slow_rule){NAN, NULL};
	struct modality y = modality_of(&pooled, &fit, NULL);
	drop_gaps(&y, of_run, n);
	struct slow_rule rule = causes_rule(&pooled, &y);
	histogram_release(&pooled);
	if (y.status == EST_NO_MEMORY)
		rule.method = NULL;
	return rule;
}
