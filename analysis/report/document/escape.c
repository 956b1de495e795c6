/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text from a database is hostile until it is escaped, once, where it enters a form: HTML,
 * Markdown, a gnuplot string, a URL. Every character that could begin something there is replaced,
 * and characters that move the cursor, hide or turn the direction of writing are replaced
 * everywhere. Cost: one pass.
 */
#include "escape.h"

#include "text.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static const char replacement[] = "\xEF\xBF\xBD";

/* The next character of *text, which is moved past it: as bytes (*bytes, *n) ready to be shown.
 * Returns it if it is ASCII, 0x80 for any other, -1 at the end. */
static int next_character(const char **text, const char **bytes, size_t *n)
{
	uint32_t cp = 0;
	if (!**text)
		return -1;
	*bytes = *text;
	*n = text_decode(*text, &cp);
	*text += *n ? *n : 1;
	if (*n && (cp == '\n' || cp == '\r' || cp == '\t')) {
		*bytes = " ";
		return ' ';
	}
	if (*n == 0 || text_hidden(cp)) {
		*bytes = replacement;
		*n = sizeof replacement - 1;
		return 0x80;
	}
	return cp < 0x80 ? (int)cp : 0x80;
}

void escape_text(FILE *out, const char *text)
{
	const char *bytes;
	size_t n;
	while (next_character(&text, &bytes, &n) >= 0)
		fwrite(bytes, 1, n, out);
}

void escape_csv(FILE *out, const char *text)
{
	const char *bytes;
	size_t n;
	/* A spreadsheet would take it for a formula. */
	fputs(*text && strchr("=+-@\t\r", *text) ? "\"'" : "\"", out);
	for (int c; (c = next_character(&text, &bytes, &n)) >= 0;) {
		if (c == '"')
			fputc('"', out);
		fwrite(bytes, 1, n, out);
	}
	fputc('"', out);
}

void escape_html(FILE *out, const char *text)
{
	const char *bytes;
	size_t n;
	for (int c; (c = next_character(&text, &bytes, &n)) >= 0;) {
		const char *entity = c == '&'	 ? "&amp;"
				     : c == '<'	 ? "&lt;"
				     : c == '>'	 ? "&gt;"
				     : c == '"'	 ? "&quot;"
				     : c == '\'' ? "&#39;"
						 : NULL;
		if (entity)
			fputs(entity, out);
		else
			fwrite(bytes, 1, n, out);
	}
}

static bool is_word(int c)
{
	return isalnum(c) || c >= 0x80;
}

void escape_markdown(FILE *out, const char *text)
{
	const char *bytes;
	size_t n;
	int before = 0, w = 0; /* so many w lie before: "www." begins an address */
	for (int c; (c = next_character(&text, &bytes, &n)) >= 0; before = c) {
		if (c == '&' || c == '<' || c == '>' || c == '@')
			fprintf(out, "&#%d;", c);
		else if (c == ':' && strncmp(text, "//", 2) == 0)
			fputs("&#58;", out); /* GitHub makes links of bare addresses */
		else if (c == '.' && w >= 3)
			fputs("&#46;", out);
		else if (c == '_' && is_word(before) && is_word((unsigned char)*text))
			fputc('_', out); /* inside a word it has no meaning */
		else if (c < 0x80 && strchr("\\`*_{}[]#|~$!", c))
			fprintf(out, "\\%c", c);
		else
			fwrite(bytes, 1, n, out);
		w = c == 'w' || c == 'W' ? w + 1 : 0;
	}
}

void escape_plot(char *out, size_t size, const char *text)
{
	const char *bytes;
	size_t n, at = 0;
	for (int c; (c = next_character(&text, &bytes, &n)) >= 0;) {
		if (c == '\'' || c == '`' || c == '"') {
			bytes = "\u2019";
			n = strlen(bytes);
		} else if (c == '\\') {
			bytes = "/";
		}
		if (at + n >= size)
			break;
		memcpy(out + at, bytes, n);
		at += n;
	}
	out[at] = '\0';
}

int escape_plot_path(char *out, size_t size, const char *path)
{
	size_t at = 0;
	for (const char *s = path; *s; s++) {
		if ((unsigned char)*s < 0x20 || at + 3 > size)
			return -1;
		if (*s == '\'')
			out[at++] = '\'';
		out[at++] = *s;
	}
	out[at] = '\0';
	return 0;
}

void escape_url(FILE *out, const char *path)
{
	static const char kept[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				   "0123456789-._~/";
	for (const unsigned char *s = (const unsigned char *)path; *s; s++) {
		if (strchr(kept, *s))
			fputc(*s, out);
		else
			fprintf(out, "%%%02X", *s);
	}
}
