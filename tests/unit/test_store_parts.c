/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parts of the store at their bounds: columns of hand-made bytes, logs that are whole, cut or
 * damaged, what is said of files that are no database, JSON member by member, and a merge's counts.
 */
#include "test.h"

#include "codec_private.h"
#include "internal_private.h"
#include "said.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

static char folder[] = "/tmp/ticklab-store-XXXXXX";

static int make_folder(void **state)
{
	(void)state;
	setenv("TICKLAB_BUSY_MS", "0", 1);
	return mkdtemp(folder) ? 0 : -1;
}

static const char *in_folder(const char *name)
{
	static char path[4][96];
	static int next;
	char *out = path[next++ % 4];
	snprintf(out, sizeof path[0], "%s/%s", folder, name);
	return out;
}

static int remove_folder(void **state)
{
	static const char *const names[] = {"a.db", "a.db-wal", "a.db-shm", "b.db", "b.db-wal",
	    "b.db-shm", "c.db", "c.db-wal", "c.db-shm", "text", "name", "pipe", "log"};
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unlink(in_folder(names[i]));
	return rmdir(folder);
}

/* ---- columns -------------------------------------------------------------------------------- */

/* What the bytes give as a column of n values: text, or "refused". */
static void expect_column(const uint8_t *plain, size_t size, size_t n, const char *want)
{
	struct codec *c = codec_open();
	uint8_t packed[256];
	uint64_t values[8];
	size_t k = ZSTD_compress(packed, sizeof packed, plain, size, 3);
	assert_false(ZSTD_isError(k));
	said[0] = '\0';
	if (codec_unpack(c, packed, k, values, n) != 0)
		said_add("refused");
	else
		for (size_t i = 0; i < n; i++)
			said_add("%llu ", (unsigned long long)values[i]);
	codec_close(c);
	assert_string_equal(said, want);
}
#define COLUMN(n, want, ...)                                                                       \
	expect_column((const uint8_t[]){__VA_ARGS__}, sizeof(uint8_t[]){__VA_ARGS__}, n, want)

static void a_column_is_its_bytes(void **state)
{
	(void)state;
	COLUMN(3, "10 12 18 ", 1, 3, 10, 2, 0, 1, 4);
	COLUMN(2, "10 612 ", 1, 2, 10, 2, 0, 255, 0xAD, 2); /* 301 steps of 2 */
	COLUMN(2, "518 10 ", 1, 2, 10, 2, 254, 0);
	COLUMN(3, "310 10 12 ", 1, 3, 10, 1, 255, 0, 2, 0xAC, 2);
	COLUMN(2, "18446744073709551615 0 ", 1, 2, 0, 1, 255, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
	    0xFF, 0xFF, 0xFF, 1);
	/* 65 bits, eleven bytes, cut off, left over, of another version or number. */
	COLUMN(
	    1, "refused", 1, 1, 0, 1, 255, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 2);
	COLUMN(1, "refused", 1, 1, 0, 1, 255, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
	    0x80, 0);
	COLUMN(1, "refused", 1, 1, 0, 1, 255, 0xAD);
	COLUMN(1, "refused", 1, 1, 0, 1, 255);
	COLUMN(1, "refused", 1, 1, 0, 1, 5, 5);
	COLUMN(2, "refused", 1, 2, 0, 1, 5);
	COLUMN(1, "refused", 2, 1, 0, 1, 5);
	COLUMN(1, "refused", 1, 2, 0, 1, 5);
	COLUMN(1, "refused", 1);
	COLUMN(1, "refused", 1, 1, 0);
	COLUMN(1, "refused", 1, 1);
	COLUMN(0, "refused", 1, 0, 0, 1);
	COLUMN(1, "7 ", 1, 1, 7, 0, 0);
}

