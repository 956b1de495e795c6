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
#include "row_rule_private.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

int row_rule_database(sqlite3 **ours)
{
	return sqlite3_open_v2(":memory:", ours, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
		       sqlite3_exec(*ours, store_schema_sql, NULL, NULL, NULL) == SQLITE_OK
		   ? 0
		   : -1;
}

int row_rule_made_by(sqlite3 *db, const char *name, char **sql)
{
	sqlite3_stmt *q = NULL;
	*sql = NULL;
	int rc =
	    sqlite3_prepare_v2(db, "SELECT sql FROM sqlite_schema WHERE name = ?1", -1, &q, NULL);
	if (rc == SQLITE_OK && (rc = sqlite3_bind_text(q, 1, name, -1, SQLITE_STATIC)) == SQLITE_OK)
		rc = sqlite3_step(q);
	if (rc == SQLITE_ROW && sqlite3_column_type(q, 0) == SQLITE_TEXT &&
	    !(*sql = sqlite3_mprintf("%s", sqlite3_column_text(q, 0))))
		rc = SQLITE_NOMEM;
	sqlite3_finalize(q);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : -1;
}

static const char *column_text(sqlite3_stmt *q, int i)
{
	return (const char *)sqlite3_column_text(q, i);
}

/* The types that a column of a STRICT table may hold. */
static int add_types(sqlite3 *ours, const char *table, sqlite3_str *out)
{
	sqlite3_stmt *q = NULL;
	int rc = sqlite3_prepare_v2(ours,
	    "SELECT name, lower(type), \"notnull\" OR pk FROM pragma_table_info(?1)", -1, &q, NULL);
	if (rc == SQLITE_OK)
		sqlite3_bind_text(q, 1, table, -1, SQLITE_STATIC);
	while (rc == SQLITE_OK && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		const char *name = column_text(q, 0);
		rc = SQLITE_OK;
		sqlite3_str_appendf(out, " WHEN typeof(\"%w\") NOT IN (%Q%s) THEN %Q", name,
		    column_text(q, 1), sqlite3_column_int(q, 2) ? "" : ", 'null'", name);
	}
	sqlite3_finalize(q);
	return rc == SQLITE_DONE ? 0 : -1;
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
	char *sql;
	int rc = row_rule_made_by(ours, table, &sql) == 0 && sql ? 0 : -1;
	for (const char *at = sql; rc == 0 && (at = strstr(at, "CHECK (")); at++) {
		char name[64];
		const char *open = at + strlen("CHECK "), *end = close_of(open);
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

int row_rule_add(sqlite3 *ours, const char *table, sqlite3_str *out)
{
	sqlite3_str_appendall(out, "CASE");
	int rc = add_types(ours, table, out);
	if (rc == 0)
		rc = add_checks(ours, table, out);
	sqlite3_str_appendall(out, " END");
	return rc;
}

char *row_rule_text(sqlite3 *ours, const char *table)
{
	sqlite3_str *out = sqlite3_str_new(NULL);
	int rc = row_rule_add(ours, table, out);
	char *text = sqlite3_str_finish(out);
	if (rc == 0)
		return text;
	sqlite3_free(text);
	return NULL;
}
