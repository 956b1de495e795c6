/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The answer is made of the least: of several runs, and of several adversaries, the one that leaves
 * the least entropy decides, since a source must be judged by its worst case; machines are sources
 * of their own, and each has its answer. Cost: one pass over the verdicts, and over the machines
 * for each run.
 */
#include "answer_private.h"

#include "joint.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* An import need not say what was timed. */
static bool is_unknown(const struct verdict_run *run)
{
	return strcmp(run->probe, "unknown") == 0;
}

static bool is_judged(const struct verdicts *v, const struct verdict_run *run)
{
	if (is_unknown(run))
		return true;
	for (size_t i = 0; i < v->registry->n; i++)
		for (int k = 0; k < v->registry->claims[i]->probes_n; k++)
			if (strcmp(v->registry->claims[i]->probes[k], run->probe) == 0)
				return true;
	return false;
}

/* True if run i enters. */
static bool is_asked(const struct answer *a, const struct verdicts *v, size_t i)
{
	return a->run ? i + 1 == a->run : is_judged(v, &v->runs[i]);
}

/* ---- machines ------------------------------------------------------------------------------ */

/* An import has no fingerprint: its label is the machine. */
static bool is_of_machine(const struct answer_machine *m, const struct verdict_run *run)
{
	/* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): add_machine set both */
	return strcmp(m->fingerprint, run->fingerprint) == 0 &&
	       (run->fingerprint[0] || strcmp(m->name, run->machine) == 0);
}

static struct answer_machine *find_machine(struct answer *a, const struct verdict_run *run)
{
	for (size_t i = 0; i < a->machines; i++)
		if (is_of_machine(&a->machine[i], run))
			return &a->machine[i];
	return NULL;
}

static void add_machine(struct answer *a, const struct verdict_run *run)
{
	struct answer_machine *m = find_machine(a, run);
	if (!m) {
		m = &a->machine[a->machines++];
		*m = (struct answer_machine){
		    NULL, NULL, NAN, NAN, NAN, NAN, run->machine, run->fingerprint, false};
	}
	const struct verdict_entropy *e = &run->entropy;
	m->analysed = m->analysed || run->analysed;
	if (!isnan(e->at_most) && (!m->weakest || e->at_most < m->weakest->entropy.at_most))
		m->weakest = run;
	if (e->at_least < m->at_least || (isnan(m->at_least) && !isnan(e->at_least))) {
		m->at_least = e->at_least;
		m->lowest = run;
	}
	m->credited = fmin(m->credited, e->credited); /* fmin passes over a nan */
	m->assessed = fmin(m->assessed, e->assessed);
}

static double machine_at_most(const struct answer_machine *m)
{
	return m->weakest ? m->weakest->entropy.at_most : INFINITY;
}

static int compare_machines(const void *a, const void *b)
{
	double x = machine_at_most(a), y = machine_at_most(b);
	return (x > y) - (x < y);
}

static int gather_machines(struct answer *a, const struct verdicts *v)
{
	a->machine = calloc(v->runs_n + 1, sizeof *a->machine);
	if (!a->machine)
		return -1;
	for (size_t i = 0; i < v->runs_n; i++)
		if (is_asked(a, v, i))
			add_machine(a, &v->runs[i]);
	for (size_t i = 0; i < v->runs_n && !a->run; i++) {
		const struct verdict_run *run = &v->runs[i];
		struct answer_machine *m =
		    strcmp(run->probe, "null") == 0 ? find_machine(a, run) : NULL;
		if (m)
			m->null_at_most = fmin(m->null_at_most, run->entropy.at_most);
	}
	qsort(a->machine, a->machines, sizeof *a->machine, compare_machines);
	return 0;
}

/* "On NAME a call of PROBE", the machine where there are several. */
static void add_entropy(struct answer *a, const struct answer_machine *m)
{
	const struct verdict_run *run = m->weakest;
	const struct verdict_entropy *e = &run->entropy;
	const char *name = m->name[0]	       ? m->name
			   : m->fingerprint[0] ? m->fingerprint
					       : "a machine without a label";
	if (a->machines > 1)
		words_add(&a->text, "On %.60s ", name);
	words_add(&a->text, "%s %s%s", a->machines > 1 ? "a" : "A",
	    is_unknown(run) ? "sample" : "call of ", is_unknown(run) ? "" : run->probe);
	words_add(&a->text, " gives at most %.3g bits of min-entropy against %s%s", e->at_most,
	    e->adversary, e->moves ? ", where its level is lowest" : "");
	bool least_credited = m->credited == m->at_least && !(m->assessed > m->credited);
	if (e->at_most > 0 && !isnan(m->at_least) && !least_credited)
		words_add(&a->text, "; the observers find no less than %.3g", m->at_least);
	if (e->at_most > 0 && m->assessed > m->credited)
		words_add(&a->text,
		    "; SP 800-90B assesses %.3g, of which no more is credited than the "
		    "observer leaves",
		    m->assessed);
	else if (e->at_most > 0 && least_credited)
		words_add(&a->text, "; SP 800-90B credits %.3g and the observers find no less",
		    m->credited);
	else if (e->at_most > 0 && !isnan(m->credited))
		words_add(&a->text, "; SP 800-90B credits %.3g", m->credited);
	if (!isnan(m->null_at_most))
		words_add(&a->text, "; the empty loop alone gives at most %.3g", m->null_at_most);
	words_add(&a->text, ". ");
}

