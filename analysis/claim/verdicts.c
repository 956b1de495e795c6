/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verdicts.h"

#include "json.h"
#include "text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 100 };

void verdicts_init(struct verdicts *v, const struct registry *registry)
{
	*v = (struct verdicts){.registry = registry};
}

void verdicts_release(struct verdicts *v)
{
	for (size_t i = 0; i < v->rows_n; i++)
		free(v->rows[i].why);
	free(v->rows);
	free(v->runs);
	verdicts_init(v, v->registry);
}

/* ---- making them --------------------------------------------------------------------------- */

/* Room for one more element of a list that grows by doubling: NULL without memory. */
static void *room(void **list, size_t n, size_t size)
{
	if ((n & (n - 1)) == 0) {
		void *grown = realloc(*list, (n ? 2 * n : 1) * size);
		if (!grown)
			return NULL;
		*list = grown;
	}
	return (char *)*list + n * size;
}

static int add_row(struct verdicts *v, const struct claim *c, size_t run, const struct judgement *j)
{
	void *list = v->rows;
	struct verdict_row *row = room(&list, v->rows_n, sizeof *row);
	char *why = strdup(j->why.text);
	if (row)
		v->rows = list;
	if (!row || !why) {
		free(why);
		return -1;
	}
	*row = (struct verdict_row){c, run, j->verdict, j->value, j->lo, j->hi, why};
	v->rows_n++;
	return 0;
}

int verdicts_audit(struct verdicts *v)
{
	struct judgement j;
	for (size_t i = 0; i < v->registry->n; i++) {
		const struct claim *c = v->registry->claims[i];
		if (c->relations_n == 0)
			continue;
		audit_claim(c, &j);
		if (add_row(v, c, 0, &j) != 0)
			return -1;
	}
	return 0;
}

/* The results of the run that is judged. */
struct facts {
	struct fact *v;
	size_t n;
};

static int keep_fact(void *context, const struct store_result *r)
{
	struct facts *facts = context;
	void *list = facts->v;
	char name[REGISTRY_NAME];
	enum figure_id figure = figure_find(text_plain(name, sizeof name, r->name));
	if (figure == FIGURES) /* a later version's: no claim can name it */
		return 0;
	struct fact *f = room(&list, facts->n, sizeof *f);
	if (!f)
		return -1;
	facts->v = list;
	facts->n++;
	f->figure = figure;
	text_plain(f->scope, sizeof f->scope, r->scope);
	text_plain(f->grid, sizeof f->grid, r->grid);
	text_plain(f->status, sizeof f->status, r->status);
	f->value = r->value;
	f->lo = r->lo;
	f->hi = r->hi;
	f->n = (double)r->n;
	f->n_eff = r->n_eff;
	return 0;
}

struct judging {
	struct verdicts *v;
	struct store *s;
	char *why;
	size_t size;
	bool failed;
};

static int fail(struct judging *j, const char *reason)
{
	text_plain(j->why, j->size, reason);
	j->failed = true;
	return -1;
}

static int add_run(struct verdicts *v, const struct store_run *run)
{
	struct words head = {0};
	void *list = v->runs;
	struct verdict_run *r = room(&list, v->runs_n, sizeof *r);
	if (!r)
		return -1;
	v->runs = list;
	v->runs_n++;
	char label[128], probe[64], load[64], status[32];
	*r = (struct verdict_run){.id = run->id};
	text_plain(r->uuid, sizeof r->uuid, run->uuid);
	words_add(&head, "run %.8s  '%s'  probe %s, load %s, ", r->uuid,
	    text_plain(label, sizeof label, run->label),
	    text_plain(probe, sizeof probe, run->probe), text_plain(load, sizeof load, run->load));
	words_add_count(&head, (double)run->samples);
	words_add(&head, " sample%s, %s", run->samples == 1 ? "" : "s",
	    text_plain(status, sizeof status, run->status));
	snprintf(r->head, sizeof r->head, "%.500s", head.text);
	return 0;
}

/* What the machine's facts say of the platform. */
struct machine {
	char system[REGISTRY_NAME], arch[REGISTRY_NAME], cpu[REGISTRY_LINE];
};

/* A fact into out; NULL if it is not there or is said to be unknown. */
static const char *machine_fact(
    struct store *s, const char *facts, const char *path, char *out, size_t size)
{
	if (!facts || store_json_text(s, facts, path, out, size) <= 0 || out[0] == '\0' ||
	    strcmp(out, "unknown") == 0)
		return NULL;
	return out;
}

