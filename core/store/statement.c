/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Statements: prepared, bound, run, and what a failure of one says.
 */
#include "internal_private.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Why a file of SQLite's could not be opened or made to be written, in this thread; 0: none was
 * refused. And its ending, where it is one that SQLite keeps beside a database. */
static _Thread_local int refused;
static _Thread_local const char *refused_beside;

/* The ending of a file that SQLite keeps beside a database; NULL: it is another. */
static const char *ending_beside(const char *path)
{
	static const char *const endings[] = {"-wal", "-shm", "-journal"};
	size_t n = strlen(path);
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		size_t k = strlen(endings[i]);
		if (n > k && strcmp(path + n - k, endings[i]) == 0)
			return endings[i];
	}
	return NULL;
}

/* In place of open() in SQLite, which tries a second time, to read only, and keeps the errno of
 * that. */
static int open_keeping(const char *path, int flags, int mode)
{
	int fd = open(path, flags, mode);
	if (fd < 0 && (flags & O_ACCMODE) != O_RDONLY) {
		refused = errno;
		refused_beside = ending_beside(path);
	}
	return fd;
}

static void keep_refusals(void)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
	if (vfs && vfs->iVersion >= 3 && vfs->xSetSystemCall)
		vfs->xSetSystemCall(vfs, "open", (sqlite3_syscall_ptr)open_keeping);
}

void store_watch_refusals(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, keep_refusals);
	refused = 0;
}

int store_refusal(void)
{
	return refused;
}

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
	return *folder ? errno : 0;
}

/* Keeps the reason of a failure that says nothing of what the database holds. */
static int fail_lost(struct store *s, const char *doing, const char *reason)
{
	store_fail(s, "%s: %s", doing, reason);
	if (!s->lost[0])
		snprintf(s->lost, sizeof s->lost, "%s", s->why);
	return -1;
}

int store_check_reads(struct store *s)
{
	if (!s->lost[0])
		return 0;
	store_fail(s, "%s", s->lost);
	s->lost[0] = '\0';
	return -1;
}

/* SQLite makes files beside the database to read it too: the ending of the one that could not be
 * made, or opened to be written; NULL: another file is the reason. */
static const char *failed_beside(const struct store *s, int code)
{
	switch (sqlite3_extended_errcode(s->db)) {
	case SQLITE_IOERR_SHMOPEN:
	case SQLITE_IOERR_SHMSIZE:
	case SQLITE_IOERR_SHMMAP:
		return "-shm";
	default:
		return s->refused == 0 && (code == SQLITE_READONLY || code == SQLITE_CANTOPEN)
			   ? refused_beside
			   : NULL;
	}
}

