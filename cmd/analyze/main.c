/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ticklab analyze: computes the figures of every run and stores them beside the samples.
 */
#include "agreement.h"
#include "calibrate.h"
#include "campaign.h"
#include "controls.h"
#include "ending.h"
#include "err.h"
#include "figure.h"
#include "json.h"
#include "litter.h"
#include "mem.h"
#include "nearest.h"
#include "num.h"
#include "observers.h"
#include "opt.h"
#include "outfile.h"
#include "output.h"
#include "outside.h"
#include "place.h"
#include "print_cells.h"
#include "progress.h"
#include "runs.h"
#include "sawtooth.h"
#include "screen.h"
#include "slow_rule.h"
#include "store.h"
#include "table.h"
#include "text.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *db = "data/ticklab.db";
static const char *mappings = "rank";
static const char *only, *grid, *figure;
static double slow_above_s; /* 0: by the rule */
static uint64_t seed = 1, replicates = 1000, assess = 1000000,
		threads; /* threads 0: one for each CPU */
static bool as_json, by_cell, every, again, calibrating;
static struct calibrate_options calibration;
static const char *report_path, *points_path;
static uint64_t series_count = 200;
static const char *sizes = "200,500,2000,20000";

static const struct opt options[] = {
    {OPT_STRING, 'd', "db", "FILE", &db, "database ({})"},
    {OPT_STRING, 'r', "run", "UUID", &only, "only this run; the first 8 characters are enough"},
    {OPT_FLAG, 0, "json", NULL, &as_json, "print every figure as JSON"},
    {OPT_FLAG, 0, "all", NULL, &every,
	"print every figure of every run, not a row for each run, or for each\nprobe and load"},
    {OPT_STRING, 0, "figure", "NAME", &figure,
	"print only this figure of every run, in each of its scopes and grids"},
    {OPT_FLAG, 0, "campaign", NULL, &by_cell,
	"print the cells of the campaigns, not their runs: means over\nblocks, and ratios to idle"},
    {OPT_FLAG, 0, "again", NULL, &again, "compute current figures again"},
    {OPT_U64, 0, "replicates", "B", &replicates,
	"bootstrap replicates; with 0, figures that need them have no interval ({})", 0, 100000},
    {OPT_U64, 0, "assess", "N", &assess,
	"samples, from the first, that SP 800-90B assesses; 0 leaves it out ({})"},
    {OPT_STRING, 0, "mappings", "rank|all", &mappings,
	"mappings from ticks to symbols that SP 800-90B assesses: the rank, which decides, or all\n"
	"six ({})",
	.words = "rank all"},
    {OPT_STRING, 0, "grid", "COUNTER", &grid,
	"also analyse every run as this counter would record it: "
	"HZ[,rescale=N/D[,after]][,phase=P or random],\n"
	"for instance 19.2MHz or 24MHz,rescale=125/3,after"},
    {OPT_SECONDS, 0, "slow-above", "TIME", &slow_above_s,
	"a sample that took longer is slow, such as 400ns (one threshold from the runs of each "
	"machine,\n"
	"probe and counter together)",
	.above = true},
    {OPT_U64, 0, "seed", "S", &seed, "seed of the bootstrap and of the fits ({})"},
    {OPT_U64, 0, "threads", "T", &threads,
	"threads; the figures do not depend on it (one for each CPU)", 0, 1024},
    {OPT_GROUP, 0, NULL, NULL, NULL, "Calibration on series of known truth, without a database"},
    {OPT_FLAG, 0, "calibrate", NULL, &calibrating,
	"coverage of the intervals, size and power of the tests, as Markdown;\n"
	"--seed and --replicates apply here too",
	.only = "out points series samples seed replicates"},
    {OPT_STRING, 0, "out", "FILE", &report_path, "write to this file (standard output)",
	.with = "calibrate"},
    {OPT_STRING, 0, "points", "FILE", &points_path, "also write the plot's data, as TSV",
	.with = "calibrate"},
    {OPT_U64, 0, "series", "R", &series_count, "series of each family and length ({})", 2, 100000,
	.with = "calibrate"},
    {OPT_STRING, 0, "samples", "N,N,...", &sizes, "lengths, rising ({})", .with = "calibrate"},
    {OPT_END, 0, NULL, NULL, NULL, NULL},
};

static const struct opt_program program = {"ticklab analyze", "[OPTION ...]",
    "Computes every figure of every run, with intervals that hold for dependent samples, and\n"
    "stores them. Figures that are current are not computed again. docs/results.md explains\n"
    "each name.",
    options};

