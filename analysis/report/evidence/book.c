/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything but curves and samples is read into memory once, in the order of recording, so that
 * two pages of one report cannot differ. Texts are copied, because the store's are valid for one
 * step alone. Cost: memory of every stored figure.
 */
#include "mem.h"
#include "book.h"

#include "doubt.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A copy that lives as long as the book; NULL stays NULL. */
static const char *text_keep(struct book *b, const char *text)
{
	if (!text)
		return NULL;
	char *copy = mem_copy(text);
	b->memory = mem_grow(b->memory, b->memory_count + 1, sizeof *b->memory);
	b->memory[b->memory_count++] = copy;
	return copy;
}

static const char *keep_text(void *context, const char *text)
{
	return text_keep(context, text);
}

static int add_run(void *context, const struct store_run *row)
{
	struct book *b = context;
	for (size_t i = 0; i < b->run_count; i++)
		if (b->runs[i].row.id == row->id)
			return 0; /* named twice */
	b->runs = mem_grow(b->runs, b->run_count + 1, sizeof *b->runs);
	struct book_run *run = &b->runs[b->run_count++];
	*run = (struct book_run){.row = *row};
	store_run_texts(&run->row, keep_text, b);
	return 0;
}

/* Where a callback puts what it is given. */
struct into {
	struct book *book;
	struct book_run *run;
	struct store *store;
};

static int add_result(void *context, const struct store_result *r)
{
	struct into *to = context;
	struct book_run *run = to->run;
	run->results = mem_grow(run->results, run->result_count + 1, sizeof *run->results);
	struct store_result *copy = &run->results[run->result_count++];
	*copy = *r;
	const char **text[] = {
	    &copy->name, &copy->scope, &copy->grid, &copy->unit, &copy->status, &copy->method};
	for (size_t i = 0; i < sizeof text / sizeof *text; i++)
		*text[i] = text_keep(to->book, *text[i]);
	return 0;
}

static void keep_verdict(struct book *b, struct store_verdict *v)
{
	const char **text[] = {&v->claim, &v->run, &v->verdict, &v->published, &v->why};
	for (size_t i = 0; i < sizeof text / sizeof *text; i++)
		*text[i] = text_keep(b, *text[i]);
}

static int add_verdict(void *context, const struct store_verdict *v)
{
	struct into *to = context;
	struct book_run *run = to->run;
	run->verdicts = mem_grow(run->verdicts, run->verdict_count + 1, sizeof *run->verdicts);
	run->verdicts[run->verdict_count] = *v;
	keep_verdict(to->book, &run->verdicts[run->verdict_count++]);
	run->judged = true;
	return 0;
}

static int add_audit(void *context, const struct store_verdict *v)
{
	struct into *to = context;
	struct book *b = to->book;
	b->audit = mem_grow(b->audit, b->audit_count + 1, sizeof *b->audit);
	b->audit[b->audit_count] = *v;
	keep_verdict(b, &b->audit[b->audit_count++]);
	return 0;
}

/* A member of a claim's JSON, "" where it is absent. A longer text than any in use is cut. */
static const char *member_read(const struct into *to, const char *body, const char *path)
{
	char text[4096] = "";
	(void)store_json_text(to->store, body, path, text, sizeof text);
	return text_keep(to->book, text);
}

static int add_claim(void *context, const char *id, const char *body)
{
	struct into *to = context;
	struct book *b = to->book;
	b->claims = mem_grow(b->claims, b->claim_count + 1, sizeof *b->claims);
	struct book_claim *c = &b->claims[b->claim_count++];
	*c = (struct book_claim){.id = text_keep(b, id)};
	const struct {
		const char **to, *path;
	} members[] = {{&c->title, "$.title"}, {&c->published, "$.published.text"},
	    {&c->result, "$.rules[0].result"}, {&c->statement, "$.statement"},
	    {&c->repository, "$.source.repository"}, {&c->file, "$.source.file"},
	    {&c->lines, "$.source.lines"}, {&c->subject, "$.subject"},
	    {&c->platform, "$.platform.name"}, {&c->system, "$.platform.system"},
	    {&c->arch, "$.platform.arch"}, {&c->cpu, "$.platform.cpu"}, {&c->probes, "$.probes"}};
	for (size_t i = 0; i < sizeof members / sizeof *members; i++)
		*members[i].to = member_read(to, body, members[i].path);
	return 0;
}

