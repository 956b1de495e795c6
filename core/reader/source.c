/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file in memory, as it was before gzip (RFC 1952) or zstd (RFC 8878) packed it. Whole, because a
 * form is recognised by all of it and a decimal may change the scale of those before it. Bounded: a
 * file of SOURCE_MOST bytes is more than any recording that the analysis takes, a text that has
 * no line end is refused before it is read to its end, and what is packed unpacks to UNPACK_LEAST
 * bytes or UNPACK_RATIO times its size, whichever is more, unless the caller allows another size:
 * recordings of few values shrink by up to 100 times, a file that is made to fill the memory by
 * 1,000 (gzip) and more (zstd). Cost: the size of the file.
 */
#include "err.h"
#include "reader_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#define SOURCE_MOST ((size_t)4 << 30)
enum {
	LINE_MOST = 1 << 20,
	BLOCK = 1 << 16,
	TAR_MAGIC = 257,
	HEAD_LEAST = TAR_MAGIC + 8,
	UNPACK_LEAST = 256000000,
	UNPACK_RATIO = 100,
};

struct buffer {
	char *at;
	size_t size, room, most;
	size_t packed;		  /* how many bytes it comes from; 0: it was not packed */
	size_t line_begin, lines; /* of the text so far */
	bool text, checked;
	const char *name;
	char *why;
};

static const struct magic {
	const char *bytes;
	size_t n;
	const char *what;
} magics[] = {
    {"SQLite format 3", 16,
	"a SQLite database; runs of a ticklab database are taken by 'ticklab db merge'"},
    {"\xFF\xFE", 2, "UTF-16; convert it with 'iconv -f UTF-16 -t UTF-8'"},
    {"\xFE\xFF", 2, "UTF-16; convert it with 'iconv -f UTF-16 -t UTF-8'"},
    {"PK\x03\x04", 4, "a zip file, such as .npz or .xlsx; unpack it, or save it as .npy or CSV"},
    {"\xFD"
     "7zXZ",
	6, "an xz file; unpack it with 'xz -d'"},
    {"\x04\"M\x18", 4, "an lz4 file; unpack it with 'lz4 -d'"},
    {"\x1F\x8B\x08", 3, "packed twice; unpack it once with 'gzip -d'"},
    {"\x28\xB5\x2F\xFD", 4, "packed twice; unpack it once with 'zstd -d' or 'gzip -d'"},
    {"PAR1", 4, "a Parquet file; save its column as .npy or CSV"},
    {"ARROW1", 6, "an Arrow file; save its column as .npy or CSV"},
    {"BZh", 3, "a bzip2 file; unpack it with 'bunzip2'"},
    {"\x89HDF", 4, "an HDF5 file; save its data as .npy or CSV"},
    {"\x7F"
     "ELF",
	4, "a program"},
    {"MATLAB 5.0", 10, "a MATLAB file; save its variable with 'writematrix' as CSV"},
    {"PERFILE2", 8, "a recording of perf; 'perf script' makes text of it"},
    {"\xD0\xCF\x11\xE0", 4, "an old spreadsheet; save its table as CSV"},
    {"\x80\x04\x95", 3, "a pickle of Python; save its numbers as .npy or CSV"},
    {"\x80\x05\x95", 3, "a pickle of Python; save its numbers as .npy or CSV"},
    {"X\n\0\0\0", 5, "an object of R; save its numbers with 'write.csv'"},
    {"\xC1\x1F\xFC\xC1", 4, "a CTF trace; 'babeltrace2' makes text of it"},
    {"\xD4\xC3\xB2\xA1", 4, "a capture of packets; 'tshark -T fields' makes text of it"},
};

/* Every second byte of the head 0, and the others a text's. */
static bool is_wide(const struct buffer *b)
{
	size_t zeros[2] = {0, 0}, n = b->size < 256 ? b->size & ~(size_t)1 : 256;
	for (size_t i = 0; i < n; i++)
		zeros[i % 2] += b->at[i] == '\0';
	bool wide = n >= 4 && (zeros[0] == 0 || zeros[1] == 0) && zeros[0] + zeros[1] == n / 2;
	for (size_t i = zeros[0] > 0; i < n && wide; i += 2)
		wide = b->at[i] >= ' ' ? b->at[i] <= '~' : b->at[i] == '\n' || b->at[i] == '\r';
	return wide;
}

