/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export.h"

#include "err.h"
#include "text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct writer {
	FILE *out;
	const char *probe; /* written behind each line; NULL: not */
	enum export_format format;
	enum export_map map;
	struct export_mapped mapped;
	uint64_t *rank; /* the distinct values, rising */
	size_t ranks;
	char *why;
	size_t size;
	bool failed;
};

enum export_format export_format_find(const char *name)
{
	static const char *const names[] = {"text", "csv", "u8", "u32", "u64"};
	for (int i = 0; i < EXPORT_UNKNOWN; i++)
		if (strcmp(names[i], name) == 0)
			return (enum export_format)i;
	return EXPORT_UNKNOWN;
}

enum export_map export_map_find(const char *name)
{
	static const char *const names[] = {"", "rank", "clip", "low-bits"};
	for (int i = 1; i < EXPORT_MAP_UNKNOWN; i++)
		if (strcmp(names[i], name) == 0)
			return (enum export_map)i;
	return EXPORT_MAP_UNKNOWN;
}

static unsigned width_of(enum export_format format)
{
	return format == EXPORT_U8 ? 1 : format == EXPORT_U32 ? 4 : format == EXPORT_U64 ? 8 : 0;
}

static int compare_values(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return x < y ? -1 : x > y;
}

/* The value that is written for v; false: it does not fit. */
static bool value_map(struct writer *w, uint64_t limit, uint64_t *v)
{
	uint64_t before = *v;
	if (w->map == EXPORT_RANK) {
		const uint64_t *at = bsearch(v, w->rank, w->ranks, sizeof *w->rank, compare_values);
		uint64_t rank = at ? (uint64_t)(at - w->rank) : w->ranks;
		*v = rank > limit ? limit : rank;
		w->mapped.changed += rank > limit;
		return true;
	}
	if (*v <= limit)
		return true;
	if (w->map == EXPORT_AS_IT_IS)
		return false;
	*v = w->map == EXPORT_CLIP ? limit : before & limit;
	w->mapped.changed++;
	return true;
}

static int write_binary(struct writer *w, const struct store_chunk *c)
{
	unsigned width = width_of(w->format);
	uint64_t limit = width == 8 ? UINT64_MAX : (UINT64_C(1) << (8 * width)) - 1;
	for (size_t i = 0; i < c->samples; i++) {
		uint64_t v = c->elapsed[i];
		uint8_t bytes[8];
		if (!value_map(w, limit, &v)) {
			snprintf(w->why, w->size,
			    "sample %" PRIu64 " is %" PRIu64
			    " ticks and does not fit u%u; choose a wider format, or --map rank, "
			    "clip or low-bits",
			    c->first_sample + i, v, 8 * width);
			return -1;
		}
		for (unsigned b = 0; b < width; b++)
			bytes[b] = (uint8_t)(v >> (8 * b));
		fwrite(bytes, 1, width, w->out);
	}
	return 0;
}

/* The distinct values of a run, for their ranks. */
static int ranks_read(struct writer *w, struct store *s, const struct store_run *run)
{
	w->rank = malloc((size_t)(run->samples + 1) * sizeof *w->rank);
	if (!w->rank)
		return err_why(w->why, w->size,
		    "out of memory for the ranks of %" PRIu64 " samples", run->samples);
	int64_t n = store_read(s, run, NULL, w->rank, NULL);
	if (n < 0)
		return err_why(w->why, w->size, "%s", store_error(s));
	qsort(w->rank, (size_t)n, sizeof *w->rank, compare_values);
	for (int64_t i = 0; i < n; i++)
		if (i == 0 || w->rank[i] != w->rank[w->ranks - 1])
			w->rank[w->ranks++] = w->rank[i];
	w->mapped.distinct = w->ranks;
	return 0;
}

/* What a spreadsheet would take for a formula at the start of a field. */
static bool begins_formula(const char *text)
{
	return *text && strchr("=+-@", *text);
}

static void write_lines(struct writer *w, const struct store_chunk *c)
{
	for (size_t i = 0; i < c->samples; i++) {
		if (w->format == EXPORT_CSV)
			fprintf(w->out, "%" PRIu64 ",", c->first_sample + i);
		if (c->start)
			fprintf(w->out, "%" PRIu64, c->start[i]);
		if (c->start || w->format == EXPORT_CSV)
			fputc(w->format == EXPORT_CSV ? ',' : ' ', w->out);
		fprintf(w->out, "%" PRIu64, c->elapsed[i]);
		if (w->format == EXPORT_CSV)
			fprintf(w->out, ",%u", c->flags[i]);
		if (w->probe)
			fprintf(w->out, ",\"%s%s\"", begins_formula(w->probe) ? "'" : "", w->probe);
		fputc('\n', w->out);
	}
}

