/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names of probes and loads that look like a slip of a known one.
 */
#include "misspelt.h"

#include "datafile.h"
#include "kind.h"
#include "nearest.h"
#include "probe.h"

#include <limits.h>

enum { PROBES = 64 };

const char *misspelt_probe(const char *word)
{
	const char *names[PROBES];
	return nearest_misspelt(word, names, tlp_probe_names(names, PROBES));
}

/* Without the file of loads there is nothing to compare with. */
const char *misspelt_load(const char *word)
{
	static struct load_kinds kinds;
	const char *names[KIND_MAX];
	char path[PATH_MAX], why[512];
	if (datafile_find("loads.conf", path, sizeof path) != 0 ||
	    kinds_read(&kinds, path, why, sizeof why) != 0)
		return NULL;
	for (size_t i = 0; i < kinds.count; i++)
		names[i] = kinds.kind[i].name;
	return nearest_misspelt(word, names, kinds.count);
}
