/* SPDX-License-Identifier: MIT
 *
 * What macOS and its hardware say of the counters. Never run on a Mac by its author.
 */
#include "counter_darwin.h"

#include "mac_private.h"

#include <Availability.h>
#include <mach/mach_time.h>

void tlp_mach_find(struct tlp_counter *counter)
{
	mach_timebase_info_data_t base = {0, 0};
	int failed = mach_timebase_info(&base) != 0;
	tlp_mac_counter(counter, failed, base.numer, base.denom);
}

/* CNTFRQ_EL0, or 0 where user code may not read the registers: 0 in the commpage's byte
 * USER_TIMEBASE (xnu-11417.101.15 osfmk/arm/cpu_capabilities.h), as in virtual machines. */
static uint64_t register_hz(void)
{
	uint64_t hz = 0;
#ifdef TLP_COUNTER_SECOND
	const volatile uint8_t *user_timebase =
	    (const volatile uint8_t *)(UINT64_C(0x0000000FFFFFC000) + 0x90);
	if (*user_timebase != 0)
		__asm__ volatile("mrs %0, cntfrq_el0" : "=r"(hz));
#endif
	return hz;
}

void tlp_second_find(struct tlp_counter *counter)
{
	uint64_t hz = register_hz();
	*counter = (struct tlp_counter){.safe = hz > 0,
	    .name = "cntvct_el0",
	    .why = hz > 0 ? "the architecture's generic timer"
			  : "user code may not read CNTVCT_EL0 here",
	    .hz = (double)hz};
}

void tlp_mac_ask_counter(struct tlp_mac *mac)
{
	mach_timebase_info_data_t base = {0, 0};
	if (mach_timebase_info(&base) == 0) {
		mac->numer = base.numer;
		mac->denom = base.denom;
	}
	mac->register_hz = register_hz();
	mac->sdk = __MAC_OS_X_VERSION_MAX_ALLOWED;
}
