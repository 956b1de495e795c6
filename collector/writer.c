/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One thread compresses and commits blocks while another fills the next: a ring in the order of the
 * pool, one lock, two conditions. SQLite is used by this thread alone meanwhile. It keeps off the
 * CPU that samples, where its wake-ups would be interrupts in samples. Deferred, there is no
 * thread, and the blocks are written after the last sample. Cost: see docs/performance-
 * collector.md.
 */
#include "writer_private.h"

#include "pin.h"
#include "thread.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A ring: blocks are taken, put and written in the order of the pool. */
struct writer {
	struct store *s;
	struct pool *pool;
	bool deferred, failed, closing, threaded;
	uint64_t put, written; /* blocks so far */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t filled, emptied;
};

char *writer_conditions(const struct block *b)
{
	char *text;
	struct json j;
	if (json_open_text(&j, &text) != 0)
		return NULL;
	json_begin_object(&j, NULL);
	activity_thread_json(&j, &b->before, &b->after);
	if (b->has_window) {
		json_begin_object(&j, "window");
		activity_system_json(&j, &b->from, &b->to);
		json_end_object(&j);
	}
	json_end_object(&j);
	if (json_close_text(&j, &text) == 0)
		json_compact(text);
	return text;
}

static int write_block(struct writer *w, const struct block *b)
{
	char *conditions = writer_conditions(b);
	struct store_note note = {b->restart, conditions};
	int rc = store_run_append_noted(
	    w->s, b->run, b->at.start, b->at.elapsed, b->at.flags, b->count, &note);
	free(conditions);
	return rc;
}

/* Waits for a filled block; NULL when there will be none. Called and returns with the lock held. */
static struct block *next_filled(struct writer *w)
{
	while (w->put == w->written && !w->closing)
		pthread_cond_wait(&w->filled, &w->lock);
	return w->put > w->written && !w->failed ? &w->pool->block[w->written % w->pool->count]
						 : NULL;
}

static void *write_blocks(void *context)
{
	struct writer *w = context;
	int away = -1;
	pthread_mutex_lock(&w->lock);
	for (struct block *b; (b = next_filled(w));) {
		pthread_mutex_unlock(&w->lock);
		/* The scheduler likes to wake this thread where the other one runs. */
		if (b->after.cpu != away)
			pin_away_from(away = b->after.cpu);
		uint64_t back = block_steps_back(b);
		int rc = write_block(w, b);
		pthread_mutex_lock(&w->lock);
		if (rc == 0) {
			b->tally->committed += b->count;
			b->tally->steps_back += back;
			w->written++;
		} else
			w->failed = true;
		pthread_cond_signal(&w->emptied);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

/* Signals are for the thread that samples. */
static int start_thread(struct writer *w)
{
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int rc = thread_start(&w->thread, write_blocks, w);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	w->threaded = rc == 0;
	return rc;
}

int writer_open(
    struct writer **out, struct store *s, struct pool *pool, bool deferred, char *why, size_t size)
{
	struct writer *w = *out = calloc(1, sizeof *w);
	if (!w) {
		snprintf(why, size, "out of memory");
		return -1;
	}
	w->s = s;
	w->pool = pool;
	w->deferred = deferred;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->filled, NULL);
	pthread_cond_init(&w->emptied, NULL);
	int rc = deferred ? 0 : start_thread(w);
	if (rc == 0)
		return 0;
	snprintf(why, size, "no thread for the writer: %s", strerror(rc));
	writer_close(w);
	*out = NULL;
	return -1;
}

struct block *writer_take(struct writer *w)
{
	if (w->deferred)
		return w->put < w->pool->count ? &w->pool->block[w->put] : NULL;
	pthread_mutex_lock(&w->lock);
	while (w->put - w->written == w->pool->count && !w->failed)
		pthread_cond_wait(&w->emptied, &w->lock);
	struct block *b = w->failed ? NULL : &w->pool->block[w->put % w->pool->count];
	pthread_mutex_unlock(&w->lock);
	return b;
}

void writer_put(struct writer *w)
{
	pthread_mutex_lock(&w->lock);
	w->put++;
	pthread_cond_signal(&w->filled);
	pthread_mutex_unlock(&w->lock);
}

static int write_deferred(struct writer *w, void (*progress)(uint64_t left))
{
	for (; w->written < w->put && !w->failed; w->written++) {
		struct block *b = &w->pool->block[w->written];
		if (write_block(w, b) != 0) {
			w->failed = true;
			break;
		}
		b->tally->committed += b->count;
		b->tally->steps_back += block_steps_back(b);
		if (progress)
			progress((w->put - w->written) * w->pool->room);
	}
	return w->failed ? -1 : 0;
}

int writer_drain(struct writer *w, void (*progress)(uint64_t left))
{
	if (w->deferred)
		return write_deferred(w, progress);
	pthread_mutex_lock(&w->lock);
	while (w->written < w->put && !w->failed)
		pthread_cond_wait(&w->emptied, &w->lock);
	bool failed = w->failed;
	pthread_mutex_unlock(&w->lock);
	return failed ? -1 : 0;
}

void writer_close(struct writer *w)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	w->closing = true;
	pthread_cond_signal(&w->filled);
	pthread_mutex_unlock(&w->lock);
	if (w->threaded)
		pthread_join(w->thread, NULL);
	pthread_cond_destroy(&w->emptied);
	pthread_cond_destroy(&w->filled);
	pthread_mutex_destroy(&w->lock);
	free(w);
}