static int write_chunk(void *context, const struct store_chunk *c)
{
	struct writer *w = context;
	if (w->format == EXPORT_TEXT || w->format == EXPORT_CSV)
		write_lines(w, c);
	else if (write_binary(w, c) != 0)
		w->failed = true;
	if (!w->failed && ferror(w->out)) {
		snprintf(w->why, w->size, "cannot write: %s", strerror(errno));
		w->failed = true;
	}
	return w->failed;
}

/* A name in a comment, as a spreadsheet that splits it at commas should see it: none of its parts
 * begins as a formula does. */
static void print_name(FILE *out, const char *before, const char *name)
{
	char plain[256];
	fputs(before, out);
	for (const char *c = text_plain(plain, sizeof plain, name); *c; c++)
		fprintf(out, *c == ',' && begins_formula(c + 1) ? "%c " : "%c", *c);
}

static void write_head(FILE *out, enum export_format format, const struct store_run *run)
{
	if (format == EXPORT_CSV)
		fputs("sample,start_ticks,elapsed_ticks,flags\n", out);
	if (format != EXPORT_TEXT)
		return;
	fprintf(out, "# ticklab run %s", run->uuid);
	print_name(out, ", label '", run->label);
	print_name(out, "', probe ", run->probe);
	print_name(out, ", load ", run->load);
	fprintf(out, "\n# counter %.17g Hz; %selapsed ticks\n", run->counter_hz,
	    run->has_start ? "start tick, " : "");
}

static int write_all(struct writer *w, struct store *s, const struct store_run *run)
{
	if (w->map == EXPORT_RANK && ranks_read(w, s, run) != 0)
		return -1;
	write_head(w->out, w->format, run);
	if (store_samples(s, run->id, write_chunk, w) < 0)
		return err_why(w->why, w->size, "%s", store_error(s));
	if (!w->failed && fflush(w->out) != 0)
		return err_why(w->why, w->size, "cannot write: %s", strerror(errno));
	return w->failed ? -1 : 0;
}

int export_run(struct store *s, const struct store_run *run, enum export_format format,
    enum export_map map, struct export_mapped *mapped, FILE *out, char *why, size_t size)
{
	struct writer w = {.out = out, .format = format, .map = map, .why = why, .size = size};
	int rc = write_all(&w, s, run);
	*mapped = w.mapped;
	free(w.rank);
	return rc;
}

/* ---- a session ----------------------------------------------------------------------------- */

/* The probes of its runs, which have commas in their options. */
struct probes {
	struct writer w;
	struct named {
		int64_t run;
		char probe[128];
	} * list;
	size_t count;
};

static int name_run(void *context, const struct store_run *run)
{
	struct probes *p = context;
	struct named *list = realloc(p->list, (p->count + 1) * sizeof *list);
	if (!list)
		return 1;
	p->list = list;
	struct named *n = &p->list[p->count++];
	n->run = run->id;
	text_plain(n->probe, sizeof n->probe, run->probe);
	for (char *c = n->probe; (c = strchr(c, '"'));)
		*c = '?';
	return 0;
}

static int write_chunk_of(void *context, int64_t run, const struct store_chunk *c)
{
	struct probes *p = context;
	for (size_t i = 0; i < p->count; i++)
		if (p->list[i].run == run)
			p->w.probe = p->list[i].probe;
	return write_chunk(&p->w, c);
}

int export_session(struct store *s, const char *session, FILE *out, char *why, size_t size)
{
	struct probes p = {.w = {.out = out, .format = EXPORT_CSV, .why = why, .size = size}};
	fputs("sample,start_ticks,elapsed_ticks,flags,probe\n", out);
	if (store_runs(s, session, name_run, &p) < 0 ||
	    store_session_samples(s, session, write_chunk_of, &p) < 0) {
		snprintf(why, size, "%s", store_error(s));
		p.w.failed = true;
	} else if (!p.w.failed && fflush(out) != 0) {
		snprintf(why, size, "cannot write: %s", strerror(errno));
		p.w.failed = true;
	}
	free(p.list);
	return p.w.failed ? -1 : 0;
}
