/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "text.h"

#include <ctype.h>
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
