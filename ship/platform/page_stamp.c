/* SPDX-License-Identifier: MIT
 *
 * The commpage is read as macOS's own reader does (libsyscall, __commpage_gettimeofday.c): stamp,
 * four words, stamp again. It is believed only after some shots agree with the counter and the wall
 * clock, and its address is otherwise a constant of the system.
 */
#include "page_stamp_private.h"

#include <stdio.h>
#include <sys/time.h>
#include <time.h>

enum { SHOTS = 16, SHOT_EVERY_NS = 1000000, TRIES = 16 };

/* The five words, read as the system's own reader does: again if the stamp changed meanwhile. */
static void take_shot(const volatile uint64_t *word, struct tlp_stamp_shot *shot)
{
	for (int i = 0; i < TRIES; i++) {
		shot->stamp = word[0];
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
		shot->second = word[1];
		shot->fraction = word[2];
		shot->scale = word[3];
		shot->per_second = word[4];
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
		if (word[0] == shot->stamp)
			break;
	}
}

static void take_shots(const struct tlp_stamp_place *place, const struct tlp_clock *clock,
    struct tlp_stamp_shot *shot, size_t shots)
{
	const struct timespec nap = {0, SHOT_EVERY_NS};
	struct timeval wall;
	for (size_t i = 0; i < shots; i++) {
		if (i > 0)
			nanosleep(&nap, NULL);
		shot[i].version = *place->version;
		take_shot(place->word, &shot[i]);
		shot[i].counter = tlp_clock_read(clock).count;
		gettimeofday(&wall, NULL);
		shot[i].realtime_s = (uint64_t)wall.tv_sec;
	}
}

static int open_page(struct tlp_page *page, const struct tlp_clock *clock,
    const struct tlp_stamp_place *place, size_t shots)
{
	struct tlp_stamp_shot shot[SHOTS];
	const char *why = "the clock is not the counter that the commpage is stamped with";
	int rc = -1;
	*page = (struct tlp_page){.kind = TLP_PAGE_NONE};
	if (clock->kind == TLP_CLOCK_COUNTER) {
		take_shots(place, clock, shot, shots);
		rc = tlp_stamp_layout_check(shot, shots, clock->hz, place->known, &why);
	}
	if (rc != 0) {
		snprintf(page->why, sizeof page->why, "%s", why);
		return -1;
	}
	page->kind = TLP_PAGE_STAMP;
	page->name = "commpage";
	page->word = place->word;
	page->place.offset = place->offset;
	page->stale_ticks = shot[0].per_second;
	snprintf(page->why, sizeof page->why, "version %u, ticks per second, stamp and second",
	    shot[0].version);
	return 0;
}

int tlp_stamp_page_open(
    struct tlp_page *page, const struct tlp_clock *clock, const struct tlp_stamp_place *place)
{
	return open_page(page, clock, place, SHOTS);
}

int tlp_stamp_page_reopen(
    struct tlp_page *page, const struct tlp_clock *clock, const struct tlp_stamp_place *place)
{
	return open_page(page, clock, place, 1) == 0 ? 0 : open_page(page, clock, place, SHOTS);
}
