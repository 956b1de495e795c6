/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ticklab collect: records tick samples of this machine into a database.
 */
#include "campaign.h"
#include "datafile.h"
#include "ending.h"
#include "err.h"
#include "glance_run.h"
#include "json.h"
#include "kind.h"
#include "nearest.h"
#include "num.h"
#include "opt.h"
#include "output.h"
#include "pin.h"
#include "probe.h"
#include "record.h"
#include "restart.h"
#include "screen.h"
#include "standard.h"
#include "store.h"
#include "text.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *db = "data/ticklab.db";
static bool db_given;
static const char *probe_name; /* NULL: gettimeofday */
static const char *interleave;
static const char *load_name; /* NULL: idle */
static const char *load_command;
static const char *intensity_text; /* NULL: 1 */
static const char *loads_file;
static const char *cpu_text;
static const char *cpus_text;
enum { CPUS = 1024 };
static const char *label = "";
static const char *campaign_file;
static uint64_t samples = 1000000;
static const char *fence = "full";
static const char *counter; /* NULL: auto */
static uint64_t warmup = 8;
static uint64_t block;	  /* 0: what is usual for so many probes */
static uint64_t restarts; /* 0: none */
static uint64_t order_seed;
static bool seed_given;
enum { LABEL_BYTES = 200, RESTART_SAMPLES = 16000000 };
static bool as_json, list, trace, no_page, dry_run, cold, deferred, fifo, mlock_all, hugepages;

static const struct opt options[] = {
    {OPT_STRING, 'd', "db", "FILE", &db, "database, created if it does not exist ({})",
	.given = &db_given},
    {OPT_U64, 'n', "samples", "N", &samples, "samples to record of each probe ({})", 1,
	UINT64_C(1000000000000)},
    {OPT_STRING, 'p', "probe", "NAME", &probe_name, "the call to time (gettimeofday); see --list"},
    {OPT_STRING, 0, "interleave", "A,B,...", &interleave,
	"several probes, block by block in random order: one run for each, in one session",
	.without = "probe"},
    {OPT_STRING, 0, "label", "TEXT", &label,
	"your name for the machine or the occasion; nothing else names the host",
	.greatest = LABEL_BYTES},
    {OPT_U64, 0, "warmup", "N", &warmup,
	"calls that are timed and not recorded before the first sample ({})", 0, 1000000000},
    {OPT_FLAG, 0, "list", NULL, &list, "list the probes and loads", .only = "loads"},
    {OPT_FLAG, 0, "json", NULL, &as_json, "print the outcome as JSON"},
    {OPT_GROUP, 0, NULL, NULL, NULL, "load"},
    {OPT_STRING, 'l', "load", "NAME", &load_name,
	"what else runs at the same time (idle); see --list"},
    {OPT_STRING, 0, "load-command", "TEXT", &load_command,
	"your own load, run by /bin/sh -c; recorded as the load 'command'", 1, .without = "load"},
    {OPT_STRING, 0, "intensity", "SHARE", &intensity_text,
	"strength of the load, 0 to 1 or 0% to 100% (1)", .with = "load load-command"},
    {OPT_STRING, 0, "loads", "FILE", &loads_file,
	"file that describes the loads (the program's own loads.conf)"},
    {OPT_GROUP, 0, NULL, NULL, NULL, "designs"},
    {OPT_STRING, 0, "campaign", "FILE", &campaign_file,
	"probes x loads x replicates by that plan, in random order; resumes where it was stopped;\n"
	"a plain name is a campaign installed with the program: default, quick",
	.without = "samples probe interleave load load-command intensity restarts"},
    {OPT_FLAG, 0, "dry-run", NULL, &dry_run,
	"campaign: print the cells that remain and the time that they take", .with = "campaign"},
    {OPT_U64, 0, "seed", "N", &order_seed,
	"seed of the order of a campaign or of interleaved blocks (random)", .greatest = INT64_MAX,
	.given = &seed_given},
    {OPT_U64, 0, "restarts", "R", &restarts, "R fresh processes of N samples each", 1, 1000000,
	.without = "interleave trace deferred fifo mlock hugepages block fence"},
    {OPT_FLAG, 0, "cold", NULL, &cold,
	"no warm-up and no access to the clock page: --warmup 0 --no-page", .without = "warmup"},
    {OPT_GROUP, 0, NULL, NULL, NULL, "the loop"},
    {OPT_STRING, 'c', "cpu", "NUMBER", &cpu_text, "keep the sampling thread on this CPU"},
    {OPT_STRING, 0, "cpus", "all|A,B,...", &cpus_text,
	"one run on each of these CPUs, one after another; the kind of each is recorded",
	.without = "cpu campaign trace json"},
    {OPT_STRING, 0, "counter", "NAME", &counter,
	"the counter: cpu, raw (CLOCK_MONOTONIC_RAW), tsc, cntvct or mach (auto: the CPU's own\n"
	"if it is safe, otherwise raw)",
	.words = "auto cpu raw tsc cntvct mach"},
    {OPT_STRING, 0, "fence", "full|none", &fence,
	"whether the CPU may reorder the call and the reads of the counter (full: no)",
	.words = "full none"},
    {OPT_FLAG, 0, "fifo", NULL, &fifo,
	"run before ordinary threads (SCHED_FIFO), 90 % of the time at most"},
    {OPT_FLAG, 0, "trace", NULL, &trace,
	"mark interrupts and task switches from the kernel's trace; stays on one CPU, requires "
	"root"},
    {OPT_FLAG, 0, "no-page", NULL, &no_page,
	"do not watch the clock page: shows the cost of watching it"},
    {OPT_FLAG, 0, "mlock", NULL, &mlock_all, "keep the whole program in memory"},
    {OPT_FLAG, 0, "hugepages", NULL, &hugepages, "request huge pages for the samples"},
    {OPT_FLAG, 0, "deferred", NULL, &deferred,
	"keep all samples in memory until the end; a killed run leaves none"},
    {OPT_U64, 0, "block", "N", &block,
	"samples of a block, between which the clock does not run (65536; interleaved 8192)", 1,
	STORE_CHUNK_SAMPLES},
    {OPT_END, 0, NULL, NULL, NULL, NULL},
};

