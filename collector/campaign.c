/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "campaign.h"

#include "conf.h"
#include "num.h"
#include "rng.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ---- the plan ------------------------------------------------------------------------------ */

static const char *take_names(
    const char *value, char (*names)[CAMPAIGN_NAME], size_t room, size_t *count)
{
	char text[1024], *rest = text;
	if ((size_t)snprintf(text, sizeof text, "%s", value) >= sizeof text)
		return "too many names";
	*count = 0;
	for (char *word; (word = strsep(&rest, " \t"));) {
		if (!*word)
			continue;
		if (*count == room || strlen(word) >= CAMPAIGN_NAME)
			return "too many names, or one is too long";
		for (size_t i = 0; i < *count; i++)
			if (strcmp(names[i], word) == 0)
				return "a name stands there twice";
		memcpy(names[(*count)++], word, strlen(word) + 1);
	}
	return *count ? NULL : "no names";
}

static const char *take(void *context, const char *section, const char *key, const char *value)
{
	struct campaign *c = context;
	if (*section)
		return "a campaign has no sections";
	if (strcmp(key, "name") == 0) {
		snprintf(c->name, sizeof c->name, "%s", value);
		return NULL;
	}
	if (strcmp(key, "probes") == 0)
		return take_names(value, c->probes, CAMPAIGN_PROBES, &c->probe_count);
	if (strcmp(key, "loads") == 0)
		return take_names(value, c->loads, CAMPAIGN_LOADS, &c->load_count);
	if (strcmp(key, "replicates") == 0)
		return num_u64(value, &c->replicates) == 0 && c->replicates >= 1 &&
			       c->replicates <= 1000
			   ? NULL
			   : "replicates: 1 to 1000";
	if (strcmp(key, "samples") == 0)
		return num_u64(value, &c->samples) == 0 && c->samples >= 1 ? NULL
									   : "samples: 1 or more";
	if (strcmp(key, "cooldown") == 0)
		return num_seconds(value, &c->cooldown_s) == 0 && c->cooldown_s <= 3600
			   ? NULL
			   : "cooldown: a time such as 2s, at most an hour";
	if (strcmp(key, "intensity") == 0)
		return num_double(value, &c->intensity) == 0 && c->intensity > 0 &&
			       c->intensity <= 1
			   ? NULL
			   : "intensity: more than 0, at most 1";
	return "the settings are name, probes, loads, replicates, samples, cooldown and intensity";
}

int campaign_read(struct campaign *c, const char *path, char *why, size_t size)
{
	*c = (struct campaign){.name = "campaign",
	    .replicates = 1,
	    .samples = 1000000,
	    .cooldown_s = 1,
	    .intensity = 1};
	if (conf_read(path, take, c, why, size) != 0)
		return -1;
	if (c->probe_count && c->load_count)
		return 0;
	snprintf(why, size, "%s: a campaign needs 'probes = ...' and 'loads = ...'", path);
	return -1;
}

int campaign_check(const struct campaign *c, const struct load_kinds *kinds, char *why, size_t size)
{
	for (size_t i = 0; i < c->probe_count; i++) {
		const struct tlp_probe *probe = tlp_probe_find(c->probes[i]);
		if (!probe) {
			snprintf(why, size, "unknown probe '%s'; --list shows them", c->probes[i]);
			return -1;
		}
		if (tlp_probe_start(probe, NULL, c->probes[i], why, size) != 0)
			return -1;
	}
	for (size_t i = 0; i < c->load_count; i++)
		if (!kinds_find(kinds, c->loads[i])) {
			snprintf(why, size, "unknown load '%s'; --list shows them", c->loads[i]);
			return -1;
		}
	return 0;
}

struct store_cell *campaign_cells(const struct campaign *c, uint64_t seed, size_t *count)
{
	size_t each = c->probe_count * c->load_count;
	struct store_cell *cells = calloc(each * c->replicates, sizeof *cells);
	*count = each * c->replicates;
	for (uint64_t b = 0; cells && b < c->replicates; b++) {
		struct store_cell *block = cells + b * each;
		struct rng rng;
		rng_init(&rng, seed, b);
		for (size_t i = 0; i < each; i++)
			block[i] = (struct store_cell){.block = b,
			    .probe = c->probes[i / c->load_count],
			    .load = c->loads[i % c->load_count]};
		for (size_t i = each; i > 1; i--) {
			size_t k = (size_t)rng_below(&rng, i);
			struct store_cell keep = block[i - 1];
			block[i - 1] = block[k];
			block[k] = keep;
		}
		for (size_t i = 0; i < each; i++)
			block[i].cell = b * each + i;
	}
	return cells;
}

/* The plan as it is stored and recognised again. */
static char *plan_text(const struct campaign *c)
{
	char *text;
	struct json j;
	if (json_open_text(&j, &text) != 0)
		return NULL;
	json_begin_object(&j, NULL);
	json_string(&j, "name", c->name);
	json_begin_array(&j, "probes");
	for (size_t i = 0; i < c->probe_count; i++)
		json_string(&j, NULL, c->probes[i]);
	json_end_array(&j);
	json_begin_array(&j, "loads");
	for (size_t i = 0; i < c->load_count; i++)
		json_string(&j, NULL, c->loads[i]);
	json_end_array(&j);
	json_u64(&j, "replicates", c->replicates);
	json_u64(&j, "samples", c->samples);
	json_double(&j, "cooldown_s", c->cooldown_s);
	json_double(&j, "intensity", c->intensity);
	json_end_object(&j);
	json_close_text(&j, &text);
	return text;
}

