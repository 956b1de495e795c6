/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "build_info.h"
#include "internal_private.h"
#include "sha256.h"

#include "sha256.h"

#include <inttypes.h>
#include <stdlib.h>
#include <stddef.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

/* 16 bytes as a UUID of version 4 (RFC 9562, section 5.4). */
static void write_uuid(uint8_t b[16], char out[STORE_UUID])
{
	b[6] = (uint8_t)((b[6] & 0x0F) | 0x40);
	b[8] = (uint8_t)((b[8] & 0x3F) | 0x80);
	static const char digits[] = "0123456789abcdef";
	char *at = out;
	for (int i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*at++ = '-';
		*at++ = digits[b[i] >> 4];
		*at++ = digits[b[i] & 15];
	}
	*at = '\0';
}

static int fill_random(struct store *s, uint8_t b[16])
{
	return getentropy(b, 16) == 0 ? 0 : store_fail(s, "the system gives no random bytes");
}

int store_uuid(struct store *s, char out[STORE_UUID])
{
	uint8_t b[16];
	if (fill_random(s, b) != 0)
		return -1;
	write_uuid(b, out);
	return 0;
}

/* A machine without entropy, and a copy of a virtual machine, draw the same bytes again: then the
 * label that the user gave distinguishes the runs. */
static int make_run_uuid(struct store *s, const struct store_run *run, char out[STORE_UUID])
{
	uint8_t b[16];
	unsigned char digest[32];
	struct sha256 h;
	if (fill_random(s, b) != 0)
		return -1;
	sha256_open(&h);
	sha256_add(&h, b, sizeof b);
	sha256_add(&h, run->label, run->label ? strlen(run->label) : 0);
	sha256_finish_bytes(&h, digest);
	write_uuid(digest, out);
	return 0;
}

/* Id of the machine row with these facts, made if need be; 0 where the run has no machine. */
static int machine_id(struct store *s, const struct store_run *run, int64_t *id)
{
	*id = 0;
	if (!run->machine_fingerprint)
		return 0;
	sqlite3_stmt *q = store_prepare(s,
	    "INSERT INTO machine (fingerprint, facts) VALUES (?1, ?2)"
	    " ON CONFLICT (fingerprint, facts) DO UPDATE SET facts = facts RETURNING machine_id");
	if (!q)
		return -1;
	store_bind_text(q, 1, run->machine_fingerprint);
	store_bind_text(q, 2, run->machine_facts);
	int rc = sqlite3_step(q);
	if (rc == SQLITE_ROW)
		*id = sqlite3_column_int64(q, 0);
	else
		store_fail_sql(s, "noting the machine");
	sqlite3_finalize(q);
	return rc == SQLITE_ROW ? 0 : -1;
}

static void bind_identity(sqlite3_stmt *q, const struct store_run *run, const char *uuid,
    const char *recorder, int64_t machine)
{
	store_bind_text(q, 1, uuid);
	store_bind_text(q, 2, run->label ? run->label : "");
	store_bind_text(q, 3, run->origin);
	store_bind_text(q, 4, run->probe);
	store_bind_text(q, 5, run->load);
	store_bind_text(q, 6, recorder);
	if (machine)
		sqlite3_bind_int64(q, 7, machine);
	store_bind_text(q, 8, run->counter);
	sqlite3_bind_double(q, 9, run->counter_hz);
	store_bind_text(q, 10, run->hz_source);
	store_bind_double(q, 11, run->hz_calibrated);
	if (run->effective_tick_ticks)
		sqlite3_bind_int64(q, 12, (int64_t)run->effective_tick_ticks);
}

static void bind_circumstances(sqlite3_stmt *q, const struct store_run *run)
{
	sqlite3_bind_int(q, 13, run->has_start);
	if (run->cpu >= 0)
		sqlite3_bind_int(q, 14, run->cpu);
	sqlite3_bind_int64(q, 15, (int64_t)run->requested);
	sqlite3_bind_int64(q, 16, (int64_t)run->warmup);
	store_bind_text(q, 17, build_version);
	store_bind_text(q, 18, build_compiler);
	store_bind_text(q, 19, build_cflags);
	store_bind_text(q, 20, build_platform_sha256);
	store_bind_text(q, 21, build_extractor_sha256);
	store_bind_text(q, 22, build_source_sha256);
	store_bind_text(q, 23, run->environment_before);
	store_bind_text(q, 24, run->load_detail);
}

