/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doubt.h"

#include "idle.h"
#include "num.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ticks of the kernel's clock on all CPUs: with fewer between two readings a share is not known. */
static const double least_ticks = 40;

static const double tick_ns = 1e7; /* of /proc/stat */

/* ---- facts --------------------------------------------------------------------------------- */

/* A fact as a number; nan: not known. */
static double fact_number(struct store *s, const char *json, const char *name)
{
	char text[64], path[64];
	double v;
	snprintf(path, sizeof path, "$.\"%s\"", name);
	bool there = json && store_json_text(s, json, path, text, sizeof text) == 1;
	return there && num_double(text, &v) == 0 ? v : (double)NAN;
}

struct facts_of {
	struct store *s;
	const char *before, *after;
};

static double fact_change(const struct facts_of *f, const char *name)
{
	return fact_number(f->s, f->after, name) - fact_number(f->s, f->before, name);
}

static double fact_greatest(const struct facts_of *f, const char *name)
{
	return fmax(fact_number(f->s, f->before, name), fact_number(f->s, f->after, name));
}

static double fact_least(const struct facts_of *f, const char *name)
{
	return fmin(fact_number(f->s, f->before, name), fact_number(f->s, f->after, name));
}

/* ---- idle runs ----------------------------------------------------------------------------- */

/* Share of the machine's CPU time between the two readings that others used; nan: not known. */
static double others_share(const struct facts_of *f)
{
	double used = fact_change(f, "stat.user_ticks") + fact_change(f, "stat.nice_ticks") +
		      fact_change(f, "stat.system_ticks");
	double all = used + fact_change(f, "stat.idle_ticks") + fact_change(f, "stat.iowait_ticks");
	double own = fact_change(f, "self.run_ns") / tick_ns;
	if (!(all >= least_ticks))
		return NAN;
	return fmax(0, used - (isnan(own) ? 0 : own)) / all;
}

/* In a campaign: what happened during the run itself. */
static bool busy_within(const struct facts_of *f, double cpus, char *out, size_t size)
{
	double share = others_share(f), tasks = fact_least(f, "stat.procs_running") - 1;
	out[0] = '\0';
	if (share > DOUBT_OTHERS_SHARE)
		snprintf(out, size, "others used %.0f %% of the CPU time", 100 * share);
	else if (isnan(share) && cpus >= 1 && tasks > DOUBT_TASKS_PER_CPU * cpus)
		snprintf(out, size, "%.0f other task%s could run before and after it", tasks,
		    tasks == 1 ? "" : "s");
	return out[0] != '\0';
}

static bool doubt_idle(struct store *s, const struct store_run *run, char *words, size_t size)
{
	struct facts_of f = {s, run->environment_before, run->environment_after};
	double cpus = fact_number(s, run->machine_facts, "cpu.cores");
	if (run->campaign_id)
		return busy_within(&f, cpus, words, size);
	return idle_busy_words(words, size, fact_greatest(&f, "load.1min"),
	    fact_greatest(&f, "pressure.cpu.some_avg10"), cpus);
}

/* ---- loads --------------------------------------------------------------------------------- */

/* A stressor that did no operation did no work, whatever the load is called. */
static bool did_nothing(struct store *s, const struct store_run *run)
{
	char text[2048] = "";
	if (!run->load_detail ||
	    store_json_text(s, run->load_detail, "$.operations", text, sizeof text) != 1)
		return false;
	for (const char *at = text; (at = strpbrk(at, ":")); at++)
		if (strtod(at + 1, NULL) > 0)
			return false;
	return strchr(text, ':') != NULL;
}

bool doubt_of_run(struct store *s, const struct store_run *run, char *out, size_t size)
{
	char words[128];
	out[0] = '\0';
	if (strcmp(run->load, "idle") != 0) {
		if (did_nothing(s, run))
			snprintf(out, size, "its load did no operation");
	} else if (doubt_idle(s, run, words, sizeof words)) {
		snprintf(out, size, "labelled idle, but %s", words);
	}
	return out[0] != '\0';
}

bool doubt_leaves_out(const char *load, size_t others)
{
	return strcmp(load, "idle") != 0 || others >= 2;
}
