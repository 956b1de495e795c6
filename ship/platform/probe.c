/* SPDX-License-Identifier: MIT
 *
 * The list of probes, and names with options. A probe is a loop of its own and nothing is
 * dispatched inside one, so the list is looked at once a run.
 */
#include "probe.h"

#include "probes_private.h"

#include <stdio.h>
#include <string.h>

const struct tlp_probe *const tlp_probes[] = {&tlp_probe_gettimeofday, &tlp_probe_null,
    &tlp_probe_syscall, &tlp_probe_clock_realtime, &tlp_probe_clock_monotonic,
    &tlp_probe_clock_monotonic_raw, &tlp_probe_seqlock, &tlp_probe_commpage, &tlp_probe_repeat_1,
    &tlp_probe_repeat_2, &tlp_probe_repeat_3, &tlp_probe_repeat_4, &tlp_probe_repeat_5,
    &tlp_probe_repeat_6, &tlp_probe_repeat_7, &tlp_probe_repeat_8, &tlp_probe_repeat_9,
    &tlp_probe_repeat_10, &tlp_probe_repeat_11, &tlp_probe_repeat_12, &tlp_probe_repeat_13,
    &tlp_probe_repeat_14, &tlp_probe_repeat_15, &tlp_probe_repeat_16, NULL};

const struct tlp_probe *tlp_probe_find(const char *spec)
{
	size_t length = strcspn(spec, ":");
	for (const struct tlp_probe *const *p = tlp_probes; *p; p++) {
		if (strlen((*p)->name) == length && strncmp((*p)->name, spec, length) == 0)
			return *p;
	}
	return NULL;
}

size_t tlp_probe_names(const char **names, size_t most)
{
	size_t n = 0;
	for (; n < most && tlp_probes[n]; n++)
		names[n] = tlp_probes[n]->name;
	return n;
}

int tlp_probe_start(const struct tlp_probe *probe, const struct tlp_clock *clock, const char *spec,
    char *why, size_t size)
{
	const char *options = spec + strcspn(spec, ":");
	if (*options == ':' && !*++options) {
		snprintf(why, size, "no options follow the ':'");
		return -1;
	}
	if (probe->start)
		return probe->start(clock, options, why, size);
	if (!*options)
		return 0;
	snprintf(why, size, "the probe %s takes no options", probe->name);
	return -1;
}

void tlp_probe_stop(const struct tlp_probe *probe)
{
	if (probe->stop)
		probe->stop();
}
