/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "registry.h"

#include "nearest.h"
#include "num.h"
#include "place.h"
#include "probe.h"

#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ENTRY_SIZE = 1 << 16, REGISTRY_PROBES = 64, PATH_SIZE = 192 };

/* One entry as it is read. After the first fault nothing more is read. What was looked for are the
 * members that such an entry can have: there is no other list of them. */
struct reader {
	struct registry *registry;
	struct store *store;
	const char *file;
	const char *json;	    /* the entry */
	char name[REGISTRY_ID + 8]; /* its id, or #3 */
	char path[128];		    /* of the object that is read: "" or "rules[0]." */
	char (*known)[PATH_SIZE];   /* the paths of the members that were looked for */
	size_t known_n;
	bool bad;
};

enum presence { OPTIONAL, REQUIRED };

static void set_fault(struct reader *r, const char *member, const char *what)
{
	if (!r->bad)
		snprintf(r->registry->why, sizeof r->registry->why, "%s: entry %s: \"%s%s\" %s",
		    r->file, r->name, r->path, member, what);
	r->bad = true;
}

/* The path of a member that is looked for, and so is known from here on. */
static const char *full_path(struct reader *r, const char *member, char out[PATH_SIZE])
{
	snprintf(out, PATH_SIZE, "$.%s%s", r->path, member);
	if ((r->known_n & (r->known_n - 1)) == 0) {
		void *grown =
		    realloc(r->known, (r->known_n ? 2 * r->known_n : 1) * sizeof *r->known);
		if (!grown) {
			set_fault(r, member, "cannot be read: no memory");
			return out;
		}
		r->known = grown;
	}
	memcpy(r->known[r->known_n++], out, PATH_SIZE);
	return out;
}

/* ---- members that are not known ---------------------------------------------------------------
 */

/* What follows `object` in a path that goes through it; NULL where it does not. */
static const char *rest_of(const char *path, const char *object)
{
	size_t n = strlen(object);
	return strncmp(path, object, n) == 0 && path[n] == '.' ? path + n + 1 : NULL;
}

/* The first name of a path: "rules" of "rules[0].kind". */
static void copy_first(char out[REGISTRY_NAME], const char *path)
{
	snprintf(out, REGISTRY_NAME, "%.*s", (int)strcspn(path, ".["), path);
}

static bool is_known(const struct reader *r, const char *object, const char *name)
{
	char first[REGISTRY_NAME];
	for (size_t i = 0; i < r->known_n; i++) {
		const char *rest = rest_of(r->known[i], object);
		if (!rest)
			continue;
		copy_first(first, rest);
		if (strcmp(first, name) == 0)
			return true;
	}
	return false;
}

static void fault_name(struct reader *r, const char *object, const char *name, const char *near)
{
	char member[PATH_SIZE], what[REGISTRY_NAME + 64] = "is no member";
	snprintf(member, sizeof member, "%s%s%.60s", object[1] ? object + 2 : "",
	    object[1] ? "." : "", name);
	if (near)
		snprintf(what, sizeof what, "is no member; did you mean '%s'?", near);
	r->path[0] = '\0';
	set_fault(r, member, what);
	r->registry->misspelt = true;
}

/* Of a name that nothing looked for: a fault, with the nearest of the names looked for there. */
static int check_name(void *context, const char *object, const char *name)
{
	struct reader *r = context;
	char first[REGISTRY_NAME], near[REGISTRY_NAME] = "";
	size_t least = SIZE_MAX;
	if (is_known(r, object, name))
		return 0;
	for (size_t i = 0; i < r->known_n; i++) {
		const char *rest = rest_of(r->known[i], object), *one = first;
		if (!rest)
			continue;
		copy_first(first, rest);
		size_t edits = nearest_edits(name, first);
		if (edits < least && nearest_name(name, &one, 1)) {
			least = edits;
			snprintf(near, sizeof near, "%s", first);
		}
	}
	fault_name(r, object, name, near[0] ? near : NULL);
	return -1;
}

