/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file of loads and a plan of a campaign, by the first byte.
 */
#include "fuzz.h"

#include "campaign.h"
#include "kind.h"

#include <stdlib.h>
#include <string.h>

static void campaign_try(const char *path)
{
	struct campaign c;
	struct load_kinds none = {.count = 0};
	char why[512];
	size_t count = 0;
	if (campaign_read(&c, path, why, sizeof why) != 0) {
		FUZZ_HOLDS(why[0] && !strchr(why, '\n'));
		return;
	}
	campaign_check(&c, &none, why, sizeof why);
	char *text = campaign_text(&c);
	FUZZ_HOLDS(text != NULL);
	free(text);
	/* A plan of a hundred thousand cells is one, and takes its time. */
	if (c.replicates < 1000) {
		struct store_cell *cells = campaign_cells(&c, 1, &count);
		FUZZ_HOLDS(cells != NULL && count >= 1);
		free(cells);
	}
}

static void loads_try(const char *path)
{
	static struct load_kinds kinds;
	char why[512];
	if (kinds_read(&kinds, path, why, sizeof why) != 0) {
		FUZZ_HOLDS(why[0] && !strchr(why, '\n'));
		return;
	}
	FUZZ_HOLDS(kinds.count <= KIND_MAX);
	for (size_t i = 0; i < kinds.count; i++)
		FUZZ_HOLDS(kinds_find(&kinds, kinds.kind[i].name) == &kinds.kind[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	char *path = fuzz_file("settings.conf", data + 1, size - 1);
	if (data[0] & 1)
		campaign_try(path);
	else
		loads_try(path);
	free(path);
	return 0;
}
