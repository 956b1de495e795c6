/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writes JSON to a stream, member by member; commas and escapes are taken care of. Numbers that
 * JSON cannot hold (nan, inf) are written as null. Bytes that are not UTF-8 become U+FFFD,
 * characters that move, hide or turn what surrounds them (text_hidden) are escaped: a document is
 * also looked at.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct json {
	FILE *out;
	int depth;
	bool comma;  /* a value precedes the next one at this level */
	size_t size; /* of a text in memory */
};

void json_init(struct json *j, FILE *out);

/* The same into memory. After json_close_text *text is the document without a final newline, made
 * by malloc, for the caller to free; NULL if there was no memory. Returns 0, or -1. */
int json_open_text(struct json *j, char **text);
int json_close_text(struct json *j, char **text);

/* Takes line ends and indents out of a document, in place: for texts that many rows hold. */
void json_compact(char *text);

/* key is NULL inside an array and at the top; it is written as the member's name in an object. */
void json_begin_object(struct json *j, const char *key);
void json_end_object(struct json *j);
void json_begin_array(struct json *j, const char *key);
void json_end_array(struct json *j);
void json_string(struct json *j, const char *key, const char *value); /* NULL: null */
void json_double(struct json *j, const char *key, double value);      /* %.17g */
void json_fixed(struct json *j, const char *key, double value);	      /* %.4f */
void json_u64(struct json *j, const char *key, uint64_t value);
void json_i64(struct json *j, const char *key, int64_t value);
void json_bool(struct json *j, const char *key, bool value);
void json_null(struct json *j, const char *key);
/* `text` must be JSON already (a column that SQLite checked with json_valid); the same characters
 * in its strings are escaped. */
void json_raw(struct json *j, const char *key, const char *text);

/* Ends the document with a newline. Returns 0, or -1 if the stream has failed. */
int json_finish(struct json *j);

#endif
