/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Facts of the machine and of its state as JSON objects. The fingerprint tells machines apart
 * without naming one: a hash with a salt of this program over what an installation keeps between
 * boots. Cost: some tens of small files, before and after a run.
 */
#include "describe_private.h"

#include "core_type_private.h"
#include "json.h"
#include "machine.h"
#include "noise_private.h"
#include "scheduler_private.h"
#include "sha256.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

static void put_facts(struct json *j, const struct tlp_facts *facts)
{
	for (size_t i = 0; i < facts->count; i++)
		json_string(j, facts->item[i].key, facts->item[i].value);
}

char *describe_machine(const struct tlp_clock *clock)
{
	char *text = NULL;
	struct json j;
	struct tlp_facts *facts = calloc(1, sizeof *facts);
	if (facts && json_open_text(&j, &text) == 0) {
		tlp_machine_facts(facts, "");
		tlp_counter_facts(facts, clock);
		json_begin_object(&j, NULL);
		put_facts(&j, facts);
		scheduler_node_json(&j);
		json_end_object(&j);
		json_close_text(&j, &text);
	}
	free(facts);
	return text;
}

struct tlp_facts *describe_environment(void)
{
	struct tlp_facts *facts = calloc(1, sizeof *facts);
	if (facts)
		tlp_environment_facts(facts, "");
	return facts;
}

char *describe_environment_text(const struct tlp_facts *facts, double others_cpus, int cpu)
{
	char *text = NULL, number[32], type[64];
	struct json j;
	if (!facts || json_open_text(&j, &text) != 0)
		return NULL;
	json_begin_object(&j, NULL);
	put_facts(&j, facts);
	scheduler_task_json(&j);
	core_type_read(cpu, "", type, sizeof type);
	json_string(&j, "core.type", type);
	noise_json(&j, cpu, "");
	if (!isnan(others_cpus)) {
		snprintf(number, sizeof number, "%.3f", others_cpus);
		json_string(&j, "others.cpus", number);
	}
	json_end_object(&j);
	json_close_text(&j, &text);
	return text;
}

void describe_fingerprint(char out[33])
{
	/* The identity is a random number of its host, so a salt that names the purpose is enough
	 * to keep it from being looked up or linked with other programs' hashes (machine-id(5)). */
	static const char salt[] = "ticklab machine fingerprint 1";
	char identity[128] = "", hex[65];
	if (tlp_machine_identity(identity, sizeof identity, "") != 0 &&
	    getentropy(identity, sizeof identity) != 0)
		identity[0] = '\0';
	struct sha256 h;
	sha256_open(&h);
	sha256_add(&h, salt, sizeof salt);
	sha256_add(&h, identity, sizeof identity);
	sha256_finish(&h, hex);
	memcpy(out, hex, 32);
	out[32] = '\0';
}
