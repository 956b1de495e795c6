/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All memory of a pool is one mapping, touched at once: a page fault in the middle of a timed loop
 * would be a sample like any other. Each of a block's three arrays begins on a cache line, so that
 * what one loop stores never shares a line with another block's. Cost: 17 bytes a sample, and a
 * pass that writes zeros.
 */
#include "block_private.h"

#include "memory_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
	SAMPLE = 2 * sizeof(uint64_t) + 1, /* start, elapsed, flags */
	LINE = 64,
};

/* Each array starts on a cache line. */
static size_t round_to_line(size_t n)
{
	return (n + LINE - 1) / LINE * LINE;
}

static void lay_out(struct pool *p, char *at)
{
	size_t wide = round_to_line(p->room * sizeof(uint64_t));
	for (size_t i = 0; i < p->count; i++) {
		struct tlp_samples *s = &p->block[i].at;
		s->start = (uint64_t *)(void *)at;
		s->elapsed = (uint64_t *)(void *)(at + wide);
		s->flags = (uint8_t *)at + 2 * wide;
		at += 2 * wide + round_to_line(p->room);
	}
}

static void set_sizes(struct pool *p, size_t count, size_t room)
{
	*p = (struct pool){.count = count, .room = room};
	p->bytes = count * (2 * round_to_line(room * sizeof(uint64_t)) + round_to_line(room));
	p->block = calloc(count, sizeof *p->block);
}

int pool_open(struct pool *p, size_t count, size_t room, bool huge, char *why, size_t size)
{
	set_sizes(p, count, room);
	p->memory = p->block ? memory_map(&p->bytes, huge) : NULL;
	if (!p->memory) {
		snprintf(why, size, "no memory for %.3g samples (%zu MiB)",
		    (double)count * (double)room, count * room * SAMPLE >> 20);
		pool_close(p);
		return -1;
	}
	memset(p->memory, 0, p->bytes);
	p->huge_kib = huge ? memory_huge_kib(p->memory, p->bytes) : 0;
	lay_out(p, p->memory);
	return 0;
}

int pool_open_shared(struct pool *p, size_t room)
{
	set_sizes(p, 1, room);
	p->memory = p->block ? memory_map_shared(p->bytes) : NULL;
	if (!p->memory) {
		pool_close(p);
		return -1;
	}
	memset(p->memory, 0, p->bytes);
	lay_out(p, p->memory);
	return 0;
}

uint64_t block_steps_back(const struct block *b)
{
	uint64_t back = 0;
	for (size_t i = 0; i < b->count; i++) {
		back += b->at.elapsed[i] >> 63;
		if (i + 1 < b->count)
			back += (b->at.start[i + 1] - b->at.start[i] - b->at.elapsed[i]) >> 63;
	}
	return back;
}

void pool_close(struct pool *p)
{
	if (p->memory)
		munmap(p->memory, p->bytes);
	free(p->block);
	p->memory = NULL;
	p->block = NULL;
}
