/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of this room share. Nobody else includes it.
 */
#ifndef READER_PRIVATE_H
#define READER_PRIVATE_H

#include "json_tree.h"
#include "reader.h"

/* ---- source.c: a file in memory ------------------------------------------------------------- */

struct source {
	const char *name; /* for messages */
	const char *path; /* of a folder */
	bool folder;
	char *own; /* the path, where it was made here */
	char *at;  /* a zero byte follows the last */
	size_t size;
};

/* Reads a file whole, decompressed to o->unpack_limit bytes at most; an empty one is refused unless
 * o->stream. `text`: a file with zero bytes, or with a line that does not end, is refused before it
 * is read to its end. */
int source_open(
    struct source *s, const char *path, bool text, const struct reader_options *o, char *why);
void source_close(struct source *s);
/* A file of a folder that is open; an empty one is refused. */
int source_open_in(struct source *s, const char *folder, const char *file,
    const struct reader_options *o, char *why);

/* ---- lines.c: text line by line, field by field ------------------------------------------------
 */

struct lines {
	const char *at, *end;
	size_t number; /* of the line that was given last, from 1 */
	struct span line;
};

struct lines lines_of(const struct source *s);
/* Goes to the next line, without its end. False behind the last. */
bool lines_next(struct lines *l);
/* The next line that holds more than blanks and a comment, without those. */
bool lines_next_data(struct lines *l);

struct span span_trim(struct span s);
bool span_begins(struct span s, const char *text);
bool span_has_digit(struct span s);
/* Where text occurs in s; NULL: nowhere. */
const char *span_find(struct span s, const char *text);
/* What is quoted in messages: printable UTF-8, cut to 32 bytes. A byte that can be read follows s.
 */
const char *span_show(struct span s, char out[40]);

enum { FIELDS = 2048 };
/* Of the word that s begins with: up to the next blank; a number and its unit ("42 ns") are one. */
size_t word_length(struct span s);
/* Splits at blanks, or at `separator` where it is not 0; quotes around a field are taken off.
 * Returns the number of fields, or -1: more than FIELDS. */
int span_fields(struct span s, char separator, struct span field[static FIELDS]);

/* ---- decimal.c: numbers without rounding ------------------------------------------------------
 */

/* digits x 10^exponent, digits no multiple of 10 unless 0. */
struct decimal {
	uint64_t digits;
	int exponent;
};

enum decimal_kind { DECIMAL_OK, DECIMAL_NO_NUMBER, DECIMAL_NEGATIVE, DECIMAL_TOO_LONG };
enum decimal_kind decimal_parse(struct span s, struct decimal *out);
enum { UNIT_NONE = 1 };
/* The power of ten that a unit's name is in seconds: "us" is -6. UNIT_NONE: it is none. */
int unit_parse(struct span s);
/* A number, and behind it its unit or none (UNIT_NONE): "42ns", "0.042 us", "42". */
enum decimal_kind duration_parse(struct span s, struct decimal *out, int *unit);
/* In units of 10^-places. Returns 0, or -1: no whole number of them below 2^64. */
int decimal_scale(struct decimal d, int places, uint64_t *out);
/* To so many places, half up. */
struct decimal decimal_round(struct decimal d, int places);
/* A whole number below 2^64. Returns 0, or -1. */
int decimal_u64(struct span s, uint64_t *out);

/* ---- sink.c: where readers put samples
 * ------------------------------------------------------------ */

struct sink {
	struct recording *out;
	const struct reader_options *o;
	const struct source *source;
	char *why;
	size_t room, flags_room, restart_room, line_room;
	uint32_t *line;	     /* of each sample */
	const char *where;   /* what `line` counts: "line", "value" */
	struct span field;   /* the one that is looked at, for messages */
	const char *unit;    /* NULL: ticks */
	int places;	     /* a tick is 10^-places of the unit */
	bool bare;	     /* a value came without a unit, and nothing said one */
	bool exported;	     /* ticklab wrote the file, and says its frequency in its own way */
	bool unit_of_values; /* `unit` is there since values have one */
	unsigned units_seen; /* behind values: a bit for each -power / 3 */
	size_t rounded;	     /* values with parts finer than 1e-12 s */
	double rounded_most; /* the greatest such part that was lost, in 1e-12 s */
};

