/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How to make the runs and the report again: commands from what the rows of the runs record, and
 * the versions that made them.
 */
#include "sections.h"

#include "build_info.h"
#include "err.h"
#include "escape.h"
#include "many.h"

#include <stdlib.h>
#include <string.h>

static void option(FILE *out, const char *name, const char *value)
{
	fprintf(out, " --%s ", name);
	escape_shell(out, value);
}

/* A fact of how the loop was run; "": not recorded. */
static const char *loop(const struct book_run *run, const char *key)
{
	const char *value = facts_get(&run->instrument, key);
	return value && strcmp(value, "unknown") != 0 ? value : "";
}

static void flag_if(FILE *out, bool is, const char *name)
{
	fprintf(out, "%s%s", is ? " --" : "", is ? name : "");
}

static bool same_session(const struct book_run *a, const struct book_run *b)
{
	return a->row.session && b->row.session && strcmp(a->row.session, b->row.session) == 0;
}

static bool interleaved(const struct book_run *run)
{
	return run->row.session != NULL;
}

/* The command of the session's first run took the others too. */
static bool taken_with_another(const struct book *b, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (same_session(&b->runs[i], &b->runs[index]))
			return true;
	return false;
}

static void put_probes(FILE *out, const struct book *b, const struct book_run *run)
{
	char *text = NULL;
	size_t size;
	if (!interleaved(run)) {
		option(out, "probe", run->row.probe);
		return;
	}
	FILE *names = open_memstream(&text, &size);
	if (!names)
		err_die("out of memory");
	for (size_t i = 0; i < b->run_count; i++)
		if (same_session(&b->runs[i], run))
			fprintf(names, "%s%s", ftell(names) > 0 ? "," : "", b->runs[i].row.probe);
	if (fclose(names) != 0)
		err_die("out of memory");
	option(out, "interleave", text);
	free(text);
}

/* By which a user's own load is run, and so recorded. */
static const char shell[] = "/bin/sh -c ";

static void put_load(FILE *out, const struct book_run *run)
{
	const char *command = facts_get(&run->load, "command");
	const char *intensity = facts_get(&run->load, "intensity");
	bool own = strcmp(run->row.load, "command") == 0 && command;
	if (own && strncmp(command, shell, strlen(shell)) == 0)
		command += strlen(shell);
	option(out, own ? "load-command" : "load", own ? command : run->row.load);
	if (!own && intensity && strtod(intensity, NULL) > 0 && strtod(intensity, NULL) < 1)
		option(out, "intensity", intensity);
}

static bool ground_truth_is(const struct book_run *run, const char *why)
{
	return run->row.ground_truth && strstr(run->row.ground_truth, why);
}

/* Samples are counted for each fresh process. */
static void put_samples(FILE *out, const struct book_run *run)
{
	uint64_t restarts = run->row.restarts;
	bool cold = ground_truth_is(run, "would warm it up");
	if (restarts)
		fprintf(out, " --restarts %llu", (unsigned long long)restarts);
	fprintf(
	    out, " -n %llu", (unsigned long long)(run->row.requested / (restarts ? restarts : 1)));
	if (!cold)
		fprintf(out, " --warmup %llu", (unsigned long long)run->row.warmup);
	flag_if(out, cold, "cold");
	flag_if(out, ground_truth_is(run, "not asked for"), "no-page");
}

/* What is as it would be without the option is not said. */
static void put_loop(FILE *out, const struct book_run *run)
{
	const char *usual = interleaved(run) ? "8192" : "65536", *block = loop(run, "block");
	if (run->row.cpu >= 0)
		fprintf(out, " --cpu %d", run->row.cpu);
	flag_if(out, run->row.trace != NULL, "trace");
	if (strcmp(loop(run, "fence"), "none") == 0)
		option(out, "fence", "none");
	flag_if(out, strcmp(loop(run, "fifo"), "true") == 0, "fifo");
	flag_if(out, strcmp(loop(run, "mlock"), "true") == 0, "mlock");
	flag_if(out, *loop(run, "hugepages_kib") != '\0', "hugepages");
	flag_if(out, strcmp(loop(run, "writer"), "deferred") == 0, "deferred");
	if (*block && strcmp(block, usual) != 0 && !run->row.restarts)
		option(out, "block", block);
	if (interleaved(run) && *loop(run, "order_seed"))
		option(out, "seed", loop(run, "order_seed"));
}

/* What the command alone does not say, as a comment. */
static void remarks(FILE *out, const struct book *b, size_t index)
{
	const struct book_run *run = &b->runs[index];
	const struct store_run *r = &run->row;
	size_t i = 0;
	if (strcmp(r->status, "complete") != 0)
		fprintf(out, "# %s: %s, with %llu of these samples\n", run->name, r->status,
		    (unsigned long long)r->samples);
	if (!r->campaign)
		return;
	while (
	    i < index && (!b->runs[i].row.campaign || strcmp(b->runs[i].row.campaign, r->campaign)))
		i++;
	if (i == index)
		fprintf(out,
		    "# %s is of a campaign: 'ticklab collect --campaign' and its plan take the "
		    "whole of it\n",
		    run->name);
}

