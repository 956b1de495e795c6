/* SPDX-License-Identifier: MIT
 *
 * The vDSO's data page on Linux. The mapping [vvar] holds several pages, some of which fault
 * (SIGBUS) when they are touched, so each is read through a pipe: write(2) then fails instead.
 */
#include "facts_private.h"
#include "page_world_private.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* cycle_last is at most this old while the machine is not idle: ten ticks at CONFIG_HZ=100. */
static const double limit_s = 0.1;

/* ---- this machine -------------------------------------------------------------------------- */

bool tlp_page_vvar(const char *path, const unsigned char **from, const unsigned char **to)
{
	char line[256];
	struct tlp_lines lines;
	bool found = false;
	tlp_lines_open(&lines, "", path);
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

struct here {
	const struct tlp_clock *clock;
	int ends[2]; /* of the pipe */
};

static bool here_copy(void *context, const unsigned char *page, unsigned char bytes[TLP_SHOT_BYTES])
{
	const struct here *h = context;
	return write(h->ends[1], page, TLP_SHOT_BYTES) == TLP_SHOT_BYTES &&
	       read(h->ends[0], bytes, TLP_SHOT_BYTES) == TLP_SHOT_BYTES;
}

/* The wall clock is read by the system call, which leaves the reader that is timed later as cold as
 * it was. */
static void here_look(void *context, struct tlp_page_shot *shot)
{
	const struct here *h = context;
	struct timeval wall;
	shot->counter = tlp_clock_read(h->clock).count;
	syscall(SYS_gettimeofday, &wall, NULL);
	shot->realtime_s = (uint64_t)wall.tv_sec;
}

static void here_nap(void *context)
{
	const struct timespec nap = {0, TLP_SHOT_EVERY_NS};
	(void)context;
	nanosleep(&nap, NULL);
}

/* ---- searching ----------------------------------------------------------------------------- */

/* Two copies that are alike: no update fell between them, so none fell into the first. */
static bool take_shot(
    const struct tlp_page_world *w, const unsigned char *page, struct tlp_page_shot *shot)
{
	unsigned char again[TLP_SHOT_BYTES];
	for (int i = 0; i < TLP_SHOT_TRIES; i++) {
		if (!w->copy(w->context, page, shot->bytes) || !w->copy(w->context, page, again))
			return false;
		if (memcmp(shot->bytes, again, sizeof again) == 0) {
			w->look(w->context, shot);
			return true;
		}
	}
	return false;
}

/* Takes the shots of a page and looks for the data. Returns 1 if found, 0 if it is not there, -1 if
 * the page cannot be read. */
static int try_page(const struct tlp_page_world *w, const unsigned char *page, uint64_t limit,
    struct tlp_page_layout *found, const char **why)
{
	struct tlp_page_shot shot[TLP_SHOTS];
	for (size_t i = 0; i < TLP_SHOTS; i++) {
		if (!take_shot(w, page, &shot[i]))
			return -1;
		w->nap(w->context);
	}
	return tlp_page_layout_find(shot, TLP_SHOTS, limit, found, why) == 0;
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
static const char *search_pages(
    struct tlp_page *page, const struct tlp_page_world *w, uint64_t limit)
{
	const char *why = "no page of [vvar] can be read", *missed;
	struct tlp_page_layout found;
	for (const unsigned char *p = w->from; p + TLP_PAGE_BYTES <= w->to; p += TLP_PAGE_BYTES) {
		int rc = try_page(w, p, limit, &found, &missed);
		if (rc == 0 && p == w->from)
			why = missed;
		if (rc <= 0)
			continue;
		watch_page(page, w->from, (size_t)(p - w->from) + found.offset, found.clock_mode);
		snprintf(page->why, sizeof page->why, "%s; offset %zu, clock mode %u",
		    found.verified_by, (size_t)page->place.offset, found.clock_mode);
		return NULL;
	}
	return why;
}

/* The same place, looked at once; again where this thread was held up meanwhile. */
static const char *confirm_page(struct tlp_page *page, const struct tlp_page_world *w,
    uint64_t limit, const struct tlp_page_place *place)
{
	struct tlp_page_shot shot;
	const char *why = "the page is not in [vvar] as it was found before";
	size_t in_page = place->offset % TLP_PAGE_BYTES, before = place->offset - in_page;
	if (before + TLP_PAGE_BYTES > (size_t)(w->to - w->from))
		return why;
	for (int i = 0; i < TLP_PAGE_SEARCHES; i++) {
		if (!take_shot(w, w->from + before, &shot))
			return "the page of [vvar] cannot be read";
		if (tlp_page_layout_confirm(&shot, in_page, place->clock_mode, limit, &why) != 0)
			continue;
		watch_page(page, w->from, place->offset, place->clock_mode);
		snprintf(page->why, sizeof page->why, "offset %zu, as it was found before",
		    (size_t)place->offset);
		return NULL;
	}
	return why;
}

static int page_refuse(struct tlp_page *page, const char *why)
{
	*page = (struct tlp_page){.kind = TLP_PAGE_NONE};
	snprintf(page->why, sizeof page->why, "%s", why);
	return -1;
}

int tlp_page_open_in(struct tlp_page *page, const struct tlp_page_world *world,
    uint64_t limit_ticks, const struct tlp_page_place *place)
{
	const char *why = "";
	*page = (struct tlp_page){.kind = TLP_PAGE_NONE};
	if (place)
		why = confirm_page(page, world, limit_ticks, place);
	for (int i = 0; i < TLP_PAGE_SEARCHES && why && !place; i++)
		why = search_pages(page, world, limit_ticks);
	return why ? page_refuse(page, why) : 0;
}

/* Other counters than the CPU's own are not what the kernel writes into cycle_last: 0 there. */
static uint64_t limit_ticks(const struct tlp_clock *clock)
{
	return clock->kind == TLP_CLOCK_COUNTER ? (uint64_t)(clock->hz * limit_s) : 0;
}

static int open_page(
    struct tlp_page *page, const struct tlp_clock *clock, const struct tlp_page_place *place)
{
	struct here h = {.clock = clock};
	struct tlp_page_world here = {
	    .context = &h, .copy = here_copy, .look = here_look, .nap = here_nap};
	const uint16_t one = 1;
	if (*(const unsigned char *)&one != 1)
		return page_refuse(page, "big-endian machines are not known here");
	if (!tlp_page_vvar("/proc/self/maps", &here.from, &here.to))
		return page_refuse(page, "the kernel maps no [vvar] into this process");
	if (pipe2(h.ends, O_CLOEXEC | O_NONBLOCK) != 0)
		return page_refuse(page, "no pipe to read the page through");
	int rc = tlp_page_open_in(page, &here, limit_ticks(clock), place);
	close(h.ends[0]);
	close(h.ends[1]);
	return rc;
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
