/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All that is recorded of a run, as JSON.
 */
#ifndef DB_SHOW_H
#define DB_SHOW_H

#include "json.h"
#include "store.h"

/* The members that a list of runs has, into an object. */
void show_members(struct json *j, const struct store_run *r);

/* The run as an object with all that is known of it; `context` is a struct json. Returns 0. */
int show_run(void *context, const struct store_run *r);

#endif
