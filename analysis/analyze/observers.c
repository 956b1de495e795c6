/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two observers whose knowledge is not in the run itself. The one in another process
 * (collector/observer_private.h) has timed the same call on another CPU at the same time: if
 * updates of the clock page were what makes calls slow, its durations would say when. It goes by
 * the last ones that had ended when a sample began, by the counter that both read, and is scored as
 * in adversary.h; under the probe null, which reads no page, the same observer shows what else
 * couples the two. The one who knows the load is scored on samples of all loads in equal parts,
 * taken in turn, the earlier half of which it has learnt from; beside it who does not know it, and
 * the difference is what the load says of a sample. Cost: ten passes over at most 2^20 samples of a
 * run with an observer; at most 2^16 samples of each load are read.
 */
#include "observers.h"

#include "adversary.h"
#include "err.h"
#include "figure.h"
#include "figures_private.h"
#include "histogram.h"
#include "series.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1 << 20, EACH = 1 << 16, TURN = 512, LOADS = 64, KEY = 256 };

struct party {
	int64_t id;
	char uuid[STORE_UUID], session[STORE_UUID], key[KEY], load[64];
	bool observes;
};

struct parties {
	struct store *s;
	struct party *list;
	size_t count;
	bool no_memory;
	char *why;
	size_t size;
};

static bool is_observer(struct store *s, const struct store_run *run)
{
	double yes = 0;
	return run->instrument && run->session &&
	       store_json_number(s, run->instrument, "$.observer", &yes) > 0 && yes > 0;
}

static int gather_run(void *context, const struct store_run *run)
{
	struct parties *all = context;
	const char *who = run->machine_fingerprint ? run->machine_fingerprint : run->label;
	if (strcmp(run->status, "complete") != 0 || run->order_unknown || !*who)
		return 0;
	struct party *list = realloc(all->list, (all->count + 1) * sizeof *list);
	all->no_memory = !list;
	if (!list)
		return 1;
	all->list = list;
	struct party *p = &list[all->count++];
	*p = (struct party){.id = run->id, .observes = is_observer(all->s, run)};
	snprintf(p->uuid, sizeof p->uuid, "%s", run->uuid);
	snprintf(p->session, sizeof p->session, "%s", run->session ? run->session : "");
	snprintf(p->load, sizeof p->load, "%s", run->load);
	snprintf(p->key, sizeof p->key, "%d %s %s %s %.4g", run->machine_fingerprint != NULL, who,
	    run->probe, run->counter, run->counter_hz);
	return 0;
}

static int fail_because(struct parties *all, const char *why)
{
	return err_why(all->why, all->size, "%s", why);
}

static int put_adversary(struct parties *all, int64_t run, const char *scope, const char *method,
    const struct adversary *a)
{
	struct place at = {scope, "native"};
	if (figures_put(
		all->s, run, at, FIGURE_ADVERSARY_MIN_ENTROPY, method, &a->min_entropy_bits) != 0 ||
	    figures_put(all->s, run, at, FIGURE_ADVERSARY_SHANNON, method, &a->shannon_bits) != 0)
		return fail_because(all, store_error(all->s));
	return 0;
}

/* ---- in another process -------------------------------------------------------------------- */

/* A run as it was recorded, for what came before what, and its ticks as symbols. */
struct recorded {
	struct parties *all;
	uint64_t *start, *elapsed;
	size_t n;
	struct observed symbols;
	bool there;
};

static int read_symbols(struct recorded *r, const uint64_t *ticks)
{
	struct histogram h;
	if (histogram_init(&h, ticks, r->n) != EST_OK)
		return -1;
	enum estimate_status status = observed_init(&r->symbols, ticks, r->n, &h);
	histogram_release(&h);
	return status == EST_OK ? 0 : -1;
}

static int read_recorded(void *context, const struct store_run *run)
{
	struct recorded *r = context;
	struct parties *all = r->all;
	struct series x;
	size_t room = (size_t)run->samples + 1;
	if (!run->has_start || run->samples == 0)
		return 0;
	if (series_read_front(&x, all->s, run, MOST, all->why, all->size) != 0)
		return 1;
	r->start = malloc(room * sizeof *r->start);
	r->elapsed = malloc(room * sizeof *r->elapsed);
	r->n = x.n;
	if (!r->start || !r->elapsed)
		fail_because(all, "out of memory");
	else if (store_read(all->s, run, r->start, r->elapsed, NULL) < 0)
		fail_because(all, store_error(all->s));
	else if (read_symbols(r, x.elapsed) != 0)
		fail_because(all, "out of memory");
	else
		r->there = true;
	series_release(&x);
	return !r->there;
}

