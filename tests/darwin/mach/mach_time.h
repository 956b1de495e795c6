/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_MACH_MACH_TIME_H
#define DARWIN_MACH_MACH_TIME_H

#include <stdint.h>

struct mach_timebase_info {
	uint32_t numer, denom;
};
typedef struct mach_timebase_info *mach_timebase_info_t;
typedef struct mach_timebase_info mach_timebase_info_data_t;
typedef int kern_return_t;

kern_return_t mach_timebase_info(mach_timebase_info_t info);
uint64_t mach_absolute_time(void);

#endif