int store_fail_sql(struct store *s, const char *doing)
{
	int error = errno, code = sqlite3_errcode(s->db);
	if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
		return store_fail(
		    s, "%s: the database is locked by another process; try again later", doing);
	if (code == SQLITE_FULL)
		return store_fail(s, "%s: the disk is full", doing);
	/* json_valid() of a CHECK finds a text malformed where memory is missing; malloc sets
	 * errno. */
	if (code == SQLITE_CONSTRAINT && error == ENOMEM)
		return fail_lost(s, doing, "out of memory");
	bool folder = false;
	int closed =
	    code == SQLITE_READONLY || code == SQLITE_CANTOPEN ? write_errno(s, &folder) : 0;
	if (closed != 0)
		error = closed;
	else if ((code == SQLITE_READONLY || code == SQLITE_CANTOPEN) &&
		 (s->refused != 0 || refused != 0))
		error = s->refused != 0 ? s->refused : refused;
	else if (sqlite3_system_errno(s->db) != 0) /* a commit that fails does not set it */
		error = sqlite3_system_errno(s->db);
	bool system = code == SQLITE_CANTOPEN || code == SQLITE_IOERR || code == SQLITE_READONLY;
	const char *beside = closed == 0 ? failed_beside(s, code) : NULL;
	if (beside && error != 0) {
		char what[4096 + 32];
		snprintf(
		    what, sizeof what, "%s: cannot make or write %s%s", doing, s->path, beside);
		return code == SQLITE_IOERR ? fail_lost(s, what, strerror(error))
					    : store_fail(s, "%s: %s", what, strerror(error));
	}
	if (folder && error != ENOENT)
		return store_fail(
		    s, "%s: the folder cannot be written to: %s", doing, strerror(error));
	if (code == SQLITE_READONLY && error != 0)
		return store_fail(
		    s, "%s: the file cannot be written to: %s", doing, strerror(error));
	if (code == SQLITE_IOERR || code == SQLITE_NOMEM || code == SQLITE_OK)
		return fail_lost(s, doing,
		    code == SQLITE_IOERR && error != 0 ? strerror(error) : sqlite_reason(s->db));
	if (system && error != 0)
		return store_fail(s, "%s: %s", doing, strerror(error));
	return store_fail(s, "%s: %s", doing, sqlite_reason(s->db));
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

/* SQLite's JSON functions find no member, and a text malformed, where memory is missing; malloc
 * sets errno. */
int store_step(struct store *s, sqlite3_stmt *q, const char *doing)
{
	errno = 0;
	int rc = sqlite3_step(q);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
		store_fail_sql(s, doing);
		return -1;
	}
	if (errno == ENOMEM || (rc == SQLITE_ROW && !sqlite_row_whole(q)))
		return fail_lost(s, doing, "out of memory");
	return rc == SQLITE_ROW;
}

bool store_next(struct store *s, sqlite3_stmt *q, const char *doing, int *count)
{
	int rc = store_step(s, q, doing);
	if (rc > 0)
		++*count;
	else if (rc < 0)
		*count = -1;
	return rc > 0;
}

int store_has_row(struct store *s, sqlite3_stmt *q, const char *doing)
{
	int found = 0;
	store_next(s, q, doing, &found);
	sqlite3_finalize(q);
	return found;
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

/* SQLite may have opened it all the same: where a statement is interrupted in its last step. */
static int begin_by(struct store *s, const char *sql, const char *doing)
{
	bool within = !sqlite3_get_autocommit(s->db);
	if (store_exec(s, sql, doing) == 0)
		return 0;
	if (!within && !sqlite3_get_autocommit(s->db))
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return -1;
}

int store_begin(struct store *s)
{
	return begin_by(s, "BEGIN IMMEDIATE", "opening a transaction");
}

static int check_known(struct store *s)
{
	for (size_t i = 0; i < s->known_count; i++)
		if (store_check_same(s, s->known[i].id, s->known[i].uuid) != 0)
			return -1;
	return 0;
}

int store_begin_same(struct store *s)
{
	if (store_begin(s) != 0)
		return -1;
	if (check_known(s) == 0)
		return 0;
	sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return -1;
}

bool store_has_moved(struct store *s)
{
	int yes = 0;
	return sqlite3_file_control(s->db, "main", SQLITE_FCNTL_HAS_MOVED, &yes) == SQLITE_OK &&
	       yes;
}

int store_check_place(struct store *s)
{
	return store_has_moved(s)
		   ? store_fail(s, "the database was deleted, moved or replaced meanwhile")
		   : 0;
}

int store_end(struct store *s, int rc)
{
	if (rc == 0 && store_exec(s, "COMMIT", "committing") == 0)
		return store_check_place(s);
	sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return -1;
}

int store_begin_part(struct store *s, const char *doing)
{
	return begin_by(s, "SAVEPOINT part", doing);
}

int store_end_part(struct store *s, int rc, const char *doing)
{
	if (rc == 0 && store_exec(s, "RELEASE part", doing) == 0)
		return 0;
	sqlite3_exec(s->db, "ROLLBACK TO part", NULL, NULL, NULL);
	sqlite3_exec(s->db, "RELEASE part", NULL, NULL, NULL);
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
