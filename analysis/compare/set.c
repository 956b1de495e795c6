/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads what is compared: of each run the few figures of measured.c on every plain grid (a counter
 * of one frequency; a rescaled one is no clock that two machines could share). Cost: one pass over
 * the results of all runs, some 2 us a stored figure, and 1 KiB a figure and run; no chunk is
 * touched.
 */
#include "set_private.h"

#include "doubt.h"
#include "figure.h"
#include "num.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const set_fact_name[SET_FACTS] = {
    "system", "architecture", "processor", "kernel", "hypervisor", "clocksource", "counter"};

enum { FACT_CLOCKSOURCE = 5 };

/* Paths of the facts in JSON; that of the counter is the run's own. */
static const char *const fact_path[SET_FACTS] = {"$.\"kernel.name\"", "$.\"cpu.arch\"",
    "$.\"cpu.model\"", "$.\"kernel.release\"", "$.\"hypervisor\"", "$.\"clocksource.current\"",
    NULL};

static int set_fail(struct set *set, const char *why)
{
	snprintf(set->why, sizeof set->why, "%s", why);
	set->failed = true;
	return -1;
}

/* One more element of `size` bytes, all zero, at the end of *array; NULL if there is no memory. */
static void *array_extend(void *array, size_t *count, size_t size)
{
	char *more = realloc(*(void **)array, (*count + 1) * size);
	if (!more)
		return NULL;
	*(void **)array = more;
	memset(more + *count * size, 0, size);
	return more + (*count)++ * size;
}

/* ---- machines, cells and grids ------------------------------------------------------------- */

/* Of imports each label is a machine. */
static bool machine_is(const struct set_machine *m, const struct store_run *run, const char *node)
{
	if (m->fingerprint || run->machine_fingerprint)
		return m->fingerprint && run->machine_fingerprint &&
		       strcmp(m->fingerprint, run->machine_fingerprint) == 0 &&
		       strcmp(m->node, node) == 0;
	return strcmp(m->label, run->label) == 0;
}

/* Facts that an import has not are "". The clocksource may be changed: that before the run counts.
 */
static int machine_read_facts(struct set *set, struct set_machine *m, const struct store_run *run)
{
	char text[256];
	for (size_t i = 0; i < SET_FACTS; i++) {
		text[0] = '\0';
		if (!fact_path[i])
			snprintf(text, sizeof text, "%s at %.4g MHz", run->counter,
			    run->counter_hz / 1e6);
		if (i == FACT_CLOCKSOURCE && run->environment_before)
			store_json_text(
			    set->store, run->environment_before, fact_path[i], text, sizeof text);
		if (fact_path[i] && !*text && run->machine_facts)
			store_json_text(
			    set->store, run->machine_facts, fact_path[i], text, sizeof text);
		if (strcmp(text, "unknown") == 0)
			text[0] = '\0';
		if (!(m->fact[i] = strdup(text)))
			return -1;
	}
	return 0;
}

/* The latest label is what a machine is called. */
static int machine_set_name(struct set *set, struct set_machine *m, const struct store_run *run)
{
	char text[512];
	if (m->name && !*run->label)
		return 0;
	free(m->name);
	m->name = strdup(store_machine_name(set->store, run, text, sizeof text));
	return m->name ? 0 : -1;
}

/* The index of the run's machine, made if need be; -1: no memory. */
static int64_t machine_of(struct set *set, const struct store_run *run)
{
	char node[128];
	store_machine_node(set->store, run, node, sizeof node);
	for (size_t i = 0; i < set->machine_count; i++)
		if (machine_is(&set->machines[i], run, node))
			return machine_set_name(set, &set->machines[i], run) == 0 ? (int64_t)i : -1;
	struct set_machine *m =
	    array_extend(&set->machines, &set->machine_count, sizeof *set->machines);
	if (!m)
		return -1;
	m->fingerprint = run->machine_fingerprint ? strdup(run->machine_fingerprint) : NULL;
	m->node = strdup(node);
	m->label = strdup(run->label);
	bool copied = m->node && m->label && (m->fingerprint || !run->machine_fingerprint);
	return copied && machine_read_facts(set, m, run) == 0 && machine_set_name(set, m, run) == 0
		   ? (int64_t)set->machine_count - 1
		   : -1;
}

