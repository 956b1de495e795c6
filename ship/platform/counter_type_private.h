/* SPDX-License-Identifier: MIT
 *
 * What a CPU's counter says of itself, private to this room.
 */
#ifndef TLP_COUNTER_TYPE_H
#define TLP_COUNTER_TYPE_H

#include <stdbool.h>
#include <stdint.h>

struct tlp_counter {
	bool safe;	  /* constant rate, same on all cores, readable here */
	const char *name; /* constant; NULL where there is none */
	const char *why;  /* constant: why it is safe, or why not */
	bool cpu_in_read; /* the second read of a loop gives the CPU as well, in one instruction */
	double hz;	  /* as the hardware or kernel states it; 0 where neither does */
};

#endif