static void release_recorded(struct recorded *r)
{
	free(r->start);
	free(r->elapsed);
	if (r->there)
		observed_release(&r->symbols);
}

/* How many samples of the other had ended when each of ours began. */
static size_t *count_seen(const struct recorded *ours, const struct recorded *other)
{
	size_t *seen = malloc((ours->n + 1) * sizeof *seen), k = 0;
	for (size_t t = 0; seen && t < ours->n; t++) {
		while (k < other->n &&
		       ours->start[t] - (other->start[k] + other->elapsed[k]) < UINT64_MAX / 2)
			k++;
		seen[t] = k;
	}
	return seen;
}

static int put_observed(
    struct parties *all, int64_t run, const struct recorded *ours, const struct recorded *other)
{
	static const char method[] = "guesses from the last 0 to 16 durations that another process "
				     "had read when the sample began, as many as guessed most of "
				     "the first half";
	size_t *seen = count_seen(ours, other);
	if (!seen)
		return fail_because(all, "out of memory");
	struct adversary a = adversary_of_other(&ours->symbols, &other->symbols, seen);
	free(seen);
	if (store_begin_same(all->s) != 0)
		return fail_because(all, store_error(all->s));
	return store_end(all->s, put_adversary(all, run, "observer", method, &a));
}

static int observe_run(struct parties *all, const struct party *p, const struct party *observer)
{
	struct recorded ours = {.all = all}, other = {.all = all};
	int rc = store_runs(all->s, p->uuid, read_recorded, &ours) < 0 ||
			 store_runs(all->s, observer->uuid, read_recorded, &other) < 0
		     ? -1
		     : 0;
	if (rc == 0 && ours.there && other.there)
		rc = put_observed(all, p->id, &ours, &other);
	else if (rc != 0 && !*all->why)
		fail_because(all, store_error(all->s));
	release_recorded(&ours);
	release_recorded(&other);
	return *all->why ? -1 : rc;
}

static const struct party *find_observer(const struct parties *all, const struct party *p)
{
	for (size_t i = 0; *p->session && !p->observes && i < all->count; i++)
		if (all->list[i].observes && strcmp(all->list[i].session, p->session) == 0)
			return &all->list[i];
	return NULL;
}

/* A session's samples do not change, and an analysis of the run removes what is stored: then it is
 * current. -1: the database failed. */
static int is_observed(struct parties *all, const struct party *p)
{
	struct store_result r;
	int rc = store_result(
	    all->s, p->id, figure_name(FIGURE_ADVERSARY_MIN_ENTROPY), "observer", "native", &r);
	return rc < 0 ? fail_because(all, store_error(all->s)) : rc;
}

static int observe_all(struct parties *all)
{
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < all->count; i++) {
		const struct party *observer = find_observer(all, &all->list[i]);
		int current = observer ? is_observed(all, &all->list[i]) : 1;
		if (current <= 0)
			rc = current < 0 ? -1 : observe_run(all, &all->list[i], observer);
	}
	return rc;
}

/* ---- who knows the load -------------------------------------------------------------------- */

/* What was recorded of one machine, probe and counter, by load. */
struct group {
	struct parties *all;
	const char *load[LOADS];
	uint64_t *ticks[LOADS];
	size_t n[LOADS], loads;
	size_t now;  /* the load that is read */
	size_t each; /* samples of a run, at most */
	double hz;   /* of the first run's ticks */
	bool uneven; /* runs have other ticks: durations cannot be put together */
};

static int add_front(void *context, const struct store_run *run)
{
	struct group *g = context;
	struct series x;
	size_t room = EACH - g->n[g->now], most = g->each < room ? g->each : room;
	if (most == 0)
		return 0;
	if (series_read_front(&x, g->all->s, run, most, g->all->why, g->all->size) != 0)
		return 1;
	g->hz = g->hz > 0 ? g->hz : x.hz;
	g->uneven = g->uneven || fabs(x.hz / g->hz - 1) > 0.01;
	memcpy(g->ticks[g->now] + g->n[g->now], x.elapsed, x.n * sizeof *x.elapsed);
	g->n[g->now] += x.n;
	series_release(&x);
	return 0;
}

static bool is_of(const struct party *p, const char *key, const char *load)
{
	return !p->observes && strcmp(p->key, key) == 0 && (!load || strcmp(p->load, load) == 0);
}

static void find_loads(struct group *g, const char *key)
{
	for (size_t i = 0; i < g->all->count; i++) {
		const struct party *p = &g->all->list[i];
		size_t k = 0;
		while (k < g->loads && strcmp(g->load[k], p->load) != 0)
			k++;
		if (is_of(p, key, NULL) && k == g->loads && k < LOADS)
			g->load[g->loads++] = p->load;
	}
}

