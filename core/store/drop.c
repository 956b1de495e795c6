/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs are append-only, so this is the one way in which what was recorded goes: a run that cannot
 * be read, or that its owner does not pass on. What refers to a run is asked of the file itself, so
 * that no table is forgotten. Freed pages are overwritten; the file keeps its size.
 */
#include "internal_private.h"

#include <stdio.h>
#include <string.h>

int64_t store_run_find(struct store *s, const char *run, char name[STORE_UUID])
{
	sqlite3_stmt *q = store_prepare_ruled(s, "SELECT run_id, uuid FROM (SELECT run_id, uuid, ",
	    " AS rule FROM run) WHERE uuid = ?1 OR (rule IS 'uuid' AND CAST(run_id AS TEXT) ="
	    " ?1) OR (length(?1) >= 8 AND substr(uuid, 1, length(?1)) = ?1) LIMIT 2");
	int found = 0;
	int64_t id = -1;
	if (!q)
		return -1;
	store_bind_text(q, 1, run);
	while (store_next(s, q, "looking for a run", &found)) {
		const char *uuid = store_column_text(q, 1);
		id = sqlite3_column_int64(q, 0);
		snprintf(name, STORE_UUID, "%s", uuid ? uuid : run);
	}
	sqlite3_finalize(q);
	if (found == 0)
		return store_fail_run(s, run);
	if (found > 1)
		return store_fail(s, "'%s' names more than one run", run);
	return found < 0 ? -1 : id;
}

/* 1 if its recorder lives, 0, or -1. */
static int is_recorded(struct store *s, int64_t run)
{
	sqlite3_stmt *q =
	    store_prepare(s, "SELECT 1 FROM run WHERE run_id = ?1 AND status = 'recording' AND"
			     " recorder_alive(recorder)");
	if (!q)
		return -1;
	sqlite3_bind_int64(q, 1, run);
	return store_has_row(s, q, "looking for a run");
}

static int delete_from(struct store *s, const char *table, const char *column, int64_t run)
{
	char *sql = sqlite3_mprintf("DELETE FROM \"%w\" WHERE \"%w\" = %lld", table, column, run);
	int rc = sql ? store_exec(s, sql, "removing a run") : store_fail(s, "out of memory");
	sqlite3_free(sql);
	return rc;
}

static int delete_references(struct store *s, int64_t run)
{
	sqlite3_stmt *q =
	    store_prepare(s, "SELECT m.name, f.\"from\" FROM sqlite_schema AS m, "
			     "pragma_foreign_key_list(m.name) AS f"
			     " WHERE m.type = 'table' AND f.\"table\" = 'run' ORDER BY m.name");
	int rc = q ? 0 : -1, count = 0;
	while (rc == 0 && store_next(s, q, "removing a run", &count))
		rc = delete_from(s, store_column_text(q, 0), store_column_text(q, 1), run);
	sqlite3_finalize(q);
	return count < 0 ? -1 : rc;
}

/* Facts of a machine without runs are of no use, and may be what is to go. */
static int delete_lonely(struct store *s)
{
	return store_exec(s,
	    "DELETE FROM machine WHERE NOT EXISTS (SELECT 1 FROM run WHERE run.machine_id ="
	    " machine.machine_id);"
	    "UPDATE campaign SET ended_utc = NULL WHERE ended_utc NOT NULL AND EXISTS (SELECT 1 "
	    "FROM"
	    " cell AS l WHERE l.campaign_id = campaign.campaign_id AND NOT EXISTS (SELECT 1 FROM "
	    "run"
	    " AS r WHERE r.campaign_id = l.campaign_id AND r.cell = l.cell AND r.status ="
	    " 'complete'))",
	    "removing a run");
}

static int drop_locked(struct store *s, const char *word, const char *name)
{
	char again[STORE_UUID];
	int64_t run = store_run_find(s, word, again);
	if (run < 0)
		return -1;
	if (strcmp(again, name) != 0)
		return store_fail(s, "it was removed meanwhile");
	int recorded = is_recorded(s, run);
	if (recorded != 0)
		return recorded < 0 ? -1 : store_fail(s, "the run is being recorded");
	if (delete_references(s, run) != 0 || delete_from(s, "run", "run_id", run) != 0)
		return -1;
	return delete_lonely(s);
}

int store_run_drop(struct store *s, const char *run, const char *name)
{
	if (store_exec(s, "PRAGMA secure_delete = ON", "removing a run") != 0 ||
	    store_begin(s) != 0)
		return -1;
	return store_end(s, drop_locked(s, run, name));
}
