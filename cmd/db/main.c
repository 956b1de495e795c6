/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ticklab db: what is in a database, and the ways in and out of it.
 */
#include "datafile.h"
#include "drop.h"
#include "err.h"
#include "export.h"
#include "import.h"
#include "json.h"
#include "kind.h"
#include "list.h"
#include "mem.h"
#include "nearest.h"
#include "num.h"
#include "opt.h"
#include "outfile.h"
#include "output.h"
#include "probe.h"
#include "query.h"
#include "store.h"
#include "text.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *db = "data/ticklab.db";
static const char *format, *output;
static const char *label = "", *load_name = "unknown", *probe_name = "unknown";
static const char *bits;
static double tick_hz;
static struct reader_options reading;
static const char *map_name;
static bool as_json, low_bits, yes, may_write;

static const char *machine, *sort;
static const char *label_of; /* only for --help: take_labels has read them all before */
static bool probe_given, load_given;
static char from_help[4096]; /* of --from: every form, as the readers name them */

static void write_from_help(void)
{
	const char *help, *name;
	int used = snprintf(from_help, sizeof from_help,
	    "form of the file; without it the form is recognised and reported:");
	for (size_t i = 0; (name = reader_form(i, &help)) && used < (int)sizeof from_help; i++)
		used += snprintf(
		    from_help + used, sizeof from_help - (size_t)used, "\n%-16s %s", name, help);
}

static const struct opt options[] = {
    {OPT_STRING, 'd', "db", "FILE", &db, "database (data/ticklab.db)"},
    {OPT_FLAG, 0, "json", NULL, &as_json, "list, machines, show, import, sql: print JSON",
	.commands = "list machines show import sql"},
    {OPT_STRING, 'f', "format", "NAME", &format,
	"export: text (default), csv, u8, u32 or u64;\nimport: the same as --from",
	.commands = "export import"},
    {OPT_GROUP, 0, NULL, NULL, NULL, "export"},
    {OPT_STRING, 'o', "output", "FILE", &output, "write to this file, not standard output",
	.commands = "export"},
    {OPT_STRING, 0, "map", "NAME", &map_name,
	"u8, u32: how values that do not fit are written:\nrank (among the distinct values), "
	"clip or low-bits",
	.commands = "export", .words = "rank clip low-bits"},
    {OPT_FLAG, 0, "low-bits", NULL, &low_bits, "the same as --map low-bits", .commands = "export",
	.without = "map"},
    {OPT_GROUP, 0, NULL, NULL, NULL, "import"},
    {OPT_HZ, 0, "counter-hz", "HZ", &reading.counter_hz, "ticks per second of the recording",
	.commands = "import"},
    {OPT_STRING, 0, "unit", "UNIT", &reading.unit,
	"instead: values are in s, ms, us or ns; decimals are\nread exactly; cycles: see "
	"--counter-hz",
	.commands = "import", .words = "s ms us ns cycles"},
    {OPT_HZ, 0, "tick", "HZ", &tick_hz,
	"the counter's own ticks per second, if the values\nare in another unit",
	.commands = "import"},
    {OPT_STRING, 0, "from", "FORM", &reading.from, from_help, .commands = "import"},
    {OPT_STRING, 0, "column", "N|NAME", &reading.column,
	"take this column of several, without starts", .commands = "import"},
    {OPT_FLAG, 0, "time-stamps", NULL, &reading.time_stamps,
	"values are points in time: take their differences;\nof two columns: start and end",
	.commands = "import"},
    {OPT_STRING, 0, "bits", "MASK[:N]", &bits,
	"take (value AND MASK) shifted right by N bits; with\n--time-stamps the counter's width",
	.commands = "import"},
    {OPT_FLAG, 0, "as-is", NULL, &reading.as_is, "accept what looks misread", .commands = "import"},
    {OPT_U64, 0, "unpack-limit", "SIZE", &reading.unpack_limit,
	"bytes that a packed file may unpack to (256M, or 100\ntimes its size if that is more)", 1,
	.commands = "import"},
    {OPT_STRING, 0, "label", "TEXT", &label, "your name for the recording", .commands = "import"},
    {OPT_STRING, 0, "load", "NAME", &load_name, "what else ran (unknown); list: only this load",
	.given = &load_given, .commands = "import list"},
    {OPT_STRING, 0, "probe", "NAME", &probe_name,
	"what was timed (unknown); if the file holds several\nprobes, the one to take; list: "
	"only this probe",
	.given = &probe_given, .commands = "import list"},
    {OPT_GROUP, 0, NULL, NULL, NULL, "list (also --probe, --load)"},
    {OPT_STRING, 0, "machine", "NAME", &machine,
	"only this machine: its label, or the first part of\nits fingerprint", .commands = "list"},
    {OPT_STRING, 0, "sort", "COLUMN", &sort,
	"by date, machine, probe, load or samples; -COLUMN\nreverses the order (that of "
	"recording)",
	.commands = "list"},
    {OPT_GROUP, 0, NULL, NULL, NULL, "drop"},
    {OPT_FLAG, 'y', "yes", NULL, &yes, "remove the run without a question", .commands = "drop"},
    {OPT_GROUP, 0, NULL, NULL, NULL, "sql"},
    {OPT_FLAG, 0, "write", NULL, &may_write, "statements may change the database: there is no undo",
	.commands = "sql"},
    {OPT_GROUP, 0, NULL, NULL, NULL, "merge"},
    {OPT_STRING, 0, "label-of", "PRINT=NAME", &label_of,
	"label the machine with that fingerprint, or first part\nof one, NAME; can be repeated",
	.commands = "merge"},
    {OPT_END, 0, NULL, NULL, NULL, NULL},
};

