/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The registry of claims as 'ticklab judge' stored it, so that what is shown belongs to the claims
 * that were judged, whatever the files say by now.
 */
#ifndef REPORT_STORED_REGISTRY_H
#define REPORT_STORED_REGISTRY_H

#include "book.h"
#include "registry.h"
#include "store.h"

struct stored_registry {
	struct registry registry;
	char **body; /* the stored claims' JSON */
	size_t count;
};

/* Returns 0, or -1 with a line in `why`: no claim is stored, or one cannot be read. Release in
 * either case. */
int stored_registry_read(struct stored_registry *r, struct store *s, char *why, size_t size);
void stored_registry_release(struct stored_registry *r);

/* The claim that the book's is; NULL for NULL. */
const struct claim *stored_registry_claim(
    const struct stored_registry *r, const struct book_claim *claim);

/* The published count of the claim that the figure decides first, with the n that it is out of;
 * NULL: none was published. */
const struct published_number *stored_registry_count(
    const struct stored_registry *r, const struct book *b, enum figure_id figure);

#endif
