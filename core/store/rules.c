/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a sound row of a run or of a chunk is, by which it is written and read alike. schema.sql
 * says it once: the type of each column, NOT NULL, and the CHECKs. SQLite enforces these on what is
 * written; what is read may have been written by another program, an older ticklab or a failing
 * disk, so the same conditions are made into one expression that names the first column of a row
 * that breaks one. A condition that is NULL holds, as in a CHECK
 * (https://sqlite.org/lang_createtable.html, "CHECK constraints"). Cost: a few ms when a database
 * is opened, microseconds a row.
 */
#include "internal_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The types that a column of a STRICT table may hold. */
static int add_types(sqlite3 *ours, const char *table, sqlite3_str *out)
{
	sqlite3_stmt *q = NULL;
	int rc = sqlite3_prepare_v2(ours,
	    "SELECT name, lower(type), \"notnull\" OR pk FROM pragma_table_info(?1)", -1, &q, NULL);
	if (rc == SQLITE_OK)
		store_bind_text(q, 1, table);
	while (rc == SQLITE_OK && sqlite3_step(q) == SQLITE_ROW) {
		const char *name = store_column_text(q, 0);
		sqlite3_str_appendf(out, " WHEN typeof(\"%w\") NOT IN (%Q%s) THEN %Q", name,
		    store_column_text(q, 1), sqlite3_column_int(q, 2) ? "" : ", 'null'", name);
	}
	sqlite3_finalize(q);
	return rc == SQLITE_OK ? 0 : -1;
}

/* The end of the parenthesis that opens at `text`: the character after it, or NULL. */
static const char *close_of(const char *text)
{
	int depth = 0;
	bool quoted = false;
	for (; *text; text++) {
		if (*text == '\'')
			quoted = !quoted;
		else if (!quoted && *text == '(')
			depth++;
		else if (!quoted && *text == ')' && --depth == 0)
			return text + 1;
	}
	return NULL;
}

/* The first word of the line, or the one after CONSTRAINT, is the column or the constraint. */
static void name_check(const char *sql, const char *check, char *name, size_t size)
{
	static const char constraint[] = "CONSTRAINT ";
	const char *line = check;
	while (line > sql && line[-1] != '\n')
		line--;
	line += strspn(line, "\t ");
	if (strncmp(line, constraint, sizeof constraint - 1) == 0)
		line += sizeof constraint - 1;
	snprintf(name, size, "%.*s", (int)strcspn(line, " "), line);
}

static int add_checks(sqlite3 *ours, const char *table, sqlite3_str *out)
{
	char *sql = store_made_by(ours, table);
	int rc = sql ? 0 : -1;
	for (const char *at = sql; rc == 0 && (at = strstr(at, "CHECK (")); at++) {
		char name[64];
		const char *open = strchr(at, '('), *end = close_of(open);
		name_check(sql, at, name, sizeof name);
		if (end)
			sqlite3_str_appendf(
			    out, " WHEN NOT %.*s THEN %Q", (int)(end - open), open, name);
		else
			rc = -1;
	}
	sqlite3_free(sql);
	return rc;
}

/* NULL for a row of `table` that breaks no rule, else a name. */
static int add_table(sqlite3 *ours, const char *table, sqlite3_str *out)
{
	sqlite3_str_appendall(out, "CASE");
	int rc = add_types(ours, table, out);
	if (rc == 0)
		rc = add_checks(ours, table, out);
	sqlite3_str_appendall(out, " END");
	return rc;
}

/* The same of the row beside a run that `where` finds; NULL where there is none. */
static int add_beside(sqlite3 *ours, const char *table, const char *where, sqlite3_str *out)
{
	sqlite3_str_appendall(out, ", (SELECT ");
	int rc = add_table(ours, table, out);
	sqlite3_str_appendf(out, " FROM %s AS beside WHERE beside.%s)", table, where);
	return rc;
}

/* A row that is named must be there: a run that lost its machine would read as an import. */
static const char lost[] =
    ", iif(machine_id NOT NULL AND NOT EXISTS (SELECT 1 FROM machine AS m WHERE m.machine_id ="
    " run.machine_id), 'machine_id', NULL), iif(campaign_id NOT NULL AND NOT EXISTS (SELECT 1 FROM"
    " cell AS l JOIN campaign USING (campaign_id) WHERE l.campaign_id = run.campaign_id AND l.cell"
    " = run.cell), 'campaign_id', NULL))";

int store_make_rules(struct store *s, sqlite3 *ours)
{
	sqlite3_str *out = sqlite3_str_new(NULL);
	sqlite3_str_appendall(out, "coalesce(");
	int rc = add_table(ours, "run", out) == 0 &&
			 add_beside(ours, "machine", "machine_id = run.machine_id", out) == 0 &&
			 add_beside(ours, "recording", "run_id = run.run_id", out) == 0 &&
			 add_beside(ours, "imported", "run_id = run.run_id", out) == 0
		     ? 0
		     : -1;
	sqlite3_str_appendall(out, lost);
	sqlite3_free(s->rules);
	s->rules = sqlite3_str_finish(out);
	out = sqlite3_str_new(NULL);
	rc = rc == 0 ? add_table(ours, "chunk", out) : rc;
	sqlite3_free(s->chunk_rules);
	s->chunk_rules = sqlite3_str_finish(out);
	return rc == 0 && s->rules && s->chunk_rules ? 0 : store_fail(s, "out of memory");
}

sqlite3_stmt *store_prepare_ruled(struct store *s, const char *before, const char *after)
{
	char *sql = sqlite3_mprintf("%s%s%s", before, s->rules, after);
	sqlite3_stmt *q = sql ? store_prepare(s, sql) : NULL;
	if (!sql)
		store_fail(s, "out of memory");
	sqlite3_free(sql);
	return q;
}

int store_fail_row(struct store *s, const char *uuid, int64_t id, const char *column)
{
	if (uuid)
		return store_fail(s, "run %s: its %s is not as ticklab writes it", uuid, column);
	return store_fail(s, "run %lld: its %s is not as ticklab writes it", (long long)id, column);
}

int store_bad_runs(struct store *s, void (*bad)(void *context, const char *line), void *context)
{
	sqlite3_stmt *q =
	    store_prepare_ruled(s, "SELECT run_id, uuid, rule FROM (SELECT run_id, uuid, ",
		" AS rule FROM run)"
		" WHERE rule NOT NULL ORDER BY run_id");
	int count = 0;
	if (!q)
		return -1;
	while (store_next(s, q, "reading the runs", &count)) {
		const char *rule = store_column_text(q, 2);
		store_fail_row(s, strcmp(rule, "uuid") == 0 ? NULL : store_column_text(q, 1),
		    sqlite3_column_int64(q, 0), rule);
		bad(context, s->why);
	}
	sqlite3_finalize(q);
	return count;
}