/* A run's identity, kept over the walk: analysing while walking would disturb the walk. */
struct entry {
	int64_t id;
	char uuid[STORE_UUID];
};

struct entries {
	struct entry *list;
	size_t count;
};

static int remember_run(void *context, const struct store_run *run)
{
	struct entries *e = context;
	e->list = mem_grow(e->list, e->count + 1, sizeof *e->list);
	e->list[e->count].id = run->id;
	snprintf(e->list[e->count++].uuid, STORE_UUID, "%s", run->uuid);
	return 0;
}

struct job {
	struct store *s;
	struct run_options o;
	struct json *j; /* NULL: text */
	struct table table;
	int failed; /* runs that could not be analysed */
};

static void run_failed(void *context, const char *uuid, const char *why)
{
	/* What the store says of a chunk names the run itself. */
	bool named = strncmp(why, "run ", 4) == 0;
	(void)context;
	err_error(
	    "%s: %s%s%s%s", db, named ? "" : "run ", named ? "" : uuid, named ? "" : ": ", why);
}

static void run_progress(void *context, uint64_t done, uint64_t total, const char *doing)
{
	struct progress *p = context;
	if (p->total == 0)
		progress_init(p, doing, "samples", total);
	p->what = doing;
	progress_update(p, done);
}

/* Each run is stored when it is done; the one in work is lost. */
static void on_interrupt(int number)
{
	static const char text[] =
	    "\nticklab analyze: interrupted; the runs that were analysed are "
	    "stored, the same command goes on\n";
	(void)number;
	ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
	(void)written;
	_exit(EXIT_FAILED);
}

static void analyze_runs(struct job *job)
{
	struct progress progress = {.total = 0};
	struct runs_options o = {.run = job->o,
	    .only = only,
	    .again = again,
	    .failed = run_failed,
	    .progress = run_progress,
	    .context = &progress};
	struct sigaction interrupt = {.sa_handler = on_interrupt};
	char why[512];
	sigemptyset(&interrupt.sa_mask);
	ending_catch(SIGINT, &interrupt);
	job->failed = runs_analyze(job->s, &o, why, sizeof why);
	interrupt.sa_handler = SIG_DFL;
	ending_catch(SIGINT, &interrupt);
	progress_finish(&progress);
	if (job->failed < 0)
		err_die("%s: %s", db, why);
}

/* ---- printing ------------------------------------------------------------------------------ */

/* Without --figure every one is. */
static bool is_asked(const struct store_result *r)
{
	return !figure || strcmp(r->name, figure) == 0;
}

static int result_json(void *context, const struct store_result *r)
{
	struct json *j = context;
	if (!is_asked(r))
		return 0;
	json_begin_object(j, NULL);
	json_string(j, "name", r->name);
	json_string(j, "scope", r->scope);
	json_string(j, "grid", r->grid);
	json_double(j, "value", r->value);
	json_double(j, "lo", r->lo);
	json_double(j, "hi", r->hi);
	bool pieces = r->pieces.count > 0;
	json_double(j, "piece_least", pieces ? r->pieces.least : (double)NAN);
	json_double(j, "piece_greatest", pieces ? r->pieces.greatest : (double)NAN);
	json_u64(j, "pieces", r->pieces.count);
	if (pieces)
		json_bool(j, "stationary", r->pieces.stationary);
	else
		json_string(j, "stationary", NULL);
	json_u64(j, "n", r->n);
	json_double(j, "n_eff", r->n_eff);
	json_string(j, "unit", r->unit);
	json_string(j, "status", r->status);
	json_string(j, "method", r->method);
	json_end_object(j);
	return 0;
}

static int run_json(void *context, const struct store_run *run)
{
	struct job *job = context;
	struct json *j = job->j;
	json_begin_object(j, NULL);
	json_string(j, "uuid", run->uuid);
	json_string(j, "label", run->label);
	json_string(j, "load", run->load);
	json_string(j, "probe", run->probe);
	json_string(j, "status", run->status);
	json_u64(j, "samples", run->samples);
	json_double(j, "counter_hz", run->counter_hz);
	json_u64(j, "seed", job->o.seed);
	json_u64(j, "replicates", job->o.replicates);
	json_begin_array(j, "results");
	if (store_results(job->s, run->id, result_json, j) < 0)
		err_die("%s: %s", db, store_error(job->s));
	json_end_array(j);
	json_end_object(j);
	return 0;
}

/* The reason that the method gives for the lack of an interval, or "". */
static const char *reason_of(const struct store_result *r)
{
	const char *reason = r->method ? strstr(r->method, "no interval: ") : NULL;
	return reason ? reason : "";
}

