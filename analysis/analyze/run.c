/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Analysis of one run in a fixed order of stages: read, compute, store. Only the second takes time
 * and it touches no store, so several runs are computed side by side. The key under which results
 * are stored names samples, options and the SHA-256 of the code that computes figures: a run is
 * analysed again exactly when one of them has changed. Cost: that of the stages; announce_stage has
 * their shares.
 */
#include "run_private.h"

#include "adversaries_private.h"
#include "assess_private.h"
#include "build_info.h"
#include "causes_private.h"
#include "dwell_private.h"
#include "figures_private.h"
#include "grids_private.h"
#include "growth_private.h"
#include "histogram.h"
#include "modes_private.h"
#include "order_private.h"
#include "replay_private.h"
#include "summary.h"
#include "sweep_private.h"
#include "ticks_private.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	int rc = scope ? replay_add(f, scope, kept, n, x->n, &options, o->assess > 0)
		       : replay_add_alternatives(f, kept, n, &options, o->assess > 0);
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

/* Shares of a run's time that are over, about: most of it is SP 800-90B. */
static void announce_stage(const struct run_options *o, const char *doing, double share)
{
	if (o->stage)
		o->stage(o->context, doing, o->assess ? share : fmin(3 * share, 1));
}

static int add_structure(struct figures *f, const struct series *x, const struct effective_size *w,
    const struct run_options *o)
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
	announce_stage(o, "memory and order", 0.21);
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
		rc = sweep_add(f, x);
	announce_stage(o, "SP 800-90B", 0.33);
	if (rc == 0)
		rc = assess_add(f, x, &m, o);
	if (rc == 0)
		rc = growth_add(f, x, o);
	modes_release(&m);
	histogram_release(&h);
	return rc;
}

static int compute_all(struct figures *f, const struct series *x, const struct run_options *o)
{
	struct effective_size size;
	announce_stage(o, "figures on three counters", 0);
	add_spikes(f, x);
	if (grids_add(f, x, o, &size) != 0 || ticks_add(f, x, &size, o) != 0)
		return -1;
	announce_stage(o, "extractor", 0.13);
	if (add_replay(f, x, o) != 0)
		return -1;
	announce_stage(o, "modes", 0.15);
	if (add_structure(f, x, &size, o) != 0)
		return -1;
	return f->no_memory ? -1 : 0;
}

void run_key(const struct store_run *run, const struct run_options *o, char *key, size_t size)
{
	bool grid = o->grid.hz > 0;
	snprintf(key, size,
	    "samples %" PRIu64 ", seed %" PRIu64 ", %u replicates, %" PRIu64
	    " assessed%s%s%s, code %.16s",
	    run->samples, o->seed, o->replicates, o->assess,
	    o->all_mappings ? " by all mappings" : "", grid ? ", grid " : "",
	    grid ? o->grid.name : "", build_analysis_sha256);
}

/* A text that could not be copied is missing in the row's digest: then the run is analysed again.
 */
static const char *text_keep(void *context, const char *text)
{
	(void)context;
	return text ? strdup(text) : NULL;
}

static const char *text_drop(void *context, const char *text)
{
	(void)context;
	free((void *)(uintptr_t)text);
	return NULL;
}

int run_begin(struct run_work *w, struct store *s, const struct store_run *run, const char *key,
    char *why, size_t size)
{
	w->row = *run;
	snprintf(w->key, sizeof w->key, "%s", key);
	if (series_read(&w->x, s, run, why, size) != 0)
		return -1;
	figures_init(&w->f);
	w->f.unordered = run->order_unknown;
	store_run_texts(&w->row, text_keep, NULL);
	return 0;
}

int run_compute(struct run_work *w, const struct run_options *o)
{
	return compute_all(&w->f, &w->x, o);
}

int run_end(struct run_work *w, struct store *s, int rc, char *why, size_t size)
{
	if (rc != 0)
		snprintf(why, size, "out of memory");
	else if ((rc = figures_store(&w->f, s, &w->row, w->key)) != 0)
		snprintf(why, size, "%s", store_error(s));
	store_run_texts(&w->row, text_drop, NULL);
	figures_release(&w->f);
	series_release(&w->x);
	return rc;
}
