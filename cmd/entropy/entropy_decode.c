/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text and packed bits, byte by byte with a few words of state, so that a pipe needs no memory; and
 * a look at what every byte of a file has in common, since text that is assessed as bytes has line
 * ends for symbols and gives a number that means nothing. Cost: one pass.
 */
#include "entropy_decode.h"

#include "err.h"

#include <inttypes.h>
#include <string.h>

enum { NO_DIGIT = 255, HEX_DIGITS = 2 };

enum decode_form decode_find(const char *name)
{
	static const char *const names[] = {
	    "raw", "text", "hex", "dec", "packed-msb", "packed-lsb"};
	for (int i = 0; i < DECODE_UNKNOWN; i++)
		if (strcmp(names[i], name) == 0)
			return (enum decode_form)i;
	return DECODE_UNKNOWN;
}

/* Some editors begin a text with the mark of UTF-8. */
static const uint8_t mark[3] = {0xEF, 0xBB, 0xBF};

static unsigned digit_of(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10u : NO_DIGIT;
}

static bool is_separator(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',';
}

static int fail_decode(struct decode *d, const char *what)
{
	return err_why(d->why, sizeof d->why, "line %" PRIu64 ": %s", d->line + 1, what);
}

static void unpack_byte(struct decode *d, uint8_t byte)
{
	for (int b = 0; b < 8; b++)
		d->keep(d->with, byte >> (d->form == DECODE_PACKED_MSB ? 7 - b : b) & 1);
}

/* The number or byte that was being read has ended. */
static int number_end(struct decode *d)
{
	if (d->digits == 0)
		return 0;
	if (d->form == DECODE_HEX)
		return fail_decode(d, "an odd number of hex digits; two are a byte");
	d->keep(d->with, (uint16_t)d->value);
	d->digits = d->value = 0;
	return 0;
}

static int hex_digit(struct decode *d, unsigned digit)
{
	d->value = d->value << 4 | digit;
	if (++d->digits < HEX_DIGITS)
		return 0;
	d->keep(d->with, (uint16_t)d->value);
	d->digits = d->value = 0;
	return 0;
}

static int decimal_digit(struct decode *d, unsigned digit)
{
	d->value = d->value * 10 + digit;
	d->digits = 1;
	return d->value <= UINT16_MAX ? 0
				      : fail_decode(d, "a number above 65535, the widest sample");
}

static int character_take(struct decode *d, uint8_t c)
{
	unsigned digit = digit_of(c), base = d->form == DECODE_HEX   ? 16
					     : d->form == DECODE_DEC ? 10
								     : 2;
	if (is_separator(c)) {
		int rc = number_end(d);
		d->line += c == '\n';
		return rc;
	}
	/* 0x before a byte */
	if (d->form == DECODE_HEX && (c | 0x20) == 'x' && d->digits == 1 && d->value == 0) {
		d->digits = 0;
		return 0;
	}
	if (digit >= base)
		return fail_decode(d, base == 2 ? "a character that is neither 0 nor 1 nor a blank"
				      : base == 10
					  ? "a character that is neither a digit nor a blank"
					  : "a character that is neither a hex digit nor a blank");
	if (base == 16)
		return hex_digit(d, digit);
	if (base == 10)
		return decimal_digit(d, digit);
	d->keep(d->with, (uint16_t)digit);
	return 0;
}

/* Whether the byte is of the mark that a text may begin with; -1: it began like one. */
static int mark_take(struct decode *d, uint8_t c)
{
	if (d->begun || d->mark == sizeof mark)
		return 0;
	if (c == mark[d->mark]) {
		d->mark++;
		return 1;
	}
	d->begun = true;
	return d->mark == 0 ? 0 : fail_decode(d, "a character that is no digit and no blank");
}

int decode_take(struct decode *d, const uint8_t *data, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (d->form == DECODE_PACKED_MSB || d->form == DECODE_PACKED_LSB) {
			unpack_byte(d, data[i]);
			continue;
		}
		int of_mark = mark_take(d, data[i]);
		if (of_mark < 0 || (of_mark == 0 && character_take(d, data[i]) != 0))
			return -1;
	}
	return 0;
}

int decode_end(struct decode *d)
{
	return d->form >= DECODE_PACKED_MSB ? 0 : number_end(d);
}

/* ---- whether the bytes are text
 * ------------------------------------------------------------------------------------- */

static bool is_line_text(unsigned c)
{
	return (c >= ' ' && c <= '~') || c == '\t' || c == '\n' || c == '\r';
}

/* What is left of a sequence of UTF-8 (RFC 3629) behind byte c; malformed ones are kept in mind. */
static void utf8_follow(struct decode_look *l, uint8_t c)
{
	if (l->utf8_left > 0) {
		l->utf8_bad = l->utf8_bad || (c & 0xC0) != 0x80;
		l->utf8_left--;
	} else if (c >= 0x80) {
		l->utf8_bad = l->utf8_bad || c < 0xC2 || c > 0xF4;
		l->utf8_left = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : 1;
	}
}

