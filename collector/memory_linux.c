/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Anonymous mappings, huge pages by madvise(2), and what /proc says of both. How much really lies
 * in huge pages is read back from smaps, because the kernel may decline without an error.
 * MemAvailable is the kernel's own estimate of what can be had without swapping.
 */
#include "memory_private.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

static const size_t huge_page = 2 << 20;

/* The kernel gives huge pages only to stretches that are aligned to them, so one page more is asked
 * for and what hangs over is given back. */
void *memory_map(size_t *bytes, bool huge)
{
	size_t n = *bytes;
	if (huge)
		n = (n + huge_page - 1) / huge_page * huge_page;
	size_t more = huge ? n + huge_page : n;
	char *at = mmap(NULL, more, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED)
		return NULL;
	if (huge) {
		size_t skip = (huge_page - (uintptr_t)at % huge_page) % huge_page;
		if (skip)
			munmap(at, skip);
		if (huge_page - skip)
			munmap(at + skip + n, huge_page - skip);
		at += skip;
		madvise(at, n, MADV_HUGEPAGE);
	}
	*bytes = n;
	return at;
}

void *memory_map_shared(size_t bytes)
{
	void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return at == MAP_FAILED ? NULL : at;
}

uint64_t memory_huge_kib(const void *at, size_t bytes)
{
	char line[256];
	uintptr_t low, high, own = (uintptr_t)at;
	uint64_t kib = 0, sum = 0;
	bool inside = false;
	FILE *f = fopen("/proc/self/smaps", "r");
	if (!f)
		return 0;
	while (fgets(line, sizeof line, f)) {
		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " ", &low, &high) == 2)
			inside = low < own + bytes && high > own;
		else if (inside && sscanf(line, "AnonHugePages: %" SCNu64, &kib) == 1)
			sum += kib;
	}
	fclose(f);
	return sum;
}

uint64_t memory_available(void)
{
	char line[256];
	uint64_t kib = 0;
	FILE *f = fopen("/proc/meminfo", "r");
	while (f && fgets(line, sizeof line, f))
		if (sscanf(line, "MemAvailable: %" SCNu64, &kib) == 1)
			break;
	if (f)
		fclose(f);
	return kib * 1024;
}

int memory_lock(char *why, size_t size)
{
	if (mlockall(MCL_CURRENT | MCL_FUTURE) == 0)
		return 0;
	snprintf(why, size, "cannot keep the program in memory (--mlock): %s%s", strerror(errno),
	    errno == ENOMEM || errno == EPERM ? "; raise 'ulimit -l' or run as root" : "");
	return -1;
}
