/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entropy.h"

#include "err.h"
#include "num.h"
#include "reader.h"
#include "sha256.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Which samples are requested: `count` of them (0: all) from `first` on. */
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
		err_usage("--index requires INDEX,SAMPLES, not '%s'", text);
	memcpy(index, text, n);
	index[n] = '\0';
	if (num_u64(index, &r.first) || num_u64(comma + 1, &r.count) || r.count == 0)
		err_usage("--index requires INDEX,SAMPLES, such as 0,1000000, not '%s'", text);
	if (r.first > UINT64_MAX / r.count)
		err_usage("--index %s is beyond any file", text);
	r.first *= r.count;
	return r;
}

/* Samples one by one from bytes that come in pieces. */
struct reader {
	struct input *in;
	struct range range;
	const struct request *q;
	uint64_t bits; /* 0: as many as the greatest sample has */
	size_t room;
	uint64_t seen; /* samples so far, requested or not */
	uint16_t any;  /* all requested samples, or'ed */
	uint16_t first;
	bool wide, half;
	bool stored; /* not before a second symbol comes, so that an endless one takes no memory */
	uint8_t low;
	struct decode decode; /* where samples are not a byte or two each */
	struct decode_look look;
};

/* Ends the program if n samples, so far or in all, are more than can be assessed. */
static void check_length(const struct reader *r, uint64_t n)
{
	const struct request *q = r->q;
	unsigned width = 1;
	if (!q->health && !q->mapping)
		width = r->bits ? (unsigned)r->bits : sp90b_width(&r->any, 1);
	if (q->restart && n > q->rows * q->columns)
		err_die("%s holds more than %" PRIu64 " x %" PRIu64
			" samples; see --rows and --columns",
		    r->in->name, q->rows, q->columns);
	if (n > UINT32_MAX / width)
		err_die(
		    "%s is too long: at most 2^32 - 1 bits; take a part with --index", r->in->name);
}

static void widen_room(struct reader *r, size_t room)
{
	struct input *in = r->in;
	uint16_t *raw = room > SIZE_MAX / 4 ? NULL : realloc(in->raw, room * sizeof *raw);
	if (!raw)
		err_die("not enough memory for %zu samples of %s", room, in->name);
	in->raw = raw;
	r->room = room;
}

/* Stores what was only counted: samples that are all the same. */
static void store_repeats(struct reader *r)
{
	size_t least = r->in->n + 65536;
	widen_room(r, r->room > least ? r->room : least);
	for (size_t i = 0; i < r->in->n; i++)
		r->in->raw[i] = r->first;
	r->stored = true;
}

static void keep_sample(struct reader *r, uint16_t x)
{
	uint64_t at = r->seen++;
	struct input *in = r->in;
	if (at < r->range.first || (r->range.count && at - r->range.first >= r->range.count))
		return;
	r->any |= x;
	if (in->n == 0)
		r->first = x;
	if (!r->stored) {
		if (x == r->first) {
			in->n++;
			return;
		}
		store_repeats(r);
	}
	if (in->n == r->room)
		widen_room(r, 2 * r->room);
	in->raw[in->n++] = x;
}

static void keep_decoded(void *with, uint16_t x)
{
	keep_sample(with, x);
}

static void take_bytes(struct reader *r, const uint8_t *data, size_t n)
{
	if (r->decode.form != DECODE_RAW) {
		if (decode_take(&r->decode, data, n) != 0)
			err_die("%s: %s", r->in->name, r->decode.why);
		return;
	}
	if (!r->q->format)
		decode_look(&r->look, data, n);
	for (size_t i = 0; i < n; i++) {
		if (!r->wide) {
			keep_sample(r, data[i]);
		} else if (!r->half) {
			r->low = data[i];
			r->half = true;
		} else {
			keep_sample(r, (uint16_t)(r->low | data[i] << 8));
			r->half = false;
		}
	}
}

/* Where the size is known, a file that is too long is refused unread, and memory is taken once,
 * so that none is wasted on growth. */