/* The first number of a line has ended. */
static void column_compare(struct decode_column *c)
{
	enum { ADDRESS_DIGITS = 6 };
	if (c->lines == 0)
		c->address = c->digits >= ADDRESS_DIGITS && c->value >> 4 * (c->digits - 1) == 0;
	c->broken = c->broken || c->alone || (c->lines > 0 && c->value <= c->before);
	c->before = c->value;
	c->value = c->digits = 0;
	c->at = COLUMN_BEHIND;
}

static void column_newline(struct decode_column *c)
{
	c->lines += c->at == COLUMN_MORE;
	c->alone = c->alone || c->at == COLUMN_BEHIND;
	c->at = COLUMN_NONE;
}

static void column_take(struct decode_column *c, uint8_t b)
{
	enum { MOST_DIGITS = 16 };
	if (c->broken)
		return;
	unsigned digit = digit_of(b);
	if (is_separator(b)) {
		if (c->at == COLUMN_FIRST)
			column_compare(c);
		if (b == '\n')
			column_newline(c);
	} else if (c->at >= COLUMN_BEHIND || (b == '*' && c->at == COLUMN_NONE)) {
		c->at = COLUMN_MORE; /* a * of od is lines like the one before */
	} else if (digit == NO_DIGIT || c->digits == MOST_DIGITS) {
		c->broken = true;
	} else {
		c->value = c->value << 4 | digit;
		c->digits++;
		c->at = COLUMN_FIRST;
	}
}

void decode_look(struct decode_look *l, const uint8_t *data, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool so_far = l->bytes == l->mark && l->mark < sizeof mark;
		if (l->bytes < sizeof l->head)
			l->head[l->bytes] = data[i];
		if (so_far && data[i] == mark[l->mark]) {
			l->mark++;
			l->bytes++;
			continue;
		}
		/* What began like the mark is none. */
		for (unsigned j = 0; so_far && j < l->mark; j++)
			l->seen[j & 1][mark[j]] = l->utf8_bad = true;
		l->seen[l->bytes++ & 1][data[i]] = true;
		column_take(&l->column, data[i]);
		utf8_follow(l, data[i]);
	}
}

static bool has_seen(const struct decode_look *l, unsigned c)
{
	return l->seen[0][c] || l->seen[1][c];
}

/* Whether one of the characters is there. */
static bool has_any(const struct decode_look *l, const char *characters)
{
	for (; *characters; characters++)
		if (has_seen(l, (uint8_t)*characters))
			return true;
	return false;
}

/* Whether nothing else is there. */
static bool has_only(const struct decode_look *l, const char *characters)
{
	for (unsigned c = 0; c < 256; c++)
		if (has_seen(l, c) && (c == 0 || !strchr(characters, (int)c)))
			return false;
	return true;
}

bool decode_printable(const struct decode_look *l)
{
	for (unsigned c = 0; c < 256; c++)
		if (has_seen(l, c) && (c < ' ' || c > '~'))
			return false;
	return !l->known && l->bytes > 0;
}

#define DIGITS "0123456789"
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define BLANKS " \t\r\n,"
#define PRINTABLE DIGITS LOWER UPPER "!\"#$%&'()*+-./:;<=>?@[\\]^_`{|}~"

/* Every other byte 0 and the others a text's, behind a mark or with line ends. Numbers of 16 bits
 * have no mark, and hardly all of these. */
static bool is_utf16(const struct decode_look *l)
{
	bool little = l->bytes >= 4 && l->head[0] == 0xFF && l->head[1] == 0xFE;
	bool big = l->bytes >= 4 && l->head[0] == 0xFE && l->head[1] == 0xFF;
	for (unsigned high = 0; high < 2; high++) {
		bool fits = l->seen[high][0] && (little || big || l->seen[!high]['\n']);
		for (unsigned c = 1; c < 256 && fits; c++)
			fits = (!l->seen[!high][c] || is_line_text(c) || c >= 0xFE) &&
			       (!l->seen[high][c] || c >= 0xFE);
		if (fits && !l->seen[!high][0])
			return true;
	}
	return false;
}

/* UTF-8 with line ends, or behind its mark; of ASCII alone where neither is there, see below. */
static bool is_lines(const struct decode_look *l)
{
	for (unsigned c = 0; c < ' '; c++)
		if (has_seen(l, c) && !is_line_text(c))
			return false;
	return !l->utf8_bad && l->utf8_left == 0 && !has_seen(l, 0x7F) && has_any(l, PRINTABLE) &&
	       (l->mark == sizeof mark || has_any(l, "\n\r"));
}

/* Words in one line: letters and separators, without most of the signs that lie between and beside
 * them. Numbers that are as small as a separator and as large as a letter have those between. */
