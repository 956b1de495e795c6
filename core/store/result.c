/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "internal_private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Stands between an analysis's key and the front of the digest of the run's row that it read. */
static const char row_mark[] = ", row ";
enum { ROW_DIGITS = 16 };

/* Takes the row off the key; the key goes too where the row is another by now. Keys of older
 * versions have none. */
static void take_row(char *key, const struct store_run *run)
{
	char digest[65];
	char *row = strstr(key, row_mark);
	if (!row)
		return;
	store_run_digest(run, digest);
	if (strncmp(row + sizeof row_mark - 1, digest, ROW_DIGITS) == 0)
		*row = '\0';
	else
		*key = '\0';
}

int store_analysis_key(struct store *s, const struct store_run *run, char *key, size_t size)
{
	sqlite3_stmt *q = store_prepare(s, "SELECT key FROM analysis WHERE run_id = ?1");
	if (!q)
		return -1;
	sqlite3_bind_int64(q, 1, run->id);
	int found = 0;
	bool there = store_next(s, q, "reading results", &found);
	char whole[512];
	snprintf(whole, sizeof whole, "%s", there ? store_column_text(q, 0) : "");
	sqlite3_finalize(q);
	take_row(whole, run);
	snprintf(key, size, "%s", whole);
	return found < 0 ? -1 : 0;
}

/* Runs a statement whose only parameter is a run. */
static int for_run(struct store *s, const char *sql, int64_t run)
{
	sqlite3_stmt *q = store_prepare(s, sql);
	if (!q)
		return -1;
	sqlite3_bind_int64(q, 1, run);
	return store_run_once(s, q, "storing results");
}

int store_analysis_begin(struct store *s, const struct store_run *row, const char *key)
{
	int64_t run = row->id;
	char digest[65];
	store_run_digest(row, digest);
	if (store_check_same(s, run, row->uuid) != 0)
		return -1;
	if (for_run(s, "DELETE FROM result WHERE run_id = ?1", run) != 0 ||
	    for_run(s, "DELETE FROM pieces WHERE run_id = ?1", run) != 0 ||
	    for_run(s, "DELETE FROM curve WHERE run_id = ?1", run) != 0 ||
	    for_run(s, "DELETE FROM verdict WHERE run_id = ?1", run) != 0 ||
	    for_run(s, "DELETE FROM slow_by_rule WHERE run_id = ?1", run) != 0 ||
	    store_comparisons_clear(s) != 0)
		return -1;
	sqlite3_stmt *q = store_prepare(s,
	    "INSERT INTO analysis (run_id, key, made_utc) VALUES (?1, ?2 || ?3 || ?4,"
	    " strftime('%Y-%m-%dT%H:%M:%fZ')) ON CONFLICT (run_id) DO UPDATE SET "
	    "key = excluded.key,"
	    " made_utc = excluded.made_utc");
	if (!q)
		return -1;
	sqlite3_bind_int64(q, 1, run);
	store_bind_text(q, 2, key);
	store_bind_text(q, 3, row_mark);
	sqlite3_bind_text(q, 4, digest, ROW_DIGITS, SQLITE_STATIC);
	return store_run_once(s, q, "storing results");
}

/* Where a figure or a curve belongs, the first four parameters. */
static void bind_place(
    sqlite3_stmt *q, int64_t run, const char *name, const char *scope, const char *grid)
{
	sqlite3_bind_int64(q, 1, run);
	store_bind_text(q, 2, name);
	store_bind_text(q, 3, scope);
	store_bind_text(q, 4, grid);
}

static int put_pieces(struct store *s, int64_t run, const struct store_result *r)
{
	const struct store_pieces *p = &r->pieces;
	if (p->count == 0)
		return 0;
	sqlite3_stmt *q = store_prepare(s,
	    "INSERT OR REPLACE INTO pieces (run_id, name, scope, grid, count, stationary,"
	    " piece_least, piece_greatest, each_piece) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, "
	    "?9)");
	if (!q)
		return -1;
	bind_place(q, run, r->name, r->scope, r->grid);
	sqlite3_bind_int64(q, 5, p->count);
	sqlite3_bind_int64(q, 6, p->stationary);
	store_bind_double(q, 7, p->least);
	store_bind_double(q, 8, p->greatest);
	if (p->each)
		store_bind_text(q, 9, p->each);
	return store_run_once(s, q, r->name);
}

