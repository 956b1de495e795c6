/* SPDX-License-Identifier: MIT
 *
 * mach_absolute_time(), the counter macOS gives to user code on both of its CPUs. It orders its
 * own read of the hardware.
 */
#ifndef TLP_COUNTER_DARWIN_H
#define TLP_COUNTER_DARWIN_H

#include "counter_type.h"

#include <mach/mach_time.h>
#include <pthread.h>

static inline uint64_t tlp_counter_start(void)
{
	return mach_absolute_time();
}

static inline uint64_t tlp_counter_end(void)
{
	return mach_absolute_time();
}

/* macOS 11 and later tell the CPU, by a call that reads a register of the thread's; it comes after
 * the counter, so it is not timed. */
static inline uint64_t tlp_counter_end_on(uint32_t *cpu)
{
	uint64_t count = tlp_counter_end();
	size_t number = 0;
	pthread_cpu_number_np(&number);
	*cpu = (uint32_t)number;
	return count;
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
	return "pthread_cpu_number_np";
}

/* Fills what mach_timebase_info says. */
void tlp_mach_find(struct tlp_counter *counter);

static inline void tlp_counter_find(struct tlp_counter *counter)
{
	tlp_mach_find(counter);
}

#endif