static void collect_line(FILE *out, const struct book *b, size_t index, const char *db)
{
	const struct book_run *run = &b->runs[index];
	remarks(out, b, index);
	if (taken_with_another(b, index))
		return;
	fputs("ticklab collect", out);
	option(out, "db", db);
	put_load(out, run);
	put_probes(out, b, run);
	put_samples(out, run);
	put_loop(out, run);
	if (*run->row.label)
		option(out, "label", run->row.label);
	fputc('\n', out);
}

static void import_line(FILE *out, const struct book_run *run, const char *db)
{
	fputs("ticklab db import FILE", out);
	option(out, "db", db);
	fprintf(out, " --counter-hz %.17g", run->row.counter_hz);
	option(out, "load", run->row.load);
	option(out, "probe", run->row.probe);
	if (*run->row.label)
		option(out, "label", run->row.label);
	fputc('\n', out);
}

static void commands(struct doc *d, const struct book *b, const char *db)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	if (!out)
		err_die("out of memory");
	for (size_t i = 0; i < b->run_count; i++) {
		if (strcmp(b->runs[i].row.origin, "import") == 0)
			import_line(out, &b->runs[i], db);
		else
			collect_line(out, b, i, db);
	}
	static const char *const steps[] = {"analyze", "judge", "report"};
	for (size_t i = 0; i < 3; i++) {
		fprintf(out, "ticklab %s", steps[i]);
		option(out, "db", db);
		fputc('\n', out);
	}
	if (fclose(out) != 0)
		err_die("out of memory");
	doc_code(d, text);
	free(text);
}

static void versions(struct doc *d, const struct book *b)
{
	static const struct column columns[] = {{"Run", false, false},
	    {"Recorded by", false, false}, {"Compiler and flags", false, false},
	    {"libplatform.a", false, false}, {"libextractor.a", false, false},
	    {"libsource.a", false, false}, {"Key of the analysis", false, false}};
	doc_table(d, "Versions, SHA-256 of the shipped archives at recording, key of the analysis",
	    columns, 7);
	for (size_t i = 0; i < b->run_count; i++) {
		const struct store_run *r = &b->runs[i].row;
		char *compiler;
		if (asprintf(&compiler, "%s %s", r->compiler, r->cflags) < 0)
			err_die("out of memory");
		doc_row(d,
		    (struct cell[]){{b->runs[i].name, TONE_TEXT, NULL, NULL},
			{r->tool_version, TONE_CODE, NULL, NULL}, {compiler, TONE_CODE, NULL, NULL},
			{r->platform_sha256, TONE_CODE, NULL, NULL},
			{r->extractor_sha256, TONE_CODE, NULL, NULL},
			{r->source_sha256, TONE_CODE, NULL, NULL},
			{*b->runs[i].key ? b->runs[i].key : "not analysed", TONE_CODE, NULL,
			    NULL}});
		free(compiler);
	}
	doc_table_end(d);
}

static bool loop_unknown(const struct book_run *run, const void *context)
{
	(void)context;
	return run->instrument.count == 0 && strcmp(run->row.origin, "import") != 0;
}

static void not_recorded(struct doc *d, const struct book *b)
{
	size_t count;
	char *names = many_names(b, loop_unknown, NULL, &count);
	if (count > 0)
		doc_para(d,
		    "How the loop of %s was run (fence, writer, block) was not recorded: those "
		    "options are not in the command%s.",
		    names, count == 1 ? "" : "s");
	free(names);
	doc_para(d,
	    "No run records these, so no command here has them: another --loads file than the "
	    "one that is shipped, and --no-page of a probe with a page of its own.");
}

void section_reproduce(struct doc *d, const struct book *b, const char *db)
{
	doc_heading(d, 2, "reproduce", "How to reproduce");
	doc_para(d,
	    "From a checkout of the sources, 'make report' does all of it. Step by step, with the "
	    "settings of these runs:");
	if (b->run_count > MANY_OPEN)
		doc_fold(d, "The commands of %zu runs", b->run_count);
	commands(d, b, db);
	if (b->run_count > MANY_OPEN)
		doc_fold_end(d);
	not_recorded(d, b);
	doc_para(d,
	    "New samples will differ, and by more than the intervals say where the machine is in "
	    "another state. From the same database this report comes out the same, byte for "
	    "byte, but for gnuplot's version. Resampling is seeded: the key of the analysis names "
	    "the "
	    "seed where one is used.");
	doc_para(d, "This report was written by ticklab %s.", build_version);
	doc_fold(d, "Versions and hashes");
	versions(d, b);
	doc_fold_end(d);
}
