/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "internal_private.h"
#include "row_rule_private.h"
#include "num.h"
#include "sha256.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	APPLICATION_ID = 0x7469636b, /* "tick" */
	USER_VERSION = 8,
	SMALLEST_PAGE = 512, /* of SQLite's */
	RESERVE_BYTES = 256 << 10,
	RETRY_MS = 20,
	BUSY_MS = 10000, /* how long to wait for another process's lock */
};

int store_fail(struct store *s, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(s->why, sizeof s->why, fmt, ap);
	va_end(ap);
	return -1;
}

/* Why the file cannot be written to; 0 if the system has no objection. */
static int write_errno(const struct store *s)
{
	return access(s->path, W_OK) == 0 ? 0 : errno;
}

int store_fail_sql(struct store *s, const char *doing)
{
	int error = errno, code = sqlite3_errcode(s->db);
	if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
		return store_fail(
		    s, "%s: the database is locked by another process; try again later", doing);
	if (code == SQLITE_FULL)
		return store_fail(s, "%s: the disk is full", doing);
	if ((code == SQLITE_READONLY || code == SQLITE_CANTOPEN) && write_errno(s) != 0)
		error = write_errno(s);
	else if (sqlite3_system_errno(s->db) != 0) /* a commit that fails does not set it */
		error = sqlite3_system_errno(s->db);
	bool system = code == SQLITE_CANTOPEN || code == SQLITE_IOERR || code == SQLITE_READONLY;
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

/* ---- opening ------------------------------------------------------------------------------- */

static int64_t read_pragma(struct store *s, const char *sql)
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

static void alive_function(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	(void)argc;
	const char *token = (const char *)sqlite3_value_text(argv[0]);
	sqlite3_result_int(ctx, token && store_recorder_alive(token));
}

/* A database may come from anywhere: no trigger runs, and check_tables compares its schema. (An
 * untrusted schema would be refused json_valid, which ours uses in its checks.) */
static int harden_connection(struct store *s)
{
	const char *text = getenv("TICKLAB_BUSY_MS");
	uint64_t ms = BUSY_MS;
	if (text)
		num_u64(text, &ms);
	s->busy_ms = ms < INT_MAX ? (int)ms : INT_MAX;
	sqlite3_busy_timeout(s->db, s->busy_ms);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_limit(s->db, SQLITE_LIMIT_LENGTH, 64 << 20);
	if (sqlite3_create_function(s->db, "recorder_alive", 1, SQLITE_UTF8 | SQLITE_DIRECTONLY,
		NULL, alive_function, NULL, NULL) != SQLITE_OK)
		return store_fail_sql(s, "preparing the database");
	return store_exec(s, "PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON", "opening");
}

/* The change of the journal does not wait for a lock as other statements do: it is tried again for
 * as long as they wait. */
static int make_wal(struct store *s)
{
	for (int left_ms = s->busy_ms;; left_ms -= RETRY_MS) {
		if (store_exec(s, "PRAGMA journal_mode = WAL", "preparing the database") == 0)
			return 0;
		if (sqlite3_errcode(s->db) != SQLITE_BUSY || left_ms <= 0)
			return -1;
		sqlite3_sleep(RETRY_MS);
	}
}

static int make_schema(struct store *s)
{
	char sql[128];
	snprintf(sql, sizeof sql, "PRAGMA application_id = %d; PRAGMA user_version = %d",
	    APPLICATION_ID, USER_VERSION);
	if (make_wal(s) != 0 || store_begin(s) != 0)
		return -1;
	/* Another process may have made it between the first look and the lock. */
	if (read_pragma(s, "SELECT count(*) FROM sqlite_schema") > 0)
		return store_end(s, 0);
	int rc = store_exec(s, store_schema_sql, "making the tables");
	return store_end(s, rc == 0 ? store_exec(s, sql, "making the tables") : rc);
}

/* What each version added to the one before it: a file of an older one lacks it, and gets it when
 * it is next opened to be written to. `clear` makes room for it; `stand_in` is
 * made in memory where the file is only read, so that statements find it. */
static const struct addition {
	int version;
	const char *name, *clear, *stand_in;
} additions[] = {
    /* Two recorders could take the same cell: the second run stays, out of its cell. */
    {2, "run_cell_once",
	"UPDATE run SET message = coalesce(message || '; ', '') || 'a second run of cell ' || cell "
	"||"
	" ' of campaign ' || (SELECT uuid FROM campaign AS c WHERE c.campaign_id = "
	"run.campaign_id),"
	" campaign_id = NULL, cell = NULL WHERE status IN ('recording', 'complete') AND EXISTS"
	" (SELECT 1 FROM run AS r WHERE r.campaign_id = run.campaign_id AND r.cell = run.cell AND"
	"  r.status IN ('recording', 'complete') AND r.run_id < run.run_id)",
	""},
    {3, "recording", "",
	"CREATE TEMP TABLE recording (run_id INTEGER PRIMARY KEY, command, seconds, "
	"clock_check)"},
    {4, "imported", "",
	"CREATE TEMP TABLE imported (run_id INTEGER PRIMARY KEY, form, sample_order, tick_hz)"},
    {5, "pieces", "",
	"CREATE TEMP TABLE pieces (run_id, name, scope, grid, count, stationary, piece_least,"
	" piece_greatest, each_piece, PRIMARY KEY (run_id, name, scope, grid))"},
    {6, "comparison", "",
	"CREATE TEMP TABLE comparison (position INTEGER PRIMARY KEY, figure, grid, probe, load, a,"
	" b, value_a, value_b, difference, lo, hi, ratio, ratio_lo, ratio_hi, runs_a, runs_b,"
	" between_run_sd, p_adjusted)"},
    {6, "answer", "", "CREATE TEMP TABLE answer (probe, load, text)"},
    {7, "slow_rule", "",
	"CREATE TEMP TABLE slow_rule (slow_rule_id INTEGER PRIMARY KEY, campaign_id, machine, "
	"probe,"
	" counter, key, threshold_ticks, tick_hz, runs, method)"},
    {7, "slow_rule_once", "", ""},
    {7, "slow_by_rule", "",
	"CREATE TEMP TABLE slow_by_rule (run_id INTEGER PRIMARY KEY, slow_rule_id)"}};

static bool is_newer(const char *name, int64_t version)
{
	for (size_t i = 0; i < sizeof additions / sizeof *additions; i++)
		if (strcmp(additions[i].name, name) == 0 && additions[i].version > version)
			return true;
	return false;
}

/* Tables whose CHECKs a version changed, and the SHA-256 of the statement that made them before: a
 * file of an older version is read as it is, and copied into the new one when it is opened to be
 * written to. */
static const struct remade {
	int version;
	const char *name, *before;
} remade[] = {{8, "campaign", "53f842c5fbae67906d9c59b122af5d175b1b68261df0c6d432c763e9ad3e6e52"},
    {8, "run", "2f0465eb7fff3c83e28d8c087df501f059683b3bf3261f9c22679a9ad19375b4"},
    {8, "imported", "de3d2878b0d554310ea39afeede00f5f747dfb9605f97ac6224f50e9b33e9176"}};

/* Is that how an older version made it? */
static bool is_older(const char *name, const char *sql, int64_t version)
{
	char digest[65];
	sha256_hex(sql, strlen(sql), digest);
	for (size_t i = 0; i < sizeof remade / sizeof *remade; i++)
		if (remade[i].version > version && strcmp(remade[i].name, name) == 0 &&
		    strcmp(remade[i].before, digest) == 0)
			return true;
	return false;
}

/* Views, triggers and indexes that are not ours can make a statement do anything, or never end; a
 * table can take the place of a function that a check reads from (pragma_foreign_key_check), and a
 * virtual one brings a module's code along. What ANALYZE keeps is SQLite's own. */
static int check_strangers(struct store *s, sqlite3 *ours)
{
	sqlite3_stmt *q = store_prepare(s,
	    "SELECT name, type IN ('table', 'index') FROM sqlite_schema WHERE sql NOT NULL"
	    " AND NOT (type = 'table' AND name GLOB 'sqlite_stat[134]')");
	int rc = q ? 0 : -1;
	while (rc == 0 && sqlite3_step(q) == SQLITE_ROW) {
		char *mine = row_rule_made_by(ours, store_column_text(q, 0));
		if (!mine || !sqlite3_column_int(q, 1)) /* a trigger may have a table's name */
			rc = store_fail(s,
			    "it holds '%s', which ticklab did not make: drop it first",
			    store_column_text(q, 0));
		sqlite3_free(mine);
	}
	sqlite3_finalize(q);
	return rc;
}

/* Every table and index of schema.sql must be in the file as schema.sql makes it, but for what came
 * after the file's version. */
static int check_tables(struct store *s, int64_t version)
{
	sqlite3 *ours = NULL;
	sqlite3_stmt *q = NULL;
	int rc = -1;
	if (row_rule_database(&ours) != 0 ||
	    sqlite3_prepare_v2(ours, "SELECT name, sql FROM sqlite_schema WHERE sql NOT NULL", -1,
		&q, NULL) != SQLITE_OK) {
		store_fail(s, "out of memory");
		goto end;
	}
	for (rc = 0; rc == 0 && sqlite3_step(q) == SQLITE_ROW;) {
		char *theirs = row_rule_made_by(s->db, store_column_text(q, 0));
		bool lacks = !theirs && is_newer(store_column_text(q, 0), version);
		bool same = theirs && (strcmp(theirs, store_column_text(q, 1)) == 0 ||
					  is_older(store_column_text(q, 0), theirs, version));
		/* What stands in for it would hide what it holds. */
		if (theirs && is_newer(store_column_text(q, 0), version))
			rc = store_fail(s,
			    "it says that it is of schema %d and holds '%s', which is newer",
			    (int)version, store_column_text(q, 0));
		else if (!lacks && !same)
			rc = store_fail(s, "not a ticklab database: %s is not as ticklab makes it",
			    store_column_text(q, 0));
		sqlite3_free(theirs);
	}
	if (rc == 0)
		rc = check_strangers(s, ours);
	if (rc == 0)
		rc = store_make_rules(s, ours);
end:
	sqlite3_finalize(q);
	sqlite3_close_v2(ours);
	return rc;
}

/* The statement that makes an addition is that of schema.sql. */
static int add_rows(struct store *s, sqlite3 *ours, const struct addition *a)
{
	char *sql = row_rule_made_by(ours, a->name);
	int rc = sql && store_exec(s, a->clear, "preparing a newer schema") == 0
		     ? store_exec(s, sql, "preparing a newer schema")
		     : -1;
	sqlite3_free(sql);
	return rc;
}

/* The indexes of a table go with it. */
static int make_indexes(struct store *s, sqlite3 *ours, const char *table)
{
	sqlite3_stmt *q = NULL;
	int rc = sqlite3_prepare_v2(ours,
		     "SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql NOT NULL AND"
		     " tbl_name = ?1",
		     -1, &q, NULL) == SQLITE_OK
		     ? 0
		     : store_fail(s, "out of memory");
	if (rc == 0)
		store_bind_text(q, 1, table);
	while (rc == 0 && sqlite3_step(q) == SQLITE_ROW)
		rc = store_exec(s, store_column_text(q, 0), "preparing a newer schema");
	sqlite3_finalize(q);
	return rc;
}

/* Copies a table into one of the same columns as schema.sql makes it. A row that breaks its CHECKs
 * comes along: the readers name it. */
static int remake_table(struct store *s, sqlite3 *ours, const char *table)
{
	char *sql = row_rule_made_by(ours, table);
	char *all = sqlite3_mprintf("CREATE TEMP TABLE kept AS SELECT * FROM main.%s; DROP TABLE"
				    " main.%s; %s; INSERT INTO main.%s SELECT * FROM temp.kept;"
				    " DROP TABLE temp.kept",
	    table, table, sql, table);
	int rc = sql && all ? store_exec(s, all, "preparing a newer schema")
			    : store_fail(s, "out of memory");
	sqlite3_free(all);
	sqlite3_free(sql);
	return rc == 0 ? make_indexes(s, ours, table) : -1;
}

/* Another process may have done it between the look and the lock. */
static int add_newer(struct store *s, sqlite3 *ours)
{
	char sql[64];
	int64_t version = read_pragma(s, "PRAGMA user_version");
	int rc = version < 0 ? -1 : 0;
	for (size_t i = 0; i < sizeof additions / sizeof *additions && rc == 0; i++)
		if (additions[i].version > version)
			rc = add_rows(s, ours, &additions[i]);
	for (size_t i = 0; i < sizeof remade / sizeof *remade && rc == 0; i++)
		if (remade[i].version > version)
			rc = remake_table(s, ours, remade[i].name);
	snprintf(sql, sizeof sql, "PRAGMA user_version = %d", USER_VERSION);
	return rc == 0 ? store_exec(s, sql, "preparing a newer schema") : -1;
}

/* What an older file that is only read lacks is empty. */
static int stand_in(struct store *s, int64_t version)
{
	int rc = 0;
	for (size_t i = 0; i < sizeof additions / sizeof *additions && rc == 0; i++)
		if (additions[i].version > version)
			rc = store_exec(s, additions[i].stand_in, "reading an older schema");
	return rc;
}

/* Brings an older file up to this version, whole or not at all. */
static int migrate_schema(struct store *s)
{
	sqlite3 *ours = NULL;
	int rc = row_rule_database(&ours) == 0 ? store_exec(s,
						     "PRAGMA foreign_keys = OFF;"
						     " PRAGMA ignore_check_constraints = ON",
						     "preparing a newer schema")
					       : store_fail(s, "out of memory");
	if (rc == 0 && (rc = store_begin(s)) == 0)
		rc = store_end(s, add_newer(s, ours));
	sqlite3_exec(s->db, "PRAGMA ignore_check_constraints = OFF; PRAGMA foreign_keys = ON", NULL,
	    NULL, NULL);
	sqlite3_close_v2(ours);
	return rc;
}

/* A file without tables is what a process leaves that was killed while it made a database: one in
 * which nothing was recorded. It is read as such, and made when it is next opened to be written. */
static int read_nothing(struct store *s)
{
	if (read_pragma(s, "PRAGMA application_id") != 0 ||
	    read_pragma(s, "PRAGMA user_version") != 0)
		return 0; /* somebody else's */
	sqlite3_close_v2(s->db);
	s->db = NULL;
	if (sqlite3_open_v2(":memory:", &s->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		return store_fail(s, "out of memory");
	s->nothing = true;
	return harden_connection(s) == 0 ? make_schema(s) : -1;
}

/* The file that SQLite has open, which is not the path where that is a symbolic link, or its log.
 */
static int64_t file_bytes(const struct store *s, const char *ending)
{
	struct stat st;
	char name[4096];
	int n = snprintf(name, sizeof name, "%s%s", sqlite3_db_filename(s->db, "main"), ending);
	return n > 0 && (size_t)n < sizeof name && stat(name, &st) == 0 ? (int64_t)st.st_size : -1;
}

/* SQLite says itself that whole pages are missing, but reads a last page that is cut as if zeros
 * followed. Pages may still lie in the log; it cannot be emptied within a transaction that reads,
 * nor the file grow where the log was empty. */
int store_check_length(struct store *s)
{
	if (s->nothing || !store_is_file(s->path))
		return 0;
	if (store_exec(s, "BEGIN", "opening") != 0)
		return -1;
	int64_t want = read_pragma(s, "PRAGMA page_count") * read_pragma(s, "PRAGMA page_size");
	int64_t have = file_bytes(s, "");
	bool log = file_bytes(s, "-wal") > 0;
	if (store_exec(s, "COMMIT", "opening") != 0)
		return -1;
	if (log || have < 0 || have >= want)
		return 0;
	return store_fail(s, "the file is damaged: %lld of its %lld bytes are there",
	    (long long)have, (long long)want);
}

static int check_kind(struct store *s, enum store_mode mode)
{
	int64_t objects = read_pragma(s, "SELECT count(*) FROM sqlite_schema");
	if (objects < 0)
		return -1;
	if (objects == 0 && (mode == STORE_READ ? read_nothing(s) : make_schema(s)) != 0)
		return -1;
	if (read_pragma(s, "PRAGMA application_id") != APPLICATION_ID)
		return store_fail(s, "not a ticklab database");
	int64_t version = read_pragma(s, "PRAGMA user_version");
	if (version > USER_VERSION)
		return store_fail(s, "made by a newer ticklab (schema %lld, this one knows %d)",
		    (long long)version, USER_VERSION);
	if (version < 1)
		return store_fail(s, "not a ticklab database (schema %lld)", (long long)version);
	if (check_tables(s, version) != 0 || (mode != STORE_READ && store_check_length(s) != 0))
		return -1;
	if (version == USER_VERSION)
		return 0;
	return mode == STORE_READ ? stand_in(s, version) : migrate_schema(s);
}

/* Makes the folders above path, like mkdir -p, and keeps the name of the last where it was not
 * there. Failures show when the database is opened. */
static void make_folders(struct store *s, const char *path)
{
	char part[4096];
	bool made = false;
	for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		size_t n = (size_t)(slash - path);
		if (n >= sizeof part)
			return;
		memcpy(part, path, n);
		part[n] = '\0';
		made = mkdir(part, 0777) == 0;
	}
	if (made)
		s->made = strdup(part);
}

/* SQLite tries a second time to read only, and remembers why that failed: not what was asked for.
 */
static int cannot_open(struct store *s, const char *path)
{
	char folder[4096];
	snprintf(folder, sizeof folder, "%s", path);
	for (char *slash; (slash = strrchr(folder, '/')) && slash > folder;) {
		*slash = '\0';
		if (access(folder, F_OK) != 0)
			continue;
		if (access(folder, W_OK) != 0)
			return store_fail(s, "cannot open: %s", strerror(errno));
		break;
	}
	return store_fail_sql(s, "cannot open");
}

bool store_is_file(const char *path)
{
	return strcmp(path, ":memory:") != 0 && strncmp(path, "file:", 5) != 0;
}

/* What a killed process leaves is empty or has a first page; anything between is another's, which
 * SQLite would take for empty. */
static int check_file(struct store *s, const struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		return store_fail(s, "not a regular file");
	if (st->st_size > 0 && st->st_size < SMALLEST_PAGE)
		return store_fail(s, "not a ticklab database");
	/* SQLite looks for the log beside the name that it is given, and two logs of one file would
	 * write over each other. */
	if (st->st_nlink > 1)
		return store_fail(s,
		    "the file has %lu names (hard links), and what was last written may be in a "
		    "log "
		    "beside another one: copy it with cp, or remove the other names",
		    (unsigned long)st->st_nlink);
	return 0;
}

/* The name without links of a file that there may not be; NULL: there is no such folder either. */
static char *path_resolve(const char *path)
{
	char *full = realpath(path, NULL);
	if (full)
		return full;
	size_t end = strlen(path), at;
	while (end > 1 && path[end - 1] == '/')
		end--;
	for (at = end; at > 0 && path[at - 1] != '/';)
		at--;
	char *folder = at ? sqlite3_mprintf("%.*s", (int)at, path) : sqlite3_mprintf(".");
	char *real = folder ? realpath(folder, NULL) : NULL;
	char *name = real ? sqlite3_mprintf("%s/%.*s", real, (int)(end - at), path + at) : NULL;
	full = name ? strdup(name) : NULL;
	sqlite3_free(name);
	free(real);
	sqlite3_free(folder);
	return full;
}

/* Any of SQLite's: the application_id of one may still be in its log
 * (https://sqlite.org/fileformat2.html, section 1.3). */
static bool is_database(const char *path)
{
	char head[16];
	struct stat st;
	FILE *f = stat(path, &st) == 0 && S_ISREG(st.st_mode) ? fopen(path, "rb") : NULL;
	bool is = f && fread(head, sizeof head, 1, f) == 1 &&
		  memcmp(head, "SQLite format 3", sizeof head) == 0;
	if (f)
		fclose(f);
	return is;
}

/* Whether `path` is a database, or would lie beside one as a file of its own. */
static bool is_of_database(const char *path)
{
	static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
	char *named = path_resolve(path);
	size_t n = named ? strlen(named) : 0;
	bool is = false;
	for (size_t i = 0; named && !is && i < sizeof endings / sizeof *endings; i++) {
		size_t k = strlen(endings[i]);
		char *file = n > k && strcmp(named + n - k, endings[i]) == 0
				 ? sqlite3_mprintf("%.*s", (int)(n - k), named)
				 : NULL;
		is = file && is_database(file);
		sqlite3_free(file);
	}
	free(named);
	return is;
}

static int open_file(struct store *s, const char *path, enum store_mode mode)
{
	struct stat st;
	bool memory = mode == STORE_CREATE && strcmp(path, ":memory:") == 0;
	if (*path == '\0')
		return store_fail(s, "the name of the database is empty");
	if (!memory && stat(path, &st) != 0 && (mode != STORE_CREATE || errno != ENOENT))
		return store_fail(s, "%s",
		    errno == ENOENT ? "there is no such database; make one with 'ticklab collect' "
				      "or 'ticklab db import'"
				    : strerror(errno));
	if (!memory && stat(path, &st) == 0 && check_file(s, &st) != 0)
		return -1;
	if (!memory && stat(path, &st) != 0 && is_of_database(path))
		return store_fail(
		    s, "SQLite keeps a file of another database there; name another file");
	if (mode == STORE_CREATE && !memory)
		make_folders(s, path);
	int flags = mode == STORE_READ	   ? SQLITE_OPEN_READONLY
		    : mode == STORE_CREATE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
					   : SQLITE_OPEN_READWRITE;
	if (sqlite3_open_v2(path, &s->db, flags, NULL) != SQLITE_OK)
		return cannot_open(s, path);
	return 0;
}

/* Is there a file of that name and ending that is not empty? What cannot be looked at may be. */
static bool has_bytes(const char *path, const char *ending)
{
	struct stat st;
	char *name = sqlite3_mprintf("%s%s", path, ending);
	bool there = !name || (stat(name, &st) == 0 ? st.st_size > 0 : errno != ENOENT);
	sqlite3_free(name);
	return there;
}

/* A process that ended while it made the database leaves a journal, which only a writer can undo.
 */
static void undo_journal(const char *path)
{
	sqlite3 *db = NULL;
	if (has_bytes(path, "-journal") && access(path, W_OK) == 0 &&
	    sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK)
		sqlite3_exec(db, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
	sqlite3_close_v2(db);
}

/* A WAL database in a folder that cannot be written to has no shared memory file; if there is no
 * log beside it, it is whole as it lies and may be read as immutable. */
static int reopen_immutable(struct store *s, const char *path)
{
	if (has_bytes(path, "-wal") || has_bytes(path, "-journal"))
		return store_fail(s,
		    "beside %s lies a log of what was last written, which cannot be replayed where"
		    " the folder cannot be written to; copy the file with its log to another one",
		    path);
	char *uri;
	sqlite3_str *text = sqlite3_str_new(NULL);
	sqlite3_str_appendall(text, "file:");
	for (const char *c = path; *c; c++) {
		if (strchr("%?# ", *c))
			sqlite3_str_appendf(text, "%%%02X", (unsigned)(unsigned char)*c);
		else
			sqlite3_str_appendchar(text, 1, *c);
	}
	sqlite3_str_appendall(text, "?immutable=1");
	uri = sqlite3_str_finish(text);
	sqlite3_close_v2(s->db);
	s->db = NULL;
	int rc = uri ? sqlite3_open_v2(uri, &s->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL)
		     : SQLITE_NOMEM;
	sqlite3_free(uri);
	return rc == SQLITE_OK ? harden_connection(s) : -1;
}

static int open_checked(struct store *s, const char *path, enum store_mode mode)
{
	if (store_is_file(path) && store_check_beside(s, path) != 0)
		return -1;
	if (mode == STORE_READ)
		undo_journal(path);
	if (open_file(s, path, mode) != 0 || harden_connection(s) != 0)
		return -1;
	/* In a WAL database NORMAL never waits for the disk at a commit: a program that dies loses
	 * nothing, a power cut at most the last commits, and neither leaves half a chunk. */
	if (check_kind(s, mode) == 0)
		return mode == STORE_READ ? 0
					  : store_exec(s, "PRAGMA synchronous = NORMAL", "opening");
	int code = sqlite3_errcode(s->db);
	if (mode == STORE_READ && (code == SQLITE_CANTOPEN || code == SQLITE_READONLY) &&
	    reopen_immutable(s, path) == 0)
		return check_kind(s, mode);
	return -1;
}

bool store_owns(const char *db, const char *path)
{
	static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
	struct stat own, other;
	char *file = realpath(db, NULL), *named = path_resolve(path);
	bool same = false;
	for (size_t i = 0; file && !same && i < sizeof endings / sizeof *endings; i++) {
		char *name = sqlite3_mprintf("%s%s", file, endings[i]);
		same = name && stat(name, &own) == 0 && stat(path, &other) == 0 &&
		       own.st_ino == other.st_ino && own.st_dev == other.st_dev;
		same = same || (name && named && strcmp(name, named) == 0);
		sqlite3_free(name);
	}
	free(named);
	free(file);
	return same;
}

/* Whether `path` is the file that standard input is read from. */
static bool is_standard_input(const char *path)
{
	struct stat in, out;
	return fstat(STDIN_FILENO, &in) == 0 && S_ISREG(in.st_mode) && stat(path, &out) == 0 &&
	       in.st_ino == out.st_ino && in.st_dev == out.st_dev;
}

/* Whether `path` is a file, that is there, in the folder or in one below it. */
static bool is_within(const char *folder, const char *path)
{
	struct stat st;
	char *above = stat(folder, &st) == 0 && S_ISDIR(st.st_mode) ? realpath(folder, NULL) : NULL;
	char *file =
	    above && stat(path, &st) == 0 && !S_ISDIR(st.st_mode) ? realpath(path, NULL) : NULL;
	size_t n = above ? strlen(above) : 0;
	bool is = file && strncmp(file, above, n) == 0 && file[n] == '/';
	free(above);
	free(file);
	return is;
}

int store_check_output(
    const char *path, const char *const *inputs, size_t n, char *why, size_t size)
{
	for (size_t i = 0; i < n; i++) {
		const char *in = inputs[i];
		if (!in || !*in)
			continue;
		if (strcmp(in, "-") == 0 ? is_standard_input(path)
					 : is_within(in, path) || store_owns(in, path)) {
			snprintf(why, size, "%s: this is the %s itself; name another file", path,
			    is_database(in) ? "database" : "input");
			return -1;
		}
	}
	if (!is_of_database(path))
		return 0;
	snprintf(why, size,
	    "%s: this is a database, or a file that belongs to one; name another file", path);
	return -1;
}

int store_open(struct store **out, const char *path, enum store_mode mode, char *why, size_t size)
{
	*out = NULL;
	struct store *s = calloc(1, sizeof *s);
	if (!s || !(s->codec = codec_open())) {
		snprintf(why, size, "out of memory");
		free(s);
		return -1;
	}
	s->reserve = -1;
	/* A log is in the folder of the file itself, not of a link to it. */
	s->path = store_is_file(path) ? realpath(path, NULL) : NULL;
	if (!s->path)
		s->path = strdup(path);
	if (!s->path || open_checked(s, s->path, mode) != 0) {
		snprintf(why, size, "%s", s->why);
		store_close(s);
		return -1;
	}
	*out = s;
	return 0;
}

/* Room on the disk that is given back when the disk is full, so that a run can still be said to
 * have failed. The file has lost its name at once: it goes with the process, however that ends. */
void store_reserve(struct store *s)
{
	char name[4096];
	static const char zeros[4096];
	int n = snprintf(name, sizeof name, "%s-reserve-XXXXXX", s->path);
	if (s->reserve >= 0 || strcmp(s->path, ":memory:") == 0 || n < 0 ||
	    (size_t)n >= sizeof name)
		return;
	s->reserve = mkstemp(name);
	if (s->reserve < 0)
		return;
	unlink(name);
	for (int i = 0; i < RESERVE_BYTES / (int)sizeof zeros; i++)
		if (write(s->reserve, zeros, sizeof zeros) != (ssize_t)sizeof zeros)
			break;
}

static void release_reserve(struct store *s)
{
	if (s->reserve >= 0)
		close(s->reserve);
	s->reserve = -1;
}

void store_make_room(struct store *s)
{
	int code = sqlite3_errcode(s->db);
	if (s->reserve >= 0)
		release_reserve(s);
	else if (code != SQLITE_BUSY && code != SQLITE_LOCKED)
		sqlite3_wal_checkpoint_v2(s->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
}

void store_close(struct store *s)
{
	if (!s)
		return;
	sqlite3_close_v2(s->db);
	sqlite3_free(s->rules);
	sqlite3_free(s->chunk_rules);
	codec_close(s->codec);
	release_reserve(s);
	free(s->path);
	free(s->made);
	free(s);
}

const char *store_made_folder(const struct store *s)
{
	return s->made;
}
