/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rules of row_rule.c for what a database has of a run: its row, those beside it and its
 * chunks.
 */
#include "internal_private.h"
#include "row_rule_private.h"

#include <stdio.h>
#include <string.h>

/* The same of the row beside a run that `where` finds; NULL where there is none. */
static int add_beside(sqlite3 *ours, const char *table, const char *where, sqlite3_str *out)
{
	sqlite3_str_appendall(out, ", (SELECT ");
	int rc = row_rule_add(ours, table, out);
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
	int rc = row_rule_add(ours, "run", out) == 0 &&
			 add_beside(ours, "machine", "machine_id = run.machine_id", out) == 0 &&
			 add_beside(ours, "recording", "run_id = run.run_id", out) == 0 &&
			 add_beside(ours, "imported", "run_id = run.run_id", out) == 0
		     ? 0
		     : -1;
	sqlite3_str_appendall(out, lost);
	sqlite3_free(s->rules);
	s->rules = sqlite3_str_finish(out);
	sqlite3_free(s->chunk_rules);
	s->chunk_rules = row_rule_text(ours, "chunk");
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

/* Counts that contradict each other, and which: a column alone would not say that. */
static void describe_counts(
    struct store *s, int64_t id, const char *column, char *text, size_t size)
{
	sqlite3_stmt *q = store_prepare(s,
	    "SELECT CASE ?2 WHEN 'status' THEN iif(status = 'complete' AND samples IS NOT "
	    "requested,"
	    " printf(': it is complete with %d samples, and %d were requested', samples, "
	    "requested), '')"
	    " WHEN 'samples' THEN printf(': %d samples in %d chunks', samples, chunks)"
	    " ELSE '' END FROM run WHERE run_id = ?1");
	text[0] = '\0';
	if (!q)
		return;
	sqlite3_bind_int64(q, 1, id);
	store_bind_text(q, 2, column);
	if (sqlite3_step(q) == SQLITE_ROW && store_column_text(q, 0))
		snprintf(text, size, "%s", store_column_text(q, 0));
	sqlite3_finalize(q);
}

int store_fail_row(struct store *s, const char *uuid, int64_t id, const char *column)
{
	char counts[128], number[32];
	describe_counts(s, id, column, counts, sizeof counts);
	snprintf(number, sizeof number, "%lld", (long long)id);
	return store_fail(s, "run %s: its %s is not as ticklab writes it%s", uuid ? uuid : number,
	    column, counts);
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
		if (!rule) { /* it was NULL when it was computed again: memory was missing the first
				time */
			count = store_fail(s, "reading the runs: out of memory");
			break;
		}
		store_fail_row(s, strcmp(rule, "uuid") == 0 ? NULL : store_column_text(q, 1),
		    sqlite3_column_int64(q, 0), rule);
		bad(context, s->why);
	}
	sqlite3_finalize(q);
	return count;
}
