/* SPDX-License-Identifier: MIT
 *
 * Probes: what is timed. Each one has a loop of its own (one file each, probe_*.c) in which the two
 * counter reads are inlined around the call; nothing else is in the loop but the stores.
 */
#ifndef TLP_PROBE_H
#define TLP_PROBE_H

#include "clock.h"

#include <stddef.h>
#include <stdint.h>

/* Where samples go: caller-owned arrays of at least the count that is asked for. */
struct tlp_samples {
	uint64_t *start;   /* counter before the call */
	uint64_t *elapsed; /* counter after minus counter before, wrapping */
	uint8_t *flags;	   /* TLP_FLAG_*, 0 where nothing is known */
};

struct tlp_probe {
	const char *name;     /* "gettimeofday" */
	const char *describe; /* one line */
	/* Times `count` calls with the given clock and stores them. No I/O, no allocation, no
	 * branch that depends on data. */
	void (*run)(const struct tlp_clock *clock, struct tlp_samples *out, size_t count);
};

/* Probes in a fixed order; ends with a null pointer. */
extern const struct tlp_probe *const tlp_probes[];

/* The probe of that name, or NULL. */
const struct tlp_probe *tlp_probe_find(const char *name);

#endif
