/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading chunks. A row is hostile until it is known to be one that ticklab wrote: its place in the
 * run, its checksum, the types and CHECKs of schema.sql (a file made by other means need not have
 * been checked), its restart against the run's, then each column, whose length the codec holds to
 * the row's count. Cost: one SHA-256 and one unpacking of each chunk, in the memory of one.
 */
#include "chunk_private.h"

#include "sha256.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int chunk_fail(const struct chunk_reader *r, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
static int chunk_fail(const struct chunk_reader *r, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(r->why, r->why_size, fmt, ap);
	va_end(ap);
	return -1;
}

int chunk_fail_sql(struct chunk_reader *r)
{
	int code = sqlite3_errcode(r->db);
	r->unread = code != SQLITE_CORRUPT && code != SQLITE_NOTADB;
	return chunk_fail(r, "reading samples: %s", sqlite_reason(r->db));
}

static int chunk_fail_memory(struct chunk_reader *r, const char *doing)
{
	r->unread = true;
	return chunk_fail(r, "%sout of memory", doing);
}

static const char *row_text(sqlite3_stmt *q, int i)
{
	return (const char *)sqlite3_column_text(q, i);
}

static void put_le64(uint8_t *at, uint64_t v)
{
	for (int i = 0; i < 8; i++)
		at[i] = (uint8_t)(v >> (8 * i));
}

void chunk_checksum(const char *uuid, const struct chunk_row *p, char out[65])
{
	const char *conditions = p->note.conditions ? p->note.conditions : "";
	const uint64_t head[] = {p->seq, p->first, p->samples, p->first_start, p->gap.size,
	    p->elapsed.size, p->flags.size, (uint64_t)(p->note.restart + 1)};
	uint8_t bytes[sizeof head];
	for (size_t i = 0; i < sizeof head / sizeof *head; i++)
		put_le64(bytes + 8 * i, head[i]);
	struct sha256 h;
	sha256_open(&h);
	sha256_add(&h, uuid, strlen(uuid));
	sha256_add(&h, bytes, sizeof bytes);
	sha256_add(&h, p->gap.bytes, p->gap.size);
	sha256_add(&h, p->elapsed.bytes, p->elapsed.size);
	sha256_add(&h, p->flags.bytes, p->flags.size);
	sha256_add(&h, conditions, strlen(conditions));
	sha256_finish(&h, out);
}

static void gaps_to_starts(uint64_t *gap, uint64_t first_start, const uint64_t *elapsed, size_t n)
{
	gap[0] = first_start;
	for (size_t i = 1; i < n; i++)
		gap[i] += gap[i - 1] + elapsed[i - 1];
}

static void arrays_free(struct chunk_reader *r)
{
	free(r->start);
	free(r->elapsed);
	free(r->wide);
	free(r->flags);
}

static int reader_reserve(struct chunk_reader *r, size_t n)
{
	if (n <= r->room)
		return 0;
	arrays_free(r);
	r->start = calloc(n, sizeof *r->start);
	r->elapsed = calloc(n, sizeof *r->elapsed);
	r->wide = calloc(n, sizeof *r->wide);
	r->flags = calloc(n, 1);
	r->room = r->start && r->elapsed && r->wide && r->flags ? n : 0;
	return r->room == n ? 0 : chunk_fail_memory(r, "");
}

static struct chunk_column read_column(sqlite3_stmt *q, int i)
{
	/* The pointer first: asking for the size must not convert it (sqlite3_column_blob). */
	const void *bytes = sqlite3_column_blob(q, i);
	return (struct chunk_column){bytes, (size_t)sqlite3_column_bytes(q, i)};
}

sqlite3_stmt *chunk_prepare(struct chunk_reader *r, int64_t run)
{
	/* seq < chunks: a recorder may be appending while this walk goes on. */
	char *sql = sqlite3_mprintf(
	    "SELECT seq, first_sample, samples, first_start, gap, elapsed, flags, restart,"
	    " conditions, checksum, %s FROM chunk WHERE run_id = ?1 AND seq < ?2 AND seq >= ?3"
	    " ORDER BY seq",
	    r->rules);
	sqlite3_stmt *q = NULL;
	if (!sql || sqlite3_prepare_v2(r->db, sql, -1, &q, NULL) != SQLITE_OK) {
		chunk_fail_sql(r);
		q = NULL;
	}
	sqlite3_free(sql);
	if (!q)
		return NULL;
	sqlite3_bind_int64(q, 1, run);
	sqlite3_bind_int64(q, 2, (int64_t)r->chunks);
	sqlite3_bind_int64(q, 3, (int64_t)r->seq);
	return q;
}

/* Restarts share the samples of a run equally and in order, so the place of a chunk says whose it
 * is; -1: nobody's. */
static int64_t restart_at(const struct chunk_reader *r, const struct chunk_row *p)
{
	uint64_t each = r->restarts ? r->requested / r->restarts : 0;
	if (each == 0 || r->requested % r->restarts != 0)
		return -1;
	uint64_t is = p->first / each;
	return is == (p->first + p->samples - 1) / each ? (int64_t)is : -1;
}

static int check_restart(const struct chunk_reader *r, const struct chunk_row *p)
{
	char is[40] = "no restart";
	if (p->note.restart == restart_at(r, p) && (p->note.restart < 0) == (r->restarts == 0))
		return 0;
	if (p->note.restart >= 0)
		snprintf(is, sizeof is, "restart %" PRId64, p->note.restart);
	return chunk_fail(r,
	    "run %s: chunk %" PRIu64 " is of %s, which does not fit %" PRIu64 " samples in %" PRIu64
	    " restarts",
	    r->uuid, p->seq, is, r->requested, r->restarts);
}