static const struct opt_program program = {"ticklab collect", "[OPTION ...]",
    "Times one call again and again and records every sample, its start tick and the ticks it\n"
    "took, with the facts of the machine. Prints the run's UUID. Ctrl-C ends a run early;\n"
    "the recorded samples are kept and the run is marked interrupted.",
    options};

static struct load_kinds kinds;

/* Idle needs no file; a database may be filled where there is none. */
static void read_kinds(void)
{
	char path[PATH_MAX], why[PATH_MAX + 256];
	if (loads_file)
		snprintf(path, sizeof path, "%s", loads_file);
	else if (datafile_find("loads.conf", path, sizeof path) != 0) {
		kind_idle(&kinds.kind[0]);
		kinds.count = 1;
		return;
	}
	if (kinds_read(&kinds, path, why, sizeof why) != 0)
		err_die("%s", why);
}

/* A pair of runs rather than a probe. */
static const char two_counters[] = "two-counters";

static int print_list(void)
{
	printf("probes:\n");
	for (const struct tlp_probe *const *p = tlp_probes; *p; p++)
		printf("  %-20s %s%s%s%s\n", (*p)->name, (*p)->describe, (*p)->options ? " [:" : "",
		    (*p)->options ? (*p)->options : "", (*p)->options ? "]" : "");
	printf("  %-20s %s\n", two_counters,
	    "gettimeofday, or the probe after a ':', with two counters in turn: two runs");
	printf("loads:\n");
	for (size_t i = 0; i < kinds.count; i++)
		printf("  %-20s %s\n", kinds.kind[i].name, kinds.kind[i].about);
	output_finish();
	return EXIT_DONE;
}

static void on_signal(int number)
{
	(void)number;
	record_stop = 1;
}

static void catch_signals(void)
{
	struct sigaction a = {.sa_handler = on_signal};
	sigemptyset(&a.sa_mask);
	ending_catch(SIGINT, &a);
	ending_catch(SIGTERM, &a);
	ending_catch(SIGHUP, &a);
}

/* ---- from options to a plan ---------------------------------------------------------------- */

