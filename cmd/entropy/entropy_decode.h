/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Samples that are not one a byte: text of bits, hex or decimal numbers, and packed bits.
 */
#ifndef ENTROPY_DECODE_H
#define ENTROPY_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum decode_form {
	DECODE_RAW,  /* a byte a sample, or two */
	DECODE_TEXT, /* 0 and 1 as text, a sample each; blanks, commas and line ends are passed over
		      */
	DECODE_HEX,  /* two hex digits a byte */
	DECODE_DEC,  /* numbers below 65536 between blanks, commas or line ends */
	DECODE_PACKED_MSB, /* eight samples of one bit a byte, the highest bit first */
	DECODE_PACKED_LSB,
	DECODE_UNKNOWN,
};

enum decode_form decode_find(const char *name);

struct decode {
	enum decode_form form;
	uint64_t line;
	uint32_t value;
	unsigned mark;	 /* bytes of the mark of UTF-8 that the text begins with */
	bool begun;	 /* no mark comes any more */
	unsigned digits; /* of the number or byte that is being read */
	void (*keep)(void *with, uint16_t sample);
	void *with;
	char why[128];
};

/* Takes bytes as they come in pieces. Returns 0, or -1 with why: one line without the file's name.
 */
int decode_take(struct decode *d, const uint8_t *data, size_t n);
/* After the last. */
int decode_end(struct decode *d);

/* Whether each line begins with a greater number than the one before and has more behind it, as
 * the addresses of a dump and an index do; the last line may be an address alone. */
struct decode_column {
	uint64_t value, before; /* in base 16, which orders octal and decimal numbers as well */
	unsigned digits, lines;
	enum { COLUMN_NONE, COLUMN_FIRST, COLUMN_BEHIND, COLUMN_MORE } at;
	bool alone;   /* a line had nothing behind its number */
	bool address; /* the first one has zeros in front */
	bool broken;
};

/* What the bytes of a file have in common; starts from zero. */
struct decode_look {
	bool known;	   /* the file says what it holds */
	bool seen[2][256]; /* which bytes, at even and at odd places */
	struct decode_column column;
	uint8_t head[16];
	unsigned mark; /* bytes of the mark of UTF-8 that it begins with; they are not in `seen` */
	unsigned utf8_left;
	bool utf8_bad;
	uint64_t bytes;
};
void decode_look(struct decode_look *l, const uint8_t *data, size_t n);
/* A line that says what text the bytes are and what reads it; NULL: none. */
const char *decode_text(const struct decode_look *l);
/* Whether each is a printable character of ASCII: text in one line, or samples from 32 to 126. */
bool decode_printable(const struct decode_look *l);

#endif
