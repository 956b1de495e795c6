/* SPDX-License-Identifier: MIT
 *
 * What CPUID says of the counter and the host, private to this room. The instruction is a
 * function argument, so that the rules are tested on any CPU against tables of other CPUs.
 * Leaves: Intel SDM vol. 2 "CPUID", AMD APM vol. 3 appendix E; 0x40000000 and up: the hypervisor's.
 */
#ifndef TLP_CPUID_H
#define TLP_CPUID_H

#include <stdbool.h>
#include <stdint.h>

struct tlp_cpuid {
	uint32_t eax, ebx, ecx, edx;
};

/* Executes CPUID for a leaf with subleaf 0. */
typedef void tlp_cpuid_fn(uint32_t leaf, struct tlp_cpuid *out);

/* This CPU's own CPUID, or NULL where the CPU has none. */
tlp_cpuid_fn *tlp_cpuid_here(void);

/* Whether the TSC can be timed with: it is invariant. *why says why or why not. */
bool tlp_cpuid_tsc_safe(tlp_cpuid_fn *cpuid, const char **why);

/* Whether RDTSCP, and with it TSC_AUX, is there. */
bool tlp_cpuid_rdtscp(tlp_cpuid_fn *cpuid);

/* Ticks per second as leaf 0x15, 0x16 or the hypervisor's 0x40000010 states it; 0 where none does.
 */
double tlp_cpuid_tsc_hz(tlp_cpuid_fn *cpuid);

/* The hypervisor's signature (at most 12 characters, with its final 0 bytes cut) at the index-th
 * place of the leaves 0x40000000, 0x40000100 ...: a hypervisor that also answers as another one
 * puts its own further up. False, and "", where CPUID denies that there is one, at a place that
 * holds none, and from TLP_CPUID_PLACES on. */
enum { TLP_CPUID_PLACES = 4 };
bool tlp_cpuid_hypervisor(tlp_cpuid_fn *cpuid, unsigned index, char out[13]);

#endif
