/* SPDX-License-Identifier: MIT
 *
 * Where in a clock page the kernel keeps what the reader looks at, private to this room. Pure
 * functions over copies of a page, so that the pages of kernels that do not run here test them.
 */
#ifndef TLP_PAGE_LAYOUT_H
#define TLP_PAGE_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

enum {
	TLP_SHOT_BYTES = 1024, /* of the page's beginning; known layouts begin at 0 or 128 */
	TLP_SHOT_LATE_S = 2,   /* the page's second may trail the wall clock's so far */
};

/* A copy of the beginning of a page, taken whole (no update fell into it), with the counter and the
 * wall clock's second read after it. Numbers lie in it as on a little-endian machine. */
struct tlp_page_shot {
	uint64_t counter, realtime_s;
	unsigned char bytes[TLP_SHOT_BYTES];
};

/* struct vdso_data or vdso_clock: u32 seq; s32 clock_mode; u64 cycle_last; multipliers; then pairs
 * of seconds and fractions, CLOCK_REALTIME's first (Linux include/vdso/datapage.h). */
struct tlp_page_layout {
	size_t offset; /* of seq */
	uint32_t clock_mode;
	uint32_t updates;	 /* between the first and the last shot */
	const char *verified_by; /* constant */
};

/* Looks for the one place at which, in all shots: seq is even and grows by 2 and multiples of it,
 * clock_mode stays the same small number, the second of CLOCK_REALTIME follows the wall clock's,
 * and cycle_last changes when seq does and trails the counter by less than limit_ticks. The last
 * holds only for a clock_mode of 1 (the CPU's own counter) and is not asked where limit_ticks is 0
 * (the counter of the shots is another one). Returns 0, or -1 with the reason in *why. */
int tlp_page_layout_find(const struct tlp_page_shot *shot, size_t count, uint64_t limit_ticks,
    struct tlp_page_layout *out, const char **why);

/* The same rules for one shot at an offset that is known, with the clock_mode that is known; only
 * that seq grows by 2 cannot be seen in it. */
int tlp_page_layout_confirm(const struct tlp_page_shot *shot, size_t offset, uint32_t clock_mode,
    uint64_t limit_ticks, const char **why);

/* macOS (xnu osfmk/arm/cpu_capabilities.h and osfmk/i386/cpu_capabilities.h): a version and the
 * five words of new_commpage_timeofday_data_t. */
struct tlp_stamp_shot {
	uint64_t counter, realtime_s; /* read after the words */
	uint64_t stamp, second, fraction, scale, per_second;
	uint16_t version;
};

/* The versions of the commpage whose offsets are known, first and last. */
struct tlp_stamp_known {
	uint16_t first, last;
};

/* Whether the words are what the reader of gettimeofday() takes them for: a known version,
 * per_second the counter's frequency within 1 %, and in every shot a stamp of 0 or one that trails
 * the counter and whose second follows the wall clock's; at least one is not 0. Returns 0, or -1
 * and *why. */
int tlp_stamp_layout_check(const struct tlp_stamp_shot *shot, size_t count, double hz,
    struct tlp_stamp_known known, const char **why);

#endif
