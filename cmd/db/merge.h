/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs of other databases, and the labels that their machines get.
 */
#ifndef DB_MERGE_H
#define DB_MERGE_H

#include "store.h"

#include <stddef.h>

/* Every --label-of of the command line, because the option table keeps only the last one. */
struct merge_labels {
	char **text; /* "PRINT=NAME"; free() it */
	size_t count;
};

struct merge_labels merge_labels_take(int argc, char **argv);

/* Before anything is copied: ends the program where a label is not "PRINT=NAME", with 8 or more
 * characters of a fingerprint, or a database is `db` itself. */
void merge_check(const char *db, int count, char **paths, const struct merge_labels *labels);

/* Copies the runs that `s`, which is `db`, does not have, sets the labels and says what it did.
 * Ends the program where it cannot. */
void merge_runs(
    struct store *s, const char *db, int count, char **paths, const struct merge_labels *labels);

#endif
