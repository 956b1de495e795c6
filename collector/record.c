/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One session: load, warm-up, then blocks of samples, each handed to the writer while the next is
 * taken. The timed loop is the platform's and holds nothing else; what the machine did, and what
 * the kernel's trace saw, is read between blocks. Several probes take turns by block in an order
 * drawn from the seed, so that drift does not pass for a difference between them. Whatever ends a
 * session early leaves the blocks that were committed, with an honest status. Cost:
 * docs/performance-collector.md.
 */
#include "record.h"

#include "clock.h"
#include "clock_watch_private.h"
#include "command_private.h"
#include "describe_private.h"
#include "idle.h"
#include "memory_private.h"
#include "observer_private.h"
#include "others_private.h"
#include "pin.h"
#include "progress.h"
#include "restart.h"
#include "rng.h"
#include "trace_private.h"
#include "writer_private.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	RING = 16,	 /* blocks that may wait for the writer */
	WINDOW_MS = 100, /* the machine's own counts are read this often: they tick at 100 Hz */
	FIFO_DUTY_PC =
	    90, /* share of its time a SCHED_FIFO loop may run; the kernel stops it at 95 */
};

volatile sig_atomic_t record_stop;

/* The database keeps the flags as the platform sets them. */
_Static_assert((int)STORE_FLAG_OVERLAP == TLP_FLAG_OVERLAP &&
		   (int)STORE_FLAG_ODD_AT_START == TLP_FLAG_ODD_AT_START &&
		   (int)STORE_FLAG_FALLBACK == TLP_FLAG_FALLBACK &&
		   (int)STORE_FLAG_CPU_CHANGED == TLP_FLAG_CPU_CHANGED &&
		   (int)STORE_FLAG_IRQ == TLP_FLAG_IRQ && (int)STORE_FLAG_SCHED == TLP_FLAG_SCHED &&
		   (int)STORE_FLAG_RETRIED == TLP_FLAG_RETRIED &&
		   (int)STORE_FLAG_FELL_BACK == TLP_FLAG_FELL_BACK,
    "flags of store.h and probe.h differ");

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

static double seconds_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int fail_session(struct session *c, const char *what)
{
	snprintf(c->out->why, sizeof c->out->why, "%s", what);
	c->out->end = RECORD_FAILED;
	return -1;
}

/* The database says why. */
static int fail_store(struct session *c)
{
	c->out->storage = true;
	return fail_session(c, store_error(c->s));
}

/* The observer's run; NULL: there is none. */
static struct run *observer_run(struct session *c)
{
	return c->plan->load->observer ? &c->run[c->plan->probe_count] : NULL;
}

/* ---- preparing ----------------------------------------------------------------------------- */

/* Deferred, all samples have a place in memory before the first one is taken. */
static int reserve_blocks(struct session *c)
{
	const struct record_plan *p = c->plan;
	char why[256];
	uint64_t blocks = RING;
	if (p->deferred)
		blocks = (p->samples + p->block - 1) / p->block * p->probe_count *
			 (p->load->observer ? 2 : 1);
	uint64_t required = blocks * p->block * 17, there = memory_available();
	if (p->deferred && there && required > there / 10 * 8) {
		snprintf(why, sizeof why,
		    "--deferred keeps all samples in memory: %.3g GB are required, %.3g GB are "
		    "free",
		    (double)required * 1e-9, (double)there * 1e-9);
		return fail_session(c, why);
	}
	return pool_open(&c->pool, (size_t)blocks, p->block, p->hugepages, why, sizeof why) == 0
		   ? 0
		   : fail_session(c, why);
}

size_t record_usual_block(size_t probe_count)
{
	return probe_count > 1 ? 8192 : STORE_CHUNK_SAMPLES;
}

/* Of the run of that index. */
static char *describe_instrument(const struct session *c, size_t i)
{
	const struct record_plan *p = c->plan;
	char *text;
	struct json j;
	if (json_open_text(&j, &text) != 0)
		return NULL;
	json_begin_object(&j, NULL);
	json_u64(&j, "block", p->block);
	json_string(&j, "writer",
	    p->restarts	  ? "after each process"
	    : p->deferred ? "deferred"
			  : "thread");
	json_string(&j, "fence", p->fence == TLP_FENCE_FULL ? "full" : "none");
	json_bool(&j, "mlock", p->mlock);
	json_bool(&j, "fifo", p->fifo);
	if (p->fifo)
		json_fixed(&j, "fifo_duty", FIFO_DUTY_PC / 100.0);
	if (p->hugepages)
		json_u64(&j, "hugepages_kib", c->pool.huge_kib);
	else
		json_null(&j, "hugepages_kib");
	if (p->probe_count > 1)
		json_u64(&j, "order_seed", p->seed);
	if (p->load->observer)
		json_bool(&j, "observer", i == p->probe_count);
	json_end_object(&j);
	if (json_close_text(&j, &text) == 0)
		json_compact(text);
	return text;
}

