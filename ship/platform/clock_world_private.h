/* SPDX-License-Identifier: MIT
 *
 * What a clock is made of, private to this room: its questions to the machine are functions, so
 * that the rules are tested on any machine against models of others.
 */
#ifndef TLP_CLOCK_WORLD_H
#define TLP_CLOCK_WORLD_H

#include "clock.h"
#include "counter_type_private.h"

struct tlp_clock_world {
	void *context; /* of the functions */
	/* What the CPU or the system says of the counter of that kind; name NULL: there is none. */
	void (*find)(void *context, enum tlp_clock_kind kind, struct tlp_counter *counter);
	/* One ordered read of a counter that was found. */
	uint64_t (*read)(void *context, enum tlp_clock_kind kind);
	/* Sleeps so long, or shorter. */
	void (*nap)(void *context, uint64_t ns);
};

/* tlp_clock_open_named() in that world. */
int tlp_clock_open_in(struct tlp_clock *clock, const char *name,
    const struct tlp_clock_world *world, const char **why);

#endif