static int64_t cell_of(struct set *set, const struct store_run *run)
{
	for (size_t i = 0; i < set->cell_count; i++)
		if (!strcmp(set->cells[i].probe, run->probe) &&
		    !strcmp(set->cells[i].load, run->load))
			return (int64_t)i;
	struct set_cell *c = array_extend(&set->cells, &set->cell_count, sizeof *set->cells);
	if (!c)
		return -1;
	c->probe = strdup(run->probe);
	c->load = strdup(run->load);
	return c->probe && c->load ? (int64_t)set->cell_count - 1 : -1;
}

/* The index of a grid; -1: none that machines can share, or no room. */
static int grid_of(struct set *set, const char *name)
{
	double hz = 0;
	for (size_t i = 0; i < set->grid_count; i++)
		if (strcmp(set->grid[i], name) == 0)
			return (int)i;
	bool native = strcmp(name, "native") == 0;
	if (set->grid_count == SET_GRIDS || (!native && num_hz(name, &hz) != 0))
		return -1;
	if (!(set->grid[set->grid_count] = strdup(name)))
		return -1;
	set->grid_hz[set->grid_count] = hz;
	return (int)set->grid_count++;
}

/* ---- whether a run counts ------------------------------------------------------------------ */

/* A run that is not what its label says, see doubt.h; it is named, left out or not. -1: no memory.
 */
static int doubt_keep(struct set_run *r, struct store *s, const struct store_run *run)
{
	char text[200];
	bool any = doubt_of_run(s, run, text, sizeof text);
	r->doubt = any ? strdup(text) : NULL;
	return any && !r->doubt ? -1 : 0;
}

/* The ordinary number of samples of the runs of a cell; room for all. */
static uint64_t ordinary_size(const struct set *set, size_t cell, uint64_t *room)
{
	size_t n = 0;
	for (size_t i = 0; i < set->run_count; i++)
		if (set->runs[i].cell == cell)
			room[n++] = set->runs[i].samples;
	return doubt_ordinary(room, n);
}

/* Runs are compared by as many samples as the shortest has: one of a few would leave that few of
 * all, so a run that is too short for its cell is no part of it. */
static int find_short(struct set *set)
{
	uint64_t *room = malloc((set->run_count + 1) * sizeof *room);
	char text[160];
	bool lost = !room;
	for (size_t cell = 0; !lost && cell < set->cell_count; cell++) {
		uint64_t ordinary = ordinary_size(set, cell, room);
		for (size_t i = 0; i < set->run_count; i++) {
			struct set_run *r = &set->runs[i];
			if (r->cell != cell ||
			    !doubt_too_short(r->samples, ordinary, text, sizeof text))
				continue;
			free(r->doubt);
			r->doubt = strdup(text);
			r->too_short = true;
			lost = lost || !r->doubt;
		}
	}
	free(room);
	return lost ? set_fail(set, "out of memory") : 0;
}

static void leave_out(struct set *set)
{
	for (size_t i = 0; i < set->run_count; i++) {
		struct set_run *r = &set->runs[i];
		size_t others = 0;
		for (size_t k = 0; r->doubt && k < set->run_count; k++)
			others += set->runs[k].machine == r->machine &&
				  set->runs[k].cell == r->cell && !set->runs[k].doubt;
		r->left_out = r->too_short ||
			      (r->doubt && doubt_leaves_out(set->cells[r->cell].load, others));
		set->machines[r->machine].runs += !r->left_out;
	}
}

/* Machines of which no run is left go behind the others: nothing is compared with them. */
static int part_machines(struct set *set)
{
	size_t n = set->machine_count, kept = 0, *at = malloc((n + 1) * sizeof *at);
	struct set_machine *list = malloc((n + 1) * sizeof *list);
	if (!at || !list) {
		free(at);
		free(list);
		return set_fail(set, "out of memory");
	}
	for (int with = 1; with >= 0; with--)
		for (size_t i = 0; i < n; i++)
			if ((set->machines[i].runs > 0) == with) {
				at[i] = kept;
				list[kept++] = set->machines[i];
			}
	for (size_t i = 0; i < set->run_count; i++)
		set->runs[i].machine = at[set->runs[i].machine];
	for (set->machine_count = 0; set->machine_count < n && list[set->machine_count].runs > 0;)
		set->machine_count++;
	set->left_count = n - set->machine_count;
	free(set->machines);
	set->machines = list;
	free(at);
	return 0;
}

