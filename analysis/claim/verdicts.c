/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs are judged one at a time, so that the figures of one run alone are in memory; cells keep
 * what claims name of each run, and are judged when all runs have been read. Cost: claims x runs,
 * each a walk over the run's facts.
 */
#include "verdicts.h"

#include "joint.h"
#include "text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void verdicts_init(struct verdicts *v, const struct registry *registry)
{
	*v = (struct verdicts){.registry = registry};
	cells_init(&v->cells, registry);
}

bool verdicts_pooled(const struct verdicts *v, size_t cell)
{
	return cell > 0 && cells_about(&v->cells, cell - 1).all > 1;
}

void verdicts_release(struct verdicts *v)
{
	for (size_t i = 0; i < v->rows_n; i++)
		free(v->rows[i].why);
	free(v->rows);
	cells_release(&v->cells);
	free(v->runs);
	verdicts_init(v, v->registry);
}

/* ---- making them --------------------------------------------------------------------------- */

/* Room for one more element of a list that grows by doubling: NULL without memory. */
static void *grow_list(void **list, size_t n, size_t size)
{
	if ((n & (n - 1)) == 0) {
		void *grown = realloc(*list, (n ? 2 * n : 1) * size);
		if (!grown)
			return NULL;
		*list = grown;
	}
	return (char *)*list + n * size;
}

static int add_row(
    struct verdicts *v, const struct claim *c, size_t run, size_t cell, const struct judgement *j)
{
	void *list = v->rows;
	struct verdict_row *row = grow_list(&list, v->rows_n, sizeof *row);
	char *why = strdup(j->why.text);
	if (row)
		v->rows = list;
	if (!row || !why) {
		free(why);
		return -1;
	}
	*row = (struct verdict_row){c, run, cell, j->verdict, j->value, j->lo, j->hi, j->figure,
	    j->pieces, j->piece_least, j->piece_greatest, why, j->platform, j->siblings};
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
		if (add_row(v, c, 0, 0, &j) != 0)
			return -1;
	}
	return 0;
}

/* The results of the run that is judged. */
struct facts {
	struct fact *v;
	size_t n;
};

/* The words of a method (reason.h) that say why there is no interval. */
static const char *reason_of(const char *method)
{
	static const char lead[] = "no interval: ";
	const char *at = method ? strstr(method, lead) : NULL;
	return at ? at + strlen(lead) : "";
}

static int keep_fact(void *context, const struct store_result *r)
{
	struct facts *facts = context;
	void *list = facts->v;
	char name[REGISTRY_NAME];
	enum figure_id figure = figure_find(text_plain(name, sizeof name, r->name));
	if (figure == FIGURES) /* a later version's: no claim can name it */
		return 0;
	struct fact *f = grow_list(&list, facts->n, sizeof *f);
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
	text_plain(f->why, sizeof f->why, reason_of(r->method));
	subject_add_pieces(f, &r->pieces);
	return 0;
}

struct judging {
	struct verdicts *v;
	struct store *s;
	char *why;
	size_t size;
	bool failed;
	size_t runs; /* of the store */
};

static int set_failure(struct judging *j, const char *reason)
{
	text_plain(j->why, j->size, reason);
	j->failed = true;
	return -1;
}

