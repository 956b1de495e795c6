/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pin.h"

#include <stdio.h>

int pin_to_cpu(int cpu, char *why, size_t size)
{
	/* Affinity tags are hints that say which threads share a cache, name no CPU, and are
	 * refused on Apple Silicon; there the QoS class chooses the kind of core at most. */
	snprintf(why, size, "cannot run on CPU %d alone: macOS offers no way to", cpu);
	return -1;
}

int pin_last(void)
{
	return -1;
}

int pin_allowed(int *cpu, int most)
{
	(void)cpu;
	(void)most;
	return 0;
}

int pin_current(void)
{
	return -1;
}

void pin_release(void) {}

void pin_away_from(int cpu)
{
	(void)cpu;
}

int pin_fifo(char *why, size_t size)
{
	snprintf(why, size, "cannot run before ordinary threads (--fifo): not done on macOS");
	return -1;
}

void pin_ordinary(void) {}