/* Columns of the row: those of chunk_prepare. */
static int check_row(struct chunk_reader *r, sqlite3_stmt *q, struct chunk_row *p)
{
	if (!sqlite_row_whole(q))
		return chunk_fail_memory(r, "reading samples: ");
	*p = (struct chunk_row){(uint64_t)sqlite3_column_int64(q, 0),
	    (uint64_t)sqlite3_column_int64(q, 1), (uint64_t)sqlite3_column_int64(q, 2),
	    (uint64_t)sqlite3_column_int64(q, 3), read_column(q, 4), read_column(q, 5),
	    read_column(q, 6), {-1, row_text(q, 8)}};
	if (sqlite3_column_type(q, 7) != SQLITE_NULL)
		p->note.restart = sqlite3_column_int64(q, 7);
	const char *stored = row_text(q, 9);
	char checksum[65];
	if (p->seq != r->seq || p->first != r->first)
		return chunk_fail(r,
		    "run %s: chunk %" PRIu64 " starts at sample %" PRIu64
		    ", expected chunk %" PRIu64 " at sample %" PRIu64,
		    r->uuid, p->seq, p->first, r->seq, r->first);
	chunk_checksum(r->uuid, p, checksum);
	if (!stored || strcmp(stored, checksum) != 0)
		return chunk_fail(
		    r, "run %s: chunk %" PRIu64 ": the checksum does not hold", r->uuid, p->seq);
	const char *rule = row_text(q, 10);
	if (rule || r->has_start != (p->gap.bytes != NULL))
		return chunk_fail(r,
		    "run %s: chunk %" PRIu64 ": its %s is not as ticklab writes it", r->uuid,
		    p->seq, rule ? rule : "gap");
	if (check_restart(r, p) != 0)
		return -1;
	return reader_reserve(r, (size_t)p->samples);
}

static int unpack_row(struct chunk_reader *r, const struct chunk_row *p)
{
	struct codec *c = r->codec;
	size_t n = (size_t)p->samples;
	errno = 0;
	if (codec_unpack(c, p->elapsed.bytes, p->elapsed.size, r->elapsed, n) != 0 ||
	    codec_unpack(c, p->flags.bytes, p->flags.size, r->wide, n) != 0 ||
	    (r->has_start && codec_unpack(c, p->gap.bytes, p->gap.size, r->start, n) != 0)) {
		r->unread = errno == ENOMEM;
		return chunk_fail(r, "run %s: chunk %" PRIu64 " cannot be unpacked%s", r->uuid,
		    r->seq, r->unread ? ": out of memory" : "");
	}
	if (r->has_start)
		gaps_to_starts(r->start, p->first_start, r->elapsed, n);
	for (size_t i = 0; i < n; i++)
		r->flags[i] = (uint8_t)r->wide[i];
	return 0;
}

int chunk_take(struct chunk_reader *r, sqlite3_stmt *q, struct store_chunk *out)
{
	struct chunk_row p = {0};
	if (check_row(r, q, &p) != 0 || unpack_row(r, &p) != 0)
		return -1;
	size_t n = (size_t)p.samples;
	*out = (struct store_chunk){r->seq, r->first, n, r->has_start ? r->start : NULL, r->elapsed,
	    r->flags, p.note.restart};
	r->seq++;
	r->first += n;
	return 0;
}

int chunk_end(const struct chunk_reader *r)
{
	if (r->seq == r->chunks && r->first == r->samples)
		return 0;
	return chunk_fail(r,
	    "run %s: %" PRIu64 " chunks with %" PRIu64 " samples are there, the run says %" PRIu64
	    " with %" PRIu64,
	    r->uuid, r->seq, r->first, r->chunks, r->samples);
}

int chunk_open(struct chunk_reader *r, int64_t run)
{
	sqlite3_stmt *q = NULL;
	if (sqlite3_prepare_v2(r->db,
		"SELECT uuid, has_start, chunks, samples, restarts, requested, (SELECT count(*) "
		"FROM chunk AS c WHERE"
		" c.run_id = run.run_id) FROM run WHERE run_id = ?1",
		-1, &q, NULL) != SQLITE_OK)
		return chunk_fail_sql(r);
	sqlite3_bind_int64(q, 1, run);
	int rc = sqlite3_step(q);
	uint64_t there = 0;
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		chunk_fail_sql(r);
	if (rc == SQLITE_ROW) {
		const char *uuid = row_text(q, 0);
		snprintf(r->uuid, sizeof r->uuid, "%s", uuid ? uuid : "");
		r->has_start = sqlite3_column_int(q, 1);
		r->chunks = (uint64_t)sqlite3_column_int64(q, 2);
		r->samples = (uint64_t)sqlite3_column_int64(q, 3);
		r->restarts = (uint64_t)sqlite3_column_int64(q, 4);
		r->requested = (uint64_t)sqlite3_column_int64(q, 5);
		there = (uint64_t)sqlite3_column_int64(q, 6);
	}
	sqlite3_finalize(q);
	if (rc == SQLITE_DONE)
		return chunk_fail(r, "there is no such run");
	if (rc != SQLITE_ROW)
		return -1;
	/* One statement saw both, so that a recorder cannot have come between. */
	return there == r->chunks
		   ? 0
		   : chunk_fail(r, "run %s: %" PRIu64 " chunks are there, the run says %" PRIu64,
			 r->uuid, there, r->chunks);
}

void chunk_release(struct chunk_reader *r)
{
	arrays_free(r);
	r->room = 0;
	r->start = r->elapsed = r->wide = NULL;
	r->flags = NULL;
}
