/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What lies beside a database is part of it, or the open fails. SQLite replays its log (-wal) up to
 * the first frame whose checksum does not hold and overwrites the rest, without a word: that is how
 * the tail of a killed writer looks. A tail holds no commit behind the break, since a commit is
 * the last frame that is written; a log that holds one is damaged. The format and its checksums are
 * those of https://sqlite.org/fileformat2.html, section 4. A process that writes meanwhile can look
 * like a break, which moves on: only one that is found twice counts. The last commit of a log that
 * overwrites an older one may be damaged or not have been written to its end: a frame's header is
 * written before its page, and what the older log had in that place cannot be checked, since the
 * sums before it are gone. It is kept in mind, for verify to report. Cost: one look at each byte of
 * the log, usually some MB.
 */
#include "internal_private.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
	HEADER = 32,
	FRAME = 24,
	VERSION = 3007000,
	PAGE_LEAST = 512,
	PAGE_MOST = 65536,
	LOOKS = 50,
	LOOK_MS = 20,
	LOCK_BYTE = 1 << 30, /* in the page that SQLite locks and leaves empty */
};

struct log {
	FILE *file;
	uint8_t header[HEADER], *frame;
	size_t page;
	bool big; /* byte order of the words that are summed */
	uint32_t sum[2];
};

/* Where the chain breaks, if a commit lies behind. */
struct finding {
	enum { SOUND, HEADER_BAD, CHAIN_BROKEN, TORN } what;
	uint64_t frame;
	uint8_t salt[8];
};

static uint32_t read_big(const uint8_t *b)
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static uint32_t read_word(const uint8_t *b, bool big)
{
	return big ? read_big(b)
		   : (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0];
}

static void add_sum(struct log *l, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i + 8 <= n; i += 8) {
		l->sum[0] += read_word(bytes + i, l->big) + l->sum[1];
		l->sum[1] += read_word(bytes + i + 4, l->big) + l->sum[0];
	}
}

static bool is_sum(const struct log *l, const uint8_t *stored)
{
	return read_big(stored) == l->sum[0] && read_big(stored + 4) == l->sum[1];
}

static bool read_header(struct log *l)
{
	const uint8_t *h = l->header;
	if (fread(l->header, HEADER, 1, l->file) != 1 || (read_big(h) & ~1U) != 0x377f0682)
		return false;
	l->big = read_big(h) & 1;
	l->page = read_big(h + 8);
	add_sum(l, h, HEADER - 8);
	return is_sum(l, h + 24) && read_big(h + 4) == VERSION && l->page >= PAGE_LEAST &&
	       l->page <= PAGE_MOST && (l->page & (l->page - 1)) == 0;
}

/* The chain takes a frame's number and size of the database, and its page. */
static bool is_sound(struct log *l)
{
	add_sum(l, l->frame, 8);
	add_sum(l, l->frame + FRAME, l->page);
	return read_big(l->frame) > 0 && is_sum(l, l->frame + 16);
}

static void walk_frames(struct log *l, struct finding *out)
{
	uint64_t at = 0, broken = 0, last_commit = 0;
	for (; fread(l->frame, FRAME + l->page, 1, l->file) == 1; at++) {
		bool same = memcmp(l->frame + 8, l->header + 16, 8) == 0;
		if (!broken && !(same && is_sound(l)))
			broken = at + 1;
		if (broken && same && read_big(l->frame + 4) != 0)
			last_commit = at + 1;
	}
	/* A commit whose own page was not written yet is the first broken frame, with older ones
	 * behind it. */
	bool torn = last_commit == broken && broken < at;
	out->what = torn && last_commit ? TORN : last_commit ? CHAIN_BROKEN : SOUND;
	out->frame = broken;
	memcpy(out->salt, l->header + 16, sizeof out->salt);
}

static int look_at_log(struct store *s, const char *name, struct finding *out)
{
	FILE *file = fopen(name, "rb");
	struct log l = {.file = file};
	*out = (struct finding){.what = SOUND};
	if (!file)
		return 0; /* there is none; SQLite gives the reason of one that cannot be read */
	int c = fgetc(file), rc = 0;
	rewind(file);
	if (c != EOF && !read_header(&l))
		out->what = HEADER_BAD;
	else if (c != EOF && !(l.frame = malloc(FRAME + l.page)))
		rc = store_fail(s, "out of memory");
	else if (c != EOF)
		walk_frames(&l, out);
	free(l.frame);
	fclose(file);
	return rc;
}

static bool is_same(const struct finding *a, const struct finding *b)
{
	return a->what == b->what && a->frame == b->frame &&
	       memcmp(a->salt, b->salt, sizeof a->salt) == 0;
}

static int fail_log(struct store *s, const char *name, const struct finding *f)
{
	if (f->what == HEADER_BAD)
		return store_fail(s,
		    "the header of its log %s is damaged, so that nothing in it can be replayed: "
		    "restore the log, or move it away, which loses what it holds",
		    name);
	return store_fail(s,
	    "its log %s is damaged at frame %llu, and what was committed behind it would be lost: "
	    "restore the log, or copy both files and keep what lies before with sqlite3's 'PRAGMA "
	    "wal_checkpoint'",
	    name, (unsigned long long)f->frame);
}