/* Why bytes with zeros among them are no text. */
static int refuse_binary(struct buffer *b)
{
	bool printable = is_wide(b);
	if (printable)
		return err_why(b->why, READER_WHY,
		    "%s: UTF-16; convert it with 'iconv -f UTF-16 -t UTF-8'", b->name);
	return err_why(b->why, READER_WHY,
	    "%s: it holds zero bytes, so it is no text; binary integers are read with --format u8, "
	    "u32 or u64, or u32be or u64be (highest byte first); of 16 bits 'od -An -v -w2 -tu2' "
	    "makes text, of doubles 'od -An -v -w8 -tf8'",
	    b->name);
}

/* A zero byte in what is text but for it. */
static int refuse_zero(struct buffer *b, size_t at)
{
	size_t line = 1, begin = 0, end = at;
	for (size_t i = 0; i < at; i++)
		if (b->at[i] == '\n') {
			line++;
			begin = i + 1;
		}
	while (end < b->size && b->at[end] != '\n')
		end++;
	char shown[40];
	return err_why(b->why, READER_WHY,
	    "%s:%zu: '%s' is not an unsigned whole number: it holds a zero byte", b->name, line,
	    span_show((struct span){b->at + begin, end - begin}, shown));
}

/* Whether the bytes before the first zero are a text's. */
static bool is_text(const struct buffer *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((b->at[i] < ' ' || b->at[i] > '~') && !strchr("\t\r\n", b->at[i]))
			return false;
	return n > 0;
}

static bool is_json(const struct buffer *b)
{
	size_t i = 0;
	while (i < b->size && strchr(" \t\r\n", b->at[i]) && b->at[i])
		i++;
	return i < b->size && (b->at[i] == '{' || b->at[i] == '[');
}

static bool head_begins(const void *head, size_t n, const char *with, size_t length)
{
	return n >= length && memcmp(head, with, length) == 0;
}

static bool is_gzip(const void *head, size_t n)
{
	return head_begins(head, n, "\x1F\x8B\x08", 3);
}

static bool is_zstd(const void *head, size_t n)
{
	return head_begins(head, n, "\x28\xB5\x2F\xFD", 4);
}

static bool is_npy(const void *head, size_t n)
{
	return head_begins(head, n, "\x93NUMPY", 6);
}

/* Looks at the beginning of what should be text. */
static int check_head(struct buffer *b)
{
	for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
		if (head_begins(b->at, b->size, magics[i].bytes, magics[i].n))
			return err_why(
			    b->why, READER_WHY, "%s: this is %s", b->name, magics[i].what);
	if (b->size > TAR_MAGIC + 5 && memcmp(b->at + TAR_MAGIC, "ustar", 5) == 0)
		return err_why(b->why, READER_WHY,
		    "%s: this is a tar archive; unpack it with 'tar -xf'", b->name);
	if (is_npy(b->at, b->size))
		b->text = false;
	return 0;
}

const char *reader_binary_form(const uint8_t *head, size_t n)
{
	if (is_gzip(head, n))
		return "a gzip file; unpack it with 'gzip -d'";
	if (is_zstd(head, n))
		return "a zstd file; unpack it with 'zstd -d'";
	if (is_npy(head, n))
		return "an array of NumPy; a.astype('u1').tofile(FILE) writes its samples";
	for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
		if (magics[i].n >= 3 && head_begins(head, n, magics[i].bytes, magics[i].n))
			return magics[i].what;
	return NULL;
}

static int check_text(struct buffer *b, size_t from)
{
	char *zero = memchr(b->at + from, '\0', b->size - from);
	if (zero) {
		size_t at = (size_t)(zero - b->at), after = 0, zeros = 0;
		while (at + after < b->size && b->at[at + after] == '\0')
			after++;
		for (size_t i = at; i < b->size; i++)
			zeros += b->at[i] == '\0';
		return after < 2 && zeros <= 1 + b->size / 64 && is_text(b, at) && !is_wide(b)
			   ? refuse_zero(b, at)
			   : refuse_binary(b);
	}
	for (char *c; (c = memchr(b->at + from, '\n', b->size - from));) {
		from = (size_t)(c - b->at) + 1;
		b->line_begin = from;
		b->lines++;
	}
	if (b->size - b->line_begin > LINE_MOST && !is_json(b))
		return err_why(b->why, READER_WHY,
		    "%s:%zu: a line of more than %d bytes; text has one sample a line", b->name,
		    b->lines + 1, LINE_MOST);
	return 0;
}

static int buffer_reserve(struct buffer *b, size_t n)
{
	if (b->room - b->size > n)
		return 0;
	size_t room = b->room ? 2 * b->room : 4 * BLOCK;
	char *at = realloc(b->at, room);
	if (!at)
		return err_why(
		    b->why, READER_WHY, "%s: out of memory after %zu bytes", b->name, b->size);
	b->at = at;
	b->room = room;
	return 0;
}

