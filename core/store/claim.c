/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "internal_private.h"

#include <math.h>
#include <stdio.h>

int store_claims_clear(struct store *s)
{
	return store_exec(s, "DELETE FROM verdict; DELETE FROM claim", "clearing the registry");
}

/* First column of the first row as an integer; -1 if there is none. */
static int64_t one_integer(struct store *s, sqlite3_stmt *q, const char *doing)
{
	int64_t v = store_step(s, q, doing) > 0 ? sqlite3_column_int64(q, 0) : -1;
	sqlite3_finalize(q);
	return v;
}

static int check_array(struct store *s, const char *name, const char *json, size_t size)
{
	sqlite3_stmt *q = store_prepare(s,
	    "SELECT CASE WHEN NOT json_valid(?1) THEN 1 WHEN json_type(?1) <> 'array' THEN 2"
	    " WHEN EXISTS (SELECT 1 FROM json_each(?1) WHERE type <> 'object' OR"
	    " json_type(value, '$.id') IS NOT 'text') THEN 3 ELSE 0 END");
	if (!q)
		return -1;
	sqlite3_bind_text(q, 1, json, (int)size, SQLITE_STATIC);
	switch (one_integer(s, q, name)) {
	case 0:
		return 0;
	case 1:
		return store_fail(s, "%s: not valid JSON", name);
	case 2:
		return store_fail(s, "%s: not an array of claims", name);
	case 3:
		return store_fail(s, "%s: an entry is not an object with a text \"id\"", name);
	default:
		return -1;
	}
}

int store_claims_load(struct store *s, const char *name, const char *json, size_t size)
{
	if (size > 16 << 20)
		return store_fail(s, "%s: larger than 16 MiB", name);
	if (check_array(s, name, json, size) != 0)
		return -1;
	sqlite3_stmt *q = store_prepare(s,
	    "INSERT INTO claim (claim, body) SELECT json_extract(value, '$.id'), value"
	    " FROM json_each(?1)");
	if (!q)
		return -1;
	sqlite3_bind_text(q, 1, json, (int)size, SQLITE_STATIC);
	int rc = sqlite3_step(q);
	if (rc == SQLITE_CONSTRAINT)
		store_fail(s, "%s: two entries of the registry have the same id", name);
	else if (rc != SQLITE_DONE)
		store_fail_sql(s, name);
	sqlite3_finalize(q);
	return rc == SQLITE_DONE ? sqlite3_changes(s->db) : -1;
}

int store_claims(
    struct store *s, int (*each)(void *context, const char *id, const char *body), void *context)
{
	sqlite3_stmt *q = store_prepare(s, "SELECT claim, body FROM claim ORDER BY claim");
	if (!q)
		return -1;
	int count = 0;
	while (store_next(s, q, "reading the registry", &count)) {
		if (each(context, store_column_text(q, 0), store_column_text(q, 1)) != 0)
			break;
	}
	sqlite3_finalize(q);
	return count;
}

int store_put_verdict(struct store *s, const struct store_verdict *v)
{
	sqlite3_stmt *q = store_prepare(s,
	    "INSERT INTO verdict (claim, run_id, verdict, value, lo, hi, published, why)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
	if (!q)
		return -1;
	store_bind_text(q, 1, v->claim);
	if (v->run_id)
		sqlite3_bind_int64(q, 2, v->run_id);
	store_bind_text(q, 3, v->verdict);
	store_bind_double(q, 4, v->value);
	store_bind_double(q, 5, v->lo);
	store_bind_double(q, 6, v->hi);
	store_bind_text(q, 7, v->published);
	store_bind_text(q, 8, v->why);
	return store_run_once(s, q, v->claim);
}

int store_verdicts(struct store *s, int64_t run_id,
    int (*each)(void *context, const struct store_verdict *v), void *context)
{
	sqlite3_stmt *q = store_prepare(s,
	    "SELECT claim, uuid, run_id, verdict, value, lo, hi, published, why FROM verdict"
	    " LEFT JOIN run USING (run_id) WHERE ?1 < 0 OR ifnull(run_id, 0) = ?1"
	    " ORDER BY claim, ifnull(run_id, 0)");
	if (!q)
		return -1;
	sqlite3_bind_int64(q, 1, run_id);
	int count = 0;
	while (store_next(s, q, "reading verdicts", &count)) {
		struct store_verdict v = {store_column_text(q, 0), store_column_text(q, 1),
		    sqlite3_column_int64(q, 2), store_column_text(q, 3), store_column_double(q, 4),
		    store_column_double(q, 5), store_column_double(q, 6), store_column_text(q, 7),
		    store_column_text(q, 8)};
		if (each(context, &v) != 0)
			break;
	}
	sqlite3_finalize(q);
	return count;
}