static void bind_design(sqlite3_stmt *q, const struct store_run *run)
{
	store_bind_text(q, 25, run->instrument);
	store_bind_text(q, 26, run->session);
	if (run->restarts)
		sqlite3_bind_int64(q, 27, (int64_t)run->restarts);
	if (run->campaign_id) {
		sqlite3_bind_int64(q, 28, run->campaign_id);
		sqlite3_bind_int64(q, 29, (int64_t)run->cell);
	}
	store_bind_text(q, 30, run->ground_truth ? run->ground_truth : "none: not recorded");
}

static int64_t insert_run(struct store *s, const struct store_run *run, const char *uuid)
{
	char recorder[160];
	int64_t machine, id = -1;
	if (store_recorder_token(recorder, sizeof recorder) != 0)
		return store_fail(s, "this process cannot be named");
	if (machine_id(s, run, &machine) != 0)
		return -1;
	sqlite3_stmt *q = store_prepare(s,
	    "INSERT INTO run (uuid, label, origin, probe, load, status, recorder, machine_id, "
	    "counter,"
	    " counter_hz, hz_source, hz_calibrated, effective_tick_ticks, has_start, cpu, "
	    "requested,"
	    " warmup, started_utc, tool_version, compiler, cflags, platform_sha256,"
	    " extractor_sha256, source_sha256, environment_before, load_detail, instrument,"
	    " session, restarts, campaign_id, cell, ground_truth)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, 'recording', ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, "
	    "?15,"
	    " ?16, strftime('%Y-%m-%dT%H:%M:%fZ'), ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25,"
	    " ?26, ?27, ?28, ?29, ?30)"
	    " RETURNING run_id");
	if (!q)
		return -1;
	bind_identity(q, run, uuid, recorder, machine);
	bind_circumstances(q, run);
	bind_design(q, run);
	if (sqlite3_step(q) == SQLITE_ROW)
		id = sqlite3_column_int64(q, 0);
	else if (run->campaign_id && sqlite3_extended_errcode(s->db) == SQLITE_CONSTRAINT_UNIQUE)
		store_fail(s,
		    "cell %llu of the campaign was recorded by another process, or is being",
		    (unsigned long long)run->cell);
	else
		store_fail_sql(s, "beginning a run");
	sqlite3_finalize(q);
	return id;
}

static int insert_recording(struct store *s, const struct store_run *run, int64_t id)
{
	if (!run->command)
		return 0;
	sqlite3_stmt *q =
	    store_prepare(s, "INSERT INTO recording (run_id, command) VALUES (?1, ?2)");
	if (!q)
		return -1;
	sqlite3_bind_int64(q, 1, id);
	store_bind_text(q, 2, run->command);
	return store_run_once(s, q, "beginning a run");
}

static int insert_imported(struct store *s, const struct store_run *run, int64_t id)
{
	if (!run->form)
		return 0;
	sqlite3_stmt *q = store_prepare(s,
	    "INSERT INTO imported (run_id, form, sample_order, tick_hz) VALUES (?1, ?2, ?3, ?4)");
	if (!q)
		return -1;
	sqlite3_bind_int64(q, 1, id);
	store_bind_text(q, 2, run->form);
	store_bind_text(q, 3, run->order_unknown ? "unknown" : "known");
	if (run->tick_hz > 0)
		sqlite3_bind_double(q, 4, run->tick_hz);
	return store_run_once(s, q, "beginning a run");
}

/* What a dead recorder left behind is said to be what it is. */
static int mend_dead(struct store *s)
{
	sqlite3_stmt *q = store_prepare_ruled(s,
	    "UPDATE run SET status = 'interrupted', recorder = NULL,"
	    " message = 'the recorder died' WHERE status = 'recording' AND NOT"
	    " recorder_alive(recorder) AND ",
	    " IS NULL");
	return q ? store_run_once(s, q, "looking for dead recorders") : -1;
}

