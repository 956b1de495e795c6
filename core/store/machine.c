/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "internal_private.h"

#include <stdio.h>
#include <string.h>

void store_machine_node(struct store *s, const struct store_run *run, char *out, size_t size)
{
	out[0] = '\0';
	if (run->machine_facts)
		store_json_text(s, run->machine_facts, "$.\"slurm.node\"", out, size);
}

/* The latest label that the run's machine was given; "": none. */
static void latest_label(struct store *s, const struct store_run *run, char *out, size_t size)
{
	char node[128];
	out[0] = '\0';
	if (!run->machine_fingerprint)
		return;
	sqlite3_stmt *q =
	    store_prepare(s, "SELECT label FROM run JOIN machine USING (machine_id) WHERE "
			     "fingerprint = ?1 AND label <> ''"
			     " AND ifnull(json_extract(facts, '$.\"slurm.node\"'), '') = ?2"
			     " ORDER BY run_id DESC LIMIT 1");
	if (!q)
		return;
	store_machine_node(s, run, node, sizeof node);
	store_bind_text(q, 1, run->machine_fingerprint);
	store_bind_text(q, 2, node);
	if (sqlite3_step(q) == SQLITE_ROW)
		snprintf(out, size, "%s", store_column_text(q, 0));
	sqlite3_finalize(q);
}

const char *store_machine_name(struct store *s, const struct store_run *run, char *out, size_t size)
{
	snprintf(out, size, "%s", run->label);
	if (!*out)
		latest_label(s, run, out, size);
	if (!*out && run->machine_facts)
		store_json_text(s, run->machine_facts, "$.\"cpu.model\"", out, size);
	if (strcmp(out, "unknown") == 0 && !*run->label)
		out[0] = '\0';
	if (!*out && run->machine_fingerprint)
		snprintf(out, size, "machine %.8s", run->machine_fingerprint);
	else if (!*out)
		snprintf(out, size, "unlabelled import");
	return out;
}