/* Once a whole entry is read. */
static void check_names(struct reader *r)
{
	if (!r->bad && store_json_names(r->store, r->json, check_name, r) != 0 && !r->bad)
		set_fault(r, "id", store_error(r->store));
}

/* Is this name a slip of the path that was looked for last, and not found? */
static int check_slip(void *context, const char *object, const char *name)
{
	struct reader *r = context;
	char first[REGISTRY_NAME];
	const char *rest = rest_of(r->known[r->known_n - 1], object), *one = first;
	if (!rest || is_known(r, object, name))
		return 0;
	copy_first(first, rest);
	if (!nearest_name(name, &one, 1))
		return 0;
	fault_name(r, object, name, first);
	return -1;
}

/* A member that was just looked for is missing, perhaps because its name is misspelt. */
static void set_missing(struct reader *r, const char *member)
{
	if (!r->bad)
		store_json_names(r->store, r->json, check_slip, r);
	set_fault(r, member, "is missing");
}

/* ---- members by type ------------------------------------------------------------------------ */

/* A text member. Numbers are taken as their text. "" where it is absent. */
static void read_text(
    struct reader *r, const char *member, char *out, size_t size, enum presence presence)
{
	char path[PATH_SIZE];
	out[0] = '\0';
	if (r->bad)
		return;
	int got = store_json_text(r->store, r->json, full_path(r, member, path), out, size);
	if (got < 0)
		set_fault(r, member, store_error(r->store));
	else if (presence == REQUIRED && out[0] == '\0')
		set_missing(r, member);
	else if (strlen(out) + 1 >= size)
		set_fault(r, member, "is too long");
}

static void read_number(
    struct reader *r, const char *member, double *out, double absent, enum presence presence)
{
	char path[PATH_SIZE], text[8];
	*out = absent;
	if (r->bad)
		return;
	double v;
	int got = store_json_number(r->store, r->json, full_path(r, member, path), &v);
	if (got > 0 && isfinite(v)) {
		*out = v;
		return;
	}
	int there = store_json_text(r->store, r->json, path, text, sizeof text);
	if (got < 0 || there < 0)
		set_fault(r, member, store_error(r->store));
	else if (there > 0)
		set_fault(r, member, "is not a number");
	else if (presence == REQUIRED)
		set_missing(r, member);
}

/* A number from `least` (0 or 1) to what a double counts exactly. */
static void read_at_least(struct reader *r, const char *member, double *out, double absent,
    double least, enum presence presence)
{
	read_number(r, member, out, absent, presence);
	if (!r->bad && *out < least)
		set_fault(r, member, least > 0 ? "is less than one" : "is negative");
	if (!r->bad && *out > 1e15)
		set_fault(r, member, "is too large");
}

/* Number of elements of a list, at most `most`. */
static int read_length(struct reader *r, const char *member, int most)
{
	char path[PATH_SIZE];
	if (r->bad)
		return 0;
	int n = store_json_length(r->store, r->json, full_path(r, member, path));
	if (n >= 0 && n <= most)
		return n;
	set_fault(r, member, n < 0 ? store_error(r->store) : "has too many elements");
	return 0;
}

/* The place of a word in a list that NULL ends; faults where it is not there. */
static int read_word(
    struct reader *r, const char *member, const char *const *words, const char *absent)
{
	char text[REGISTRY_NAME];
	read_text(r, member, text, sizeof text, absent ? OPTIONAL : REQUIRED);
	const char *word = text[0] || !absent ? text : absent;
	for (int i = 0; words[i]; i++)
		if (strcmp(words[i], word) == 0)
			return i;
	char what[REGISTRY_NAME + 32];
	snprintf(what, sizeof what, "is unknown: '%.40s'", text);
	set_fault(r, member, what);
	return 0;
}

