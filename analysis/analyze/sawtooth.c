/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cost of k calls in one timed interval, for k from 1 to 16, over the runs of one session: a
 * straight line through the fitted costs, whose slope is one call and whose intercept is the timing
 * itself. With it the share of the upper of two neighbouring values is predicted for each k, frac(k
 * cost / tick); a share that follows this line is the counter's own doing. Least squares, exact at
 * the three or more k that are there. Cost: reads stored figures only.
 */
#include "sawtooth.h"

#include "figures_private.h"
#include "line.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double grid_hz = 24e6;
static const struct place here = {"repeat", "24MHz"};

enum { KEY = 512, REPEATS = 16 };

/* One run of repeat-k with what it is compared by. */
struct repeat {
	int64_t id;
	unsigned k;
	char key[KEY];
	struct store_result cost, share; /* beat_cost_ns, ceil_share */
};

struct repeats {
	struct store *s;
	struct repeat *list;
	size_t count;
	bool failed;
};

/* k of "repeat-k"; 0 for every other probe. */
static unsigned repeat_of(const char *probe)
{
	char again[32];
	for (unsigned k = 1; k <= REPEATS; k++) {
		snprintf(again, sizeof again, "repeat-%u", k);
		if (strcmp(probe, again) == 0)
			return k;
	}
	return 0;
}

static int run_gather(void *context, const struct store_run *run)
{
	struct repeats *all = context;
	unsigned k = repeat_of(run->probe);
	if (!k || strcmp(run->status, "complete") != 0 || (!run->campaign_id && !run->session))
		return 0;
	struct repeat *list = realloc(all->list, (all->count + 1) * sizeof *list);
	if (!list) {
		all->failed = true;
		return 1;
	}
	all->list = list;
	/* Not the frequency: it is calibrated anew for each run, and costs are in ns. */
	struct repeat *r = &list[all->count++];
	*r = (struct repeat){.id = run->id, .k = k};
	snprintf(r->key, sizeof r->key, "%" PRId64 " %s %s %s %s", run->campaign_id,
	    run->campaign_id ? "" : run->session,
	    run->machine_fingerprint ? run->machine_fingerprint : "", run->counter, run->load);
	return 0;
}

/* Leaves the runs that have both figures. Returns 0, or -1. */
static int read_figures(struct repeats *all)
{
	size_t kept = 0;
	for (size_t i = 0; i < all->count; i++) {
		struct repeat *r = &all->list[i];
		int cost = store_result(
		    all->s, r->id, figure_name(FIGURE_BEAT_COST), "all", here.grid, &r->cost);
		int share = store_result(all->s, r->id, figure_name(FIGURE_BEAT_CEIL_SHARE), "all",
		    here.grid, &r->share);
		if (cost < 0 || share < 0)
			return -1;
		if (cost && share)
			all->list[kept++] = *r;
	}
	all->count = kept;
	return 0;
}

/* Sets that belong together in one stretch, by k and then in the order of recording. */
static int by_set(const void *a, const void *b)
{
	const struct repeat *x = a, *y = b;
	int order = strcmp(x->key, y->key);
	if (order == 0)
		order = (x->k > y->k) - (x->k < y->k);
	return order ? order : (x->id > y->id) - (x->id < y->id);
}

/* The line of cost against k, and the shares that it predicts. r[0] has the least k. */
static int put_set(struct store *s, const struct repeat *r, size_t n, double *k, double *cost)
{
	int64_t first = r[0].id;
	for (size_t i = 0; i < n; i++) {
		k[i] = r[i].k;
		cost[i] = r[i].cost.value;
		first = r[i].id < first ? r[i].id : first;
	}
	struct line l = line_fit(k, cost, n);
	if (figures_put(s, first, here, FIGURE_SAWTOOTH_COST,
		"slope of beat_cost_ns against k by least squares; Student's t over runs",
		&l.slope) != 0 ||
	    figures_put(s, first, here, FIGURE_SAWTOOTH_OVERHEAD,
		"beat_cost_ns at k = 0 by that line; Student's t over runs", &l.intercept) != 0)
		return -1;
	for (size_t i = 0; i < n && l.slope.status == EST_OK; i++) {
		double ticks = (l.intercept.value + l.slope.value * k[i]) * grid_hz / 1e9;
		struct store_point p = {curve_name(CURVE_SAWTOOTH), here.scope, here.grid, i, k[i],
		    r[i].share.value, ticks - floor(ticks), r[i].share.lo, r[i].share.hi};
		if (store_put_point(s, first, &p) != 0)
			return -1;
	}
	return 0;
}

/* Three different k, so that the line can miss. */
static bool samples_suffice(const struct repeat *r, size_t n)
{
	size_t different = 1;
	for (size_t i = 1; i < n; i++)
		different += r[i].k != r[i - 1].k;
	return different >= 3;
}

static int put_all(const struct repeats *all)
{
	double *room = malloc((2 * all->count + 1) * sizeof *room);
	int rc = room ? store_begin_same(all->s) : -1;
	if (rc == 0) {
		for (size_t i = 0, n; rc == 0 && i < all->count; i += n) {
			for (n = 1;
			     i + n < all->count && !strcmp(all->list[i + n].key, all->list[i].key);)
				n++;
			if (samples_suffice(&all->list[i], n))
				rc = put_set(all->s, &all->list[i], n, room, room + all->count);
		}
		rc = store_end(all->s, rc);
	}
	free(room);
	return rc;
}

int sawtooth_analyze(struct store *s, char *why, size_t size)
{
	struct repeats all = {.s = s};
	int rc = store_runs(s, NULL, run_gather, &all) < 0 || all.failed ? -1 : 0;
	if (rc == 0 && all.count > 0) {
		rc = read_figures(&all);
		if (rc == 0 && all.count > 0) {
			qsort(all.list, all.count, sizeof *all.list, by_set);
			rc = put_all(&all);
		}
	}
	if (rc != 0)
		snprintf(why, size, "%s", all.failed ? "out of memory" : store_error(s));
	free(all.list);
	return rc;
}
