/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An eponymous virtual table: SELECT elapsed_ticks FROM samples('885e7bc5'). RUN is a UUID or its
 * first 8 or more characters. One chunk is unpacked at a time, in order, so that a run of any
 * length is read in the memory of one. Each is held to the rules by which every program
 * reads it (chunk.c): a run of which a chunk is damaged, missing or too many gives an error and no
 * further row.
 */
#include "chunk_private.h"
#include "row_rule_private.h"
#include "samples_table_private.h"

#ifdef TICKLAB_EXTENSION
SQLITE_EXTENSION_INIT1
#endif

#include <stdbool.h>
#include <stdlib.h>

enum { SAMPLE, START, ELAPSED, FLAGS, RESTART, RUN };

struct table {
	sqlite3_vtab base;
	sqlite3 *db;
	char *rules; /* of a row of `chunk` */
};

struct cursor {
	sqlite3_vtab_cursor base;
	sqlite3_stmt *chunks;
	struct chunk_reader reader;
	struct store_chunk chunk;
	size_t i; /* in the chunk */
	bool end;
	char why[512];
};

/* NULL where there is no memory. */
static char *chunk_rules(void)
{
	sqlite3 *ours = NULL;
	char *rules = row_rule_database(&ours) == 0 ? row_rule_text(ours, "chunk") : NULL;
	sqlite3_close(ours);
	return rules;
}

static int table_connect(
    sqlite3 *db, void *aux, int argc, const char *const *argv, sqlite3_vtab **out, char **why)
{
	(void)aux, (void)argc, (void)argv, (void)why;
	struct table *t = calloc(1, sizeof *t);
	if (!t || !(t->rules = chunk_rules())) {
		free(t);
		return SQLITE_NOMEM;
	}
	t->db = db;
	*out = &t->base;
	return sqlite3_declare_vtab(db, "CREATE TABLE samples (sample INTEGER, start_ticks INTEGER,"
					" elapsed_ticks INTEGER, flags INTEGER, restart INTEGER,"
					" run TEXT HIDDEN)");
}

static int table_disconnect(sqlite3_vtab *base)
{
	struct table *t = (struct table *)base;
	sqlite3_free(t->rules);
	free(t);
	return SQLITE_OK;
}

static int fail_table(sqlite3_vtab *t, const char *why)
{
	sqlite3_free(t->zErrMsg);
	t->zErrMsg = sqlite3_mprintf("samples: %s", why);
	return SQLITE_ERROR;
}

/* The run is the one argument; without it there is no plan. */
static int table_plan(sqlite3_vtab *t, sqlite3_index_info *info)
{
	bool unusable = false;
	for (int i = 0; i < info->nConstraint; i++) {
		if (info->aConstraint[i].iColumn != RUN ||
		    info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ)
			continue;
		unusable = unusable || !info->aConstraint[i].usable;
		if (!info->aConstraint[i].usable)
			continue;
		info->aConstraintUsage[i].argvIndex = 1;
		info->aConstraintUsage[i].omit = 1;
		info->estimatedCost = info->estimatedRows = 1000000;
		return SQLITE_OK;
	}
	return unusable ? SQLITE_CONSTRAINT : fail_table(t, "name the run: samples('UUID')");
}

static int cursor_open(sqlite3_vtab *t, sqlite3_vtab_cursor **out)
{
	struct cursor *c = calloc(1, sizeof *c);
	(void)t;
	if (!c || !(c->reader.codec = codec_open())) {
		free(c);
		return SQLITE_NOMEM;
	}
	*out = &c->base;
	return SQLITE_OK;
}

static int cursor_close(sqlite3_vtab_cursor *base)
{
	struct cursor *c = (struct cursor *)base;
	sqlite3_finalize(c->chunks);
	chunk_release(&c->reader);
	codec_close(c->reader.codec);
	free(c);
	return SQLITE_OK;
}

static int chunk_next(struct cursor *c)
{
	int rc = sqlite3_step(c->chunks);
	c->end = rc != SQLITE_ROW;
	c->i = 0;
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return rc;
	int bad = c->end ? chunk_end(&c->reader) : chunk_take(&c->reader, c->chunks, &c->chunk);
	return bad ? fail_table(c->base.pVtab, c->why) : SQLITE_OK;
}

static int cursor_next(sqlite3_vtab_cursor *base)
{
	struct cursor *c = (struct cursor *)base;
	return ++c->i < c->chunk.samples ? SQLITE_OK : chunk_next(c);
}

