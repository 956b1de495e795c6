/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import.h"

#include "err.h"
#include "json.h"
#include "text.h"
#include "tick.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- storing --------------------------------------------------------------------------------- */

/* Where the chunk that begins at i ends: at a full one, or where a fresh process begins. */
static size_t chunk_end(const struct recording *r, size_t i, size_t *part)
{
	size_t end = r->count - i > STORE_CHUNK_SAMPLES ? i + STORE_CHUNK_SAMPLES : r->count;
	while (*part + 1 < r->restarts && r->restart[*part + 1] <= i)
		++*part;
	if (*part + 1 < r->restarts && r->restart[*part + 1] < end)
		end = r->restart[*part + 1];
	return end;
}

static int append_samples(struct store *s, int64_t run, const struct recording *r)
{
	size_t part = 0;
	for (size_t i = 0, end; i < r->count; i = end) {
		end = chunk_end(r, i, &part);
		struct store_note note = {r->restarts ? (int64_t)part : -1, NULL};
		if (store_run_append_noted(s, run, r->start ? r->start + i : NULL, r->elapsed + i,
			r->flags ? r->flags + i : NULL, end - i, &note) != 0)
			return -1;
	}
	return 0;
}

int import_run(struct store *s, const struct recording *r, const struct import_facts *facts,
    char uuid[STORE_UUID], char *why, size_t size)
{
	struct store_run run = {.label = facts->label,
	    .origin = "import",
	    .probe = facts->probe,
	    .load = facts->load,
	    .counter = "imported",
	    .counter_hz = r->hz,
	    .hz_source = "stated",
	    .hz_calibrated = NAN,
	    .has_start = r->start != NULL,
	    .cpu = -1,
	    .restarts = r->restarts,
	    .form = r->form,
	    .order_unknown = !r->ordered,
	    .tick_hz = facts->tick_hz,
	    .requested = r->count};
	int64_t id = store_run_begin(s, &run, uuid);
	if (id < 0)
		return err_why(why, size, "%s", store_error(s));
	int rc = append_samples(s, id, r);
	if (rc != 0)
		err_why(why, size, "%s; the run is marked failed", store_error(s));
	if (store_run_end(s, id, rc ? "failed" : "complete", rc ? why : NULL, NULL, NULL) != 0 &&
	    rc == 0)
		return err_why(why, size, "%s", store_error(s));
	return rc;
}

/* ---- output ---------------------------------------------------------------------------------- */

/* Counters of clocks are faster: 32.768 kHz is the slowest in use. */
#define SLOWEST_HZ 32768

/* Frequencies this near, as parts, are the same. */
#define SAME_TICK 1e-3

struct extent {
	uint64_t least, median, greatest;
	struct tick tick;
	double span; /* seconds from the first start to the last end; nan: not known */
};

static int compare_values(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return x < y ? -1 : x > y;
}

static int extent_of(const struct recording *r, struct extent *e)
{
	uint64_t *sorted = malloc(r->count * sizeof *sorted);
	if (!sorted)
		return -1;
	memcpy(sorted, r->elapsed, r->count * sizeof *sorted);
	qsort(sorted, r->count, sizeof *sorted, compare_values);
	*e = (struct extent){.least = sorted[0],
	    .median = sorted[(r->count - 1) / 2],
	    .greatest = sorted[r->count - 1],
	    .span = NAN};
	free(sorted);
	if (!r->start)
		return 0;
	uint64_t first = UINT64_MAX, last = 0;
	for (size_t i = 0; i < r->count; i++) {
		uint64_t end = r->start[i] + r->elapsed[i];
		first = r->start[i] < first ? r->start[i] : first;
		last = end >= r->start[i] && end > last ? end : last;
	}
	e->span = last >= first ? (double)(last - first) / r->hz : (double)NAN;
	return 0;
}

static const char *tick_status_name(const struct tick *t)
{
	static const char *const names[] = {"unit", "found", "not identified", "no memory"};
	return names[t->status];
}

/* Is the stated tick the one that was found, by whatever evidence? */
static bool is_stated_used(
    const struct recording *r, const struct import_facts *facts, const struct tick *t)
{
	return t->source == TICK_STATED ||
	       fabs(t->period * facts->tick_hz / r->hz - 1) <= SAME_TICK;
}

static void print_tick(
    const struct recording *r, const struct import_facts *facts, const struct tick *t)
{
	char a[32];
	if (facts->tick_hz > 0)
		fprintf(stderr, "stated    a tick of %s: %.9g Hz%s\n",
		    text_seconds(a, sizeof a, 1 / facts->tick_hz, 4), facts->tick_hz,
		    is_stated_used(r, facts, t) ? "" : "; not used: the durations contradict it");
	if (t->status == TICK_FOUND)
		fprintf(stderr, "tick      %.6g units, %s: %.6g Hz, from the %s\n", t->period,
		    text_seconds(a, sizeof a, t->period / r->hz, 4), r->hz / t->period,
		    tick_source_name(t->source));
	else if (t->status == TICK_UNIT)
		fprintf(stderr, "tick      the unit itself, %s\n",
		    text_seconds(a, sizeof a, 1 / r->hz, 4));
	else
		fprintf(stderr,
		    "tick      not identified: a step of %.6g units fits, but too few different "
		    "values show it; --tick HZ states it\n",
		    t->period);
}

