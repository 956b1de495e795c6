/* SPDX-License-Identifier: MIT
 *
 * The virtual counter of the generic timer. A read of it may be done early, as any read of a
 * system register; ISB before it waits for what precedes (Arm ARM, "Synchronization of
 * counter reads"). The architecture fixes the rate and one count for all cores.
 */
#ifndef TLP_COUNTER_ARM64_H
#define TLP_COUNTER_ARM64_H

#include "counter_type_private.h"
#include "cpu_here_private.h"

static inline uint64_t tlp_counter_start(void)
{
	uint64_t count;
	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(count) : : "memory");
	return count;
}

static inline uint64_t tlp_counter_end(void)
{
	return tlp_counter_start();
}

static inline uint64_t tlp_counter_start_bare(void)
{
	uint64_t count;
	__asm__ volatile("mrs %0, cntvct_el0" : "=r"(count));
	return count;
}

/* The second ISB is for the page's word, which must not be read before the counter. */
static inline uint64_t tlp_counter_end_on(uint32_t *cpu)
{
	uint64_t count = tlp_counter_end();
	__asm__ volatile("isb" : : : "memory");
	*cpu = tlp_cpu_here();
	return count;
}

static inline uint64_t tlp_counter_end_bare(uint32_t *cpu)
{
	uint64_t count = tlp_counter_start_bare();
	*cpu = tlp_cpu_here();
	return count;
}

/* Fills what CNTFRQ_EL0 says. */
void tlp_cntvct_find(struct tlp_counter *counter);

static inline void tlp_counter_find(struct tlp_counter *counter)
{
	tlp_cntvct_find(counter);
}

#endif
