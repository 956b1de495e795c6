/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A book of runs for the tests of what a report makes of it, without a database.
 */
#ifndef BOOK_MADE_H
#define BOOK_MADE_H

#include "test.h"

#include "gallery.h"
#include "judged.h"

#include <stdio.h>
#include <string.h>

enum { RUNS = 8, RESULTS = 24, FACTS = 8 };

/* A book of runs in automatic memory; nothing of it is released. */
struct made {
	struct book_run runs[RUNS];
	struct store_result results[RUNS][RESULTS];
	struct store_verdict verdicts[RUNS][4];
	struct known_fact facts[RUNS][FACTS], before[RUNS][FACTS];
	struct book_claim claims[4];
	struct judged_entropy entropy[RUNS];
	struct judged_windows windows[RUNS];
	struct book b;
	struct judged j;
	struct gallery g;
};

/* `n` complete runs of gettimeofday, idle, of one machine and a counter of 1 GHz, analysed and
 * judged. */
static inline void book_make(struct made *m, size_t n)
{
	*m = (struct made){0};
	m->b = (struct book){.runs = m->runs, .run_count = n, .claims = m->claims};
	m->j = (struct judged){.entropy = m->entropy, .split = {NAN, NAN, NAN}};
	for (size_t i = 0; i < RUNS; i++) {
		struct book_run *run = &m->runs[i];
		run->row = (struct store_run){.id = (int64_t)i + 1,
		    .uuid = "00000000-0000-4000-8000-000000000000",
		    .label = "",
		    .origin = "collect",
		    .probe = "gettimeofday",
		    .load = "idle",
		    .status = "complete",
		    .machine_fingerprint = "00112233445566778899aabbccddeeff",
		    .counter = "tsc",
		    .counter_hz = 1e9,
		    .hz_source = "hardware",
		    .hz_calibrated = NAN,
		    .cpu = -1,
		    .ground_truth = "vvar",
		    .has_start = true,
		    .requested = 1000,
		    .samples = 1000};
		snprintf(run->name, sizeof run->name, "R%zu", i + 1);
		snprintf(run->file_id, sizeof run->file_id, "0000000%zu", i + 1);
		snprintf(run->key, sizeof run->key, "a key");
		run->results = m->results[i];
		run->verdicts = m->verdicts[i];
		run->machine.item = m->facts[i];
		run->before.item = m->before[i];
		run->judged = true;
		m->entropy[i] = (struct judged_entropy){NAN, NAN, NAN, NAN};
		m->entropy[i].observer = "an observer";
	}
}

static inline struct store_result *add_result(struct made *m, size_t run, enum figure_id figure,
    const char *scope, const char *grid, double value, double lo, double hi)
{
	struct book_run *r = &m->runs[run];
	assert_true(r->result_count < RESULTS);
	struct store_result *to = &r->results[r->result_count++];
	*to = (struct store_result){.name = figure_name(figure),
	    .scope = scope,
	    .grid = grid,
	    .value = value,
	    .lo = lo,
	    .hi = hi,
	    .n = 1000,
	    .n_eff = NAN,
	    .unit = "1",
	    .status = isnan(value) ? "too short" : "ok",
	    .method = "made up"};
	return to;
}
static inline void add_all(struct made *m, size_t run, enum figure_id figure, double value)
{
	add_result(m, run, figure, "all", "native", value, NAN, NAN);
}

static inline void add_verdict(struct made *m, size_t run, const char *claim, const char *word)
{
	struct book_run *r = &m->runs[run];
	r->verdicts[r->verdict_count++] = (struct store_verdict){.claim = claim,
	    .run_id = r->row.id,
	    .verdict = word,
	    .value = NAN,
	    .lo = NAN,
	    .hi = NAN,
	    .published = "p",
	    .why = "w"};
}

/* The claims on both windows, and what each run is judged by them. */
static inline void add_claims(struct made *m, const char *fast, const char *slow)
{
	m->b.claim_count = 2;
	m->claims[0] = (struct book_claim){.id = "F",
	    .title = "fast",
	    .published = "31 %",
	    .result = "fast_window_share",
	    .probes = "",
	    .statement = "",
	    .subject = "",
	    .platform = "",
	    .repository = "",
	    .file = "",
	    .lines = ""};
	m->claims[1] = m->claims[0];
	m->claims[1].id = "S";
	m->claims[1].title = "slow";
	m->claims[1].published = "69 %";
	m->claims[1].result = "slow_window_share";
	for (size_t i = 0; i < m->b.run_count; i++) {
		add_verdict(m, i, "F", fast);
		add_verdict(m, i, "S", slow);
	}
}

static inline void add_fact(struct book_run *run, char *key, char *value)
{
	assert_true(run->machine.count < FACTS);
	run->machine.item[run->machine.count++] = (struct known_fact){key, value};
}

#endif