static void print_result(const struct store_result *r)
{
	char unit[32], why[160], of[48], on[64];
	bool other = strcmp(r->scope, "all") != 0 || strcmp(r->grid, "native") != 0;
	text_plain(unit, sizeof unit, r->unit);
	text_plain(why, sizeof why, reason_of(r));
	printf("  %-28s ", r->name);
	if (other)
		printf("(%s, %s) ", text_plain(of, sizeof of, r->scope),
		    text_plain(on, sizeof on, r->grid));
	if (isnan(r->value))
		printf("%s\n", r->status);
	else if (isnan(r->lo) || isnan(r->hi))
		printf("%.6g %s%s%s%s\n", r->value, unit, *why ? " (" : "", why, *why ? ")" : "");
	else
		printf("%.6g [%.6g, %.6g] %s\n", r->value, r->lo, r->hi, unit);
}

/* Without --all, the few figures that characterise a run; the report and --json have all. */
static int result_line(void *context, const struct store_result *r)
{
	static const enum figure_id shown[] = {FIGURE_SAMPLES, FIGURE_SPIKES, FIGURE_MEAN,
	    FIGURE_Q50, FIGURE_MEDIAN_NS, FIGURE_CV, FIGURE_SHANNON_MM, FIGURE_MIN_MCV,
	    FIGURE_MIN_90B, FIGURE_MIN_90B_LOWEST, FIGURE_MODE_COUNT, FIGURE_CHANGEPOINT_COUNT,
	    FIGURE_QUANTISATION_EXPLAINED_SHARE, FIGURE_ACF_RANK_LAG1, FIGURE_ACF_LAG1,
	    FIGURE_N_EFF, FIGURE_MODE1_NS, FIGURE_MODE1_SHARE, FIGURE_MODE2_NS, FIGURE_MODE2_SHARE};
	(void)context;
	bool full = every || figure;
	if (full && is_asked(r))
		print_result(r);
	if (full || strcmp(r->scope, "all") != 0 || strcmp(r->grid, "native") != 0)
		return 0;
	enum figure_id id = figure_find(r->name);
	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
		if (shown[i] == id)
			print_result(r);
	return 0;
}

static int run_lines(void *context, const struct store_run *run)
{
	struct job *job = context;
	char label[64], probe[32], load[32];
	printf("%s  %s under load %s%s%s, %s\n", run->uuid,
	    text_plain(probe, sizeof probe, run->probe), text_plain(load, sizeof load, run->load),
	    run->label[0] ? ", " : "", text_plain(label, sizeof label, run->label), run->status);
	if (store_results(job->s, run->id, result_line, NULL) < 0)
		err_die("%s: %s", db, store_error(job->s));
	return 0;
}

static int run_row(void *context, const struct store_run *run)
{
	struct job *job = context;
	return table_add(&job->table, job->s, run);
}

static void for_each(
    struct job *job, const struct entries *e, int (*visit)(void *, const struct store_run *))
{
	for (size_t i = 0; i < e->count; i++) {
		int there = store_run_there(job->s, e->list[i].uuid);
		if (there < 0 || (there > 0 && store_runs(job->s, e->list[i].uuid, visit, job) < 0))
			err_die("%s: %s", db, store_error(job->s));
	}
}

static void print_json(struct job *job, const struct entries *e)
{
	struct json j;
	job->j = &j;
	json_init(&j, stdout);
	json_begin_object(&j, NULL);
	json_begin_array(&j, "runs");
	for_each(job, e, run_json);
	json_end_array(&j);
	json_end_object(&j);
	json_finish(&j);
	job->j = NULL;
}

/* One run fills a page with its own figures. */
static void print_text(struct job *job, const struct entries *e)
{
	if (every || figure || e->count < 2) {
		for_each(job, e, run_lines);
		return;
	}
	for_each(job, e, run_row);
	table_print(&job->table);
	table_release(&job->table);
	printf("\nAll figures of a run: ticklab analyze --run RUN --all; as JSON: --json\n");
}

static void print_cells(struct store *s)
{
	struct json j;
	char why[512];
	if (as_json) {
		json_init(&j, stdout);
		json_begin_object(&j, NULL);
	}
	if (print_campaign_cells(s, as_json ? &j : NULL, why, sizeof why) != 0)
		err_die("%s: %s", db, why);
	if (as_json) {
		json_end_object(&j);
		json_finish(&j);
	}
}

