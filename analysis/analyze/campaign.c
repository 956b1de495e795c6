/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "campaign.h"

#include "causes.h"
#include "figures.h"
#include "paired.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Figures whose differences are taken. */
static const struct {
	enum figure_id figure, difference;
	const char *grid;
} compared[] = {
    {FIGURE_SLOW_WINDOW_SHARE, FIGURE_LOAD_SLOW_SHARE, "24MHz"},
    {FIGURE_MEDIAN_NS, FIGURE_LOAD_MEDIAN, "native"},
    {FIGURE_SHANNON_MM, FIGURE_LOAD_SHANNON, "native"},
};
enum { COMPARED = sizeof compared / sizeof *compared };

struct cell_run {
	int64_t id, campaign;
	uint64_t block;
	char probe[64], load[64];
	double value[COMPARED]; /* nan: absent */
};

struct cell_runs {
	struct store *s;
	struct cell_run *list;
	size_t count;
	bool failed;
};

static int gather(void *context, const struct store_run *run)
{
	struct cell_runs *all = context;
	if (!run->campaign_id || strcmp(run->status, "complete") != 0)
		return 0;
	struct cell_run *list = realloc(all->list, (all->count + 1) * sizeof *list);
	if (!list) {
		all->failed = true;
		return 1;
	}
	all->list = list;
	struct cell_run *r = &list[all->count++];
	*r = (struct cell_run){.id = run->id, .campaign = run->campaign_id, .block = run->block};
	snprintf(r->probe, sizeof r->probe, "%s", run->probe);
	snprintf(r->load, sizeof r->load, "%s", run->load);
	return 0;
}

static int read_values(struct cell_runs *all)
{
	for (size_t i = 0; i < all->count; i++)
		for (int k = 0; k < COMPARED; k++) {
			struct store_result r;
			int found = store_result(all->s, all->list[i].id,
			    figure_name(compared[k].figure), "all", compared[k].grid, &r);
			if (found < 0)
				return -1;
			all->list[i].value[k] = found ? r.value : (double)NAN;
		}
	return 0;
}

/* The idle run of the same block and probe; NULL if there is none. */
static const struct cell_run *idle_of(const struct cell_runs *all, const struct cell_run *r)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct cell_run *x = &all->list[i];
		if (x->campaign == r->campaign && x->block == r->block &&
		    !strcmp(x->probe, r->probe) && !strcmp(x->load, "idle"))
			return x;
	}
	return NULL;
}

/* Difference of figure k over all blocks that have both this load and idle. */
static struct estimate difference(
    const struct cell_runs *all, const struct cell_run *r, int k, double *room)
{
	size_t n = 0;
	for (size_t i = 0; i < all->count; i++) {
		const struct cell_run *x = &all->list[i];
		if (x->campaign != r->campaign || strcmp(x->probe, r->probe) != 0 ||
		    strcmp(x->load, r->load) != 0)
			continue;
		const struct cell_run *idle = idle_of(all, x);
		if (idle && !isnan(x->value[k]) && !isnan(idle->value[k]))
			room[n++] = x->value[k] - idle->value[k];
	}
	return paired_mean(room, n);
}

static int put_differences(const struct cell_runs *all, const struct cell_run *r, double *room)
{
	for (int k = 0; k < COMPARED; k++) {
		struct estimate e = difference(all, r, k, room);
		struct place at = {"campaign", compared[k].grid};
		if (figures_put(all->s, r->id, at, compared[k].difference, PAIRED_METHOD, &e) != 0)
			return -1;
	}
	return 0;
}

/* ---- causes -------------------------------------------------------------------------------- */

static bool same_cell(const struct cell_run *a, const struct cell_run *b)
{
	return a->campaign == b->campaign && !strcmp(a->probe, b->probe) &&
	       !strcmp(a->load, b->load);
}

static bool first_of_cell(const struct cell_runs *all, const struct cell_run *r)
{
	for (const struct cell_run *x = all->list; x < r; x++)
		if (same_cell(x, r))
			return false;
	return true;
}

/* The share of a cause over all blocks of r's probe and load; 2 * count doubles of room. Returns 0,
 * 1 where no run has it, or -1. */
static int pool(const struct cell_runs *all, const struct cell_run *r, const char *cause,
    double *room, struct estimate *e)
{
	size_t n = 0, have = 0;
	double *with = room, *of = room + all->count;
	for (size_t i = 0; i < all->count; i++) {
		struct store_result found;
		if (!same_cell(&all->list[i], r))
			continue;
		int rc = store_result(all->s, all->list[i].id, figure_name(FIGURE_SLOW_CAUSE_SHARE),
		    cause, "native", &found);
		if (rc < 0)
			return -1;
		of[n] = rc ? (double)found.n : 0;
		with[n] = rc ? found.value * of[n] : 0;
		n++;
		have += rc > 0;
	}
	*e = paired_share(with, of, n);
	return have == 0;
}

static int put_causes(const struct cell_runs *all, const struct cell_run *r, double *room)
{
	int rc = 0;
	const char *cause;
	for (size_t i = 0; rc >= 0 && (cause = causes_scope(i)); i++) {
		struct estimate e;
		rc = pool(all, r, cause, room, &e);
		if (rc == 0)
			rc = figures_put(all->s, r->id, (struct place){cause, "native"},
			    FIGURE_POOLED_SLOW_CAUSE_SHARE, POOLED_METHOD, &e);
	}
	return rc < 0 ? -1 : 0;
}

static int put_all(const struct cell_runs *all)
{
	double *room = malloc((2 * all->count + 1) * sizeof *room);
	int rc = room ? store_begin(all->s) : -1;
	if (rc == 0) {
		for (size_t i = 0; rc == 0 && i < all->count; i++) {
			const struct cell_run *r = &all->list[i];
			if (strcmp(r->load, "idle") != 0)
				rc = put_differences(all, r, room);
			if (rc == 0 && first_of_cell(all, r))
				rc = put_causes(all, r, room);
		}
		rc = store_end(all->s, rc);
	}
	free(room);
	return rc;
}

int campaign_analyze(struct store *s, char *why, size_t size)
{
	struct cell_runs all = {.s = s};
	int rc = store_runs(s, NULL, gather, &all) < 0 || all.failed ? -1 : 0;
	if (rc == 0 && all.count > 0)
		rc = read_values(&all) == 0 ? put_all(&all) : -1;
	if (rc != 0)
		snprintf(why, size, "%s", all.failed ? "out of memory" : store_error(s));
	free(all.list);
	return rc;
}
