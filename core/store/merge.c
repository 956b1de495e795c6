/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs are append-only and named by UUID, so that merging is copying what is not here yet. Row ids
 * are this file's own; what refers to them is looked up again by what it names. A cell of a
 * campaign is taken once: the second run of one comes without its cell.
 */
#include "internal_private.h"

#include <string.h>

/* Each machine and campaign by its name, then runs, then chunks. `other` is the attached file. */
static const char copy_sql[] =
    "CREATE TEMP TABLE incoming AS SELECT run_id, uuid FROM other.run AS o"
    " WHERE NOT EXISTS (SELECT 1 FROM main.run AS r WHERE r.uuid = o.uuid)"
    " AND NOT (status = 'recording' AND recorder_alive(recorder));"
    "INSERT INTO main.machine (fingerprint, facts) SELECT fingerprint, facts FROM other.machine"
    " WHERE true ON CONFLICT DO NOTHING;"
    "CREATE TEMP TABLE new_campaign AS SELECT campaign_id, uuid FROM other.campaign AS o"
    " WHERE NOT EXISTS (SELECT 1 FROM main.campaign AS c WHERE c.uuid = o.uuid);"
    "INSERT INTO main.campaign (uuid, name, plan, seed, started_utc, ended_utc)"
    " SELECT uuid, name, plan, seed, started_utc, ended_utc FROM other.campaign"
    " WHERE campaign_id IN (SELECT campaign_id FROM temp.new_campaign);"
    "INSERT INTO main.cell (campaign_id, cell, block, probe, load)"
    " SELECT m.campaign_id, l.cell, l.block, l.probe, l.load FROM other.cell AS l"
    " JOIN temp.new_campaign AS n ON n.campaign_id = l.campaign_id"
    " JOIN main.campaign AS m ON m.uuid = n.uuid;"
    /* Cells that were taken in two copies of one database. */
    "CREATE TEMP TABLE repeated AS SELECT o.run_id, 'a second run of cell ' || o.cell ||"
    " ' of campaign ' || x.uuid AS message FROM other.run AS o JOIN temp.incoming USING (run_id)"
    " JOIN other.campaign AS x ON x.campaign_id = o.campaign_id WHERE o.status = 'complete' AND"
    " (EXISTS (SELECT 1 FROM main.run AS r JOIN main.campaign AS m USING (campaign_id) WHERE"
    "   m.uuid = x.uuid AND r.cell = o.cell AND r.status IN ('recording', 'complete'))"
    " OR EXISTS (SELECT 1 FROM other.run AS r WHERE r.campaign_id = o.campaign_id AND"
    "   r.cell = o.cell AND r.status = 'complete' AND r.run_id < o.run_id));";

static const char runs_sql[] =
    "INSERT INTO main.run (uuid, label, origin, probe, load, status, message, machine_id, counter,"
    " counter_hz, hz_source, hz_calibrated, effective_tick_ticks, trace, ground_truth, has_start, "
    "cpu, requested,"
    " warmup, samples, chunks, started_utc, ended_utc, tool_version, compiler, cflags,"
    " platform_sha256, extractor_sha256, source_sha256, environment_before, environment_after,"
    " load_detail, instrument, session, restarts, campaign_id, cell)"
    " SELECT o.uuid, label, origin, probe, load,"
    " CASE status WHEN 'recording' THEN 'interrupted' ELSE status END,"
    " CASE status WHEN 'recording' THEN 'the recorder died' ELSE coalesce(p.message, o.message) "
    "END,"
    " (SELECT m.machine_id FROM main.machine AS m JOIN other.machine AS x"
    "  ON x.fingerprint = m.fingerprint AND x.facts = m.facts WHERE x.machine_id = o.machine_id),"
    " counter, counter_hz, hz_source, hz_calibrated, effective_tick_ticks, trace, ground_truth, "
    "has_start, cpu,"
    " requested, warmup, samples, chunks, started_utc, ended_utc, tool_version, compiler, cflags,"
    " platform_sha256, extractor_sha256, source_sha256, environment_before, environment_after,"
    " load_detail, instrument, session, restarts,"
    " (SELECT m.campaign_id FROM main.campaign AS m JOIN other.campaign AS x ON x.uuid = m.uuid"
    "  WHERE x.campaign_id = o.campaign_id AND p.run_id IS NULL),"
    " CASE WHEN p.run_id IS NULL THEN cell END"
    " FROM other.run AS o JOIN temp.incoming AS i USING (run_id)"
    " LEFT JOIN temp.repeated AS p USING (run_id) ORDER BY run_id;"
    "INSERT INTO main.chunk (run_id, seq, first_sample, samples, first_start, gap, elapsed, flags,"
    " restart, conditions, checksum) SELECT r.run_id, c.seq, c.first_sample, c.samples,"
    " c.first_start, c.gap, c.elapsed, c.flags, c.restart, c.conditions, c.checksum"
    " FROM temp.incoming AS i JOIN other.chunk AS c ON c.run_id = i.run_id"
    " JOIN main.run AS r ON r.uuid = i.uuid ORDER BY c.rowid;"; /* the order in which they were
								   taken */

/* Tables beside run, by the version that brought them. */
static const struct {
	const char *name, *sql;
} besides[] = {
    {"recording",
	"INSERT INTO main.recording (run_id, command, seconds, clock_check) SELECT r.run_id,"
	" c.command, c.seconds, c.clock_check FROM temp.incoming AS i JOIN other.recording AS c"
	" ON c.run_id = i.run_id JOIN main.run AS r ON r.uuid = i.uuid;"},
    {"imported",
	"INSERT INTO main.imported (run_id, form, sample_order, tick_hz) SELECT r.run_id,"
	" c.form, c.sample_order, c.tick_hz FROM temp.incoming AS i JOIN other.imported AS c"
	" ON c.run_id = i.run_id JOIN main.run AS r ON r.uuid = i.uuid;"}};