/* The kernel of macOS calls itself Darwin; a Linux is named by its kernel, not its distribution. */
static void add_platform(
    struct subject *subject, struct store *s, const char *facts, struct machine *m)
{
	subject->system = machine_fact(s, facts, "$.\"kernel.name\"", m->system, sizeof m->system);
	if (!subject->system)
		subject->system =
		    machine_fact(s, facts, "$.\"os.name\"", m->system, sizeof m->system);
	else if (strcmp(m->system, "Darwin") == 0)
		subject->system = "macOS";
	subject->arch = machine_fact(s, facts, "$.\"cpu.arch\"", m->arch, sizeof m->arch);
	subject->cpu = machine_fact(s, facts, "$.\"cpu.model\"", m->cpu, sizeof m->cpu);
}

static int judge_one(void *context, const struct store_run *run)
{
	struct judging *job = context;
	struct facts facts = {0};
	char key[256];
	if (store_analysis_key(job->s, run->id, key, sizeof key) != 0 ||
	    store_results(job->s, run->id, keep_fact, &facts) < 0) {
		free(facts.v);
		return fail(job, store_error(job->s));
	}
	struct subject subject = {.probe = run->probe,
	    .status = run->status,
	    .message = run->message,
	    .counter_hz = run->counter_hz,
	    .tick = (double)run->effective_tick_ticks,
	    .has_start = run->has_start,
	    .analysed = key[0] != '\0',
	    .samples = (double)run->samples,
	    .requested = (double)run->requested,
	    .facts = facts.v,
	    .facts_n = facts.n};
	struct machine machine;
	add_platform(&subject, job->s, run->machine_facts, &machine);
	int rc = add_run(job->v, run);
	for (size_t i = 0; i < job->v->registry->n && rc == 0; i++) {
		struct judgement j;
		judge_run(job->v->registry->claims[i], &subject, &j);
		rc = add_row(job->v, job->v->registry->claims[i], job->v->runs_n, &j);
	}
	free(facts.v);
	return rc == 0 ? 0 : fail(job, "out of memory");
}

int verdicts_judge(struct verdicts *v, struct store *s, char *why, size_t size)
{
	struct judging job = {v, s, why, size, false};
	if (store_runs(s, NULL, judge_one, &job) < 0 && !job.failed)
		fail(&job, store_error(s));
	return job.failed ? -1 : 0;
}

int verdicts_put(const struct verdicts *v, struct store *s)
{
	for (size_t i = 0; i < v->rows_n; i++) {
		const struct verdict_row *row = &v->rows[i];
		const struct verdict_run *run = row->run ? &v->runs[row->run - 1] : NULL;
		struct store_verdict put = {row->claim->id, run ? run->uuid : NULL,
		    run ? run->id : 0, verdict_name(row->verdict), row->value, row->lo, row->hi,
		    row->claim->published, row->why};
		if (store_put_verdict(s, &put) != 0)
			return -1;
	}
	return 0;
}

/* ---- showing them -------------------------------------------------------------------------- */

static void print_claims_json(const struct verdicts *v, struct json *j)
{
	json_begin_array(j, "claims");
	for (size_t i = 0; i < v->registry->n; i++) {
		const struct claim *c = v->registry->claims[i];
		json_begin_object(j, NULL);
		json_string(j, "id", c->id);
		json_string(j, "title", c->title);
		json_string(j, "subject", c->subject[0] ? c->subject : NULL);
		json_string(j, "platform", c->platform[0] ? c->platform : NULL);
		json_string(j, "source", c->source);
		json_end_object(j);
	}
	json_end_array(j);
}

int verdicts_print_json(const struct verdicts *v, FILE *out, size_t run)
{
	struct json j;
	json_init(&j, out);
	json_begin_object(&j, NULL);
	json_begin_array(&j, "verdicts");
	for (size_t i = 0; i < v->rows_n; i++) {
		const struct verdict_row *row = &v->rows[i];
		if (run && row->run != run)
			continue;
		json_begin_object(&j, NULL);
		json_string(&j, "claim", row->claim->id);
		json_string(&j, "run", row->run ? v->runs[row->run - 1].uuid : NULL);
		json_string(&j, "verdict", verdict_name(row->verdict));
		json_double(&j, "value", row->value);
		json_double(&j, "lo", row->lo);
		json_double(&j, "hi", row->hi);
		json_string(&j, "published", row->claim->published);
		json_string(&j, "why", row->why);
		json_end_object(&j);
	}
	json_end_array(&j);
	print_claims_json(v, &j);
	json_end_object(&j);
	return json_finish(&j);
}

