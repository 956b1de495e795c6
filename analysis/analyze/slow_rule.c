/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs that are compared get one rule for what is slow (slow_pool.c) in two passes: the histograms
 * of a group's runs give the rule, then the figures of slow samples are made anew by it. Cost: two
 * readings of every run of a group whose membership changed, and one fit; where nothing changed a
 * few look-ups.
 */
#include "slow_rule.h"

#include "build_info.h"
#include "causes_private.h"
#include "figures_private.h"
#include "histogram.h"
#include "order_private.h"
#include "sha256.h"
#include "slow_pool_private.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Counters whose ticks differ by less are the same. */
static const double same_hz = 1e-3;

/* ---- groups -------------------------------------------------------------------------------- */

struct member {
	int64_t id, campaign;
	char row[65]; /* store_run_digest */
	char uuid[STORE_UUID];
	uint64_t samples;
	char machine[160], probe[96], counter[32];
	double counter_hz;
	bool grouped; /* it has its group */
};

struct members {
	struct store *s;
	const struct run_options *o;
	double above_s;
	struct member *list;
	size_t count;
	char *why;
	size_t size;
};

static int members_fail(struct members *all, const char *why)
{
	snprintf(all->why, all->size, "%s", why);
	return -1;
}

/* The machine of a run; of an import its label. What has no label and is of no campaign may be of
 * any machine: it is a machine by itself. */
static void name_machine(struct member *m, const struct store_run *run)
{
	if (run->machine_fingerprint)
		snprintf(m->machine, sizeof m->machine, "%s", run->machine_fingerprint);
	else if (*run->label || run->campaign_id)
		snprintf(m->machine, sizeof m->machine, "import %.128s", run->label);
	else
		snprintf(m->machine, sizeof m->machine, "import %s", run->uuid);
}

static int run_gather(void *context, const struct store_run *run)
{
	struct members *all = context;
	char key[256];
	if (strcmp(run->status, "complete") != 0 || run->samples == 0)
		return 0;
	if (store_analysis_key(all->s, run, key, sizeof key) != 0)
		return members_fail(all, store_error(all->s));
	if (!*key)
		return 0;
	struct member *list = realloc(all->list, (all->count + 1) * sizeof *list);
	if (!list)
		return members_fail(all, "out of memory");
	all->list = list;
	struct member *m = &list[all->count++];
	*m = (struct member){.id = run->id,
	    .campaign = run->campaign_id,
	    .samples = run->samples,
	    .counter_hz = run->counter_hz};
	name_machine(m, run);
	snprintf(m->uuid, sizeof m->uuid, "%s", run->uuid);
	store_run_digest(run, m->row);
	snprintf(m->probe, sizeof m->probe, "%s", run->probe);
	snprintf(m->counter, sizeof m->counter, "%s", run->counter);
	return 0;
}

static bool same_group(const struct member *a, const struct member *b)
{
	return a->campaign == b->campaign && strcmp(a->machine, b->machine) == 0 &&
	       strcmp(a->probe, b->probe) == 0 && strcmp(a->counter, b->counter) == 0 &&
	       fabs(a->counter_hz - b->counter_hz) <= same_hz * a->counter_hz;
}

/* The members of a's group in the order of recording, a among them; each is marked. */
static size_t group_of(struct members *all, size_t a, struct member **group)
{
	size_t n = 0;
	for (size_t i = a; i < all->count; i++)
		if (!all->list[i].grouped && same_group(&all->list[a], &all->list[i]))
			group[n++] = &all->list[i];
	for (size_t i = 0; i < n; i++)
		group[i]->grouped = true;
	return n;
}

static void group_key(
    const struct members *all, struct member *const *group, size_t n, char key[65])
{
	struct sha256 h;
	char text[160];
	sha256_open(&h);
	int k = snprintf(text, sizeof text, "%.17g seed %" PRIu64 " code %s", all->above_s,
	    all->o->seed, build_analysis_sha256);
	sha256_add(&h, text, (size_t)k);
	for (size_t i = 0; i < n; i++) {
		k = snprintf(text, sizeof text, " %s", group[i]->row);
		sha256_add(&h, text, (size_t)k);
	}
	sha256_finish(&h, key);
}

