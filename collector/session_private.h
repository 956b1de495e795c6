/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A session while it is recorded. Functions return 0, or -1 after session_fail or
 * session_fail_store.
 */
#ifndef COLLECTOR_SESSION_H
#define COLLECTOR_SESSION_H

#include "activity_private.h"
#include "clock.h"
#include "clock_watch_private.h"
#include "observer_private.h"
#include "others_private.h"
#include "record.h"
#include "trace_private.h"
#include "writer_private.h"

/* Share of its time a SCHED_FIFO loop may run; the kernel stops it at 95. */
enum { SESSION_FIFO_DUTY_PC = 90 };

/* A run of the session. */
struct run {
	int64_t id; /* 0: not begun */
	const struct tlp_probe *probe;
	const char *spec;
	const struct tlp_clock *clock;
	const struct tlp_page *page;
	bool started;
	uint64_t requested, left; /* samples; to take */
	int cpu;		  /* -1: not pinned */
	struct tally tally;
	struct clock_watch watch;
};

/* What a session holds while it is recorded. */
struct session {
	struct store *s;
	struct record_plan settled; /* the caller's, with a CPU where one is required */
	const struct record_plan *plan;
	struct record_outcome *out;
	struct tlp_clock clock, other; /* the second of two counters */
	struct pool pool;
	struct writer *writer;
	struct tlp_page page, no_page; /* as found; none, with the reason */
	char ground_truth[160];
	uint64_t unwatched; /* fresh processes that did not find the page again */
	char why_unwatched[sizeof((struct tlp_page *)0)->why];
	struct trace *trace; /* NULL: none was asked for */
	struct load load;
	struct activity activity;
	struct activity_system seen; /* the last reading of the machine */
	struct others others;
	struct observer *observer; /* NULL: none */
	struct run run[RECORD_RUNS];
	size_t runs; /* of the plan's probes, and after them that of an observer */
};

/* The session has failed for that reason; for that of the database. -1. */
int session_fail(struct session *c, const char *what);
int session_fail_store(struct session *c);

/* The observer's run; NULL: there is none. */
struct run *session_observer_run(struct session *c);

/* session_begin.c: room for the blocks; the runs in the database. Deferred, all samples have a
 * place in memory before the first one is taken. */
int session_reserve_blocks(struct session *c);
int session_begin_runs(struct session *c);

/* session_sample.c: takes all samples that are left, or until a signal sets record_stop. */
int session_sample(struct session *c);
void session_stop_observer(struct session *c);

/* Notes what the machine did since the last reading, once that is long enough ago to measure. */
void session_close_window(struct session *c, struct block *b, bool last);

/* session_restart.c: the same by fresh processes. */
int session_sample_restarts(struct session *c);

/* session_end.c: stops the load and says in the database how the runs ended. The first failure is
 * the one reported. */
void session_finish(struct session *c);

#endif
