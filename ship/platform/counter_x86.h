/* SPDX-License-Identifier: MIT
 *
 * The time stamp counter. RDTSC is not ordered with other instructions; LFENCE waits until all
 * before it are done and lets none after it start (Intel SDM vol. 2, RDTSC and LFENCE; AMD APM
 * vol. 3, where the kernel has made LFENCE serialising). RDTSCP waits for what comes before it,
 * the fence after it keeps the stores that follow out of the timed stretch. Where CPUID has no
 * RDTSCP, the second read is LFENCE;RDTSC;LFENCE as well, which is the kernel's own ordered read
 * (Linux arch/x86/include/asm/msr.h, rdtsc_ordered), and the CPU is read apart.
 */
#ifndef TLP_COUNTER_X86_H
#define TLP_COUNTER_X86_H

#include "counter_type_private.h"
#include "cpu_here_private.h"

/* The second read comes in two forms: see tlp_counter.cpu_in_read. */
#define TLP_COUNTER_APART 1

static inline uint64_t tlp_counter_start(void)
{
	uint32_t low, high;
	__asm__ volatile("lfence\n\trdtsc\n\tlfence" : "=a"(low), "=d"(high) : : "memory");
	return (uint64_t)high << 32 | low;
}

/* On every x86-64 CPU. */
static inline uint64_t tlp_counter_end(void)
{
	return tlp_counter_start();
}

/* RDTSCP also gives TSC_AUX, in which Linux keeps the number of the CPU (and its node above it). */
static inline uint64_t tlp_counter_end_on(uint32_t *cpu)
{
	uint32_t low, high;
	__asm__ volatile("rdtscp\n\tlfence" : "=a"(low), "=d"(high), "=c"(*cpu) : : "memory");
	return (uint64_t)high << 32 | low;
}

static inline uint64_t tlp_counter_end_apart(uint32_t *cpu)
{
	uint64_t count = tlp_counter_end();
	*cpu = tlp_cpu_here();
	return count;
}

static inline uint64_t tlp_counter_start_bare(void)
{
	uint32_t low, high;
	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
}

/* RDTSCP, since RDTSC does not give the CPU; it waits for what comes before all the same. */
static inline uint64_t tlp_counter_end_bare(uint32_t *cpu)
{
	uint32_t low, high;
	__asm__ volatile("rdtscp" : "=a"(low), "=d"(high), "=c"(*cpu));
	return (uint64_t)high << 32 | low;
}

static inline uint64_t tlp_counter_end_bare_apart(uint32_t *cpu)
{
	uint64_t count = tlp_counter_start_bare();
	*cpu = tlp_cpu_here();
	return count;
}

/* Fills what CPUID says of the TSC: see cpuid_private.h. */
void tlp_tsc_find(struct tlp_counter *counter);

static inline void tlp_counter_find(struct tlp_counter *counter)
{
	tlp_tsc_find(counter);
}

#endif
