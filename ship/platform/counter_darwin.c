/* SPDX-License-Identifier: MIT */
#include "counter_darwin.h"

#include "mac.h"

#include <mach/mach_time.h>

void tlp_mach_find(struct tlp_counter *counter)
{
	mach_timebase_info_data_t base = {0, 0};
	int failed = mach_timebase_info(&base) != 0;
	tlp_mac_counter(counter, failed, base.numer, base.denom);
}