/* ---- reading ------------------------------------------------------------------------------- */

struct reading {
	struct set *set;
	struct set_run *run;
	double gcd;  /* of the durations, where the analysis has it */
	double tick; /* of the counter, ns; where it has it */
	struct figure_least symbols[SET_GRIDS], bits[SET_GRIDS];
};

static int read_result(void *context, const struct store_result *r)
{
	struct reading *at = context;
	enum figure_id id = figure_find(r->name);
	bool native = strcmp(r->scope, "all") == 0 && strcmp(r->grid, "native") == 0;
	if (native && id == FIGURE_EFFECTIVE_TICK)
		at->gcd = r->value;
	if (native && id == FIGURE_COUNTER_TICK && r->value > 0)
		at->tick = r->value;
	bool symbols = strcmp(r->scope, "symbols") == 0, bits = strcmp(r->scope, "bit string") == 0;
	int figure = measured_find(id, r->scope);
	bool wanted = (figure >= 0 || symbols || bits) && isfinite(r->value);
	int grid = wanted ? grid_of(at->set, r->grid) : -1;
	if (grid >= 0 && (symbols || bits))
		figure_least_take(symbols ? &at->symbols[grid] : &at->bits[grid], id, r->value);
	if (grid >= 0 && figure >= 0)
		at->run->values[figure * SET_GRIDS + grid] =
		    (struct set_value){r->value, r->lo, r->hi, r->n};
	return 0;
}

static int read_values(struct set *set, struct set_run *r, const struct store_run *run)
{
	struct reading at = {.set = set, .run = r, .gcd = NAN, .tick = NAN};
	const int assessed = measured_find(FIGURE_MIN_90B, "all");
	r->values = malloc(MEASURED_MAX * SET_GRIDS * sizeof *r->values);
	if (!r->values)
		return set_fail(set, "out of memory");
	for (size_t i = 0; i < MEASURED_MAX * SET_GRIDS; i++)
		r->values[i] = (struct set_value){NAN, NAN, NAN, 0};
	for (size_t g = 0; g < SET_GRIDS; g++)
		at.symbols[g] = at.bits[g] = FIGURE_LEAST_NONE;
	if (store_results(set->store, r->id, read_result, &at) < 0)
		return set_fail(set, store_error(set->store));
	for (size_t g = 0; g < SET_GRIDS; g++)
		r->decided[g] = figure_decided(
		    set_value(r, (size_t)assessed, g)->value, at.symbols[g], at.bits[g]);
	r->unit_ns = 1e9 / run->counter_hz;
	r->tick_ns = isnan(at.tick) ? r->unit_ns : at.tick;
	r->step_ns = fmax(1, at.gcd) * r->tick_ns;
	return 0;
}

/* Is the run complete and analysed? It is counted where it is not. */
static bool run_counts(struct set *set, const struct store_run *run)
{
	char key[256];
	if (strcmp(run->status, "complete") != 0) {
		set->unfinished++;
		return false;
	}
	if (store_analysis_key(set->store, run, key, sizeof key) != 0)
		set_fail(set, store_error(set->store));
	set->unanalysed += !*key;
	return *key && !set->failed;
}

static int read_run(void *context, const struct store_run *run)
{
	struct set *set = context;
	if (set->watch)
		set->watch->step(set->watch->context, "reading", "runs", ++set->seen, set->stored);
	if (!run_counts(set, run))
		return set->failed;
	int64_t machine = machine_of(set, run), cell = cell_of(set, run);
	struct set_run *r = array_extend(&set->runs, &set->run_count, sizeof *set->runs);
	if (machine < 0 || cell < 0 || !r)
		return set_fail(set, "out of memory");
	*r = (struct set_run){.id = run->id,
	    .campaign = run->campaign_id,
	    .block = run->block,
	    .samples = run->samples,
	    .machine = (size_t)machine,
	    .cell = (size_t)cell,
	    .order_unknown = run->order_unknown};
	if (doubt_keep(r, set->store, run) != 0)
		return set_fail(set, "out of memory");
	snprintf(r->uuid, sizeof r->uuid, "%s", run->uuid);
	return read_values(set, r, run);
}

