/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "describe.h"

#include "json.h"
#include "machine.h"
#include "sha256.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

static char *to_json(const struct tlp_facts *facts)
{
	char *text;
	struct json j;
	if (json_open_text(&j, &text) != 0)
		return NULL;
	json_begin_object(&j, NULL);
	for (size_t i = 0; i < facts->count; i++)
		json_string(&j, facts->item[i].key, facts->item[i].value);
	json_end_object(&j);
	json_close_text(&j, &text);
	return text;
}

static char *describe(
    void (*read)(struct tlp_facts *facts, const char *root), const struct tlp_clock *clock)
{
	struct tlp_facts *facts = calloc(1, sizeof *facts);
	if (!facts)
		return NULL;
	read(facts, "");
	if (clock)
		tlp_counter_facts(facts, clock);
	char *text = to_json(facts);
	free(facts);
	return text;
}

char *describe_machine(const struct tlp_clock *clock)
{
	return describe(tlp_machine_facts, clock);
}

char *describe_environment(void)
{
	return describe(tlp_environment_facts, NULL);
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