int store_put_result(struct store *s, int64_t run, const struct store_result *r)
{
	sqlite3_stmt *q = store_prepare(s,
	    "INSERT INTO result (run_id, name, scope, grid, value, lo, hi, n, n_eff, unit, status,"
	    " method, position) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
	    " (SELECT count(*) FROM result WHERE run_id = ?1))"
	    " ON CONFLICT DO UPDATE SET value = excluded.value, lo = excluded.lo,"
	    " hi = excluded.hi, n = excluded.n, n_eff = excluded.n_eff, unit = excluded.unit,"
	    " status = excluded.status, method = excluded.method");
	if (!q)
		return -1;
	bind_place(q, run, r->name, r->scope, r->grid);
	store_bind_double(q, 5, r->value);
	store_bind_double(q, 6, r->lo);
	store_bind_double(q, 7, r->hi);
	sqlite3_bind_int64(q, 8, (int64_t)r->n);
	store_bind_double(q, 9, r->n_eff);
	store_bind_text(q, 10, r->unit);
	store_bind_text(q, 11, r->status);
	store_bind_text(q, 12, r->method);
	return store_run_once(s, q, r->name) == 0 ? put_pieces(s, run, r) : -1;
}

int store_put_point(struct store *s, int64_t run, const struct store_point *p)
{
	sqlite3_stmt *q = store_prepare(s,
	    "INSERT OR REPLACE INTO curve (run_id, name, scope, grid, i, x, y, z, lo, hi)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
	if (!q)
		return -1;
	bind_place(q, run, p->name, p->scope, p->grid);
	sqlite3_bind_int64(q, 5, (int64_t)p->i);
	store_bind_double(q, 6, p->x);
	store_bind_double(q, 7, p->y);
	store_bind_double(q, 8, p->z);
	store_bind_double(q, 9, p->lo);
	store_bind_double(q, 10, p->hi);
	return store_run_once(s, q, p->name);
}

/* value, lo, hi, n, n_eff from five columns on. */
static void row_to_figures(sqlite3_stmt *q, int c, struct store_result *r)
{
	r->value = store_column_double(q, c);
	r->lo = store_column_double(q, c + 1);
	r->hi = store_column_double(q, c + 2);
	r->n = (uint64_t)sqlite3_column_int64(q, c + 3);
	r->n_eff = store_column_double(q, c + 4);
}

static void row_to_pieces(sqlite3_stmt *q, int c, struct store_pieces *p)
{
	p->count = (unsigned)sqlite3_column_int(q, c);
	p->stationary = sqlite3_column_int(q, c + 1) != 0;
	p->least = store_column_double(q, c + 2);
	p->greatest = store_column_double(q, c + 3);
	p->each = store_column_text(q, c + 4);
}

int store_results(struct store *s, int64_t run,
    int (*each)(void *context, const struct store_result *r), void *context)
{
	sqlite3_stmt *q = store_prepare(s,
	    "SELECT value, lo, hi, n, n_eff, name, scope, grid, unit, status, method, count,"
	    " stationary, piece_least, piece_greatest, each_piece FROM result LEFT JOIN pieces"
	    " USING (run_id, name, scope, grid) WHERE run_id = ?1 ORDER BY position");
	if (!q)
		return -1;
	sqlite3_bind_int64(q, 1, run);
	int count = 0;
	while (store_next(s, q, "reading results", &count)) {
		struct store_result r = {.name = store_column_text(q, 5),
		    .scope = store_column_text(q, 6),
		    .grid = store_column_text(q, 7),
		    .unit = store_column_text(q, 8),
		    .status = store_column_text(q, 9),
		    .method = store_column_text(q, 10)};
		row_to_figures(q, 0, &r);
		row_to_pieces(q, 11, &r.pieces);
		if (each(context, &r) != 0)
			break;
	}
	sqlite3_finalize(q);
	return count;
}

int store_result(struct store *s, int64_t run, const char *name, const char *scope,
    const char *grid, struct store_result *r)
{
	sqlite3_stmt *q = store_prepare(s,
	    "SELECT value, lo, hi, n, n_eff FROM result WHERE run_id = ?1 AND name = ?2"
	    " AND scope = ?3 AND grid = ?4 AND status = 'ok'");
	if (!q)
		return -1;
	bind_place(q, run, name, scope, grid);
	int found = 0;
	*r = (struct store_result){.status = "ok"};
	if (store_next(s, q, "reading results", &found))
		row_to_figures(q, 0, r);
	sqlite3_finalize(q);
	return found;
}

int store_curve(struct store *s, int64_t run, const char *name, const char *scope, const char *grid,
    int (*each)(void *context, const struct store_point *p), void *context)
{
	sqlite3_stmt *q = store_prepare(s,
	    "SELECT i, x, y, z, lo, hi FROM curve WHERE run_id = ?1 AND name = ?2 AND scope = ?3"
	    " AND grid = ?4 ORDER BY i");
	if (!q)
		return -1;
	bind_place(q, run, name, scope, grid);
	int count = 0;
	while (store_next(s, q, "reading curves", &count)) {
		struct store_point p = {name, scope, grid, (uint64_t)sqlite3_column_int64(q, 0),
		    store_column_double(q, 1), store_column_double(q, 2), store_column_double(q, 3),
		    store_column_double(q, 4), store_column_double(q, 5)};
		if (each(context, &p) != 0)
			break;
	}
	sqlite3_finalize(q);
	return count;
}