/* Samples get flags from the page where one is found; where there is none, the run says why. Fresh
 * processes look for it again where this one has found it. */
static void find_ground_truth(struct session *c)
{
	if (c->plan->cold)
		snprintf(c->page.why, sizeof c->page.why, "watching the page would warm it up");
	else if (c->plan->no_page)
		snprintf(c->page.why, sizeof c->page.why, "not requested");
	else
		tlp_page_open(&c->page, &c->clock);
	c->no_page.kind = TLP_PAGE_NONE;
	snprintf(c->no_page.why, sizeof c->no_page.why, "the page's stamp is of another counter");
	for (size_t i = 0; i < c->runs; i++) {
		bool foreign = c->run[i].clock != &c->clock && c->page.kind == TLP_PAGE_STAMP;
		c->run[i].page = foreign ? &c->no_page : &c->page;
	}
}

static int begin_one(struct session *c, size_t i, struct store_run *run)
{
	const struct tlp_clock *clock = c->run[i].clock;
	const char *page = c->run[i].probe->own_page ? "probe" : c->run[i].page->name;
	snprintf(c->ground_truth, sizeof c->ground_truth, "%s%s",
	    page ? page : "none: ", page ? "" : c->run[i].page->why);
	char *machine = describe_machine(clock), *instrument = describe_instrument(c, i);
	bool own = i < c->plan->probe_count; /* not the observer's, which is in no cell */
	if (!machine || !instrument) {
		free(machine);
		free(instrument);
		return fail_session(c, "out of memory");
	}
	run->machine_facts = machine;
	run->instrument = instrument;
	run->cpu = c->run[i].cpu;
	run->requested = c->run[i].requested;
	/* What runs meanwhile is, for the observer, this recorder: another cell than the
	 * recorder's. */
	run->load = own ? c->plan->load->name : "observed";
	run->campaign_id = own ? c->plan->campaign : 0;
	run->cell = own ? c->plan->cell : 0;
	run->counter = clock->name;
	run->counter_hz = clock->hz;
	run->hz_source = tlp_hz_source_name(clock->hz_source);
	run->hz_calibrated = clock->hz_calibrated;
	run->effective_tick_ticks = clock->effective_tick_ticks;
	run->probe = c->run[i].spec;
	run->ground_truth = c->ground_truth;
	int64_t id = store_run_begin(c->s, run, c->out->run[i].uuid);
	free(machine);
	free(instrument);
	if (id < 0)
		return fail_store(c);
	c->run[i].id = id;
	struct clock_look look = clock_look_now(clock);
	clock_watch_begin(&c->run[i].watch, clock, &look);
	c->out->runs = i + 1;
	/* What a recorder that is killed leaves is not a whole trace. */
	return !c->trace || !own ||
		       store_run_trace(c->s, id, "incomplete, the run did not end") == 0
		   ? 0
		   : fail_store(c);
}

static int begin_runs(struct session *c)
{
	const struct record_plan *p = c->plan;
	char fingerprint[33];
	find_ground_truth(c);
	struct tlp_facts *facts = describe_environment();
	char *environment = describe_environment_text(facts, (double)NAN, p->cpu);
	char *command = command_of_plan(p);
	describe_fingerprint(fingerprint);
	struct store_run run = {.label = p->label,
	    .origin = "collect",
	    .load = p->load->name,
	    .machine_fingerprint = fingerprint,
	    .has_start = true,
	    .warmup = p->warmup,
	    .environment_before = environment,
	    .restarts = p->restarts,
	    .command = command};
	int rc = environment && command ? 0 : fail_session(c, "out of memory");
	if (rc == 0 && c->runs > 1) {
		run.session = c->out->session;
		rc = store_uuid(c->s, c->out->session) == 0 ? 0 : fail_store(c);
	}
	for (size_t i = 0; i < c->runs && rc == 0; i++)
		rc = begin_one(c, i, &run);
	free(facts);
	free(environment);
	free(command);
	return rc;
}

/* ---- sampling ------------------------------------------------------------------------------ */

/* Notes what the machine did since the last reading, once that is long enough ago to measure. */
static void close_window(struct session *c, struct block *b, bool last)
{
	b->has_window = last || seconds_now() - c->seen.seconds >= WINDOW_MS / 1e3;
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
	double pause = busy_s * (100.0 - FIFO_DUTY_PC) / FIFO_DUTY_PC;
	struct timespec t = {(time_t)pause, (long)((pause - (double)(time_t)pause) * 1e9)};
	nanosleep(&t, NULL);
}