static int add_run(
    struct verdicts *v, const struct store_run *run, const struct verdict_entropy *entropy)
{
	struct words head = {0};
	void *list = v->runs;
	struct verdict_run *r = grow_list(&list, v->runs_n, sizeof *r);
	if (!r)
		return -1;
	v->runs = list;
	v->runs_n++;
	char label[128], probe[64], load[64], status[32];
	*r = (struct verdict_run){.id = run->id};
	text_plain(r->uuid, sizeof r->uuid, run->uuid);
	text_plain(r->probe, sizeof r->probe, run->probe);
	text_plain(r->load, sizeof r->load, run->load);
	text_plain(r->machine, sizeof r->machine, run->label);
	text_plain(r->fingerprint, sizeof r->fingerprint,
	    run->machine_fingerprint ? run->machine_fingerprint : "");
	r->entropy = *entropy;
	words_add(&head, "%s under load %s%s%s, ", text_plain(probe, sizeof probe, run->probe),
	    text_plain(load, sizeof load, run->load), run->label[0] ? ", " : "",
	    text_plain(label, sizeof label, run->label));
	words_add_count(&head, (double)run->samples);
	words_add(&head, " sample%s, %s (run %.8s)", run->samples == 1 ? "" : "s",
	    text_plain(status, sizeof status, run->status), r->uuid);
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

/* The joint verdict on the published siblings of a claim is evidence on what was published. */
static void add_siblings(const struct registry *r, const struct claim *c, struct judgement *j)
{
	struct joint joint;
	if (!c->siblings[0] || joint_named(r, c->siblings, &joint) != 0)
		return;
	words_end(&j->why, ".", "");
	j->siblings.at = j->why.used;
	words_add(&j->why, ". Published siblings: %s", joint.text.text);
	j->siblings.size = j->why.used - j->siblings.at;
}

static int judge_one(void *context, const struct store_run *run)
{
	struct judging *job = context;
	struct facts facts = {0};
	char key[256];
	if (store_analysis_key(job->s, run, key, sizeof key) != 0 ||
	    store_results(job->s, run->id, keep_fact, &facts) < 0) {
		free(facts.v);
		return set_failure(job, store_error(job->s));
	}
	struct subject subject = {.probe = run->probe,
	    .load = run->load,
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
	struct verdict_entropy entropy = entropy_of_run(&subject, job->runs);
	int rc = add_run(job->v, run, &entropy);
	if (rc == 0)
		job->v->runs[job->v->runs_n - 1].analysed = subject.analysed;
	int64_t cell = rc == 0 ? cells_add(&job->v->cells, job->s, run, &subject) : 0;
	if (cell < 0)
		rc = -1;
	else if (rc == 0)
		job->v->runs[job->v->runs_n - 1].cell = (size_t)cell;
	for (size_t i = 0; i < job->v->registry->n && rc == 0; i++) {
		const struct claim *c = job->v->registry->claims[i];
		struct judgement j;
		if (c->body[0] || !judge_is_about(c, &subject))
			continue; /* a published table, or about another probe */
		rc = judge_run(c, &subject, &j);
		if (rc != 0)
			break;
		add_siblings(job->v->registry, c, &j);
		rc = add_row(job->v, c, job->v->runs_n, 0, &j);
	}
	free(facts.v);
	if (job->v->progress)
		job->v->progress(job->v->context, job->v->runs_n, job->runs);
	return rc == 0 ? 0 : set_failure(job, "out of memory");
}

/* The verdicts on the single runs of a cell, and the range of their figure; FIGURES where another
 * decides in each. */
struct run_verdicts {
	size_t count[VERDICT_IMPOSSIBLE + 1], kinds, runs;
	enum figure_id figure;
	double least, greatest;
};

static struct run_verdicts count_runs(const struct verdicts *v, const struct claim *c, size_t cell)
{
	struct run_verdicts r = {.figure = FIGURES, .least = INFINITY, .greatest = -INFINITY};
	for (size_t i = 0; i < v->rows_n; i++) {
		const struct verdict_row *row = &v->rows[i];
		if (row->claim != c || !row->run || v->runs[row->run - 1].cell != cell ||
		    cells_left_out(&v->cells, cell - 1, v->runs[row->run - 1].uuid))
			continue;
		r.kinds += r.count[row->verdict]++ == 0;
		if (row->verdict == VERDICT_NOT_APPLICABLE)
			continue;
		r.figure = r.runs == 0 || r.figure == row->figure ? row->figure : FIGURES;
		r.runs++;
		r.least = fmin(r.least, row->pieces ? row->piece_least : row->value);
		r.greatest = fmax(r.greatest, row->pieces ? row->piece_greatest : row->value);
	}
	return r;
}

/* The cell has the verdict that all of its runs have. */
static void take_verdict(struct judgement *j, enum verdict verdict, const struct run_verdicts *r)
{
	struct words why = {0};
	words_add(&why, "%s in ", verdict_name(verdict));
	if (r->runs == 1)
		words_add(&why, "the one run");
	else
		words_add(&why, "each of the %zu runs", r->runs);
	words_add(&why, " to which the claim applies, so in the cell. Over the runs together: %s",
	    j->why.text);
	j->why = why;
	j->verdict = verdict;
	if (r->figure != j->figure) /* what the cell has is of another figure */
		j->value = j->lo = j->hi = NAN;
	j->figure = r->figure;
	if (r->figure == FIGURES || !isfinite(r->least))
		return;
	j->pieces = (unsigned)r->runs;
	j->piece_least = r->least;
	j->piece_greatest = r->greatest;
}

/* Says how the runs of the cell were judged, where not all were judged as the cell is. Where all
 * to which the claim applies were decided alike, by their pieces for instance, a mean over them
 * cannot be right against all of them: the cell has their verdict. */
static void reconcile_runs(
    const struct verdicts *v, const struct claim *c, size_t cell, struct judgement *j)
{
	struct run_verdicts r = count_runs(v, c, cell);
	size_t kinds = r.kinds - (r.count[VERDICT_NOT_APPLICABLE] > 0);
	bool alike = kinds == 1 && (r.count[VERDICT_SUPPORTED] || r.count[VERDICT_REFUTED]);
	if (r.kinds == 0 || (r.kinds == 1 && r.count[j->verdict]))
		return;
	if (alike && j->verdict != VERDICT_IMPOSSIBLE) {
		enum verdict all = r.count[VERDICT_SUPPORTED] ? VERDICT_SUPPORTED : VERDICT_REFUTED;
		if (j->verdict != all)
			take_verdict(j, all, &r);
		return;
	}
	words_end(&j->why, ".", "");
	words_add(&j->why, ". The verdicts on its single runs differ from this:");
	for (size_t k = 0; k <= VERDICT_IMPOSSIBLE; k++)
		if (r.count[k])
			words_add(&j->why, " %s in %zu", verdict_name((enum verdict)k), r.count[k]);
}

static int judge_cell(struct verdicts *v, size_t i)
{
	struct subject subject;
	struct fact *facts;
	if (cells_pool(&v->cells, i, &subject, &facts) != 0)
		return -1;
	int rc = 0;
	for (size_t k = 0; k < v->registry->n && rc == 0; k++) {
		const struct claim *c = v->registry->claims[k];
		struct judgement j;
		if (c->body[0] || !judge_is_about(c, &subject))
			continue;
		rc = judge_run(c, &subject, &j);
		if (rc != 0)
			break;
		reconcile_runs(v, c, i + 1, &j);
		cells_add_doubts(&v->cells, i, &j.why);
		rc = add_row(v, c, 0, i + 1, &j);
	}
	free(facts);
	return rc;
}

static int judge_cells(struct judging *job)
{
	for (size_t i = 0; i < job->v->cells.n; i++)
		if (verdicts_pooled(job->v, i + 1) && judge_cell(job->v, i) != 0)
			return set_failure(job, "out of memory");
	return 0;
}

static int count_run(void *context, const struct store_run *run)
{
	size_t *runs = context;
	(void)run;
	++*runs;
	return 0;
}

int verdicts_judge(struct verdicts *v, struct store *s, char *why, size_t size)
{
	struct judging job = {v, s, why, size, false, 0};
	if ((store_runs(s, NULL, count_run, &job.runs) < 0 ||
		store_runs(s, NULL, judge_one, &job) < 0) &&
	    !job.failed)
		set_failure(&job, store_error(s));
	if (!job.failed)
		judge_cells(&job);
	return job.failed ? -1 : 0;
}

/* True if the row counts: of replicates their cell does, and not each of them. */
static bool does_count(const struct verdicts *v, const struct verdict_row *row)
{
	return row->cell || (row->run && !verdicts_pooled(v, v->runs[row->run - 1].cell));
}

bool verdicts_common(
    const struct verdicts *v, const struct claim *c, enum verdict *verdict, bool *same)
{
	bool any = false;
	*same = true;
	for (size_t i = 0; i < v->rows_n; i++) {
		const struct verdict_row *row = &v->rows[i];
		if (row->claim != c || !does_count(v, row))
			continue;
		if (any && row->verdict == VERDICT_NOT_APPLICABLE)
			continue;
		bool first = !any || *verdict == VERDICT_NOT_APPLICABLE;
		*same = *same && (first || *verdict == row->verdict);
		*verdict = row->verdict;
		any = true;
	}
	return any;
}

int verdicts_put(const struct verdicts *v, struct store *s)
{
	for (size_t i = 0; i < v->rows_n; i++) {
		const struct verdict_row *row = &v->rows[i];
		const struct verdict_run *run = row->run ? &v->runs[row->run - 1] : NULL;
		if (row->cell)
			continue;
		struct store_verdict put = {row->claim->id, run ? run->uuid : NULL,
		    run ? run->id : 0, verdict_name(row->verdict), row->value, row->lo, row->hi,
		    row->claim->published, row->why};
		if (store_put_verdict(s, &put) != 0)
			return -1;
	}
	return 0;
}
