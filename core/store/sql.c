/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "internal_private.h"
#include "samples_table_private.h"

#include <errno.h>
#include <stdlib.h>

/* SQLite reads on where the file, or the log beside it, could not be opened to be written, and
 * calls the database read only at the first change. */
static int sql_fail(struct store *s)
{
	bool asked = sqlite3_db_readonly(s->db, "main") == 1 && s->refused == 0;
	if (sqlite3_errcode(s->db) == SQLITE_READONLY && !asked)
		return store_fail_sql(s, "writing");
	return store_fail(s, "%s", sqlite_reason(s->db));
}

/* One row's values as text, NULL for NULL. */
static int row_pass(struct store *s, sqlite3_stmt *q, struct store_row *row,
    int (*each)(void *context, const struct store_row *row), void *context)
{
	(void)s;
	for (int i = 0; i < row->columns; i++) {
		int type = sqlite3_column_type(q, i);
		row->value[i] = type == SQLITE_NULL ? NULL : store_column_text(q, i);
		row->number[i] = type == SQLITE_INTEGER || type == SQLITE_FLOAT;
	}
	return each(context, row);
}

static int statement_run(struct store *s, sqlite3_stmt *q,
    int (*each)(void *context, const struct store_row *row), void *context)
{
	int columns = sqlite3_column_count(q), rc;
	size_t room = (size_t)columns + 1;
	struct store_row row = {.columns = columns,
	    .name = malloc(room * sizeof *row.name),
	    .value = malloc(room * sizeof *row.value),
	    .number = malloc(room * sizeof *row.number)};
	bool ok = row.name && row.value && row.number, stop = false;
	for (int i = 0; ok && i < columns; i++)
		row.name[i] = sqlite3_column_name(q, i);
	int outcome = ok ? 0 : store_fail(s, "out of memory");
	for (row.seq = 0; outcome == 0 && !stop && (rc = sqlite3_step(q)) != SQLITE_DONE;
	     row.seq++) {
		if (rc != SQLITE_ROW)
			outcome = sql_fail(s);
		else if (!sqlite_row_whole(q))
			outcome = store_fail(s, "out of memory");
		else
			stop = row_pass(s, q, &row, each, context) != 0;
	}
	free(row.name);
	free(row.value);
	free(row.number);
	return outcome;
}

int store_sql(struct store *s, const char *sql,
    int (*each)(void *context, const struct store_row *row), void *context)
{
	/* No other file: neither ATTACH nor VACUUM INTO, which attaches. */
	sqlite3_limit(s->db, SQLITE_LIMIT_ATTACHED, 0);
	/* The transactions are the statements' own. */
	if (!sqlite3_get_autocommit(s->db) && store_exec(s, "COMMIT", "reading") != 0)
		return -1;
	errno = 0;
	if (samples_table_register(s->db) != SQLITE_OK)
		return sql_fail(s);
	while (*sql) {
		sqlite3_stmt *q = NULL;
		if (sqlite3_prepare_v2(s->db, sql, -1, &q, &sql) != SQLITE_OK)
			return sql_fail(s);
		int rc = q ? statement_run(s, q, each, context) : 0;
		sqlite3_finalize(q);
		if (rc != 0)
			return -1;
	}
	return 0;
}
