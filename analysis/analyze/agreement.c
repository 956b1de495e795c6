/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The restart tests of SP 800-90B look for values that are too frequent at one place of many
 * restarts; two starts that are copies of each other need no statistics. Durations are compared as
 * recorded: where those are equal, so are the ticks. The fellow is chosen by the first HEAD samples
 * and compared by up to MOST, so that a campaign of many runs costs a few chunks of each. That all
 * agree may be chance where nearly every sample is alike: the bound is 0 only where chance would do
 * it less than once in 2^20, by the collision probability of the run's own values.
 */
#include "agreement.h"

#include "figures_private.h"
#include "share.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD = 2048, MOST = 65536, FEWEST = 200, KEY = 192, CHANCE_LOG2 = 20 };

static const struct place at_all = {"all", "native"}, at_restarts = {"restarts", "native"};
static const char method[] =
    "samples of this run that equal, at the same place, those of the run that agrees most among "
    "the others of this machine, probe, load and counter; of the first 65536 at most";
static const char chance_method[] = "sum of the squared shares of the values";
static const char observer_method[] = "-log2 of restart_agreement_share: guesses what was recorded "
				      "at the same place after another start";
static const char no_chance[] =
    "no interval: all samples agree, which chance does less than once in 2^20";

struct started {
	int64_t id;
	char key[KEY];
	uint64_t *head;
	size_t n; /* in head */
};

struct starts {
	struct store *s;
	struct started *list;
	size_t count;
	bool no_memory;
};

static int gather_run(void *context, const struct store_run *run)
{
	struct starts *all = context;
	const char *who = run->machine_fingerprint ? run->machine_fingerprint : run->label;
	if (strcmp(run->status, "complete") != 0 || run->order_unknown || !*who)
		return 0;
	struct started *list = realloc(all->list, (all->count + 1) * sizeof *list);
	if (!list) {
		all->no_memory = true;
		return 1;
	}
	all->list = list;
	struct started *r = &list[all->count++];
	*r = (struct started){.id = run->id};
	snprintf(r->key, sizeof r->key, "%d %s %s %s %s %.4g", run->machine_fingerprint != NULL,
	    who, run->probe, run->load, run->counter, run->counter_hz);
	return 0;
}

/* ---- samples ------------------------------------------------------------------------------- */

struct taking {
	uint64_t *out;
	size_t n, most;
};

static int take_chunk(void *context, const struct store_chunk *chunk)
{
	struct taking *t = context;
	size_t n = chunk->samples < t->most - t->n ? chunk->samples : t->most - t->n;
	memcpy(t->out + t->n, chunk->elapsed, n * sizeof *t->out);
	t->n += n;
	return t->n == t->most;
}

/* The first samples of a run; returns how many, or -1. */
static long read_first(struct store *s, int64_t run, uint64_t *out, size_t most)
{
	struct taking t = {out, 0, most};
	return store_samples(s, run, take_chunk, &t) < 0 ? -1 : (long)t.n;
}

static size_t count_equal(const uint64_t *a, const uint64_t *b, size_t n)
{
	size_t equal = 0;
	for (size_t i = 0; i < n; i++)
		equal += a[i] == b[i];
	return equal;
}

static int compare_values(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

/* Sorts x. */
static double find_collision(uint64_t *x, size_t n)
{
	double sum = 0;
	qsort(x, n, sizeof *x, compare_values);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i; end < n && x[end] == x[i]; end++)
			;
		sum += pow((double)(end - i) / (double)n, 2);
	}
	return sum;
}

/* ---- figures ------------------------------------------------------------------------------- */

/* What the share of right guesses leaves. */
static struct estimate make_bits(const struct estimate *share, double chance)
{
	struct estimate e = *share;
	if (share->status != EST_OK)
		return e;
	if (share->value <= 0)
		return estimate_absent(EST_NOT_IDENTIFIED, share->n);
	e.value = -log2(share->value) + 0;
	e.lo = -log2(share->hi) + 0;
	e.hi = share->lo > 0 ? -log2(share->lo) : (double)NAN;
	e.note = NULL;
	if (share->value < 1 || -log2(chance) * (double)share->n < CHANCE_LOG2)
		return e;
	e.lo = e.hi = NAN;
	e.note = no_chance;
	return e;
}