/* Goes into element i of a list. The path is put back by leave_element(). */
static void enter_element(struct reader *r, const char *list, int i)
{
	if (!r->bad)
		snprintf(r->path, sizeof r->path, "%s[%d].", list, i);
}

static void leave_element(struct reader *r)
{
	if (!r->bad)
		r->path[0] = '\0';
}

/* ---- figures and rules --------------------------------------------------------------------- */

static void read_published_number(struct reader *r, struct published_number *f)
{
	read_text(r, "name", f->name, sizeof f->name, REQUIRED);
	read_number(r, "value", &f->value, NAN, REQUIRED);
	read_at_least(r, "rounding", &f->rounding, 0, 0, OPTIONAL);
	read_at_least(r, "n", &f->n, NAN, 1, OPTIONAL);
	read_at_least(r, "count", &f->count, NAN, 0, OPTIONAL);
	read_at_least(r, "error", &f->error, 0, 0, OPTIONAL);
	read_text(
	    r, "error_why", f->error_why, sizeof f->error_why, f->error > 0 ? REQUIRED : OPTIONAL);
	double unused;
	if (!r->bad && (num_double(f->name, &unused) == 0 || strchr(f->name, '/')))
		set_fault(r, "name", "is a number or has a '/' in it");
	if (!r->bad && !isnan(f->count) && !(f->count <= f->n))
		set_fault(r, "count", "is greater than \"n\", or \"n\" is missing");
}

/* What is not known is in no database: the verdict would be undecided for ever. */
static void fault_unknown(
    struct reader *r, const char *member, const char *kind, const char *name, const char *near)
{
	char what[3 * REGISTRY_NAME];
	snprintf(
	    what, sizeof what, "is the unknown %s '%.60s'; did you mean '%s'?", kind, name, near);
	set_fault(r, member, what);
	r->registry->misspelt = true;
}

static void read_result(struct reader *r, enum figure_id *figure)
{
	char name[REGISTRY_NAME];
	read_text(r, "result", name, sizeof name, REQUIRED);
	*figure = figure_find(name);
	if (r->bad || *figure != FIGURES)
		return;
	fault_unknown(r, "result", "figure", name, figure_name(figure_nearest(name)));
}

static void read_scope(struct reader *r, const char *member, char scope[REGISTRY_NAME])
{
	read_text(r, member, scope, REGISTRY_NAME, REQUIRED);
	if (!r->bad && !place_is_scope(scope))
		fault_unknown(r, member, "scope", scope, place_nearest_scope(scope));
}

static void read_target(struct reader *r, struct target *t)
{
	read_result(r, &t->figure);
	read_scope(r, "scope", t->scope);
	read_text(r, "grid", t->grid, sizeof t->grid, REQUIRED);
	if (!r->bad && !place_is_grid(t->grid))
		fault_unknown(r, "grid", "grid", t->grid, place_nearest_grid(t->grid));
}

static bool is_there(struct reader *r, const char *member)
{
	char text[8], path[PATH_SIZE];
	return !r->bad && store_json_text(r->store, r->json, full_path(r, member, path), text,
			      sizeof text) != 0;
}

/* A condition in an object of its own. */
static void read_condition(
    struct reader *r, const char *member, struct condition *c, enum presence otherwise)
{
	char path[sizeof r->path];
	c->at_least = NAN;
	if (!is_there(r, member))
		return;
	snprintf(path, sizeof path, "%s", r->path);
	snprintf(r->path, sizeof r->path, "%.100s%s.", path, member);
	read_target(r, &c->target);
	read_number(r, "at_least", &c->at_least, NAN, REQUIRED);
	read_text(r, "otherwise", c->otherwise, sizeof c->otherwise, otherwise);
	if (!r->bad)
		snprintf(r->path, sizeof r->path, "%s", path);
}