static const struct opt_program program = {"ticklab db",
    "list [--machine NAME] [--probe NAME] [--load NAME] [--sort COLUMN] [--json]\n"
    "machines [--json]\nshow RUN [--json]\nverify\ndrop RUN [--yes]\nexport RUN [--format F] "
    "[--output FILE]\n"
    "import FILE --counter-hz HZ | --unit UNIT [--from FORM] [OPTION ...]\n"
    "merge FILE ... [--label-of PRINT=NAME ...]\nsql STATEMENT [--write] [--json]",
    "Lists the runs of a database and its machines, shows all that is recorded of one run, checks "
    "every chunk,\n"
    "removes a run with everything computed from it, exports samples, imports recordings of other "
    "tools, and copies from other databases the\n"
    "runs that this one does not have. RUN is a UUID or its first 8 or\n"
    "more characters; the UUID of a session (collect --interleave) names all its runs: show\n"
    "lists them, export writes them as csv in the order they were taken. An import reports what "
    "it\n"
    "read on standard error and prints the run's UUID; gzip and zstd are decompressed; the file - "
    "is\n"
    "standard input. docs/import.md explains the forms.",
    options};

static struct store *open_store(enum store_mode mode)
{
	struct store *s;
	char why[512], shown[300];
	if (!store_is_file(db))
		err_usage("--db requires the name of a file, not '%s'", db);
	if (store_open(&s, db, mode, why, sizeof why) != 0)
		err_die("%s: %s", db, why);
	if (store_made_folder(s))
		fprintf(stderr, "the folder %s was not there and has been made\n",
		    text_plain(shown, sizeof shown, store_made_folder(s)));
	return s;
}

/* ---- list and show ------------------------------------------------------------------------- */

static void json_count(struct json *j, const char *key, bool known, uint64_t v)
{
	if (known)
		json_u64(j, key, v);
	else
		json_null(j, key);
}