/* ---- reading ------------------------------------------------------------------------------- */

struct reading {
	struct members *all;
	struct series *x;
	int rc;
};

static int read_one(void *context, const struct store_run *run)
{
	struct reading *r = context;
	r->rc = series_read(r->x, r->all->s, run, r->all->why, r->all->size);
	return 1;
}

static int read_member(struct members *all, const struct member *m, struct series *x)
{
	struct reading r = {all, x, -1};
	*x = (struct series){0};
	if (store_runs(all->s, m->uuid, read_one, &r) < 0)
		return members_fail(all, store_error(all->s));
	return r.rc;
}

/* ---- the first pass: the rule of a group --------------------------------------------------- */

struct pooling {
	struct histogram *of_run;
	size_t n;
	double hz, n_eff;
};

/* Adds a run to the pool, where it counts in the same ticks. */
static int pool_member(struct members *all, struct pooling *p, const struct member *m)
{
	struct series x;
	struct store_result n_eff;
	if (read_member(all, m, &x) != 0)
		return -1;
	int rc = 0;
	if (p->n == 0)
		p->hz = x.hz;
	if (x.n > 0 && fabs(x.hz - p->hz) <= same_hz * p->hz) {
		int found = store_result(
		    all->s, m->id, figure_name(FIGURE_N_EFF_RANKS), "all", "native", &n_eff);
		p->n_eff += found == 1 ? n_eff.value : (double)x.n;
		rc = histogram_init(&p->of_run[p->n], x.elapsed, x.n) == EST_OK ? 0 : -1;
		p->n += rc == 0;
	}
	series_release(&x);
	return rc == 0 ? 0 : members_fail(all, "out of memory");
}

/* Sets threshold, tick_hz, runs; the method is written to method. */
static int make_rule(struct members *all, struct member *const *group, size_t n,
    struct store_slow_rule *rule, char *method, size_t size)
{
	struct pooling p = {.of_run = calloc(n + 1, sizeof *p.of_run)};
	int rc = p.of_run ? 0 : members_fail(all, "out of memory");
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = pool_member(all, &p, group[i]);
	struct slow_rule made = {NAN, NULL};
	if (rc == 0)
		made = slow_pool_rule(p.of_run, p.n, p.n_eff, all->o->seed);
	if (rc == 0 && !made.method)
		rc = members_fail(all, "out of memory");
	if (rc == 0) {
		rule->threshold_ticks = made.threshold;
		rule->tick_hz = p.hz;
		rule->runs = p.n;
		int k = p.n > 1 ? snprintf(method, size, "one rule of %zu runs pooled: ", p.n) : 0;
		snprintf(method + k, size - (size_t)k, "%s", made.method);
	}
	for (size_t i = 0; p.of_run && i < p.n; i++)
		histogram_release(&p.of_run[i]);
	free(p.of_run);
	return rc;
}

static void given_rule(const struct members *all, size_t n, double hz, struct store_slow_rule *rule,
    char *method, size_t size)
{
	rule->threshold_ticks = round(all->above_s * hz * 1e6) / 1e6;
	rule->tick_hz = hz;
	rule->runs = n;
	snprintf(method, size, "given: more than %.6g ns", all->above_s * 1e9);
}

/* ---- the second pass: the figures by it ---------------------------------------------------- */

static int put_figures(struct members *all, const struct member *m, const struct figures *f,
    const struct store_slow_rule *rule)
{
	struct store *s = all->s;
	int rc = store_begin_same(s);
	if (rc != 0)
		return members_fail(all, store_error(s));
	for (size_t i = 0; rc == 0 && i < f->results; i++)
		rc = store_put_result(s, m->id, &f->result[i]);
	for (size_t i = 0; rc == 0 && i < f->points; i++)
		rc = store_put_point(s, m->id, &f->point[i]);
	if (rc == 0)
		rc = store_put_slow_by_rule(s, m->id, rule->id);
	return store_end(s, rc) == 0 ? 0 : members_fail(all, store_error(s));
}