static bool file_safe(const char *uuid)
{
	return strlen(uuid) == STORE_UUID - 1 &&
	       strspn(uuid, "0123456789abcdef-") == STORE_UUID - 1;
}

/* Short names that are unique in this report. A UUID that is none (a database of foreign make) is
 * not let into a file's name. */
static void name_runs(struct book *b)
{
	int length = 8;
	for (size_t i = 0; i < b->run_count; i++)
		for (size_t j = 0; j < i; j++)
			if (strncmp(b->runs[i].row.uuid, b->runs[j].row.uuid, 8) == 0)
				length = STORE_UUID - 1;
	for (size_t i = 0; i < b->run_count; i++) {
		struct book_run *run = &b->runs[i];
		snprintf(run->name, sizeof run->name, "R%zu", i + 1);
		if (file_safe(run->row.uuid))
			snprintf(run->file_id, sizeof run->file_id, "%.*s", length, run->row.uuid);
		else
			snprintf(run->file_id, sizeof run->file_id, "run-%zu", i + 1);
	}
}

static int read_facts(struct store *s, struct book_run *run)
{
	return facts_read(&run->machine, s, run->row.machine_facts) == 0 &&
		       facts_read(&run->before, s, run->row.environment_before) == 0 &&
		       facts_read(&run->after, s, run->row.environment_after) == 0 &&
		       facts_read(&run->load, s, run->row.load_detail) == 0 &&
		       facts_read(&run->instrument, s, run->row.instrument) == 0
		   ? 0
		   : -1;
}

static int read_run(struct book *b, struct store *s, struct book_run *run)
{
	struct into to = {b, run, s};
	doubt_of_run(s, &run->row, run->doubt, sizeof run->doubt);
	if (read_facts(s, run) != 0 ||
	    store_analysis_key(s, &run->row, run->key, sizeof run->key) != 0 ||
	    store_results(s, run->row.id, add_result, &to) < 0 ||
	    store_verdicts(s, run->row.id, add_verdict, &to) < 0)
		return -1;
	return 0;
}

static int by_id(const void *a, const void *b)
{
	const struct book_run *x = a, *y = b;
	return (x->row.id > y->row.id) - (x->row.id < y->row.id);
}

static int add_comparison(void *context, const struct store_comparison *row)
{
	struct book *b = context;
	b->comparisons = mem_grow(b->comparisons, b->comparison_count + 1, sizeof *b->comparisons);
	struct store_comparison *c = &b->comparisons[b->comparison_count++];
	*c = *row;
	const char **text[] = {&c->figure, &c->grid, &c->probe, &c->load, &c->a, &c->b};
	for (size_t i = 0; i < sizeof text / sizeof *text; i++)
		*text[i] = text_keep(b, *text[i]);
	return 0;
}

static int add_answer(void *context, const char *probe, const char *load, const char *text)
{
	struct book *b = context;
	b->answers = mem_grow(b->answers, b->answer_count + 1, sizeof *b->answers);
	b->answers[b->answer_count++] =
	    (struct book_answer){text_keep(b, probe), text_keep(b, load), text_keep(b, text)};
	return 0;
}