static void reserve_room(struct reader *r, FILE *f)
{
	struct stat st;
	if (r->decode.form != DECODE_RAW || fstat(fileno(f), &st) || !S_ISREG(st.st_mode) ||
	    st.st_size <= 0)
		return;
	uint64_t samples = (uint64_t)st.st_size / (r->wide ? 2 : 1);
	samples = samples > r->range.first ? samples - r->range.first : 0;
	if (r->range.count && r->range.count < samples)
		samples = r->range.count;
	check_length(r, samples);
	r->in->raw = malloc((size_t)(samples + 1) * sizeof *r->in->raw);
	r->room = r->in->raw ? (size_t)samples + 1 : 0;
}

static void read_all(struct reader *r, FILE *f)
{
	enum { PIECE = 1 << 16 };
	uint8_t *piece = malloc(PIECE);
	if (!piece)
		err_die("not enough memory");
	struct sha256 h;
	sha256_open(&h);
	reserve_room(r, f);
	for (size_t n; (n = fread(piece, 1, PIECE, f)) > 0;) {
		sha256_add(&h, piece, n);
		r->in->bytes += n;
		take_bytes(r, piece, n);
		check_length(r, r->in->n);
	}
	sha256_finish(&h, r->in->sha256);
	free(piece);
	if (ferror(f))
		err_die("cannot read %s: %s", r->in->name, strerror(errno));
}

/* Ends the program if the samples that were read cannot be assessed; warns of a short part. */
static void check_input(struct reader *r)
{
	struct input *in = r->in;
	const struct request *q = r->q;
	if (in->bytes == 0)
		err_die("%s is empty", in->name);
	if (decode_end(&r->decode) != 0)
		err_die("%s: %s", in->name, r->decode.why);
	size_t head = in->bytes < sizeof r->look.head ? in->bytes : sizeof r->look.head;
	const char *form =
	    q->format || r->look.known ? NULL : reader_binary_form(r->look.head, head);
	if (form)
		err_die(
		    "%s: this is %s; --format raw assesses the bytes as they are", in->name, form);
	const char *text = q->format ? NULL : decode_text(&r->look);
	if (text)
		err_die("%s: %s; --format raw assesses the bytes as they are", in->name, text);
	if (!q->format && !q->quiet && !r->wide && decode_printable(&r->look))
		err_warning("%s: every byte is printable and is assessed as a number from 32 to "
			    "126; if this is text, see --format",
		    in->name);
	if (r->half)
		err_die("%s has an odd number of bytes; samples of %" PRIu64 " bits take two each",
		    in->name, r->bits);
	if (in->n == 0)
		err_die("%s has %" PRIu64 " samples; --index %s begins after the last", in->name,
		    r->seen, q->index);
	if (r->range.count > in->n && !q->quiet)
		err_warning("block %" PRIu64 " holds %zu of %" PRIu64 " samples",
		    r->range.first / r->range.count, in->n, r->range.count);
	if (r->stored)
		return;
	if (q->health) {
		store_repeats(r);
		return;
	}
	in->raw = in->raw ? in->raw : malloc(sizeof *in->raw);
	if (!in->raw)
		err_die("not enough memory");
	in->raw[0] = r->first;
	bool fits = r->bits == 0 || sp90b_width(in->raw, 1) <= r->bits;
	die_of_fault(fits ? SP90B_DATA_ONE_SYMBOL : SP90B_DATA_TOO_WIDE, in, r->bits, 0);
}

static enum decode_form form_of(const struct request *q)
{
	enum decode_form form = q->format ? decode_find(q->format) : DECODE_RAW;
	if (form == DECODE_UNKNOWN)
		err_usage("--format takes raw, text, hex, dec, packed-msb or packed-lsb, not '%s'",
		    q->format);
	return form;
}

static bool is_folder(const char *name)
{
	struct stat st;
	return stat(name, &st) == 0 && S_ISDIR(st.st_mode);
}

/* What the extractor of a source gave, in a session folder. */
static void read_session(struct reader *r, const char *folder)
{
	char why[READER_WHY];
	uint8_t *bytes;
	size_t n;
	struct sha256 h;
	if (reader_session_bytes(folder, r->q->source, &bytes, &n, why) != 0)
		err_die("%s", why);
	if (why[0])
		err_warning("%s", why);
	sha256_open(&h);
	sha256_add(&h, bytes, n);
	sha256_finish(&h, r->in->sha256);
	r->in->bytes = n;
	take_bytes(r, bytes, n);
	free(bytes);
	check_length(r, r->in->n);
	r->look.known = true; /* a session says what it holds */
}