int64_t store_run_begin(struct store *s, const struct store_run *run, char uuid[STORE_UUID])
{
	if (make_run_uuid(s, run, uuid) != 0 || store_begin(s) != 0)
		return -1;
	int64_t id = mend_dead(s) == 0 ? insert_run(s, run, uuid) : -1;
	if (id > 0 && (insert_recording(s, run, id) != 0 || insert_imported(s, run, id) != 0))
		id = -1;
	if (store_end(s, id < 0 ? -1 : 0) != 0)
		return -1;
	store_reserve(s);
	return id;
}

static int note_once(
    struct store *s, int64_t run, const char *sql, const char *text, const char *doing)
{
	sqlite3_stmt *q = store_prepare(s, sql);
	if (!q)
		return -1;
	sqlite3_bind_int64(q, 1, run);
	store_bind_text(q, 2, text);
	return store_run_once(s, q, doing);
}

/* What is known of samples that were kept may use the room that is reserved for last words. */
static int note_text(
    struct store *s, int64_t run, const char *sql, const char *text, const char *doing)
{
	int rc = note_once(s, run, sql, text, doing);
	if (rc != 0) {
		store_make_room(s);
		rc = note_once(s, run, sql, text, doing);
	}
	return rc;
}

int store_run_trace(struct store *s, int64_t run, const char *trace)
{
	return note_text(
	    s, run, "UPDATE run SET trace = ?2 WHERE run_id = ?1", trace, "noting the trace");
}

int store_run_ground_truth(struct store *s, int64_t run, const char *ground_truth)
{
	return note_text(s, run, "UPDATE run SET ground_truth = ?2 WHERE run_id = ?1", ground_truth,
	    "noting the ground truth");
}

int store_run_load(struct store *s, int64_t run, const char *load_detail)
{
	return note_text(s, run, "UPDATE run SET load_detail = ?2 WHERE run_id = ?1", load_detail,
	    "noting the load");
}

static int note_clocks(struct store *s, int64_t run, double seconds, const char *clock_check)
{
	sqlite3_stmt *q = store_prepare(
	    s, "UPDATE recording SET seconds = ?2, clock_check = ?3 WHERE run_id = ?1");
	if (!q)
		return -1;
	sqlite3_bind_int64(q, 1, run);
	store_bind_double(q, 2, seconds);
	store_bind_text(q, 3, clock_check);
	return store_run_once(s, q, "noting the clocks");
}

int store_run_clocks(struct store *s, int64_t run, double seconds, const char *clock_check)
{
	int rc = note_clocks(s, run, seconds, clock_check);
	if (rc != 0) {
		store_make_room(s);
		rc = note_clocks(s, run, seconds, clock_check);
	}
	return rc;
}

static int end_run(struct store *s, int64_t run, const char *status, const char *message,
    const char *environment_after, const char *load_detail)
{
	sqlite3_stmt *q =
	    store_prepare(s, "UPDATE run SET status = ?2, message = ?3, environment_after = ?4,"
			     " load_detail = coalesce(?5, load_detail), recorder = NULL,"
			     " ended_utc = strftime('%Y-%m-%dT%H:%M:%fZ') WHERE run_id = ?1");
	if (!q)
		return -1;
	sqlite3_bind_int64(q, 1, run);
	store_bind_text(q, 2, status);
	store_bind_text(q, 3, message);
	store_bind_text(q, 4, environment_after);
	store_bind_text(q, 5, load_detail);
	return store_run_once(s, q, "ending a run");
}

int store_run_end(struct store *s, int64_t run, const char *status, const char *message,
    const char *environment_after, const char *load_detail)
{
	if (store_check_place(s) != 0) {
		char gone[sizeof s->why];
		snprintf(gone, sizeof gone, "%s", s->why);
		end_run(s, run, "failed", gone, environment_after, load_detail);
		return store_fail(s, "%s", gone);
	}
	int rc = end_run(s, run, status, message, environment_after, load_detail);
	/* The last word of a run may take time: a full disk gets its room back, and who
	 * holds the lock may let go. Each try waits as long as any other statement. */
	for (int i = 0; i < 3 && rc != 0; i++) {
		store_make_room(s);
		rc = end_run(s, run, status, message, environment_after, load_detail);
	}
	return rc;
}