static double read_intensity(void)
{
	char text[32];
	double v = 0;
	if (!intensity_text)
		return 1;
	size_t n = strlen(intensity_text);
	bool percent = n > 1 && intensity_text[n - 1] == '%';
	snprintf(text, sizeof text, "%.*s", (int)(percent ? n - 1 : n), intensity_text);
	if (n >= sizeof text || num_double(text, &v) != 0)
		v = 0;
	v = percent ? v / 100 : v;
	if (!(v > 0 && v <= 1))
		err_usage(
		    "--intensity requires more than 0 and at most 1, or a percentage, not '%s'",
		    intensity_text);
	return v;
}

static _Noreturn void refuse_name(
    const char *what, const char *word, const char *const *names, size_t count)
{
	const char *near = nearest_name(word, names, count);
	if (near)
		err_usage("unknown %s '%s'; did you mean '%s'?", what, word, near);
	err_usage("unknown %s '%s'; --list shows them", what, word);
}

static _Noreturn void refuse_probe(const char *spec)
{
	enum { MOST = 64 };
	const char *names[MOST];
	char word[64];
	size_t count = tlp_probe_names(names, MOST - 1);
	names[count++] = two_counters;
	snprintf(word, sizeof word, "%.*s", (int)strcspn(spec, ":"), spec);
	refuse_name("probe", word, names, count);
}

static _Noreturn void refuse_load(const char *word)
{
	const char *names[sizeof kinds.kind / sizeof *kinds.kind];
	for (size_t i = 0; i < kinds.count; i++)
		names[i] = kinds.kind[i].name;
	refuse_name("load", word, names, kinds.count);
}

static void add_probe(struct record_plan *plan, const char *spec)
{
	const struct tlp_probe *probe = tlp_probe_find(spec);
	char why[200];
	if (!probe)
		refuse_probe(spec);
	if (tlp_probe_start(probe, NULL, spec, why, sizeof why) != 0)
		err_usage("--probe %s: %s", spec, why);
	for (size_t i = 0; i < plan->probe_count; i++) {
		if (plan->probes[i] == probe)
			err_usage("--interleave names '%s' twice", probe->name);
		if (plan->probes[i]->start && probe->start)
			err_usage("only one probe with a thread of its own can run at a time, not "
				  "'%s' and '%s'",
			    plan->specs[i], spec);
	}
	if (plan->probe_count == RECORD_PROBES)
		err_usage("--interleave requires at most %d probes", RECORD_PROBES);
	if (restarts && probe->start)
		err_usage("--restarts cannot have '%s', which has a thread of its own", spec);
	plan->specs[plan->probe_count] = spec;
	plan->probes[plan->probe_count++] = probe;
}

/* Options of a probe are separated by commas as well: a word that names no probe belongs to the
 * probe before it. */
static char *next_spec(char **rest)
{
	char *spec = *rest;
	if (!spec)
		return NULL;
	char *comma = strchr(spec, ',');
	while (comma) {
		char word[256];
		size_t n = strcspn(comma + 1, ",");
		snprintf(word, sizeof word, "%.*s", (int)n, comma + 1);
		if (!strchr(spec, ':') || strchr(spec, ':') > comma || tlp_probe_find(word))
			break;
		comma = strchr(comma + 1, ',');
	}
	if (comma)
		*comma = '\0';
	*rest = comma ? comma + 1 : NULL;
	return spec;
}

/* One probe twice, if the spec says so. */
static bool add_two_counters(struct record_plan *plan, const char *spec)
{
	size_t n = strlen(two_counters);
	if (strncmp(spec, two_counters, n) != 0 || (spec[n] != '\0' && spec[n] != ':'))
		return false;
	add_probe(plan, spec[n] ? spec + n + 1 : "gettimeofday");
	if (plan->probes[0]->start || restarts || trace)
		err_usage("--probe %s requires a probe without a thread of its own, and cannot be "
			  "combined with "
			  "--restarts or --trace",
		    two_counters);
	plan->probes[1] = plan->probes[0];
	plan->specs[1] = plan->specs[0];
	plan->probe_count = 2;
	plan->two_counters = true;
	return true;
}

