/* SPDX-License-Identifier: MIT
 *
 * The CPU's own counter, private to this room. make names the header that suits the machine
 * (TLP_COUNTER), so that a timed loop holds the two reads themselves: no call, no branch on the
 * CPU. Each counter_*.h gives
 *   tlp_counter_start()  read that is done before anything after it in program order starts
 *   tlp_counter_end()    read that waits for everything before it in program order
 *   tlp_counter_end_on() the same, and the CPU it ran on (any number, the same for the same CPU)
 *   tlp_counter_start_bare(), tlp_counter_end_bare() the cheapest reads, for TLP_FENCE_NONE
 * where TLP_COUNTER_APART is defined, the second reads of a CPU that cannot give its number with
 * them: tlp_counter_end_apart(), tlp_counter_end_bare_apart(); where TLP_COUNTER_SECOND is, another
 * counter of the same machine: tlp_second_start(), tlp_second_end_on(), tlp_second_find()
 *   tlp_counter_find()   whether the counter is safe to time with, and what it says of itself
 */
#ifndef TLP_COUNTER_H
#define TLP_COUNTER_H

#include "counter_type_private.h"
#include "cpu_here_private.h"

#include <stdint.h>
#include <time.h>

#define TLP_QUOTE_(name) #name
#define TLP_QUOTE(name) TLP_QUOTE_(name)
#include TLP_QUOTE(TLP_COUNTER)

/* CLOCK_MONOTONIC_RAW in ns: never slewed by NTP, so one unit of it keeps its length. It was seen
 * to work when the clock was opened, hence no check in the timed loop. */
static inline uint64_t tlp_posix_read(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC_RAW, &t);
	return (uint64_t)t.tv_sec * UINT64_C(1000000000) + (uint64_t)t.tv_nsec;
}

static inline uint64_t tlp_posix_read_on(uint32_t *cpu)
{
	uint64_t count = tlp_posix_read();
	*cpu = tlp_cpu_here();
	return count;
}

#endif
