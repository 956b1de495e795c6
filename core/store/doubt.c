/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doubt.h"

#include "idle.h"
#include "num.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* The greater of a fact before and after the run. */
static double fact_greatest(struct store *s, const struct store_run *run, const char *name)
{
	return fmax(fact_number(s, run->environment_before, name),
	    fact_number(s, run->environment_after, name));
}

/* ---- idle runs ----------------------------------------------------------------------------- */

static bool doubt_idle(struct store *s, const struct store_run *run, char *words, size_t size)
{
	struct idle_signs signs = {NAN, NAN,
	    .others = fact_number(s, run->environment_after, "others.cpus"),
	    .cpus = fact_number(s, run->machine_facts, "cpu.cores")};
	if (!run->campaign_id) {
		signs.load = fact_greatest(s, run, "load.1min");
		signs.pressure = fact_greatest(s, run, "pressure.cpu.some_avg10");
	}
	return idle_busy_words(words, size, &signs);
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
	char words[160];
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

/* ---- short runs ---------------------------------------------------------------------------- */

enum { FEW = 100, PART = 100 };

static int compare_counts(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

uint64_t doubt_ordinary(uint64_t *samples, size_t n)
{
	size_t few = 0;
	qsort(samples, n, sizeof *samples, compare_counts);
	while (few < n && samples[few] < FEW)
		few++;
	return few < n ? samples[few + (n - few) / 2] : 0;
}

bool doubt_too_short(uint64_t samples, uint64_t ordinary, char *out, size_t size)
{
	if (ordinary < FEW || (samples >= FEW && samples >= ordinary / PART))
		return false;
	snprintf(out, size, "it has %" PRIu64 " sample%s, the ordinary run here %" PRIu64, samples,
	    samples == 1 ? "" : "s", ordinary);
	return true;
}
