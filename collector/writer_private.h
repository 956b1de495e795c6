/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From blocks to chunks in the database. A thread of its own packs and commits while the next block
 * is being filled; or, deferred, everything stays in memory until the end. Between writer_open and
 * writer_drain the store belongs to the writer.
 */
#ifndef COLLECTOR_WRITER_H
#define COLLECTOR_WRITER_H

#include "block_private.h"
#include "store.h"

#include <stdbool.h>
#include <stddef.h>

struct writer;

/* The pool is borrowed. deferred: the pool must hold all that will be taken. The thread keeps off
 * the CPU that the last block was taken on. Returns 0, or -1 with the reason. */
int writer_open(
    struct writer **out, struct store *s, struct pool *pool, bool deferred, char *why, size_t size);

/* What went on while a block was taken, as it is stored: JSON (malloc, the caller frees), NULL if
 * there is no memory. */
char *writer_conditions(const struct block *b);

/* A block to fill. Waits until the writer has emptied one; NULL once it has failed. */
struct block *writer_take(struct writer *w);

/* Hands the block that was taken last back, filled. */
void writer_put(struct writer *w);

/* Waits until every block is committed. progress is called now and then in between with the samples
 * left to write; may be NULL. Returns 0, or -1 if one could not be: store_error says why. */
int writer_drain(struct writer *w, void (*progress)(uint64_t left));

void writer_close(struct writer *w);

#endif
