/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Taking a campaign's cells.
 */
#include "campaign.h"

#include "pin.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

uint64_t campaign_new_seed(void)
{
	uint64_t seed = 0;
	if (getentropy(&seed, sizeof seed) != 0)
		seed = (uint64_t)time(NULL);
	return seed >> 11; /* 53 bits: any program can hold it as a number */
}

/* ---- requirements of the campaign ----------------------------------------------------------- */

static int settle_cpu(const struct campaign *c, struct record_plan *plan)
{
	if (plan->cpu < 0 && c->cpu == CAMPAIGN_LAST_CPU)
		plan->cpu = pin_last();
	else if (plan->cpu < 0)
		plan->cpu = c->cpu;
	return plan->cpu;
}

int campaign_settle(const struct campaign *c, struct record_plan *plan, char *why, size_t size)
{
	char reason[256];
	bool must = plan->trace || c->trace == CAMPAIGN_TRACE;
	int cpu = settle_cpu(c, plan);
	if (strcmp(plan->counter, "auto") == 0)
		plan->counter = c->counter;
	plan->trace = must;
	if (c->trace == CAMPAIGN_NO_TRACE && !must)
		return 0;
	if (cpu < 0)
		cpu = pin_current();
	if (cpu < 0)
		snprintf(reason, sizeof reason,
		    "it requires one CPU, and this system cannot pin a thread to one");
	else if (record_try_trace(plan->counter, cpu, reason, sizeof reason) == 0) {
		plan->trace = true;
		plan->cpu = cpu;
		return 0;
	}
	if (!must)
		fprintf(stderr, "recorded without the kernel's trace: %s\n", reason);
	else
		snprintf(why, size, "%s", reason);
	return must ? -1 : 0;
}

/* ---- its cells ------------------------------------------------------------------------------ */

struct marks {
	int64_t id; /* of the campaign; 0: not begun */
	char uuid[STORE_UUID];
	uint64_t seed;
	struct store_cell *cells;
	size_t count;
};

static int mark_done(void *context, const struct store_cell *cell)
{
	struct marks *m = context;
	if (cell->cell < m->count)
		m->cells[cell->cell].done = cell->done;
	return 0;
}

/* The cells of the unfinished campaign of this plan, or of one that is yet to begin. */
static int look_up(struct store *s, const struct campaign *c, const char *plan,
    const uint64_t *seed, struct marks *m)
{
	m->id = s ? store_campaign_open(s, plan, seed, m->uuid, &m->seed) : 0;
	if (m->id < 0)
		return -1;
	if (m->id == 0)
		m->seed = seed ? *seed : campaign_new_seed();
	m->cells = campaign_cells(c, m->seed, &m->count);
	return m->cells && (m->id == 0 || store_cells(s, m->id, mark_done, m) >= 0) ? 0 : -1;
}

/* Rough: the clock 0.2 s, a load 3 s to start and stop, a sample 0.2 us where CPUs are shared. */
static double cell_seconds(const struct campaign *c, const char *load)
{
	return c->cooldown_s + 0.2 + (strcmp(load, "idle") == 0 ? 0 : 3) +
	       2e-7 * (double)c->samples;
}

/* drawn: the seed is neither of a campaign that has begun nor asked for. */
static void print_cells(const struct campaign *c, const struct marks *m, bool drawn)
{
	double seconds = 0;
	size_t left = 0;
	for (size_t i = 0; i < m->count; i++)
		left += !m->cells[i].done;
	printf("# %s%s%s: %zu probes x %zu loads + %zu controls, %" PRIu64 " replicates, %" PRIu64
	       " samples each, seed %" PRIu64 ", %zu of %zu cells left\n"
	       "%s# cell block probe load\n",
	    c->name, m->id ? ", resumed: " : "", m->id ? m->uuid : "", c->probe_count,
	    c->load_count, c->control_count, c->replicates, c->samples, m->seed, left, m->count,
	    drawn
		? "# the seed was drawn for this list: without --seed the campaign draws another\n"
		: "");
	for (const struct store_cell *l = m->cells; l < m->cells + m->count; l++) {
		if (l->done)
			continue;
		printf("%" PRIu64 " %" PRIu64 " %s %s\n", l->cell, l->block, l->probe, l->load);
		seconds += cell_seconds(c, l->load);
	}
	printf("# about %.0f min %.0f s\n", (seconds - (double)((uint64_t)seconds % 60)) / 60,
	    (double)((uint64_t)seconds % 60));
}