static void read_comparison(struct reader *r, struct rule *rule)
{
	static const char *const compare[] = {
	    "interval", "value", "share", "shannon", "min_entropy", NULL};
	read_number(r, "bound", &rule->bound, NAN, OPTIONAL);
	read_text(r, "figure", rule->published, sizeof rule->published,
	    isnan(rule->bound) ? REQUIRED : OPTIONAL);
	if (!r->bad && !isnan(rule->bound) && rule->published[0])
		set_fault(r, "bound", "cannot be combined with \"figure\"");
	read_at_least(r, "margin", &rule->margin, 0, 0, REQUIRED);
	read_text(r, "margin_why", rule->margin_why, sizeof rule->margin_why,
	    rule->margin > 0 ? REQUIRED : OPTIONAL);
	rule->compare = (enum rule_compare)read_word(r, "compare", compare, "interval");
	read_at_least(r, "least_n", &rule->least_n, 0, 0, OPTIONAL);
	read_at_least(r, "least_n_eff", &rule->least_n_eff, 0, 0, OPTIONAL);
	double half_step;
	read_number(r, "half_step", &half_step, 0, OPTIONAL);
	rule->half_step = half_step != 0;
}

/* A margin that may be absent: then an interval takes its place. */
static void read_unchanged(struct reader *r, struct rule *rule)
{
	read_scope(r, "other_scope", rule->other_scope);
	read_at_least(r, "margin", &rule->margin, NAN, 0, OPTIONAL);
	read_text(r, "margin_why", rule->margin_why, sizeof rule->margin_why,
	    isnan(rule->margin) ? OPTIONAL : REQUIRED);
	read_at_least(r, "least_n", &rule->least_n, 0, 0, OPTIONAL);
}

static void read_rule(struct reader *r, struct rule *rule)
{
	static const char *const kinds[] = {"equivalence", "differs", "at_least", "at_most",
	    "unchanged", "yield_at_least", "needs", NULL};
	static const char *const onlys[] = {"any", "refute", "support", NULL};
	rule->kind = (enum rule_kind)read_word(r, "kind", kinds, NULL);
	rule->only = (enum rule_only)read_word(r, "only", onlys, "any");
	read_text(r, "needs", rule->needs, sizeof rule->needs,
	    rule->kind == RULE_NEEDS ? REQUIRED : OPTIONAL);
	read_condition(r, "given", &rule->given, OPTIONAL);
	read_text(r, "sense", rule->sense, sizeof rule->sense, OPTIONAL);
	read_text(r, "otherwise", rule->otherwise, sizeof rule->otherwise, OPTIONAL);
	if (rule->kind == RULE_NEEDS)
		return;
	read_target(r, &rule->target);
	if (rule->kind == RULE_UNCHANGED) {
		read_unchanged(r, rule);
	} else if (rule->kind == RULE_YIELD) {
		read_at_least(r, "samples_per_byte", &rule->samples_per_byte, 0, 1, REQUIRED);
		read_at_least(r, "extra_samples", &rule->extra_samples, 0, 0, REQUIRED);
	} else {
		read_comparison(r, rule);
	}
}

/* ---- relations ----------------------------------------------------------------------------- */

enum member_type { OPERAND, COUNT, ZERO_OR_MORE, POINTS };

/* The members that relations are made of, and where each is kept. */
static const struct {
	const char *name;
	enum member_type type;
	size_t offset;
} members[] = {
    {"figure", OPERAND, offsetof(struct relation, published)},
    {"low", OPERAND, offsetof(struct relation, low)},
    {"high", OPERAND, offsetof(struct relation, high)},
    {"low_count", OPERAND, offsetof(struct relation, low_count)},
    {"high_count", OPERAND, offsetof(struct relation, high_count)},
    {"ticks", OPERAND, offsetof(struct relation, ticks)},
    {"ns", OPERAND, offsetof(struct relation, ns)},
    {"shannon", OPERAND, offsetof(struct relation, shannon)},
    {"min_entropy", OPERAND, offsetof(struct relation, min_entropy)},
    {"fine_shannon", OPERAND, offsetof(struct relation, fine_shannon)},
    {"fine_min_entropy", OPERAND, offsetof(struct relation, fine_min_entropy)},
    {"mean", OPERAND, offsetof(struct relation, mean)},
    {"tick_num", COUNT, offsetof(struct relation, tick_num)},
    {"tick_den", COUNT, offsetof(struct relation, tick_den)},
    {"greatest", ZERO_OR_MORE, offsetof(struct relation, greatest)},
    {"total", COUNT, offsetof(struct relation, total)},
    {"hz", COUNT, offsetof(struct relation, hz)},
    {"outcomes", COUNT, offsetof(struct relation, outcomes)},
    {"samples_per_byte", COUNT, offsetof(struct relation, samples_per_byte)},
    {"extra_samples", ZERO_OR_MORE, offsetof(struct relation, extra_samples)},
    {"points", POINTS, 0},
};

