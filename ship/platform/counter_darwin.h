/* SPDX-License-Identifier: MIT
 *
 * mach_absolute_time(), the counter macOS gives to user code on both of its CPUs. It orders its
 * own read of the hardware. On Apple Silicon the hardware's own register is the second counter: the
 * system may show it scaled to another rate than mach_absolute_time() has, by the SDK that the
 * program was built with.
 */
#ifndef TLP_COUNTER_DARWIN_H
#define TLP_COUNTER_DARWIN_H

#include "counter_type_private.h"
#include "cpu_here_private.h"

#include <mach/mach_time.h>

static inline uint64_t tlp_counter_start(void)
{
	return mach_absolute_time();
}

static inline uint64_t tlp_counter_end(void)
{
	return mach_absolute_time();
}

/* The CPU comes after the counter, so it is not timed. */
static inline uint64_t tlp_counter_end_on(uint32_t *cpu)
{
	uint64_t count = tlp_counter_end();
	*cpu = tlp_cpu_here();
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

#if defined(__aarch64__)
#define TLP_COUNTER_SECOND 1

static inline uint64_t tlp_second_start(void)
{
	uint64_t count;
	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(count) : : "memory");
	return count;
}

static inline uint64_t tlp_second_end_on(uint32_t *cpu)
{
	uint64_t count = tlp_second_start();
	__asm__ volatile("isb" : : : "memory");
	*cpu = tlp_cpu_here();
	return count;
}
#endif

/* Fills what mach_timebase_info says, and CNTFRQ_EL0. */
void tlp_mach_find(struct tlp_counter *counter);
void tlp_second_find(struct tlp_counter *counter);

static inline void tlp_counter_find(struct tlp_counter *counter)
{
	tlp_mach_find(counter);
}

#endif
