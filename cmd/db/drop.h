/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Removes a run.
 */
#ifndef DB_DROP_H
#define DB_DROP_H

#include "store.h"

#include <stdbool.h>

/* Removes the run with everything that refers to it, after a question on the terminal unless it is
 * `sure`; without a terminal that is a wrong command line. Says what it did. Returns 0, or -1: the
 * answer was no, or it failed and said why. */
int drop_run(struct store *s, const char *db, const char *run, bool sure);

#endif