/* Columns in the order in which row_to_run reads them. */
static const char select_runs[] =
    "SELECT run_id, uuid, label, origin, probe, load,"
    " CASE WHEN status = 'recording' AND NOT recorder_alive(recorder) THEN 'interrupted'"
    " ELSE status END,"
    " CASE WHEN status = 'recording' AND NOT recorder_alive(recorder) THEN 'the recorder died'"
    " ELSE message END,"
    " fingerprint, facts, counter, counter_hz, hz_source, hz_calibrated, effective_tick_ticks,"
    " trace, ground_truth, has_start, cpu, requested, warmup, samples, chunks, started_utc, "
    "ended_utc, tool_version,"
    " compiler, cflags, platform_sha256, extractor_sha256, source_sha256, environment_before,"
    " environment_after, load_detail, instrument, session, restarts, campaign_id,"
    " (SELECT c.uuid FROM campaign AS c WHERE c.campaign_id = run.campaign_id), cell,"
    " (SELECT l.block FROM cell AS l WHERE l.campaign_id = run.campaign_id AND l.cell = run.cell),"
    " command, seconds, clock_check, form, ifnull(sample_order, 'known') = 'unknown',"
    " ifnull(tick_hz, 0.0),";
static const char from_runs[] =
    " FROM run LEFT JOIN machine USING (machine_id) LEFT JOIN recording USING (run_id)"
    " LEFT JOIN imported USING (run_id)"
    " WHERE ?1 IS NULL OR uuid = ?1 OR session = ?1 OR (length(?1) >= 8 AND"
    " (substr(uuid, 1, length(?1)) = ?1 OR substr(session, 1, length(?1)) = ?1))"
    " ORDER BY run_id";

/* Returns the name of a member that is not as ticklab writes it, or NULL. */
static const char *row_to_run(sqlite3_stmt *q, struct store_run *r)
{
	int c = 0;
	*r = (struct store_run){0};
	r->id = sqlite3_column_int64(q, c++);
	r->uuid = store_column_text(q, c++);
	r->label = store_column_text(q, c++);
	r->origin = store_column_text(q, c++);
	r->probe = store_column_text(q, c++);
	r->load = store_column_text(q, c++);
	r->status = store_column_text(q, c++);
	r->message = store_column_text(q, c++);
	r->machine_fingerprint = store_column_text(q, c++);
	r->machine_facts = store_column_text(q, c++);
	r->counter = store_column_text(q, c++);
	r->counter_hz = sqlite3_column_double(q, c++);
	r->hz_source = store_column_text(q, c++);
	r->hz_calibrated = store_column_double(q, c++);
	r->effective_tick_ticks = (uint64_t)sqlite3_column_int64(q, c++);
	r->trace = store_column_text(q, c++);
	r->ground_truth = store_column_text(q, c++);
	r->has_start = sqlite3_column_int(q, c++);
	r->cpu = sqlite3_column_type(q, c) == SQLITE_NULL ? -1 : sqlite3_column_int(q, c);
	c++;
	r->requested = (uint64_t)sqlite3_column_int64(q, c++);
	r->warmup = (uint64_t)sqlite3_column_int64(q, c++);
	r->samples = (uint64_t)sqlite3_column_int64(q, c++);
	r->chunks = (uint64_t)sqlite3_column_int64(q, c++);
	r->started_utc = store_column_text(q, c++);
	r->ended_utc = store_column_text(q, c++);
	r->tool_version = store_column_text(q, c++);
	r->compiler = store_column_text(q, c++);
	r->cflags = store_column_text(q, c++);
	r->platform_sha256 = store_column_text(q, c++);
	r->extractor_sha256 = store_column_text(q, c++);
	r->source_sha256 = store_column_text(q, c++);
	r->environment_before = store_column_text(q, c++);
	r->environment_after = store_column_text(q, c++);
	r->load_detail = store_column_text(q, c++);
	r->instrument = store_column_text(q, c++);
	r->session = store_column_text(q, c++);
	r->restarts = (uint64_t)sqlite3_column_int64(q, c++);
	r->campaign_id = sqlite3_column_int64(q, c++);
	r->campaign = store_column_text(q, c++);
	r->cell = (uint64_t)sqlite3_column_int64(q, c++);
	r->block = (uint64_t)sqlite3_column_int64(q, c++);
	r->command = store_column_text(q, c++);
	r->seconds = store_column_double(q, c++);
	r->clock_check = store_column_text(q, c++);
	r->form = store_column_text(q, c++);
	r->order_unknown = sqlite3_column_int(q, c++);
	r->tick_hz = sqlite3_column_double(q, c++);
	return store_column_text(q, c);
}