static void print_row(FILE *out, const struct verdict_row *row)
{
	char id[REGISTRY_ID], title[REGISTRY_LINE], published[REGISTRY_LINE];
	fprintf(out, "  %-5s %-20s  %s (%s)\n", text_plain(id, sizeof id, row->claim->id),
	    verdict_name(row->verdict), text_plain(title, sizeof title, row->claim->title),
	    text_plain(published, sizeof published, row->claim->published));
	words_wrap(out, 8, WIDTH, row->why);
}

static void print_group(const struct verdicts *v, FILE *out, size_t run, const char *head)
{
	char plain[512];
	fprintf(out, "%s\n", text_plain(plain, sizeof plain, head));
	for (size_t i = 0; i < v->rows_n; i++)
		if (v->rows[i].run == run)
			print_row(out, &v->rows[i]);
	fputc('\n', out);
}

/* ---- what was published -------------------------------------------------------------------- */

/* The claims with one subject share one paragraph. */
static bool said_before(const struct registry *r, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(r->claims[k]->subject, r->claims[i]->subject) == 0 &&
		    strcmp(r->claims[k]->platform, r->claims[i]->platform) == 0)
			return true;
	return false;
}

static void print_subjects(const struct registry *r, FILE *out)
{
	bool any = false;
	for (size_t i = 0; i < r->n; i++) {
		const struct claim *c = r->claims[i];
		struct words line = {0};
		if (!c->subject[0] || said_before(r, i))
			continue;
		if (!any)
			fputs("What was published\n", out);
		any = true;
		words_add(&line, "%s", c->subject);
		if (c->platform[0])
			words_add(&line, " Platform: %s.", c->platform);
		words_add(&line, " Source of %s: %s.", c->id, c->source);
		words_wrap(out, 2, WIDTH, line.text);
	}
	if (any)
		fputc('\n', out);
}

/* ---- what fits together -------------------------------------------------------------------- */

/* Calls each() with every relation of the registry, by claim. */
static void each_relation(const struct registry *r,
    void (*each)(void *context, const struct claim *c, const struct relation *a), void *context)
{
	for (size_t i = 0; i < r->n; i++)
		for (int k = 0; k < r->claims[i]->relations_n; k++)
			each(context, r->claims[i], &r->claims[i]->relations[k]);
}

/* The claims whose figures fit, and do not fit, under one reading. */
struct grouping {
	const char *reading;
	struct words fit, unfit;
};

static void add_claim(struct words *w, const struct claim *c)
{
	size_t n = strlen(c->id);
	if (w->used >= n && strcmp(w->text + w->used - n, c->id) == 0)
		return; /* it stands there already */
	words_add(w, "%s%s", w->used ? " " : "", c->id);
}

static void group(void *context, const struct claim *c, const struct relation *a)
{
	struct grouping *g = context;
	struct finding f;
	if (strcmp(a->reading, g->reading) != 0)
		return;
	audit_relation(a, &f);
	add_claim(f.holds ? &g->fit : &g->unfit, c);
}

struct readings {
	const char *seen[64];
	size_t n;
};

static void note_reading(void *context, const struct claim *c, const struct relation *a)
{
	struct readings *r = context;
	(void)c;
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->seen[i], a->reading) == 0)
			return;
	if (r->n < sizeof r->seen / sizeof *r->seen)
		r->seen[r->n++] = a->reading;
}

static void print_readings(const struct verdicts *v, FILE *out)
{
	struct readings readings = {0};
	each_relation(v->registry, note_reading, &readings);
	if (readings.n == 0)
		return;
	fputs("Which published figures fit together\n", out);
	for (size_t i = 0; i < readings.n; i++) {
		struct grouping g = {.reading = readings.seen[i]};
		struct words line = {0};
		each_relation(v->registry, group, &g);
		words_add(&line, "%s%s: %s", g.reading[0] ? "if " : "",
		    g.reading[0] ? g.reading : "with nothing assumed", g.fit.used ? "fit " : "");
		words_add(&line, "%s%s%s%s", g.fit.text, g.fit.used && g.unfit.used ? "; " : "",
		    g.unfit.used ? "do not fit " : "", g.unfit.text);
		words_wrap(out, 2, WIDTH, line.text);
	}
	fputc('\n', out);
}

void verdicts_print_text(const struct verdicts *v, FILE *out, size_t run)
{
	print_subjects(v->registry, out);
	if (run == 0) {
		print_group(v, out, 0, "Arithmetic of the published figures, without data");
		print_readings(v, out);
	}
	for (size_t i = 1; i <= v->runs_n; i++)
		if (run == 0 || run == i)
			print_group(v, out, i, v->runs[i - 1].head);
}
