/* SPDX-License-Identifier: MIT
 *
 * Ground truth: the page on which the kernel publishes the time, as far as user code may watch it.
 * A page is either found and verified, or there is none and the reason is given; no address is ever
 * used on a guess. What was read of the page around a timed call becomes the sample's flags, see
 * probe.h.
 */
#ifndef TLP_PAGE_H
#define TLP_PAGE_H

#include "clock.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum tlp_page_kind {
	TLP_PAGE_NONE,	   /* no ground truth */
	TLP_PAGE_SEQUENCE, /* Linux: a 32-bit sequence, odd while it is written, then clock_mode */
	TLP_PAGE_STAMP,	   /* macOS: a 64-bit counter value, 0 while it is written */
};

/* Where in its mapping the page's word is. */
struct tlp_page_place {
	uint64_t offset;     /* of the word */
	uint32_t clock_mode; /* beside a sequence; 0 for a stamp */
};

struct tlp_page {
	enum tlp_page_kind kind;
	const char *name;	       /* "vvar", "commpage"; NULL where there is none */
	const volatile uint64_t *word; /* the sequence with clock_mode above it, or the stamp */
	uint64_t stale_ticks;	       /* of a stamp: so old, and the reader calls the kernel */
	struct tlp_page_place place;
	char why[128]; /* how it was verified, or why there is none; one line */
};

/* Finds and verifies the clock page of this process; takes about 0.05 s where it is there. Returns
 * 0, or -1 with kind TLP_PAGE_NONE and the reason in `why`. The page needs no closing. */
int tlp_page_open(struct tlp_page *page, const struct tlp_clock *clock);

/* Finds the page in another process under the same kernel, at the place where one has found and
 * verified it: the layout is the kernel's, only the mapping's address is the process's own. What
 * one look can show is verified again, so it takes less than a millisecond. The call that reads the
 * time through the page is not made. Returns as tlp_page_open. */
int tlp_page_reopen(
    struct tlp_page *page, const struct tlp_clock *clock, const struct tlp_page_place *place);

#ifdef __cplusplus
}
#endif

#endif
