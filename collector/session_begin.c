/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a session needs before its first sample: room for its blocks, and its runs in the database
 * with all facts that are known by then.
 */
#include "session_private.h"

#include "command_private.h"
#include "describe_private.h"
#include "memory_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { RING = 16 }; /* blocks that may wait for the writer */

int session_reserve_blocks(struct session *c)
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
		return session_fail(c, why);
	}
	return pool_open(&c->pool, (size_t)blocks, p->block, p->hugepages, why, sizeof why) == 0
		   ? 0
		   : session_fail(c, why);
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
		json_fixed(&j, "fifo_duty", SESSION_FIFO_DUTY_PC / 100.0);
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
		return session_fail(c, "out of memory");
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
		return session_fail_store(c);
	c->run[i].id = id;
	struct clock_look look = clock_look_now(clock);
	clock_watch_begin(&c->run[i].watch, clock, &look);
	c->out->runs = i + 1;
	/* What a recorder that is killed leaves is not a whole trace. */
	return !c->trace || !own ||
		       store_run_trace(c->s, id, "incomplete, the run did not end") == 0
		   ? 0
		   : session_fail_store(c);
}

int session_begin_runs(struct session *c)
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
	int rc = environment && command ? 0 : session_fail(c, "out of memory");
	if (rc == 0 && c->runs > 1) {
		run.session = c->out->session;
		rc = store_uuid(c->s, c->out->session) == 0 ? 0 : session_fail_store(c);
	}
	for (size_t i = 0; i < c->runs && rc == 0; i++)
		rc = begin_one(c, i, &run);
	free(facts);
	free(environment);
	free(command);
	return rc;
}
