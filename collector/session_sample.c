/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Blocks of samples, each handed to the writer while the next is taken. The timed loop is the
 * platform's and holds nothing else; what the machine did, and what the kernel's trace saw, is read
 * between blocks. Several probes take turns by block in an order drawn from the seed, so that drift
 * does not pass for a difference between them. Cost: docs/performance-collector.md.
 */
#include "session_private.h"

#include "memory_private.h"
#include "monotonic.h"
#include "pin.h"
#include "progress.h"
#include "rng.h"

#include <stdio.h>
#include <time.h>

enum { WINDOW_MS = 100 }; /* the machine's own counts are read this often: they tick at 100 Hz */

void session_close_window(struct session *c, struct block *b, bool last)
{
	b->has_window = last || monotonic_seconds() - c->seen.seconds >= WINDOW_MS / 1e3;
	if (!b->has_window)
		return;
	b->from = c->seen;
	activity_system(&c->activity, b->after.cpu, &b->to);
	c->seen = b->to;
}

/* The kernel keeps a twentieth of each second for others, by stopping a SCHED_FIFO loop in the
 * middle of a sample; so the loop pauses by itself, between blocks. */
static void pause_after(double busy_s)
{
	double pause = busy_s * (100.0 - SESSION_FIFO_DUTY_PC) / SESSION_FIFO_DUTY_PC;
	struct timespec t = {(time_t)pause, (long)((pause - (double)(time_t)pause) * 1e9)};
	nanosleep(&t, NULL);
}

/* The next block of a run that the writer has room for; NULL after a failure. */
static struct block *begin_block(struct session *c, struct run *r)
{
	struct block *b = writer_take(c->writer);
	if (!b) {
		session_fail_store(c);
		return NULL;
	}
	b->run = r->id;
	b->restart = -1;
	b->tally = &r->tally;
	b->at.page = r->page;
	b->has_window = false;
	return b;
}

/* What the observer took meanwhile. */
static int take_observed(struct session *c)
{
	struct run *r = session_observer_run(c);
	struct block *b = begin_block(c, r);
	if (!b)
		return -1;
	if (observer_take(c->observer, b) != 0)
		return session_fail(c, "the observer ended before all samples were taken");
	writer_put(c->writer);
	return 0;
}

/* Takes one block of a run and hands it to the writer. */
static int take_block(struct session *c, struct run *r)
{
	struct block *b = begin_block(c, r);
	if (!b)
		return -1;
	b->count = r->left < c->plan->block ? (size_t)r->left : c->plan->block;
	if (c->observer)
		observer_go(c->observer, b->count);
	double started = c->plan->fifo ? monotonic_seconds() : 0;
	activity_thread(&b->before);
	r->probe->run(r->clock, &b->at, b->count);
	activity_thread(&b->after);
	if (c->trace)
		trace_join(c->trace, &b->at, b->count);
	r->left -= b->count;
	session_close_window(c, b, r->left == 0);
	clock_watch_now(&r->watch, r->clock);
	writer_put(c->writer);
	if (c->observer && take_observed(c) != 0)
		return -1;
	if (c->plan->fifo)
		pause_after(monotonic_seconds() - started);
	return load_alive(&c->load)
		   ? 0
		   : session_fail(c, "the load ended before all samples were taken");
}

static void warm_up(struct session *c)
{
	struct block *b = &c->pool.block[0];
	for (size_t i = 0; i < c->plan->probe_count; i++)
		for (uint64_t w = c->plan->warmup; w > 0;) {
			size_t n = w < c->plan->block ? (size_t)w : c->plan->block;
			b->at.page = c->run[i].page;
			c->run[i].probe->run(c->run[i].clock, &b->at, n);
			w -= n;
		}
}

/* A new order of 0 .. n-1. */
static void shuffle_order(struct rng *rng, size_t *order, size_t n)
{
	for (size_t i = 0; i < n; i++)
		order[i] = i;
	for (size_t i = n; i > 1; i--) {
		size_t k = (size_t)rng_below(rng, i), keep = order[i - 1];
		order[i - 1] = order[k];
		order[k] = keep;
	}
}

/* Round after round, one block of each run in a new random order, until all samples are taken or
 * something ends it. */
static int take_all(struct session *c)
{
	const struct record_plan *p = c->plan;
	struct progress bar;
	struct rng rng;
	size_t order[RECORD_PROBES];
	uint64_t taken = 0;
	int rc = 0;
	rng_init(&rng, p->seed, 0);
	progress_init(&bar, p->load->name, "samples", p->samples * p->probe_count);
	while (c->run[0].left > 0 && !record_stop && rc == 0) {
		shuffle_order(&rng, order, p->probe_count);
		for (size_t i = 0; i < p->probe_count && !record_stop && rc == 0; i++) {
			uint64_t before = c->run[order[i]].left;
			rc = take_block(c, &c->run[order[i]]);
			taken += before - c->run[order[i]].left;
			progress_update(&bar, taken);
		}
	}
	progress_finish(&bar);
	return rc;
}

/* Control probes have a thread of their own, which keeps off the CPU this one is pinned to. */
static int start_probes(struct session *c)
{
	char why[256];
	for (size_t i = 0; i < c->plan->probe_count; i++) {
		struct run *r = &c->run[i];
		if (tlp_probe_start(r->probe, r->clock, r->spec, why, sizeof why) != 0)
			return session_fail(c, why);
		r->started = true;
	}
	return 0;
}

static void stop_probes(struct session *c)
{
	for (size_t i = 0; i < c->plan->probe_count; i++)
		if (c->run[i].started)
			tlp_probe_stop(c->run[i].probe);
}

/* Before this process has other threads and while it is not pinned. */
static int start_observer(struct session *c)
{
	const struct run *r = session_observer_run(c);
	char why[256];
	if (!r)
		return 0;
	const struct observer_plan plan = {r->probe, r->clock, r->page, c->plan->block, r->cpu};
	return observer_start(&c->observer, &plan, why, sizeof why) == 0 ? 0 : session_fail(c, why);
}

void session_stop_observer(struct session *c)
{
	observer_stop(c->observer);
	c->observer = NULL;
}

int session_sample(struct session *c)
{
	const struct record_plan *p = c->plan;
	char why[256];
	if (start_observer(c) != 0)
		return -1;
	/* The writer's thread and the load were started before: neither is pinned or lifted. */
	if (writer_open(&c->writer, c->s, &c->pool, p->deferred, why, sizeof why) != 0 ||
	    (p->cpu >= 0 && pin_to_cpu(p->cpu, why, sizeof why) != 0) ||
	    (p->mlock && memory_lock(why, sizeof why) != 0) ||
	    (p->fifo && pin_fifo(why, sizeof why) != 0))
		return session_fail(c, why);
	if (start_probes(c) != 0) {
		stop_probes(c);
		return -1;
	}
	struct activity_thread at;
	activity_open(&c->activity);
	activity_thread(&at);
	activity_system(&c->activity, at.cpu, &c->seen);
	warm_up(c);
	if (c->trace)
		trace_start(c->trace);
	int rc = take_all(c);
	if (p->fifo)
		pin_ordinary();
	stop_probes(c);
	session_stop_observer(c); /* so that its CPU time counts as this session's */
	if (writer_drain(c->writer, NULL) != 0)
		rc = session_fail_store(c);
	activity_close(&c->activity);
	return rc;
}
