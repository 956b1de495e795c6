/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ticklab db: what is in a database, and the ways in and out of it.
 */
#include "drop.h"
#include "err.h"
#include "exported.h"
#include "import.h"
#include "json.h"
#include "list.h"
#include "merge.h"
#include "misspelt.h"
#include "nearest.h"
#include "num.h"
#include "opt.h"
#include "output.h"
#include "query.h"
#include "reader.h"
#include "show.h"
#include "store.h"
#include "text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *db = "data/ticklab.db";
static const char *format, *output;
static const char *label = "", *load_name = "unknown", *probe_name = "unknown";
static const char *bits;
static double tick_hz;
static struct reader_options reading;
static const char *map_name;
static bool as_json, low_bits, yes, may_write;

static const char *machine, *sort;
static const char *label_of; /* only for --help: merge_labels_take has read them all before */
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
    "Lists the runs of a database and its machines, shows all that is recorded of one run, checks\n"
    "every chunk, removes a run with everything computed from it, exports samples, imports\n"
    "recordings of other tools, and copies from other databases the runs that this one does not\n"
    "have.\n"
    "\n"
    "RUN is a UUID or its first 8 or more characters; the UUID of a session (collect "
    "--interleave)\n"
    "names all its runs: show lists them, export writes them as csv in the order they were taken.\n"
    "An import reports what it read on standard error and prints the run's UUID; gzip and zstd "
    "are\n"
    "decompressed; the file - is standard input. docs/import.md explains the forms.",
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
	check_part(s, LIST_PROBE, which->probe, which->probe ? misspelt_probe(which->probe) : NULL);
	check_part(s, LIST_LOAD, which->load, which->load ? misspelt_load(which->load) : NULL);
}

static int run_list(void)
{
	struct store *s = open_store(STORE_READ);
	struct list_choice which = {
	    machine, probe_given ? probe_name : NULL, load_given ? load_name : NULL, sort};
	if (sort && !list_sorts(sort))
		err_usage("--sort: '%s' is none of date, machine, probe, load and samples", sort);
	check_choice(s, &which);
	if (list_runs(s, &which, as_json, show_members) != 0)
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
	uint64_t torn = store_torn_commit(s);
	if (faults < 0)
		err_die("%s: %s", db, store_error(s));
	store_close(s);
	if (torn > 0)
		err_warning("%s: the last commit of its log, at frame %" PRIu64
			    ", was not written to its end or is damaged; what it held is not read",
		    db, torn);
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

static int run_export(const char *run)
{
	struct export_job job = {
	    .db = db, .output = output, .format = export_format_find(format ? format : "text")};
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
		refuse_misspelt("probe", probe_name, misspelt_probe(probe_name));
		reading.probe = probe_name;
	}
	if (load_given)
		refuse_misspelt("load", load_name, misspelt_load(load_name));
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
		err_die("run %s was imported; what it holds cannot be said: out of memory", uuid);
	recording_release(&r);
	output_finish();
	return EXIT_DONE;
}

static int run_merge(int count, char **paths, const struct merge_labels *labels)
{
	merge_check(db, count, paths, labels);
	struct store *s = open_store(STORE_CREATE);
	merge_runs(s, db, count, paths, labels);
	store_close(s);
	output_finish();
	return EXIT_DONE;
}

/* What to do about a statement that failed. */
static const char *sql_remedy(const char *why)
{
	if (strstr(why, "readonly"))
		return "; --write allows it";
	if (strncmp(why, "no such column", 14) == 0 || strncmp(why, "no such table", 13) == 0)
		return "; docs/schema.md lists the views and their columns";
	return "";
}

/* Read-only without --write: a typing error changes nothing. */
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
	struct merge_labels labels = merge_labels_take(argc, argv);
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
