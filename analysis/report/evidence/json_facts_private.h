/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The facts of machines, environments and loads: JSON objects that the database has checked. What
 * is nested is named by its path ("stressors.0.name").
 */
#ifndef REPORT_JSON_FACTS_H
#define REPORT_JSON_FACTS_H

#include "store.h"

#include <stddef.h>

struct known_fact {
	char *key, *value; /* UTF-8; a null is "unknown" */
};

struct facts {
	struct known_fact *item;
	size_t count;
};

/* Reads the members of a JSON object in their order; s lends its functions. NULL or anything that
 * is no object gives none. Nesting deeper than 8 levels is left out. Returns 0, or -1 with
 * store_error; release in either case. */
int facts_read(struct facts *f, struct store *s, const char *json);
void facts_release(struct facts *f);

/* The value of a key, or NULL. Borrowed from f. */
const char *facts_get(const struct facts *f, const char *key);

#endif
