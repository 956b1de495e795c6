/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The runs of a database and the machines they were made on, as lists.
 */
#ifndef DB_LIST_H
#define DB_LIST_H

#include "json.h"
#include "store.h"

#include <stdbool.h>

/* NULL: any. A machine is named by its label, or by the front of its fingerprint (8 or more). */
struct list_choice {
	const char *machine, *probe, *load;
	const char *sort; /* date, machine, probe, load or samples; a - before it turns the order */
};

/* Is that a way to sort? */
bool list_sorts(const char *sort);

/* Prints the chosen runs on standard output; member() writes those of one run where it is JSON.
 * They return 0, or -1: store_error() gives the reason. */
int list_runs(struct store *s, const struct list_choice *choice, bool as_json,
    void (*member)(struct json *j, const struct store_run *run));
/* Whether any run is chosen; true also where the database cannot be read, which list_runs reports.
 */
bool list_has(struct store *s, const struct list_choice *choice);

/* The name that is nearest to `word` among those of the runs' machines, probes or loads, to be
 * freed; NULL: none is near. */
enum list_part { LIST_MACHINE, LIST_PROBE, LIST_LOAD };
char *list_nearest(struct store *s, enum list_part part, const char *word);

int list_machines(struct store *s, bool as_json);

#endif
