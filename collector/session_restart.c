/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Samples of fresh processes, each committed as chunks of its restart.
 */
#include "session_private.h"

#include "pin.h"
#include "progress.h"
#include "restart.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* Reads one process's samples and commits them as chunks of that restart. */
static int store_restart(struct session *c, const struct restarted *r, uint64_t number)
{
	struct block *b = &c->pool.block[0];
	for (uint64_t left = c->plan->samples; left > 0;) {
		size_t n = left < STORE_CHUNK_SAMPLES ? (size_t)left : STORE_CHUNK_SAMPLES;
		if (restart_read(r, b, n) != 0)
			return record_stop
				   ? 0
				   : session_fail(c, "a fresh process ended without its samples");
		session_close_window(c, b, left == n && number + 1 == c->plan->restarts);
		/* The recorder's own migrations say nothing of the process that took them. */
		b->from.migrations = b->to.migrations = ACTIVITY_UNKNOWN;
		char *conditions = writer_conditions(b);
		struct store_note note = {(int64_t)number, conditions};
		int rc = store_run_append_noted(
		    c->s, c->run[0].id, b->at.start, b->at.elapsed, b->at.flags, n, &note);
		free(conditions);
		if (rc != 0)
			return session_fail_store(c);
		b->count = n;
		c->run[0].tally.committed += n;
		c->run[0].tally.steps_back += block_steps_back(b);
		left -= n;
	}
	return 0;
}

static int take_restart(struct session *c, uint64_t number)
{
	const struct record_plan *p = c->plan;
	const struct restart r = {p->probes[0], &c->clock, &c->page, p->program, p->warmup};
	struct restarted process;
	char why[256];
	if (restart_begin(&r, p->samples, &process, why, sizeof why) != 0)
		return record_stop ? 0 : session_fail(c, why);
	int rc = store_restart(c, &process, number);
	if (restart_end(&process) != 0 && rc == 0 && !record_stop)
		rc = session_fail(c, "a fresh process failed");
	if (process.no_page[0] && c->page.kind != TLP_PAGE_NONE && c->unwatched++ == 0)
		snprintf(c->why_unwatched, sizeof c->why_unwatched, "%s", process.no_page);
	clock_watch_now(&c->run[0].watch, &c->clock);
	if (rc == 0 && !load_alive(&c->load))
		rc = session_fail(c, "the load ended before all samples were taken");
	return rc;
}

/* A run whose processes did not all watch the page has no ground truth: a missing flag may mean
 * that nobody looked. */
static int note_unwatched(struct session *c)
{
	if (c->unwatched == 0)
		return 0;
	snprintf(c->ground_truth, sizeof c->ground_truth,
	    "none: in %" PRIu64 " of %" PRIu64 " processes: %.80s", c->unwatched, c->plan->restarts,
	    c->why_unwatched);
	return store_run_ground_truth(c->s, c->run[0].id, c->ground_truth) == 0
		   ? 0
		   : session_fail_store(c);
}

int session_sample_restarts(struct session *c)
{
	const struct record_plan *p = c->plan;
	char why[256];
	struct progress bar;
	int rc = 0;
	if ((p->cpu >= 0 && pin_to_cpu(p->cpu, why, sizeof why) != 0))
		return session_fail(c, why);
	struct activity_thread at;
	activity_open(&c->activity);
	activity_thread(&at);
	activity_system(&c->activity, at.cpu, &c->seen);
	progress_init(&bar, p->load->name, "restarts", p->restarts);
	for (uint64_t i = 0; i < p->restarts && !record_stop && rc == 0; i++) {
		rc = take_restart(c, i);
		progress_update(&bar, i + 1);
	}
	progress_finish(&bar);
	if (note_unwatched(c) != 0)
		rc = -1;
	activity_close(&c->activity);
	return rc;
}
