/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON by SQLite's own functions, so that no room has a parser. A walk through an object is one
 * pass over json_tree, whose rows come in the order of the text: a container's path is kept until a
 * row has another parent. Cost: linear in the text.
 */
#include "internal_private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A statement with json and path bound, at its row; NULL where it has none. */
static sqlite3_stmt *ask_member(
    struct store *s, const char *sql, const char *json, const char *path)
{
	sqlite3_stmt *q = store_prepare(s, sql);
	if (!q)
		return NULL;
	store_bind_text(q, 1, json);
	store_bind_text(q, 2, path);
	if (store_step(s, q, path) > 0)
		return q;
	sqlite3_finalize(q);
	return NULL;
}

int store_json_text(struct store *s, const char *json, const char *path, char *out, size_t size)
{
	sqlite3_stmt *q = ask_member(s, "SELECT json_extract(?1, ?2)", json, path);
	if (!q)
		return -1;
	const char *text = store_column_text(q, 0);
	snprintf(out, size, "%s", text ? text : "");
	sqlite3_finalize(q);
	return text != NULL;
}

int store_json_number(struct store *s, const char *json, const char *path, double *out)
{
	sqlite3_stmt *q = ask_member(s, "SELECT json_extract(?1, ?2)", json, path);
	if (!q)
		return -1;
	int type = sqlite3_column_type(q, 0);
	bool number = type == SQLITE_INTEGER || type == SQLITE_FLOAT;
	*out = number ? sqlite3_column_double(q, 0) : NAN;
	sqlite3_finalize(q);
	return number;
}

int store_json_length(struct store *s, const char *json, const char *path)
{
	sqlite3_stmt *q = ask_member(s, "SELECT ifnull(json_array_length(?1, ?2), 0)", json, path);
	if (!q)
		return -1;
	int n = sqlite3_column_int(q, 0);
	sqlite3_finalize(q);
	return n;
}

int store_json_names(struct store *s, const char *json,
    int (*each)(void *context, const char *object, const char *name), void *context)
{
	/* An element of a list has its place as a key, a number. */
	sqlite3_stmt *q =
	    store_prepare(s, "SELECT path, key FROM json_tree(?1) WHERE typeof(key) = 'text'");
	if (!q)
		return -1;
	store_bind_text(q, 1, json);
	int rows = 0, rc = 0;
	while (rc == 0 && store_next(s, q, "reading JSON", &rows))
		rc = each(context, store_column_text(q, 0), store_column_text(q, 1));
	sqlite3_finalize(q);
	return rc != 0 || rows < 0 ? -1 : 0;
}

int store_json_twice(struct store *s, const char *json, char *object, size_t object_size,
    char *name, size_t name_size)
{
	sqlite3_stmt *q =
	    store_prepare(s, "SELECT path, key FROM json_tree(?1) WHERE typeof(key) = 'text'"
			     " GROUP BY parent, key HAVING count(*) > 1 ORDER BY min(id) LIMIT 1");
	if (!q)
		return -1;
	store_bind_text(q, 1, json);
	int rc = store_step(s, q, "reading JSON");
	if (rc > 0) {
		snprintf(object, object_size, "%s", store_column_text(q, 0));
		snprintf(name, name_size, "%s", store_column_text(q, 1));
	}
	sqlite3_finalize(q);
	return rc;
}

/* ---- every member -------------------------------------------------------------------------- */

enum { DEPTH_MAX = 8 };

/* The containers that the row lies in. */
struct trail {
	struct {
		int64_t id;
		char *path; /* sqlite3_free */
	} in[DEPTH_MAX];
	int depth;
};

static void trail_cut(struct trail *t, int depth)
{
	while (t->depth > depth)
		sqlite3_free(t->in[--t->depth].path);
}

/* Leaves the containers that do not hold a child of `parent`. False: none does, it is too deep. */
static bool trail_find(struct trail *t, int64_t parent)
{
	int depth = t->depth;
	while (depth > 0 && t->in[depth - 1].id != parent)
		depth--;
	if (depth > 0)
		trail_cut(t, depth);
	return depth > 0;
}

enum { KEY, TYPE, TEXT, ID, PARENT };

/* The path of a row; NULL without memory. */
static char *path_of(sqlite3_stmt *q, const struct trail *t)
{
	const char *above = t->depth ? t->in[t->depth - 1].path : "",
		   *key = store_column_text(q, KEY);
	return sqlite3_mprintf("%s%s%s", above, *above ? "." : "", t->depth && key ? key : "");
}

/* A row of json_tree, of an object or of what is in it. Returns what each() did. */
static int visit_member(struct store *s, sqlite3_stmt *q, struct trail *t,
    int (*each)(void *context, const char *path, const char *value), void *context)
{
	const char *type = store_column_text(q, TYPE), *text = store_column_text(q, TEXT);
	if (t->depth > 0 && !trail_find(t, sqlite3_column_int64(q, PARENT)))
		return 0;
	char *path = path_of(q, t);
	if (!path)
		return store_fail(s, "out of memory");
	if (strcmp(type, "object") != 0 && strcmp(type, "array") != 0) {
		int rc = each(context, path, text ? text : "unknown");
		sqlite3_free(path);
		return rc;
	}
	if (t->depth == DEPTH_MAX) {
		sqlite3_free(path);
		return 0;
	}
	t->in[t->depth].id = sqlite3_column_int64(q, ID);
	t->in[t->depth++].path = path;
	return 0;
}

int store_json_members(struct store *s, const char *json,
    int (*each)(void *context, const char *path, const char *value), void *context)
{
	/* A number is taken as it is written: as a value it would be rounded to a double. */
	sqlite3_stmt *q = store_prepare(s,
	    "SELECT key, type, CASE WHEN type IN ('integer', 'real') THEN ifnull(?1 -> fullkey, "
	    "atom)"
	    " WHEN type IN ('true', 'false') THEN type ELSE atom END, id, parent"
	    " FROM json_tree(CASE WHEN json_valid(?1) AND json_type(?1) = 'object' THEN ?1"
	    " ELSE '{}' END)");
	if (!q)
		return -1;
	store_bind_text(q, 1, json);
	struct trail t = {.depth = 0};
	int rows = 0, rc = 0;
	while (rc == 0 && store_next(s, q, "reading JSON", &rows))
		rc = visit_member(s, q, &t, each, context);
	trail_cut(&t, 0);
	sqlite3_finalize(q);
	return rc != 0 || rows < 0 ? -1 : 0;
}
