/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ticklab judge: the published claims against what was recorded.
 */
#include "datafile.h"
#include "err.h"
#include "nearest.h"
#include "opt.h"
#include "output.h"
#include "progress.h"
#include "registry.h"
#include "screen.h"
#include "store.h"
#include "text.h"
#include "verdicts.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_FILES = 256, MAX_FILE = 4 << 20, REGISTRY_CLAIMS = 256 };

static const char *db = "data/ticklab.db";
static const char *claims, *only_run;
static bool as_json, audit_only, with_reasons;

static const struct opt options[] = {
    {OPT_STRING, 'd', "db", "FILE", &db, "database ({})"},
    {OPT_STRING, 'c', "claims", "DIR", &claims,
	"folder of the registry's *.json (the program's own)"},
    {OPT_STRING, 'r', "run", "UUID", &only_run,
	"print only the answer and the verdicts of this run"},
    {OPT_FLAG, 0, "audit", NULL, &audit_only,
	"only the arithmetic of the published figures;\nno database is opened",
	.only = "claims why json"},
    {OPT_FLAG, 0, "why", NULL, &with_reasons,
	"print the reasoning behind every verdict, or behind those on the claims named",
	.without = "json"},
    {OPT_FLAG, 0, "json", NULL, &as_json, "print JSON, which holds the reasoning too"},
    {OPT_END, 0, NULL, NULL, NULL, NULL},
};

static const struct opt_program program = {"ticklab judge",
    "[--db FILE] [--claims DIR] [--run UUID] [--json]\n--why [OPTION ...] [CLAIM ...]\n--audit "
    "[--claims DIR] [--json]",
    "Gives every claim of the registry its verdict on every run, from the figures that\n"
    "'ticklab analyze' stored, and stores the verdicts. Prints the answer, then one line a\n"
    "verdict: first what arithmetic on the published figures decides, then each run.",
    options};

/* The registry's files as they were read. */
struct file {
	char path[4096];
	char *text;
	size_t size;
};
static struct file files[MAX_FILES];
static size_t files_n;

/* ---- the registry's files ------------------------------------------------------------------ */

/* Where the registry lies: where the option says, or with the program. */
static void find_claims(char *out, size_t size)
{
	if (claims)
		snprintf(out, size, "%s", claims);
	else if (datafile_find("claims", out, size) != 0)
		err_die("%s: %s; name the registry's folder with --claims", out, strerror(errno));
}