static void json_run(struct json *j, const struct store_run *r)
{
	json_string(j, "uuid", r->uuid);
	json_string(j, "label", r->label);
	json_string(j, "load", r->load);
	json_string(j, "probe", r->probe);
	json_string(j, "status", r->status);
	json_u64(j, "samples", r->samples);
	json_u64(j, "requested", r->requested);
	json_u64(j, "chunks", r->chunks);
	json_string(j, "origin", r->origin);
	json_string(j, "message", r->message);
	json_string(j, "counter", r->counter);
	json_double(j, "counter_hz", r->counter_hz);
	json_string(j, "hz_source", r->hz_source);
	json_bool(j, "has_start", r->has_start);
	json_string(j, "started_utc", r->started_utc);
	json_string(j, "ended_utc", r->ended_utc);
	json_string(j, "machine_fingerprint", r->machine_fingerprint);
	json_string(j, "session", r->session);
	json_string(j, "campaign", r->campaign);
	json_count(j, "cell", r->campaign != NULL, r->cell);
	json_count(j, "block", r->campaign != NULL, r->block);
	json_count(j, "restarts", r->restarts > 0, r->restarts);
}

static void json_text(struct json *j, const char *key, const char *text)
{
	if (text)
		json_raw(j, key, text);
	else
		json_null(j, key);
}

/* Everything that is known of a run. */
static void json_details(struct json *j, const struct store_run *r)
{
	json_double(j, "hz_calibrated", r->hz_calibrated);
	json_count(j, "effective_tick_ticks", r->effective_tick_ticks > 0, r->effective_tick_ticks);
	json_string(j, "ground_truth", r->ground_truth);
	json_string(j, "trace", r->trace);
	json_count(j, "cpu", r->cpu >= 0, (uint64_t)r->cpu);
	json_u64(j, "warmup", r->warmup);
	json_string(j, "tool_version", r->tool_version);
	json_string(j, "compiler", r->compiler);
	json_string(j, "cflags", r->cflags);
	json_string(j, "platform_sha256", r->platform_sha256);
	json_string(j, "extractor_sha256", r->extractor_sha256);
	json_string(j, "source_sha256", r->source_sha256);
	json_text(j, "machine", r->machine_facts);
	json_text(j, "environment_before", r->environment_before);
	json_text(j, "environment_after", r->environment_after);
	json_text(j, "load_detail", r->load_detail);
	json_text(j, "instrument", r->instrument);
	json_string(j, "form", r->form);
	json_bool(j, "order_known", !r->order_unknown);
	json_double(j, "tick_hz", r->tick_hz > 0 ? r->tick_hz : (double)NAN);
	json_string(j, "command", r->command);
	json_double(j, "seconds", r->seconds);
	json_text(j, "clock_check", r->clock_check);
}

/* What is not in the list is named. */
static int finish_list(struct store *s)
{
	output_finish();
	int bad = store_bad_runs(s, err_line, &db);
	if (bad < 0)
		err_die("%s: %s", db, store_error(s));
	store_close(s);
	return bad > 0 ? EXIT_FAILED : EXIT_DONE;
}

/* A recording of another tool may have timed what no probe does, under a load of its own: only what
 * looks like a slip is refused, and taken with --as-is. */
static void refuse_misspelt(const char *option, const char *word, const char *near)
{
	if (near && !reading.as_is)
		err_usage("--%s: unknown name '%s'; did you mean '%s'? --as-is accepts it", option,
		    word, near);
}

enum { PROBES = 64 };

static const char *find_misspelt_probe(const char *word)
{
	const char *names[PROBES];
	size_t n = 0;
	for (; n < PROBES && tlp_probes[n]; n++)
		names[n] = tlp_probes[n]->name;
	return nearest_misspelt(word, names, n);
}

/* Without the file of loads there is nothing to compare with. */
static const char *find_misspelt_load(const char *word)
{
	static struct load_kinds kinds;
	const char *names[KIND_MAX];
	char path[PATH_MAX], why[512];
	if (datafile_find("loads.conf", path, sizeof path) != 0 ||
	    kinds_read(&kinds, path, why, sizeof why) != 0)
		return NULL;
	for (size_t i = 0; i < kinds.count; i++)
		names[i] = kinds.kind[i].name;
	return nearest_misspelt(word, names, kinds.count);
}

