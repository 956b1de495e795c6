/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A complete trace leaves slow samples that nothing of the kernel explains. Three things below it
 * are counted where a machine lets them be: non-maskable interrupts (/proc/interrupts), system
 * management interrupts (Intel's MSR 0x34) and the time that a hypervisor took from the CPUs
 * (/proc/stat). None has a time stamp, so no sample can be assigned to one; but a run of d events
 * cannot have more than d samples that are made of them, and d - 1 ticks of stolen time cannot
 * explain more than d ticks of those samples' own time. Bounds are therefore given, not shares, and
 * an event elsewhere than in a sample, or on another CPU, only makes them wider. Cost: three facts
 * a run.
 */
#include "outside.h"

#include "figures_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REASON = 400, CAUSES = 3 };

static const double steal_tick_s = 0.01; /* USER_HZ: proc_stat(5) */

static const struct {
	const char *scope, *path, *counted;
	bool time; /* not events */
} below[CAUSES] = {
    {"nmi", "$.\"noise.nmi_count\"",
	"non-maskable interrupts of its CPU during the run over those samples, at most 1", false},
    {"smi", "$.\"noise.smi_count\"",
	"system management interrupts of its CPU during the run over those samples, at most 1",
	false},
    {"steal", "$.\"stat.steal_ticks\"",
	"stolen time during the run, of all CPUs and rounded up, over the time of those "
	"samples, at most 1",
	true}};

/* What was counted during the run; nan: not, and `why` says why. */
static double count_between(
    struct store *s, const struct store_run *run, const char *path, char why[REASON])
{
	char before[REASON] = "", after[REASON] = "";
	if (run->environment_before)
		store_json_text(s, run->environment_before, path, before, sizeof before);
	if (run->environment_after)
		store_json_text(s, run->environment_after, path, after, sizeof after);
	char *end_before, *end_after;
	double a = strtod(before, &end_before), b = strtod(after, &end_after);
	if (end_before != before && end_after != after && !*end_before && !*end_after && b >= a)
		return b - a;
	bool said = strncmp(before, "not measurable", 14) == 0;
	snprintf(why, REASON, "%s",
	    said ? before : "not measurable here, because it was not counted before and after");
	return NAN;
}

struct outside {
	struct store *s;
	const struct store_run *run;
	double samples, ns; /* slow ones outside the kernel, and their time */
	uint64_t n;	    /* slow ones */
};

/* The greatest share that so many events, or ticks of time, can explain. */
static double greatest_share(const struct outside *o, size_t k, double counted)
{
	double most =
	    below[k].time ? (counted + 1) * steal_tick_s * 1e9 / o->ns : counted / o->samples;
	return fmin(1, most);
}

static int put_bounds(const struct outside *o)
{
	static const char rest_method[] =
	    "1 less the greatest shares of what was counted, at least 0";
	double rest = 1;
	for (size_t k = 0; k < CAUSES; k++) {
		char why[REASON];
		double counted = count_between(o->s, o->run, below[k].path, why);
		struct estimate e = estimate_absent(EST_NOT_APPLICABLE, o->n);
		if (!isnan(counted)) {
			e = estimate_point(greatest_share(o, k, counted), o->n);
			e.note = "no interval: itself a bound";
			rest -= e.value;
		}
		if (figures_put(o->s, o->run->id, (struct place){below[k].scope, "native"},
			FIGURE_OUTSIDE_MOST, isnan(counted) ? why : below[k].counted, &e) != 0)
			return -1;
	}
	struct estimate e = estimate_point(fmax(0, rest), o->n);
	e.note = "no interval: itself a bound";
	return figures_put(o->s, o->run->id, (struct place){"outside_kernel", "native"},
	    FIGURE_OUTSIDE_REST, rest_method, &e);
}

struct analysis {
	struct store *s;
	bool failed;
};

static int split_run(void *context, const struct store_run *run)
{
	struct analysis *a = context;
	struct store_result share, time;
	struct outside o = {.s = a->s, .run = run};
	if (strcmp(run->status, "complete") != 0)
		return 0;
	int there = store_result(a->s, run->id, figure_name(FIGURE_SLOW_CAUSE_SHARE),
	    "outside_kernel", "native", &share);
	int timed = store_result(
	    a->s, run->id, figure_name(FIGURE_OUTSIDE_TIME), "outside_kernel", "native", &time);
	a->failed = there < 0 || timed < 0;
	if (a->failed || there == 0 || timed == 0)
		return a->failed;
	o.n = share.n;
	o.samples = round(share.value * (double)share.n);
	o.ns = time.value;
	if (o.samples >= 1 && o.ns > 0)
		a->failed = put_bounds(&o) != 0;
	return a->failed;
}

int outside_analyze(struct store *s, char *why, size_t size)
{
	struct analysis a = {.s = s};
	int rc = store_begin(s);
	if (rc == 0) {
		rc = store_runs(s, NULL, split_run, &a) < 0 || a.failed ? -1 : 0;
		rc = store_end(s, rc);
	}
	if (rc != 0)
		snprintf(why, size, "%s", store_error(s));
	return rc;
}
