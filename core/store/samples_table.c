/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An eponymous virtual table: SELECT elapsed_ticks FROM samples('885e7bc5'). RUN is a UUID or its
 * first 8 or more characters. One chunk is unpacked at a time, in order, so that a run of any
 * length is read in the memory of one. The content checksum of each column is checked by zstd; the
 * chunk's own SHA-256 is what `ticklab db verify` checks.
 */
#ifdef TICKLAB_EXTENSION
#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT1
#else
#include <sqlite3.h>
#endif

#include "codec_private.h"
#include "samples_table_private.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLE, START, ELAPSED, FLAGS, RESTART, RUN };

struct table {
	sqlite3_vtab base;
	sqlite3 *db;
};

struct cursor {
	sqlite3_vtab_cursor base;
	sqlite3_stmt *chunks;
	struct codec *codec;
	uint64_t *start, *elapsed, *flags;
	size_t n, i; /* of the chunk */
	int64_t first;
	bool end;
};

static int table_connect(
    sqlite3 *db, void *aux, int argc, const char *const *argv, sqlite3_vtab **out, char **why)
{
	(void)aux, (void)argc, (void)argv, (void)why;
	struct table *t = calloc(1, sizeof *t);
	if (!t)
		return SQLITE_NOMEM;
	t->db = db;
	*out = &t->base;
	return sqlite3_declare_vtab(db, "CREATE TABLE samples (sample INTEGER, start_ticks INTEGER,"
					" elapsed_ticks INTEGER, flags INTEGER, restart INTEGER,"
					" run TEXT HIDDEN)");
}

static int table_disconnect(sqlite3_vtab *t)
{
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
	if (!c || !(c->codec = codec_open())) {
		free(c);
		return SQLITE_NOMEM;
	}
	*out = &c->base;
	return SQLITE_OK;
}

static void columns_free(struct cursor *c)
{
	free(c->start);
	free(c->elapsed);
	free(c->flags);
	c->start = c->elapsed = c->flags = NULL;
}

static int cursor_close(sqlite3_vtab_cursor *base)
{
	struct cursor *c = (struct cursor *)base;
	sqlite3_finalize(c->chunks);
	columns_free(c);
	codec_close(c->codec);
	free(c);
	return SQLITE_OK;
}

/* Columns of the row: first_sample, samples, first_start, gap, elapsed, flags, restart. */
static bool column_unpack(struct cursor *c, int column, uint64_t *out)
{
	const void *bytes = sqlite3_column_blob(c->chunks, column);
	return codec_unpack(c->codec, bytes, (size_t)sqlite3_column_bytes(c->chunks, column), out,
		   c->n) == 0;
}

/* From gaps to starts; the first gap is a copy of the second and is not used. */
static void starts_of_gaps(struct cursor *c)
{
	c->start[0] = (uint64_t)sqlite3_column_int64(c->chunks, 2);
	for (size_t i = 1; i < c->n; i++)
		c->start[i] += c->start[i - 1] + c->elapsed[i - 1];
}

static int chunk_read(struct cursor *c)
{
	int64_t n = sqlite3_column_int64(c->chunks, 1);
	columns_free(c);
	if (n < 1 || n > CODEC_MAX_VALUES)
		return fail_table(c->base.pVtab, "a chunk is malformed");
	c->n = (size_t)n;
	c->i = 0;
	c->first = sqlite3_column_int64(c->chunks, 0);
	c->elapsed = malloc(c->n * sizeof *c->elapsed);
	c->flags = malloc(c->n * sizeof *c->flags);
	if (!c->elapsed || !c->flags)
		return SQLITE_NOMEM;
	bool ok = column_unpack(c, 4, c->elapsed) && column_unpack(c, 5, c->flags);
	if (ok && sqlite3_column_type(c->chunks, 3) != SQLITE_NULL) {
		if (!(c->start = malloc(c->n * sizeof *c->start)))
			return SQLITE_NOMEM;
		ok = column_unpack(c, 3, c->start);
		if (ok)
			starts_of_gaps(c);
	}
	return ok ? SQLITE_OK : fail_table(c->base.pVtab, "a chunk cannot be unpacked");
}

static int chunk_next(struct cursor *c)
{
	int rc = sqlite3_step(c->chunks);
	c->end = rc != SQLITE_ROW;
	return rc == SQLITE_ROW ? chunk_read(c) : rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int cursor_next(sqlite3_vtab_cursor *base)
{
	struct cursor *c = (struct cursor *)base;
	return ++c->i < c->n ? SQLITE_OK : chunk_next(c);
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
	while (rc == SQLITE_OK && sqlite3_step(q) == SQLITE_ROW) {
		*run = sqlite3_column_int64(q, 0);
		found++;
	}
	sqlite3_finalize(q);
	if (rc != SQLITE_OK)
		return fail_table(t, sqlite3_errmsg(db));
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
	if (rc == SQLITE_OK)
		rc = sqlite3_prepare_v2(t->db,
		    "SELECT first_sample, samples, first_start, gap, elapsed, flags, restart"
		    " FROM chunk WHERE run_id = ?1 ORDER BY seq",
		    -1, &c->chunks, NULL);
	if (rc != SQLITE_OK)
		return rc;
	sqlite3_bind_int64(c->chunks, 1, run);
	return chunk_next(c);
}

static int cursor_eof(sqlite3_vtab_cursor *base)
{
	return ((struct cursor *)base)->end;
}

static int cursor_column(sqlite3_vtab_cursor *base, sqlite3_context *out, int column)
{
	struct cursor *c = (struct cursor *)base;
	if (column == SAMPLE)
		sqlite3_result_int64(out, c->first + (int64_t)c->i);
	else if (column == START && c->start)
		sqlite3_result_int64(out, (int64_t)c->start[c->i]);
	else if (column == ELAPSED)
		sqlite3_result_int64(out, (int64_t)c->elapsed[c->i]);
	else if (column == FLAGS)
		sqlite3_result_int64(out, (int64_t)c->flags[c->i]);
	else if (column == RESTART)
		sqlite3_result_value(out, sqlite3_column_value(c->chunks, 6));
	return SQLITE_OK;
}

static int cursor_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
	struct cursor *c = (struct cursor *)base;
	*out = c->first + (int64_t)c->i;
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
