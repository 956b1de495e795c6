/* SPDX-License-Identifier: MIT */
#include "counter_darwin.h"

#include <mach/mach_time.h>

/* A tick is numer/denom ns: 125/3 on Apple Silicon (24 MHz), 1/1 on Intel and under Rosetta. */
void tlp_mach_find(struct tlp_counter *counter)
{
	*counter = (struct tlp_counter){.name = "mach_absolute_time"};
	mach_timebase_info_data_t base;
	if (mach_timebase_info(&base) != 0 || base.numer == 0 || base.denom == 0) {
		counter->why = "mach_timebase_info failed";
		return;
	}
	counter->safe = true;
	counter->why = "the system's own counter";
	counter->hz = 1e9 * base.denom / base.numer;
}