static int is_json(const struct dirent *e)
{
	const char *dot = strrchr(e->d_name, '.');
	return dot && strcmp(dot, ".json") == 0 && e->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void read_file(struct file *f)
{
	FILE *in = fopen(f->path, "rb");
	f->text = malloc(MAX_FILE + 1);
	if (!in || !f->text)
		err_die("%s: %s", f->path, in ? "out of memory" : strerror(errno));
	f->size = fread(f->text, 1, MAX_FILE + 1, in);
	if (ferror(in))
		err_die("%s: %s", f->path, strerror(errno));
	fclose(in);
	if (f->size > MAX_FILE)
		err_die("%s: larger than 4 MiB", f->path);
	f->text[f->size] = '\0';
	if (strlen(f->text) != f->size)
		err_die("%s: not text: it has zero bytes", f->path);
}

static void read_files(const char *folder)
{
	struct dirent **entries;
	int n = scandir(folder, &entries, is_json, by_name);
	if (n < 0)
		err_die("%s: %s", folder, strerror(errno));
	if (n == 0 || n > MAX_FILES)
		err_die("%s: %s", folder, n ? "more than 256 claim files" : "holds no *.json");
	for (int i = 0; i < n; i++) {
		struct file *f = &files[files_n++];
		int length = snprintf(f->path, sizeof f->path, "%s/%s", folder, entries[i]->d_name);
		if (length < 0 || (size_t)length >= sizeof f->path)
			err_die("%s: the path is too long", folder);
		read_file(f);
		free(entries[i]);
	}
	free(entries);
}

/* A misspelt figure is a question put wrongly, as an option would be. */
static _Noreturn void die_of_registry(const struct registry *r, struct store *s)
{
	/* What could not be read is missing, whatever the registry takes that for. */
	if (store_check_reads(s) != 0)
		err_die("%s", store_error(s));
	err_error("%s", r->why);
	exit(r->misspelt ? EXIT_USAGE : EXIT_FAILED);
}

static void load_registry(struct registry *r, struct store *s)
{
	registry_init(r);
	for (size_t i = 0; i < files_n; i++)
		if (registry_add(r, s, files[i].path, files[i].text) != 0)
			die_of_registry(r, s);
	if (registry_finish(r) != 0)
		die_of_registry(r, s);
}

/* ---- the database -------------------------------------------------------------------------- */

/* What the store says may quote the database. */
static const char *plain_error(const struct store *s)
{
	static char plain[1024];
	return text_plain(plain, sizeof plain, store_error(s));
}

/* A database that holds nothing: it lends its functions. */
static struct store *open_nothing(void)
{
	struct store *s;
	char why[512];
	if (store_open(&s, ":memory:", STORE_CREATE, why, sizeof why) != 0)
		err_die("cannot work in memory: %s", why);
	return s;
}

/* Opens the database as far as it can be had. *writable: whether verdicts can be stored. */
static struct store *open_database(bool *writable)
{
	struct store *s;
	char why[512];
	struct stat st;
	*writable = false;
	if (audit_only)
		return open_nothing();
	if (stat(db, &st) != 0 && errno == ENOENT)
		err_die("%s: there is no such database; make one with 'ticklab collect' or "
			"'ticklab db import', or judge the arithmetic alone with --audit",
		    db);
	*writable = access(db, W_OK) == 0;
	if (store_open(&s, db, *writable ? STORE_WRITE : STORE_READ, why, sizeof why) != 0)
		err_die("%s: %s", db, why);
	if (!*writable)
		err_warning("%s cannot be written to: nothing is stored", db);
	return s;
}

static int store_registry(struct store *s)
{
	if (store_claims_clear(s) != 0)
		return -1;
	for (size_t i = 0; i < files_n; i++)
		if (store_claims_load(s, files[i].path, files[i].text, files[i].size) < 0)
			return -1;
	return 0;
}

static void show_progress(void *context, size_t done, size_t runs)
{
	struct progress *p = context;
	if (p->total == 0)
		progress_init(p, "judging", "runs", runs);
	progress_update(p, done);
}

/* Judges all runs and stores the verdicts, in one transaction: they belong to the figures that were
 * read. Returns false if they could not be stored. */
static bool judge_all(struct verdicts *v, struct store *s, bool writable)
{
	char why[512];
	bool stored = writable && store_begin(s) == 0;
	if (writable && !stored)
		err_error("%s: %s; nothing is stored", db, plain_error(s));
	if (verdicts_audit(v) != 0)
		err_die("out of memory");
	int bad = verdicts_judge(v, s, why, sizeof why);
	progress_finish(v->context);
	if (bad != 0)
		err_die("%s: %s", db, why);
	if (store_check_reads(s) != 0)
		err_die("%s: %s", db, plain_error(s));
	if (!stored)
		return !writable;
	if (store_end(s, store_registry(s) == 0 ? verdicts_put(v, s) : -1) == 0)
		return true;
	err_error("%s: %s; nothing is stored", db, plain_error(s));
	return false;
}

/* ---- the run that was asked for ------------------------------------------------------------ */

static int keep_uuid(void *context, const struct store_run *run)
{
	text_plain(context, STORE_UUID, run->uuid);
	return 0;
}

/* Index + 1 of the run to print; 0: all. */
static size_t wanted_run(const struct verdicts *v, struct store *s)
{
	char uuid[STORE_UUID] = "", plain[256];
	if (!only_run)
		return 0;
	int n = store_runs(s, only_run, keep_uuid, uuid);
	if (n < 0)
		err_die("%s: %s", db, plain_error(s));
	for (size_t i = 0; n > 0 && i < v->runs_n; i++)
		if (strcmp(v->runs[i].uuid, uuid) == 0)
			return i + 1;
	err_die("%s: there is no run %s", db, text_plain(plain, sizeof plain, only_run));
}

/* A verdict rests on stored figures: without them nothing but the arithmetic decides. */
static void warn_of_unanalysed(const struct verdicts *v, size_t run)
{
	size_t n = 0;
	for (size_t i = 0; i < v->runs_n; i++)
		n += !v->runs[i].analysed && (run == 0 || run == i + 1);
	if (n > 0)
		err_warning("%zu run%s not analysed: run 'ticklab analyze --db %s'", n,
		    n == 1 ? " is" : "s are", db);
}

static void print_reasons(const struct verdicts *v, size_t run, int claims_n, char **claims_asked)
{
	if (claims_n == 0)
		verdicts_print_why(v, stdout, run, NULL);
	for (int i = 0; i < claims_n; i++)
		verdicts_print_why(v, stdout, run, claims_asked[i]);
}

/* A claim that was named must be in the registry. */
static void check_claims(const struct registry *r, int claims_n, char **claims_asked)
{
	for (int i = 0; i < claims_n; i++) {
		const char *names[REGISTRY_CLAIMS];
		size_t n = 0;
		bool known = false;
		for (; n < r->n && n < REGISTRY_CLAIMS; n++) {
			names[n] = r->claims[n]->id;
			known = known || strcmp(names[n], claims_asked[i]) == 0;
		}
		const char *near = known ? NULL : nearest_name(claims_asked[i], names, n);
		if (!known)
			err_usage("there is no claim '%s'%s%s%s", claims_asked[i],
			    near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
	}
}

int main(int argc, char **argv)
{
	struct registry registry;
	struct verdicts verdicts;
	struct progress progress = {.total = 0};
	char folder[4096];
	bool writable;
	int claims_n = opt_parse(&program, argc, argv);
	if (claims_n > 0 && !with_reasons)
		err_usage("'%s' is not an option; --why takes claims", argv[1]);
	find_claims(folder, sizeof folder);
	read_files(folder);
	struct store *s = open_database(&writable);
	load_registry(&registry, s);
	check_claims(&registry, claims_n, argv + 1);
	verdicts_init(&verdicts, &registry);
	verdicts.progress = show_progress;
	verdicts.context = &progress;
	int bad = only_run || audit_only ? 0 : store_bad_runs(s, err_line, &db);
	if (bad < 0)
		err_die("%s: %s", db, plain_error(s));
	bool done = judge_all(&verdicts, s, writable);
	size_t run = wanted_run(&verdicts, s);
	warn_of_unanalysed(&verdicts, run);
	if (!as_json)
		screen_page();
	if (with_reasons)
		print_reasons(&verdicts, run, claims_n, argv + 1);
	else if ((as_json ? verdicts_print_json : verdicts_print_text)(&verdicts, stdout, run) != 0)
		err_die("out of memory");
	output_finish();
	store_close(s);
	verdicts_release(&verdicts);
	registry_release(&registry);
	for (size_t i = 0; i < files_n; i++)
		free(files[i].text);
	return done && bad == 0 ? EXIT_DONE : EXIT_FAILED;
}
