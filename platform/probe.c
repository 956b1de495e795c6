/* SPDX-License-Identifier: MIT */
#include "probe.h"

#include "probes.h"

#include <string.h>

const struct tlp_probe *const tlp_probes[] = {
    &tlp_probe_gettimeofday, &tlp_probe_null, &tlp_probe_syscall, NULL};

const struct tlp_probe *tlp_probe_find(const char *name)
{
	for (const struct tlp_probe *const *p = tlp_probes; *p; p++) {
		if (strcmp((*p)->name, name) == 0)
			return *p;
	}
	return NULL;
}
