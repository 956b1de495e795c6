/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "internal_private.h"

#include <stdio.h>

/* 0 if nobody alive takes the cells of this plan. Call it within the transaction that takes them.
 */
static int refuse_held(struct store *s, const char *plan)
{
	sqlite3_stmt *q = store_prepare(s, "SELECT uuid, recorder FROM campaign WHERE plan = ?1 AND"
					   " recorder_alive(recorder) LIMIT 1");
	long pid = 0;
	if (!q)
		return -1;
	store_bind_text(q, 1, plan);
	int found = 0;
	if (store_next(s, q, "looking for a campaign", &found)) {
		const char *token = store_column_text(q, 1);
		if (sscanf(token, "%*[^:]:%ld", &pid) != 1)
			pid = 0;
		store_fail(s, "campaign %s of this plan is being recorded by process %ld%s",
		    store_column_text(q, 0), pid,
		    store_recorder_elsewhere(token)
			? " of another PID namespace (a container?): end it there or wait for it; "
			  "if it died, root outside all containers can see that and go on"
			: "; end it or wait for it");
	}
	sqlite3_finalize(q);
	return found == 0 ? 0 : -1;
}

static int64_t insert_campaign(
    struct store *s, const char *name, const char *plan, uint64_t seed, const char *uuid)
{
	char recorder[160];
	int64_t id = -1;
	if (store_recorder_token(recorder, sizeof recorder) != 0)
		return store_fail(s, "this process cannot be named");
	sqlite3_stmt *q = store_prepare(s,
	    "INSERT INTO campaign (uuid, name, plan, seed, recorder, started_utc)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, strftime('%Y-%m-%dT%H:%M:%fZ')) RETURNING campaign_id");
	if (!q)
		return -1;
	store_bind_text(q, 1, uuid);
	store_bind_text(q, 2, name);
	store_bind_text(q, 3, plan);
	sqlite3_bind_int64(q, 4, (int64_t)seed);
	store_bind_text(q, 5, recorder);
	if (sqlite3_step(q) == SQLITE_ROW)
		id = sqlite3_column_int64(q, 0);
	else
		store_fail_sql(s, "beginning a campaign");
	sqlite3_finalize(q);
	return id;
}

static int insert_cell(
    struct store *s, int64_t campaign, uint64_t number, const struct store_cell *c)
{
	sqlite3_stmt *q = store_prepare(s,
	    "INSERT INTO cell (campaign_id, cell, block, probe, load) VALUES (?1, ?2, ?3, ?4, ?5)");
	if (!q)
		return -1;
	sqlite3_bind_int64(q, 1, campaign);
	sqlite3_bind_int64(q, 2, (int64_t)number);
	sqlite3_bind_int64(q, 3, (int64_t)c->block);
	store_bind_text(q, 4, c->probe);
	store_bind_text(q, 5, c->load);
	return store_run_once(s, q, "beginning a campaign");
}

int64_t store_campaign_begin(struct store *s, const char *name, const char *plan, uint64_t seed,
    const struct store_cell *cells, size_t n, char uuid[STORE_UUID])
{
	if (store_uuid(s, uuid) != 0 || store_begin(s) != 0)
		return -1;
	int64_t id = refuse_held(s, plan) == 0 ? insert_campaign(s, name, plan, seed, uuid) : -1;
	int rc = id < 0 ? -1 : 0;
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = insert_cell(s, id, i, &cells[i]);
	return store_end(s, rc) == 0 ? id : -1;
}

int64_t store_campaign_open(struct store *s, const char *plan, const uint64_t *seed,
    char uuid[STORE_UUID], uint64_t *found_seed)
{
	int64_t id = 0;
	sqlite3_stmt *q =
	    store_prepare(s, "SELECT campaign_id, uuid, seed FROM campaign WHERE plan = ?1"
			     " AND ended_utc IS NULL AND (?2 IS NULL OR seed = ?2)"
			     " ORDER BY campaign_id DESC LIMIT 1");
	if (!q)
		return -1;
	store_bind_text(q, 1, plan);
	if (seed)
		sqlite3_bind_int64(q, 2, (int64_t)*seed);
	int found = 0;
	if (store_next(s, q, "looking for a campaign", &found)) {
		id = sqlite3_column_int64(q, 0);
		snprintf(uuid, STORE_UUID, "%s", store_column_text(q, 1));
		*found_seed = (uint64_t)sqlite3_column_int64(q, 2);
	}
	sqlite3_finalize(q);
	return found < 0 ? -1 : id;
}

int store_cells(struct store *s, int64_t campaign,
    int (*each)(void *context, const struct store_cell *cell), void *context)
{
	sqlite3_stmt *q = store_prepare(s,
	    "SELECT cell, block, probe, load, EXISTS (SELECT 1 FROM run WHERE"
	    " run.campaign_id = cell.campaign_id AND run.cell = cell.cell AND status = 'complete')"
	    " FROM cell WHERE campaign_id = ?1 ORDER BY cell");
	if (!q)
		return -1;
	sqlite3_bind_int64(q, 1, campaign);
	int count = 0;
	while (store_next(s, q, "reading the cells", &count)) {
		struct store_cell c = {(uint64_t)sqlite3_column_int64(q, 0),
		    (uint64_t)sqlite3_column_int64(q, 1), store_column_text(q, 2),
		    store_column_text(q, 3), sqlite3_column_int(q, 4) != 0};
		if (each(context, &c) != 0)
			break;
	}
	sqlite3_finalize(q);
	return count;
}

static int set_recorder(struct store *s, int64_t campaign)
{
	char recorder[160];
	if (store_recorder_token(recorder, sizeof recorder) != 0)
		return store_fail(s, "this process cannot be named");
	sqlite3_stmt *q =
	    store_prepare(s, "UPDATE campaign SET recorder = ?2 WHERE campaign_id = ?1");
	if (!q)
		return -1;
	sqlite3_bind_int64(q, 1, campaign);
	store_bind_text(q, 2, recorder);
	return store_run_once(s, q, "claiming a campaign");
}

static int claim_campaign(struct store *s, int64_t campaign)
{
	sqlite3_stmt *q = store_prepare(s, "SELECT plan FROM campaign WHERE campaign_id = ?1");
	if (!q)
		return -1;
	sqlite3_bind_int64(q, 1, campaign);
	int count = 0, rc = -1;
	if (store_next(s, q, "claiming a campaign", &count))
		rc = refuse_held(s, store_column_text(q, 0));
	else if (count == 0)
		store_fail(s, "the campaign is gone");
	sqlite3_finalize(q);
	return rc == 0 ? set_recorder(s, campaign) : -1;
}

int store_campaign_claim(struct store *s, int64_t campaign)
{
	if (store_begin(s) != 0)
		return -1;
	return store_end(s, claim_campaign(s, campaign));
}

int store_campaign_end(struct store *s, int64_t campaign, bool complete)
{
	sqlite3_stmt *q =
	    store_prepare(s, "UPDATE campaign SET recorder = NULL, ended_utc = CASE WHEN ?2 THEN"
			     " strftime('%Y-%m-%dT%H:%M:%fZ') END WHERE campaign_id = ?1");
	if (!q)
		return -1;
	sqlite3_bind_int64(q, 1, campaign);
	sqlite3_bind_int(q, 2, complete);
	return store_run_once(s, q, "ending a campaign");
}