static void check_output(const char *path, const char *input)
{
	char why[PATH_MAX + 128];
	if (path && store_check_output(path, &input, 1, why, sizeof why) != 0)
		err_die("%s", why);
}

/* Opened before the long part, so that a wrong path costs nothing. */
static FILE *open_output(struct outfile *f, const char *path, FILE *otherwise)
{
	if (path && outfile_open(f, path) != 0)
		err_die("cannot write %s: %s", path, strerror(errno));
	return path ? f->stream : otherwise;
}

static void commit_output(struct outfile *f, const char *path)
{
	if (path && outfile_commit(f) != 0)
		err_die("cannot write %s: %s", path, strerror(errno));
}

static int run_calibration(void)
{
	char why[512];
	struct outfile report = {0}, points = {0};
	check_output(report_path, NULL);
	check_output(points_path, report_path);
	if (calibrate_sizes(&calibration, sizes) != 0)
		err_usage("--samples requires up to %d rising lengths, 40 to 10000000, not '%s'",
		    CALIBRATE_SIZES, sizes);
	calibration.series = (unsigned)series_count;
	calibration.replicates = (unsigned)replicates;
	calibration.seed = seed;
	litter_watch();
	calibration.out = open_output(&report, report_path, stdout);
	calibration.points = open_output(&points, points_path, NULL);
	if (calibrate(&calibration, why, sizeof why) != 0)
		err_die("%s", why);
	commit_output(&points, points_path);
	commit_output(&report, report_path);
	output_finish();
	return EXIT_DONE;
}

/* A grid that every analysis has is stored under one name. */
static void check_grid(struct counter *c)
{
	if (!grid)
		return;
	const char *near = place_is_grid(grid) ? NULL : place_nearest_grid(grid);
	if (counter_parse(grid, c) != 0)
		err_usage("--grid requires HZ[,rescale=N/D[,after]][,phase=P or random], not '%s'; "
			  "did you mean '%s'?",
		    grid, near ? near : "24MHz");
	if (near)
		err_usage(
		    "--grid %s: every analysis has this counter, as the grid '%s'", grid, near);
}

static void check_figure(void)
{
	const char *names[FIGURES];
	if (!figure || figure_find(figure) != FIGURES)
		return;
	for (size_t i = 0; i < FIGURES; i++)
		names[i] = figure_name((enum figure_id)i);
	const char *near = nearest_name(figure, names, FIGURES);
	if (near)
		err_usage("unknown figure '%s'; did you mean '%s'?", figure, near);
	err_usage("unknown figure '%s'; 'ticklab analyze --all' prints those of every run", figure);
}

int main(int argc, char **argv)
{
	if (opt_parse(&program, argc, argv) > 0)
		err_usage("'%s': no argument is expected", argv[1]);
	if (calibrating)
		return run_calibration();
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	if (threads == 0)
		threads = cpus > 0 ? (uint64_t)cpus : 1;
	struct job job = {.o = {.seed = seed,
			      .assess = assess,
			      .replicates = (unsigned)replicates,
			      .threads = (unsigned)threads}};
	job.o.all_mappings = strcmp(mappings, "all") == 0;
	check_grid(&job.o.grid);
	check_figure();
	struct entries runs = {NULL, 0};
	char why[512];
	if (store_open(&job.s, db, STORE_WRITE, why, sizeof why) != 0)
		err_die("%s: %s", db, why);
	if (store_runs(job.s, only, remember_run, &runs) < 0)
		err_die("%s: %s", db, store_error(job.s));
	int bad = only ? 0 : store_bad_runs(job.s, err_line, &db);
	if (bad < 0)
		err_die("%s: %s", db, store_error(job.s));
	analyze_runs(&job);
	job.failed += bad;
	if (slow_rule_analyze(job.s, slow_above_s, &job.o, why, sizeof why) != 0 ||
	    outside_analyze(job.s, why, sizeof why) != 0 ||
	    campaign_analyze(job.s, why, sizeof why) != 0 ||
	    sawtooth_analyze(job.s, why, sizeof why) != 0 ||
	    controls_analyze(job.s, why, sizeof why) != 0 ||
	    agreement_analyze(job.s, why, sizeof why) != 0 ||
	    observers_analyze(job.s, why, sizeof why) != 0)
		err_die("%s: %s", db, why);
	if (by_cell)
		print_cells(job.s);
	else if (as_json)
		print_json(&job, &runs);
	else {
		screen_page();
		print_text(&job, &runs);
	}
	output_finish();
	free(runs.list);
	store_close(job.s);
	return job.failed ? EXIT_FAILED : EXIT_DONE;
}
