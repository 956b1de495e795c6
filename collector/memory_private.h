/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Memory as the system's kernel gives it.
 */
#ifndef COLLECTOR_MEMORY_H
#define COLLECTOR_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* At least *bytes of memory, which it rounds up; with huge on huge pages where the system will.
 * NULL if there is none. Give it back by munmap. */
void *memory_map(size_t *bytes, bool huge);

/* So many bytes of memory that this process shares with those that it forks; NULL if there is none.
 * Give it back by munmap. */
void *memory_map_shared(size_t bytes);

/* How much of it is in huge pages; 0 where the system has none or does not say. */
uint64_t memory_huge_kib(const void *at, size_t bytes);

/* Bytes of physical memory that could be had without swapping; 0: unknown. */
uint64_t memory_available(void);

/* Keeps every page of this process in memory, now and from now on. Returns 0, or -1 with the reason
 * in `why`. */
int memory_lock(char *why, size_t size);

#endif
