/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Statements: prepared, bound, run, and what a failure of one says.
 */
#include "internal_private.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int store_fail(struct store *s, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(s->why, sizeof s->why, fmt, ap);
	va_end(ap);
	return -1;
}

/* Why the file, or if it is not there yet its folder (*folder), cannot be written to; 0 if the
 * system has no objection. */
static int write_errno(const struct store *s, bool *folder)
{
	char name[4096];
	*folder = false;
	if (access(s->path, W_OK) == 0)
		return 0;
	const char *slash = strrchr(s->path, '/');
	if (errno != ENOENT || (slash && (size_t)(slash - s->path) + 2 > sizeof name))
		return errno;
	snprintf(name, sizeof name, "%.*s", slash ? (int)(slash - s->path) + 1 : 1,
	    slash ? s->path : ".");
	*folder = access(name, W_OK | X_OK) != 0;
	return errno;
}

int store_fail_sql(struct store *s, const char *doing)
{
	int error = errno, code = sqlite3_errcode(s->db);
	if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
		return store_fail(
		    s, "%s: the database is locked by another process; try again later", doing);
	if (code == SQLITE_FULL)
		return store_fail(s, "%s: the disk is full", doing);
	bool folder = false;
	int closed =
	    code == SQLITE_READONLY || code == SQLITE_CANTOPEN ? write_errno(s, &folder) : 0;
	if (closed != 0)
		error = closed;
	else if (sqlite3_system_errno(s->db) != 0) /* a commit that fails does not set it */
		error = sqlite3_system_errno(s->db);
	bool system = code == SQLITE_CANTOPEN || code == SQLITE_IOERR || code == SQLITE_READONLY;
	if (folder && error != ENOENT)
		return store_fail(
		    s, "%s: the folder cannot be written to: %s", doing, strerror(error));
	if (code == SQLITE_READONLY && error != 0)
		return store_fail(
		    s, "%s: the file cannot be written to: %s", doing, strerror(error));
	if (system && error != 0)
		return store_fail(s, "%s: %s", doing, strerror(error));
	return store_fail(s, "%s: %s", doing, sqlite3_errmsg(s->db));
}

const char *store_error(const struct store *s)
{
	return s->why;
}

sqlite3_stmt *store_prepare(struct store *s, const char *sql)
{
	sqlite3_stmt *q = NULL;
	if (sqlite3_prepare_v2(s->db, sql, -1, &q, NULL) != SQLITE_OK) {
		store_fail_sql(s, "reading the database");
		return NULL;
	}
	return q;
}

int store_run_once(struct store *s, sqlite3_stmt *q, const char *doing)
{
	errno = 0;
	int rc = sqlite3_step(q);
	if (rc != SQLITE_DONE && rc != SQLITE_ROW)
		store_fail_sql(s, doing);
	sqlite3_finalize(q);
	return rc == SQLITE_DONE || rc == SQLITE_ROW ? 0 : -1;
}

bool store_next(struct store *s, sqlite3_stmt *q, const char *doing, int *count)
{
	int rc = sqlite3_step(q);
	if (rc == SQLITE_ROW)
		++*count;
	else if (rc != SQLITE_DONE)
		*count = store_fail_sql(s, doing);
	return rc == SQLITE_ROW;
}

int store_exec(struct store *s, const char *sql, const char *doing)
{
	errno = 0;
	return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0
								       : store_fail_sql(s, doing);
}

void store_bind_double(sqlite3_stmt *q, int column, double v)
{
	if (isnan(v))
		sqlite3_bind_null(q, column);
	else
		sqlite3_bind_double(q, column, v);
}

void store_bind_text(sqlite3_stmt *q, int column, const char *text)
{
	sqlite3_bind_text(q, column, text, -1, SQLITE_STATIC);
}

double store_column_double(sqlite3_stmt *q, int column)
{
	return sqlite3_column_type(q, column) == SQLITE_NULL ? NAN
							     : sqlite3_column_double(q, column);
}

const char *store_column_text(sqlite3_stmt *q, int column)
{
	return (const char *)sqlite3_column_text(q, column);
}

int store_begin(struct store *s)
{
	return store_exec(s, "BEGIN IMMEDIATE", "opening a transaction");
}

int store_end(struct store *s, int rc)
{
	if (rc == 0 && store_exec(s, "COMMIT", "committing") == 0)
		return 0;
	sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return -1;
}

int64_t store_pragma(struct store *s, const char *sql)
{
	sqlite3_stmt *q = store_prepare(s, sql);
	int64_t v = -1;
	if (!q)
		return -1;
	if (sqlite3_step(q) == SQLITE_ROW)
		v = sqlite3_column_int64(q, 0);
	else
		store_fail_sql(s, "reading the database");
	sqlite3_finalize(q);
	return v;
}
