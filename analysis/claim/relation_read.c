/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Relations of an entry: each kind has its members, by a table, and an operand is a number, or
 * names a published number of this entry or of another.
 */
#include "member_private.h"
#include "num.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

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
	a->points = member_read_length(r, "points", REGISTRY_POINTS);
	if (a->points == 0)
		member_fault_missing(r, "points");
	for (int i = 0; i < a->points; i++) {
		snprintf(path, sizeof path, "points[%d][0]", i);
		member_read_number(r, path, &a->value[i], NAN, REQUIRED);
		snprintf(path, sizeof path, "points[%d][1]", i);
		member_read_at_least(r, path, &a->weight[i], NAN, 0, REQUIRED);
		sum += a->weight[i];
	}
	if (!(sum > 0))
		member_fault(r, "points", "have no weight");
}

/* True if `name` is a word of the list, which has a space around every word. */
static bool is_listed(const char *list, const char *name)
{
	char word[REGISTRY_NAME];
	snprintf(word, sizeof word, " %s ", name);
	return strstr(list, word) != NULL;
}

void relation_read(struct reader *r, struct relation *a)
{
	a->kind = (enum relation_kind)member_read_word(r, "kind", relation_kinds, NULL);
	for (size_t i = 0; !r->bad && i < sizeof members / sizeof *members; i++) {
		if (!is_listed(relation_members[a->kind], members[i].name))
			continue;
		char *at = (char *)a + members[i].offset;
		if (members[i].type == OPERAND)
			member_read_text(r, members[i].name, ((struct operand *)(void *)at)->text,
			    REGISTRY_NAME, REQUIRED);
		else if (members[i].type == POINTS)
			read_points(r, a);
		else
			member_read_at_least(r, members[i].name, (double *)(void *)at, NAN,
			    members[i].type == COUNT ? 1 : 0, REQUIRED);
	}
	double excludes;
	member_read_number(r, "excludes", &excludes, 0, OPTIONAL);
	a->excludes = excludes != 0;
	member_read_text(r, "reading", a->reading, sizeof a->reading, OPTIONAL);
	member_read_text(r, "note", a->note, sizeof a->note, OPTIONAL);
	member_read_at_least(r, "apart", &a->apart, 0, 0, OPTIONAL);
	member_read_at_least(r, "tolerance", &a->tolerance, 0, 0, OPTIONAL);
	member_read_text(r, "tolerance_why", a->tolerance_why, sizeof a->tolerance_why,
	    a->tolerance > 0 ? REQUIRED : OPTIONAL);
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
	const struct claim *owner = slash ? registry_claim(r, id) : c;
	o->published = owner ? registry_number(owner, slash ? slash + 1 : o->text) : NULL;
	if (!o->published) {
		snprintf(what, sizeof what, "names no published figure: '%s'", o->text);
		return bad_operand(r, c, i, m, what);
	}
	if (counted && isnan(o->published->count))
		return bad_operand(r, c, i, m, "has no \"count\" of \"n\"");
	return 0;
}

int relation_tie(struct registry *r, struct claim *c, int i)
{
	for (size_t m = 0; m < sizeof members / sizeof *members; m++)
		if (members[m].type == OPERAND && tie_operand(r, c, i, m) != 0)
			return -1;
	return 0;
}
