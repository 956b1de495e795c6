/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "text.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

const char *text_plain(char *out, size_t size, const char *in)
{
	size_t n = 0;
	for (; in && in[n] && n + 1 < size; n++) {
		unsigned char c = (unsigned char)in[n];
		/* C1 controls start with 0xC2 in UTF-8; in a terminal that reads bytes they are
		 * 0x80-0x9F, which are also continuation bytes: only the two-byte form can be told
		 * apart. */
		int c1 = n > 0 && (unsigned char)in[n - 1] == 0xC2 && c < 0xA0;
		out[n] = c < 0x20 || c == 0x7F || c1 ? '?' : in[n];
	}
	if (size > 0)
		out[n] = '\0';
	return out;
}

void text_shell(FILE *out, const char *text)
{
	bool plain = *text != '\0' && *text != '-';
	for (const char *s = text; *s; s++)
		plain = plain && (isalnum((unsigned char)*s) || strchr("-._/:=+,", *s));
	if (plain) {
		fputs(text, out);
		return;
	}
	fputc('\'', out);
	for (const char *s = text; *s; s++) {
		if (*s == '\'')
			fputs("'\\''", out);
		else
			fputc(*s, out);
	}
	fputc('\'', out);
}

const char *text_count(char *out, size_t size, uint64_t value)
{
	char digits[24];
	int n = snprintf(digits, sizeof digits, "%" PRIu64, value);
	size_t at = 0;
	for (int i = 0; i < n && at + 2 < size; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			out[at++] = ',';
		out[at++] = digits[i];
	}
	if (size > 0)
		out[at] = '\0';
	return out;
}

const char *text_seconds(char *out, size_t size, double seconds, int digits)
{
	static const struct {
		double least;
		const char *name;
	} units[] = {{1, "s"}, {1e-3, "ms"}, {1e-6, "us"}, {1e-9, "ns"}, {0, "ps"}};
	size_t i = 0;
	while (seconds < units[i].least)
		i++;
	double unit = units[i].least > 0 ? units[i].least : 1e-12;
	if (seconds > 0)
		snprintf(out, size, "%.*g %s", digits, seconds / unit, units[i].name);
	else
		snprintf(out, size, "0 s");
	return out;
}