/* The next block of a run that the writer has room for; NULL after a failure. */
static struct block *begin_block(struct session *c, struct run *r)
{
	struct block *b = writer_take(c->writer);
	if (!b) {
		fail_store(c);
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
	struct run *r = observer_run(c);
	struct block *b = begin_block(c, r);
	if (!b)
		return -1;
	if (observer_take(c->observer, b) != 0)
		return fail_session(c, "the observer ended before all samples were taken");
	r->left -= b->count;
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
	double started = c->plan->fifo ? seconds_now() : 0;
	activity_thread(&b->before);
	r->probe->run(r->clock, &b->at, b->count);
	activity_thread(&b->after);
	if (c->trace)
		trace_join(c->trace, &b->at, b->count);
	r->left -= b->count;
	close_window(c, b, r->left == 0);
	clock_watch_now(&r->watch, r->clock);
	writer_put(c->writer);
	if (c->observer && take_observed(c) != 0)
		return -1;
	if (c->plan->fifo)
		pause_after(seconds_now() - started);
	return load_alive(&c->load)
		   ? 0
		   : fail_session(c, "the load ended before all samples were taken");
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
			return fail_session(c, why);
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
	const struct run *r = observer_run(c);
	char why[256];
	if (!r)
		return 0;
	const struct observer_plan plan = {r->probe, r->clock, r->page, c->plan->block, r->cpu};
	return observer_start(&c->observer, &plan, why, sizeof why) == 0 ? 0 : fail_session(c, why);
}

static void stop_observer(struct session *c)
{
	observer_stop(c->observer);
	c->observer = NULL;
}

static int sample_session(struct session *c)
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
		return fail_session(c, why);
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
	stop_observer(c); /* so that its CPU time counts as this session's */
	if (writer_drain(c->writer, NULL) != 0)
		rc = fail_store(c);
	activity_close(&c->activity);
	return rc;
}

/* ---- fresh processes ----------------------------------------------------------------------- */

