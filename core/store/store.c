/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opening and closing a database, which may come from anywhere: first what lies beside it, then the
 * file, the connection and its tables.
 */
#include "internal_private.h"
#include "mounted_private.h"
#include "num.h"
#include "tables_private.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	SMALLEST_PAGE = 512, /* of SQLite's */
	RESERVE_BYTES = 256 << 10,
	BUSY_MS = 10000, /* how long to wait for another process's lock */
};

static void alive_function(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	(void)argc;
	const char *token = (const char *)sqlite3_value_text(argv[0]);
	sqlite3_result_int(ctx, token && store_recorder_alive(token));
}

/* A database may come from anywhere: no trigger runs, and tables_check compares its schema. (An
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

/* Any number may be there, -1 too. */
static int read_number(struct store *s, const char *sql, int64_t *number)
{
	s->why[0] = '\0';
	*number = store_pragma(s, sql);
	return s->why[0] ? -1 : 0;
}

/* A file without tables is what a process leaves that was killed while it made a database: one in
 * which nothing was recorded. It is read as such, and made when it is next opened to be written. */
static int read_nothing(struct store *s)
{
	int64_t id, version;
	if (read_number(s, "PRAGMA application_id", &id) != 0 ||
	    read_number(s, "PRAGMA user_version", &version) != 0)
		return -1;
	if (id != 0 || version != 0)
		return 0; /* somebody else's */
	sqlite3_close_v2(s->db);
	s->db = NULL;
	if (sqlite3_open_v2(":memory:", &s->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		return store_fail(s, "out of memory");
	s->nothing = true;
	return harden_connection(s) == 0 ? tables_make(s) : -1;
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

/* SQLite says itself that whole pages are missing where there is no log, but reads a last page that
 * is cut, and each that is missing beside a log, as if it were zeros. Pages may still lie in the
 * log; it cannot be emptied within a transaction that reads, nor the file grow where the log was
 * empty. */
int store_check_length(struct store *s)
{
	if (s->nothing || !store_is_file(s->path))
		return 0;
	if (store_begin_part(s, "opening") != 0)
		return -1;
	int64_t pages = store_pragma(s, "PRAGMA page_count");
	int64_t size = pages < 0 ? -1 : store_pragma(s, "PRAGMA page_size");
	int64_t have = file_bytes(s, ""), want = pages * size;
	int logged = have >= 0 && have < want ? store_log_holds(s, have / size, pages) : 1;
	if (store_end_part(s, size < 0 ? -1 : 0, "opening") != 0)
		return -1;
	if (logged != 0)
		return logged < 0 ? -1 : 0;
	store_fail(s, "the file is damaged: %lld of its %lld bytes are there", (long long)have,
	    (long long)want);
	return 1;
}

static int check_kind(struct store *s, enum store_mode mode)
{
	int64_t objects = store_pragma(s, "SELECT count(*) FROM sqlite_schema");
	if (objects < 0)
		return -1;
	if (objects == 0 && (mode == STORE_READ ? read_nothing(s) : tables_make(s)) != 0)
		return -1;
	int64_t id, version;
	if (read_number(s, "PRAGMA application_id", &id) != 0 ||
	    read_number(s, "PRAGMA user_version", &version) != 0)
		return -1;
	if (id != TABLES_APPLICATION_ID)
		return store_fail(s, "not a ticklab database");
	if (version > TABLES_VERSION)
		return store_fail(s, "made by a newer ticklab (schema %lld, this one knows %d)",
		    (long long)version, TABLES_VERSION);
	if (version < 1)
		return store_fail(s, "not a ticklab database (schema %lld)", (long long)version);
	if (store_check_length(s) != 0 || tables_check(s, version) != 0)
		return -1;
	if (version == TABLES_VERSION)
		return 0;
	return mode == STORE_READ ? tables_stand_in(s, version) : tables_migrate(s);
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
	if (access(path, F_OK) == 0)
		return store_fail_sql(s, "cannot open");
	snprintf(folder, sizeof folder, "%s", path);
	for (char *slash; (slash = strrchr(folder, '/')) && slash > folder;) {
		*slash = '\0';
		if (access(folder, F_OK) != 0)
			continue;
		if (access(folder, W_OK) != 0)
			return store_fail(
			    s, "cannot open: the folder cannot be written to: %s", strerror(errno));
		break;
	}
	return store_fail_sql(s, "cannot open");
}

/* What a killed process leaves is empty or has a first page; anything between is another's, which
 * SQLite would take for empty. */
static int check_file(struct store *s, const char *path, const struct stat *st)
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
	if (mounted_alone(path))
		return store_fail(s,
		    "the file is mounted by itself, and what was last written may be in a log "
		    "beside "
		    "its other name: mount its folder instead, or copy it with cp");
	return 0;
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
	if (!memory && stat(path, &st) == 0 && check_file(s, path, &st) != 0)
		return -1;
	int is = !memory && stat(path, &st) != 0 ? store_is_of_database(path) : 0;
	if (is < 0)
		return store_fail(s, "out of memory");
	if (is > 0)
		return store_fail(
		    s, "SQLite keeps a file of another database there; name another file");
	if (mode == STORE_CREATE && !memory)
		make_folders(s, path);
	int flags = mode == STORE_READ	   ? SQLITE_OPEN_READONLY
		    : mode == STORE_CREATE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
					   : SQLITE_OPEN_READWRITE;
	if (sqlite3_open_v2(path, &s->db, flags, NULL) != SQLITE_OK)
		return cannot_open(s, path);
	if (mode != STORE_READ && sqlite3_db_readonly(s->db, "main") == 1)
		s->refused = store_refusal();
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
	store_watch_refusals();
	/* A log is in the folder of the file itself, not of a link to it. */
	s->path = store_is_file(path) ? realpath(path, NULL) : NULL;
	if (!s->path)
		s->path = strdup(path);
	if (!s->path)
		store_fail(s, "out of memory");
	if (!s->path || open_checked(s, s->path, mode) != 0) {
		snprintf(why, size, "%s", s->why);
		store_close(s);
		return -1;
	}
	s->reads = mode == STORE_READ && !s->nothing;
	if (s->reads && store_renew(s) != 0) {
		snprintf(why, size, "%s", s->why);
		store_close(s);
		return -1;
	}
	*out = s;
	return 0;
}

/* A transaction reads the state of its first statement to its end: between two looks a run may be
 * removed, and its number given to the next one. */
int store_renew(struct store *s)
{
	if (!s->reads)
		return 0;
	if (!sqlite3_get_autocommit(s->db) && store_exec(s, "COMMIT", "reading") != 0)
		return -1;
	return store_exec(s, "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1", "reading");
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
	free(s->known);
	free(s->path);
	free(s->made);
	free(s);
}

const char *store_made_folder(const struct store *s)
{
	return s->made;
}
