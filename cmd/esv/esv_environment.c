/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One operating environment: a run of 1,000,000 samples, the restarts of the same source on the
 * same machine and kind of CPU, their symbols, and what is known of them.
 */
#include "esv.h"

#include "err.h"
#include "figure.h"
#include "mem.h"
#include "series.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reading {
	struct esv_environment *e;
	struct store *s;
	const struct esv_request *q;
	int64_t run_id, restart_id;
	char fingerprint[64], key[512]; /* key: of the analysis; "": none */
};

static void fact_read(struct store *s, const char *json, const char *path, char out[ESV_FACT])
{
	char text[ESV_FACT] = "";
	if (json)
		store_json_text(s, json, path, text, sizeof text);
	text_plain(out, ESV_FACT, *text ? text : "unknown");
}

static char *copy_text(const char *text)
{
	char *own = text ? strdup(text) : NULL;
	if (text && !own)
		err_die("not enough memory");
	return own;
}

static void facts_read(struct reading *r, const struct store_run *run)
{
	struct esv_environment *e = r->e;
	snprintf(e->uuid, sizeof e->uuid, "%s", run->uuid);
	snprintf(r->fingerprint, sizeof r->fingerprint, "%s",
	    run->machine_fingerprint ? run->machine_fingerprint : "");
	text_plain(e->probe, ESV_FACT, run->probe);
	text_plain(e->counter, ESV_FACT, run->counter);
	text_plain(e->load, ESV_FACT, run->load);
	text_plain(e->machine, ESV_FACT, *run->label ? run->label : run->machine_fingerprint);
	text_plain(e->started, ESV_FACT, run->started_utc);
	text_plain(e->tool, ESV_FACT, run->tool_version);
	text_plain(e->platform_sha256, ESV_FACT, run->platform_sha256);
	text_plain(e->command, sizeof e->command, run->command ? run->command : "unknown");
	fact_read(r->s, run->machine_facts, "$.\"cpu.model\"", e->cpu_model);
	fact_read(r->s, run->machine_facts, "$.\"os.name\"", e->system);
	fact_read(r->s, run->machine_facts, "$.\"kernel.release\"", e->kernel);
	fact_read(r->s, run->environment_before, "$.\"core.type\"", e->core_type);
	e->machine_facts = copy_text(run->machine_facts);
	e->before = copy_text(run->environment_before);
	e->cpu = run->cpu;
	e->hz = run->counter_hz;
}

/* The command that records what is missing, of the same source. */
static void command_write(const struct esv_environment *e, const struct esv_request *q,
    const char *how, char *out, size_t size)
{
	char cpu[32] = "";
	if (e->cpu >= 0)
		snprintf(cpu, sizeof cpu, " --cpu %d", e->cpu);
	char *text;
	size_t length;
	FILE *line = mem_open_text(&text, &length);
	fputs("ticklab collect --db ", line);
	text_shell(line, q->db);
	fputs(" --probe ", line); /* as a database of a stranger has it */
	text_shell(line, e->probe);
	fprintf(line, "%s %s", cpu, how);
	mem_close_text(line);
	snprintf(out, size, "%s", text);
	free(text);
}

static void raw_read(struct reading *r, const struct store_run *run)
{
	struct esv_environment *e = r->e;
	struct series x;
	char why[512], command[700];
	command_write(e, r->q, "-n 1000000", command, sizeof command);
	if (strcmp(run->status, "complete") != 0)
		err_die("run %s is %s; record a complete one with: %s", run->uuid, run->status,
		    command);
	if (run->order_unknown)
		err_die("run %s is a histogram, whose samples have no order; record with: %s",
		    run->uuid, command);
	if (run->restarts > 1)
		err_die("run %s holds restarts; the raw noise is one process's: %s", run->uuid,
		    command);
	if (run->samples < ESV_SAMPLES)
		err_die("run %s has %" PRIu64 " samples, the server takes exactly %d; record with: "
			"%s",
		    run->uuid, run->samples, ESV_SAMPLES, command);
	if (series_read(&x, r->s, run, why, sizeof why) != 0)
		err_die("run %s: %s", run->uuid, why);
	e->raw = malloc(ESV_SAMPLES);
	if (!e->raw || esv_table_make(&e->table, x.elapsed, ESV_SAMPLES) != 0)
		err_die("not enough memory for run %s", run->uuid);
	e->hz = x.hz;
	for (size_t i = 0; i < ESV_SAMPLES; i++)
		e->raw[i] = esv_table_symbol(&e->table, x.elapsed[i]);
	series_release(&x);
	e->distinct = e->table.distinct;
	for (unsigned k = 0; k < e->table.symbols; k++)
		if (e->table.from[k] != e->table.to[k])
			e->merged += e->table.count[k];
	if (e->table.symbols < 2)
		err_die("run %s holds one value: there is no entropy to validate", run->uuid);
}

