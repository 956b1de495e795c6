/* SPDX-License-Identifier: MIT
 *
 * A page that is stamped as macOS's commpage is, private to this room: taken from where it lies, so
 * that a model of it tests the same code.
 */
#ifndef TLP_PAGE_STAMP_H
#define TLP_PAGE_STAMP_H

#include "page.h"
#include "page_layout_private.h"

/* The stamp and the four words behind it, and the version of the page. */
struct tlp_stamp_place {
	const volatile uint64_t *word;
	const volatile uint16_t *version;
	uint64_t offset; /* of the word in the page */
	struct tlp_stamp_known known;
};

/* tlp_page_open() of the page that lies there. */
int tlp_stamp_page_open(
    struct tlp_page *page, const struct tlp_clock *clock, const struct tlp_stamp_place *place);

/* tlp_page_reopen(): believes one look, and if it fails takes all of them, since a stamp may happen
 * to be invalid. */
int tlp_stamp_page_reopen(
    struct tlp_page *page, const struct tlp_clock *clock, const struct tlp_stamp_place *place);

#endif