void input_read(struct input *in, const char *name, const struct request *q, uint64_t bits)
{
	*in = (struct input){.name = strcmp(name, "-") ? name : "standard input"};
	struct reader r = {
	    .in = in, .range = range_of(q->index), .q = q, .bits = bits, .wide = bits > 8};
	r.decode = (struct decode){.form = form_of(q), .keep = keep_decoded, .with = &r};
	bool folder = strcmp(name, "-") != 0 && is_folder(name);
	if (q->source && !folder)
		err_usage("--source is for a session folder of openentropy");
	if (folder) {
		read_session(&r, name);
		check_input(&r);
		return;
	}
	char why[READER_WHY];
	FILE *f = strcmp(name, "-") ? reader_open_file(name, why) : stdin;
	if (!f)
		err_die("%s", why);
	read_all(&r, f);
	if (f != stdin)
		fclose(f);
	check_input(&r);
}

void input_take(struct input *in, const struct request *q, const uint16_t *x, size_t n)
{
	struct reader r = {.in = in, .range = range_of(q->index), .q = q, .wide = true};
	struct sha256 h;
	sha256_open(&h);
	for (size_t i = 0; i < n; i++) {
		const uint8_t bytes[2] = {(uint8_t)x[i], (uint8_t)(x[i] >> 8)};
		sha256_add(&h, bytes, sizeof bytes);
		keep_sample(&r, x[i]);
	}
	sha256_finish(&h, in->sha256);
	in->bytes = 2 * (uint64_t)n;
	check_length(&r, in->n);
	r.look.known = true;
	check_input(&r);
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
	if (!argument && !q->bits_given)
		return 0;
	if (bits < 1 || bits > SP90B_WIDEST)
		err_usage("BITS is from 1 to 16, not %" PRIu64, bits);
	if (q->bits_given && bits != q->bits)
		err_usage("--bits %" PRIu64 " and BITS %" PRIu64 " differ", q->bits, bits);
	return bits;
}

/* The last argument is BITS if it is a number, or no file. */
int files_of(const struct request *q)
{
	struct stat st;
	if (q->n_args == 0)
		return 0;
	const char *last = q->args[q->n_args - 1];
	uint64_t bits;
	bool is_bits = q->n_args > 1 && (num_u64(last, &bits) == 0 || stat(last, &st) != 0);
	return q->n_args - is_bits;
}

uint64_t samples_of(const struct request *q, struct input *in)
{
	if (q->run) {
		if (q->n_args > 0)
			err_usage("--run is the input; no FILE goes with it");
		input_read_run(in, q);
		return 0;
	}
	if (q->n_args < 1 || q->n_args > 2)
		err_usage("one file is expected, and BITS after it at most");
	uint64_t bits = bits_of(q, q->n_args > 1 ? q->args[1] : NULL);
	input_read(in, q->args[0], q, bits);
	return bits;
}

struct sp90b_options options_of(const struct request *q, uint64_t bits)
{
	struct sp90b_options o = {.width = (unsigned)bits, .threads = (unsigned)q->threads};
	o.dataset = q->restart ? SP90B_SYMBOLS : q->conditioned ? SP90B_CONDITIONED : SP90B_INITIAL;
	o.most_bits = q->truncate && !q->restart ? 1000000 : 0;
	return o;
}

void die_of_fault(enum sp90b_fault fault, const struct input *in, uint64_t bits, size_t at)
{
	switch (fault) {
	case SP90B_DATA_OK:
		return;
	case SP90B_DATA_EMPTY:
		err_die("%s is empty", in->name);
	case SP90B_DATA_TOO_WIDE:
		if (bits == 1)
			err_die(
			    "sample %zu of %s is %u, which does not fit into 1 bit: one sample a "
			    "byte is expected; if a "
			    "byte holds eight, --format packed-msb (highest bit first) or "
			    "packed-lsb unpacks them",
			    at, in->name, in->raw[at]);
		err_die("sample %zu of %s is %u, which does not fit into %" PRIu64
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
		err_warning("%zu samples; the standard requires 1,000,000 or more", n);
	if (narrow)
		err_warning("all symbols would fit into fewer than %u bits", width);
}
