/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the claims are about: the published source, the platform it was measured on, and whether
 * these runs were made on another.
 */
#include "mem.h"
#include "sections.h"

#include "number.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

static bool same_subject(const struct book_claim *a, const struct book_claim *b)
{
	return strcmp(a->subject, b->subject) == 0 && strcmp(a->platform, b->platform) == 0 &&
	       (*a->subject || strcmp(a->statement, b->statement) == 0);
}

static bool same_repository(const struct book_claim *a, const struct book_claim *b)
{
	return strcmp(a->repository, b->repository) == 0 && same_subject(a, b);
}

static bool same_file(const struct book_claim *a, const struct book_claim *b)
{
	return strcmp(a->file, b->file) == 0 && same_repository(a, b);
}

/* A fact of a run's machine; NULL: not known. */
static const char *known_fact(const struct book_run *run, const char *key)
{
	const char *value = facts_get(&run->machine, key);
	return value && strcmp(value, "unknown") != 0 ? value : NULL;
}

/* macOS names its kernel Darwin. */
static const char *system_of(const struct book_run *run)
{
	const char *name = known_fact(run, "kernel.name");
	if (!name)
		name = known_fact(run, "os.name");
	return name && strcmp(name, "Darwin") == 0 ? "macOS" : name;
}

static bool platform_is_known(const struct book_run *run)
{
	return system_of(run) || known_fact(run, "cpu.arch");
}

/* Is it known, and not what the claim names? */
static bool fact_differs(const char *named, const char *is)
{
	return *named && is && !strstr(is, named);
}

static bool platform_differs(const struct book_claim *c, const struct book_run *run)
{
	return fact_differs(c->system, system_of(run)) ||
	       fact_differs(c->arch, known_fact(run, "cpu.arch")) ||
	       fact_differs(c->cpu, known_fact(run, "cpu.model"));
}

static void put_platform(FILE *out, const struct book_run *run)
{
	const char *system = system_of(run), *arch = known_fact(run, "cpu.arch");
	const char *cpu = known_fact(run, "cpu.model");
	fprintf(out, "%s %s", system ? system : "an unknown system",
	    arch ? arch : "of an unknown architecture");
	if (cpu)
		fprintf(out, " (%s)", cpu);
}

static char *platform_of(const struct book_run *run)
{
	char *text = NULL;
	size_t size;
	FILE *out = mem_open_text(&text, &size);
	put_platform(out, run);
	mem_close_text(out);
	return text;
}

static bool same_platform(const struct book_run *a, const struct book_run *b)
{
	char *x = platform_of(a), *y = platform_of(b);
	bool same = strcmp(x, y) == 0;
	free(x);
	free(y);
	return same;
}

/* "measured here on Linux x86_64 (...) and ...", each platform once. */
static void put_places(FILE *out, const struct book *b)
{
	bool begun = false, blank = false;
	for (size_t i = 0; i < b->run_count; i++) {
		size_t k = 0;
		blank = blank || !platform_is_known(&b->runs[i]);
		if (!platform_is_known(&b->runs[i]))
			continue;
		while (k < i &&
		       !(platform_is_known(&b->runs[k]) && same_platform(&b->runs[k], &b->runs[i])))
			k++;
		if (k < i)
			continue;
		fputs(begun ? " and " : "measured here on ", out);
		put_platform(out, &b->runs[i]);
		begun = true;
	}
	if (blank)
		fputs(begun ? " and on a platform that was not recorded"
			    : "measured here on a platform that was not recorded",
		    out);
}

static void put_here(FILE *out, const struct book *b, const struct book_claim *c)
{
	bool other = false;
	for (size_t i = 0; i < b->run_count; i++)
		other = other || platform_differs(c, &b->runs[i]);
	fprintf(out, " Published for %s; ", c->platform);
	put_places(out, b);
	fprintf(out, "%s: a verdict is about these runs.", other ? ", another platform" : "");
}

/* The first claim that is so like the one at `index`, itself included. */
static bool is_first(const struct book *b, size_t index,
    bool (*like)(const struct book_claim *a, const struct book_claim *b))
{
	size_t k = 0;
	while (k < index && !like(&b->claims[k], &b->claims[index]))
		k++;
	return k == index;
}

static size_t count_like(const struct book *b, const struct book_claim *c,
    bool (*like)(const struct book_claim *a, const struct book_claim *b))
{
	size_t n = 0;
	for (size_t i = 0; i < b->claim_count; i++)
		n += like(&b->claims[i], c);
	return n;
}

/* "14 claims of openentropy, a.rs", "7 claims of openentropy (6 files)". */
static void put_source(FILE *out, const struct book *b, const struct book_claim *c)
{
	char claims[NUMBER_SIZE];
	size_t files = 0;
	for (size_t i = 0; i < b->claim_count; i++)
		files += same_repository(&b->claims[i], c) && is_first(b, i, same_file);
	text_counted(claims, sizeof claims, count_like(b, c, same_repository), "claim", NULL);
	fprintf(out, "%s of %s", claims, c->repository);
	if (files > 1)
		fprintf(out, " (%zu files)", files);
	else
		fprintf(out, ", %s", c->file);
}

/* One paragraph for each subject of published claims, with its sources. */
static void subject_para(struct doc *d, const struct book *b, const struct book_claim *c)
{
	char *text = NULL;
	const char *before = "What is tested: ";
	size_t size;
	FILE *out = mem_open_text(&text, &size);
	for (size_t i = 0; i < b->claim_count; i++) {
		if (!same_subject(&b->claims[i], c) || !is_first(b, i, same_repository))
			continue;
		fputs(before, out);
		put_source(out, b, &b->claims[i]);
		before = "; ";
	}
	fputc('.', out);
	if (*c->subject || *c->statement)
		fprintf(out, " %s", *c->subject ? c->subject : c->statement);
	if (*c->platform)
		put_here(out, b, c);
	mem_close_text(out);
	doc_para(d, "%s", text);
	free(text);
}

void section_about(struct doc *d, const struct book *b)
{
	for (size_t i = 0; i < b->claim_count; i++)
		if (*b->claims[i].repository && is_first(b, i, same_subject))
			subject_para(d, b, &b->claims[i]);
}

void section_published(struct doc *d, const struct book *b)
{
	static const struct column columns[] = {
	    {"Claim", false, false}, {"Published", false, true}, {"Where", false, false}};
	bool any = false;
	for (size_t i = 0; i < b->claim_count; i++)
		any = any || *b->claims[i].statement;
	if (!any)
		return;
	doc_fold(d, "What was published, claim by claim");
	doc_table(
	    d, "The claims in the words of the registry, with their source lines", columns, 3);
	for (size_t i = 0; i < b->claim_count; i++) {
		const struct book_claim *c = &b->claims[i];
		char *where = mem_print("%s%s%s", c->file, *c->lines ? ", lines " : "", c->lines);
		doc_row(
		    d, (struct cell[]){{c->title, TONE_TEXT, c->id, NULL},
			   {c->statement, TONE_TEXT, NULL, NULL}, {where, TONE_TEXT, NULL, NULL}});
		free(where);
	}
	doc_table_end(d);
	doc_fold_end(d);
}