static bool is_words(const struct decode_look *l)
{
	static const char between[] = "@[\\]^`";
	unsigned lacks = 0;
	for (const char *c = between; *c; c++)
		lacks += !has_seen(l, (uint8_t)*c);
	return decode_printable(l) && has_any(l, LOWER) && has_any(l, " ,;:\"") && lacks >= 3;
}

/* Text in digits that a form reads, of one number a sample. */
static const char *digits_text(const struct decode_look *l)
{
	bool letter = has_any(l, "abcdefABCDEF"), digit = has_any(l, "23456789");
	/* Without a line end, only letters among digits show that it is text, or nothing but 0 and
	 * 1. */
	bool hex = letter && digit,
	     bits = has_seen(l, '0') && has_seen(l, '1') && !letter && !digit;
	if (!has_only(l, DIGITS "abcdefABCDEF" BLANKS) || !(has_any(l, BLANKS) || hex || bits) ||
	    !has_any(l, DIGITS "abcdefABCDEF"))
		return NULL;
	if (letter)
		return "every byte is a hex digit, a blank or a line end: this is text; --format "
		       "hex reads two digits a byte";
	if (digit)
		return "every byte is a digit, a blank or a line end: this is text; --format dec "
		       "reads a number a sample, --format hex two digits a byte";
	return "every byte is 0, 1, a blank or a line end: this is text; --format text reads a "
	       "sample a digit";
}

/* Text whose lines begin with a number that is no sample. */
static const char *column_text(const struct decode_look *l)
{
	enum { FEWEST_LINES = 4 };
	const struct decode_column *c = &l->column;
	if (c->broken || c->lines < FEWEST_LINES || !is_lines(l))
		return NULL;
	if (c->address)
		return "the first number of each line grows, as the addresses of a dump do, which "
		       "are no samples: assess the file that was dumped, or dump it without them: "
		       "'od -An -v -t u1 -w1' writes what --format dec reads";
	if (has_only(l, DIGITS "abcdefABCDEF" BLANKS))
		return "the first number of each line grows, as an index or a time does, which is "
		       "no sample: \"sed 's/^[[:blank:]]*[[:xdigit:]]*[[:blank:],]*//'\" leaves "
		       "the "
		       "others, for --format dec; durations are read by 'ticklab db import "
		       "--column' and assessed by 'ticklab entropy --run'";
	return NULL;
}

const char *decode_text(const struct decode_look *l)
{
	static const char *const import =
	    "every byte is of a number, a separator or a line end: this is text with decimals or "
	    "several columns; 'ticklab db import' reads durations from it and 'ticklab entropy "
	    "--run' assesses them";
	if (l->known)
		return NULL;
	const char *digits = column_text(l);
	if (!digits)
		digits = digits_text(l);
	if (digits)
		return digits;
	if (is_utf16(l))
		return "every other byte is 0 and the others are text: this is UTF-16; 'iconv -f "
		       "UTF-16 -t UTF-8' makes text of it, which --format text, dec or hex reads";
	if (has_only(l, DIGITS "+-.eE;" BLANKS) && has_any(l, DIGITS) && has_any(l, ".;") &&
	    has_any(l, " \t\n"))
		return import;
	if (has_only(l, DIGITS "abcdefABCDEFxX" BLANKS) && has_any(l, "xX") && has_any(l, BLANKS))
		return "every byte is a hex digit, an x, a blank or a line end: this is text; "
		       "--format "
		       "hex reads two digits a byte";
	if (has_only(l, DIGITS "abcdefABCDEF:-\r\n") && has_any(l, ":") &&
	    has_any(l, "abcdefABCDEF"))
		return "every byte is a hex digit, a colon or a line end: this is text; \"tr -d "
		       "':-'\" "
		       "makes hex of it, which --format hex reads";
	if (has_only(l, DIGITS "+-" BLANKS) && has_any(l, "-"))
		return "every byte is a digit, a sign, a blank or a line end: this is text with "
		       "numbers "
		       "below 0, and samples are from 0 on; \"sed 's/^-1$/0/'\" makes bits of -1 "
		       "and 1, "
		       "awk adds an offset";
	if (has_only(l, DIGITS "[](){};" BLANKS) && has_any(l, "[({") && has_any(l, ","))
		return "every byte is a digit, a bracket, a separator or a line end: this is a "
		       "list of "
		       "numbers; \"tr -d '[](){};'\" leaves those, which --format dec reads";
	if (has_only(l, DIGITS LOWER UPPER "+/-_=\r\n") && has_any(l, DIGITS) &&
	    has_any(l, LOWER) && has_any(l, UPPER))
		return "every byte is a letter or a digit of base64 or a line end: this is text; "
		       "'base64 -d' makes bytes of it";
	if (is_lines(l) || is_words(l))
		return "every byte is printable or a line end: this is text; if it holds "
		       "durations, "
		       "'ticklab db import' reads them and 'ticklab entropy --run' assesses them; "
		       "of a "
		       "dump 'xxd -r' makes bytes";
	return NULL;
}
