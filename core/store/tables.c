/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tables of a database: made in a new file, compared with those of schema.sql in one that comes
 * from anywhere, and brought up to this version in an older one. A schema is compared as text,
 * statement by statement: whatever is not exactly what some version of ticklab made is refused.
 */
#include "tables_private.h"
#include "row_rule_private.h"

#include "sha256.h"

#include <stdio.h>
#include <string.h>

enum { RETRY_MS = 20 };

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

int tables_make(struct store *s)
{
	char sql[128];
	snprintf(sql, sizeof sql, "PRAGMA application_id = %d; PRAGMA user_version = %d",
	    TABLES_APPLICATION_ID, TABLES_VERSION);
	if (make_wal(s) != 0 || store_begin(s) != 0)
		return -1;
	/* Another process may have made it between the first look and the lock. */
	int64_t objects = store_pragma(s, "SELECT count(*) FROM sqlite_schema");
	if (objects != 0)
		return store_end(s, objects > 0 ? 0 : -1);
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
	int rc = q ? 0 : -1, count = 0;
	while (rc == 0 && store_next(s, q, "reading the database", &count)) {
		char *mine;
		if (row_rule_made_by(ours, store_column_text(q, 0), &mine) != 0)
			rc = store_fail(s, "out of memory");
		else if (!mine || !sqlite3_column_int(q, 1)) /* a trigger may have a table's name */
			rc = store_fail(s,
			    "it holds '%s', which ticklab did not make: drop it first",
			    store_column_text(q, 0));
		sqlite3_free(mine);
	}
	sqlite3_finalize(q);
	return count < 0 ? -1 : rc;
}

/* One table or index of ours beside what the database has by that name. */
static int check_object(struct store *s, const char *name, const char *sql, int64_t version)
{
	char *theirs;
	if (row_rule_made_by(s->db, name, &theirs) != 0)
		return store_fail_sql(s, "reading the database");
	bool lacks = !theirs && is_newer(name, version);
	bool same = theirs && (strcmp(theirs, sql) == 0 || is_older(name, theirs, version));
	int rc = 0;
	/* What stands in for it would hide what it holds. */
	if (theirs && is_newer(name, version))
		rc = store_fail(s, "it says that it is of schema %d and holds '%s', which is newer",
		    (int)version, name);
	else if (!lacks && !same)
		rc = store_fail(s, "not a ticklab database: %s is not as ticklab makes it", name);
	sqlite3_free(theirs);
	return rc;
}

int tables_check(struct store *s, int64_t version)
{
	sqlite3 *ours = NULL;
	sqlite3_stmt *q = NULL;
	int rc = -1, step = SQLITE_DONE;
	if (row_rule_database(&ours) != 0 ||
	    sqlite3_prepare_v2(ours, "SELECT name, sql FROM sqlite_schema WHERE sql NOT NULL", -1,
		&q, NULL) != SQLITE_OK) {
		store_fail(s, "out of memory");
		goto end;
	}
	for (rc = 0; rc == 0 && (step = sqlite3_step(q)) == SQLITE_ROW;)
		rc = check_object(s, store_column_text(q, 0), store_column_text(q, 1), version);
	if (rc == 0 && step != SQLITE_DONE)
		rc = store_fail(s, "out of memory");
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
	char *sql;
	if (row_rule_made_by(ours, a->name, &sql) != 0 || !sql)
		return store_fail(s, "out of memory");
	int rc = store_exec(s, a->clear, "preparing a newer schema") == 0
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
	int step = SQLITE_DONE;
	while (rc == 0 && (step = sqlite3_step(q)) == SQLITE_ROW)
		rc = store_exec(s, store_column_text(q, 0), "preparing a newer schema");
	sqlite3_finalize(q);
	return rc == 0 && step != SQLITE_DONE ? store_fail(s, "out of memory") : rc;
}

/* Copies a table into one of the same columns as schema.sql makes it. A row that breaks its CHECKs
 * comes along: the readers name it. */
static int remake_table(struct store *s, sqlite3 *ours, const char *table)
{
	char *sql = NULL;
	int rc = row_rule_made_by(ours, table, &sql);
	char *all = sqlite3_mprintf("CREATE TEMP TABLE kept AS SELECT * FROM main.%s; DROP TABLE"
				    " main.%s; %s; INSERT INTO main.%s SELECT * FROM temp.kept;"
				    " DROP TABLE temp.kept",
	    table, table, sql, table);
	rc = rc == 0 && sql && all ? store_exec(s, all, "preparing a newer schema")
				   : store_fail(s, "out of memory");
	sqlite3_free(all);
	sqlite3_free(sql);
	return rc == 0 ? make_indexes(s, ours, table) : -1;
}

/* Another process may have done it between the look and the lock. */
static int add_newer(struct store *s, sqlite3 *ours)
{
	char sql[64];
	int64_t version = store_pragma(s, "PRAGMA user_version");
	int rc = version < 0 ? -1 : 0;
	for (size_t i = 0; i < sizeof additions / sizeof *additions && rc == 0; i++)
		if (additions[i].version > version)
			rc = add_rows(s, ours, &additions[i]);
	for (size_t i = 0; i < sizeof remade / sizeof *remade && rc == 0; i++)
		if (remade[i].version > version)
			rc = remake_table(s, ours, remade[i].name);
	snprintf(sql, sizeof sql, "PRAGMA user_version = %d", TABLES_VERSION);
	return rc == 0 ? store_exec(s, sql, "preparing a newer schema") : -1;
}

int tables_stand_in(struct store *s, int64_t version)
{
	int rc = 0;
	for (size_t i = 0; i < sizeof additions / sizeof *additions && rc == 0; i++)
		if (additions[i].version > version)
			rc = store_exec(s, additions[i].stand_in, "reading an older schema");
	return rc;
}

int tables_migrate(struct store *s)
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
