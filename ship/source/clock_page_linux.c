/* SPDX-License-Identifier: MIT */
#include "commpage_clock_timing.h"

#include <sys/auxv.h>

/* The kernel announces the vDSO in the auxiliary vector; without it libc makes system calls. */
bool tls_commpage_clock_timing_available(const char **why)
{
	bool there = getauxval(AT_SYSINFO_EHDR) != 0;
	if (why)
		*why = there ? "the vDSO, Linux's counterpart of the commpage, is mapped here"
			     : "no vDSO is mapped here: gettimeofday() is a system call";
	return there;
}
