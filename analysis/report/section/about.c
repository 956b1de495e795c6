/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the claims are about: the published source, the platform it was measured on, and whether
 * these runs were made on another.
 */
#include "mem.h"
#include "sections.h"

#include <stdlib.h>
#include <string.h>

static bool same_source(const struct book_claim *a, const struct book_claim *b)
{
	return strcmp(a->repository, b->repository) == 0 && strcmp(a->file, b->file) == 0;
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

static bool known(const struct book_run *run)
{
	return system_of(run) || known_fact(run, "cpu.arch");
}

/* Is it known, and not what the claim wants? */
static bool unlike(const char *wanted, const char *is)
{
	return *wanted && is && !strstr(is, wanted);
}

static bool elsewhere(const struct book_claim *c, const struct book_run *run)
{
	return unlike(c->system, system_of(run)) || unlike(c->arch, known_fact(run, "cpu.arch")) ||
	       unlike(c->cpu, known_fact(run, "cpu.model"));
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
		blank = blank || !known(&b->runs[i]);
		if (!known(&b->runs[i]))
			continue;
		while (k < i && !(known(&b->runs[k]) && same_platform(&b->runs[k], &b->runs[i])))
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
		other = other || elsewhere(c, &b->runs[i]);
	fprintf(out, " Published for %s; ", c->platform);
	put_places(out, b);
	fprintf(out, "%s: a verdict is about these runs.", other ? ", another platform" : "");
}

static size_t claims_of(const struct book *b, const struct book_claim *c)
{
	size_t n = 0;
	for (size_t i = 0; i < b->claim_count; i++)
		n += same_source(&b->claims[i], c);
	return n;
}

/* One paragraph for each published source, from its first claim. */
static void source_para(struct doc *d, const struct book *b, const struct book_claim *c)
{
	char *text = NULL;
	size_t size, n = claims_of(b, c);
	FILE *out = mem_open_text(&text, &size);
	fprintf(out, "What is tested: %zu claim%s of %s, %s.", n, n == 1 ? "" : "s", c->repository,
	    c->file);
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
	for (size_t i = 0; i < b->claim_count; i++) {
		const struct book_claim *c = &b->claims[i];
		size_t k = 0;
		while (k < i && !same_source(&b->claims[k], c))
			k++;
		if (k == i && *c->repository)
			source_para(d, b, c);
	}
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
	doc_table(d, "Claims as the registry has them, with the lines they stand in", columns, 3);
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