/* The members each kind must have, by name. In the order of enum relation_kind. */
static const char *const relation_kinds[] = {"share_of_count", "counts_sum", "ticks_to_ns",
    "entropy_at_most_log2_outcomes", "entropy_of_two_point", "cv_of_two_point", "entropy_of_points",
    "min_entropy_of_points", "cv_of_points", "lsb_of_points", "min_entropy_given_shannon",
    "extractor_capacity", "counts_on_lattice", "moments_of_ticks", "odd_share_of_ticks",
    "same_law_two_counters", "one_cost", NULL};
static const char *const relation_members[] = {" figure ", " low_count high_count total ",
    " ticks ns hz ", " figure outcomes ", " figure low_count high_count total ",
    " figure low high low_count high_count total ", " figure points ", " figure points ",
    " figure points ", " figure points ", " figure shannon ", " samples_per_byte extra_samples ",
    " points tick_num tick_den ", " figure mean greatest total tick_num tick_den ",
    " figure mean total tick_num tick_den ",
    " shannon min_entropy fine_shannon fine_min_entropy tick_num tick_den ",
    " figure low high low_count high_count hz "};

static void read_points(struct reader *r, struct relation *a)
{
	char path[32];
	double sum = 0;
	a->points = read_length(r, "points", REGISTRY_POINTS);
	if (a->points == 0)
		set_missing(r, "points");
	for (int i = 0; i < a->points; i++) {
		snprintf(path, sizeof path, "points[%d][0]", i);
		read_number(r, path, &a->value[i], NAN, REQUIRED);
		snprintf(path, sizeof path, "points[%d][1]", i);
		read_at_least(r, path, &a->weight[i], NAN, 0, REQUIRED);
		sum += a->weight[i];
	}
	if (!(sum > 0))
		set_fault(r, "points", "have no weight");
}

/* True if `name` is a word of the list, which has a space around every word. */
static bool is_listed(const char *list, const char *name)
{
	char word[REGISTRY_NAME];
	snprintf(word, sizeof word, " %s ", name);
	return strstr(list, word) != NULL;
}

static void read_relation(struct reader *r, struct relation *a)
{
	a->kind = (enum relation_kind)read_word(r, "kind", relation_kinds, NULL);
	for (size_t i = 0; !r->bad && i < sizeof members / sizeof *members; i++) {
		if (!is_listed(relation_members[a->kind], members[i].name))
			continue;
		char *at = (char *)a + members[i].offset;
		if (members[i].type == OPERAND)
			read_text(r, members[i].name, ((struct operand *)(void *)at)->text,
			    REGISTRY_NAME, REQUIRED);
		else if (members[i].type == POINTS)
			read_points(r, a);
		else
			read_at_least(r, members[i].name, (double *)(void *)at, NAN,
			    members[i].type == COUNT ? 1 : 0, REQUIRED);
	}
	double excludes;
	read_number(r, "excludes", &excludes, 0, OPTIONAL);
	a->excludes = excludes != 0;
	read_text(r, "reading", a->reading, sizeof a->reading, OPTIONAL);
	read_text(r, "note", a->note, sizeof a->note, OPTIONAL);
	read_at_least(r, "apart", &a->apart, 0, 0, OPTIONAL);
	read_at_least(r, "tolerance", &a->tolerance, 0, 0, OPTIONAL);
	read_text(r, "tolerance_why", a->tolerance_why, sizeof a->tolerance_why,
	    a->tolerance > 0 ? REQUIRED : OPTIONAL);
}