/* The text members, so that a run can be kept beyond its row. */
static const size_t texts[] = {offsetof(struct store_run, uuid), offsetof(struct store_run, label),
    offsetof(struct store_run, origin), offsetof(struct store_run, probe),
    offsetof(struct store_run, load), offsetof(struct store_run, status),
    offsetof(struct store_run, message), offsetof(struct store_run, machine_fingerprint),
    offsetof(struct store_run, machine_facts), offsetof(struct store_run, counter),
    offsetof(struct store_run, hz_source), offsetof(struct store_run, trace),
    offsetof(struct store_run, ground_truth), offsetof(struct store_run, started_utc),
    offsetof(struct store_run, ended_utc), offsetof(struct store_run, tool_version),
    offsetof(struct store_run, compiler), offsetof(struct store_run, cflags),
    offsetof(struct store_run, platform_sha256), offsetof(struct store_run, extractor_sha256),
    offsetof(struct store_run, source_sha256), offsetof(struct store_run, environment_before),
    offsetof(struct store_run, environment_after), offsetof(struct store_run, load_detail),
    offsetof(struct store_run, instrument), offsetof(struct store_run, session),
    offsetof(struct store_run, campaign), offsetof(struct store_run, command),
    offsetof(struct store_run, clock_check), offsetof(struct store_run, form)};

static const char **text_of(struct store_run *r, size_t i)
{
	return (const char **)(void *)((char *)r + texts[i]);
}

void store_run_texts(
    struct store_run *run, const char *(*replace)(void *context, const char *text), void *context)
{
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		*text_of(run, i) = replace(context, *text_of(run, i));
}

static void run_release(struct store_run *r)
{
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		free((void *)(uintptr_t)*text_of(r, i));
}

/* Gives a run copies of its texts. */
static int run_own(struct store_run *r)
{
	bool lost = false;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		const char **at = text_of(r, i);
		const char *copy = *at ? strdup(*at) : NULL;
		lost = lost || (*at && !copy);
		*at = copy;
	}
	if (lost)
		run_release(r);
	return lost ? -1 : 0;
}

/* What a run is called and how it ended say nothing of its samples. */
static bool is_input(size_t member)
{
	return member != offsetof(struct store_run, label) &&
	       member != offsetof(struct store_run, message) &&
	       member != offsetof(struct store_run, status) &&
	       member != offsetof(struct store_run, ended_utc);
}

void store_run_digest(const struct store_run *run, char out[65])
{
	struct sha256 h;
	char numbers[512];
	sha256_open(&h);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		const char *text =
		    *(const char *const *)(const void *)((const char *)run + texts[i]);
		if (is_input(texts[i]))
			sha256_add(&h, text ? text : "\1", text ? strlen(text) + 1 : 1);
	}
	int n = snprintf(numbers, sizeof numbers,
	    "%a %a %a %a %d %d %d %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
	    " %" PRIu64 " %" PRIu64 " %" PRIu64,
	    run->counter_hz, run->hz_calibrated, run->tick_hz, run->seconds, run->has_start,
	    run->cpu, run->order_unknown, run->effective_tick_ticks, run->requested, run->warmup,
	    run->samples, run->chunks, run->restarts, run->cell, run->block);
	sha256_add(&h, numbers, (size_t)n);
	sha256_finish(&h, out);
}

int store_check_same(struct store *s, int64_t id, const char *uuid)
{
	if (!uuid)
		return store_fail(s, "out of memory");
	sqlite3_stmt *q = store_prepare(s, "SELECT 1 FROM run WHERE run_id = ?1 AND uuid = ?2");
	if (!q)
		return -1;
	sqlite3_bind_int64(q, 1, id);
	store_bind_text(q, 2, uuid);
	int found = store_has_row(s, q, "looking for a run");
	if (found == 0)
		store_fail(s, "run %s was removed meanwhile", uuid);
	return found > 0 ? 0 : -1;
}

int store_run_there(struct store *s, const char *uuid)
{
	sqlite3_stmt *q = store_prepare(s, "SELECT 1 FROM run WHERE uuid = ?1");
	if (!q)
		return -1;
	store_bind_text(q, 1, uuid);
	return store_has_row(s, q, "looking for a run");
}

