/* SPDX-License-Identifier: MIT
 *
 * A CPU whose counter is not known here: never safe, so that CLOCK_MONOTONIC_RAW is taken. The
 * two reads exist only for the loops to compile.
 */
#ifndef TLP_COUNTER_GENERIC_H
#define TLP_COUNTER_GENERIC_H

#include "counter_type_private.h"

static inline uint64_t tlp_counter_start(void)
{
	return 0;
}

static inline uint64_t tlp_counter_end(void)
{
	return 0;
}

/* The CPU is unknown here. */
static inline uint64_t tlp_counter_end_on(uint32_t *cpu)
{
	*cpu = 0;
	return tlp_counter_end();
}

static inline uint64_t tlp_counter_start_bare(void)
{
	return tlp_counter_start();
}

static inline uint64_t tlp_counter_end_bare(uint32_t *cpu)
{
	return tlp_counter_end_on(cpu);
}

static inline void tlp_counter_find(struct tlp_counter *counter)
{
	*counter = (struct tlp_counter){.why = "no counter of this CPU is known"};
}

#endif
