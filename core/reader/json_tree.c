/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A JSON document (RFC 8259) as nodes that point into the text. Strings keep their escapes and
 * numbers their digits: what is read for exactness is not converted on the way. Nesting is bounded,
 * since the parser descends. Cost: one pass.
 */
#include "reader_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MOST = 64 };

struct parser {
	struct json_tree *t;
	const char *at, *end;
	size_t line;
	const char *what;
};

static int parser_fail(struct parser *p, const char *what)
{
	p->what = what;
	return -1;
}

static void blanks_skip(struct parser *p)
{
	for (; p->at < p->end && strchr(" \t\r\n", *p->at) && *p->at; p->at++)
		p->line += *p->at == '\n';
}

/* The next thing that is no blank is c, and is passed. */
static bool char_take(struct parser *p, char c)
{
	blanks_skip(p);
	if (p->at >= p->end || *p->at != c)
		return false;
	p->at++;
	return true;
}

static int string_take(struct parser *p, struct span *out)
{
	out->at = p->at;
	while (p->at < p->end && *p->at != '"') {
		if (*p->at == '\\')
			p->at++;
		if (p->at >= p->end || *p->at == '\n')
			return parser_fail(p, "a string that does not end");
		p->at++;
	}
	if (p->at >= p->end)
		return parser_fail(p, "a string that does not end");
	out->n = (size_t)(p->at++ - out->at);
	return 0;
}

static uint32_t node_add(struct parser *p, enum json_kind kind, struct span key)
{
	struct json_tree *t = p->t;
	if (t->count == t->room) {
		size_t room = t->room ? 2 * t->room : 1024;
		struct json_node *node =
		    room > UINT32_MAX ? NULL : realloc(t->node, room * sizeof *node);
		if (!node)
			return 0;
		t->node = node;
		t->room = room;
		if (t->count == 0)
			t->node[t->count++] = (struct json_node){.kind = JSON_NULL};
	}
	t->node[t->count] = (struct json_node){.kind = kind, .key = key, .line = p->line};
	return (uint32_t)t->count++;
}

static uint32_t value_parse(struct parser *p, struct span key, int depth);

/* The values between the brackets. Returns 0 or -1. */
static int values_parse(struct parser *p, uint32_t parent, bool named, int depth)
{
	char close = named ? '}' : ']';
	uint32_t last = 0;
	if (depth > DEPTH_MOST)
		return parser_fail(p, "values nested too deep");
	if (char_take(p, close))
		return 0;
	do {
		struct span key = {0};
		if (named &&
		    (!char_take(p, '"') || string_take(p, &key) != 0 || !char_take(p, ':')))
			return parser_fail(p, "a name and a colon are expected");
		uint32_t child = value_parse(p, key, depth + 1);
		if (child == 0)
			return -1;
		if (last)
			p->t->node[last].next = child;
		else
			p->t->node[parent].child = child;
		last = child;
	} while (char_take(p, ','));
	return char_take(p, close) ? 0 : parser_fail(p, "a comma or a closing bracket is expected");
}

static uint32_t container_parse(struct parser *p, struct span key, bool named, int depth)
{
	uint32_t i = node_add(p, named ? JSON_OBJECT : JSON_ARRAY, key);
	return i && values_parse(p, i, named, depth) == 0 ? i : 0;
}

/* A number or a word. */
static uint32_t scalar_parse(struct parser *p, struct span key)
{
	struct span text = {p->at, 0};
	while (p->at < p->end && *p->at && !strchr(" \t\r\n,]}:", *p->at))
		p->at++;
	text.n = (size_t)(p->at - text.at);
	bool word = span_is(text, "true") || span_is(text, "false");
	struct decimal d;
	enum json_kind kind = word ? JSON_BOOL : span_is(text, "null") ? JSON_NULL : JSON_NUMBER;
	if (kind == JSON_NUMBER && decimal_parse(text, &d) == DECIMAL_NO_NUMBER) {
		parser_fail(p, "a value is expected");
		return 0;
	}
	uint32_t i = node_add(p, kind, key);
	if (i)
		p->t->node[i].text = text;
	return i;
}

