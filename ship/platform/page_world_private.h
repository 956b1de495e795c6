/* SPDX-License-Identifier: MIT
 *
 * What the search for Linux's clock page asks the machine, private to this room: as functions, so
 * that it is tested against models of other kernels.
 */
#ifndef TLP_PAGE_WORLD_H
#define TLP_PAGE_WORLD_H

#include "page.h"
#include "page_layout_private.h"

#include <stdbool.h>

struct tlp_page_world {
	void *context; /* of the functions */
	/* The mapping [vvar]: its first byte and the one behind its last. It is read by copy alone.
	 */
	const unsigned char *from, *to;
	/* Copies the beginning of a page. False: it cannot be read. */
	bool (*copy)(void *context, const unsigned char *page, unsigned char bytes[TLP_SHOT_BYTES]);
	/* The counter and the wall clock's second of a shot, read after its bytes. */
	void (*look)(void *context, struct tlp_page_shot *shot);
	void (*nap)(void *context); /* for TLP_SHOT_EVERY_NS */
};

enum {
	TLP_SHOTS = 32,		     /* of a page before it is believed */
	TLP_SHOT_EVERY_NS = 1250000, /* shorter than a kernel tick where CONFIG_HZ is 250 or less */
	TLP_SHOT_TRIES = 16,	     /* copies of one shot */
	TLP_PAGE_BYTES = 4096, /* steps at which data may begin; a divisor of every page size */
	TLP_PAGE_SEARCHES =
	    3, /* a busy machine may hold this thread up between a copy and its counter */
};

/* tlp_page_open() in that world; with a place tlp_page_reopen(). limit_ticks as
 * tlp_page_layout_find has it. */
int tlp_page_open_in(struct tlp_page *page, const struct tlp_page_world *world,
    uint64_t limit_ticks, const struct tlp_page_place *place);

/* The span of the mapping [vvar] in a table of maps, as /proc/self/maps is one. */
bool tlp_page_vvar(const char *path, const unsigned char **from, const unsigned char **to);

#endif