/* ---- entries ------------------------------------------------------------------------------- */

/* A recording of another tool may time what no probe does: only a slip is refused. */
static const char *find_misspelt_probe(const char *name)
{
	const char *names[REGISTRY_PROBES];
	size_t n = 0;
	for (; n < REGISTRY_PROBES && tlp_probes[n]; n++)
		names[n] = tlp_probes[n]->name;
	return nearest_misspelt(name, names, n);
}

static void read_probes(struct reader *r, struct claim *c)
{
	char member[32];
	c->probes_n = read_length(r, "probes", REGISTRY_MANY);
	for (int i = 0; i < c->probes_n; i++) {
		snprintf(member, sizeof member, "probes[%d]", i);
		read_text(r, member, c->probes[i], sizeof c->probes[i], REQUIRED);
		const char *near = r->bad ? NULL : find_misspelt_probe(c->probes[i]);
		if (near)
			fault_unknown(r, member, "probe", c->probes[i], near);
	}
}

static void read_source(struct reader *r, struct claim *c)
{
	char repository[REGISTRY_LINE], file[REGISTRY_LINE], lines[REGISTRY_NAME];
	read_text(r, "source.repository", repository, sizeof repository, OPTIONAL);
	read_text(r, "source.file", file, sizeof file, REQUIRED);
	read_text(r, "source.lines", lines, sizeof lines, OPTIONAL);
	snprintf(c->source, sizeof c->source, "%s%s%s%s%s", repository, repository[0] ? ": " : "",
	    file, lines[0] ? ", lines " : "", lines);
	read_text(r, "subject", c->subject, sizeof c->subject, OPTIONAL);
}

static void read_platform(struct reader *r, struct claim *c)
{
	if (!is_there(r, "platform"))
		return;
	read_text(r, "platform.name", c->platform, sizeof c->platform, REQUIRED);
	read_text(r, "platform.system", c->system, sizeof c->system, OPTIONAL);
	read_text(r, "platform.arch", c->arch, sizeof c->arch, OPTIONAL);
	read_text(r, "platform.cpu", c->cpu, sizeof c->cpu, OPTIONAL);
}

/* The coarsest counter with which a run can be judged. */
static void read_counter(struct reader *r, struct claim *c)
{
	read_number(r, "counter.step_ns_at_most", &c->step_ns, NAN, OPTIONAL);
	read_text(r, "counter.otherwise", c->step_why, sizeof c->step_why,
	    isnan(c->step_ns) ? OPTIONAL : REQUIRED);
}

/* Reads every element of a list of objects with one function. */
#define READ_LIST(r, list, into, count, most, read_one)                                            \
	do {                                                                                       \
		(count) = read_length((r), (list), (most));                                        \
		for (int i_ = 0; i_ < (count); i_++) {                                             \
			enter_element((r), (list), i_);                                            \
			read_one((r), &(into)[i_]);                                                \
			leave_element((r));                                                        \
		}                                                                                  \
	} while (0)