/* Part of a choice that no run meets: what looks like a slip is refused, the rest is said. */
static void check_part(struct store *s, enum list_part part, const char *word, const char *known)
{
	static const char *const name[] = {"machine", "probe", "load"};
	struct list_choice only = {part == LIST_MACHINE ? word : NULL,
	    part == LIST_PROBE ? word : NULL, part == LIST_LOAD ? word : NULL, NULL};
	if (!word || list_has(s, &only))
		return;
	char *stored = known ? NULL : list_nearest(s, part, word);
	if (known || stored)
		err_usage("--%s: no run has the %s '%s'; did you mean '%s'?", name[part],
		    name[part], word, known ? known : stored);
	err_warning("--%s: no run of %s has the %s '%s'", name[part], db, name[part], word);
}

static void check_choice(struct store *s, const struct list_choice *which)
{
	check_part(s, LIST_MACHINE, which->machine, NULL);
	check_part(
	    s, LIST_PROBE, which->probe, which->probe ? find_misspelt_probe(which->probe) : NULL);
	check_part(s, LIST_LOAD, which->load, which->load ? find_misspelt_load(which->load) : NULL);
}

static int run_list(void)
{
	struct store *s = open_store(STORE_READ);
	struct list_choice which = {
	    machine, probe_given ? probe_name : NULL, load_given ? load_name : NULL, sort};
	if (sort && !list_sorts(sort))
		err_usage("--sort: '%s' is none of date, machine, probe, load and samples", sort);
	check_choice(s, &which);
	if (list_runs(s, &which, as_json, json_run) != 0)
		err_die("%s: %s", db, store_error(s));
	return finish_list(s);
}

static int run_machines(void)
{
	struct store *s = open_store(STORE_READ);
	if (list_machines(s, as_json) != 0)
		err_die("%s: %s", db, store_error(s));
	return finish_list(s);
}

static int show_run(void *context, const struct store_run *r)
{
	struct json *j = context;
	json_begin_object(j, NULL);
	json_run(j, r);
	json_details(j, r);
	json_end_object(j);
	return 0;
}

/* One run is an object; a session is one that holds its runs. */
static int run_show(const char *run)
{
	struct store *s = open_store(STORE_READ);
	struct json j;
	char session[STORE_UUID];
	bool several = store_session(s, run, session) == 1;
	json_init(&j, stdout);
	if (several) {
		json_begin_object(&j, NULL);
		json_string(&j, "session", session);
		json_begin_array(&j, "runs");
	}
	if (store_runs(s, run, show_run, &j) < 0)
		err_die("%s: %s", db, store_error(s));
	if (several) {
		json_end_array(&j);
		json_end_object(&j);
	}
	json_finish(&j);
	store_close(s);
	output_finish();
	return EXIT_DONE;
}

/* ---- verify -------------------------------------------------------------------------------- */

static int run_verify(void)
{
	struct store *s = open_store(STORE_READ);
	int faults = store_verify(s, err_line, &db);
	if (faults < 0)
		err_die("%s: %s", db, store_error(s));
	store_close(s);
	if (faults > 0)
		err_die("%s: %d fault%s", db, faults, faults > 1 ? "s" : "");
	char shown[300];
	printf("%s: the samples match their checksums, the counts their samples, and the file is "
	       "whole\n",
	    text_plain(shown, sizeof shown, db));
	output_finish();
	return EXIT_DONE;
}

static int run_drop(const char *run)
{
	struct store *s = open_store(STORE_WRITE);
	int rc = drop_run(s, db, run, yes);
	store_close(s);
	output_finish();
	return rc == 0 ? EXIT_DONE : EXIT_FAILED;
}