/* Two machines of one name are named by their nodes too, or by their fingerprints. */
static int name_apart(struct set *set)
{
	for (size_t i = 0; i < set->machine_count; i++)
		for (size_t k = 0; k < i; k++) {
			struct set_machine *m = &set->machines[i];
			char text[512];
			if (strcmp(m->name, set->machines[k].name) != 0)
				continue;
			const char *node = m->node && *m->node ? m->node : NULL;
			if (node && strcmp(node, set->machines[k].node) != 0)
				snprintf(text, sizeof text, "%s (node %s)", m->name, node);
			else
				snprintf(text, sizeof text, "%s (%.8s)", m->name,
				    m->fingerprint ? m->fingerprint : "imported");
			free(m->name);
			if (!(m->name = strdup(text)))
				return set_fail(set, "out of memory");
		}
	return 0;
}

static int count_run(void *context, const struct store_run *run)
{
	struct set *set = context;
	(void)run;
	set->stored++;
	return 0;
}

int set_read(struct set *set, struct store *s, const struct compare_watch *watch)
{
	*set = (struct set){.store = s, .watch = watch};
	if (grid_of(set, "native") != SET_NATIVE)
		return set_fail(set, "out of memory");
	bool bad = watch && store_runs(s, NULL, count_run, set) < 0;
	if ((bad || store_runs(s, NULL, read_run, set) < 0) && !set->failed)
		return set_fail(set, store_error(s));
	if (set->failed || name_apart(set) != 0)
		return -1;
	if (find_short(set) != 0)
		return -1;
	leave_out(set);
	return part_machines(set);
}

void set_release(struct set *set)
{
	for (size_t i = 0; i < set->run_count; i++) {
		free(set->runs[i].doubt);
		free(set->runs[i].values);
	}
	for (size_t i = 0; i < set->machine_count + set->left_count; i++) {
		free(set->machines[i].name);
		free(set->machines[i].label);
		free(set->machines[i].fingerprint);
		free(set->machines[i].node);
		for (size_t k = 0; k < SET_FACTS; k++)
			free(set->machines[i].fact[k]);
	}
	for (size_t i = 0; i < set->cell_count; i++) {
		free(set->cells[i].probe);
		free(set->cells[i].load);
	}
	for (size_t i = 0; i < set->grid_count; i++)
		free(set->grid[i]);
	free(set->runs);
	free(set->machines);
	free(set->cells);
	*set = (struct set){0};
}

/* ---- looking up ---------------------------------------------------------------------------- */

/* The machine of that name among machines[from..to); `to` where there is none. */
static size_t machine_named(const struct set *set, const char *name, size_t from, size_t to)
{
	size_t length = strlen(name);
	for (size_t i = from; i < to; i++)
		if (strcmp(set->machines[i].name, name) == 0)
			return i;
	for (size_t i = from; i < to && length >= 8; i++)
		if (set->machines[i].fingerprint &&
		    strncmp(set->machines[i].fingerprint, name, length) == 0)
			return i;
	return to;
}

size_t set_machine(const struct set *set, const char *name)
{
	return machine_named(set, name, 0, set->machine_count);
}

const char *set_left_out(const struct set *set, const char *name)
{
	size_t all = set->machine_count + set->left_count;
	size_t machine = machine_named(set, name, set->machine_count, all);
	for (size_t i = 0; i < set->run_count && machine < all; i++)
		if (set->runs[i].machine == machine)
			return set->runs[i].doubt;
	return NULL;
}

enum figure_id set_decided(const struct set *set, size_t machine, size_t cell, size_t grid)
{
	enum figure_id by = FIGURES;
	for (size_t i = 0; i < set->run_count; i++) {
		const struct set_run *r = &set->runs[i];
		if (r->machine != machine || r->cell != cell || r->left_out)
			continue;
		if (r->decided[grid] == FIGURES || (by != FIGURES && by != r->decided[grid]))
			return FIGURES;
		by = r->decided[grid];
	}
	return by;
}

size_t set_runs(const struct set *set, size_t machine, size_t cell, size_t *runs)
{
	size_t n = 0;
	for (size_t i = 0; i < set->run_count; i++)
		if (set->runs[i].machine == machine && set->runs[i].cell == cell &&
		    !set->runs[i].left_out)
			runs[n++] = i;
	return n;
}

const struct set_value *set_value(const struct set_run *run, size_t figure, size_t grid)
{
	return &run->values[figure * SET_GRIDS + grid];
}