/* Of many reasons the first. */
static void keep_first(void *context, const char *line)
{
	struct store *s = context;
	if (!s->why[0])
		store_fail(s, "%s", line);
}

/* Before it is attached, all of the file must be as `db verify` accepts it: also what is not copied
 * says whether it can be believed. Returns 0, 1 where nothing is in it yet, or -1. */
static int check_other(struct store *s, const char *path)
{
	struct store *other;
	char why[512];
	if (store_open(&other, path, STORE_READ, why, sizeof why) != 0)
		return store_fail(s, "%s: %s", path, why);
	int nothing = other->nothing;
	s->why[0] = '\0';
	int bad = nothing ? 0 : store_verify(other, keep_first, s);
	if (bad < 0)
		store_fail(s, "%s", store_error(other));
	store_close(other);
	return bad != 0 ? -1 : nothing;
}

static int attach_file(struct store *s, const char *path)
{
	sqlite3_stmt *q = store_prepare(s, "ATTACH ?1 AS other");
	if (!q)
		return -1;
	store_bind_text(q, 1, path);
	return store_run_once(s, q, "opening the other database");
}

static int ignore_chunk(void *context, const struct store_chunk *chunk)
{
	(void)context;
	(void)chunk;
	return 0;
}

/* Every chunk and count of what came in. */
static int check_incoming(struct store *s, struct store_merged *out)
{
	sqlite3_stmt *q = store_prepare(s,
	    "SELECT r.run_id, r.samples FROM main.run AS r JOIN temp.incoming AS i USING (uuid)");
	int count = 0;
	if (!q)
		return -1;
	while (store_next(s, q, "checking what was copied", &count)) {
		out->runs++;
		out->samples += (uint64_t)sqlite3_column_int64(q, 1);
		if (store_samples(s, sqlite3_column_int64(q, 0), ignore_chunk, NULL) < 0) {
			count = -1;
			break;
		}
	}
	sqlite3_finalize(q);
	return count < 0 ? -1 : 0;
}

static int count_rest(struct store *s, struct store_merged *out)
{
	sqlite3_stmt *q = store_prepare(s,
	    "SELECT (SELECT count(*) FROM other.run) - (SELECT count(*) FROM temp.incoming),"
	    " (SELECT count(*) FROM other.run AS o WHERE status = 'recording' AND"
	    "  recorder_alive(recorder) AND NOT EXISTS (SELECT 1 FROM main.run AS r"
	    "  WHERE r.uuid = o.uuid))");
	if (!q)
		return -1;
	int rc = sqlite3_step(q);
	if (rc == SQLITE_ROW) {
		out->unfinished = (uint64_t)sqlite3_column_int64(q, 1);
		out->known = (uint64_t)sqlite3_column_int64(q, 0) - out->unfinished;
	}
	sqlite3_finalize(q);
	return rc == SQLITE_ROW ? 0 : store_fail_sql(s, "counting");
}

/* What an older file does not have, none of its runs has. */
static int copy_beside(struct store *s, const char *name, const char *sql)
{
	sqlite3_stmt *q =
	    store_prepare(s, "SELECT count(*) FROM other.sqlite_schema WHERE name = ?1");
	if (!q)
		return -1;
	store_bind_text(q, 1, name);
	int rc = sqlite3_step(q);
	bool there = rc == SQLITE_ROW && sqlite3_column_int(q, 0) > 0;
	sqlite3_finalize(q);
	if (rc != SQLITE_ROW)
		return store_fail_sql(s, "copying runs");
	return there ? store_exec(s, sql, "copying runs") : 0;
}

static int copy_all_beside(struct store *s)
{
	for (size_t i = 0; i < sizeof besides / sizeof *besides; i++)
		if (copy_beside(s, besides[i].name, besides[i].sql) != 0)
			return -1;
	return 0;
}

static int merge_locked(struct store *s, struct store_merged *out)
{
	if (store_exec(s, copy_sql, "copying machines and campaigns") == 0 &&
	    count_rest(s, out) == 0 && store_exec(s, runs_sql, "copying runs") == 0 &&
	    copy_all_beside(s) == 0 && check_incoming(s, out) == 0 &&
	    store_exec(s,
		"DROP TABLE temp.incoming; DROP TABLE temp.new_campaign; DROP TABLE temp.repeated",
		"merging") == 0)
		return 0;
	return -1;
}

static int merge_attached(struct store *s, struct store_merged *out)
{
	return store_begin(s) == 0 ? store_end(s, merge_locked(s, out)) : -1;
}

int store_merge(struct store *s, const char *path, struct store_merged *out)
{
	*out = (struct store_merged){0};
	int rc = check_other(s, path);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (attach_file(s, path) != 0)
		return -1;
	rc = merge_attached(s, out);
	sqlite3_exec(s->db, "DETACH other", NULL, NULL, NULL);
	return rc;
}

int64_t store_label_machine(struct store *s, const char *fingerprint, const char *label)
{
	sqlite3_stmt *q = store_prepare(s,
	    "UPDATE run SET label = ?2 WHERE machine_id IN (SELECT machine_id FROM machine"
	    " WHERE substr(fingerprint, 1, length(?1)) = ?1)");
	if (!q)
		return -1;
	store_bind_text(q, 1, fingerprint);
	store_bind_text(q, 2, label);
	return store_run_once(s, q, "labelling a machine") == 0 ? sqlite3_changes64(s->db) : -1;
}