static void a_column_has_a_value_and_at_most_2_20(void **state)
{
	(void)state;
	struct codec *c = codec_open();
	enum { MOST = CODEC_MAX_VALUES };
	uint64_t *v = calloc(MOST + 1, sizeof *v), *back = calloc(MOST, sizeof *back);
	const void *bytes;
	assert_int_equal(codec_pack(c, v, 0, &bytes), 0);
	assert_int_equal(codec_pack(c, v, MOST + 1, &bytes), 0);
	for (size_t i = 0; i < MOST; i++)
		v[i] = 6 * (i % 100) + 4;
	size_t n = codec_pack(c, v, MOST, &bytes);
	assert_true(n > 0 && n < 100000);
	struct codec *d = codec_open();
	assert_int_equal(codec_unpack(d, bytes, n, back, MOST), 0);
	assert_memory_equal(v, back, MOST * sizeof *v);
	assert_int_equal(codec_unpack(d, bytes, n, back, MOST + 1), -1);
	/* The least as base, the divisor of all differences as step. */
	static const uint64_t few[] = {34, 10, 22};
	uint8_t plain[64];
	n = codec_pack(c, few, 3, &bytes);
	n = ZSTD_decompress(plain, sizeof plain, bytes, n);
	static const uint8_t want[] = {1, 3, 10, 12, 2, 0, 1};
	assert_int_equal(n, sizeof want);
	assert_memory_equal(plain, want, sizeof want);
	static const uint64_t odd[] = {5, 5 + 3 * 256, 5};
	n = codec_pack(c, odd, 3, &bytes);
	n = ZSTD_decompress(plain, sizeof plain, bytes, n);
	static const uint8_t step[] = {1, 3, 5, 0x80, 6, 0, 1, 0};
	assert_int_equal(n, sizeof step);
	assert_memory_equal(plain, step, sizeof step);
	codec_close(c);
	codec_close(d);
	codec_close(NULL);
	free(v);
	free(back);
}

/* ---- databases ------------------------------------------------------------------------------ */

static struct store *open_or_fail(const char *name, enum store_mode mode)
{
	struct store *s;
	char why[512];
	if (store_open(&s, in_folder(name), mode, why, sizeof why) != 0)
		fail_msg("%s: %s", name, why);
	return s;
}

static const struct store_run simple = {.label = "l",
    .origin = "collect",
    .probe = "p",
    .load = "idle",
    .counter = "tsc",
    .counter_hz = 1e9,
    .hz_source = "stated",
    .hz_calibrated = NAN,
    .cpu = -1,
    .requested = 3,
    .machine_fingerprint = "0123456789abcdef0123456789abcdef",
    .machine_facts = "{}"};

static int64_t put_run(struct store *s, const char *status)
{
	static const uint64_t elapsed[] = {1, 2, 3};
	char uuid[STORE_UUID];
	int64_t id = store_run_begin(s, &simple, uuid);
	assert_true(id > 0);
	assert_int_equal(store_run_append(s, id, NULL, elapsed, NULL, 3), 0);
	if (status)
		assert_int_equal(store_run_end(s, id, status, NULL, NULL, NULL), 0);
	return id;
}

static void expect_refused(const char *name, enum store_mode mode, const char *want)
{
	struct store *s;
	char why[512] = "";
	assert_int_equal(store_open(&s, *name ? in_folder(name) : "", mode, why, sizeof why), -1);
	assert_null(s);
	assert_string_equal(why, want);
}

