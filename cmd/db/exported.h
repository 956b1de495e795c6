/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where an export goes: a file, a device or standard output.
 */
#ifndef DB_EXPORTED_H
#define DB_EXPORTED_H

#include "export.h"
#include "store.h"

struct export_job {
	struct store *s;
	const char *db;	    /* its name */
	const char *output; /* NULL: standard output */
	enum export_format format;
	enum export_map map;
	struct export_mapped mapped;
	char session[STORE_UUID]; /* "" for one run */
	char why[512];
};

/* Exports a run, or the session of the job, and says what a mapping changed; `context` is a struct
 * export_job. Ends the program where it cannot. Returns 1 where that was all there is, else 0. */
int export_one(void *context, const struct store_run *r);

#endif
