/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ticklab collect: records tick samples of this machine into a database.
 */
#include "err.h"
#include "json.h"
#include "load.h"
#include "num.h"
#include "opt.h"
#include "probe.h"
#include "record.h"
#include "store.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const char *db = "data/ticklab.db";
static const char *probe_name = "gettimeofday";
static const char *load_name = "idle";
static const char *cpu_text;
static const char *label = "";
static uint64_t samples = 1000000;
static uint64_t warmup = 8;
static bool as_json, list, trace, no_page;

static const struct opt options[] = {
    {OPT_STRING, 'd', "db", "FILE", &db, "database, made if it is not there (data/ticklab.db)"},
    {OPT_U64, 'n', "samples", "N", &samples, "samples to record (1000000)"},
    {OPT_STRING, 'p', "probe", "NAME", &probe_name, "what is timed (gettimeofday); see --list"},
    {OPT_STRING, 'l', "load", "NAME", &load_name, "what else runs meanwhile (idle); see --list"},
    {OPT_STRING, 'c', "cpu", "NUMBER", &cpu_text, "keep the sampling thread on this CPU"},
    {OPT_STRING, 0, "label", "TEXT", &label,
	"your name for the machine or the occasion; nothing else names the host"},
    {OPT_U64, 0, "warmup", "N", &warmup,
	"calls that are timed and not recorded before the first sample (8)"},
    {OPT_FLAG, 0, "trace", NULL, &trace,
	"mark interrupts and task switches from the kernel's trace; wants --cpu and root"},
    {OPT_FLAG, 0, "no-page", NULL, &no_page,
	"do not watch the clock page: shows what watching it costs"},
    {OPT_FLAG, 0, "list", NULL, &list, "list the probes and loads"},
    {OPT_FLAG, 0, "json", NULL, &as_json, "print the outcome as JSON"},
    {OPT_END, 0, NULL, NULL, NULL, NULL},
};

static const struct opt_program program = {"ticklab collect", "[OPTION ...]",
    "Times one call again and again and records every sample, its start tick and the ticks it\n"
    "took, with what is known of the machine. Prints the run's UUID. Ctrl-C ends a run early;\n"
    "what was recorded is kept and the run is marked interrupted.",
    options};

static void print_list(void)
{
	printf("probes:\n");
	for (const struct tlp_probe *const *p = tlp_probes; *p; p++)
		printf("  %-20s %s%s%s%s\n", (*p)->name, (*p)->describe, (*p)->options ? " [:" : "",
		    (*p)->options ? (*p)->options : "", (*p)->options ? "]" : "");
	printf("loads:\n");
	for (const struct load_kind *k = load_kinds; k->name; k++)
		printf("  %-20s %s\n", k->name, k->describe);
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
	sigaction(SIGINT, &a, NULL);
	sigaction(SIGTERM, &a, NULL);
	sigaction(SIGHUP, &a, NULL);
}

static void make_plan(struct record_plan *plan)
{
	uint64_t cpu;
	*plan = (struct record_plan){tlp_probe_find(probe_name), probe_name, load_find(load_name),
	    label, samples, warmup, -1, trace, no_page};
	if (!plan->probe)
		err_usage("unknown probe '%s'; --list shows them", probe_name);
	char why[200];
	if (tlp_probe_start(plan->probe, NULL, probe_name, why, sizeof why) != 0)
		err_usage("--probe %s: %s", probe_name, why);
	if (!plan->load)
		err_usage("unknown load '%s'; --list shows them", load_name);
	if (samples < 1 || samples > UINT64_C(1000000000000))
		err_usage("--samples wants 1 to 1e12, not %" PRIu64, samples);
	if (warmup > 1000000000)
		err_usage("--warmup wants at most 1e9, not %" PRIu64, warmup);
	if (strlen(label) > 200)
		err_usage("--label wants at most 200 bytes");
	if (cpu_text && (num_u64(cpu_text, &cpu) != 0 || cpu > 1 << 20))
		err_usage("--cpu wants the number of a CPU, not '%s'", cpu_text);
	if (cpu_text)
		plan->cpu = (int)cpu;
	if (trace && !cpu_text)
		err_usage("--trace follows one CPU: name it with --cpu");
}

static void print_outcome(const struct record_outcome *o)
{
	if (as_json) {
		struct json j;
		json_init(&j, stdout);
		json_begin_object(&j, NULL);
		json_string(&j, "uuid", o->uuid[0] ? o->uuid : NULL);
		json_string(&j, "status", record_end_name(o->end));
		json_u64(&j, "samples", o->samples);
		json_string(&j, "message", o->why[0] ? o->why : NULL);
		json_end_object(&j);
		json_finish(&j);
	} else if (o->uuid[0])
		printf("%s\n", o->uuid);
	if (fflush(stdout) != 0 || ferror(stdout))
		err_die("cannot write to standard output");
}

int main(int argc, char **argv)
{
	if (opt_parse(&program, argc, argv) > 0)
		err_usage("'%s': no argument is expected", argv[1]);
	if (list) {
		print_list();
		return EXIT_DONE;
	}
	struct record_plan plan;
	struct record_outcome out;
	struct store *s;
	char why[512];
	make_plan(&plan);
	if (store_open(&s, db, STORE_CREATE, why, sizeof why) != 0)
		err_die("%s: %s", db, why);
	catch_signals();
	record_run(s, &plan, &out);
	store_close(s);
	print_outcome(&out);
	if (out.end == RECORD_FAILED)
		err_die("%s: %s (%" PRIu64 " samples were kept)", db, out.why, out.samples);
	fprintf(stderr, "%s: %" PRIu64 " samples of %s under load %s in %.2f s, %s\n", db,
	    out.samples, plan.probe->name, plan.load->name, out.seconds, record_end_name(out.end));
	return out.end == RECORD_COMPLETE ? EXIT_DONE : EXIT_FAILED;
}
