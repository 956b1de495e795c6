/* SPDX-License-Identifier: MIT
 *
 * The commpage of macOS. Its layout is private, so the offsets stand here by hand and are believed
 * only where the version and the words themselves are plausible. Read in xnu-11417.101.15:
 * osfmk/arm/cpu_capabilities.h, osfmk/i386/cpu_capabilities.h. Never run on a Mac by its author.
 */
#include "page.h"

#include "page_layout.h"

#include <stdio.h>
#include <sys/time.h>
#include <time.h>

#if defined(__aarch64__)
#define COMMPAGE UINT64_C(0x0000000FFFFFC000)
#define STAMP_OFFSET 0x120
#define VERSIONS                                                                                   \
	{                                                                                          \
		3, 3                                                                               \
	}
#else
#define COMMPAGE UINT64_C(0x00007fffffe00000)
#define STAMP_OFFSET 0x0D0
#define VERSIONS                                                                                   \
	{                                                                                          \
		13, 14                                                                             \
	}
#endif

enum { VERSION_OFFSET = 0x1E, SHOTS = 16, SHOT_EVERY_NS = 1000000, TRIES = 16 };

/* The five words, read as the system's own reader does: again if the stamp changed meanwhile. */
static void take_shot(
    const volatile uint64_t *word, const struct tlp_clock *clock, struct tlp_stamp_shot *shot)
{
	struct timeval wall;
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
	shot->counter = tlp_clock_read(clock).count;
	gettimeofday(&wall, NULL);
	shot->realtime_s = (uint64_t)wall.tv_sec;
}

static int open_page(struct tlp_page *page, const struct tlp_clock *clock, size_t shots)
{
	const volatile uint64_t *word = (const volatile uint64_t *)(COMMPAGE + STAMP_OFFSET);
	const volatile uint16_t *version = (const volatile uint16_t *)(COMMPAGE + VERSION_OFFSET);
	const struct timespec nap = {0, SHOT_EVERY_NS};
	const struct tlp_stamp_known known = VERSIONS;
	struct tlp_stamp_shot shot[SHOTS];
	const char *why = "the clock is not the counter that the commpage is stamped with";
	*page = (struct tlp_page){.kind = TLP_PAGE_NONE};
	for (size_t i = 0; i < shots; i++) {
		if (i > 0)
			nanosleep(&nap, NULL);
		shot[i].version = *version;
		take_shot(word, clock, &shot[i]);
	}
	if (clock->kind != TLP_CLOCK_COUNTER ||
	    tlp_stamp_layout_check(shot, shots, clock->hz, known, &why) != 0) {
		snprintf(page->why, sizeof page->why, "%s", why);
		return -1;
	}
	page->kind = TLP_PAGE_STAMP;
	page->name = "commpage";
	page->word = word;
	page->place.offset = STAMP_OFFSET;
	page->stale_ticks = shot[0].per_second;
	snprintf(page->why, sizeof page->why, "version %u, ticks per second, stamp and second",
	    shot[0].version);
	return 0;
}

int tlp_page_open(struct tlp_page *page, const struct tlp_clock *clock)
{
	return open_page(page, clock, SHOTS);
}

/* The address is the same in every process; a stamp that happens to be invalid is looked at again.
 */
int tlp_page_reopen(
    struct tlp_page *page, const struct tlp_clock *clock, const struct tlp_page_place *place)
{
	(void)place;
	return open_page(page, clock, 1) == 0 ? 0 : open_page(page, clock, SHOTS);
}
