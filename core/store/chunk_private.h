/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The chunks of a run as they are read: one validator for programs and for the loadable extension.
 * Nobody outside of this room includes it.
 */
#ifndef STORE_CHUNK_H
#define STORE_CHUNK_H

#include "codec_private.h"
#include "sqlite_private.h"
#include "store.h"

/* A chunk as its row holds it. */
struct chunk_row {
	uint64_t seq, first, samples, first_start;
	struct chunk_column {
		const void *bytes; /* NULL, size 0: absent */
		size_t size;
	} gap, elapsed, flags;
	struct store_note note;
};

/* What schema.sql calls the checksum. */
void chunk_checksum(const char *uuid, const struct chunk_row *p, char out[65]);

/* Set the first five members and, unless the walk begins at the first chunk, seq and first. */
struct chunk_reader {
	sqlite3 *db;
	struct codec *codec;
	const char *rules; /* of a row of `chunk`: row_rule_text() */
	char *why;	   /* where the reason of a failure goes */
	size_t why_size;
	bool unread;	     /* what failed is SQLite or memory, and says nothing of the chunks */
	uint64_t seq, first; /* what the next chunk must be */
	char uuid[STORE_UUID];
	bool has_start;
	uint64_t chunks, samples, restarts, requested; /* as the run says */
	size_t room; /* of one chunk of the largest size that came */
	uint64_t *start, *elapsed, *wide;
	uint8_t *flags;
};

/* Each returns 0, or -1 with the reason in r->why. */

/* Reads what the run says of its chunks. */
int chunk_open(struct chunk_reader *r, int64_t run);
/* Checks that the row of a statement of chunk_prepare is the chunk that must come, as ticklab
 * writes it, and unpacks it. *out borrows from the reader and from the row. */
int chunk_take(struct chunk_reader *r, sqlite3_stmt *q, struct store_chunk *out);
/* Behind the last row: whether all chunks and samples came. */
int chunk_end(const struct chunk_reader *r);

/* After SQLite failed. A damaged page is a fault of the chunks. */
int chunk_fail_sql(struct chunk_reader *r);

/* The rows of the run from r->seq on, in order; NULL with the reason set. */
sqlite3_stmt *chunk_prepare(struct chunk_reader *r, int64_t run);

void chunk_release(struct chunk_reader *r);

#endif
