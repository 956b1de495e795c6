/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How to make the runs and the report again: the commands that the runs store, and the versions
 * that made them.
 */
#include "mem.h"
#include "sections.h"

#include "build_info.h"
#include "many.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

static void option_put(FILE *out, const char *name, const char *value)
{
	fprintf(out, " --%s ", name);
	text_shell(out, value);
}

static bool same_session(const struct book_run *a, const struct book_run *b)
{
	return a->row.session && b->row.session && strcmp(a->row.session, b->row.session) == 0;
}

/* The command of the session's first run took the others too. */
static bool taken_with_another(const struct book *b, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (same_session(&b->runs[i], &b->runs[index]))
			return true;
	return false;
}

/* What the command alone does not say, as a comment. */
static void remarks_put(FILE *out, const struct book *b, size_t index)
{
	const struct book_run *run = &b->runs[index];
	const struct store_run *r = &run->row;
	size_t i = 0;
	if (strcmp(r->status, "complete") != 0)
		fprintf(out, "# %s: %s, with %llu of these samples\n", run->name, r->status,
		    (unsigned long long)r->samples);
	if (!r->campaign)
		return;
	while (i < index &&
	       (!b->runs[i].row.campaign || strcmp(b->runs[i].row.campaign, r->campaign) != 0))
		i++;
	if (i == index)
		fprintf(out,
		    "# %s is of a campaign: 'ticklab collect --campaign' and its plan take the "
		    "whole of it\n",
		    run->name);
}

/* The command that the run stores, with the database at its end. */
static void recorded_line(FILE *out, const struct book *b, size_t index, const char *db)
{
	const struct book_run *run = &b->runs[index];
	remarks_put(out, b, index);
	if (taken_with_another(b, index))
		return;
	/* Somebody will paste it: a database of a stranger could hold any command. */
	if (!text_is_command(run->row.command, "ticklab collect")) {
		fprintf(out, "# %s: its command is not as ticklab writes it, and is left out\n",
		    run->name);
		return;
	}
	fputs(run->row.command, out);
	option_put(out, "db", db);
	fputc('\n', out);
}

static void import_line(FILE *out, const struct book_run *run, const char *db)
{
	fputs("ticklab db import FILE", out);
	option_put(out, "db", db);
	fprintf(out, " --counter-hz %.17g", run->row.counter_hz);
	option_put(out, "load", run->row.load);
	option_put(out, "probe", run->row.probe);
	if (*run->row.label)
		option_put(out, "label", run->row.label);
	fputc('\n', out);
}

static void commands_add(struct doc *d, const struct book *b, const char *db)
{
	char *text = NULL;
	size_t size;
	FILE *out = mem_open_text(&text, &size);
	for (size_t i = 0; i < b->run_count; i++) {
		if (b->runs[i].row.command)
			recorded_line(out, b, i, db);
		else if (strcmp(b->runs[i].row.origin, "import") == 0)
			import_line(out, &b->runs[i], db);
	}
	static const char *const steps[] = {"analyze", "judge", "report"};
	for (size_t i = 0; i < 3; i++) {
		fprintf(out, "ticklab %s", steps[i]);
		option_put(out, "db", db);
		fputc('\n', out);
	}
	mem_close_text(out);
	doc_code(d, text);
	free(text);
}

static void versions_add(struct doc *d, const struct book *b)
{
	static const struct column columns[] = {{"Run", false, false},
	    {"Recorded by", false, false}, {"Compiler and flags", false, false},
	    {"libplatform.a", false, false}, {"libextractor.a", false, false},
	    {"libsource.a", false, false}, {"Key of the analysis", false, false}};
	doc_table(d, "Versions, SHA-256 of the shipped archives at recording, key of the analysis",
	    columns, 7);
	for (size_t i = 0; i < b->run_count; i++) {
		const struct store_run *r = &b->runs[i].row;
		char *compiler = mem_print("%s %s", r->compiler, r->cflags);
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

static bool command_unknown(const struct book_run *run, const void *context)
{
	(void)context;
	return !run->row.command && strcmp(run->row.origin, "import") != 0;
}

static void not_recorded(struct doc *d, const struct book *b)
{
	size_t count;
	char *names = many_names(b, command_unknown, NULL, &count);
	if (count > 0)
		doc_para(d,
		    "The command of %s is not here: a ticklab before schema version 3 recorded "
		    "%s, and none was stored.",
		    names, count == 1 ? "it" : "them");
	free(names);
}

void section_reproduce(struct doc *d, const struct book *b, const char *db)
{
	doc_heading(d, 3, "reproduce", "How to reproduce");
	doc_para(d,
	    "From a checkout of the sources, 'make report' does all of it. Step by step, with the "
	    "settings of these runs:");
	if (b->run_count > MANY_OPEN)
		doc_fold(d, "The commands of %zu runs", b->run_count);
	commands_add(d, b, db);
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
	versions_add(d, b);
	doc_fold_end(d);
}