static void print_lines(
    const struct recording *r, const struct import_facts *facts, const struct extent *e)
{
	char a[32], b[32], c[32];
	fprintf(stderr, "form      %s\n", r->form);
	fprintf(stderr, "samples   %zu%s\n", r->count,
	    r->ordered ? ", in the order in which they were taken" : ", order unknown: counts");
	if (r->restarts)
		fprintf(stderr, "restarts  %zu fresh processes\n", r->restarts);
	fprintf(stderr,
	    "elapsed   least %" PRIu64 ", median %" PRIu64 ", greatest %" PRIu64
	    " ticks: %s, %s, %s\n",
	    e->least, e->median, e->greatest,
	    text_seconds(a, sizeof a, (double)e->least / r->hz, 4),
	    text_seconds(b, sizeof b, (double)e->median / r->hz, 4),
	    text_seconds(c, sizeof c, (double)e->greatest / r->hz, 4));
	fprintf(stderr, "unit      %.17g ticks a second\n", r->hz);
	print_tick(r, facts, &e->tick);
	if (isnan(e->span))
		fprintf(stderr, "span      not known: no start ticks\n");
	else
		fprintf(stderr, "span      %s from the first start to the last end\n",
		    text_seconds(a, sizeof a, e->span, 4));
	for (size_t i = 0; i < r->remarks; i++)
		if (!r->remark[i].warning)
			fprintf(stderr, "remark    %s\n", r->remark[i].text);
	for (size_t i = 0; i < r->remarks; i++)
		if (r->remark[i].warning)
			err_warning("%s", r->remark[i].text);
}

static void print_json(const struct recording *r, const struct import_facts *facts,
    const struct extent *e, const char *uuid)
{
	struct json j;
	json_init(&j, stdout);
	json_begin_object(&j, NULL);
	json_string(&j, "uuid", uuid);
	json_string(&j, "form", r->form);
	json_u64(&j, "samples", r->count);
	json_u64(&j, "least_ticks", e->least);
	json_u64(&j, "median_ticks", e->median);
	json_u64(&j, "greatest_ticks", e->greatest);
	json_double(&j, "least_seconds", (double)e->least / r->hz);
	json_double(&j, "median_seconds", (double)e->median / r->hz);
	json_double(&j, "greatest_seconds", (double)e->greatest / r->hz);
	json_double(&j, "counter_hz", r->hz);
	json_double(&j, "tick_hz", facts->tick_hz > 0 ? facts->tick_hz : (double)NAN);
	json_string(&j, "tick_status", tick_status_name(&e->tick));
	json_string(&j, "tick_source", tick_source_name(e->tick.source));
	json_double(&j, "tick_units", e->tick.period);
	json_double(&j, "tick_seconds", e->tick.period / r->hz);
	json_double(&j, "span_seconds", e->span);
	json_bool(&j, "has_start", r->start != NULL);
	json_bool(&j, "order_known", r->ordered);
	json_u64(&j, "restarts", r->restarts);
	for (int warning = 0; warning < 2; warning++) {
		json_begin_array(&j, warning ? "warnings" : "remarks");
		for (size_t i = 0; i < r->remarks; i++)
			if (r->remark[i].warning == (warning == 1))
				json_string(&j, NULL, r->remark[i].text);
		json_end_array(&j);
	}
	json_end_object(&j);
	json_finish(&j);
}

int import_report(
    const struct recording *r, const struct import_facts *facts, const char *uuid, bool as_json)
{
	struct extent e;
	struct tick_facts known = {
	    .stated = facts->tick_hz > 0 ? r->hz / facts->tick_hz : 0, .unit_hz = r->hz};
	if (extent_of(r, &e) != 0)
		return -1;
	e.tick = tick_find(r->start, r->elapsed, r->count, &known);
	if (e.tick.status == TICK_NO_MEMORY)
		return -1;
	if (facts->tick_hz > 0 && !is_stated_used(r, facts, &e.tick))
		err_warning(
		    "--tick %.9g Hz does not describe these durations and is not used; give the "
		    "counter's own frequency, or leave it out",
		    facts->tick_hz);
	if (facts->hz_given && r->hz < SLOWEST_HZ && (double)e.median >= r->hz)
		err_warning("by --counter-hz %.9g the median call lasts %.3g s; was the unit "
			    "forgotten, as in 24MHz?",
		    r->hz, (double)e.median / r->hz);
	if (as_json)
		print_json(r, facts, &e, uuid);
	else {
		print_lines(r, facts, &e);
		printf("%s\n", uuid);
	}
	return 0;
}