static void choose_probes(struct record_plan *plan)
{
	static char text[1024];
	char *rest = text;
	if (!interleave) {
		const char *spec = probe_name ? probe_name : "gettimeofday";
		if (!add_two_counters(plan, spec))
			add_probe(plan, spec);
		return;
	}
	snprintf(text, sizeof text, "%s", interleave);
	for (char *spec; (spec = next_spec(&rest));)
		add_probe(plan, spec);
}

static void choose_load(struct record_plan *plan)
{
	static struct load_kind own;
	plan->intensity = read_intensity();
	if (load_command) {
		kind_command(&own, load_command);
		plan->load = &own;
	} else if (!(plan->load = kinds_find(&kinds, load_name ? load_name : "idle")))
		refuse_load(load_name);
	else if (intensity_text && plan->load->count == 0)
		err_usage("--intensity requires a load; '%s' has none", plan->load->name);
}

/* What depends on the values of two options; the table holds the rest. */
static void check_numbers(void)
{
	if (!store_is_file(db))
		err_usage("--db requires the name of a file, not '%s'", db);
	if (cold)
		warmup = 0;
	if (restarts && samples > RESTART_SAMPLES)
		err_usage("--restarts requires --samples of at most %d", RESTART_SAMPLES);
}

static void make_plan(struct record_plan *plan)
{
	static char self[PATH_MAX];
	uint64_t cpu;
	check_numbers();
	*plan = (struct record_plan){.label = label,
	    .samples = samples,
	    .warmup = warmup,
	    .cpu = -1,
	    .loads_file = loads_file,
	    .counter = counter ? counter : "auto",
	    .fence = strcmp(fence, "none") == 0 ? TLP_FENCE_NONE : TLP_FENCE_FULL,
	    .deferred = deferred,
	    .fifo = fifo,
	    .mlock = mlock_all,
	    .hugepages = hugepages,
	    .trace = trace,
	    .no_page = no_page,
	    .cold = cold,
	    .restarts = restarts,
	    .program = self};
	choose_probes(plan);
	plan->block = block ? block : record_usual_block(plan->probe_count);
	choose_load(plan);
	plan->seed = order_seed;
	if (seed_given && !campaign_file && plan->probe_count < 2)
		err_usage(
		    "--seed sets an order; it requires --campaign, --interleave or two-counters");
	if (cpu_text && (num_u64(cpu_text, &cpu) != 0 || cpu > 1 << 20))
		err_usage("--cpu requires the number of a CPU, not '%s'", cpu_text);
	if (cpu_text)
		plan->cpu = (int)cpu;
	else if (trace && !campaign_file && (plan->cpu = pin_current()) < 0)
		err_die("--trace requires one CPU, and this system cannot pin a thread to one");
	if (restarts && datafile_self(self, sizeof self) != 0)
		err_die("--restarts cannot find this program's own file");
	if (plan->probe_count > 1 && !seed_given)
		plan->seed = campaign_new_seed();
}

/* ---- one session --------------------------------------------------------------------------- */

static void print_json(const struct record_outcome *o)
{
	struct json j;
	json_init(&j, stdout);
	json_begin_object(&j, NULL);
	json_string(&j, "uuid", o->run[0].uuid[0] ? o->run[0].uuid : NULL);
	json_string(&j, "status", record_end_name(o->end));
	json_u64(&j, "samples", o->samples);
	json_string(&j, "message", o->why[0] ? o->why : NULL);
	json_string(&j, "session", o->session[0] ? o->session : NULL);
	json_begin_array(&j, "runs");
	for (size_t i = 0; i < o->runs; i++)
		json_string(&j, NULL, o->run[i].uuid);
	json_end_array(&j);
	json_end_object(&j);
	json_finish(&j);
}

static void print_outcome(const struct record_outcome *o)
{
	static bool fallback_said;
	if (o->fallback[0] && !fallback_said)
		err_warning("%s", o->fallback);
	fallback_said = fallback_said || o->fallback[0];
	if (o->clocks[0])
		err_warning("%s", o->clocks);
	if (o->busy[0] && (campaign_file || as_json)) /* else the summary has it */
		err_warning("labelled idle, but %s", o->busy);
	if (o->shortfall[0] && o->end != RECORD_FAILED)
		err_warning("the load is not the requested one: %s", o->shortfall);
	if (as_json)
		print_json(o);
	else
		for (size_t i = 0; i < o->runs; i++)
			printf("%s\n", o->run[i].uuid);
	bool several = o->session[0] != '\0';
	if (o->run[0].uuid[0] && standard_finish() != 0)
		err_die("cannot write to standard output: %s; %s %s was kept in %s",
		    strerror(errno), several ? "session" : "run",
		    several ? o->session : o->run[0].uuid, db);
	output_finish();
}