static int refuse_size(const struct buffer *b)
{
	if (b->packed == 0)
		return err_why(
		    b->why, READER_WHY, "%s: it holds more than 4 GiB; split it", b->name);
	return err_why(b->why, READER_WHY,
	    "%s: its %zu bytes unpack to more than %zu (%.3g times as many); --unpack-limit SIZE "
	    "allows more, up to 4 GiB",
	    b->name, b->packed, b->most, (double)b->most / (double)b->packed);
}

/* n more bytes are in their place. */
static int buffer_grown(struct buffer *b, size_t n)
{
	size_t from = b->size;
	b->size += n;
	b->at[b->size] = '\0';
	if (b->size > b->most)
		return refuse_size(b);
	if (b->text && !b->checked && b->size >= HEAD_LEAST) {
		b->checked = true;
		if (check_head(b) != 0)
			return -1;
		from = 0;
	}
	return b->text && b->checked ? check_text(b, from) : 0;
}

/* A file shorter than the longest mark is looked at when it has ended. */
static int buffer_end(struct buffer *b)
{
	if (!b->text || b->checked || b->size == 0)
		return 0;
	b->checked = true;
	return check_head(b) != 0 ? -1 : b->text ? check_text(b, 0) : 0;
}

/* ---- unpacking
 * ------------------------------------------------------------------------------------- */

static int unpack_gzip(struct buffer *out, const struct buffer *in)
{
	z_stream z = {.next_in = (Bytef *)in->at};
	int rc = inflateInit2(&z, 15 + 16) == Z_OK ? Z_OK : Z_MEM_ERROR, bad = 0;
	size_t left = in->size;
	while (rc == Z_OK && !bad && (left > 0 || z.avail_in > 0)) {
		if (z.avail_in == 0) {
			z.avail_in = (uInt)(left < BLOCK ? left : BLOCK);
			left -= z.avail_in;
		}
		bad = buffer_reserve(out, BLOCK);
		if (bad)
			break;
		z.next_out = (Bytef *)out->at + out->size;
		z.avail_out = BLOCK;
		rc = inflate(&z, Z_NO_FLUSH);
		if (rc == Z_OK || rc == Z_STREAM_END || rc == Z_BUF_ERROR)
			bad = buffer_grown(out, BLOCK - z.avail_out);
		/* A file may be several, one behind the other. */
		if (rc == Z_STREAM_END && (left > 0 || z.avail_in > 0))
			rc = inflateReset(&z);
	}
	inflateEnd(&z);
	if (bad || rc == Z_STREAM_END)
		return bad;
	return err_why(out->why, READER_WHY, "%s: %s", out->name,
	    rc == Z_MEM_ERROR	 ? "out of memory"
	    : rc == Z_DATA_ERROR ? "the gzip data are damaged"
				 : "the gzip data end before their end: the file is cut off");
}

static int unpack_zstd(struct buffer *out, const struct buffer *in)
{
	ZSTD_DStream *z = ZSTD_createDStream();
	ZSTD_inBuffer from = {in->at, in->size, 0};
	size_t rc = z ? 1 : 0;
	int bad = z ? 0 : err_why(out->why, READER_WHY, "%s: out of memory", out->name);
	while (!bad) {
		bad = buffer_reserve(out, BLOCK);
		ZSTD_outBuffer to = {out->at + (bad ? 0 : out->size), bad ? 0 : BLOCK, 0};
		rc = bad ? 0 : ZSTD_decompressStream(z, &to, &from);
		if (bad || ZSTD_isError(rc))
			break;
		bad = buffer_grown(out, to.pos);
		if (from.pos == from.size && to.pos < to.size)
			break;
	}
	ZSTD_freeDStream(z);
	if (bad || rc == 0)
		return bad;
	return err_why(out->why, READER_WHY, "%s: %s", out->name,
	    ZSTD_isError(rc) ? "the zstd data are damaged"
			     : "the zstd data end before their end: the file is cut off");
}

static size_t unpack_most(size_t packed, uint64_t allowed)
{
	size_t most = packed > SOURCE_MOST / UNPACK_RATIO ? SOURCE_MOST : packed * UNPACK_RATIO;
	if (allowed > 0)
		return allowed < SOURCE_MOST ? (size_t)allowed : SOURCE_MOST;
	return most > UNPACK_LEAST ? most : UNPACK_LEAST;
}