/* ---- export and import --------------------------------------------------------------------- */

struct export_job {
	struct store *s;
	enum export_format format;
	enum export_map map;
	struct export_mapped mapped;
	char session[STORE_UUID]; /* "" for one run */
	char why[512];
};

static int write_samples(struct export_job *job, const struct store_run *r, FILE *out)
{
	return job->session[0]
		   ? export_session(job->s, job->session, out, job->why, sizeof job->why)
		   : export_run(job->s, r, job->format, job->map, &job->mapped, out, job->why,
			 sizeof job->why);
}

/* A plain file appears whole or not at all; anything else, such as a device, is written to as it is
 * and never removed. */
static int write_plain(struct export_job *job, const struct store_run *r)
{
	struct outfile f;
	if (outfile_open(&f, output) != 0)
		return err_error("%s: %s", output, strerror(errno));
	if (write_samples(job, r, f.stream) != 0) {
		outfile_abandon(&f);
		return err_error("%s: %s", output, job->why);
	}
	if (outfile_commit(&f) != 0)
		return err_error("%s: cannot write: %s", output, strerror(errno));
	return 0;
}

static int write_stream(struct export_job *job, const struct store_run *r)
{
	FILE *out = output ? fopen(output, "wb") : stdout;
	const char *name = output ? output : "standard output";
	if (!out)
		return err_error("%s: %s", name, strerror(errno));
	int rc = write_samples(job, r, out);
	if (output && fclose(out) != 0 && rc == 0) {
		snprintf(job->why, sizeof job->why, "cannot write: %s", strerror(errno));
		rc = -1;
	}
	return rc == 0 ? 0 : err_error("%s: %s", name, job->why);
}

static void say_mapped(const struct export_job *job, const struct store_run *r)
{
	const struct export_mapped *m = &job->mapped;
	const char *width = job->format == EXPORT_U8	? "8"
			    : job->format == EXPORT_U32 ? "32"
							: "64";
	if (job->map == EXPORT_RANK)
		err_warning("values are ranks among %" PRIu64 " distinct ones; %" PRIu64
			    " of %" PRIu64
			    " samples have a rank beyond %s bits and got the last one",
		    m->distinct, m->changed, r->samples, width);
	else if (job->map != EXPORT_AS_IT_IS)
		err_warning("%" PRIu64 " of %" PRIu64 " samples did not fit %s bits and %s",
		    m->changed, r->samples, width,
		    job->map == EXPORT_CLIP ? "became the greatest value that does"
					    : "were cut to their lowest bits");
}

static int export_one(void *context, const struct store_run *r)
{
	struct export_job *job = context;
	struct stat there;
	bool known = output && stat(output, &there) == 0;
	char why[PATH_MAX + 128];
	if (output && store_check_output(output, &db, 1, why, sizeof why) != 0)
		err_die("%s", why);
	int rc = output && (!known || S_ISREG(there.st_mode)) ? write_plain(job, r)
							      : write_stream(job, r);
	if (rc != 0)
		exit(EXIT_FAILED);
	say_mapped(job, r);
	return job->session[0] != '\0'; /* which was all of it */
}

static int run_export(const char *run)
{
	struct export_job job = {.format = export_format_find(format ? format : "text")};
	if (job.format == EXPORT_UNKNOWN)
		err_usage("--format requires text, csv, u8, u32 or u64, not '%s'", format);
	if (map_name)
		job.map = export_map_find(map_name);
	else if (low_bits)
		job.map = EXPORT_LOW_BITS;
	if (job.map != EXPORT_AS_IT_IS && job.format <= EXPORT_CSV)
		err_usage("--map and --low-bits are for the formats u8, u32 and u64");
	job.s = open_store(STORE_READ);
	if (store_session(job.s, run, job.session) == 1 && job.format != EXPORT_CSV)
		err_usage("--format: a session is exported as csv, with the probe of each sample");
	if (store_runs(job.s, run, export_one, &job) < 0)
		err_die("%s: %s", db, store_error(job.s));
	store_close(job.s);
	return EXIT_DONE;
}

