/* SPDX-License-Identifier: MIT
 *
 * The CPU that the calling thread runs on, private to this room: for the counters whose read does
 * not give it. It is read after the counter, so it is not timed. Linux: the kernel keeps it in the
 * thread's rseq area, which glibc 2.35 and later register; a read of it is one load. With another
 * libc it is sched_getcpu(), from the vDSO. macOS 11 and later: a call that reads a register of the
 * thread's.
 */
#ifndef TLP_CPU_HERE_H
#define TLP_CPU_HERE_H

#include <stddef.h>
#include <stdint.h>

#if defined(__has_include)
#if __has_include(<sys/rseq.h>)
#define TLP_HAS_RSEQ 1
#endif
#endif

#if defined(__APPLE__)
#include <pthread.h>

static inline const char *tlp_cpu_here_source(void)
{
	return "pthread_cpu_number_np";
}

static inline uint32_t tlp_cpu_here(void)
{
	size_t number = 0;
	pthread_cpu_number_np(&number);
	return (uint32_t)number;
}
#elif defined(TLP_HAS_RSEQ)
#include <sys/rseq.h>

/* NULL where it is always the same number: the area is there, and never written, where it could not
 * be registered. */
static inline const char *tlp_cpu_here_source(void)
{
	return __rseq_size > 0 ? "rseq" : NULL;
}

/* The number is the second word of the area. */
static inline uint32_t tlp_cpu_here(void)
{
#if defined(__x86_64__)
	uint32_t cpu;
	__asm__ volatile("movl %%fs:4(%1), %0" : "=r"(cpu) : "r"(__rseq_offset));
	return cpu;
#else
	const char *area = (const char *)__builtin_thread_pointer() + __rseq_offset;
	return *(const volatile uint32_t *)(const volatile void *)(area + 4);
#endif
}
#else
#include <sched.h>

static inline const char *tlp_cpu_here_source(void)
{
	return sched_getcpu() >= 0 ? "sched_getcpu" : NULL;
}

static inline uint32_t tlp_cpu_here(void)
{
	return (uint32_t)sched_getcpu();
}
#endif

#endif
