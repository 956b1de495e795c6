/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What schema.sql says of a row, as an expression. Nobody outside of this room includes it.
 */
#ifndef STORE_ROW_RULE_H
#define STORE_ROW_RULE_H

#include "sqlite_private.h"

extern const char store_schema_sql[]; /* schema.sql, embedded by make */

/* An empty database as this version makes it, in memory. Returns 0, or -1; close it in both cases.
 */
int row_rule_database(sqlite3 **ours);

/* *sql is the statement that made the object of that name, to be freed with sqlite3_free; NULL:
 * there is none. Returns 0, or -1 where that cannot be read. */
int row_rule_made_by(sqlite3 *db, const char *name, char **sql);

/* Appends the expression that is NULL for a row of `table` that breaks no rule, and else the name
 * of the first column or constraint that it breaks. Returns 0, or -1. */
int row_rule_add(sqlite3 *ours, const char *table, sqlite3_str *out);

/* The same as text, to be freed with sqlite3_free; NULL: no memory. */
char *row_rule_text(sqlite3 *ours, const char *table);

#endif
