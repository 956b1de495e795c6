/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A JSON document (RFC 8259) as nodes that point into its text, which must stay.
 */
#ifndef READER_JSON_TREE_H
#define READER_JSON_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A piece of a text. */
struct span {
	const char *at;
	size_t n;
};

bool span_is(struct span s, const char *text);

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json_node {
	enum json_kind kind;
	struct span key, text; /* text: as it is written, of a string without its quotes */
	size_t line;
	uint32_t child, next; /* 0: none */
};

struct json_tree {
	struct json_node *node; /* node[1] is the document */
	size_t count, room;
};

/* Parses text[0 .. size). Returns 0, or -1 with the line and what is wrong with it. The caller
 * releases the tree in both cases. */
int json_parse(struct json_tree *t, const char *text, size_t size, size_t *line, const char **what);
void json_release(struct json_tree *t);
/* The member of that name; NULL: none. */
const struct json_node *json_member(
    const struct json_tree *t, const struct json_node *object, const char *key);
const struct json_node *json_child(const struct json_tree *t, const struct json_node *n);
const struct json_node *json_next(const struct json_tree *t, const struct json_node *n);

#endif
