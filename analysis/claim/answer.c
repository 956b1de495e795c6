/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The answer is made of the least: of several runs, and of several adversaries, the one that leaves
 * the least entropy decides, since a source must be judged by its worst case. Cost: one pass over
 * the verdicts.
 */
#include "answer_private.h"

#include "joint.h"

#include <math.h>
#include <string.h>

static bool is_judged(const struct verdicts *v, const struct verdict_run *run)
{
	for (size_t i = 0; i < v->registry->n; i++)
		for (int k = 0; k < v->registry->claims[i]->probes_n; k++)
			if (strcmp(v->registry->claims[i]->probes[k], run->probe) == 0)
				return true;
	return false;
}

static void take_least(struct answer *a, const struct verdict_run *run)
{
	if (isnan(run->entropy.at_most) ||
	    !(isnan(a->at_most) || run->entropy.at_most < a->at_most))
		return;
	a->at_most = run->entropy.at_most;
	a->at_least = run->entropy.at_least;
	snprintf(a->adversary, sizeof a->adversary, "%s", run->entropy.adversary);
	snprintf(a->probe, sizeof a->probe, "%s", run->probe);
}

static void add_entropy(struct answer *a)
{
	if (isnan(a->at_most))
		return;
	words_add(
	    &a->text, "A call of %s gives at most %.3g bits of min-entropy", a->probe, a->at_most);
	if (!isnan(a->at_least))
		words_add(&a->text, " and at least %.3g", a->at_least);
	words_add(&a->text, " against %s", a->adversary);
	if (!isnan(a->null_at_most))
		words_add(&a->text, "; the empty loop alone gives at most %.3g", a->null_at_most);
	words_add(&a->text, ". ");
}

/* Whatever shares such samples have, there is nothing in them that another start does not repeat.
 */
static void add_copies(struct answer *a, const struct verdicts *v)
{
	const struct verdict_run *most = NULL;
	for (size_t i = 0; i < v->runs_n; i++) {
		const struct verdict_run *run = &v->runs[i];
		if (is_judged(v, run) && run->entropy.copied > (most ? most->entropy.copied : 0))
			most = run;
	}
	if (!most)
		return;
	words_add(&a->text, "Two starts of %s agree in every one of ", most->probe);
	words_add_count(&a->text, most->entropy.copied);
	words_add(&a->text, " samples: a split without entropy across restarts. ");
}

/* The claims of one verdict, or those whose runs differ (`same` false). */
static void add_claims(
    struct answer *a, const struct verdicts *v, enum verdict listed, bool listed_same)
{
	int n = 0;
	for (size_t i = 0; i < v->registry->n; i++) {
		enum verdict verdict = VERDICT_UNDECIDED;
		bool same;
		if (!verdicts_common(v, v->registry->claims[i], &verdict, &same) ||
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

void answer_make(struct answer *out, const struct verdicts *v)
{
	struct joint joint;
	memset(out, 0, sizeof *out);
	out->at_least = out->at_most = out->null_at_most = NAN;
	for (size_t i = 0; i < v->runs_n; i++) {
		const struct verdict_run *run = &v->runs[i];
		if (is_judged(v, run))
			take_least(out, run);
		if (strcmp(run->probe, "null") == 0)
			out->null_at_most = fmin(out->null_at_most, run->entropy.at_most);
	}
	add_entropy(out);
	add_copies(out, v);
	add_verdicts(out, v);
	for (int i = 0; joint_find(v->registry, i, &joint) == 0; i++)
		words_add(&out->text, "%s. ", joint.text.text);
	words_end(&out->text, " ", "");
}
