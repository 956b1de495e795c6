/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An entry of the registry's files as it is read, member by member. After the first fault nothing
 * more is read, and the registry's `why` says what it was.
 */
#ifndef CLAIM_MEMBER_H
#define CLAIM_MEMBER_H

#include "registry.h"

enum { MEMBER_PATH = 192 };

/* What was looked for are the members that an entry can have: there is no other list of them. */
struct reader {
	struct registry *registry;
	struct store *store;
	const char *file;
	const char *json;	    /* the entry */
	char name[REGISTRY_ID + 8]; /* its id, or #3 */
	char path[128];		    /* of the object that is read: "" or "rules[0]." */
	char (*known)[MEMBER_PATH]; /* the paths of the members that were looked for; free() it */
	size_t known_n;
	bool bad;
};

enum presence { OPTIONAL, REQUIRED };

/* A text member. Numbers are taken as their text. "" where it is absent. */
void member_read_text(
    struct reader *r, const char *member, char *out, size_t size, enum presence presence);

void member_read_number(
    struct reader *r, const char *member, double *out, double absent, enum presence presence);

/* A number from `least` (0 or 1) to what a double counts exactly. */
void member_read_at_least(struct reader *r, const char *member, double *out, double absent,
    double least, enum presence presence);

/* Number of elements of a list, at most `most`. */
int member_read_length(struct reader *r, const char *member, int most);

/* The place of a word in a list that NULL ends; faults where it is not there. `absent`: what a
 * missing member means; NULL: it must be there. */
int member_read_word(
    struct reader *r, const char *member, const char *const *words, const char *absent);

bool member_is_there(struct reader *r, const char *member);

/* Goes into element i of a list, and back to the entry. */
void member_enter(struct reader *r, const char *list, int i);
void member_leave(struct reader *r);

/* Says what is wrong with a member; the first fault stays. */
void member_fault(struct reader *r, const char *member, const char *what);

/* Of one that was just looked for: it is missing, perhaps because its name is misspelt. */
void member_fault_missing(struct reader *r, const char *member);

/* Of a name that is in no database: the verdict would be undecided for ever. */
void member_fault_unknown(
    struct reader *r, const char *member, const char *kind, const char *name, const char *near);

/* Once a whole entry is read: faults a member that nothing looked for. */
void member_check_names(struct reader *r);

/* rule_read.c: published numbers, targets, conditions and rules. `otherwise`: whether a condition
 * must say what it means where it is not met. */
void rule_read_number(struct reader *r, struct published_number *f);
void rule_read_target(struct reader *r, struct target *t);
void rule_read_condition(
    struct reader *r, const char *member, struct condition *c, enum presence otherwise);
void rule_read(struct reader *r, struct rule *rule);

/* relation_read.c. */
void relation_read(struct reader *r, struct relation *a);

/* Ties the operands of the claim's relation i to what they name. 0, or -1 with the reason. */
int relation_tie(struct registry *r, struct claim *c, int i);

/* registry.c: the claim of that id; NULL: there is none. */
const struct claim *registry_claim(const struct registry *r, const char *id);

#endif