static int unpack_buffer(struct buffer *b, bool text, uint64_t allowed)
{
	bool gzip = is_gzip(b->at, b->size), zstd = is_zstd(b->at, b->size);
	struct buffer out = {.text = text,
	    .name = b->name,
	    .why = b->why,
	    .packed = b->size,
	    .most = unpack_most(b->size, allowed)};
	if (!gzip && !zstd)
		return 0;
	int rc = gzip ? unpack_gzip(&out, b) : unpack_zstd(&out, b);
	if (rc == 0)
		rc = buffer_end(&out);
	free(b->at);
	*b = out;
	return rc;
}

/* ---- reading
 * ------------------------------------------------------------------------------------------ */

static int slurp_file(struct buffer *b, FILE *f, bool text)
{
	int rc;
	b->text = false; /* what is packed is no text yet */
	while ((rc = buffer_reserve(b, BLOCK)) == 0) {
		errno = 0;
		size_t n = fread(b->at + b->size, 1, BLOCK, f);
		if (n == 0 && ferror(f))
			return err_why(
			    b->why, READER_WHY, "cannot read %s: %s", b->name, strerror(errno));
		if (b->size == 0 && n > 0)
			b->text = text && memcmp(b->at, "\x1F\x8B", 2) != 0 &&
				  memcmp(b->at, "\x28\xB5\x2F\xFD", 4) != 0;
		rc = buffer_grown(b, n);
		if (rc != 0 || n == 0)
			break;
	}
	return rc == 0 ? buffer_end(b) : -1;
}

static int read_stream(
    struct source *s, FILE *f, bool text, const struct reader_options *o, char *why)
{
	struct buffer b = {.name = s->name, .why = why, .most = SOURCE_MOST};
	int rc = slurp_file(&b, f, text);
	if (rc == 0)
		rc = unpack_buffer(&b, text, o->unpack_limit);
	if (rc == 0 && b.size == 0 && !o->stream)
		rc = err_why(why, READER_WHY, "%s: it is empty", s->name);
	if (rc != 0) {
		free(b.at);
		return -1;
	}
	s->at = b.at;
	s->size = b.size;
	return 0;
}

/* What a shell names a pipe that it made itself. */
static bool is_descriptor(const char *path)
{
	return strncmp(path, "/dev/fd/", 8) == 0 || strcmp(path, "/dev/stdin") == 0;
}

/* Not blocking: the open of a FIFO that nobody writes to would never return. */
FILE *reader_open_file(const char *path, char *why)
{
	struct stat st;
	bool any = is_descriptor(path);
	int fd = open(path, any ? O_RDONLY : O_RDONLY | O_NONBLOCK);
	bool regular = fd >= 0 && (any || (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)));
	FILE *f = regular ? fdopen(fd, "rb") : NULL;
	if (fd < 0 || (regular && !f))
		err_why(why, READER_WHY, "cannot open %s: %s", path, strerror(errno));
	else if (!regular)
		err_why(why, READER_WHY,
		    "%s is no regular file: what a pipe or a device gives is "
		    "read from standard input ('-')",
		    path);
	if (fd >= 0 && !f)
		close(fd);
	return f;
}

int source_open(
    struct source *s, const char *path, bool text, const struct reader_options *o, char *why)
{
	struct stat st;
	bool standard = strcmp(path, "-") == 0;
	*s = (struct source){.name = standard ? "standard input" : path, .path = path};
	if (!standard && stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
		s->folder = true;
		return 0;
	}
	FILE *f = standard ? stdin : reader_open_file(path, why);
	if (!f)
		return -1;
	int rc = read_stream(s, f, text, o, why);
	if (!standard)
		fclose(f);
	return rc;
}

int source_open_in(struct source *s, const char *folder, const char *file,
    const struct reader_options *o, char *why)
{
	size_t size = strlen(folder) + strlen(file) + 2;
	char *path = malloc(size);
	*s = (struct source){0};
	if (!path)
		return err_why(why, READER_WHY, "out of memory");
	snprintf(path, size, "%s/%s", folder, file);
	struct reader_options whole = *o;
	whole.stream = false;
	int rc = source_open(s, path, strcmp(file, "raw.bin") != 0, &whole, why);
	if (rc == 0 && s->folder)
		rc = err_why(why, READER_WHY, "%s: a folder where a file is expected", path);
	s->own = path;
	if (rc != 0)
		source_close(s);
	return rc;
}

void source_close(struct source *s)
{
	free(s->at);
	free(s->own);
	*s = (struct source){0};
}