static uint32_t value_parse(struct parser *p, struct span key, int depth)
{
	if (char_take(p, '{'))
		return container_parse(p, key, true, depth);
	if (char_take(p, '['))
		return container_parse(p, key, false, depth);
	if (char_take(p, '"')) {
		struct span text;
		uint32_t i = string_take(p, &text) == 0 ? node_add(p, JSON_STRING, key) : 0;
		if (i)
			p->t->node[i].text = text;
		return i;
	}
	blanks_skip(p);
	return scalar_parse(p, key);
}

int json_parse(struct json_tree *t, const char *text, size_t size, size_t *line, const char **what)
{
	struct parser p = {t, text, text + size, 1, "out of memory"};
	*t = (struct json_tree){0};
	bool ok = value_parse(&p, (struct span){0}, 0) != 0;
	blanks_skip(&p);
	if (ok && p.at < p.end) {
		p.what = "text behind the document";
		ok = false;
	}
	*line = p.line;
	*what = p.what;
	return ok ? 0 : -1;
}

static int compare_keys(const void *a, const void *b)
{
	const struct span *x = a, *y = b;
	int by_bytes = memcmp(x->at, y->at, x->n < y->n ? x->n : y->n);
	return by_bytes ? by_bytes : (x->n > y->n) - (x->n < y->n);
}

/* Of a member that is there twice, readers disagree which one holds. By sorting: an object may have
 * as many members as a file has bytes. */
static int members_check(struct sink *k, const struct json_tree *t, size_t object)
{
	const struct json_node *node = t->node;
	size_t n = 0, i = 0;
	for (uint32_t c = node[object].child; c; c = node[c].next)
		n++;
	struct span *key = n > 1 ? malloc(n * sizeof *key) : NULL;
	if (n > 1 && !key)
		return sink_fail(k, 0, "out of memory");
	for (uint32_t c = node[object].child; c && key; c = node[c].next)
		key[i++] = node[c].key;
	if (key)
		qsort(key, n, sizeof *key, compare_keys);
	bool twice = false;
	for (i = 1; i < n && key && !twice; i++)
		twice = compare_keys(&key[i - 1], &key[i]) == 0;
	free(key);
	return twice ? sink_fail(k, node[object].line,
			   "a member of the object that begins here is there twice")
		     : 0;
}

int json_open(struct json_tree *t, struct sink *k)
{
	size_t line;
	const char *what;
	if (json_parse(t, k->source->at, k->source->size, &line, &what) == 0) {
		int rc = 0;
		for (size_t i = 1; i < t->count && rc == 0; i++)
			if (t->node[i].kind == JSON_OBJECT)
				rc = members_check(k, t, i);
		return rc;
	}
	return sink_fail(k, line, "not well-formed JSON: %s; the file may be cut off", what);
}

int json_read_tree(struct sink *k, int (*read)(struct sink *k, const struct json_tree *t))
{
	struct json_tree t;
	int rc = json_open(&t, k);
	if (rc == 0)
		rc = read(k, &t);
	json_release(&t);
	return rc;
}

void json_release(struct json_tree *t)
{
	free(t->node);
	*t = (struct json_tree){0};
}

const struct json_node *json_child(const struct json_tree *t, const struct json_node *n)
{
	return n && n->child ? &t->node[n->child] : NULL;
}

const struct json_node *json_next(const struct json_tree *t, const struct json_node *n)
{
	return n->next ? &t->node[n->next] : NULL;
}

const struct json_node *json_member(
    const struct json_tree *t, const struct json_node *object, const char *key)
{
	if (!object || object->kind != JSON_OBJECT)
		return NULL;
	for (const struct json_node *n = json_child(t, object); n; n = json_next(t, n))
		if (span_is(n->key, key))
			return n;
	return NULL;
}

bool is_json_with(const struct source *s, const char *key1, const char *key2)
{
	struct span all = {s->at, s->size}, line = first_line(s);
	char quoted[2][64];
	snprintf(quoted[0], sizeof quoted[0], "\"%s\"", key1);
	snprintf(quoted[1], sizeof quoted[1], "\"%s\"", key2);
	return line.n > 0 && *line.at == '{' && span_find(all, quoted[0]) &&
	       span_find(all, quoted[1]);
}
