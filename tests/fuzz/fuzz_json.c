/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON from strangers: the tree of core/reader, and the walk by SQLite through the facts of a
 * machine. What the tree takes lies in its text.
 */
#include "fuzz.h"

#include "json.h"
#include "json_tree.h"
#include "store.h"

#include <stdlib.h>
#include <string.h>

static void tree_check(const char *text, size_t size)
{
	struct json_tree t;
	size_t line = 0;
	const char *what = NULL;
	if (json_parse(&t, text, size, &line, &what) != 0) {
		FUZZ_HOLDS(what && line >= 1);
		json_release(&t);
		return;
	}
	for (size_t i = 1; i < t.count; i++) {
		const struct json_node *n = &t.node[i];
		FUZZ_HOLDS(n->child < t.count && n->next < t.count);
		FUZZ_HOLDS(n->text.n <= size &&
			   (n->text.n == 0 ||
			       (n->text.at >= text && n->text.at + n->text.n <= text + size)));
	}
	json_release(&t);
}

static int member_count(void *context, const char *path, const char *value)
{
	FUZZ_HOLDS(path && value);
	++*(size_t *)context;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct store *s;
	char why[512], *path = fuzz_path("json.db"), *text = fuzz_text(data, size);
	size_t members = 0;
	FUZZ_HOLDS(s || store_open(&s, path, STORE_CREATE, why, sizeof why) == 0);
	tree_check(text, size);
	store_json_members(s, text, member_count, &members);
	json_compact(text);
	free(text);
	free(path);
	return 0;
}