/* MASK or MASK:N. */
static void parse_bits(void)
{
	char mask[32] = "";
	uint64_t shift = 0;
	size_t n = strcspn(bits, ":");
	bool fits = n < sizeof mask;
	memcpy(mask, bits, fits ? n : 0);
	if (!fits || num_u64(mask, &reading.mask) != 0 || reading.mask == 0 ||
	    (bits[n] && num_u64(bits + n + 1, &shift) != 0) || shift > 63 ||
	    reading.mask >> shift == 0)
		err_usage(
		    "--bits requires MASK or MASK:N, such as 0xff or 0xff00:8, not '%s'", bits);
	reading.masked = true;
	reading.shift = (unsigned)shift;
}

static void check_import(void)
{
	if (format && reading.from && strcmp(format, reading.from) != 0)
		err_usage("--format %s and --from %s contradict each other", format, reading.from);
	if (format)
		reading.from = format;
	if (reading.from && !reader_has_form(reading.from))
		err_usage(
		    "--format and --from require a name that --help lists, not '%s'", reading.from);
	if (bits)
		parse_bits();
	if (probe_given) {
		refuse_misspelt("probe", probe_name, find_misspelt_probe(probe_name));
		reading.probe = probe_name;
	}
	if (load_given)
		refuse_misspelt("load", load_name, find_misspelt_load(load_name));
}

static int run_import(const char *path)
{
	struct recording r;
	char why[READER_WHY], uuid[STORE_UUID];
	check_import();
	int rc = reader_read(&r, path, &reading, why);
	if (rc == READER_USAGE)
		err_usage("%s", why);
	if (rc != 0)
		err_die("%s; nothing was imported", why);
	struct import_facts facts = {label, probe_name, load_name, tick_hz, reading.counter_hz > 0};
	struct store *s = open_store(STORE_CREATE);
	if (import_run(s, &r, &facts, uuid, why, sizeof why) != 0)
		err_die("%s: %s", db, why);
	store_close(s);
	if (import_report(&r, &facts, uuid, as_json) != 0)
		err_die("run %s was imported, but there is no memory to say what it holds", uuid);
	recording_release(&r);
	output_finish();
	return EXIT_DONE;
}

/* Every --label-of of the command line, because the option table keeps only the last one. */
struct labels {
	char **text; /* "PRINT=NAME" */
	size_t count;
};

static struct labels take_labels(int argc, char **argv)
{
	static const char option[] = "--label-of";
	const size_t length = sizeof option - 1;
	struct labels l = {mem_zero((size_t)argc, sizeof *l.text), 0};
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], option) == 0 && i + 1 < argc)
			l.text[l.count++] = argv[++i];
		else if (strncmp(argv[i], option, length) == 0 && argv[i][length] == '=')
			l.text[l.count++] = argv[i] + length + 1;
	}
	return l;
}

/* Before anything is copied: is each "PRINT=NAME", with 8 or more characters of a fingerprint? */
static void check_labels(const struct labels *l)
{
	for (size_t i = 0; i < l->count; i++) {
		size_t print = strspn(l->text[i], "0123456789abcdef");
		if (print < 8 || print > 32 || l->text[i][print] != '=' || !l->text[i][print + 1])
			err_usage("--label-of: '%s' is not FINGERPRINT=NAME, with at least 8 "
				  "characters of the fingerprint that 'ticklab db machines' shows",
			    l->text[i]);
	}
}

static void set_labels(struct store *s, const struct labels *l)
{
	for (size_t i = 0; i < l->count; i++) {
		char print[33];
		const char *name = strchr(l->text[i], '=') + 1;
		snprintf(print, sizeof print, "%.*s", (int)(name - 1 - l->text[i]), l->text[i]);
		int64_t n = store_label_machine(s, print, name);
		if (n < 0)
			err_die("%s: %s", db, store_error(s));
		if (n == 0)
			err_warning("--label-of: no run of a machine %s is in %s", print, db);
		printf("%s: label %s, %" PRId64 " run%s\n", print, name, n, n == 1 ? "" : "s");
	}
}

