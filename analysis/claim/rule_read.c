/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Published numbers, targets, conditions and rules of an entry, as the registry has them.
 */
#include "member_private.h"
#include "num.h"
#include "place.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void rule_read_number(struct reader *r, struct published_number *f)
{
	member_read_text(r, "name", f->name, sizeof f->name, REQUIRED);
	member_read_number(r, "value", &f->value, NAN, REQUIRED);
	member_read_at_least(r, "rounding", &f->rounding, 0, 0, OPTIONAL);
	member_read_at_least(r, "n", &f->n, NAN, 1, OPTIONAL);
	member_read_at_least(r, "count", &f->count, NAN, 0, OPTIONAL);
	member_read_at_least(r, "error", &f->error, 0, 0, OPTIONAL);
	member_read_text(
	    r, "error_why", f->error_why, sizeof f->error_why, f->error > 0 ? REQUIRED : OPTIONAL);
	double unused;
	if (!r->bad && (num_double(f->name, &unused) == 0 || strchr(f->name, '/')))
		member_fault(r, "name", "is a number or has a '/' in it");
	if (!r->bad && !isnan(f->count) && !(f->count <= f->n))
		member_fault(r, "count", "is greater than \"n\", or \"n\" is missing");
}

static void read_result(struct reader *r, enum figure_id *figure)
{
	char name[REGISTRY_NAME];
	member_read_text(r, "result", name, sizeof name, REQUIRED);
	*figure = figure_find(name);
	if (r->bad || *figure != FIGURES)
		return;
	member_fault_unknown(r, "result", "figure", name, figure_name(figure_nearest(name)));
}

static void read_scope(struct reader *r, const char *member, char scope[REGISTRY_NAME])
{
	member_read_text(r, member, scope, REGISTRY_NAME, REQUIRED);
	if (!r->bad && !place_is_scope(scope))
		member_fault_unknown(r, member, "scope", scope, place_nearest_scope(scope));
}

void rule_read_target(struct reader *r, struct target *t)
{
	read_result(r, &t->figure);
	read_scope(r, "scope", t->scope);
	member_read_text(r, "grid", t->grid, sizeof t->grid, REQUIRED);
	if (!r->bad && !place_is_grid(t->grid))
		member_fault_unknown(r, "grid", "grid", t->grid, place_nearest_grid(t->grid));
}

/* A condition in an object of its own. */
void rule_read_condition(
    struct reader *r, const char *member, struct condition *c, enum presence otherwise)
{
	char path[sizeof r->path];
	c->at_least = NAN;
	if (!member_is_there(r, member))
		return;
	snprintf(path, sizeof path, "%s", r->path);
	snprintf(r->path, sizeof r->path, "%.100s%s.", path, member);
	rule_read_target(r, &c->target);
	member_read_number(r, "at_least", &c->at_least, NAN, REQUIRED);
	member_read_text(r, "otherwise", c->otherwise, sizeof c->otherwise, otherwise);
	if (!r->bad)
		snprintf(r->path, sizeof r->path, "%s", path);
}

static void read_comparison(struct reader *r, struct rule *rule)
{
	static const char *const compare[] = {
	    "interval", "value", "share", "shannon", "min_entropy", NULL};
	member_read_number(r, "bound", &rule->bound, NAN, OPTIONAL);
	member_read_text(r, "figure", rule->published, sizeof rule->published,
	    isnan(rule->bound) ? REQUIRED : OPTIONAL);
	if (!r->bad && !isnan(rule->bound) && rule->published[0])
		member_fault(r, "bound", "cannot be combined with \"figure\"");
	member_read_at_least(r, "margin", &rule->margin, 0, 0, REQUIRED);
	member_read_text(r, "margin_why", rule->margin_why, sizeof rule->margin_why,
	    rule->margin > 0 ? REQUIRED : OPTIONAL);
	rule->compare = (enum rule_compare)member_read_word(r, "compare", compare, "interval");
	member_read_at_least(r, "least_n", &rule->least_n, 0, 0, OPTIONAL);
	member_read_at_least(r, "least_n_eff", &rule->least_n_eff, 0, 0, OPTIONAL);
	double half_step;
	member_read_number(r, "half_step", &half_step, 0, OPTIONAL);
	rule->half_step = half_step != 0;
}

/* A margin that may be absent: then an interval takes its place. */
static void read_unchanged(struct reader *r, struct rule *rule)
{
	read_scope(r, "other_scope", rule->other_scope);
	member_read_at_least(r, "margin", &rule->margin, NAN, 0, OPTIONAL);
	member_read_text(r, "margin_why", rule->margin_why, sizeof rule->margin_why,
	    isnan(rule->margin) ? OPTIONAL : REQUIRED);
	member_read_at_least(r, "least_n", &rule->least_n, 0, 0, OPTIONAL);
}

void rule_read(struct reader *r, struct rule *rule)
{
	static const char *const kinds[] = {"equivalence", "differs", "at_least", "at_most",
	    "unchanged", "yield_at_least", "needs", NULL};
	static const char *const onlys[] = {"any", "refute", "support", NULL};
	rule->kind = (enum rule_kind)member_read_word(r, "kind", kinds, NULL);
	rule->only = (enum rule_only)member_read_word(r, "only", onlys, "any");
	member_read_text(r, "needs", rule->needs, sizeof rule->needs,
	    rule->kind == RULE_NEEDS ? REQUIRED : OPTIONAL);
	rule_read_condition(r, "given", &rule->given, OPTIONAL);
	member_read_text(r, "sense", rule->sense, sizeof rule->sense, OPTIONAL);
	member_read_text(r, "otherwise", rule->otherwise, sizeof rule->otherwise, OPTIONAL);
	if (rule->kind == RULE_NEEDS)
		return;
	rule_read_target(r, &rule->target);
	if (rule->kind == RULE_UNCHANGED) {
		read_unchanged(r, rule);
	} else if (rule->kind == RULE_YIELD) {
		member_read_at_least(
		    r, "samples_per_byte", &rule->samples_per_byte, 0, 1, REQUIRED);
		member_read_at_least(r, "extra_samples", &rule->extra_samples, 0, 0, REQUIRED);
	} else {
		read_comparison(r, rule);
	}
}
