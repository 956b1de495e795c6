/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chunk_private.h"
#include "internal_private.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- appending ----------------------------------------------------------------------------- */

struct position {
	char uuid[STORE_UUID];
	uint64_t seq, first;
	bool has_start;
};

static int find_position(struct store *s, int64_t run, struct position *p)
{
	sqlite3_stmt *q = store_prepare(
	    s, "SELECT uuid, chunks, samples, has_start, status FROM run WHERE run_id = ?1");
	if (!q)
		return -1;
	sqlite3_bind_int64(q, 1, run);
	int rc = sqlite3_step(q);
	bool open = false;
	if (rc == SQLITE_ROW) {
		sqlite3_snprintf(sizeof p->uuid, p->uuid, "%s", store_column_text(q, 0));
		p->seq = (uint64_t)sqlite3_column_int64(q, 1);
		p->first = (uint64_t)sqlite3_column_int64(q, 2);
		p->has_start = sqlite3_column_int(q, 3);
		open = strcmp(store_column_text(q, 4), "recording") == 0;
	}
	sqlite3_finalize(q);
	if (rc != SQLITE_ROW)
		return store_fail_sql(s, "appending samples");
	return open ? 0 : store_fail(s, "the run has ended; nothing can be appended to it");
}

/* Gaps between the end of one sample and the start of the next; the first one is the second's
 * copy, so that it fits in with the others. */
static void starts_to_gaps(const uint64_t *start, const uint64_t *elapsed, size_t n, uint64_t *gap)
{
	for (size_t i = 1; i < n; i++)
		gap[i] = start[i] - (start[i - 1] + elapsed[i - 1]);
	gap[0] = n > 1 ? gap[1] : 0;
}

/* Packs a column and keeps a copy, since the codec's output lives until its next call. */
static int pack_values(struct store *s, const uint64_t *values, size_t n, struct chunk_column *out)
{
	const void *bytes;
	out->size = codec_pack(s->codec, values, n, &bytes);
	void *copy = out->size ? malloc(out->size) : NULL;
	if (!copy)
		return store_fail(s, "out of memory");
	memcpy(copy, bytes, out->size);
	out->bytes = copy;
	return 0;
}

static int pack_chunk(struct store *s, const uint64_t *start, const uint64_t *elapsed,
    const uint8_t *flags, size_t n, struct chunk_row *p)
{
	uint64_t *wide = calloc(n, sizeof *wide);
	if (!wide)
		return store_fail(s, "out of memory");
	int rc = 0;
	if (start) {
		p->first_start = start[0];
		starts_to_gaps(start, elapsed, n, wide);
		rc = pack_values(s, wide, n, &p->gap);
	}
	if (rc == 0)
		rc = pack_values(s, elapsed, n, &p->elapsed);
	for (size_t i = 0; i < n; i++)
		wide[i] = flags ? flags[i] : 0;
	if (rc == 0)
		rc = pack_values(s, wide, n, &p->flags);
	free(wide);
	return rc;
}

static void bind_column(sqlite3_stmt *q, int i, const struct chunk_column *c)
{
	sqlite3_bind_blob(q, i, c->bytes, (int)c->size, SQLITE_STATIC);
}