static struct store *open_store(void)
{
	struct store *s;
	char why[512], shown[300];
	if (store_open(&s, db, STORE_CREATE, why, sizeof why) != 0)
		err_die("%s: %s", db, why);
	if (store_made_folder(s))
		fprintf(stderr, "the folder %s was not there and has been made\n",
		    text_plain(shown, sizeof shown, store_made_folder(s)));
	return s;
}

/* Of a longer run the first samples make the summary: the shell's prompt does not wait. */
enum { SUMMARY_SAMPLES = 16000000, SUMMARY_ROWS = 6 };

static int print_run(void *context, const struct store_run *run)
{
	struct store *s = context;
	const struct screen screen = screen_of(STDERR_FILENO);
	struct glance g;
	char why[512];
	if (glance_read(&g, s, run, SUMMARY_SAMPLES, why, sizeof why) != 0)
		return err_error("%s: %s", db, why);
	glance_print(stderr, &screen, &g, s, run, SUMMARY_ROWS);
	glance_release(&g);
	return 0;
}

/* For a person: what was recorded, and what can follow. Scripts read the UUID on stdout. */
static void print_summary(struct store *s, const struct record_outcome *out)
{
	for (size_t i = 0; i < out->runs; i++)
		if (out->run[i].samples > 0)
			store_runs(s, out->run[i].uuid, print_run, s);
	static const char *const next[] = {
	    "ticklab analyze", "ticklab show", "ticklab collect --load stress"};
	fputs("next:", stderr);
	for (size_t i = 0; i < sizeof next / sizeof *next; i++) {
		fprintf(stderr, "%s %s", i ? "  " : "", next[i]);
		if (db_given) {
			fputs(" --db ", stderr);
			text_shell(stderr, db);
		}
	}
	fputc('\n', stderr);
}

static int collect_session(const struct record_plan *plan)
{
	struct record_outcome out;
	struct store *s = open_store();
	catch_signals();
	record_run(s, plan, &out);
	print_outcome(&out);
	if (out.end == RECORD_FAILED && store_has_moved(s))
		err_die("%s: %s", db, out.why);
	if (out.end == RECORD_FAILED)
		err_die("%s: %s (%" PRIu64 " samples were kept)", db, out.why, out.samples);
	char where[32] = "", time[32] = "";
	if (as_json) /* else the summary has it */
		snprintf(time, sizeof time, " in %.2f s", out.seconds);
	if (plan->cpu >= 0)
		snprintf(where, sizeof where, " on CPU %d", plan->cpu);
	char shown[300];
	fprintf(stderr, "%s: %" PRIu64 " samples of %s under load %s%s%s, %s%s%s\n",
	    text_plain(shown, sizeof shown, db), out.samples,
	    interleave ? interleave : plan->specs[0], plan->load->name, where, time,
	    record_end_name(out.end), out.session[0] ? "; session " : "", out.session);
	if (!as_json)
		print_summary(s, &out);
	store_close(s);
	return out.end == RECORD_COMPLETE ? EXIT_DONE : EXIT_FAILED;
}

/* ---- one run on each CPU ------------------------------------------------------------------- */

/* "all", or numbers between commas. Ends the program if it is neither. */
static int read_cpus(int cpu[CPUS])
{
	int n = 0;
	if (strcmp(cpus_text, "all") == 0) {
		n = pin_allowed(cpu, CPUS);
		if (n == 0)
			err_die("--cpus requires CPUs that a thread can be kept on, and this "
				"system has none");
		return n;
	}
	for (const char *at = cpus_text;; at++) {
		char word[16];
		uint64_t number = 0;
		size_t length = strcspn(at, ",");
		snprintf(word, sizeof word, "%.*s", (int)(length < 15 ? length : 15), at);
		if (num_u64(word, &number) != 0 || number > 1 << 20 || n == CPUS)
			err_usage("--cpus requires all, or at most %d numbers of CPUs between "
				  "commas, not '%s'",
			    CPUS, cpus_text);
		for (int i = 0; i < n; i++)
			if (cpu[i] == (int)number)
				err_usage("--cpus names CPU %s twice", word);
		cpu[n++] = (int)number;
		at += length;
		if (!*at)
			return n;
	}
}