static int check_log(struct store *s, const char *path, const char *name)
{
	struct finding before, now;
	struct stat st;
	if (look_at_log(s, name, &now) != 0)
		return -1;
	for (int i = 0; i < LOOKS && now.what != SOUND; i++) {
		before = now;
		sqlite3_sleep(LOOK_MS);
		if (look_at_log(s, name, &now) != 0)
			return -1;
		if (now.what != SOUND && is_same(&now, &before)) {
			if (now.what != TORN)
				return fail_log(s, name, &now);
			s->torn = now.frame;
			break;
		}
	}
	/* SQLite deletes a log beside an empty database. */
	bool empty = stat(path, &st) != 0 || st.st_size == 0;
	if (empty && stat(name, &st) == 0 && st.st_size > 0)
		return store_fail(s,
		    "the database is empty or gone, and its log %s is there: restore the database, "
		    "or move the log away, which loses what it holds",
		    name);
	return 0;
}

/* Marks the pages that the log's frames hold, of those behind `have`. */
static void mark_pages(struct log *l, int64_t have, int64_t pages, bool *held)
{
	while (fread(l->frame, FRAME + l->page, 1, l->file) == 1 &&
	       memcmp(l->frame + 8, l->header + 16, 8) == 0 && is_sound(l)) {
		int64_t number = read_big(l->frame);
		if (number > have && number <= pages)
			held[number - have - 1] = true;
	}
}

static int find_missing(struct store *s, struct log *l, int64_t have, int64_t pages)
{
	bool *held = calloc((size_t)(pages - have), sizeof *held);
	int rc = 1;
	l->frame = malloc(FRAME + l->page);
	if (!held || !l->frame)
		rc = store_fail(s, "out of memory");
	else
		mark_pages(l, have, pages, held);
	for (int64_t i = have; rc == 1 && i < pages; i++)
		if (!held[i - have] && i != LOCK_BYTE / (int64_t)l->page)
			rc = 0;
	free(l->frame);
	free(held);
	return rc;
}

int store_log_holds(struct store *s, int64_t have, int64_t pages)
{
	const char *name = sqlite3_filename_wal(sqlite3_db_filename(s->db, "main"));
	struct log l = {.file = name ? fopen(name, "rb") : NULL};
	if (!l.file)
		return name && errno != ENOENT ? store_fail(s, "%s: %s", name, strerror(errno)) : 0;
	int rc = read_header(&l) ? find_missing(s, &l, have, pages) : 0;
	fclose(l.file);
	return rc;
}

/* A rollback journal may end with the name of another file, which SQLite deletes once it has undone
 * the transaction (https://sqlite.org/fileformat2.html, "Rollback Journal";
 * https://sqlite.org/atomiccommit.html, "Multi-file Commit"). ticklab writes none such: it is a
 * stranger's, and names a file of the reader's. */
static int check_journal(struct store *s, const char *name)
{
	static const unsigned char magic[8] = {0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};
	unsigned char end[sizeof magic] = {0};
	FILE *journal = fopen(name, "rb");
	if (!journal && errno != ENOENT)
		return store_fail(s, "%s: %s", name, strerror(errno));
	bool names_another = journal && fseek(journal, -(long)sizeof end, SEEK_END) == 0 &&
			     fread(end, sizeof end, 1, journal) == 1 &&
			     memcmp(end, magic, sizeof magic) == 0;
	if (journal)
		fclose(journal);
	return names_another ? store_fail(s,
				   "its journal %s names another file, which would be "
				   "deleted: remove the journal, whose transaction is then lost",
				   name)
			     : 0;
}

/* SQLite opens none of them through a link, and gives other reasons than that. */
static int check_type(struct store *s, const char *name)
{
	struct stat st;
	if (lstat(name, &st) != 0 || S_ISREG(st.st_mode))
		return 0;
	return store_fail(s, "%s is %s where SQLite keeps a file of this database: move it away",
	    name,
	    S_ISLNK(st.st_mode)	  ? "a symbolic link"
	    : S_ISDIR(st.st_mode) ? "a folder"
				  : "no regular file");
}

int store_check_beside(struct store *s, const char *path)
{
	static const char *const endings[] = {"-wal", "-journal", "-shm"};
	int rc = 0;
	for (size_t i = 0; i < sizeof endings / sizeof *endings && rc == 0; i++) {
		char *name = sqlite3_mprintf("%s%s", path, endings[i]);
		if (!name)
			return store_fail(s, "out of memory");
		rc = check_type(s, name);
		if (rc == 0 && i == 0)
			rc = check_log(s, path, name);
		else if (rc == 0 && i == 1)
			rc = check_journal(s, name);
		sqlite3_free(name);
	}
	return rc;
}
