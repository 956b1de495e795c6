/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "record.h"

#include "clock.h"
#include "describe.h"
#include "pin.h"
#include "progress.h"
#include "trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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

/* What a run holds while it is recorded. */
struct session {
	struct store *s;
	const struct record_plan *plan;
	struct record_outcome *out;
	struct tlp_clock clock;
	struct tlp_samples block;
	struct tlp_page page;
	char ground_truth[160];
	struct trace *trace; /* NULL: none was asked for */
	struct load load;
	int64_t run; /* 0: not begun */
};

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int fail(struct session *c, const char *what)
{
	snprintf(c->out->why, sizeof c->out->why, "%s", what);
	c->out->end = RECORD_FAILED;
	return -1;
}

static int reserve(struct session *c)
{
	c->block.start = calloc(STORE_CHUNK_SAMPLES, sizeof *c->block.start);
	c->block.elapsed = calloc(STORE_CHUNK_SAMPLES, sizeof *c->block.elapsed);
	c->block.flags = calloc(STORE_CHUNK_SAMPLES, sizeof *c->block.flags);
	return c->block.start && c->block.elapsed && c->block.flags ? 0 : fail(c, "out of memory");
}

static void release(struct session *c)
{
	free(c->block.start);
	free(c->block.elapsed);
	free(c->block.flags);
}

/* Samples get flags from the page where one is found; where there is none, the run says why. */
static void find_ground_truth(struct session *c)
{
	if (c->plan->no_page)
		snprintf(c->page.why, sizeof c->page.why, "not asked for");
	else
		tlp_page_open(&c->page, &c->clock);
	c->block.page = &c->page;
	const char *name = c->plan->probe->own_page ? "probe" : c->page.name;
	snprintf(c->ground_truth, sizeof c->ground_truth, "%s%s",
	    name ? name : "none: ", name ? "" : c->page.why);
}

static int begin(struct session *c)
{
	const struct record_plan *p = c->plan;
	char fingerprint[33];
	find_ground_truth(c);
	char *machine = describe_machine(&c->clock), *environment = describe_environment();
	describe_fingerprint(fingerprint);
	struct store_run run = {.label = p->label,
	    .origin = "collect",
	    .probe = p->probe_spec,
	    .load = p->load->name,
	    .machine_fingerprint = fingerprint,
	    .machine_facts = machine,
	    .counter = c->clock.name,
	    .counter_hz = c->clock.hz,
	    .hz_source = tlp_hz_source_name(c->clock.hz_source),
	    .hz_calibrated = c->clock.hz_calibrated,
	    .effective_tick_ticks = c->clock.effective_tick_ticks,
	    .ground_truth = c->ground_truth,
	    .has_start = true,
	    .cpu = p->cpu,
	    .requested = p->samples,
	    .warmup = p->warmup,
	    .environment_before = environment};
	int64_t id = machine && environment ? store_run_begin(c->s, &run, c->out->uuid) : 0;
	free(machine);
	free(environment);
	if (id > 0) {
		c->run = id;
		return 0;
	}
	return fail(c, id < 0 ? store_error(c->s) : "out of memory");
}

/* Fills and commits block after block until all samples are there or something ends the run. */
static int sample(struct session *c)
{
	uint64_t left = c->plan->samples;
	struct progress bar;
	progress_init(&bar, c->plan->load->name, "samples", left);
	int rc = 0;
	for (uint64_t w = c->plan->warmup; w > 0;) {
		size_t n = w < STORE_CHUNK_SAMPLES ? (size_t)w : STORE_CHUNK_SAMPLES;
		c->plan->probe->run(&c->clock, &c->block, n);
		w -= n;
	}
	if (c->trace)
		trace_start(c->trace);
	while (left > 0 && !record_stop && rc == 0) {
		size_t n = left < STORE_CHUNK_SAMPLES ? (size_t)left : STORE_CHUNK_SAMPLES;
		c->plan->probe->run(&c->clock, &c->block, n);
		if (c->trace)
			trace_join(c->trace, &c->block, n);
		if (store_run_append(
			c->s, c->run, c->block.start, c->block.elapsed, c->block.flags, n) != 0)
			rc = fail(c, store_error(c->s));
		else if (!load_alive(&c->load))
			rc = fail(c, "the load ended before the samples were taken");
		else {
			left -= n;
			c->out->samples += n;
			progress_update(&bar, c->out->samples);
		}
	}
	progress_finish(&bar);
	return rc;
}

const char *record_end_name(enum record_end end)
{
	return end == RECORD_COMPLETE	   ? "complete"
	       : end == RECORD_INTERRUPTED ? "interrupted"
					   : "failed";
}

/* A trace that lost events says so in its run. */
static void end_trace(struct session *c)
{
	char summary[128];
	if (!c->trace)
		return;
	trace_summary(c->trace, summary, sizeof summary);
	if (c->run > 0 && store_run_trace(c->s, c->run, summary) != 0)
		fail(c, store_error(c->s));
	trace_close(c->trace);
	c->trace = NULL;
}

/* Stops the load and says in the database how the run ended. The first failure is the one told. */
static void finish(struct session *c)
{
	struct record_outcome *out = c->out;
	char why[256], *detail = NULL, *environment = describe_environment();
	if (load_stop(&c->load, &detail, why, sizeof why) != 0) {
		out->end = RECORD_FAILED;
		snprintf(out->why, sizeof out->why, "%s", why);
	} else if (out->end == RECORD_COMPLETE && out->samples < c->plan->samples) {
		out->end = RECORD_INTERRUPTED;
		snprintf(out->why, sizeof out->why, "ended by a signal");
	}
	end_trace(c);
	if (c->run > 0 &&
	    store_run_end(c->s, c->run, record_end_name(out->end), out->why[0] ? out->why : NULL,
		environment, detail) != 0 &&
	    out->end != RECORD_FAILED) {
		out->end = RECORD_FAILED;
		snprintf(out->why, sizeof out->why, "%s", store_error(c->s));
	}
	free(detail);
	free(environment);
}

void record_run(struct store *s, const struct record_plan *plan, struct record_outcome *out)
{
	struct session c = {.s = s, .plan = plan, .out = out, .load = {.kind = plan->load}};
	char why[256];
	*out = (struct record_outcome){.end = RECORD_COMPLETE};
	if (reserve(&c) == 0) {
		if (tlp_clock_open(&c.clock) != 0)
			fail(&c, "this machine has no usable clock");
		else if (plan->cpu >= 0 && pin_to_cpu(plan->cpu, why, sizeof why) != 0)
			fail(&c, why);
		else if (plan->trace &&
			 trace_open(&c.trace, &c.clock, plan->cpu, why, sizeof why) != 0)
			fail(&c, why);
		else if (begin(&c) == 0) {
			double started = 0;
			if (load_start(&c.load, plan->load, why, sizeof why) != 0)
				fail(&c, why);
			else if (load_alive(&c.load)) {
				started = now();
				if (tlp_probe_start(plan->probe, &c.clock, plan->probe_spec, why,
					sizeof why) != 0)
					fail(&c, why);
				else
					sample(&c);
				tlp_probe_stop(plan->probe);
				out->seconds = now() - started;
			}
			finish(&c);
		}
	}
	end_trace(&c);
	release(&c);
}