/* A run whose own tick is another has the threshold in that. */
static double threshold_for(const struct store_slow_rule *rule, double hz)
{
	bool same = fabs(hz - rule->tick_hz) <= same_hz * rule->tick_hz;
	return same ? rule->threshold_ticks : rule->threshold_ticks * hz / rule->tick_hz;
}

static int apply_rule(
    struct members *all, const struct member *m, const struct store_slow_rule *rule)
{
	struct series x;
	struct figures f;
	struct histogram h = {0};
	struct store_result modes;
	if (read_member(all, m, &x) != 0)
		return -1;
	int found =
	    store_result(all->s, m->id, figure_name(FIGURE_MODE_COUNT), "all", "native", &modes);
	struct slow_rule by = {threshold_for(rule, x.hz), rule->method};
	figures_init(&f);
	int rc = histogram_init(&h, x.elapsed, x.n) == EST_OK ? 0 : -1;
	if (rc == 0)
		rc = causes_add_slow(&f, &x, &h, &by, found == 1 && modes.value >= 2);
	if (rc == 0)
		rc = order_add_tick_lines(&f, &x, &h, by.threshold);
	if (rc != 0 || f.no_memory)
		rc = members_fail(all, "out of memory");
	else
		rc = put_figures(all, m, &f, rule);
	figures_release(&f);
	histogram_release(&h);
	series_release(&x);
	return rc;
}

/* ---- everything ---------------------------------------------------------------------------- */

static int group_rule(struct members *all, struct member *const *group, size_t n,
    struct store_slow_rule *rule, char *method, size_t size)
{
	int found = store_slow_rule(all->s, rule, method, size);
	rule->method = method;
	if (found != 0)
		return found < 0 ? members_fail(all, store_error(all->s)) : 0;
	if (all->above_s > 0)
		given_rule(all, n, group[0]->counter_hz, rule, method, size);
	else if (make_rule(all, group, n, rule, method, size) != 0)
		return -1;
	rule->id = store_begin_same(all->s) == 0 ? store_put_slow_rule(all->s, rule) : -1;
	if (rule->id < 0 || store_end(all->s, 0) != 0)
		return members_fail(all, store_error(all->s));
	return 0;
}

static int analyze_group(struct members *all, struct member *const *group, size_t n)
{
	char key[65], method[256];
	struct store_slow_rule rule = {.campaign = group[0]->campaign,
	    .machine = group[0]->machine,
	    .probe = group[0]->probe,
	    .counter = group[0]->counter,
	    .key = key};
	int64_t by = store_slow_rule_of(all->s, group[0]->id);
	if (by < 0)
		return members_fail(all, store_error(all->s));
	/* A run alone whose figures are by its own rule has nothing to be done. */
	if (n < 2 && all->above_s <= 0 && by == 0)
		return 0;
	group_key(all, group, n, key);
	int rc = group_rule(all, group, n, &rule, method, sizeof method);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		by = store_slow_rule_of(all->s, group[i]->id);
		if (by < 0)
			rc = members_fail(all, store_error(all->s));
		else if (by != rule.id)
			rc = apply_rule(all, group[i], &rule);
	}
	return rc;
}

int slow_rule_analyze(
    struct store *s, double above_s, const struct run_options *o, char *why, size_t size)
{
	struct members all = {.s = s, .o = o, .above_s = above_s, .why = why, .size = size};
	why[0] = '\0';
	int rc = store_runs(s, NULL, run_gather, &all) < 0 || why[0] ? -1 : 0;
	if (rc != 0 && !why[0])
		members_fail(&all, store_error(s));
	struct member **group = malloc((all.count + 1) * sizeof *group);
	if (rc == 0 && !group)
		rc = members_fail(&all, "out of memory");
	for (size_t i = 0; rc == 0 && i < all.count; i++)
		if (!all.list[i].grouped)
			rc = analyze_group(&all, group, group_of(&all, i, group));
	free(group);
	free(all.list);
	return rc;
}
