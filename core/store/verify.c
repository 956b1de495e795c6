/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "internal_private.h"

#include <stdio.h>
#include <string.h>

struct report {
	struct store *s;
	void (*bad)(void *context, const char *line);
	void *context;
	int faults;
	bool unread;   /* it could not look everywhere */
	char why[512]; /* the first reason of that */
};

static void note_unread(struct report *r)
{
	if (!r->unread)
		snprintf(r->why, sizeof r->why, "%s", r->s->why);
	r->unread = true;
}

static void add_fault(struct report *r, const char *line)
{
	r->faults++;
	r->bad(r->context, line);
}

/* One row may hold several lines: each is a fault, but for the one that names the database, behind
 * which nothing comes where integrity_check lacks memory. Returns how many. */
static int fault_lines(struct report *r, const char *text)
{
	static const char heading[] = "*** in database ";
	char line[600];
	int before = r->faults;
	for (size_t n; *text; text += n + (text[n] == '\n')) {
		n = strcspn(text, "\n");
		snprintf(line, sizeof line, "%.*s", (int)n, text);
		if (n > 0 && strncmp(line, heading, sizeof heading - 1) != 0)
			add_fault(r, line);
	}
	return r->faults - before;
}

static void bad_row(void *context, const char *line)
{
	add_fault(context, line);
}

static int verify_run(void *context, const struct store_run *run)
{
	struct report *r = context;
	int rc = store_check_samples(r->s, run->id);
	if (rc < 0)
		note_unread(r);
	else if (rc > 0)
		add_fault(r, r->s->why);
	return 0;
}

/* Rows of a check that SQLite makes itself; `fine` is what it says if all is well. */
static void sqlite_check(struct report *r, const char *sql, const char *fine)
{
	sqlite3_stmt *q = store_prepare(r->s, sql);
	int count = 0;
	if (!q)
		count = -1;
	while (q && store_next(r->s, q, "checking the file", &count)) {
		const char *text = store_column_text(q, 0);
		if (text && (!fine || strcmp(text, fine) != 0) && fault_lines(r, text) == 0)
			count = store_fail(r->s, "checking the file: out of memory");
		if (count < 0)
			break;
	}
	sqlite3_finalize(q);
	if (count < 0)
		note_unread(r);
}

/* One line for each table and the table that it refers to; a table WITHOUT ROWID has no number to
 * name its rows by. */
static const char lost_references[] =
    "SELECT 'table ' || \"table\" || ': ' || count(*) || iif(count(*) > 1, ' rows refer', ' row"
    " refers') || ' to a row of ' || parent || ' that is not there' ||"
    " ifnull(iif(count(*) > 1, '; the first is row ', ': row ') || min(rowid), '')"
    " FROM pragma_foreign_key_check GROUP BY \"table\", parent";

uint64_t store_torn_commit(const struct store *s)
{
	return s->torn;
}

int store_verify(struct store *s, void (*bad)(void *context, const char *line), void *context)
{
	struct report r = {.s = s, .bad = bad, .context = context};
	if (s->nothing)
		return store_fail(s, "no database in it yet");
	int cut = store_check_length(s);
	if (cut < 0)
		note_unread(&r);
	else if (cut > 0)
		add_fault(&r, s->why);
	/* The rows first, by the names of their runs: SQLite names a table. Each looks, whatever
	 * the one before could not read. */
	if (store_bad_runs(s, bad_row, &r) < 0)
		note_unread(&r);
	sqlite_check(&r, lost_references, NULL);
	sqlite_check(&r, "PRAGMA integrity_check(20)", "ok");
	if (store_runs(s, NULL, verify_run, &r) < 0)
		note_unread(&r);
	return r.unread ? store_fail(s, "%s", r.why) : r.faults;
}