/* The run of that UUID, or of the only one that begins so. */
static int run_find(sqlite3 *db, sqlite3_vtab *t, const char *uuid, int64_t *run)
{
	sqlite3_stmt *q = NULL;
	int found = 0, rc = sqlite3_prepare_v2(db,
			   "SELECT run_id FROM run WHERE length(?1) >= 8"
			   " AND substr(uuid, 1, length(?1)) = ?1 LIMIT 2",
			   -1, &q, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_text(q, 1, uuid, -1, SQLITE_TRANSIENT);
	while (rc == SQLITE_OK && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		*run = sqlite3_column_int64(q, 0);
		found++;
		rc = SQLITE_OK;
	}
	sqlite3_finalize(q);
	if (rc != SQLITE_DONE)
		return fail_table(t, sqlite_reason(db));
	return found == 1 ? SQLITE_OK
			  : fail_table(t, found ? "several runs begin so" : "there is no such run");
}

static int cursor_filter(
    sqlite3_vtab_cursor *base, int plan, const char *plan_text, int argc, sqlite3_value **argv)
{
	struct cursor *c = (struct cursor *)base;
	struct table *t = (struct table *)base->pVtab;
	const char *uuid = argc > 0 ? (const char *)sqlite3_value_text(argv[0]) : NULL;
	int64_t run = 0;
	(void)plan, (void)plan_text;
	int rc =
	    uuid ? run_find(t->db, &t->base, uuid, &run) : fail_table(&t->base, "name the run");
	sqlite3_finalize(c->chunks);
	c->chunks = NULL;
	if (rc != SQLITE_OK)
		return rc;
	chunk_release(&c->reader);
	c->reader = (struct chunk_reader){.db = t->db,
	    .codec = c->reader.codec,
	    .rules = t->rules,
	    .why = c->why,
	    .why_size = sizeof c->why};
	if (chunk_open(&c->reader, run) != 0 || !(c->chunks = chunk_prepare(&c->reader, run)))
		return fail_table(&t->base, c->why);
	return chunk_next(c);
}

static int cursor_eof(sqlite3_vtab_cursor *base)
{
	return ((struct cursor *)base)->end;
}

static int cursor_column(sqlite3_vtab_cursor *base, sqlite3_context *out, int column)
{
	struct cursor *c = (struct cursor *)base;
	const struct store_chunk *chunk = &c->chunk;
	if (column == SAMPLE)
		sqlite3_result_int64(out, (int64_t)(chunk->first_sample + c->i));
	else if (column == START && chunk->start)
		sqlite3_result_int64(out, (int64_t)chunk->start[c->i]);
	else if (column == ELAPSED)
		sqlite3_result_int64(out, (int64_t)chunk->elapsed[c->i]);
	else if (column == FLAGS)
		sqlite3_result_int64(out, chunk->flags[c->i]);
	else if (column == RESTART && chunk->restart >= 0)
		sqlite3_result_int64(out, chunk->restart);
	return SQLITE_OK;
}

static int cursor_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
	struct cursor *c = (struct cursor *)base;
	*out = (int64_t)(c->chunk.first_sample + c->i);
	return SQLITE_OK;
}

int samples_table_register(sqlite3 *db)
{
	static const sqlite3_module module = {.xConnect = table_connect,
	    .xBestIndex = table_plan,
	    .xDisconnect = table_disconnect,
	    .xOpen = cursor_open,
	    .xClose = cursor_close,
	    .xFilter = cursor_filter,
	    .xNext = cursor_next,
	    .xEof = cursor_eof,
	    .xColumn = cursor_column,
	    .xRowid = cursor_rowid};
	int rc = sqlite3_create_module_v2(db, "samples", &module, NULL, NULL);
	return rc == SQLITE_OK ? sqlite3_exec(db, store_views_sql, NULL, NULL, NULL) : rc;
}

#ifdef TICKLAB_EXTENSION
/* What `.load ticklab_samples` calls. */
__attribute__((visibility("default"))) int sqlite3_ticklabsamples_init(
    sqlite3 *db, char **why, const sqlite3_api_routines *api);
int sqlite3_ticklabsamples_init(sqlite3 *db, char **why, const sqlite3_api_routines *api)
{
	(void)why;
	SQLITE_EXTENSION_INIT2(api);
	return samples_table_register(db);
}
#endif