static int run_merge(int count, char **paths, const struct labels *labels)
{
	check_labels(labels);
	for (int i = 0; i < count; i++)
		if (store_owns(db, paths[i]))
			err_usage("merge: %s is the database itself; name another one", paths[i]);
	struct store *s = open_store(STORE_CREATE);
	for (int i = 0; i < count; i++) {
		struct store_merged m;
		char shown[300];
		if (store_merge(s, paths[i], &m) != 0)
			err_die("%s: %s; nothing of %s was merged", db, store_error(s), paths[i]);
		printf("%s: %" PRIu64 " runs with %" PRIu64 " samples copied, %" PRIu64
		       " were there already, %" PRIu64 " still being recorded were not copied\n",
		    text_plain(shown, sizeof shown, paths[i]), m.runs, m.samples, m.known,
		    m.unfinished);
	}
	set_labels(s, labels);
	store_close(s);
	output_finish();
	return EXIT_DONE;
}

/* Read-only without --write: a typing error changes nothing. */
/* What to do about a statement that failed. */
static const char *sql_remedy(const char *why)
{
	if (strstr(why, "readonly"))
		return "; --write allows it";
	if (strncmp(why, "no such column", 14) == 0 || strncmp(why, "no such table", 13) == 0)
		return "; docs/schema.md lists the views and their columns";
	return "";
}

static int run_sql(const char *text)
{
	struct store *s = open_store(may_write ? STORE_WRITE : STORE_READ);
	if (query_run(s, text, as_json) != 0)
		err_die("%s: %s%s", db, store_error(s), sql_remedy(store_error(s)));
	store_close(s);
	output_finish();
	return EXIT_DONE;
}

static void check_command(const char *word)
{
	static const char *const names[] = {
	    "list", "machines", "show", "verify", "drop", "export", "import", "merge", "sql"};
	const size_t count = sizeof names / sizeof *names;
	size_t i = 0;
	while (i < count && strcmp(names[i], word) != 0)
		i++;
	const char *near = nearest_name(word, names, count);
	if (i == count && near)
		err_usage("unknown command '%s'; did you mean '%s'?", word, near);
	if (i == count)
		err_usage("unknown command '%s'", word);
	opt_check_command(&program, word);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int arguments;
		int (*none)(void);
		int (*one)(const char *);
	} commands[] = {{"list", 0, run_list, NULL}, {"machines", 0, run_machines, NULL},
	    {"show", 1, NULL, run_show}, {"verify", 0, run_verify, NULL},
	    {"drop", 1, NULL, run_drop}, {"export", 1, NULL, run_export},
	    {"import", 1, NULL, run_import}, {"sql", 1, NULL, run_sql}};
	write_from_help();
	struct labels labels = take_labels(argc, argv);
	int n = opt_parse(&program, argc, argv);
	if (n == 0)
		err_usage("a command is expected: list, machines, show, verify, drop, export, "
			  "import, merge or sql");
	check_command(argv[1]);
	if (strcmp(argv[1], "merge") == 0) {
		if (n < 2)
			err_usage("merge requires at least one database to take runs from");
		int code = run_merge(n - 1, argv + 2, &labels);
		free(labels.text);
		return code;
	}
	free(labels.text);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		if (strcmp(commands[i].name, argv[1]) != 0)
			continue;
		if (n - 1 != commands[i].arguments)
			err_usage("%s requires %s", argv[1],
			    commands[i].arguments ? "one argument, see --help" : "no argument");
		return commands[i].one ? commands[i].one(argv[2]) : commands[i].none();
	}
	err_bug("no command %s", argv[1]);
}