/* Rough: the clock 0.2 s, a load 3 s to start and stop, a sample 0.2 us where CPUs are shared. */
static double cell_seconds(const struct campaign *c, const char *load)
{
	return c->cooldown_s + 0.2 + (strcmp(load, "idle") == 0 ? 0 : 3) +
	       2e-7 * (double)c->samples;
}

void campaign_print(const struct campaign *c, uint64_t seed)
{
	size_t n;
	double seconds = 0;
	struct store_cell *cells = campaign_cells(c, seed, &n);
	printf("# %s: %zu probes x %zu loads x %" PRIu64 " replicates, %" PRIu64
	       " samples each, seed %" PRIu64 "\n# cell block probe load\n",
	    c->name, c->probe_count, c->load_count, c->replicates, c->samples, seed);
	for (size_t i = 0; cells && i < n; i++) {
		printf("%" PRIu64 " %" PRIu64 " %s %s\n", cells[i].cell, cells[i].block,
		    cells[i].probe, cells[i].load);
		seconds += cell_seconds(c, cells[i].load);
	}
	printf("# about %.0f min %.0f s\n", (seconds - (double)((uint64_t)seconds % 60)) / 60,
	    (double)((uint64_t)seconds % 60));
	free(cells);
}

/* ---- taking it ----------------------------------------------------------------------------- */

uint64_t campaign_new_seed(void)
{
	uint64_t seed = 0;
	if (getentropy(&seed, sizeof seed) != 0)
		seed = (uint64_t)time(NULL);
	return seed >> 11; /* 53 bits: any program can hold it as a number */
}

/* The unfinished campaign of this plan, or a new one. Returns its id, or -1. */
static int64_t open_campaign(struct store *s, const struct campaign *c, const uint64_t *seed,
    struct store_cell **cells, size_t *n)
{
	char uuid[STORE_UUID], *plan = plan_text(c);
	uint64_t used = 0;
	int64_t id = plan ? store_campaign_open(s, plan, seed, uuid, &used) : -1;
	bool fresh = id == 0;
	if (fresh)
		used = seed ? *seed : campaign_new_seed();
	*cells = id < 0 ? NULL : campaign_cells(c, used, n);
	if (fresh && *cells)
		id = store_campaign_begin(s, c->name, plan, used, *cells, *n, uuid);
	free(plan);
	if (id > 0 && *cells)
		fprintf(stderr, "campaign %s %s, seed %" PRIu64 ", %zu cells\n", uuid,
		    fresh ? "begins" : "goes on", used, *n);
	return *cells ? id : -1;
}

struct marks {
	struct store_cell *cells;
	size_t count;
};

static int mark(void *context, const struct store_cell *cell)
{
	struct marks *m = context;
	if (cell->cell < m->count)
		m->cells[cell->cell].done = cell->done;
	return 0;
}

static void cool_down(double seconds)
{
	for (double left = seconds; left > 0 && !record_stop; left -= 0.05) {
		struct timespec t = {0, 50000000};
		nanosleep(&t, NULL);
	}
}

static enum record_end take_cell(struct store *s, const struct campaign *c,
    const struct load_kinds *kinds, const struct record_plan *plan, int64_t id,
    const struct store_cell *cell, struct record_outcome *out)
{
	struct record_plan p = *plan;
	p.specs[0] = cell->probe;
	p.probes[0] = tlp_probe_find(cell->probe);
	p.probe_count = 1;
	p.load = kinds_find(kinds, cell->load);
	p.intensity = c->intensity;
	p.samples = c->samples;
	p.campaign = id;
	p.cell = cell->cell;
	record_run(s, &p, out);
	return out->end;
}

int campaign_run(struct store *s, const struct campaign *c, const struct load_kinds *kinds,
    const struct record_plan *plan, const uint64_t *seed,
    void (*done)(const struct record_outcome *out, const struct store_cell *cell, size_t cells),
    char *why, size_t size)
{
	struct marks m = {NULL, 0};
	int left = 0;
	bool first = true;
	int64_t id = open_campaign(s, c, seed, &m.cells, &m.count);
	if (id < 0 || store_cells(s, id, mark, &m) < 0) {
		snprintf(why, size, "%s", m.cells ? store_error(s) : "out of memory");
		free(m.cells);
		return -1;
	}
	for (size_t i = 0; i < m.count; i++) {
		struct record_outcome out;
		if (m.cells[i].done)
			continue;
		if (!first)
			cool_down(c->cooldown_s);
		first = false;
		if (record_stop) {
			left++;
			continue;
		}
		left += take_cell(s, c, kinds, plan, id, &m.cells[i], &out) != RECORD_COMPLETE;
		done(&out, &m.cells[i], m.count);
	}
	if (left == 0 && store_campaign_end(s, id) != 0) {
		snprintf(why, size, "%s", store_error(s));
		left = -1;
	}
	free(m.cells);
	return left;
}
