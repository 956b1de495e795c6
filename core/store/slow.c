/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "internal_private.h"

#include <stdio.h>

/* What a rule is of, the first four parameters. */
static void bind_group(sqlite3_stmt *q, const struct store_slow_rule *rule)
{
	if (rule->campaign)
		sqlite3_bind_int64(q, 1, rule->campaign);
	store_bind_text(q, 2, rule->machine);
	store_bind_text(q, 3, rule->probe);
	store_bind_text(q, 4, rule->counter);
}

#define OF_GROUP " WHERE campaign_id IS ?1 AND machine = ?2 AND probe = ?3 AND counter = ?4"

int store_slow_rule(struct store *s, struct store_slow_rule *rule, char *method, size_t size)
{
	int found = 0;
	sqlite3_stmt *q = store_prepare(s,
	    "SELECT slow_rule_id, threshold_ticks, tick_hz, runs, method FROM slow_rule" OF_GROUP
	    " AND key = ?5");
	if (!q)
		return -1;
	bind_group(q, rule);
	store_bind_text(q, 5, rule->key);
	if (store_next(s, q, "reading the rule for slow samples", &found)) {
		rule->id = sqlite3_column_int64(q, 0);
		rule->threshold_ticks = store_column_double(q, 1);
		rule->tick_hz = store_column_double(q, 2);
		rule->runs = (uint64_t)sqlite3_column_int64(q, 3);
		snprintf(method, size, "%s", store_column_text(q, 4));
	}
	sqlite3_finalize(q);
	return found;
}

static int remove_rule(struct store *s, const struct store_slow_rule *rule)
{
	static const char *const sql[] = {"DELETE FROM slow_by_rule WHERE slow_rule_id IN (SELECT "
					  "slow_rule_id FROM slow_rule" OF_GROUP ")",
	    "DELETE FROM slow_rule" OF_GROUP};
	for (int i = 0; i < 2; i++) {
		sqlite3_stmt *q = store_prepare(s, sql[i]);
		if (!q)
			return -1;
		bind_group(q, rule);
		if (store_run_once(s, q, "storing the rule for slow samples") != 0)
			return -1;
	}
	return 0;
}

static int64_t insert_rule(struct store *s, const struct store_slow_rule *rule)
{
	int64_t id = -1;
	sqlite3_stmt *q = store_prepare(s,
	    "INSERT INTO slow_rule (campaign_id, machine, probe, counter, key, threshold_ticks,"
	    " tick_hz, runs, method) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
	    " RETURNING slow_rule_id");
	if (!q)
		return -1;
	bind_group(q, rule);
	store_bind_text(q, 5, rule->key);
	store_bind_double(q, 6, rule->threshold_ticks);
	store_bind_double(q, 7, rule->tick_hz);
	sqlite3_bind_int64(q, 8, (int64_t)rule->runs);
	store_bind_text(q, 9, rule->method);
	if (sqlite3_step(q) == SQLITE_ROW)
		id = sqlite3_column_int64(q, 0);
	else
		store_fail_sql(s, "storing the rule for slow samples");
	sqlite3_finalize(q);
	return id;
}

int64_t store_put_slow_rule(struct store *s, const struct store_slow_rule *rule)
{
	static const char doing[] = "storing the rule for slow samples";
	if (store_begin_part(s, doing) != 0)
		return -1;
	int64_t id = remove_rule(s, rule) == 0 ? insert_rule(s, rule) : -1;
	return store_end_part(s, id < 0 ? -1 : 0, doing) == 0 ? id : -1;
}

int64_t store_slow_rule_of(struct store *s, int64_t run)
{
	int found = 0;
	int64_t id = 0;
	sqlite3_stmt *q =
	    store_prepare(s, "SELECT slow_rule_id FROM slow_by_rule WHERE run_id = ?1");
	if (!q)
		return -1;
	sqlite3_bind_int64(q, 1, run);
	if (store_next(s, q, "reading the rule for slow samples", &found))
		id = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return found < 0 ? -1 : id;
}

int store_put_slow_by_rule(struct store *s, int64_t run, int64_t rule)
{
	sqlite3_stmt *q = store_prepare(
	    s, "INSERT OR REPLACE INTO slow_by_rule (run_id, slow_rule_id) VALUES (?1, ?2)");
	if (!q)
		return -1;
	sqlite3_bind_int64(q, 1, run);
	sqlite3_bind_int64(q, 2, rule);
	return store_run_once(s, q, "storing the rule for slow samples");
}
