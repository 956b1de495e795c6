/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entropy.h"

#include "err.h"
#include "num.h"
#include "sha256.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Which samples are wanted: `count` of them (0: all) from `first` on. */
struct range {
	uint64_t first, count;
};

static struct range range_of(const char *text)
{
	struct range r = {0, 0};
	if (!text)
		return r;
	char index[32];
	const char *comma = strchr(text, ',');
	size_t n = comma ? (size_t)(comma - text) : sizeof index;
	if (n >= sizeof index)
		err_usage("--index wants INDEX,SAMPLES, not '%s'", text);
	memcpy(index, text, n);
	index[n] = '\0';
	if (num_u64(index, &r.first) || num_u64(comma + 1, &r.count) || r.count == 0)
		err_usage("--index wants INDEX,SAMPLES, such as 0,1000000, not '%s'", text);
	if (r.first > UINT64_MAX / r.count)
		err_usage("--index %s lies beyond any file", text);
	r.first *= r.count;
	return r;
}

/* Samples one by one from bytes that come in pieces. */
struct reader {
	struct input *in;
	struct range range;
	size_t room;
	uint64_t seen; /* samples so far, wanted or not */
	bool wide, half;
	uint8_t low;
};

static void keep(struct reader *r, uint16_t x)
{
	uint64_t at = r->seen++;
	if (at < r->range.first || (r->range.count && at - r->range.first >= r->range.count))
		return;
	struct input *in = r->in;
	if (in->n == r->room) {
		size_t room = r->room ? 2 * r->room : 65536;
		uint16_t *raw = room > SIZE_MAX / 4 ? NULL : realloc(in->raw, room * sizeof *raw);
		if (!raw)
			err_die("not enough memory for %zu samples of %s", room, in->name);
		in->raw = raw;
		r->room = room;
	}
	in->raw[in->n++] = x;
}

static void take(struct reader *r, const uint8_t *data, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!r->wide) {
			keep(r, data[i]);
		} else if (!r->half) {
			r->low = data[i];
			r->half = true;
		} else {
			keep(r, (uint16_t)(r->low | data[i] << 8));
			r->half = false;
		}
	}
}

/* Where the size is known, memory is taken once, so that none is wasted on growth. */
static void reserve(struct reader *r, FILE *f)
{
	struct stat st;
	if (fstat(fileno(f), &st) || !S_ISREG(st.st_mode) || st.st_size <= 0)
		return;
	uint64_t samples = (uint64_t)st.st_size / (r->wide ? 2 : 1);
	if (r->range.count && r->range.count < samples)
		samples = r->range.count;
	if (samples > SIZE_MAX / 4)
		return;
	r->in->raw = malloc((size_t)(samples + 1) * sizeof *r->in->raw);
	r->room = r->in->raw ? (size_t)samples : 0;
}

static void read_all(struct reader *r, FILE *f)
{
	enum { PIECE = 1 << 16 };
	uint8_t *piece = malloc(PIECE);
	if (!piece)
		err_die("not enough memory");
	struct sha256 h;
	sha256_open(&h);
	reserve(r, f);
	for (size_t n; (n = fread(piece, 1, PIECE, f)) > 0;) {
		sha256_add(&h, piece, n);
		r->in->bytes += n;
		take(r, piece, n);
	}
	sha256_finish(&h, r->in->sha256);
	free(piece);
	if (ferror(f))
		err_die("cannot read %s: %s", r->in->name, strerror(errno));
}

void input_read(struct input *in, const char *name, const struct request *q, uint64_t bits)
{
	*in = (struct input){.name = strcmp(name, "-") ? name : "standard input"};
	struct reader r = {.in = in, .range = range_of(q->index), .wide = bits > 8};
	FILE *f = strcmp(name, "-") ? fopen(name, "rb") : stdin;
	if (!f)
		err_die("cannot open %s: %s", name, strerror(errno));
	read_all(&r, f);
	if (f != stdin)
		fclose(f);
	if (in->bytes == 0)
		err_die("%s is empty", in->name);
	if (r.half)
		err_die("%s has an odd number of bytes; samples of %" PRIu64 " bits take two each",
		    in->name, bits);
	if (in->n == 0)
		err_die("%s has %" PRIu64 " samples; --index %s begins behind the last", in->name,
		    r.seen, q->index);
}

void input_release(struct input *in)
{
	free(in->raw);
	in->raw = NULL;
}

uint64_t bits_of(const struct request *q, const char *argument)
{
	uint64_t bits = q->bits;
	if (argument && num_u64(argument, &bits))
		err_usage("BITS is a number from 1 to 16, not '%s'", argument);
	if ((argument || bits) && (bits < 1 || bits > SP90B_WIDEST))
		err_usage("BITS is from 1 to 16, not %" PRIu64, bits);
	return bits;
}

void die_of_fault(enum sp90b_fault fault, const struct input *in, uint64_t bits, size_t at)
{
	switch (fault) {
	case SP90B_DATA_OK:
		return;
	case SP90B_DATA_EMPTY:
		err_die("%s is empty", in->name);
	case SP90B_DATA_TOO_WIDE:
		err_die("sample %zu of %s is %u, which does not fit %" PRIu64
			" bits; give a greater BITS",
		    at, in->name, in->raw[at], bits);
	case SP90B_DATA_ONE_SYMBOL:
		err_die("%s holds one distinct symbol (%u, %zu times): no entropy", in->name,
		    in->raw[0], in->n);
	case SP90B_DATA_TOO_LONG:
		err_die(
		    "%s is too long: at most 2^32 - 1 bits; take a part with --index", in->name);
	case SP90B_DATA_NO_MEMORY:
		err_die("not enough memory to assess %s; see --dry-run", in->name);
	}
}

void warn_of_data(const struct request *q, size_t n, unsigned width, bool narrow)
{
	if (q->quiet)
		return;
	if (n < SP90B_LEAST_SAMPLES)
		err_warning("%zu samples; the standard wants 1,000,000 or more", n);
	if (narrow)
		err_warning("all symbols would fit less than %u bits", width);
}
