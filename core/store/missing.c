/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a name that no run has most likely meant: too short a front of a UUID, a label, or a UUID
 * with a slip or two, by the distance of nearest.h. Cost: one look at each run's names.
 */
#include "internal_private.h"
#include "nearest.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { FRONT = 8, FRONT_LEAST = 4 }; /* characters of a UUID that name a run; that are a try */

static void uuid_copy(char uuid[STORE_UUID], sqlite3_stmt *q)
{
	const char *text = store_column_text(q, 0);
	snprintf(uuid, STORE_UUID, "%s", text ? text : "");
}

/* The UUID in column 0 of the first row, if `only` it is the only one; "" where there is none. */
static int uuid_find(
    struct store *s, const char *sql, const char *word, bool only, char uuid[STORE_UUID])
{
	sqlite3_stmt *q = store_prepare(s, sql);
	int found = 0;
	uuid[0] = '\0';
	if (!q)
		return -1;
	store_bind_text(q, 1, word);
	while (store_next(s, q, "looking for a run", &found))
		if (found == 1)
			uuid_copy(uuid, q);
	sqlite3_finalize(q);
	if (only && found > 1)
		uuid[0] = '\0';
	return found < 0 ? -1 : 0;
}

/* The run whose UUID begins with what is nearest to the word. */
static int slip_find(struct store *s, const char *word, char uuid[STORE_UUID])
{
	size_t n = strlen(word);
	sqlite3_stmt *q = store_prepare(s, "SELECT uuid FROM run ORDER BY run_id");
	int found = 0;
	uuid[0] = '\0';
	if (!q || n < FRONT - 1 || n >= STORE_UUID) {
		sqlite3_finalize(q);
		return q ? 0 : -1;
	}
	while (store_next(s, q, "looking for a run", &found)) {
		char whole[STORE_UUID], front[STORE_UUID];
		const char *name = front;
		uuid_copy(whole, q);
		snprintf(front, sizeof front, "%.*s", (int)n, whole);
		if (!uuid[0] && nearest_misspelt(word, &name, 1))
			memcpy(uuid, whole, sizeof whole);
	}
	sqlite3_finalize(q);
	return found < 0 ? -1 : 0;
}

int store_fail_run(struct store *s, const char *word)
{
	char uuid[STORE_UUID] = "";
	if (strlen(word) >= FRONT_LEAST && strlen(word) < FRONT &&
	    uuid_find(s, "SELECT uuid FROM run WHERE substr(uuid, 1, length(?1)) = ?1 LIMIT 2",
		word, true, uuid) != 0)
		return -1;
	if (uuid[0])
		return store_fail(
		    s, "no run '%s': did you mean '%.8s'? It takes 8 characters", word, uuid);
	if (uuid_find(s, "SELECT uuid FROM run WHERE label = ?1 ORDER BY run_id DESC LIMIT 1", word,
		false, uuid) != 0)
		return -1;
	if (uuid[0])
		return store_fail(s,
		    "no run '%s', which is a label: its last run is '%.8s'; 'ticklab db list' "
		    "shows them",
		    word, uuid);
	if (slip_find(s, word, uuid) != 0)
		return -1;
	if (uuid[0])
		return store_fail(s, "no run '%s': did you mean '%.*s'?", word,
		    strlen(word) > FRONT ? (int)STORE_UUID : FRONT, uuid);
	return store_fail(s, "no run '%s'; 'ticklab db list' shows them", word);
}
