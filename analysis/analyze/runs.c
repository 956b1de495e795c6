/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Workers take the runs that are not current, one after another, and each computes alone: a run's
 * figures are functions of its samples and of the options, not of the thread. The store is used
 * under one lock. Runs whose samples together need more memory than a few hundred MiB wait for one
 * another. Where there are fewer runs than threads, the threads that are left work within a run.
 */
#include "runs.h"

#include "err.h"
#include "run_private.h"
#include "thread.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Samples in memory at once, of several runs; a longer run is analysed alone. */
static const uint64_t most_at_once = 16000000;

struct wanted {
	int64_t id;
	uint64_t samples;
	char uuid[STORE_UUID];
};

struct runs {
	struct store *s;
	const struct runs_options *o;
	struct wanted *list;
	size_t count, next;
	uint64_t in_work, done, total; /* samples */
	unsigned inner;		       /* threads within a run */
	int failed;
	bool no_memory;
	char stopped[512]; /* the database failed: why; "" while it does not */
	pthread_mutex_t lock;
	pthread_cond_t freed;
};

struct worker {
	struct runs *all;
	const struct wanted *now;
	struct run_work work;
	uint64_t told; /* samples of the run that count as done */
	bool begun;
	char why[512];
	pthread_t thread;
	bool started;
};

/* ---- which runs ---------------------------------------------------------------------------- */

static int run_want(void *context, const struct store_run *run)
{
	struct runs *all = context;
	struct wanted *list = realloc(all->list, (all->count + 1) * sizeof *list);
	all->no_memory = !list;
	if (!list)
		return 1;
	all->list = list;
	list[all->count] = (struct wanted){.id = run->id, .samples = run->samples};
	snprintf(list[all->count].uuid, STORE_UUID, "%s", run->uuid);
	/* Until the keys are compared, which uses the store. */
	all->count++;
	return 0;
}

struct look {
	struct runs *all;
	bool current;
};

static int key_compare(void *context, const struct store_run *run)
{
	struct look *look = context;
	char key[RUN_KEY], stored[RUN_KEY];
	run_key(run, &look->all->o->run, key, sizeof key);
	if (store_analysis_key(look->all->s, run, stored, sizeof stored) != 0)
		return 1;
	look->current = strcmp(key, stored) == 0;
	return 0;
}

/* Leaves the runs that are not current in the list. Returns 0 or -1. */
static int list_fill(struct runs *all)
{
	size_t kept = 0;
	if (store_runs(all->s, all->o->only, run_want, all) < 0)
		return -1;
	for (size_t i = 0; i < all->count; i++) {
		struct look look = {all, false};
		int there = store_run_there(all->s, all->list[i].uuid);
		if (there == 0)
			continue; /* removed meanwhile */
		if (there < 0 || (!all->o->again &&
				     store_runs(all->s, all->list[i].uuid, key_compare, &look) < 0))
			return -1;
		if (look.current)
			continue;
		all->list[kept++] = all->list[i];
		all->total += all->list[i].samples;
	}
	all->count = kept;
	return 0;
}

/* ---- one worker ---------------------------------------------------------------------------- */

/* Under the lock. */
static void progress_tell(struct runs *all, const struct wanted *run, const char *doing)
{
	char text[96];
	if (!all->o->progress)
		return;
	snprintf(text, sizeof text, "run %.8s: %s", run->uuid, doing);
	all->o->progress(all->o->context, all->done, all->total, text);
}

static void stage_note(void *context, const char *doing, double share)
{
	struct worker *w = context;
	uint64_t now = (uint64_t)(share * (double)w->now->samples);
	pthread_mutex_lock(&w->all->lock);
	w->all->done += now - w->told;
	w->told = now;
	progress_tell(w->all, w->now, doing);
	pthread_mutex_unlock(&w->all->lock);
}

/* Under the lock: the next run that there is memory for; NULL: there is none left. */
static const struct wanted *run_take(struct runs *all)
{
	while (!all->stopped[0] && all->next < all->count && all->in_work > 0 &&
	       all->in_work + all->list[all->next].samples > most_at_once)
		pthread_cond_wait(&all->freed, &all->lock);
	if (all->stopped[0] || all->next >= all->count)
		return NULL;
	const struct wanted *run = &all->list[all->next++];
	all->in_work += run->samples;
	return run;
}

static int run_read(void *context, const struct store_run *run)
{
	struct worker *w = context;
	char key[RUN_KEY];
	run_key(run, &w->all->o->run, key, sizeof key);
	w->begun = run_begin(&w->work, w->all->s, run, key, w->why, sizeof w->why) == 0;
	return 0;
}

/* With the lock, which is let go of while it computes. */
static void run_do(struct worker *w)
{
	struct runs *all = w->all;
	struct run_options o = all->o->run;
	o.threads = all->inner;
	o.stage = stage_note;
	o.context = w;
	w->told = 0;
	w->begun = false;
	int there = store_run_there(all->s, w->now->uuid);
	if (there == 0)
		snprintf(w->why, sizeof w->why, "it was removed meanwhile");
	else if (there < 0 || store_runs(all->s, w->now->uuid, run_read, w) < 0)
		snprintf(all->stopped, sizeof all->stopped, "%s", store_error(all->s));
	int rc = -1;
	if (w->begun) {
		pthread_mutex_unlock(&all->lock);
		rc = run_compute(&w->work, &o);
		pthread_mutex_lock(&all->lock);
		rc = run_end(&w->work, all->s, rc, w->why, sizeof w->why);
	}
	if (rc != 0 && !all->stopped[0]) {
		all->failed++;
		all->o->failed(all->o->context, w->now->uuid, w->why);
	}
	all->done += w->now->samples - w->told;
	all->in_work -= w->now->samples;
	progress_tell(all, w->now, "stored");
	pthread_cond_broadcast(&all->freed);
}

static void *worker_run(void *argument)
{
	struct worker *w = argument;
	pthread_mutex_lock(&w->all->lock);
	while ((w->now = run_take(w->all)))
		run_do(w);
	pthread_mutex_unlock(&w->all->lock);
	return NULL;
}

/* One that gets no thread works here. */
static void workers_run(struct worker *w, unsigned count)
{
	for (unsigned i = 1; i < count; i++)
		w[i].started = thread_start(&w[i].thread, worker_run, &w[i]) == 0;
	worker_run(&w[0]);
	for (unsigned i = 1; i < count; i++)
		if (w[i].started)
			pthread_join(w[i].thread, NULL);
}

int runs_analyze(struct store *s, const struct runs_options *o, char *why, size_t size)
{
	struct runs all = {.s = s, .o = o};
	int rc = list_fill(&all);
	unsigned threads = o->run.threads ? o->run.threads : 1;
	unsigned count = all.count < threads ? (unsigned)all.count : threads;
	struct worker *w = calloc(count + 1, sizeof *w);
	if (all.no_memory || !w)
		rc = err_why(why, size, "out of memory");
	else if (rc != 0)
		err_why(why, size, "%s", store_error(s));
	else if (count > 0) {
		all.inner = threads / count;
		pthread_mutex_init(&all.lock, NULL);
		pthread_cond_init(&all.freed, NULL);
		for (unsigned i = 0; i < count; i++)
			w[i].all = &all;
		workers_run(w, count);
		pthread_cond_destroy(&all.freed);
		pthread_mutex_destroy(&all.lock);
	}
	if (rc == 0 && all.stopped[0])
		rc = err_why(why, size, "%s", all.stopped);
	free(all.list);
	free(w);
	return rc == 0 ? all.failed : -1;
}
