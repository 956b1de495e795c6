/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a session's figures of causes can be believed: control probes are slowed by known causes,
 * so the share of their slow samples that carries one must not surely lie below 99 %. Where it
 * does, the figures of mechanism of the other runs of the same session or campaign lose their value
 * instead of being shown with a warning that nobody reads. Results that are stored already are all
 * that is read. Cost: one look-up of stored figures for each run.
 */
#include "controls.h"

#include "figure.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY = 64 };

static const double least_share = 0.99;
/* Where few samples leave no interval, so much must be without a cause. */
static const double surely_without = 0.05;

static const char failed_status[] = "undecided: controls failed";
static const char failed_method[] =
    "slow samples of this session's control probes, whose causes are known, do not carry them";

static const enum figure_id mechanism[] = {FIGURE_SLOW_CAUSE_SHARE, FIGURE_MODE_EXPLAINED_SHARE,
    FIGURE_MODE_ODDS_RATIO, FIGURE_POOLED_SLOW_CAUSE_SHARE};

/* A complete run that was taken together with others. */
struct member {
	int64_t id;
	bool control, failed;
	char key[KEY];
};

struct members {
	struct store *s;
	struct member *list;
	size_t count;
	bool no_memory;
};

static int member_gather(void *context, const struct store_run *run)
{
	struct members *all = context;
	if (strcmp(run->status, "complete") != 0 || (!run->campaign_id && !run->session))
		return 0;
	struct member *list = realloc(all->list, (all->count + 1) * sizeof *list);
	if (!list) {
		all->no_memory = true;
		return 1;
	}
	all->list = list;
	struct member *m = &list[all->count++];
	*m = (struct member){.id = run->id,
	    .control = run->ground_truth && strncmp(run->ground_truth, "probe", 5) == 0};
	snprintf(m->key, sizeof m->key, "%" PRId64 " %s", run->campaign_id,
	    run->campaign_id ? "" : run->session);
	return 0;
}

/* Is surely more than what may be of the slow samples without a cause? */
static bool too_many(const struct store_result *r)
{
	return isnan(r->lo) ? r->value > surely_without : r->lo > 1 - least_share;
}

/* Returns 0, or -1. */
static int test_control(struct store *s, struct member *m)
{
	static const char *const without[] = {"unexplained", "outside_kernel"};
	struct store_result r;
	int rc =
	    store_result(s, m->id, figure_name(FIGURE_CONTROL_SEEN_SHARE), "all", "native", &r);
	m->failed = rc == 1 && r.hi < least_share;
	for (size_t i = 0; rc >= 0 && i < 2; i++) {
		rc = store_result(
		    s, m->id, figure_name(FIGURE_SLOW_CAUSE_SHARE), without[i], "native", &r);
		m->failed |= rc == 1 && too_many(&r);
	}
	return rc < 0 ? -1 : 0;
}

/* The rows of a run that are to lose their value. */
struct rows {
	struct store_result *list;
	size_t count;
	bool no_memory;
};

static int keep_row(void *context, const struct store_result *r)
{
	struct rows *rows = context;
	enum figure_id id = figure_find(r->name);
	bool listed = false;
	for (size_t i = 0; i < sizeof mechanism / sizeof *mechanism; i++)
		listed |= id == mechanism[i];
	if (!listed || strcmp(r->status, "ok") != 0)
		return 0;
	struct store_result *list = realloc(rows->list, (rows->count + 1) * sizeof *list);
	char *scope = strdup(r->scope);
	rows->list = list ? list : rows->list;
	rows->no_memory = !list || !scope;
	if (rows->no_memory) {
		free(scope);
		return 1;
	}
	rows->list[rows->count++] = (struct store_result){figure_name(id), scope, "native", NAN,
	    NAN, NAN, r->n, NAN, figure_unit(id, scope, "native"), failed_status, failed_method};
	return 0;
}

static int member_withhold(struct members *all, const struct member *m)
{
	struct rows rows = {.list = NULL};
	int rc = store_results(all->s, m->id, keep_row, &rows) < 0 ? -1 : 0;
	all->no_memory |= rows.no_memory;
	for (size_t i = 0; rc == 0 && i < rows.count; i++)
		rc = store_put_result(all->s, m->id, &rows.list[i]);
	for (size_t i = 0; i < rows.count; i++)
		free((char *)(uintptr_t)rows.list[i].scope);
	free(rows.list);
	return rc;
}

static bool controls_failed(const struct members *all, const struct member *m)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->list[i].failed && strcmp(all->list[i].key, m->key) == 0)
			return true;
	return false;
}

static int withhold_all(struct members *all)
{
	int rc = store_begin_same(all->s);
	if (rc != 0)
		return -1;
	for (size_t i = 0; rc == 0 && i < all->count; i++)
		if (!all->list[i].control && controls_failed(all, &all->list[i]))
			rc = member_withhold(all, &all->list[i]);
	return store_end(all->s, rc);
}

int controls_analyze(struct store *s, char *why, size_t size)
{
	struct members all = {.s = s};
	int rc = store_runs(s, NULL, member_gather, &all) < 0 ? -1 : 0;
	bool any = false;
	for (size_t i = 0; rc == 0 && i < all.count; i++)
		if (all.list[i].control) {
			rc = test_control(s, &all.list[i]);
			any |= all.list[i].failed;
		}
	if (rc == 0 && any)
		rc = withhold_all(&all);
	if (rc != 0 || all.no_memory) {
		snprintf(why, size, "%s", all.no_memory ? "out of memory" : store_error(s));
		rc = -1;
	}
	free(all.list);
	return rc;
}
