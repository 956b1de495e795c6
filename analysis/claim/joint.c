/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sibling measurements by one author on one machine are evidence for each other: a hypothesis with
 * no free parameter either predicts the figures of a table or it does not. Each table is explained
 * or an exception, and both are named. The probability that chance alone explains so many is the
 * upper tail of the sum of independent trials, a table's probability being that of its relation
 * that chance fits most easily: its relations are not independent, so their product would overstate
 * the case. Cost: one audit of each relation.
 */
#include "joint.h"

#include "relation_private.h"

#include <math.h>
#include <string.h>

static const double strong = 0.001;

static void add_table(struct joint *out, const struct claim *c, double *chance)
{
	bool all = true;
	*chance = 0;
	for (int i = 0; i < c->relations_n; i++) {
		struct finding f;
		audit_relation(&c->relations[i], &f);
		all = all && f.holds;
		*chance = fmax(*chance, f.chance);
	}
	if (all)
		out->explained++;
	else
		out->exceptions[out->of - out->explained] = c;
	out->of++;
}

static enum verdict weigh_explained(const struct joint *j)
{
	if (2 * j->explained < j->of)
		return VERDICT_REFUTED;
	return j->chance < strong && 2 * j->explained > j->of ? VERDICT_SUPPORTED
							      : VERDICT_UNDECIDED;
}

static void write_sentence(struct joint *j)
{
	words_add(
	    &j->text, "%s explains %d of %d published tables", j->hypothesis, j->explained, j->of);
	for (int i = 0; i < j->of - j->explained; i++)
		words_add(&j->text, "%s%s (%s)", i ? ", " : "; exceptions: ", j->exceptions[i]->id,
		    j->exceptions[i]->title);
	if (j->of == j->explained)
		words_add(&j->text, ", without an exception");
	words_add(&j->text, "; unrelated figures would fit that many with probability %s%.1g",
	    j->chance < 1e-12 ? "below " : "", fmax(j->chance, 1e-12));
}

int joint_named(const struct registry *r, const char *body, struct joint *out)
{
	double chance[JOINT_MANY];
	memset(out, 0, sizeof *out);
	for (size_t i = 0; i < r->n && out->of < JOINT_MANY; i++) {
		const struct claim *c = r->claims[i];
		if (strcmp(c->body, body) != 0)
			continue;
		if (out->of == 0) {
			out->body = c->body;
			out->hypothesis = c->hypothesis;
		}
		add_table(out, c, &chance[out->of]);
	}
	if (out->of == 0)
		return -1;
	out->chance = relation_at_least(chance, (size_t)out->of, (size_t)out->explained);
	out->verdict = weigh_explained(out);
	write_sentence(out);
	return 0;
}

static bool is_first_of_body(const struct registry *r, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(r->claims[i]->body, r->claims[at]->body) == 0)
			return false;
	return r->claims[at]->body[0] != '\0';
}

int joint_find(const struct registry *r, int i, struct joint *out)
{
	for (size_t k = 0; k < r->n; k++)
		if (is_first_of_body(r, k) && i-- == 0)
			return joint_named(r, r->claims[k]->body, out);
	return -1;
}
