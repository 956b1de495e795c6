/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counts of the kernel by which a load is seen to work: time of the CPUs, page faults, context
 * switches, bytes written, interrupts, packets. A rate is the difference of two readings over the
 * time between them; where a count is unknown there is none, and where it fell, because a process
 * took its counts along, it is 0. Who decides by them is load.c. Cost: a subtraction; a reading is
 * a few files of /proc.
 */
#include "effect_private.h"

#include "activity_private.h"

#include <math.h>
#include <string.h>

static const char *const names[EFFECTS] = {
    "user", "system", "faults", "switches", "written", "interrupts", "packets"};

const char *effect_name(enum effect e)
{
	return names[e];
}

enum effect effect_find(const char *name)
{
	int e = 0;
	while (e < EFFECTS && strcmp(names[e], name) != 0)
		e++;
	return (enum effect)e;
}

double effect_rate(enum effect e, const struct effects *from, const struct effects *to)
{
	if (from->count[e] == ACTIVITY_UNKNOWN || to->count[e] == ACTIVITY_UNKNOWN ||
	    to->seconds <= from->seconds)
		return NAN;
	/* The counts of a process that has ended are gone. */
	return to->count[e] > from->count[e]
		   ? (double)(to->count[e] - from->count[e]) / (to->seconds - from->seconds)
		   : 0;
}
