/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ticklab compare: machines against one another.
 */
#include "compare.h"
#include "err.h"
#include "mem.h"
#include "nearest.h"
#include "opt.h"
#include "output.h"
#include "print.h"
#include "progress.h"
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

static bool any_cell(const struct compare *c, struct print_choice chosen)
{
	for (size_t i = 0; i < c->set.cell_count; i++)
		if (print_shows(c, &chosen, i))
			return true;
	return false;
}

/* A name that the database does not have is a slip of the command line; it may also be of runs that
 * wait for their analysis. */
static _Noreturn void refuse_name(const struct compare *c, const char *option, const char *word,
    const char *const *names, size_t count)
{
	const char *near = nearest_name(word, names, count);
	char *wait = c->set.unanalysed > 0
			 ? mem_print("%s%zu run%s not analysed yet: run 'ticklab analyze --db %s'",
			       near ? " " : "; ", c->set.unanalysed,
			       c->set.unanalysed == 1 ? " is" : "s are", db)
			 : mem_copy("");
	if (near)
		err_usage("--%s: %s has no analysed run of '%s'; did you mean '%s'?%s", option, db,
		    word, near, wait);
	err_usage("--%s: %s has no analysed run of '%s'%s", option, db, word, wait);
}

static _Noreturn void refuse_baseline(const struct compare *c)
{
	const char **names = mem_zero(c->set.machine_count, sizeof *names);
	for (size_t i = 0; i < c->set.machine_count; i++)
		names[i] = c->set.machines[i].name;
	refuse_name(c, "baseline", baseline, names, c->set.machine_count);
}

static void check_choice(const struct compare *c)
{
	size_t n = c->set.cell_count;
	const char **probes = mem_zero(n, sizeof *probes), **loads = mem_zero(n, sizeof *loads);
	for (size_t i = 0; i < n; i++) {
		probes[i] = c->set.cells[i].probe;
		loads[i] = c->set.cells[i].load;
	}
	if (choice.probe && !any_cell(c, (struct print_choice){.probe = choice.probe}))
		refuse_name(c, "probe", choice.probe, probes, n);
	if (choice.load && !any_cell(c, (struct print_choice){.load = choice.load}))
		refuse_name(c, "load", choice.load, loads, n);
	if ((choice.probe || choice.load) && !any_cell(c, choice))
		err_die("%s: no analysed run of the probe '%s' under the load '%s'", db,
		    choice.probe, choice.load);
	free(probes);
	free(loads);
}

/* What is stored is for the report; whether it can be does not change what is printed. Returns 0,
 * or -1 where it should have been and is not. */
static int store_comparison(const struct compare *c, struct store *s, bool writable)
{
	if (!writable)
		err_warning("%s cannot be written to: nothing is stored", db);
	else if (compare_store(c, s) != 0)
		return err_error("%s: %s; nothing is stored", db,
		    *store_error(s) ? store_error(s) : "out of memory");
	return 0;
}

/* Each kind of work has a line of its own. */
static void show_progress(
    void *context, const char *doing, const char *unit, size_t done, size_t total)
{
	struct progress *p = context;
	if (p->what != doing) {
		progress_finish(p);
		progress_init(p, doing, unit, total);
	}
	progress_update(p, done);
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
	struct progress progress = {.total = 0};
	const struct compare_watch watch = {show_progress, &progress};
	int rc = compare_make(&c, s, baseline, &unknown, &watch);
	progress_finish(&progress);
	if (rc != 0 && unknown)
		refuse_baseline(&c);
	if (rc != 0)
		err_die("%s: %s", db, c.why);
	if (store_check_reads(s) != 0)
		err_die("%s: %s", db, store_error(s));
	check_choice(&c);
	if (c.set.unanalysed > 0)
		err_warning("%zu run%s not analysed: run 'ticklab analyze --db %s'",
		    c.set.unanalysed, c.set.unanalysed == 1 ? " is" : "s are", db);
	int stored = store_comparison(&c, s, writable);
	if (as_json)
		print_json(&c, &choice, stdout);
	else if (print_text(&c, &choice, stdout) != 0)
		err_die("not all of it is printed: out of memory");
	output_finish();
	compare_release(&c);
	store_close(s);
	return bad > 0 || stored != 0 ? EXIT_FAILED : EXIT_DONE;
}