static int take_run(void *context, const struct store_run *run)
{
	struct reading *r = context;
	facts_read(r, run);
	r->run_id = run->id;
	if (store_analysis_key(r->s, run, r->key, sizeof r->key) < 0)
		err_die("%s: %s", r->q->db, store_error(r->s));
	raw_read(r, run);
	return 1;
}

/* ---- restarts ------------------------------------------------------------------------------ */

/* Restarts of the same source: machine, probe, counter and kind of CPU. */
static bool restarts_fit(struct reading *r, const struct store_run *run)
{
	char core_type[ESV_FACT], probe[ESV_FACT], counter[ESV_FACT];
	const char *machine = run->machine_fingerprint ? run->machine_fingerprint : "";
	fact_read(r->s, run->environment_before, "$.\"core.type\"", core_type);
	text_plain(probe, sizeof probe, run->probe);
	text_plain(counter, sizeof counter, run->counter);
	return run->restarts == ESV_RESTARTS && run->samples == ESV_SAMPLES &&
	       strcmp(run->status, "complete") == 0 && strcmp(machine, r->fingerprint) == 0 &&
	       strcmp(probe, r->e->probe) == 0 && strcmp(counter, r->e->counter) == 0 &&
	       strcmp(core_type, r->e->core_type) == 0;
}

static int find_restarts(void *context, const struct store_run *run)
{
	struct reading *r = context;
	if (!restarts_fit(r, run))
		return 0;
	struct series x;
	char why[512];
	if (series_read(&x, r->s, run, why, sizeof why) != 0)
		err_die("run %s: %s", run->uuid, why);
	if (!r->e->matrix)
		r->e->matrix = malloc(ESV_SAMPLES);
	if (!r->e->matrix)
		err_die("not enough memory for run %s", run->uuid);
	if (fabs(x.hz / r->e->hz - 1) > 1e-3)
		err_die("runs %s and %s have ticks of %.6g and %.6g ns; they cannot share a table "
			"of symbols",
		    r->e->uuid, run->uuid, 1e9 / r->e->hz, 1e9 / x.hz);
	for (size_t i = 0; i < ESV_SAMPLES; i++)
		r->e->matrix[i] = esv_table_symbol(&r->e->table, x.elapsed[i]);
	series_release(&x);
	snprintf(r->e->restart_uuid, sizeof r->e->restart_uuid, "%s", run->uuid);
	return 0;
}

static void restarts_read(struct reading *r)
{
	char command[700];
	if (store_runs(r->s, r->q->restarts, find_restarts, r) < 0)
		err_die("%s: %s", r->q->db, store_error(r->s));
	if (r->e->matrix)
		return;
	command_write(r->e, r->q, "--restarts 1000 -n 1000", command, sizeof command);
	err_die("no restarts of run %s: the server takes a matrix of 1000 restarts of 1000 samples "
		"of the same probe, counter, machine and kind of CPU; record them with: %s",
	    r->e->uuid, command);
}

/* ---- figures and assessment ---------------------------------------------------------------- */

static double figure_read(struct reading *r, enum figure_id id, double *lo)
{
	struct store_result f;
	int rc = store_result(r->s, r->run_id, figure_name(id), "all", "native", &f);
	if (rc < 0)
		err_die("%s: %s", r->q->db, store_error(r->s));
	if (lo)
		*lo = rc ? f.lo : (double)NAN;
	return rc ? f.value : (double)NAN;
}

