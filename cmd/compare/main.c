/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ticklab compare: machines against one another.
 */
#include "compare.h"
#include "err.h"
#include "nearest.h"
#include "opt.h"
#include "print.h"
#include "store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *db = "data/ticklab.db";
static const char *baseline;
static struct print_choice choice;
static bool as_json;

static const struct opt options[] = {
    {OPT_STRING, 'd', "db", "FILE", &db, "database ({})"},
    {OPT_STRING, 'b', "baseline", "NAME", &baseline,
	"compare every machine with this one: its label, or the first part of its fingerprint\n"
	"(without: every pair)"},
    {OPT_STRING, 0, "probe", "NAME", &choice.probe, "print only this probe"},
    {OPT_STRING, 0, "load", "NAME", &choice.load, "print only this load"},
    {OPT_FLAG, 0, "json", NULL, &as_json, "print JSON"},
    {OPT_END, 0, NULL, NULL, NULL, NULL},
};

static const struct opt_program program = {"ticklab compare",
    "[--db FILE] [--baseline NAME] [--probe NAME] [--load NAME] [--json]",
    "Compares the machines of a database: differences and ratios of the figures that\n"
    "'ticklab analyze' stored, with intervals from run to run. A machine is one fingerprint;\n"
    "for imports, one label. The comparison is stored for the report. See docs/compare.md.",
    options};

static bool any_cell(const struct compare *c)
{
	for (size_t i = 0; i < c->set.cell_count; i++)
		if (print_shows(c, &choice, i))
			return true;
	return false;
}

/* ---- names that the database does not have -------------------------------------------------- */

static const char *machine_name(const struct set *set, size_t i)
{
	return set->machines[i].name;
}

static const char *probe_name(const struct set *set, size_t i)
{
	return set->cells[i].probe;
}

static const char *load_name(const struct set *set, size_t i)
{
	return set->cells[i].load;
}

/* Ends with the nearest name, or with every name where none is near. names[0..n) may repeat. */
static _Noreturn void refuse_name(
    const char *option, const char *word, const char *const *names, size_t n)
{
	const char *near = nearest_name(word, names, n);
	char all[512] = "";
	size_t at = 0;
	if (near)
		err_usage("%s: '%s' has no analysed run in %s; did you mean '%s'?", option, word,
		    db, near);
	for (size_t i = 0; i < n && at < sizeof all; i++) {
		bool seen = false;
		for (size_t k = 0; k < i && !seen; k++)
			seen = strcmp(names[k], names[i]) == 0;
		if (!seen)
			at += (size_t)snprintf(
			    all + at, sizeof all - at, "%s%s", at ? ", " : "", names[i]);
	}
	err_usage("%s: '%s' has no analysed run in %s, which has: %s%s", option, word, db, all,
	    at < sizeof all ? "" : " ...");
}

static void check_name(const char *option, const char *word, const struct set *set, size_t n,
    const char *(*name)(const struct set *set, size_t i))
{
	const char **names = calloc(n + 1, sizeof *names);
	if (!names)
		err_die("out of memory");
	for (size_t i = 0; i < n; i++) {
		names[i] = name(set, i);
		if (word && strcmp(names[i], word) == 0)
			word = NULL;
	}
	if (word && n > 0)
		refuse_name(option, word, names, n);
	free(names);
}

/* ---- the program --------------------------------------------------------------------------- */

/* What is stored is for the report; whether it can be does not change what is printed. */
static void store_comparison(const struct compare *c, struct store *s, bool writable)
{
	if (!writable)
		err_warning("%s cannot be written to: nothing is stored", db);
	else if (compare_store(c, s) != 0)
		err_warning("%s: %s; nothing is stored", db, store_error(s));
}

int main(int argc, char **argv)
{
	struct store *s;
	struct compare c;
	char why[512];
	bool unknown;
	if (opt_parse(&program, argc, argv) > 0)
		err_usage("'%s': no argument is expected", argv[1]);
	bool writable = access(db, W_OK) == 0;
	if (store_open(&s, db, writable ? STORE_WRITE : STORE_READ, why, sizeof why) != 0)
		err_die("%s: %s", db, why);
	int bad = store_bad_runs(s, err_line, &db);
	if (bad < 0)
		err_die("%s: %s", db, store_error(s));
	int made = compare_make(&c, s, baseline, &unknown);
	if (made != 0 && unknown)
		check_name("--baseline", baseline, &c.set, c.set.machine_count, machine_name);
	if (made != 0)
		err_die("%s: %s", db, c.why);
	check_name("--probe", choice.probe, &c.set, c.set.cell_count, probe_name);
	check_name("--load", choice.load, &c.set, c.set.cell_count, load_name);
	if ((choice.probe || choice.load) && !any_cell(&c))
		err_die("%s: no analysed run of that probe and load", db);
	if (c.set.unanalysed > 0)
		err_warning("%zu run%s not analysed: run 'ticklab analyze --db %s'",
		    c.set.unanalysed, c.set.unanalysed == 1 ? " is" : "s are", db);
	store_comparison(&c, s, writable);
	if (as_json)
		print_json(&c, &choice, stdout);
	else
		print_text(&c, &choice, stdout);
	if (fflush(stdout) != 0 || ferror(stdout))
		err_die("cannot write to standard output: %s", strerror(errno));
	compare_release(&c);
	store_close(s);
	return bad > 0 ? EXIT_FAILED : EXIT_DONE;
}
