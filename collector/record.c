/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One session: its plan, its counters, the load, and then samples. Whatever ends a session early
 * leaves the blocks that were committed, with an honest status.
 */
#include "session_private.h"

#include "monotonic.h"
#include "pin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

int session_fail(struct session *c, const char *what)
{
	snprintf(c->out->why, sizeof c->out->why, "%s", what);
	c->out->end = RECORD_FAILED;
	return -1;
}

int session_fail_store(struct session *c)
{
	c->out->storage = true;
	return session_fail(c, store_error(c->s));
}

struct run *session_observer_run(struct session *c)
{
	return c->plan->load->observer ? &c->run[c->plan->probe_count] : NULL;
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
		rc = session_fail(c, why);
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
		rc = store_run_load(c->s, c->run[i].id, detail) == 0 ? 0 : session_fail_store(c);
	free(detail);
	return rc;
}

static void run_session(struct session *c)
{
	const struct record_plan *p = c->plan;
	char why[256];
	double started = 0;
	if (load_start(&c->load, p->load, p->intensity, why, sizeof why) != 0)
		session_fail(c, why);
	else if (note_load(c) == 0 && load_alive(&c->load) && !record_stop) {
		started = monotonic_seconds();
		(void)(p->restarts ? session_sample_restarts(c) : session_sample(c));
		c->out->seconds = monotonic_seconds() - started;
	}
	session_stop_observer(c);
	pin_release();
	session_finish(c);
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
		return session_fail(c, why);
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
		return session_fail(c, "an observer requires a first probe without a thread of its "
				       "own, and no --restarts");
	if (c->settled.cpu < 0)
		c->settled.cpu = pin_last();
	if (observer_choose_cpu(p->cpu, &cpu, why, sizeof why) != 0)
		return session_fail(c, why);
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
	if (plan_runs(c) == 0 && open_clocks(c) == 0 && try_cpu(c) == 0 &&
	    session_reserve_blocks(c) == 0 && session_begin_runs(c) == 0)
		run_session(c);
	else
		session_finish(c); /* what has begun is said to have failed */
	pool_close(&c->pool);
	free(c);
}