/* Reads one process's samples and commits them as chunks of that restart. */
static int store_restart(struct session *c, const struct restarted *r, uint64_t number)
{
	struct block *b = &c->pool.block[0];
	for (uint64_t left = c->plan->samples; left > 0;) {
		size_t n = left < STORE_CHUNK_SAMPLES ? (size_t)left : STORE_CHUNK_SAMPLES;
		if (restart_read(r, b, n) != 0)
			return record_stop
				   ? 0
				   : fail_session(c, "a fresh process ended without its samples");
		close_window(c, b, left == n && number + 1 == c->plan->restarts);
		/* The recorder's own migrations say nothing of the process that took them. */
		b->from.migrations = b->to.migrations = ACTIVITY_UNKNOWN;
		char *conditions = writer_conditions(b);
		struct store_note note = {(int64_t)number, conditions};
		int rc = store_run_append_noted(
		    c->s, c->run[0].id, b->at.start, b->at.elapsed, b->at.flags, n, &note);
		free(conditions);
		if (rc != 0)
			return fail_store(c);
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
		return record_stop ? 0 : fail_session(c, why);
	int rc = store_restart(c, &process, number);
	if (restart_end(&process) != 0 && rc == 0 && !record_stop)
		rc = fail_session(c, "a fresh process failed");
	if (process.no_page[0] && c->page.kind != TLP_PAGE_NONE && c->unwatched++ == 0)
		snprintf(c->why_unwatched, sizeof c->why_unwatched, "%s", process.no_page);
	clock_watch_now(&c->run[0].watch, &c->clock);
	if (rc == 0 && !load_alive(&c->load))
		rc = fail_session(c, "the load ended before all samples were taken");
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
	return store_run_ground_truth(c->s, c->run[0].id, c->ground_truth) == 0 ? 0 : fail_store(c);
}

static int sample_restarts(struct session *c)
{
	const struct record_plan *p = c->plan;
	char why[256];
	struct progress bar;
	int rc = 0;
	if ((p->cpu >= 0 && pin_to_cpu(p->cpu, why, sizeof why) != 0))
		return fail_session(c, why);
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

/* ---- ending -------------------------------------------------------------------------------- */

const char *record_end_name(enum record_end end)
{
	return end == RECORD_COMPLETE	   ? "complete"
	       : end == RECORD_INTERRUPTED ? "interrupted"
					   : "failed";
}

/* True: all that were requested are there. */
static bool count_samples(struct session *c)
{
	bool whole = true;
	for (size_t i = 0; i < c->out->runs; i++) {
		c->out->run[i].samples = c->run[i].tally.committed;
		c->out->samples += c->run[i].tally.committed;
		whole = whole && c->run[i].tally.committed == c->run[i].requested;
	}
	return whole;
}

/* A trace that lost events says so in its runs. */
static void end_trace(struct session *c)
{
	char summary[128];
	if (!c->trace)
		return;
	trace_summary(c->trace, summary, sizeof summary);
	for (size_t i = 0; i < c->out->runs && i < c->plan->probe_count; i++)
		if (store_run_trace(c->s, c->run[i].id, summary) != 0 &&
		    c->out->end != RECORD_FAILED)
			fail_store(c);
	trace_close(c->trace);
	c->trace = NULL;
}

/* The last look, and what all of them come to. The first fault is the one reported. */
static void end_clocks(struct session *c, struct run *r)
{
	char *text = NULL, fault[sizeof c->out->clocks];
	struct json j;
	struct clock_look look = clock_look_now(r->clock);
	clock_watch_add(&r->watch, &look);
	clock_watch_fault(&r->watch, r->tally.steps_back, fault, sizeof fault);
	if (!c->out->clocks[0])
		memcpy(c->out->clocks, fault, sizeof fault);
	if (json_open_text(&j, &text) != 0)
		return;
	json_begin_object(&j, NULL);
	clock_watch_json(&j, &r->watch, r->tally.steps_back);
	json_end_object(&j);
	if (json_close_text(&j, &text) == 0)
		json_compact(text);
	if (store_run_clocks(c->s, r->id, clock_watch_seconds(&r->watch), text) != 0 &&
	    c->out->end != RECORD_FAILED)
		fail_store(c);
	free(text);
}

/* The load has ended, and its CPU time is known. Other work during an idle run is a warning. */
static double measure_others(struct session *c)
{
	bool idle = kind_is_idle(c->plan->load);
	double cpus = c->out->runs ? others_cpus(&c->others) : (double)NAN;
	const struct idle_signs signs = {NAN, NAN, cpus, NAN};
	if (idle && c->out->end == RECORD_COMPLETE)
		idle_busy_words(c->out->busy, sizeof c->out->busy, &signs);
	return cpus;
}

/* Stops the load and says in the database how the runs ended. The first failure is
 * the one reported. */
static void finish_session(struct session *c)
{
	struct record_outcome *out = c->out;
	char why[256], *detail = NULL;
	struct tlp_facts *facts = describe_environment(); /* while the load runs */
	bool all = count_samples(c);
	if (load_stop(&c->load, &detail, why, sizeof why) != 0) {
		out->end = RECORD_FAILED;
		snprintf(out->why, sizeof out->why, "%s", why);
	} else if (out->end == RECORD_COMPLETE && !all) {
		out->end = RECORD_INTERRUPTED;
		snprintf(out->why, sizeof out->why, "ended by a signal");
	}
	char *environment = describe_environment_text(facts, measure_others(c), c->plan->cpu);
	end_trace(c);
	for (size_t i = 0; i < out->runs; i++) {
		end_clocks(c, &c->run[i]);
		bool whole = c->run[i].tally.committed == c->run[i].requested;
		enum record_end end =
		    out->end == RECORD_INTERRUPTED && whole ? RECORD_COMPLETE : out->end;
		if (store_run_end(c->s, c->run[i].id, record_end_name(end),
			end != RECORD_COMPLETE && out->why[0] ? out->why : NULL, environment,
			detail) != 0 &&
		    out->end != RECORD_FAILED)
			fail_store(c);
	}
	free(detail);
	free(environment);
	free(facts);
}

/* What the plan requires of a CPU is tried before anything is recorded. The thread is pinned again
 * once the load and the writer, which are not for that CPU alone, have started. */
static int try_cpu(struct session *c)
{
	const struct record_plan *p = c->plan;
	char why[256];
	int rc = 0;
	if (p->cpu < 0)
		return 0;
	if (pin_to_cpu(p->cpu, why, sizeof why) != 0 ||
	    (p->trace && trace_open(&c->trace, &c->clock, p->cpu, why, sizeof why) != 0))
		rc = fail_session(c, why);
	pin_release();
	return rc;
}

int record_try_trace(const char *counter, int cpu, char *why, size_t size)
{
	struct tlp_clock clock;
	struct trace *t = NULL;
	const char *reason;
	if (tlp_clock_open_named(&clock, counter, &reason) != 0) {
		snprintf(why, size, "the counter '%s': %s", counter, reason);
		return -1;
	}
	int rc = pin_to_cpu(cpu, why, size) == 0 ? trace_open(&t, &clock, cpu, why, size) : -1;
	trace_close(t);
	pin_release();
	return rc;
}

/* Before the first sample, so that a run that is killed keeps it. */
static int note_load(struct session *c)
{
	struct record_outcome *out = c->out;
	char *detail = load_describe(&c->load);
	int rc = 0;
	if (!load_shortfall(&c->load, out->shortfall, sizeof out->shortfall))
		out->shortfall[0] = '\0';
	for (size_t i = 0; detail && i < out->runs && rc == 0; i++)
		rc = store_run_load(c->s, c->run[i].id, detail) == 0 ? 0 : fail_store(c);
	free(detail);
	return rc;
}

static void run_session(struct session *c)
{
	const struct record_plan *p = c->plan;
	char why[256];
	double started = 0;
	if (load_start(&c->load, p->load, p->intensity, why, sizeof why) != 0)
		fail_session(c, why);
	else if (note_load(c) == 0 && load_alive(&c->load) && !record_stop) {
		started = seconds_now();
		(void)(p->restarts ? sample_restarts(c) : sample_session(c));
		c->out->seconds = seconds_now() - started;
	}
	stop_observer(c);
	pin_release();
	finish_session(c);
	writer_close(c->writer);
}

/* The counter of the plan, and the other one where there are two. */
static int open_clocks(struct session *c)
{
	const struct record_plan *p = c->plan;
	const char *name = p->counter, *reason = "";
	char why[256];
	int rc = tlp_clock_open_named(&c->clock, name, &reason);
	c->clock.fence = p->fence;
	if (rc == 0 && p->two_counters) {
		name = tlp_clock_other(&c->clock);
		rc = tlp_clock_open_named(&c->other, name, &reason);
		c->other.fence = p->fence;
	}
	if (rc != 0) {
		snprintf(why, sizeof why, "the counter '%s' cannot be used: %s", name, reason);
		return fail_session(c, why);
	}
	if (c->clock.fallback)
		snprintf(c->out->fallback, sizeof c->out->fallback,
		    "the CPU's own counter is not used: %s; samples are timed with %s",
		    c->clock.why, c->clock.name);
	return 0;
}

static void plan_run(struct session *c, size_t i, uint64_t samples, int cpu)
{
	const struct record_plan *p = c->plan;
	size_t probe = i < p->probe_count ? i : 0;
	c->run[i] = (struct run){.probe = p->probes[probe],
	    .spec = p->specs[probe],
	    .clock = p->two_counters && i == 1 ? &c->other : &c->clock,
	    .requested = samples * (p->restarts ? p->restarts : 1),
	    .left = samples,
	    .cpu = cpu};
	c->runs = i + 1;
}

/* The observer has a CPU of its own, which requires that the recorder has one. */
static int plan_observer(struct session *c)
{
	const struct record_plan *p = c->plan;
	char why[256];
	int cpu;
	if (p->restarts || p->probes[0]->start)
		return fail_session(c, "an observer requires a first probe without a thread of its "
				       "own, and no --restarts");
	if (c->settled.cpu < 0)
		c->settled.cpu = pin_last();
	if (observer_choose_cpu(p->cpu, &cpu, why, sizeof why) != 0)
		return fail_session(c, why);
	for (size_t i = 0; i < p->probe_count; i++)
		c->run[i].cpu = p->cpu;
	plan_run(c, p->probe_count, p->samples * p->probe_count, cpu);
	return 0;
}

static int plan_runs(struct session *c)
{
	const struct record_plan *p = c->plan;
	for (size_t i = 0; i < p->probe_count; i++)
		plan_run(c, i, p->samples, p->cpu);
	return p->load->observer ? plan_observer(c) : 0;
}

void record_run(struct store *s, const struct record_plan *plan, struct record_outcome *out)
{
	struct session *c = calloc(1, sizeof *c);
	*out = (struct record_outcome){.end = RECORD_COMPLETE};
	if (!c) {
		out->end = RECORD_FAILED;
		snprintf(out->why, sizeof out->why, "out of memory");
		return;
	}
	c->s = s;
	c->settled = *plan;
	c->plan = &c->settled;
	c->out = out;
	c->load.kind = plan->load;
	others_begin(&c->others);
	if (plan_runs(c) == 0 && open_clocks(c) == 0 && try_cpu(c) == 0 && reserve_blocks(c) == 0 &&
	    begin_runs(c) == 0)
		run_session(c);
	else
		finish_session(c); /* what has begun is said to have failed */
	pool_close(&c->pool);
	free(c);
}