static void figures_read(struct reading *r)
{
	struct esv_figures *f = &r->e->figure;
	if (!*r->key)
		err_die("run %s has no figures, which justify its symbols and the claim; compute "
			"them with: ticklab analyze --db %s",
		    r->e->uuid, r->q->db);
	f->tick_ns = figure_read(r, FIGURE_COUNTER_TICK, NULL);
	f->tick_evidence = figure_read(r, FIGURE_COUNTER_TICK_EVIDENCE, NULL);
	f->tick_share = figure_read(r, FIGURE_COUNTER_TICK_SHARE, NULL);
	f->cost_ns = figure_read(r, FIGURE_BEAT_COST, NULL);
	f->jitter_ns = figure_read(r, FIGURE_BEAT_JITTER, &f->jitter_lo_ns);
	f->misfit = figure_read(r, FIGURE_BEAT_MISFIT, NULL);
	f->explained_share = figure_read(r, FIGURE_QUANTISATION_EXPLAINED_SHARE, NULL);
	f->conditional_bits = figure_read(r, FIGURE_CONDITIONAL_ENTROPY, NULL);
	f->stationarity_p = figure_read(r, FIGURE_STATIONARITY_P, NULL);
	f->changepoints = figure_read(r, FIGURE_CHANGEPOINT_COUNT, NULL);
	f->h_analyzed = figure_read(r, FIGURE_MIN_90B, NULL);
}

/* The lower end of the spread's interval where there is one: a bound from below. */
static void model_make(struct esv_environment *e)
{
	const struct esv_figures *f = &e->figure;
	double jitter = isnan(f->jitter_lo_ns) ? f->jitter_ns : fmax(f->jitter_lo_ns, 0);
	double tick = isnan(f->tick_ns) ? 1e9 / e->hz : f->tick_ns;
	e->model = esv_model_make(f->cost_ns / tick, jitter / tick);
}

static uint16_t *widen_symbols(const uint8_t *x)
{
	uint16_t *wide = malloc(ESV_SAMPLES * sizeof *wide);
	if (!wide)
		err_die("not enough memory");
	for (size_t i = 0; i < ESV_SAMPLES; i++)
		wide[i] = x[i];
	return wide;
}

static void assess_samples(struct esv_environment *e, const struct esv_request *q)
{
	struct sp90b_options o = {
	    .dataset = SP90B_INITIAL, .width = esv_table_bits(&e->table), .threads = q->threads};
	uint16_t *wide = widen_symbols(e->raw);
	e->assessed = sp90b_assess(wide, ESV_SAMPLES, &o);
	free(wide);
	if (e->assessed.fault)
		err_die("run %s cannot be assessed: out of memory", e->uuid);
	e->h_initial = e->assessed.h_assessed;
	if (e->model.there)
		e->h_initial = fmin(e->h_initial, e->model.h_phase_known);
	/* A claim of 0 no data can fail: then what the data alone gave is tested. */
	e->h_tested = e->h_initial > 0 ? e->h_initial : e->assessed.h_assessed;
	wide = widen_symbols(e->matrix);
	o.dataset = SP90B_SYMBOLS;
	e->restart = sp90b_restart(wide, ESV_RESTARTS, ESV_RESTARTS, e->h_tested, false, &o);
	free(wide);
	if (e->restart.fault == SP90B_DATA_NO_MEMORY)
		err_die("not enough memory for the restart tests of run %s", e->restart_uuid);
	bool passed = !e->restart.fault && e->restart.sanity && e->restart.validation;
	e->h = passed ? fmin(e->restart.h, e->h_initial) : 0;
}

void environment_read(
    struct esv_environment *e, struct store *s, const char *uuid, const struct esv_request *q)
{
	*e = (struct esv_environment){.cpu = -1};
	struct reading r = {.e = e, .s = s, .q = q};
	if (store_runs(s, uuid, take_run, &r) <= 0)
		err_die("%s: %s", q->db, store_error(s));
	restarts_read(&r);
	figures_read(&r);
	model_make(e);
	assess_samples(e, q);
}

void environment_release(struct esv_environment *e)
{
	free(e->raw);
	free(e->matrix);
	free(e->machine_facts);
	free(e->before);
	*e = (struct esv_environment){.cpu = -1};
}

double claim_round(double h)
{
	if (!(h > 0))
		return 0;
	double unit = pow(10, floor(log10(h)) - 2);
	return floor(h / unit) * unit;
}
