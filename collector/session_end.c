/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The end of a session: what was taken, how clocks, trace and load ended, and the status of each
 * run. The first failure is the one reported.
 */
#include "session_private.h"

#include "describe_private.h"
#include "idle.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
			session_fail_store(c);
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
		session_fail_store(c);
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

void session_finish(struct session *c)
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
			session_fail_store(c);
	}
	free(detail);
	free(environment);
	free(facts);
}