int book_read(struct book *b, struct store *s, const char *const *uuids, size_t count)
{
	*b = (struct book){.chosen = count > 0};
	if (count == 0 && store_runs(s, NULL, add_run, b) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (store_runs(s, uuids[i], add_run, b) < 0)
			return -1;
	if (b->run_count > 0)
		qsort(b->runs, b->run_count, sizeof *b->runs, by_id);
	name_runs(b);
	for (size_t i = 0; i < b->run_count; i++)
		if (read_run(b, s, &b->runs[i]) != 0)
			return -1;
	struct into to = {.book = b, .store = s};
	if (store_verdicts(s, 0, add_audit, &to) < 0 || store_claims(s, add_claim, &to) < 0)
		return -1;
	if (count == 0 &&
	    (store_comparisons(s, add_comparison, b) < 0 || store_answers(s, add_answer, b) < 0))
		return -1;
	return 0;
}

static void release_run(struct book_run *run)
{
	facts_release(&run->machine);
	facts_release(&run->before);
	facts_release(&run->after);
	facts_release(&run->load);
	facts_release(&run->instrument);
	free(run->results);
	free(run->verdicts);
}

void book_release(struct book *b)
{
	for (size_t i = 0; i < b->run_count; i++)
		release_run(&b->runs[i]);
	for (size_t i = 0; i < b->memory_count; i++)
		free(b->memory[i]);
	free(b->runs);
	free(b->claims);
	free(b->audit);
	free(b->comparisons);
	free(b->answers);
	free(b->memory);
	*b = (struct book){0};
}

bool book_is(const struct store_result *r, enum figure_id figure)
{
	return strcmp(r->name, figure_name(figure)) == 0;
}

enum figure_group book_group(const struct store_result *r)
{
	enum figure_id figure = figure_find(r->name);
	return figure < FIGURES ? figure_group(figure) : FIGURE_GROUP_OTHER;
}

const char *book_meaning(const struct store_result *r)
{
	enum figure_id figure = figure_find(r->name);
	return figure < FIGURES ? figure_meaning(figure) : "";
}

const struct store_result *book_result(
    const struct book_run *run, enum figure_id figure, const char *scope, const char *grid)
{
	for (size_t i = 0; i < run->result_count; i++) {
		const struct store_result *r = &run->results[i];
		if (book_is(r, figure) && strcmp(r->scope, scope) == 0 &&
		    strcmp(r->grid, grid) == 0 && isfinite(r->value))
			return r;
	}
	return NULL;
}

double book_tick_ns(const struct book_run *run)
{
	const struct store_result *tick = book_result(run, FIGURE_COUNTER_TICK, "all", "native");
	return tick && tick->value > 0 ? tick->value : 1e9 / run->row.counter_hz;
}

const struct store_verdict *book_verdict(const struct book_run *run, const char *claim)
{
	for (size_t i = 0; i < run->verdict_count; i++)
		if (strcmp(run->verdicts[i].claim, claim) == 0)
			return &run->verdicts[i];
	return NULL;
}

bool book_unjudged(const struct book *b, const struct book_run *run)
{
	char quoted[256];
	bool about = b->claim_count == 0;
	snprintf(quoted, sizeof quoted, "\"%s\"", run->row.probe);
	for (size_t i = 0; i < b->claim_count && !about; i++)
		about = *b->claims[i].probes ? strstr(b->claims[i].probes, quoted) != NULL
					     : *b->claims[i].result != '\0';
	return *run->key && !run->judged && about;
}

bool book_has_modes(const struct book_run *run)
{
	const struct store_result *r = book_result(run, FIGURE_MODE_COUNT, "all", "native");
	return r && r->value >= 2;
}

const struct book_claim *book_claim_on(const struct book *b, enum figure_id figure)
{
	for (size_t i = 0; i < b->claim_count; i++)
		if (strcmp(b->claims[i].result, figure_name(figure)) == 0 &&
		    *b->claims[i].published)
			return &b->claims[i];
	return NULL;
}

const char *book_published(const struct book *b, enum figure_id figure)
{
	const struct book_claim *c = book_claim_on(b, figure);
	return c ? c->published : NULL;
}
