/* SPDX-License-Identifier: MIT
 *
 * The TSC of this CPU: the rules of cpuid.c with the instruction itself.
 */
#include "counter_x86.h"

#include "cpuid_private.h"

#include <stddef.h>

static void execute_cpuid(uint32_t leaf, struct tlp_cpuid *out)
{
	__asm__ volatile("cpuid"
			 : "=a"(out->eax), "=b"(out->ebx), "=c"(out->ecx), "=d"(out->edx)
			 : "a"(leaf), "c"(0));
}

tlp_cpuid_fn *tlp_cpuid_here(void)
{
	return execute_cpuid;
}

void tlp_tsc_find(struct tlp_counter *counter)
{
	*counter = (struct tlp_counter){.name = "tsc", .hz = tlp_cpuid_tsc_hz(execute_cpuid)};
	counter->cpu_in_read = tlp_cpuid_rdtscp(execute_cpuid);
	counter->safe = tlp_cpuid_tsc_safe(execute_cpuid, &counter->why);
}