static int collect_cpus(struct record_plan *plan, const int *cpu, int n)
{
	int rc = EXIT_DONE;
	char why[512];
	/* All of them before the first is recorded. */
	for (int i = 0; i < n; i++)
		if (pin_to_cpu(cpu[i], why, sizeof why) != 0)
			err_die("%s; nothing was recorded", why);
	pin_release();
	for (int i = 0; i < n && rc == EXIT_DONE; i++) {
		plan->cpu = cpu[i];
		rc = collect_session(plan);
	}
	return rc;
}

/* ---- a campaign ---------------------------------------------------------------------------- */

static void print_cell(
    const struct record_outcome *out, const struct store_cell *cell, size_t cells)
{
	print_outcome(out);
	fprintf(stderr, "cell %" PRIu64 " of %zu: %s under %s, %" PRIu64 " samples, %s%s%s\n",
	    cell->cell + 1, cells, cell->probe, cell->load, out->samples, record_end_name(out->end),
	    out->why[0] ? ": " : "", out->why);
}

/* A database that is not there yet is not made. */
static int print_campaign(const struct campaign *c, const uint64_t *seed)
{
	struct store *s = NULL;
	char why[512];
	if (access(db, F_OK) == 0 && store_open(&s, db, STORE_READ, why, sizeof why) != 0)
		err_die("%s: %s", db, why);
	int rc = campaign_print(s, c, seed, why, sizeof why);
	store_close(s);
	if (rc != 0)
		err_die("%s: %s", db, why);
	output_finish();
	return EXIT_DONE;
}

/* A plain name, without '/' and '.', is a campaign that comes with the program. */
static void find_campaign(void)
{
	static char path[PATH_MAX];
	char name[256];
	if (strpbrk(campaign_file, "/."))
		return;
	int n = snprintf(name, sizeof name, "campaigns/%s.conf", campaign_file);
	if (n < 0 || (size_t)n >= sizeof name || datafile_find(name, path, sizeof path) != 0)
		err_die("%s: no campaign of that name is installed with the program; a file is "
			"named with its "
			"folder, ./%s",
		    campaign_file, campaign_file);
	campaign_file = path;
}

static int collect_campaign(struct record_plan *plan)
{
	struct campaign c;
	char why[512];
	find_campaign();
	if (campaign_read(&c, campaign_file, why, sizeof why) != 0)
		err_die("%s", why);
	if (campaign_check(&c, &kinds, why, sizeof why) != 0)
		err_die("%s: %s", campaign_file, why);
	if (dry_run)
		return print_campaign(&c, seed_given ? &order_seed : NULL);
	if (campaign_settle(&c, plan, why, sizeof why) != 0)
		err_die("%s: %s", campaign_file, why);
	struct store *s = open_store();
	catch_signals();
	int left = campaign_run(
	    s, &c, &kinds, plan, seed_given ? &order_seed : NULL, print_cell, why, sizeof why);
	store_close(s);
	if (left < 0)
		err_die("%s: %s", db, why);
	if (left > 0)
		err_die("%s: %d cells remain; the same command resumes with them", db, left);
	return EXIT_DONE;
}

int main(int argc, char **argv)
{
	if (restart_wanted(argc, argv))
		return restart_main(argc, argv);
	struct record_plan plan;
	signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error of write() instead */
	if (opt_parse(&program, argc, argv) > 0)
		err_usage("'%s': no argument is expected", argv[1]);
	read_kinds();
	if (list)
		return print_list();
	int cpu[CPUS], cpus = 0;
	if (cpus_text)
		cpus = read_cpus(cpu);
	make_plan(&plan);
	if (cpus)
		return collect_cpus(&plan, cpu, cpus);
	return campaign_file ? collect_campaign(&plan) : collect_session(&plan);
}