static void put_bytes(const char *name, const void *bytes, size_t n)
{
	FILE *f = fopen(in_folder(name), "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	fclose(f);
}

static void what_is_no_database_is_refused_as_what_it_is(void **state)
{
	(void)state;
	static char zeros[1024];
	expect_refused("", STORE_CREATE, "the name of the database is empty");
	expect_refused("text", STORE_READ,
	    "there is no such database; make one with 'ticklab collect' or 'ticklab db import'");
	expect_refused("text", STORE_WRITE,
	    "there is no such database; make one with 'ticklab collect' or 'ticklab db import'");
	expect_refused(".", STORE_CREATE, "not a regular file");
	put_bytes("text", zeros, 1);
	expect_refused("text", STORE_CREATE, "not a ticklab database");
	put_bytes("text", zeros, 511);
	expect_refused("text", STORE_READ, "not a ticklab database");
	memset(zeros, 'x', sizeof zeros);
	put_bytes("text", zeros, 1024);
	expect_refused("text", STORE_READ, "reading the database: file is not a database");
	assert_int_equal(mkfifo(in_folder("pipe"), 0600), 0);
	expect_refused("pipe", STORE_CREATE, "not a regular file");
	assert_int_equal(link(in_folder("text"), in_folder("name")), 0);
	expect_refused("text", STORE_READ,
	    "the file has 2 names (hard links), and what was last written may be in a log beside "
	    "another "
	    "one: copy it with cp, or remove the other names");
	unlink(in_folder("name"));
	struct store *s = open_or_fail("a.db", STORE_CREATE);
	store_close(s);
	unlink(in_folder("a.db-shm"));
	expect_refused("a.db-shm", STORE_CREATE,
	    "SQLite keeps a file of another database there; name another file");
	static const struct {
		const char *sql, *why;
	} change[] = {{"PRAGMA application_id = 5", "not a ticklab database"},
	    {"PRAGMA user_version = 0", "not a ticklab database (schema 0)"},
	    {"PRAGMA user_version = 9", "made by a newer ticklab (schema 9, this one knows 8)"},
	    {"PRAGMA user_version = 7",
		"not a ticklab database: campaign is not as ticklab makes it"},
	    {"CREATE TABLE extra (a)",
		"it holds 'extra', which ticklab did not make: drop it first"},
	    {"CREATE TRIGGER run AFTER INSERT ON run BEGIN SELECT 1; END",
		"it holds 'run', which ticklab did not make: drop it first"},
	    {"DROP TABLE answer", "not a ticklab database: answer is not as ticklab makes it"}};
	for (size_t i = 0; i < sizeof change / sizeof *change; i++) {
		sqlite3 *db;
		unlink(in_folder("a.db"));
		store_close(open_or_fail("a.db", STORE_CREATE));
		assert_int_equal(sqlite3_open(in_folder("a.db"), &db), SQLITE_OK);
		assert_int_equal(sqlite3_exec(db, change[i].sql, NULL, NULL, NULL), SQLITE_OK);
		sqlite3_close(db);
		/* An older version is remade of what it says it is: only a strange one is refused.
		 */
		if (strstr(change[i].sql, "version = 7") != NULL)
			continue;
		expect_refused("a.db", STORE_READ, change[i].why);
	}
	unlink(in_folder("a.db"));
}

static void why_a_statement_failed_is_said(void **state)
{
	(void)state;
	char uuid[STORE_UUID];
	sqlite3 *other;
	struct store *s = open_or_fail("a.db", STORE_CREATE);
	assert_int_equal(sqlite3_open(in_folder("a.db"), &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(store_run_begin(s, &simple, uuid), -1);
	assert_non_null(
	    strstr(store_error(s), ": the database is locked by another process; try again later"));
	assert_int_equal(store_check_reads(s), 0);
	sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL);
	sqlite3_close(other);
	assert_int_equal(store_exec(s, "PRAGMA max_page_count = 1", "t"), 0);
	assert_int_equal(
	    store_exec(s, "CREATE TEMP TABLE t (a); INSERT INTO run (uuid) VALUES (1)", "filling"),
	    -1);
	assert_int_equal(strncmp(store_error(s), "filling: ", 9), 0);
	put_run(s, "complete");
	store_close(s);
	s = open_or_fail("a.db", STORE_READ);
	assert_int_equal(store_exec(s, "DELETE FROM run", "emptying"), -1);
	assert_string_equal(store_error(s), "emptying: attempt to write a readonly database");
	assert_int_equal(store_exec(s, "SELECT nothing", "asking"), -1);
	assert_int_equal(strncmp(store_error(s), "asking: ", 8), 0);
	assert_int_equal(store_check_reads(s), 0);
	store_close(s);
	unlink(in_folder("a.db"));
}

/* ---- logs ----------------------------------------------------------------------------------- */

static void copy_file(const char *from, const char *to)
{
	static char bytes[1 << 20];
	FILE *f = fopen(in_folder(from), "rb");
	assert_non_null(f);
	size_t n = fread(bytes, 1, sizeof bytes, f);
	assert_true(n > 0 && n < sizeof bytes);
	fclose(f);
	put_bytes(to, bytes, n);
}

/* Commits of one page each are in the log of a.db, which is copied to b.db with its log. */
static void put_logged(void)
{
	sqlite3 *db;
	unlink(in_folder("a.db"));
	struct store *s = open_or_fail("a.db", STORE_CREATE);
	put_run(s, "complete");
	store_close(s);
	assert_int_equal(sqlite3_open(in_folder("a.db"), &db), SQLITE_OK);
	for (int i = 0; i < 3; i++)
		assert_int_equal(sqlite3_exec(db,
				     i == 0   ? "UPDATE run SET label = 'one'"
				     : i == 1 ? "UPDATE run SET label = 'two'"
					      : "UPDATE run SET label = 'three'",
				     NULL, NULL, NULL),
		    SQLITE_OK);
	copy_file("a.db", "b.db");
	copy_file("a.db-wal", "log");
	sqlite3_close(db);
	unlink(in_folder("a.db"));
}

static void change_log(long at)
{
	copy_file("log", "b.db-wal");
	unlink(in_folder("b.db-shm"));
	if (at < 0)
		return;
	FILE *f = fopen(in_folder("b.db-wal"), "r+b");
	assert_int_equal(fseek(f, at, SEEK_SET), 0);
	int was = fgetc(f);
	fseek(f, at, SEEK_SET);
	fputc(was ^ 1, f);
	fclose(f);
}

static int see_label(void *context, const struct store_run *run)
{
	(void)context;
	said_add("%s ", run->label);
	return 0;
}

/* A writer that ends before its log is emptied leaves a file without the pages that the log holds.
 */
static void a_page_that_neither_the_file_nor_its_log_holds_is_damage(void **state)
{
	(void)state;
	sqlite3 *db;
	unlink(in_folder("a.db"));
	struct store *s = open_or_fail("a.db", STORE_CREATE);
	put_run(s, "complete");
	store_close(s);
	struct stat st;
	assert_int_equal(stat(in_folder("a.db"), &st), 0);
	assert_int_equal(sqlite3_open(in_folder("a.db"), &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db,
			     "UPDATE run SET message = hex(zeroblob(9000)); UPDATE run SET label = "
			     "'grown'",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	copy_file("a.db", "b.db");
	copy_file("a.db-wal", "b.db-wal");
	sqlite3_close(db);
	unlink(in_folder("a.db"));
	copy_file("b.db", "whole");
	copy_file("b.db-wal", "log");
	s = open_or_fail("b.db", STORE_READ);
	long long full = 4096 * (long long)store_pragma(s, "PRAGMA page_count");
	store_close(s);
	assert_true(full > st.st_size);
	static const enum store_mode modes[] = {STORE_READ, STORE_WRITE, STORE_CREATE};
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
		for (off_t cut = 0; cut <= 2; cut++) {
			char want[200];
			copy_file("whole", "b.db");
			change_log(-1);
			assert_int_equal(truncate(in_folder("b.db"), st.st_size - cut * 4096), 0);
			snprintf(want, sizeof want,
			    "the file is damaged: %lld of its %lld bytes are there",
			    (long long)(st.st_size - cut * 4096), full);
			if (cut > 0)
				expect_refused("b.db", modes[i], want);
			else
				store_close(open_or_fail("b.db", modes[i]));
		}
	static const char *const made[] = {"b.db", "b.db-wal", "b.db-shm", "whole", "log"};
	for (size_t i = 0; i < sizeof made / sizeof *made; i++)
		unlink(in_folder(made[i]));
}

static void a_damaged_log_is_no_tail_of_a_killed_writer(void **state)
{
	(void)state;
	put_logged();
	struct stat st;
	assert_int_equal(stat(in_folder("log"), &st), 0);
	/* Pages of 4096 bytes; the three commits take as many frames each. */
	const long frame = 24 + 4096, frames = (st.st_size - 32) / frame, each = frames / 3;
	assert_true((st.st_size - 32) % frame == 0 && frames == 3 * each);
	const struct {
		long at;
		int frame; /* 0: the header */
	} damage[] = {{0, 0}, {4, 0}, {7, 0}, {8, 0}, {12, 0}, {16, 0}, {23, 0}, {24, 0}, {31, 0},
	    {32, 1}, {39, 1}, {40, 1}, {48, 1}, {55, 1}, {56, 1}, {32 + frame - 1, 1},
	    {32 + each * frame, (int)each + 1}, {32 + (frames - 1) * frame - 1, (int)frames - 1},
	    {32 + (frames - 1) * frame + 100, (int)frames}};
	for (size_t i = 0; i < sizeof damage / sizeof *damage; i++) {
		char want[700];
		if (damage[i].frame == 0)
			snprintf(want, sizeof want,
			    "the header of its log %s-wal is damaged, so that nothing in it can be "
			    "replayed: restore "
			    "the log, or move it away, which loses what it holds",
			    in_folder("b.db"));
		else
			snprintf(want, sizeof want,
			    "its log %s-wal is damaged at frame %d, and what was committed behind "
			    "it would be lost: "
			    "restore the log, or copy both files and keep what lies before with "
			    "sqlite3's 'PRAGMA "
			    "wal_checkpoint'",
			    in_folder("b.db"), damage[i].frame);
		change_log(damage[i].at);
		expect_refused("b.db", STORE_READ, want);
	}
	/* A last frame of another log, and one that was cut: the tail of a killed writer. */
	change_log(32 + (frames - 1) * frame + 8);
	struct store *s = open_or_fail("b.db", STORE_READ);
	said[0] = '\0';
	assert_int_equal(store_runs(s, NULL, see_label, NULL), 1);
	assert_string_equal(said, "two ");
	assert_int_equal(store_torn_commit(s), 0);
	store_close(s);
	change_log(-1);
	assert_int_equal(truncate(in_folder("b.db-wal"), st.st_size - 1), 0);
	s = open_or_fail("b.db", STORE_READ);
	said[0] = '\0';
	store_runs(s, NULL, see_label, NULL);
	assert_string_equal(said, "two ");
	store_close(s);
	/* Behind a last commit that is torn lie frames of an older log. */
	change_log(-1);
	FILE *f = fopen(in_folder("b.db-wal"), "r+b");
	fseek(f, 32 + (2 * each - 1) * frame + 100, SEEK_SET);
	fputc('?', f);
	for (long i = 2 * each; i < frames; i++) {
		fseek(f, 32 + i * frame + 8, SEEK_SET);
		fputs("salt", f);
	}
	fclose(f);
	s = open_or_fail("b.db", STORE_READ);
	assert_int_equal(store_torn_commit(s), 2 * each);
	said[0] = '\0';
	store_runs(s, NULL, see_label, NULL);
	assert_string_equal(said, "one ");
	store_close(s);
	/* A log without its database. */
	unlink(in_folder("b.db"));
	change_log(-1);
	char want[300];
	snprintf(want, sizeof want,
	    "the database is empty or gone, and its log %s-wal is there: restore the database, or "
	    "move the log "
	    "away, which loses what it holds",
	    in_folder("b.db"));
	expect_refused("b.db", STORE_CREATE, want);
	unlink(in_folder("b.db-wal"));
}

/* ---- JSON ----------------------------------------------------------------------------------- */

static int see_pair(void *context, const char *a, const char *b)
{
	int *left = context;
	said_add("%s=%s;", a, b);
	return left && --*left == 0;
}

static void json_is_read_member_by_member(void **state)
{
	(void)state;
	static const char json[] =
	    "{\"a\":1,\"b\":{\"c\":[true,null,\"x\",{\"d\":-0.5}],\"e\":\"\"},"
	    "\"f\":12345678901234567890,\"g\":1.50}";
	struct store *s = open_or_fail("c.db", STORE_CREATE);
	char text[8];
	double number = 0;
	int left = 2;
	said[0] = '\0';
	assert_int_equal(store_json_members(s, json, see_pair, NULL), 0);
	assert_string_equal(said, "a=1;b.c.0=true;b.c.1=unknown;b.c.2=x;b.c.3.d=-0.5;b.e=;"
				  "f=12345678901234567890;g=1.50;");
	said[0] = '\0';
	assert_int_equal(store_json_members(s, json, see_pair, &left), -1);
	assert_string_equal(said, "a=1;b.c.0=true;");
	said[0] = '\0';
	static const char *const none[] = {NULL, "", "[1]", "{", "5"};
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(store_json_members(s, none[i], see_pair, NULL), 0);
	assert_string_equal(said, "");
	/* Eight levels are read. */
	assert_int_equal(store_json_members(s,
			     "{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":{\"g\":{\"h\":1,\"i\":{"
			     "\"j\":2}},\"k\":3}}}}}}}",
			     see_pair, NULL),
	    0);
	assert_string_equal(said, "a.b.c.d.e.f.g.h=1;a.b.c.d.e.f.k=3;");
	said[0] = '\0';
	assert_int_equal(store_json_names(s, "{\"a\":[{\"b\":1}],\"c\":2}", see_pair, NULL), 0);
	assert_string_equal(said, "$=a;$.a[0]=b;$=c;");
	assert_int_equal(store_json_names(s, "{", see_pair, NULL), -1);
	left = 1;
	assert_int_equal(store_json_names(s, "{\"a\":1}", see_pair, &left), -1);
	assert_int_equal(store_json_text(s, json, "$.b.c[2]", text, sizeof text), 1);
	assert_string_equal(text, "x");
	assert_int_equal(store_json_text(s, json, "$.none", text, sizeof text), 0);
	assert_string_equal(text, "");
	assert_int_equal(store_json_text(s, json, "none", text, sizeof text), -1);
	assert_int_equal(store_json_number(s, json, "$.a", &number), 1);
	assert_near(number, 1, 0);
	assert_int_equal(store_json_number(s, json, "$.g", &number), 1);
	assert_near(number, 1.5, 0);
	assert_int_equal(store_json_number(s, json, "$.b.e", &number), 0);
	assert_true(isnan(number));
	assert_int_equal(store_json_length(s, json, "$.b.c"), 4);
	assert_int_equal(store_json_length(s, json, "$.none"), 0);
	assert_int_equal(store_json_length(s, "{", "$.a"), -1);
	store_close(s);
	unlink(in_folder("c.db"));
}

/* ---- merging -------------------------------------------------------------------------------- */

static void a_merge_counts_what_it_took_and_left(void **state)
{
	(void)state;
	struct store_merged m;
	struct store *from = open_or_fail("b.db", STORE_CREATE),
		     *to = open_or_fail("c.db", STORE_CREATE);
	put_run(from, "complete");
	put_run(from, "complete");
	put_run(from, NULL);
	assert_int_equal(store_merge(to, in_folder("b.db"), &m), 0);
	assert_true(m.runs == 2 && m.samples == 6 && m.known == 0 && m.unfinished == 1);
	put_run(from, "complete");
	assert_int_equal(store_merge(to, in_folder("b.db"), &m), 0);
	assert_true(m.runs == 1 && m.samples == 3 && m.known == 2 && m.unfinished == 1);
	assert_int_equal(store_merge(to, in_folder("b.db"), &m), 0);
	assert_true(m.runs == 0 && m.samples == 0 && m.known == 3 && m.unfinished == 1);
	assert_int_equal(store_label_machine(to, "0123", "new"), 3);
	assert_int_equal(store_label_machine(to, "0124", "other"), 0);
	said[0] = '\0';
	assert_int_equal(store_runs(to, NULL, see_label, NULL), 3);
	assert_string_equal(said, "new new new ");
	/* What was killed before it made its tables is a database of nothing. */
	put_bytes("text", "", 0);
	assert_int_equal(store_merge(to, in_folder("text"), &m), 0);
	assert_true(m.runs == 0 && m.known == 0);
	assert_int_equal(store_merge(to, in_folder("none"), &m), -1);
	store_close(from);
	store_close(to);
	unlink(in_folder("b.db"));
	unlink(in_folder("c.db"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_column_is_its_bytes),
	    cmocka_unit_test(a_column_has_a_value_and_at_most_2_20),
	    cmocka_unit_test(what_is_no_database_is_refused_as_what_it_is),
	    cmocka_unit_test(why_a_statement_failed_is_said),
	    cmocka_unit_test(a_damaged_log_is_no_tail_of_a_killed_writer),
	    cmocka_unit_test(a_page_that_neither_the_file_nor_its_log_holds_is_damage),
	    cmocka_unit_test(json_is_read_member_by_member),
	    cmocka_unit_test(a_merge_counts_what_it_took_and_left),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
