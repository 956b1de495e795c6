/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "run.h"

#include "adversaries.h"
#include "assess.h"
#include "build_info.h"
#include "causes.h"
#include "dwell.h"
#include "figures.h"
#include "grids.h"
#include "histogram.h"
#include "modes.h"
#include "order.h"
#include "replay.h"
#include "summary.h"
#include "ticks.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static void add_spikes(struct figures *f, const struct series *x)
{
	uint64_t spikes = 0, limit = grids_spike_limit(x->hz);
	for (size_t i = 0; i < x->n; i++)
		spikes += x->elapsed[i] >= limit;
	struct estimate e = estimate_point((double)spikes, x->n);
	figures_add(f, (struct place){"all", "native"}, FIGURE_SPIKES,
	    "count of samples of 5 ms or more; no interval: a count", &e);
}

/* The published source rejects spikes before it extracts. scope NULL: the alternatives to it. */
static int add_replay_of(struct figures *f, const char *scope, const struct series *x,
    const uint64_t *durations, double hz, const struct run_options *o)
{
	struct summary_options options = grids_options(&counter_native, hz, o);
	uint64_t *kept = malloc((x->n + 1) * sizeof *kept);
	if (!kept)
		return -1;
	size_t n =
	    grids_without_spikes(durations, x->elapsed, x->n, grids_spike_limit(x->hz), kept);
	int rc = scope ? replay_add(f, scope, kept, n, x->n, &options)
		       : replay_add_alternatives(f, kept, n, &options);
	free(kept);
	return rc;
}

/* What ships reads its clock's own unit. Beside it the same of ticks: what the rounding adds. */
static int add_replay(struct figures *f, const struct series *x, const struct run_options *o)
{
	int rc = add_replay_of(f, "output", x, x->recorded, x->recorded_hz, o);
	if (rc == 0 && series_is_decoded(x))
		rc = add_replay_of(f, "output_ticks", x, x->elapsed, x->hz, o);
	if (rc == 0)
		rc = add_replay_of(f, NULL, x, x->elapsed, x->hz, o);
	return rc;
}

static int add_structure(
    struct figures *f, const struct series *x, const struct worth *w, const struct run_options *o)
{
	double slow;
	struct histogram h;
	struct modes m;
	if (histogram_init(&h, x->elapsed, x->n) != EST_OK)
		return -1;
	int rc = modes_add(&m, f, x, &h, w, o);
	if (rc == 0)
		rc = dwell_add(f, &m.label);
	if (rc == 0)
		rc = causes_add(f, x, &h, &m, &slow);
	if (rc == 0)
		rc = order_add_memory(f, x, &h, o);
	if (rc == 0)
		rc = adversaries_add(f, x, &h);
	if (rc == 0)
		order_add_lines(f, x, &h);
	if (rc == 0)
		rc = order_add_tick_lines(f, x, &h, slow);
	if (rc == 0)
		rc = order_add_quantisation(f, x, &h);
	if (rc == 0)
		rc = order_add_resolution(f, x);
	if (rc == 0)
		rc = assess_add(f, x, &m, o);
	modes_release(&m);
	histogram_release(&h);
	return rc;
}

static int compute(struct figures *f, const struct series *x, const struct run_options *o)
{
	struct worth worth;
	add_spikes(f, x);
	if (grids_add(f, x, o, &worth) != 0 || ticks_add(f, x, &worth, o) != 0 ||
	    add_replay(f, x, o) != 0 || add_structure(f, x, &worth, o) != 0)
		return -1;
	return f->no_memory ? -1 : 0;
}

void run_key(const struct store_run *run, const struct run_options *o, char *key, size_t size)
{
	bool grid = o->grid.hz > 0;
	snprintf(key, size,
	    "samples %" PRIu64 ", seed %" PRIu64 ", %u replicates, %" PRIu64
	    " assessed%s%s, code %.16s",
	    run->samples, o->seed, o->replicates, o->assess, grid ? ", grid " : "",
	    grid ? o->grid.name : "", build_analysis_sha256);
}

int run_analyze(struct store *s, const struct store_run *run, const struct run_options *o,
    const char *key, char *why, size_t size)
{
	struct series x;
	struct figures f;
	if (series_read(&x, s, run, why, size) != 0)
		return -1;
	figures_init(&f);
	f.unordered = run->order_unknown;
	int rc = compute(&f, &x, o);
	if (rc != 0)
		snprintf(why, size, "out of memory");
	else if (figures_store(&f, s, run, key) != 0) {
		snprintf(why, size, "%s", store_error(s));
		rc = -1;
	}
	figures_release(&f);
	series_release(&x);
	return rc;
}