static void read_claim(struct reader *r, struct claim *c)
{
	char unused[4 * REGISTRY_TEXT];
	read_text(r, "id", c->id, sizeof c->id, REQUIRED);
	if (c->id[0])
		snprintf(r->name, sizeof r->name, "%s", c->id);
	read_text(r, "title", c->title, sizeof c->title, REQUIRED);
	read_text(r, "statement", unused, sizeof unused, REQUIRED);
	read_source(r, c);
	read_platform(r, c);
	read_text(r, "evidence", unused, sizeof unused, REQUIRED);
	read_text(r, "published.text", c->published, sizeof c->published, REQUIRED);
	read_text(r, "note", c->note, sizeof c->note, OPTIONAL);
	read_text(r, "body", c->body, sizeof c->body, OPTIONAL);
	read_text(
	    r, "hypothesis", c->hypothesis, sizeof c->hypothesis, c->body[0] ? REQUIRED : OPTIONAL);
	read_text(r, "siblings", c->siblings, sizeof c->siblings, OPTIONAL);
	read_probes(r, c);
	READ_LIST(
	    r, "published.figures", c->numbers, c->numbers_n, REGISTRY_MANY, read_published_number);
	READ_LIST(r, "rules", c->rules, c->rules_n, REGISTRY_MANY, read_rule);
	READ_LIST(r, "beside", c->beside, c->beside_n, REGISTRY_MANY, read_target);
	READ_LIST(r, "relations", c->relations, c->relations_n, REGISTRY_MANY, read_relation);
	READ_LIST(r, "neighbours", c->neighbours, c->neighbours_n, 2, read_target);
	read_condition(r, "when", &c->when, REQUIRED);
	read_counter(r, c);
	check_names(r);
	if (c->body[0] && (c->rules_n > 0 || c->relations_n == 0))
		set_fault(r, "body",
		    "is for published tables only: such an entry has relations and no rules");
	for (int i = 0; i < c->relations_n && c->body[0]; i++)
		if (c->relations[i].reading[0])
			set_fault(r, "relations",
			    "of a body's table have no reading: they share the hypothesis");
	if (c->rules_n == 0 && c->relations_n == 0)
		set_fault(
		    r, "rules", "and \"relations\" are both missing: nothing could decide it");
}

/* The rules' figures must be the entry's own; two figures cannot share a name. */
static void check_published_numbers(struct reader *r, const struct claim *c)
{
	for (int i = 0; i < c->numbers_n; i++) {
		enter_element(r, "published.figures", i);
		if (registry_number(c, c->numbers[i].name) != &c->numbers[i])
			set_fault(r, "name", "occurs twice");
		leave_element(r);
	}
	for (int i = 0; i < c->rules_n; i++) {
		enter_element(r, "rules", i);
		if (c->rules[i].published[0] && !registry_number(c, c->rules[i].published))
			set_fault(r, "figure", "names no figure of this entry");
		leave_element(r);
	}
}

static const struct claim *find_claim(const struct registry *r, const char *id)
{
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->claims[i]->id, id) == 0)
			return r->claims[i];
	return NULL;
}

/* Puts a claim where its id belongs. The registry owns it from here. */
static int insert_claim(struct reader *r, struct claim *c)
{
	struct registry *reg = r->registry;
	const struct claim *twin = find_claim(reg, c->id);
	if (twin) {
		snprintf(reg->why, sizeof reg->why, "%s: entry %s: \"id\" is already used in %s",
		    r->file, c->id, strcmp(twin->file, r->file) ? twin->file : "this file");
		return -1;
	}
	struct claim **grown = realloc(reg->claims, (reg->n + 1) * sizeof *grown);
	if (!grown) {
		snprintf(reg->why, sizeof reg->why, "%s: no memory", r->file);
		return -1;
	}
	reg->claims = grown;
	size_t at = reg->n++;
	for (; at > 0 && strcmp(grown[at - 1]->id, c->id) > 0; at--)
		grown[at] = grown[at - 1];
	grown[at] = c;
	return 0;
}

static int add_entry(struct reader *r)
{
	struct claim *c = calloc(1, sizeof *c);
	if (!c) {
		set_fault(r, "id", "cannot be stored: no memory");
		return -1;
	}
	snprintf(c->file, sizeof c->file, "%s", r->file);
	read_claim(r, c);
	check_published_numbers(r, c);
	if (!r->bad && insert_claim(r, c) == 0)
		return 0;
	free(c);
	return -1;
}

/* ---- the registry -------------------------------------------------------------------------- */

