/* SPDX-License-Identifier: MIT
 *
 * mach_absolute_time(), the counter macOS gives to user code on both of its CPUs. It orders its
 * own read of the hardware. Its function is declared here as <mach/mach_time.h> does, so that
 * this header compiles by itself wherever it is checked.
 */
#ifndef TLP_COUNTER_DARWIN_H
#define TLP_COUNTER_DARWIN_H

#include "counter_type.h"

uint64_t mach_absolute_time(void);

static inline uint64_t tlp_counter_start(void)
{
	return mach_absolute_time();
}

static inline uint64_t tlp_counter_end(void)
{
	return mach_absolute_time();
}

/* The CPU is not told here. */
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

static inline const char *tlp_counter_cpu_source(void)
{
	return 0;
}

/* Fills what mach_timebase_info says. */
void tlp_mach_find(struct tlp_counter *counter);

static inline void tlp_counter_find(struct tlp_counter *counter)
{
	tlp_mach_find(counter);
}

#endif
