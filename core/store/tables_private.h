/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tables of a database, as schema.sql makes them. All return 0, or -1 with the reason set.
 */
#ifndef STORE_TABLES_H
#define STORE_TABLES_H

#include "internal_private.h"

enum {
	TABLES_APPLICATION_ID = 0x7469636b, /* "tick" */
	TABLES_VERSION = 8,		    /* of the schema, in PRAGMA user_version */
};

/* Makes them in a file that has none. */
int tables_make(struct store *s);

/* Every table and index of schema.sql must be in the file as schema.sql makes it, but for what came
 * after the file's version; then makes the rules of their rows. */
int tables_check(struct store *s, int64_t version);

/* Brings an older file up to this version, whole or not at all. */
int tables_migrate(struct store *s);

/* For this connection alone: what an older file that is only read lacks is empty. */
int tables_stand_in(struct store *s, int64_t version);

#endif