static int insert_chunk(struct store *s, int64_t run, const char *uuid, const struct chunk_row *p)
{
	char checksum[65];
	chunk_checksum(uuid, p, checksum);
	sqlite3_stmt *q =
	    store_prepare(s, "INSERT INTO chunk (run_id, seq, first_sample, samples, first_start, "
			     "gap, elapsed, flags, restart, conditions,"
			     " checksum) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
	if (!q)
		return -1;
	sqlite3_bind_int64(q, 1, run);
	sqlite3_bind_int64(q, 2, (int64_t)p->seq);
	sqlite3_bind_int64(q, 3, (int64_t)p->first);
	sqlite3_bind_int64(q, 4, (int64_t)p->samples);
	if (p->gap.bytes)
		sqlite3_bind_int64(q, 5, (int64_t)p->first_start);
	bind_column(q, 6, &p->gap);
	bind_column(q, 7, &p->elapsed);
	bind_column(q, 8, &p->flags);
	if (p->note.restart >= 0)
		sqlite3_bind_int64(q, 9, p->note.restart);
	store_bind_text(q, 10, p->note.conditions);
	store_bind_text(q, 11, checksum);
	return store_run_once(s, q, "writing samples");
}

static int count_chunk(struct store *s, int64_t run, uint64_t samples)
{
	sqlite3_stmt *q = store_prepare(
	    s, "UPDATE run SET samples = samples + ?2, chunks = chunks + 1 WHERE run_id = ?1");
	if (!q)
		return -1;
	sqlite3_bind_int64(q, 1, run);
	sqlite3_bind_int64(q, 2, (int64_t)samples);
	return store_run_once(s, q, "writing samples");
}

static int append_locked(struct store *s, int64_t run, struct chunk_row *packed)
{
	struct position p;
	if (find_position(s, run, &p) != 0)
		return -1;
	if (p.has_start != (packed->gap.bytes != NULL))
		return store_fail(s, "samples %s start ticks were given to a run %s them",
		    packed->gap.bytes ? "with" : "without", p.has_start ? "with" : "without");
	packed->seq = p.seq;
	packed->first = p.first;
	return insert_chunk(s, run, p.uuid, packed) == 0 ? count_chunk(s, run, packed->samples)
							 : -1;
}

static void release_column(const struct chunk_column *c)
{
	free((void *)(uintptr_t)c->bytes);
}

int store_run_append_noted(struct store *s, int64_t run, const uint64_t *start,
    const uint64_t *elapsed, const uint8_t *flags, size_t n, const struct store_note *note)
{
	struct chunk_row p = {.samples = n, .note = *note};
	int rc = -1;
	if (n < 1 || n > STORE_CHUNK_SAMPLES)
		return store_fail(
		    s, "a chunk has 1 to %d samples, not %zu", STORE_CHUNK_SAMPLES, n);
	if (pack_chunk(s, start, elapsed, flags, n, &p) == 0 && store_begin(s) == 0)
		rc = store_end(s, append_locked(s, run, &p));
	release_column(&p.gap);
	release_column(&p.elapsed);
	release_column(&p.flags);
	return rc;
}

int store_run_append(struct store *s, int64_t run, const uint64_t *start, const uint64_t *elapsed,
    const uint8_t *flags, size_t n)
{
	static const struct store_note none = {-1, NULL};
	return store_run_append_noted(s, run, start, elapsed, flags, n, &none);
}

/* ---- reading ------------------------------------------------------------------------------- */

static struct chunk_reader reader_of(struct store *s)
{
	return (struct chunk_reader){.db = s->db,
	    .codec = s->codec,
	    .rules = s->chunk_rules,
	    .why = s->why,
	    .why_size = sizeof s->why};
}

static int visit_row(struct chunk_reader *r, sqlite3_stmt *q,
    int (*each)(void *context, const struct store_chunk *chunk), void *context, bool *stop)
{
	struct store_chunk chunk;
	if (chunk_take(r, q, &chunk) != 0)
		return -1;
	*stop = each(context, &chunk) != 0;
	return 0;
}

static int64_t walk_chunks(struct store *s, struct chunk_reader *r, int64_t run,
    int (*each)(void *context, const struct store_chunk *chunk), void *context)
{
	sqlite3_stmt *q = chunk_prepare(r, run);
	if (!q)
		return -1;
	bool stop = false;
	int rc = SQLITE_DONE;
	while (!stop && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		if (visit_row(r, q, each, context, &stop) != 0)
			break;
	}
	bool fault = !stop && rc != SQLITE_DONE;
	if (fault && rc != SQLITE_ROW) {
		chunk_fail_sql(r);
		store_fail_sql(s, "reading samples");
	}
	sqlite3_finalize(q);
	if (fault || (!stop && chunk_end(r) != 0))
		return -1;
	return (int64_t)r->first;
}

int64_t store_samples(struct store *s, int64_t run,
    int (*each)(void *context, const struct store_chunk *chunk), void *context)
{
	return store_samples_from(s, run, 0, 0, each, context);
}

int64_t store_samples_from(struct store *s, int64_t run, uint64_t seq, uint64_t first_sample,
    int (*each)(void *context, const struct store_chunk *chunk), void *context)
{
	struct chunk_reader r = reader_of(s);
	r.seq = seq;
	r.first = first_sample;
	if (chunk_open(&r, run) != 0)
		return -1;
	int64_t n = walk_chunks(s, &r, run, each, context);
	chunk_release(&r);
	return n;
}

static int ignore_chunk(void *context, const struct store_chunk *chunk)
{
	(void)context;
	(void)chunk;
	return 0;
}

int store_check_samples(struct store *s, int64_t run)
{
	struct chunk_reader r = reader_of(s);
	bool sound = chunk_open(&r, run) == 0 && walk_chunks(s, &r, run, ignore_chunk, NULL) >= 0;
	chunk_release(&r);
	return sound ? 0 : r.unread ? -1 : 1;
}

/* ---- a session ----------------------------------------------------------------------------- */

/* One of its runs. */
struct part {
	int64_t run;
	struct chunk_reader reader;
};

struct parts {
	struct part *list;
	size_t count;
	int (*each)(void *context, int64_t run, const struct store_chunk *chunk);
	void *context;
	int64_t run; /* whose chunk is visited */
	bool full;   /* no memory for all of them */
};

static int pass_on(void *context, const struct store_chunk *chunk)
{
	const struct parts *p = context;
	return p->each(p->context, p->run, chunk);
}

static int add_part(void *context, const struct store_run *run)
{
	struct parts *p = context;
	struct part *list = realloc(p->list, (p->count + 1) * sizeof *list);
	if (!list) {
		p->full = true;
		return 1;
	}
	p->list = list;
	p->list[p->count++] = (struct part){.run = run->id};
	return 0;
}

static int visit_chunk(struct store *s, struct parts *p, struct part *part, bool *stop)
{
	part->reader.chunks = part->reader.seq + 1; /* that one alone, however many there are now */
	sqlite3_stmt *q = chunk_prepare(&part->reader, part->run);
	if (!q)
		return -1;
	p->run = part->run;
	int rc = sqlite3_step(q) == SQLITE_ROW ? visit_row(&part->reader, q, pass_on, p, stop)
					       : store_fail_sql(s, "reading samples");
	sqlite3_finalize(q);
	return rc;
}

/* The place of each chunk in time is a small row; what is in it is read one at a time. Start ticks
 * of two counters do not compare: then chunks come in the order in which they were stored. */
static int walk_session(struct store *s, const char *session, struct parts *p)
{
	sqlite3_stmt *q = store_prepare(s,
	    "SELECT run_id FROM chunk JOIN run USING (run_id) WHERE session = ?1"
	    " AND seq < chunks ORDER BY CASE WHEN (SELECT count(DISTINCT counter)"
	    "  FROM run WHERE session = ?1) = 1 THEN first_start END, chunk.rowid");
	bool stop = false;
	int rc = q ? 0 : -1, count = 0;
	if (q)
		store_bind_text(q, 1, session);
	while (rc == 0 && !stop && store_next(s, q, "reading samples", &count))
		for (size_t i = 0; i < p->count; i++)
			if (p->list[i].run == sqlite3_column_int64(q, 0))
				rc = visit_chunk(s, p, &p->list[i], &stop);
	sqlite3_finalize(q);
	return count < 0 ? -1 : rc;
}

int64_t store_session_samples(struct store *s, const char *session,
    int (*each)(void *context, int64_t run, const struct store_chunk *chunk), void *context)
{
	struct parts p = {.each = each, .context = context};
	int64_t n = 0;
	int rc = store_runs(s, session, add_part, &p) < 0 ? -1 : 0;
	if (p.full)
		rc = store_fail(s, "out of memory");
	for (size_t i = 0; i < p.count && rc == 0; i++) {
		p.list[i].reader = reader_of(s);
		rc = chunk_open(&p.list[i].reader, p.list[i].run);
	}
	if (rc == 0)
		rc = walk_session(s, session, &p);
	for (size_t i = 0; i < p.count; i++) {
		n += (int64_t)p.list[i].reader.first;
		chunk_release(&p.list[i].reader);
	}
	free(p.list);
	return rc == 0 ? n : -1;
}

/* ---- a whole run --------------------------------------------------------------------------- */

struct arrays {
	uint64_t *start, *elapsed;
	uint8_t *flags;
	uint64_t room;
};

static int copy_chunk(void *context, const struct store_chunk *c)
{
	struct arrays *a = context;
	if (c->first_sample + c->samples > a->room)
		return 1;
	memcpy(a->elapsed + c->first_sample, c->elapsed, c->samples * sizeof *a->elapsed);
	if (a->start && c->start)
		memcpy(a->start + c->first_sample, c->start, c->samples * sizeof *a->start);
	if (a->flags)
		memcpy(a->flags + c->first_sample, c->flags, c->samples);
	return 0;
}

int64_t store_read(struct store *s, const struct store_run *run, uint64_t *start, uint64_t *elapsed,
    uint8_t *flags)
{
	struct arrays a = {start, elapsed, flags, run->samples};
	int64_t n = store_samples(s, run->id, copy_chunk, &a);
	if (n > (int64_t)run->samples)
		n = (int64_t)run->samples;
	return n;
}
