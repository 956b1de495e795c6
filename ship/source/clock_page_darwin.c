/* SPDX-License-Identifier: MIT */
#include "commpage_clock_timing.h"

bool tls_commpage_clock_timing_available(const char **why)
{
	if (why)
		*why = "macOS maps the commpage into every process";
	return true;
}
