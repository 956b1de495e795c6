/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SQLite, linked or, in the loadable extension, that of the program that loads it. Nobody outside
 * of this room includes it.
 */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#ifdef TICKLAB_EXTENSION
#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT3
#else
#include <sqlite3.h>
#endif

#include <errno.h>
#include <stdbool.h>
#include <string.h>

/* Why the last call failed: SQLite's own words, or the system's, of which SQLite says "disk I/O
 * error". A commit that fails keeps no number of its own: there it is errno, which the caller has
 * cleared. Where nothing failed, the text of the statement could not be made. */
static inline const char *sqlite_reason(sqlite3 *db)
{
	int code = sqlite3_errcode(db), error = 0;
	if (code == SQLITE_NOMEM || code == SQLITE_OK)
		return "out of memory";
	if (code == SQLITE_IOERR)
		error = sqlite3_system_errno(db) != 0 ? sqlite3_system_errno(db) : errno;
	return error != 0 ? strerror(error) : sqlite3_errmsg(db);
}

/* False where memory is missing for a text of the row, which would read as NULL. */
static inline bool sqlite_row_whole(sqlite3_stmt *q)
{
	for (int i = 0; i < sqlite3_data_count(q); i++)
		if (sqlite3_column_type(q, i) == SQLITE_TEXT && !sqlite3_column_text(q, i))
			return false;
	return true;
}

#endif
