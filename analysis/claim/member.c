/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The members of a JSON object, read by type. What was looked for is remembered, so that a member
 * that nothing looked for is refused, with the nearest name that would have been read there.
 */
#include "member_private.h"

#include "nearest.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void member_fault(struct reader *r, const char *member, const char *what)
{
	if (!r->bad)
		snprintf(r->registry->why, sizeof r->registry->why, "%s: entry %s: \"%s%s\" %s",
		    r->file, r->name, r->path, member, what);
	r->bad = true;
}

/* The path of a member that is looked for, and so is known from here on. */
static const char *full_path(struct reader *r, const char *member, char out[MEMBER_PATH])
{
	snprintf(out, MEMBER_PATH, "$.%s%s", r->path, member);
	if ((r->known_n & (r->known_n - 1)) == 0) {
		void *grown =
		    realloc(r->known, (r->known_n ? 2 * r->known_n : 1) * sizeof *r->known);
		if (!grown) {
			r->registry->no_memory = true;
			member_fault(r, member, "cannot be read: out of memory");
			return out;
		}
		r->known = grown;
	}
	memcpy(r->known[r->known_n++], out, MEMBER_PATH);
	return out;
}

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
	char member[MEMBER_PATH], what[REGISTRY_NAME + 64] = "is no member";
	snprintf(member, sizeof member, "%s%s%.60s", object[1] ? object + 2 : "",
	    object[1] ? "." : "", name);
	if (near)
		snprintf(what, sizeof what, "is no member; did you mean '%s'?", near);
	r->path[0] = '\0';
	member_fault(r, member, what);
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

static void check_twice(struct reader *r)
{
	char object[MEMBER_PATH], name[REGISTRY_NAME], member[2 * MEMBER_PATH];
	int rc = store_json_twice(r->store, r->json, object, sizeof object, name, sizeof name);
	if (rc < 0)
		member_fault(r, "id", store_error(r->store));
	if (rc <= 0)
		return;
	snprintf(member, sizeof member, "%s%s%s", object[1] ? object + 2 : "", object[1] ? "." : "",
	    name);
	r->path[0] = '\0';
	member_fault(r, member, "occurs twice");
}

void member_check_names(struct reader *r)
{
	if (!r->bad)
		check_twice(r);
	if (!r->bad && store_json_names(r->store, r->json, check_name, r) != 0 && !r->bad)
		member_fault(r, "id", store_error(r->store));
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

void member_fault_missing(struct reader *r, const char *member)
{
	if (!r->bad)
		store_json_names(r->store, r->json, check_slip, r);
	member_fault(r, member, "is missing");
}

void member_read_text(
    struct reader *r, const char *member, char *out, size_t size, enum presence presence)
{
	char path[MEMBER_PATH];
	out[0] = '\0';
	if (r->bad)
		return;
	int got = store_json_text(r->store, r->json, full_path(r, member, path), out, size);
	if (got < 0)
		member_fault(r, member, store_error(r->store));
	else if (presence == REQUIRED && out[0] == '\0')
		member_fault_missing(r, member);
	else if (strlen(out) + 1 >= size)
		member_fault(r, member, "is too long");
}

void member_read_number(
    struct reader *r, const char *member, double *out, double absent, enum presence presence)
{
	char path[MEMBER_PATH], text[8];
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
		member_fault(r, member, store_error(r->store));
	else if (there > 0)
		member_fault(r, member, "is not a number");
	else if (presence == REQUIRED)
		member_fault_missing(r, member);
}

void member_read_at_least(struct reader *r, const char *member, double *out, double absent,
    double least, enum presence presence)
{
	member_read_number(r, member, out, absent, presence);
	if (!r->bad && *out < least)
		member_fault(r, member, least > 0 ? "is less than one" : "is negative");
	if (!r->bad && *out > 1e15)
		member_fault(r, member, "is too large");
}

int member_read_length(struct reader *r, const char *member, int most)
{
	char path[MEMBER_PATH];
	if (r->bad)
		return 0;
	int n = store_json_length(r->store, r->json, full_path(r, member, path));
	if (n >= 0 && n <= most)
		return n;
	member_fault(r, member, n < 0 ? store_error(r->store) : "has too many elements");
	return 0;
}

int member_read_word(
    struct reader *r, const char *member, const char *const *words, const char *absent)
{
	char text[REGISTRY_NAME];
	member_read_text(r, member, text, sizeof text, absent ? OPTIONAL : REQUIRED);
	const char *word = text[0] || !absent ? text : absent;
	for (int i = 0; words[i]; i++)
		if (strcmp(words[i], word) == 0)
			return i;
	char what[REGISTRY_NAME + 32];
	snprintf(what, sizeof what, "is unknown: '%.40s'", text);
	member_fault(r, member, what);
	return 0;
}

void member_enter(struct reader *r, const char *list, int i)
{
	if (!r->bad)
		snprintf(r->path, sizeof r->path, "%s[%d].", list, i);
}

void member_leave(struct reader *r)
{
	if (!r->bad)
		r->path[0] = '\0';
}

void member_fault_unknown(
    struct reader *r, const char *member, const char *kind, const char *name, const char *near)
{
	char what[3 * REGISTRY_NAME];
	snprintf(
	    what, sizeof what, "is the unknown %s '%.60s'; did you mean '%s'?", kind, name, near);
	member_fault(r, member, what);
	r->registry->misspelt = true;
}

bool member_is_there(struct reader *r, const char *member)
{
	char text[8], path[MEMBER_PATH];
	return !r->bad && store_json_text(r->store, r->json, full_path(r, member, path), text,
			      sizeof text) != 0;
}
