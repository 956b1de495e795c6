/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file of the claim registry: read, its figures tied, its arithmetic checked, and stored.
 */
#include "fuzz.h"

#include "audit.h"
#include "registry.h"
#include "store.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct store *store_of_fuzz(void)
{
	static struct store *s;
	char why[512];
	if (s)
		return s;
	char *path = fuzz_path("claims.db");
	FUZZ_HOLDS(store_open(&s, path, STORE_CREATE, why, sizeof why) == 0);
	free(path);
	return s;
}

static void audit_all(const struct registry *r)
{
	struct judgement j;
	for (size_t i = 0; i < r->n; i++)
		audit_claim(r->claims[i], &j);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct registry r;
	struct store *s = store_of_fuzz();
	char *json = fuzz_text(data, size);
	registry_init(&r);
	if (registry_add(&r, s, "claims.json", json) == 0 && registry_finish(&r) == 0)
		audit_all(&r);
	else
		FUZZ_HOLDS(r.why[0] != '\0');
	registry_release(&r);
	FUZZ_HOLDS(store_begin(s) == 0);
	if (store_claims_clear(s) == 0)
		store_claims_load(s, "claims.json", json, strlen(json));
	store_end(s, -1);
	free(json);
	return 0;
}
