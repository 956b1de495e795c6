/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The counter that a live test reads: this machine's best, or the one that scripts/under asks for,
 * so that a machine with one counter tests what others have.
 */
#ifndef COUNTER_HERE_H
#define COUNTER_HERE_H

#include "clock.h"

#include <stdlib.h>
#include <string.h>

/* TICKLAB_TEST_COUNTER: a name as `collect --counter` takes it, or "no-rdtscp": the CPU's own, as
 * on a CPU whose second read does not give the CPU. Returns 0 or -1. */
static inline int open_counter(struct tlp_clock *clock)
{
	const char *name = getenv("TICKLAB_TEST_COUNTER"), *why;
	if (!name)
		return tlp_clock_open(clock);
	bool apart = strcmp(name, "no-rdtscp") == 0;
	int rc = tlp_clock_open_named(clock, apart ? "auto" : name, &why);
	clock->cpu_in_read &= !apart;
	return rc;
}

#endif
