/* SPDX-License-Identifier: MIT */
#include "cpuid.h"

#include <stddef.h>

tlp_cpuid_fn *tlp_cpuid_here(void)
{
	return NULL;
}
