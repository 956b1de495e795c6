/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A recording of another tool becomes a run, and what it holds is said.
 */
#ifndef DB_IMPORT_H
#define DB_IMPORT_H

#include "reader.h"
#include "store.h"

struct import_facts {
	const char *label, *probe, *load;
	double tick_hz; /* of the counter itself, as stated; 0: not given */
	bool hz_given;	/* the unit was given as a frequency */
};

/* Stores a recording as a run and names it in uuid. Returns 0, or -1 with one line in `why`; a run
 * that could not be stored whole is marked failed. */
int import_run(struct store *s, const struct recording *r, const struct import_facts *facts,
    char uuid[STORE_UUID], char *why, size_t size);

/* What was imported: form, number, least, median and greatest, tick, span, order; then remarks and
 * warnings. As lines on standard error, or as JSON on standard output. Returns 0, or -1 if there is
 * no memory. */
int import_report(
    const struct recording *r, const struct import_facts *facts, const char *uuid, bool as_json);

#endif
