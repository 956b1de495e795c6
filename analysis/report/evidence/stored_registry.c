/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stored_registry.h"

#include "err.h"
#include "mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A registry file is an array of entries: one claim makes one. The walk holds the database, so it
 * is read afterwards. */
static int body_keep(void *context, const char *id, const char *body)
{
	struct stored_registry *r = context;
	(void)id;
	r->body = mem_grow(r->body, r->count + 1, sizeof *r->body);
	r->body[r->count++] = mem_print("[%s]", body);
	return 0;
}

int stored_registry_read(struct stored_registry *r, struct store *s, char *why, size_t size)
{
	*r = (struct stored_registry){.body = NULL};
	registry_init(&r->registry);
	if (store_claims(s, body_keep, r) < 0)
		return err_why(why, size, "%s", store_error(s));
	if (r->count == 0)
		return err_why(why, size, "no registry is stored: run 'ticklab judge' first");
	for (size_t i = 0; i < r->count; i++)
		if (registry_add(&r->registry, s, "the stored registry", r->body[i]) != 0)
			return err_why(why, size, "%s", r->registry.why);
	if (registry_finish(&r->registry) != 0)
		return err_why(why, size, "%s", r->registry.why);
	return 0;
}

void stored_registry_release(struct stored_registry *r)
{
	for (size_t i = 0; i < r->count; i++)
		free(r->body[i]);
	free(r->body);
	registry_release(&r->registry);
	*r = (struct stored_registry){.body = NULL};
}

const struct claim *stored_registry_claim(
    const struct stored_registry *r, const struct book_claim *claim)
{
	for (size_t i = 0; claim && i < r->registry.n; i++)
		if (strcmp(r->registry.claims[i]->id, claim->id) == 0)
			return r->registry.claims[i];
	return NULL;
}

const struct published_number *stored_registry_count(
    const struct stored_registry *r, const struct book *b, enum figure_id figure)
{
	const struct claim *c = stored_registry_claim(r, book_claim_on(b, figure));
	for (int i = 0; c && i < c->numbers_n; i++)
		if (c->numbers[i].n > 0 && !isnan(c->numbers[i].count))
			return &c->numbers[i];
	return NULL;
}
