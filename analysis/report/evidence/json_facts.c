/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json_facts_private.h"

#include "mem.h"

#include <stdlib.h>
#include <string.h>

static int add_fact(void *context, const char *path, const char *value)
{
	struct facts *f = context;
	f->item = mem_grow(f->item, f->count + 1, sizeof *f->item);
	f->item[f->count++] = (struct known_fact){mem_copy(path), mem_copy(value)};
	return 0;
}

int facts_read(struct facts *f, struct store *s, const char *json)
{
	*f = (struct facts){0};
	return store_json_members(s, json, add_fact, f);
}

void facts_release(struct facts *f)
{
	for (size_t i = 0; i < f->count; i++) {
		free(f->item[i].key);
		free(f->item[i].value);
	}
	free(f->item);
	*f = (struct facts){0};
}

const char *facts_get(const struct facts *f, const char *key)
{
	for (size_t i = 0; i < f->count; i++)
		if (strcmp(f->item[i].key, key) == 0)
			return f->item[i].value;
	return NULL;
}