/* Sets the reason, with the file's name and, unless 0, the line. Returns -1. */
int sink_fail(struct sink *k, size_t line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Whether it marks a value that is missing, such as NaN; among quotes or not. */
bool is_missing(struct span s);
/* Says why a field is no duration. Returns -1. */
int sink_fail_number(struct sink *k, size_t line, struct span field, enum decimal_kind kind);
void sink_remark(struct sink *k, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void sink_warn(struct sink *k, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* What the file says its values are in; what the user says goes first. `sure`: a contradiction is a
 * warning; else the file does not say it, its form has it by itself. */
void sink_unit(struct sink *k, const char *unit, bool sure);
/* start NULL: none. All samples of a recording have one, or none has. */
int sink_add(
    struct sink *k, size_t line, const struct decimal *start, const struct decimal *elapsed);
int sink_add_u64(struct sink *k, size_t line, const uint64_t *start, uint64_t elapsed);
/* The duration that a field is, in the sink's unit; its own unit, if it has one, is converted.
 * Returns 0, or -1 with the reason set. */
int sink_value(struct sink *k, size_t line, struct span field, struct decimal *out);
/* What was rounded and which units were read, as remarks. Returns 0, or -1: nothing is left. */
int sink_end(struct sink *k);
/* Parses fields, then adds. start.at NULL: none. */
int sink_add_fields(struct sink *k, size_t line, struct span start, struct span elapsed);
int sink_flags(struct sink *k, uint8_t flags); /* of the sample added last */
/* A value that was seen `count` times; the order is lost. */
int sink_add_counted(struct sink *k, size_t line, const struct decimal *value, uint64_t count);
/* What follows was taken by a fresh process. */
int sink_restart(struct sink *k);

/* The column of --column among n: by name where there are names, or by number. Returns its index,
 * or -1 with the reason set; `otherwise` if none was asked for. */
int sink_column(struct sink *k, const struct span *name, int n, int otherwise);

/* ---- audit.c: what looks misread
 * -------------------------------------------------------------------- */

/* Refuses, or adds warnings. Returns 0 or -1. */
int audit_recording(struct sink *k);
/* Of binary integers: width and order of bytes that do not fit. */
int audit_integers(struct sink *k, unsigned width, bool big);

/* ---- stated.c
 * ---------------------------------------------------------------------------------------- */

/* The frequency in Hz that the first lines state, and in which line; 0: none. */
double stated_hz(const struct source *s, size_t *line);

/* ---- foreign.c
 * ---------------------------------------------------------------------------------------- */

/* Refuses text that is no recording, with the command that makes one of it. Returns 0 or -1. */
int foreign_refuse(struct sink *k);

/* ---- json_tree.c
 * ---------------------------------------------------------------------------------------- */

/* Parses for a reader, which releases the tree in both cases. */
int json_open(struct json_tree *t, struct sink *k);
/* Has `read` read the document. Returns what it returns, or -1 where the text is no JSON. */
int json_read_tree(struct sink *k, int (*read)(struct sink *k, const struct json_tree *t));

/* Of a unit of time, in steps a second; 0: it is none. */
double reader_unit_hz(const char *name);

/* ---- the forms
 * -------------------------------------------------------------------------------------------- */

struct form {
	const char *name, *help;
	bool binary, folder;
	/* Whether a file is one. NULL: never by itself. */
	bool (*recognise)(const struct source *s);
	int (*read)(struct sink *k);
};

/* from_csv.c: what stands between the fields of a line. */
char separator_of(const struct source *s);
/* The unit that a column's name ends in, such as "delta (ns)" or "elapsedNanos"; NULL: none. */
const char *unit_of_name(struct span name);
/* Whether a word is the unit of a counter, such as "cycles". */
bool is_counter_unit(struct span word);
/* Whether a field holds nothing but a unit of time or of a counter: "ns", "(ns)", "Second". */
bool is_unit_cell(struct span field);
/* from_counts.c: whether a header names a column of values and one of their counts, and reads the
 * histogram with what --column says about it. */
bool is_histogram(const struct source *s);
/* Whether a column is called a count of something. */
bool is_count_name(struct span name);
int headed_read(struct sink *k);

/* The first data line, for those that recognise a file by it. */
struct span first_line(const struct source *s);
bool is_json_with(const struct source *s, const char *key1, const char *key2);

extern const struct form form_text, form_csv, form_counts, form_u8, form_u32, form_u64, form_u32be,
    form_u64be, form_npy, form_jitterentropy, form_openentropy, form_fio, form_fio_hist,
    form_cyclictest, form_cyclictest_hist, form_cyclictest_json, form_hyperfine,
    form_google_benchmark, form_hgrm, form_rtla, form_ftrace_hist, form_matrix,
    form_openentropy_table;

#endif
