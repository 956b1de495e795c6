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

int decode_take(struct decode *d, const uint8_t *data, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (d->form == DECODE_PACKED_MSB || d->form == DECODE_PACKED_LSB)
			unpack_byte(d, data[i]);
		else if (character_take(d, data[i]) != 0)
			return -1;
	}
	return 0;
}

int decode_end(struct decode *d)
{
	return d->form >= DECODE_PACKED_MSB ? 0 : number_end(d);
}

void decode_look(struct decode_look *l, const uint8_t *data, size_t n)
{
	for (size_t i = 0; i < n && !l->other; i++) {
		unsigned digit = digit_of(data[i]);
		l->letter |= digit >= 10 && digit != NO_DIGIT;
		l->digit |= digit >= 2 && digit < 10;
		l->bit |= digit < 2;
		l->separator |= is_separator(data[i]);
		l->other |= digit == NO_DIGIT && !is_separator(data[i]);
	}
}

const char *decode_text(const struct decode_look *l)
{
	/* Without a line end, only letters among digits show that it is text. */
	bool hex = l->letter && l->digit;
	if (l->other || !(l->separator || hex) || !(l->bit || l->digit || l->letter))
		return NULL;
	if (l->letter)
		return "a hex digit, a blank or a line end: this is text; --format hex reads two "
		       "digits a byte";
	if (l->digit)
		return "a digit, a blank or a line end: this is text; --format dec reads a number "
		       "a sample, --format hex two "
		       "digits a byte";
	return "0, 1, a blank or a line end: this is text; --format text reads a sample a digit";
}
