/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * macOS has neither huge pages on request (Intel's superpages are gone on Apple Silicon) nor
 * mlockall().
 */
#include "memory_private.h"

#include <stdio.h>
#include <sys/mman.h>
#include <sys/sysctl.h>

void *memory_map(size_t *bytes, bool huge)
{
	(void)huge;
	void *at = mmap(NULL, *bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
	return at == MAP_FAILED ? NULL : at;
}

void *memory_map_shared(size_t bytes)
{
	void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANON, -1, 0);
	return at == MAP_FAILED ? NULL : at;
}

uint64_t memory_huge_kib(const void *at, size_t bytes)
{
	(void)at;
	(void)bytes;
	return 0;
}

/* What could be had without compressing or swapping is not stated, so this is all that there is: a
 * bound that only refuses what can never fit. */
uint64_t memory_available(void)
{
	uint64_t bytes = 0;
	size_t size = sizeof bytes;
	return sysctlbyname("hw.memsize", &bytes, &size, NULL, 0) == 0 ? bytes : 0;
}

int memory_lock(char *why, size_t size)
{
	snprintf(why, size, "cannot keep the program in memory (--mlock): macOS offers no way to");
	return -1;
}
