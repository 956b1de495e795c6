/* SPDX-License-Identifier: MIT
 *
 * The vDSO's data page on Linux. The mapping [vvar] holds several pages, some of which fault
 * (SIGBUS) when they are touched, so each is read through a pipe: write(2) then fails instead.
 */
#include "page.h"

#include "facts_private.h"
#include "page_layout_private.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum {
	SHOTS = 32,
	SHOT_EVERY_NS = 1250000, /* shorter than a kernel tick where CONFIG_HZ is 250 or less */
	PAGE_BYTES = 4096,	 /* steps at which data may begin; a divisor of every page size */
	TRIES = 16,
	SEARCHES = 3, /* a busy machine may hold this thread up between a copy and its counter */
};

/* cycle_last is at most this old while the machine is not idle: ten ticks at CONFIG_HZ=100. */
static const double limit_s = 0.1;

/* The span of the mapping [vvar] of this process. */
static bool find_vvar(const unsigned char **from, const unsigned char **to)
{
	char line[256];
	struct tlp_lines lines;
	bool found = false;
	tlp_lines_open(&lines, "", "/proc/self/maps");
	while (!found && tlp_lines_next(&lines, line, sizeof line)) {
		char *end;
		if (!strstr(line, " [vvar]"))
			continue;
		*from = (const unsigned char *)(uintptr_t)strtoull(line, &end, 16);
		*to = (const unsigned char *)(uintptr_t)strtoull(end + (*end == '-'), NULL, 16);
		found = *from < *to;
	}
	tlp_lines_close(&lines);
	return found;
}

static bool copy_once(const int pipe_ends[2], const unsigned char *page, unsigned char *out)
{
	return write(pipe_ends[1], page, TLP_SHOT_BYTES) == TLP_SHOT_BYTES &&
	       read(pipe_ends[0], out, TLP_SHOT_BYTES) == TLP_SHOT_BYTES;
}

/* Two copies that are alike: no update fell between them, so none fell into the first. The wall
 * clock is read by the system call, which leaves the reader that is timed later as cold as it was.
 */
static bool take_shot(const int pipe_ends[2], const struct tlp_clock *clock,
    const unsigned char *page, struct tlp_page_shot *shot)
{
	unsigned char again[TLP_SHOT_BYTES];
	struct timeval wall;
	for (int i = 0; i < TRIES; i++) {
		if (!copy_once(pipe_ends, page, shot->bytes) || !copy_once(pipe_ends, page, again))
			return false;
		if (memcmp(shot->bytes, again, sizeof again) == 0) {
			shot->counter = tlp_clock_read(clock).count;
			syscall(SYS_gettimeofday, &wall, NULL);
			shot->realtime_s = (uint64_t)wall.tv_sec;
			return true;
		}
	}
	return false;
}

/* Other counters than the CPU's own are not what the kernel writes into cycle_last: 0 there. */
static uint64_t limit_ticks(const struct tlp_clock *clock)
{
	return clock->kind == TLP_CLOCK_COUNTER ? (uint64_t)(clock->hz * limit_s) : 0;
}

/* Takes the shots of a page and looks for the data. Returns 1 if found, 0 if it is not there, -1 if
 * the page cannot be read. */
static int try_page(const int pipe_ends[2], const struct tlp_clock *clock,
    const unsigned char *page, struct tlp_page_layout *found, const char **why)
{
	struct tlp_page_shot shot[SHOTS];
	const struct timespec nap = {0, SHOT_EVERY_NS};
	for (size_t i = 0; i < SHOTS; i++) {
		if (!take_shot(pipe_ends, clock, page, &shot[i]))
			return -1;
		nanosleep(&nap, NULL);
	}
	return tlp_page_layout_find(shot, SHOTS, limit_ticks(clock), found, why) == 0;
}

static void watch_page(
    struct tlp_page *page, const unsigned char *from, size_t offset, uint32_t clock_mode)
{
	page->kind = TLP_PAGE_SEQUENCE;
	page->name = "vvar";
	page->word = (const volatile uint64_t *)(const volatile void *)(from + offset);
	page->place = (struct tlp_page_place){offset, clock_mode};
}

/* The first page of the mapping in which the data is found. */
static const char *search_pages(struct tlp_page *page, const struct tlp_clock *clock,
    const unsigned char *from, const unsigned char *to, const int pipe_ends[2])
{
	const char *why = "no page of [vvar] can be read", *missed;
	struct tlp_page_layout found;
	for (const unsigned char *p = from; p + PAGE_BYTES <= to; p += PAGE_BYTES) {
		int rc = try_page(pipe_ends, clock, p, &found, &missed);
		if (rc == 0 && p == from)
			why = missed;
		if (rc <= 0)
			continue;
		watch_page(page, from, (size_t)(p - from) + found.offset, found.clock_mode);
		snprintf(page->why, sizeof page->why, "%s; offset %zu, clock mode %u",
		    found.verified_by, (size_t)page->place.offset, found.clock_mode);
		return NULL;
	}
	return why;
}

/* The same place, looked at once; again where this thread was held up meanwhile. */
static const char *confirm_page(struct tlp_page *page, const struct tlp_clock *clock,
    const unsigned char *from, const unsigned char *to, const int pipe_ends[2],
    const struct tlp_page_place *place)
{
	struct tlp_page_shot shot;
	const char *why = "the page is not in [vvar] as it was found before";
	size_t in_page = place->offset % PAGE_BYTES, before = place->offset - in_page;
	if (before + PAGE_BYTES > (size_t)(to - from))
		return why;
	for (int i = 0; i < SEARCHES; i++) {
		if (!take_shot(pipe_ends, clock, from + before, &shot))
			return "the page of [vvar] cannot be read";
		if (tlp_page_layout_confirm(
			&shot, in_page, place->clock_mode, limit_ticks(clock), &why) != 0)
			continue;
		watch_page(page, from, place->offset, place->clock_mode);
		snprintf(page->why, sizeof page->why, "offset %zu, as it was found before",
		    (size_t)place->offset);
		return NULL;
	}
	return why;
}

static int open_page(
    struct tlp_page *page, const struct tlp_clock *clock, const struct tlp_page_place *place)
{
	const unsigned char *from, *to;
	const uint16_t one = 1;
	const char *why = NULL;
	int ends[2];
	*page = (struct tlp_page){.kind = TLP_PAGE_NONE};
	if (*(const unsigned char *)&one != 1)
		why = "big-endian machines are not known here";
	else if (!find_vvar(&from, &to))
		why = "the kernel maps no [vvar] into this process";
	else if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
		why = "no pipe to read the page through";
	else {
		why = "";
		for (int i = 0; i < SEARCHES && why && !place; i++)
			why = search_pages(page, clock, from, to, ends);
		if (place)
			why = confirm_page(page, clock, from, to, ends, place);
		close(ends[0]);
		close(ends[1]);
	}
	if (why)
		snprintf(page->why, sizeof page->why, "%s", why);
	return why ? -1 : 0;
}

int tlp_page_open(struct tlp_page *page, const struct tlp_clock *clock)
{
	return open_page(page, clock, NULL);
}

int tlp_page_reopen(
    struct tlp_page *page, const struct tlp_clock *clock, const struct tlp_page_place *place)
{
	return open_page(page, clock, place);
}