int campaign_print(
    struct store *s, const struct campaign *c, const uint64_t *seed, char *why, size_t size)
{
	struct marks m = {.id = 0};
	char *plan = campaign_text(c);
	int rc = plan ? look_up(s, c, plan, seed, &m) : -1;
	if (rc == 0)
		print_cells(c, &m, m.id == 0 && !seed);
	else
		snprintf(why, size, "%s", s && plan ? store_error(s) : "out of memory");
	free(m.cells);
	free(plan);
	return rc;
}

/* ---- taking them ---------------------------------------------------------------------------- */

/* Goes on with the unfinished campaign or begins one; either way it is this process's from now on.
 */
static int begin_campaign(struct store *s, const struct campaign *c, const uint64_t *seed,
    struct marks *m, char *why, size_t size)
{
	char *plan = campaign_text(c);
	int rc = plan ? look_up(s, c, plan, seed, m) : -1;
	bool fresh = m->id == 0;
	if (rc == 0 && fresh) {
		m->id =
		    store_campaign_begin(s, c->name, plan, m->seed, m->cells, m->count, m->uuid);
		rc = m->id > 0 ? 0 : -1;
	} else if (rc == 0) /* who held it until now may have taken more cells since the look */
		rc = store_campaign_claim(s, m->id) == 0 && store_cells(s, m->id, mark_done, m) >= 0
			 ? 0
			 : -1;
	if (rc == 0)
		fprintf(stderr, "campaign %s %s, seed %" PRIu64 ", %zu cells\n", m->uuid,
		    fresh ? "begins" : "resumes", m->seed, m->count);
	else
		snprintf(why, size, "%s", plan && m->cells ? store_error(s) : "out of memory");
	free(plan);
	return rc;
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

/* Returns how many cells are left. */
static int take_cells(struct store *s, const struct campaign *c, const struct load_kinds *kinds,
    const struct record_plan *plan, const struct marks *m,
    void (*done)(const struct record_outcome *out, const struct store_cell *cell, size_t cells))
{
	int left = 0;
	bool first = true, over = false;
	for (size_t i = 0; i < m->count; i++) {
		struct record_outcome out;
		if (m->cells[i].done)
			continue;
		if (!first && !over)
			cool_down(c->cooldown_s);
		first = false;
		if (record_stop || over) {
			left++;
			continue;
		}
		left += take_cell(s, c, kinds, plan, m->id, &m->cells[i], &out) != RECORD_COMPLETE;
		over = out.storage; /* what cannot be kept need not be taken */
		done(&out, &m->cells[i], m->count);
	}
	return left;
}

int campaign_run(struct store *s, const struct campaign *c, const struct load_kinds *kinds,
    const struct record_plan *plan, const uint64_t *seed,
    void (*done)(const struct record_outcome *out, const struct store_cell *cell, size_t cells),
    char *why, size_t size)
{
	struct marks m = {.id = 0};
	int left = begin_campaign(s, c, seed, &m, why, size);
	if (left == 0) {
		left = take_cells(s, c, kinds, plan, &m, done);
		if (store_campaign_end(s, m.id, left == 0) != 0 && left == 0) {
			snprintf(why, size, "%s", store_error(s));
			left = -1;
		}
	}
	free(m.cells);
	return left;
}