struct runs {
	struct store_run *list;
	size_t count, room;
};

static void runs_release(struct runs *all)
{
	for (size_t i = 0; i < all->count; i++)
		run_release(&all->list[i]);
	free(all->list);
}

/* A bad row is left out, unless it was asked for by name. */
static int runs_add(struct store *s, struct runs *all, sqlite3_stmt *q, bool named)
{
	struct store_run run;
	const char *bad = row_to_run(q, &run);
	if (bad)
		return named ? store_fail_row(
				   s, strcmp(bad, "uuid") == 0 ? NULL : run.uuid, run.id, bad)
			     : 0;
	if (all->count == all->room) {
		size_t room = all->room ? 2 * all->room : 16;
		struct store_run *list = realloc(all->list, room * sizeof *list);
		if (!list)
			return store_fail(s, "out of memory");
		all->list = list;
		all->room = room;
	}
	if (run_own(&run) != 0)
		return store_fail(s, "out of memory");
	all->list[all->count++] = run;
	return 0;
}

/* Reads all rows before anything is done with one: a walk that stays open while its callback writes
 * would hold on to an old state of the database, from which no transaction can start. */
static int runs_read(struct store *s, const char *uuid, struct runs *all)
{
	sqlite3_stmt *q = store_prepare_ruled(s, select_runs, from_runs);
	if (!q)
		return -1;
	store_bind_text(q, 1, uuid);
	int count = 0, bad = 0;
	while (!bad && store_next(s, q, "reading the runs", &count))
		bad = runs_add(s, all, q, uuid != NULL);
	sqlite3_finalize(q);
	return count < 0 ? -1 : bad;
}

/* How many runs and sessions a UUID or the beginning of one names; the first such session, if any,
 * into `session`. */
static int64_t count_matches(struct store *s, const char *uuid, char session[STORE_UUID])
{
	sqlite3_stmt *q = store_prepare(s,
	    "SELECT count(DISTINCT name), ifnull(max(session), '') FROM"
	    " (SELECT uuid AS name, NULL AS session FROM run UNION ALL SELECT session, session FROM"
	    "  run WHERE session NOT NULL)"
	    " WHERE name = ?1 OR (length(?1) >= 8 AND substr(name, 1, length(?1)) = ?1)");
	if (!q)
		return -1;
	store_bind_text(q, 1, uuid);
	int64_t n = -1;
	if (sqlite3_step(q) == SQLITE_ROW) {
		n = sqlite3_column_int64(q, 0);
		snprintf(session, STORE_UUID, "%s", store_column_text(q, 1));
	} else
		store_fail_sql(s, "looking for a run");
	sqlite3_finalize(q);
	return n;
}

int store_session(struct store *s, const char *uuid, char session[STORE_UUID])
{
	int64_t n = count_matches(s, uuid, session);
	return n < 0 ? -1 : n == 1 && session[0];
}

static int keep_known(struct store *s, const struct runs *all)
{
	struct known *known = malloc((all->count + 1) * sizeof *known);
	if (!known)
		return store_fail(s, "out of memory");
	for (size_t i = 0; i < all->count; i++) {
		known[i].id = all->list[i].id;
		snprintf(known[i].uuid, STORE_UUID, "%s", all->list[i].uuid);
	}
	free(s->known);
	s->known = known;
	s->known_count = all->count;
	return 0;
}

int store_runs(struct store *s, const char *uuid,
    int (*each)(void *context, const struct store_run *run), void *context)
{
	if (uuid) {
		char session[STORE_UUID];
		int64_t n = count_matches(s, uuid, session);
		if (n < 0)
			return -1;
		if (n == 0)
			return store_fail_run(s, uuid);
		if (n != 1)
			return store_fail(s, "'%s' names more than one run or session", uuid);
	}
	struct runs all = {NULL, 0, 0};
	int count = runs_read(s, uuid, &all);
	if (count == 0 && !uuid)
		count = keep_known(s, &all);
	if (count == 0)
		for (bool more = true; more && (size_t)count < all.count;)
			more = each(context, &all.list[count++]) == 0;
	runs_release(&all);
	return count;
}
