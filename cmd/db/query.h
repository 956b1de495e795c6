/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows of a query, as tab-separated text or as JSON.
 */
#ifndef DB_QUERY_H
#define DB_QUERY_H

#include "store.h"

#include <stdbool.h>

/* Runs SQL and prints its rows on stdout: a line of names, then a line a row with tabs between the
 * values, NULL as nothing, controls as '?'; as_json: {"rows": [{name: value, ...}, ...]}. Returns
 * 0, or -1 with store_error. */
int query_run(struct store *s, const char *sql, bool as_json);

#endif
