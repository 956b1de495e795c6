/* SPDX-License-Identifier: MIT
 *
 * The commpage of macOS, which the kernel maps into every process. Its layout is private, so the
 * offsets are constants and are used only where the version and the words themselves are
 * plausible. Read in xnu-11417.101.15: osfmk/arm/cpu_capabilities.h,
 * osfmk/i386/cpu_capabilities.h. Never run on a Mac by its author.
 */
#include "page_stamp_private.h"

#if defined(__aarch64__)
#define COMMPAGE UINT64_C(0x0000000FFFFFC000)
enum { STAMP_OFFSET = 0x120, VERSION_FIRST = 3, VERSION_LAST = 3 };
#else
#define COMMPAGE UINT64_C(0x00007fffffe00000)
enum { STAMP_OFFSET = 0x0D0, VERSION_FIRST = 13, VERSION_LAST = 14 };
#endif

enum { VERSION_OFFSET = 0x1E };

static struct tlp_stamp_place commpage_stamp(void)
{
	return (struct tlp_stamp_place){
	    .word = (const volatile uint64_t *)(COMMPAGE + STAMP_OFFSET),
	    .version = (const volatile uint16_t *)(COMMPAGE + VERSION_OFFSET),
	    .offset = STAMP_OFFSET,
	    .known = {VERSION_FIRST, VERSION_LAST}};
}

int tlp_page_open(struct tlp_page *page, const struct tlp_clock *clock)
{
	const struct tlp_stamp_place place = commpage_stamp();
	return tlp_stamp_page_open(page, clock, &place);
}

/* The address is the same in every process. */
int tlp_page_reopen(
    struct tlp_page *page, const struct tlp_clock *clock, const struct tlp_page_place *known)
{
	const struct tlp_stamp_place place = commpage_stamp();
	(void)known;
	return tlp_stamp_page_reopen(page, clock, &place);
}