static void add_machines(struct answer *a, size_t count, const char *lack_one, const char *lack)
{
	if (count > 0)
		words_add(&a->text, "%zu machine%s %s. ", count, count > 1 ? "s" : "",
		    count > 1 ? lack : lack_one);
}

/* The machines of which nothing is known. */
static void add_unknown(struct answer *a, size_t known)
{
	size_t few = 0;
	for (size_t i = known; i < a->machines; i++)
		few += a->machine[i].analysed;
	add_machines(a, few, "has too few samples for a limit", "have too few samples for a limit");
	add_machines(a, a->machines - known - few, "is not analysed", "are not analysed");
}

/* A fleet has a sentence for its weakest machines; JSON has all. */
static void add_entropies(struct answer *a)
{
	enum { TOLD = 4 };
	size_t known = 0;
	while (known < a->machines && a->machine[known].weakest)
		known++;
	for (size_t i = 0; i < known && i < TOLD; i++)
		add_entropy(a, &a->machine[i]);
	if (known > TOLD)
		words_add(&a->text, "On %zu more machine%s the limit is no lower. ", known - TOLD,
		    known - TOLD > 1 ? "s" : "");
	add_unknown(a, known);
}

/* Whatever shares such samples have, there is nothing in them that another start does not repeat.
 */
static void add_copies(struct answer *a, const struct verdicts *v)
{
	const struct verdict_run *most = NULL;
	for (size_t i = 0; i < v->runs_n; i++) {
		const struct verdict_run *run = &v->runs[i];
		if (is_asked(a, v, i) && run->entropy.copied > (most ? most->entropy.copied : 0))
			most = run;
	}
	if (!most)
		return;
	words_add(&a->text, "Two starts of %s agree in every one of ", most->probe);
	words_add_count(&a->text, most->entropy.copied);
	words_add(&a->text, " samples: a split without entropy across restarts. ");
}

/* The verdict on a claim, of the run or of all; false where there is none. */
static bool find_verdict(const struct answer *a, const struct verdicts *v, const struct claim *c,
    enum verdict *verdict, bool *same)
{
	*same = true;
	for (size_t i = 0; a->run && i < v->rows_n; i++) {
		*verdict = v->rows[i].verdict;
		if (v->rows[i].claim == c && v->rows[i].run == a->run)
			return true;
	}
	return !a->run && verdicts_common(v, c, verdict, same);
}

/* The claims of one verdict, or those whose runs differ (`same` false). */
static void add_claims(
    struct answer *a, const struct verdicts *v, enum verdict listed, bool listed_same)
{
	int n = 0;
	for (size_t i = 0; i < v->registry->n; i++) {
		enum verdict verdict = VERDICT_UNDECIDED;
		bool same;
		if (!find_verdict(a, v, v->registry->claims[i], &verdict, &same) ||
		    same != listed_same || (same && verdict != listed))
			continue;
		if (n++ == 0)
			words_add(&a->text,
			    "%s:", listed_same ? verdict_name(listed) : "differs between runs");
		words_add(&a->text, " %s", v->registry->claims[i]->id);
	}
	if (n > 0)
		words_add(&a->text, "; ");
}

static void add_verdicts(struct answer *a, const struct verdicts *v)
{
	words_add(&a->text, "Claims: ");
	size_t before = a->text.used;
	static const enum verdict order[] = {VERDICT_REFUTED, VERDICT_IMPOSSIBLE, VERDICT_SUPPORTED,
	    VERDICT_UNDECIDED, VERDICT_NOT_APPLICABLE};
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		add_claims(a, v, order[i], true);
	add_claims(a, v, VERDICT_UNDECIDED, false);
	if (a->text.used > before)
		words_end(&a->text, "; ", ". ");
	else
		words_end(&a->text, "Claims: ", "");
}

int answer_init(struct answer *a, const struct verdicts *v, size_t run)
{
	struct joint joint;
	*a = (struct answer){.run = run};
	if (gather_machines(a, v) != 0)
		return -1;
	add_entropies(a);
	add_copies(a, v);
	add_verdicts(a, v);
	for (int i = 0; joint_find(v->registry, i, &joint) == 0; i++)
		words_add(&a->text, "%s. ", joint.text.text);
	words_end(&a->text, " ", "");
	return 0;
}

void answer_release(struct answer *a)
{
	free(a->machine);
	*a = (struct answer){.machines = 0};
}
