/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store.h"

#include <stdio.h>
#include <string.h>

const char *store_machine_name(struct store *s, const struct store_run *run, char *out, size_t size)
{
	out[0] = '\0';
	const char *label = run->label;
	if (label && *label) {
		snprintf(out, size, "%s", label);
		return out;
	}
	if (run->machine_facts)
		store_json_text(s, run->machine_facts, "$.\"cpu.model\"", out, size);
	if (strcmp(out, "unknown") == 0)
		out[0] = '\0';
	if (!*out && run->machine_fingerprint)
		snprintf(out, size, "machine %.8s", run->machine_fingerprint);
	else if (!*out)
		snprintf(out, size, "unlabelled import");
	return out;
}
