/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * If one cost and the counter's tick make a split of two values, the share of the longer one is the
 * fraction of a tick in the cost, whatever the tick is. So the samples are counted by counters
 * whose ticks make the cost 0.05, 0.10 ... 2 ticks, and the share above its whole ticks is set
 * beside that fraction: a sawtooth of no free parameter. The cost is the mean of the samples but
 * the longest hundredth: with any start phase floor(phase + cost) has the mean cost, which its
 * median has not. Cost: 40 passes over at most 2^15 samples.
 */
#include "sweep_private.h"

#include "entropy.h"
#include "grid.h"
#include "grids_private.h"
#include "histogram.h"
#include "quantiles.h"

#include <math.h>
#include <stdlib.h>

enum { MOST = 1 << 15, FEWEST = 1000, POINTS = 40, PER_TICK = 20 };

static double trimmed_mean(const struct histogram *h)
{
	double limit = quantiles_at(h, 0.99).value, sum = 0, n = 0;
	for (size_t i = 0; i < h->distinct && (double)h->value[i] <= limit; i++) {
		sum += (double)h->value[i] * (double)h->count[i];
		n += (double)h->count[i];
	}
	return n > 0 ? sum / n : 0;
}

/* Adds the point at which the cost has so many ticks of a counter of hz. */
static int add_point(struct figures *f, const struct series *x, size_t n, uint64_t *ticks,
    double cost, double hz, uint64_t *points)
{
	const struct grid g = {.native_hz = round(x->hz), .grid_hz = round(hz)};
	struct histogram h;
	uint64_t above = 0;
	if (grids_refusal(x, g.grid_hz) || g.grid_hz < 1 ||
	    grid_emulate(&g, x->start, x->elapsed, n, ticks) != EST_OK)
		return 0;
	if (histogram_init(&h, ticks, n) != EST_OK)
		return -1;
	for (size_t i = 0; i < n; i++)
		above += (double)ticks[i] > floor(cost);
	figures_add_point(f, (struct place){"all", "native"}, CURVE_SWEEP, (*points)++, cost,
	    (double)above / (double)n, entropy_shannon(&h).value, cost - floor(cost), NAN);
	histogram_release(&h);
	return 0;
}

int sweep_add(struct figures *f, const struct series *x)
{
	size_t n = x->n < MOST ? x->n : MOST;
	struct histogram h;
	uint64_t points = 0;
	if (!x->start || n < FEWEST)
		return 0;
	uint64_t *ticks = malloc(n * sizeof *ticks);
	int rc = ticks && histogram_init(&h, x->elapsed, n) == EST_OK ? 0 : -1;
	double own = 0;
	if (rc == 0) {
		own = trimmed_mean(&h);
		histogram_release(&h);
	}
	for (int k = 1; rc == 0 && own > 0 && k <= POINTS; k++) {
		double cost = (double)k / PER_TICK;
		rc = add_point(f, x, n, ticks, cost, x->hz * cost / own, &points);
	}
	free(ticks);
	return rc;
}
