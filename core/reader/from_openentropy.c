/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Session folders of openentropy, versions 1 and 2: session.json, samples.csv, raw.bin, and
 * raw_index.csv with offset, length, time and source of each sample in raw.bin. What is called raw
 * there is what a source's extractor gave, and what a conditioner made of it where the session had
 * one: bytes, not durations. They are assessed as output, by source; nothing is imported.
 * session.json is written when a recording ends.
 */
#include "err.h"
#include "reader_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool is_file_in(const char *folder, const char *name)
{
	char path[4096];
	struct stat st;
	int n = snprintf(path, sizeof path, "%s/%s", folder, name);
	return n > 0 && (size_t)n < sizeof path && stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static bool session_recognise(const struct source *s)
{
	return s->folder && is_file_in(s->path, "raw.bin") && is_file_in(s->path, "raw_index.csv");
}

static int session_read(struct sink *k)
{
	return sink_fail(k, 0,
	    "an openentropy session holds the bytes that extractors gave, not durations: 'ticklab "
	    "entropy %s --source NAME' "
	    "assesses those of a source",
	    k->source->name);
}

const struct form form_openentropy = {.name = "openentropy",
    .help = "a session folder: see 'ticklab entropy --source'",
    .folder = true,
    .recognise = session_recognise,
    .read = session_read};

/* A file of a session by itself. */
static bool table_recognise(const struct source *s)
{
	struct span line = first_line(s);
	return span_begins(line, "timestamp_ns,source,raw_hex") ||
	       span_begins(line, "timestamp_ns,source,value_hex") ||
	       span_begins(line, "offset,length,timestamp_ns,source");
}

static int table_read(struct sink *k)
{
	return sink_fail(k, 0,
	    "this file is of an openentropy session, which holds the bytes that extractors gave, "
	    "not durations: 'ticklab entropy "
	    "FOLDER --source NAME' assesses those of a source");
}

const struct form form_openentropy_table = {.name = "openentropy-file",
    .help = "a file of such a folder: refused, and why",
    .recognise = table_recognise,
    .read = table_read};

/* ---- bytes of a source
 * --------------------------------------------------------------------------------- */

struct session {
	struct source meta, index, raw;
	struct json_tree tree;
	char *why;
	const char *folder;
};

static void session_close(struct session *s)
{
	json_release(&s->tree);
	source_close(&s->meta);
	source_close(&s->index);
	source_close(&s->raw);
}

static int session_open(struct session *s)
{
	struct reader_options o = {0};
	if (!is_file_in(s->folder, "session.json") && is_file_in(s->folder, "raw_index.csv"))
		return err_why(s->why, READER_WHY,
		    "%s: session.json, which is written when a recording ends, is missing: it was "
		    "broken off; one of {\"version\": 2, \"sources\": [\"NAME\"]} takes its place",
		    s->folder);
	if (source_open_in(&s->meta, s->folder, "session.json", &o, s->why) != 0 ||
	    source_open_in(&s->index, s->folder, "raw_index.csv", &o, s->why) != 0 ||
	    source_open_in(&s->raw, s->folder, "raw.bin", &o, s->why) != 0)
		return -1;
	struct recording none = {0};
	struct sink k = {.out = &none, .o = &o, .source = &s->meta, .why = s->why, .where = "line"};
	if (json_open(&s->tree, &k) != 0)
		return -1;
	const struct json_node *version = json_member(&s->tree, &s->tree.node[1], "version");
	if (!version || !(span_is(version->text, "1") || span_is(version->text, "2")))
		return err_why(
		    s->why, READER_WHY, "%s: a session of another version than 1 and 2", s->folder);
	return 0;
}

/* The source that is meant. Returns 0, or -1. */
static int source_choose(struct session *s, const char *want, struct span *out)
{
	const struct json_node *all = json_member(&s->tree, &s->tree.node[1], "sources");
	char names[300] = "";
	size_t n = 0, used = 0;
	for (const struct json_node *c = json_child(&s->tree, all); c;
	     c = json_next(&s->tree, c), n++) {
		char shown[40];
		*out = c->text;
		if (want && span_is(c->text, want))
			return 0;
		if (used + 48 < sizeof names)
			used += (size_t)snprintf(names + used, sizeof names - used, "%s%s",
			    n ? ", " : "", span_show(c->text, shown));
	}
	if (!want && n == 1)
		return 0;
	return err_why(s->why, READER_WHY, "%s: %s; --source takes one of %s", s->folder,
	    want ? "no such source" : "bytes of several sources", names);
}

/* A row of the index: offset,length,timestamp_ns,source. */
struct slice {
	uint64_t offset, length;
	size_t row;
	bool wanted; /* of the source that is read */
};

static int slice_read(
    struct session *s, const struct lines *l, struct span source, struct slice *out)
{
	static struct span field[FIELDS];
	if (span_fields(l->line, ',', field) != 4 || decimal_u64(field[0], &out->offset) != 0 ||
	    decimal_u64(field[1], &out->length) != 0)
		return err_why(s->why, READER_WHY,
		    "%s:%zu: offset,length,timestamp_ns,source are expected", s->index.name,
		    l->number);
	if (out->offset > s->raw.size || out->length > s->raw.size - out->offset)
		return err_why(s->why, READER_WHY,
		    "%s:%zu: bytes beyond the end of raw.bin, which holds %zu: it is cut off",
		    s->index.name, l->number, s->raw.size);
	out->row = l->number;
	out->wanted = field[3].n == source.n && memcmp(field[3].at, source.at, source.n) == 0;
	return 0;
}

/* All rows that hold bytes, in *all, to be freed. */
static int slices_read(struct session *s, struct span source, struct slice **all, size_t *count)
{
	struct lines l = lines_of(&s->index);
	size_t room = 0;
	if (!lines_next(&l) || !span_begins(l.line, "offset,length,timestamp_ns,source"))
		return err_why(s->why, READER_WHY,
		    "%s: its header is not that of a session of version 1 or 2", s->index.name);
	while (lines_next_data(&l)) {
		if (*count == room) {
			room = room ? 2 * room : 1024;
			struct slice *more = realloc(*all, room * sizeof *more);
			if (!more)
				return err_why(s->why, READER_WHY, "out of memory");
			*all = more;
		}
		if (slice_read(s, &l, source, &(*all)[*count]) != 0)
			return -1;
		*count += (*all)[*count].length > 0;
	}
	return 0;
}

static int compare_offsets(const void *a, const void *b)
{
	const struct slice *x = a, *y = b;
	if (x->offset != y->offset)
		return x->offset < y->offset ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

static int compare_rows(const void *a, const void *b)
{
	const struct slice *x = a, *y = b;
	return x->row < y->row ? -1 : x->row > y->row;
}

/* A byte that is in two rows would be assessed twice, or as of two sources. Leaves the slices in
 * the order of their rows. */
static int slices_check(struct session *s, struct slice *all, size_t count)
{
	if (count == 0)
		return 0;
	qsort(all, count, sizeof *all, compare_offsets);
	for (size_t i = 1; i < count; i++) {
		const struct slice *a = &all[i - 1], *b = &all[i];
		if (b->offset - a->offset >= a->length)
			continue;
		return err_why(s->why, READER_WHY,
		    "%s: rows %zu and %zu hold the same bytes of raw.bin", s->index.name,
		    a->row < b->row ? a->row : b->row, a->row < b->row ? b->row : a->row);
	}
	qsort(all, count, sizeof *all, compare_rows);
	return 0;
}

static int bytes_gather(struct session *s, struct span source, uint8_t **bytes, size_t *count)
{
	struct slice *all = NULL;
	size_t slices = 0;
	int rc = slices_read(s, source, &all, &slices);
	if (rc == 0)
		rc = slices_check(s, all, slices);
	*count = 0;
	*bytes = rc == 0 ? malloc(s->raw.size + 1) : NULL;
	if (rc == 0 && !*bytes)
		rc = err_why(s->why, READER_WHY, "out of memory");
	for (size_t i = 0; *bytes && i < slices; i++) {
		if (!all[i].wanted)
			continue;
		memcpy(*bytes + *count, s->raw.at + all[i].offset, all[i].length);
		*count += all[i].length;
	}
	free(all);
	if (rc == 0 && *count == 0)
		rc = err_why(s->why, READER_WHY, "%s: no bytes of that source", s->folder);
	return rc;
}

/* Bytes that a conditioner made say nothing of the source's entropy. */
static void conditioning_say(struct session *s)
{
	const struct json_node *how = json_member(&s->tree, &s->tree.node[1], "conditioning");
	char shown[40];
	s->why[0] = '\0';
	if (how && !span_is(how->text, "raw"))
		err_why(s->why, READER_WHY,
		    "%s: its bytes were conditioned (%s): what they are assessed at is no entropy "
		    "of "
		    "the source; record with --conditioning raw",
		    s->folder, span_show(how->text, shown));
}

int reader_session_bytes(
    const char *folder, const char *source, uint8_t **bytes, size_t *count, char *why)
{
	struct session s = {.why = why, .folder = folder};
	struct span chosen = {"", 0};
	*bytes = NULL;
	int rc = session_open(&s);
	if (rc == 0)
		rc = source_choose(&s, source, &chosen);
	if (rc == 0)
		rc = bytes_gather(&s, chosen, bytes, count);
	if (rc == 0)
		conditioning_say(&s);
	session_close(&s);
	if (rc != 0) {
		free(*bytes);
		*bytes = NULL;
	}
	return rc;
}
