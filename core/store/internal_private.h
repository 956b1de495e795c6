/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of this room share. Nobody else includes it.
 */
#ifndef STORE_INTERNAL_H
#define STORE_INTERNAL_H

#include "codec_private.h"
#include "sqlite_private.h"
#include "store.h"

struct known {
	int64_t id;
	char uuid[STORE_UUID];
};

struct store {
	sqlite3 *db;
	struct codec *codec;
	char *path;
	char *made;	   /* the folder that opening made; NULL: none */
	char *rules;	   /* of a run's row, as SQL: see store_make_rules */
	char *chunk_rules; /* the same of a chunk's */
	uint64_t torn;	   /* frame of the log whose commit does not hold, the last one; 0: none */
	bool nothing;	   /* the file has no tables yet; this is an empty database in memory */
	bool reads; /* opened to be read: within a transaction, so that all is of one moment */
	struct known *known; /* the runs that the latest walk through all of them visited */
	size_t known_count;
	int busy_ms;	/* how long a statement waits for another process's lock */
	int refused;	/* errno for which the file was opened to be read only; 0: it was not */
	int reserve;	/* a file without a name that keeps room for the last words; -1: none */
	char why[512];	/* reason of the last failure */
	char lost[512]; /* of the first for want of memory or as the disk did; empty: none */
};

/* Sets the reason and returns -1. */
int store_fail(struct store *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* From now on this thread's store_fail_sql knows why a file could not be opened to be written. */
void store_watch_refusals(void);
/* That reason, 0: none was refused. */
int store_refusal(void);
/* The same with SQLite's message behind the text. */
int store_fail_sql(struct store *s, const char *doing);
/* missing.c: the same where no run has that name; says which was most likely meant. */
int store_fail_run(struct store *s, const char *name);

/* rules.c: makes the expressions that name the first column of a row of `run`, or of what lies
 * beside it, and of a row of `chunk`, that is not as ticklab writes it, and are NULL for a sound
 * row. `ours` is an empty database of this version. */
int store_make_rules(struct store *s, sqlite3 *ours);
/* A statement with that expression between two texts. */
sqlite3_stmt *store_prepare_ruled(struct store *s, const char *before, const char *after);
/* Sets the reason for such a row; uuid may be NULL. Returns -1. */
int store_fail_row(struct store *s, const char *uuid, int64_t id, const char *column);

/* Whether the row of that number is still the run of that UUID. 0, or -1 with the reason set. */
int store_check_same(struct store *s, int64_t id, const char *uuid);

/* A prepared statement, or NULL with the reason set. Finalise it with sqlite3_finalize. */
sqlite3_stmt *store_prepare(struct store *s, const char *sql);
/* Runs a statement that gives no rows and finalises it. 0, or -1 with the reason set. */
int store_run_once(struct store *s, sqlite3_stmt *q, const char *doing);
/* Goes to the next row: 1, 0 at the end, -1 with the reason set. */
int store_step(struct store *s, sqlite3_stmt *q, const char *doing);
/* Goes to the next row and counts it. False at the end, and with *count = -1 and the reason set if
 * it fails. */
bool store_next(struct store *s, sqlite3_stmt *q, const char *doing, int *count);
/* Whether a bound statement has a row, and finalises it: 1, 0, or -1 with the reason set. */
int store_has_row(struct store *s, sqlite3_stmt *q, const char *doing);
/* Runs SQL text without parameters. */
int store_exec(struct store *s, const char *sql, const char *doing);
/* 0, or -1 with the reason set where store_has_moved. */
int store_check_place(struct store *s);
/* As store_begin and store_end, within the transaction that the caller may have open. */
int store_begin_part(struct store *s, const char *doing);
int store_end_part(struct store *s, int rc, const char *doing);
/* The whole number that a statement gives, such as a PRAGMA's; -1 with the reason set. */
int64_t store_pragma(struct store *s, const char *sql);

/* nan is bound as NULL. */
void store_bind_double(sqlite3_stmt *q, int column, double v);
/* NULL text is bound as NULL. The text must outlive the statement. */
void store_bind_text(sqlite3_stmt *q, int column, const char *text);
/* nan for NULL. */
double store_column_double(sqlite3_stmt *q, int column);
const char *store_column_text(sqlite3_stmt *q, int column);

/* beside.c: before the file is opened. -1 if its log is damaged, its journal names another file, or
 * one of them is no regular file. */
int store_check_beside(struct store *s, const char *path);
/* Whether the log holds every page of the open database behind the first `have` ones, of `pages`;
 * the page of SQLite's locks has no content. 1, 0, or -1 with the reason set. */
int store_log_holds(struct store *s, int64_t have, int64_t pages);

/* owned.c: whether `path` is a database, or would lie beside one as a file of its own:
 * 1 or 0; -1: no memory to know it. */
int store_is_of_database(const char *path);

/* 1 with the reason set if the file is shorter than its pages, 0, or -1 if it could not look. */
int store_check_length(struct store *s);

/* Keeps some of the disk for the end of a run. */
void store_reserve(struct store *s);
/* After a statement failed: gives that back. If that was done already, empties the log into the
 * database, which makes room where a file may not grow; not where another process holds the lock.
 */
void store_make_room(struct store *s);

/* sample.c: reads every chunk of a run. 0: all is as ticklab writes it; 1 with the reason set: it
 * is not; -1: it could not look. */
int store_check_samples(struct store *s, int64_t run);

/* recorder.c: who records. The token names a process of this boot of this machine. */
int store_recorder_token(char *out, size_t size);
/* False if the process that the token names is known to be dead. */
bool store_recorder_alive(const char *token);
/* True if it is, or was, of another PID namespace than this process, as in a container. */
bool store_recorder_elsewhere(const char *token);

#endif
