/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Samples as rows: the table-valued function samples(RUN), and the views of views.sql. The same
 * file is the loadable extension ticklab_samples. Nobody outside of this room includes it.
 */
#ifndef STORE_SAMPLES_TABLE_H
#define STORE_SAMPLES_TABLE_H

struct sqlite3;

extern const char store_views_sql[]; /* views.sql, embedded by make */

/* Adds both to a connection. Returns SQLite's code. */
int samples_table_register(struct sqlite3 *db);

#endif