void registry_init(struct registry *r)
{
	*r = (struct registry){0};
}

void registry_release(struct registry *r)
{
	for (size_t i = 0; i < r->n; i++)
		free(r->claims[i]);
	free(r->claims);
	registry_init(r);
}

const struct published_number *registry_number(const struct claim *c, const char *name)
{
	for (int i = 0; i < c->numbers_n; i++)
		if (strcmp(c->numbers[i].name, name) == 0)
			return &c->numbers[i];
	return NULL;
}

int registry_add(struct registry *reg, struct store *s, const char *file, const char *json)
{
	int n = store_json_length(s, json, "$");
	if (n <= 0) {
		snprintf(reg->why, sizeof reg->why, "%s: %s", file,
		    n < 0 ? "not valid JSON" : "not an array of claims, or an empty one");
		return -1;
	}
	char *entry = malloc(ENTRY_SIZE);
	int rc = entry ? 0 : -1;
	if (!entry)
		snprintf(reg->why, sizeof reg->why, "%s: no memory", file);
	for (int i = 0; i < n && rc == 0; i++) {
		struct reader r = {.registry = reg, .store = s, .file = file, .json = json};
		char member[32];
		snprintf(r.name, sizeof r.name, "#%d", i + 1);
		snprintf(member, sizeof member, "$[%d]", i);
		int got = store_json_text(s, json, member, entry, ENTRY_SIZE);
		r.json = entry;
		if (got <= 0 || entry[0] != '{' || strlen(entry) + 1 >= ENTRY_SIZE) {
			snprintf(reg->why, sizeof reg->why,
			    "%s: entry %s: not an object, or too long", file, r.name);
			rc = -1;
			break;
		}
		rc = add_entry(&r);
		free(r.known);
	}
	free(entry);
	return rc;
}

/* Says what is wrong with an operand of relation i, and returns -1. */
static int bad_operand(struct registry *r, const struct claim *c, int i, size_t m, const char *what)
{
	snprintf(r->why, sizeof r->why, "%s: entry %s: \"relations[%d].%s\" %s", c->file, c->id, i,
	    members[m].name, what);
	return -1;
}

/* Ties one operand: a number, a figure of the claim, or CLAIM/FIGURE. */
static int tie_operand(struct registry *r, struct claim *c, int i, size_t m)
{
	struct relation *a = &c->relations[i];
	struct operand *o = (struct operand *)(void *)((char *)a + members[m].offset);
	bool counted = strstr(members[m].name, "count") || a->kind == RELATION_SHARE_OF_COUNT;
	if (o->text[0] == '\0')
		return 0;
	if (num_double(o->text, &o->number) == 0)
		return a->kind == RELATION_SHARE_OF_COUNT
			   ? bad_operand(r, c, i, m, "is a number where a figure belongs")
			   : 0;
	char id[REGISTRY_NAME], what[2 * REGISTRY_NAME];
	const char *slash = strchr(o->text, '/');
	snprintf(id, sizeof id, "%.*s", slash ? (int)(slash - o->text) : 0, o->text);
	const struct claim *owner = slash ? find_claim(r, id) : c;
	o->published = owner ? registry_number(owner, slash ? slash + 1 : o->text) : NULL;
	if (!o->published) {
		snprintf(what, sizeof what, "names no published figure: '%s'", o->text);
		return bad_operand(r, c, i, m, what);
	}
	if (counted && isnan(o->published->count))
		return bad_operand(r, c, i, m, "has no \"count\" of \"n\"");
	return 0;
}

int registry_finish(struct registry *r)
{
	for (size_t k = 0; k < r->n; k++)
		for (int i = 0; i < r->claims[k]->relations_n; i++)
			for (size_t m = 0; m < sizeof members / sizeof *members; m++)
				if (members[m].type == OPERAND &&
				    tie_operand(r, r->claims[k], i, m) != 0)
					return -1;
	return 0;
}