/* a and b hold n samples each; a is disturbed. */
static int put_figures(struct store *s, int64_t run, uint64_t *a, const uint64_t *b, size_t n)
{
	uint8_t *yes = calloc(n + 1, 1);
	if (!yes)
		return 1;
	for (size_t i = 0; i < n; i++)
		yes[i] = a[i] == b[i];
	struct estimate share = share_of(yes, n);
	free(yes);
	double collision = find_collision(a, n);
	struct estimate chance = estimate_point(collision, n), bits = make_bits(&share, collision);
	if (share.status == EST_NO_MEMORY)
		return 1;
	if (figures_put(s, run, at_all, FIGURE_RESTART_AGREEMENT, method, &share) != 0 ||
	    figures_put(s, run, at_all, FIGURE_RESTART_AGREEMENT_CHANCE, chance_method, &chance) !=
		0 ||
	    figures_put(
		s, run, at_restarts, FIGURE_ADVERSARY_MIN_ENTROPY, observer_method, &bits) != 0)
		return -1;
	return 0;
}

/* The fellow whose first samples agree most; NULL: none, or of too few samples. */
static const struct started *find_fellow(const struct starts *all, const struct started *r)
{
	const struct started *best = NULL;
	double most = -1;
	for (size_t i = 0; i < all->count; i++) {
		const struct started *x = &all->list[i];
		size_t n = x->n < r->n ? x->n : r->n;
		if (x == r || n < FEWEST || strcmp(x->key, r->key) != 0)
			continue;
		double share = (double)count_equal(x->head, r->head, n) / (double)n;
		if (share > most) {
			most = share;
			best = x;
		}
	}
	return best;
}

static int read_heads(struct starts *all)
{
	for (size_t i = 0; i < all->count; i++) {
		struct started *r = &all->list[i];
		r->head = malloc(HEAD * sizeof *r->head);
		all->no_memory |= !r->head;
		long n = r->head ? read_first(all->s, r->id, r->head, HEAD) : -1;
		if (n < 0)
			return -1;
		r->n = (size_t)n;
	}
	return 0;
}

static int put_all(struct starts *all)
{
	uint64_t *a = malloc(2 * MOST * sizeof *a), *b = a ? a + MOST : NULL;
	int rc = a ? 0 : 1;
	for (size_t i = 0; rc == 0 && i < all->count; i++) {
		const struct started *r = &all->list[i], *fellow = find_fellow(all, r);
		if (!fellow)
			continue;
		long n = read_first(all->s, r->id, a, MOST),
		     m = read_first(all->s, fellow->id, b, MOST);
		rc =
		    n < 0 || m < 0 ? -1 : put_figures(all->s, r->id, a, b, (size_t)(n < m ? n : m));
	}
	free(a);
	all->no_memory |= rc > 0;
	return rc == 0 ? 0 : -1;
}

/* True if two runs have the same key: only then is there anything to read. */
static bool has_fellows(const struct starts *all)
{
	for (size_t i = 0; i < all->count; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(all->list[i].key, all->list[k].key) == 0)
				return true;
	return false;
}

int agreement_analyze(struct store *s, char *why, size_t size)
{
	struct starts all = {.s = s};
	int rc = store_runs(s, NULL, gather_run, &all) < 0 || all.no_memory ? -1 : 0;
	if (rc == 0 && has_fellows(&all)) {
		rc = read_heads(&all) == 0 ? store_begin_same(s) : -1;
		if (rc == 0)
			rc = store_end(s, put_all(&all));
	}
	if (rc != 0)
		snprintf(why, size, "%s", all.no_memory ? "out of memory" : store_error(s));
	for (size_t i = 0; i < all.count; i++)
		free(all.list[i].head);
	free(all.list);
	return rc;
}