static int read_load(struct group *g, const char *key)
{
	size_t runs = 0;
	for (size_t i = 0; i < g->all->count; i++)
		runs += is_of(&g->all->list[i], key, g->load[g->now]);
	g->each = EACH / (runs ? runs : 1);
	g->ticks[g->now] = malloc(EACH * sizeof **g->ticks);
	if (!g->ticks[g->now])
		return fail_because(g->all, "out of memory");
	for (size_t i = 0; i < g->all->count; i++) {
		const struct party *p = &g->all->list[i];
		if (!is_of(p, key, g->load[g->now]))
			continue;
		if (store_runs(g->all->s, p->uuid, add_front, g) < 0)
			return fail_because(g->all, store_error(g->all->s));
		if (*g->all->why)
			return -1;
	}
	return 0;
}

/* A turn of each load after another, as long as every load has one. */
static size_t take_turns(const struct group *g, uint64_t *ticks, uint32_t *load)
{
	size_t least = EACH, n = 0;
	for (size_t k = 0; k < g->loads; k++)
		least = g->n[k] < least ? g->n[k] : least;
	for (size_t from = 0; from + TURN <= least; from += TURN)
		for (size_t k = 0; k < g->loads; k++)
			for (size_t i = 0; i < TURN; i++, n++) {
				ticks[n] = g->ticks[k][from + i];
				load[n] = (uint32_t)k;
			}
	return n;
}

static int put_loads(const struct group *g, const char *key, const struct adversary *known,
    const struct adversary *any)
{
	static const char known_method[] =
	    "guesses the most frequent value under the sample's load; "
	    "samples of all loads of the machine in equal parts";
	static const char any_method[] =
	    "the same without knowing the load: guesses the most frequent value of all";
	int rc = store_begin_same(g->all->s);
	if (rc != 0)
		return fail_because(g->all, store_error(g->all->s));
	for (size_t i = 0; rc == 0 && i < g->all->count; i++) {
		const struct party *p = &g->all->list[i];
		if (!is_of(p, key, NULL))
			continue;
		rc = put_adversary(g->all, p->id, "load", known_method, known);
		if (rc == 0)
			rc = put_adversary(g->all, p->id, "any_load", any_method, any);
	}
	return store_end(g->all->s, rc);
}

static int score_loads(const struct group *g, const char *key)
{
	uint64_t *ticks = malloc(g->loads * EACH * sizeof *ticks);
	uint32_t *load = malloc(g->loads * EACH * sizeof *load);
	struct histogram h;
	struct observed s;
	int rc = -1;
	size_t n = ticks && load ? take_turns(g, ticks, load) : 0;
	if (ticks && load && n == 0)
		rc = 0; /* too few to take turns */
	else if (n > 0 && histogram_init(&h, ticks, n) == EST_OK) {
		if (observed_init(&s, ticks, n, &h) == EST_OK) {
			struct adversary known = adversary_of_context(&s, load, g->loads),
					 any = adversary_of_context(&s, NULL, 1);
			rc = put_loads(g, key, &known, &any);
			observed_release(&s);
		}
		histogram_release(&h);
	}
	free(ticks);
	free(load);
	return rc == 0 || *g->all->why ? rc : fail_because(g->all, "out of memory");
}

static int score_group(struct parties *all, const char *key)
{
	struct group g = {.all = all};
	int rc = 0;
	find_loads(&g, key);
	for (g.now = 0; rc == 0 && g.loads > 1 && g.now < g.loads; g.now++)
		rc = read_load(&g, key);
	if (rc == 0 && g.loads > 1 && !g.uneven)
		rc = score_loads(&g, key);
	for (size_t k = 0; k < g.loads; k++)
		free(g.ticks[k]);
	return rc;
}

static int score_all_loads(struct parties *all)
{
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < all->count; i++) {
		bool first = !all->list[i].observes;
		for (size_t k = 0; first && k < i; k++)
			first = !is_of(&all->list[k], all->list[i].key, NULL);
		if (first)
			rc = score_group(all, all->list[i].key);
	}
	return rc;
}

int observers_analyze(struct store *s, char *why, size_t size)
{
	struct parties all = {.s = s, .why = why, .size = size};
	why[0] = '\0';
	int rc = store_runs(s, NULL, gather_run, &all) < 0 ? -1 : 0;
	if (all.no_memory)
		rc = fail_because(&all, "out of memory");
	else if (rc == 0)
		rc = observe_all(&all);
	if (rc == 0)
		rc = score_all_loads(&all);
	if (rc != 0 && !*why)
		fail_because(&all, store_error(s));
	free(all.list);
	return rc;
}
