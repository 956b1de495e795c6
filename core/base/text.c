/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "text.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

size_t text_decode(const char *text, uint32_t *cp)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *s = (const unsigned char *)text;
	*cp = s[0];
	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xC2 || s[0] > 0xF4)
		return 0;
	size_t n = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;
	*cp = s[0] & (0xFFu >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xC0) != 0x80)
			return 0;
		*cp = *cp << 6 | (s[i] & 0x3Fu);
	}
	bool surrogate = *cp >= 0xD800 && *cp <= 0xDFFF;
	return *cp < least[n] || *cp > 0x10FFFF || surrogate ? 0 : n;
}

/* Control and format characters, general categories Cc, Cf, Zl and Zp (Unicode 15.0,
 * extracted/DerivedGeneralCategory.txt), but for those of single scripts that are seen. */
bool text_hidden(uint32_t cp)
{
	static const struct {
		uint32_t from, to;
	} ranges[] = {{0, 0x1F}, {0x7F, 0x9F}, {0xAD, 0xAD}, {0x61C, 0x61C}, {0x180E, 0x180E},
	    {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F}, {0xFEFF, 0xFEFF},
	    {0xFFF9, 0xFFFB}, {0xE0000, 0xE0FFF}};
	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
		if (cp >= ranges[i].from && cp <= ranges[i].to)
			return true;
	return false;
}

const char *text_plain(char *out, size_t size, const char *in)
{
	size_t at = 0, n;
	for (; in && *in; in += n ? n : 1) {
		uint32_t cp;
		n = text_decode(in, &cp);
		bool shown = n > 0 && !text_hidden(cp);
		size_t length = shown ? n : 1;
		if (at + length >= size)
			break;
		memcpy(out + at, shown ? in : "?", length);
		at += length;
	}
	if (size > 0)
		out[at] = '\0';
	return out;
}

static bool shell_is_plain(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("-._/:=+,", c));
}

/* Is there a character that a terminal does not show as it is? */
static bool has_hidden(const char *text)
{
	size_t n;
	for (; *text; text += n) {
		uint32_t cp;
		n = text_decode(text, &cp);
		if (n == 0 || text_hidden(cp))
			return true;
	}
	return false;
}

/* $'...' with every byte that is not printable ASCII as \ooo, and ' and \ as well (POSIX.1-2024,
 * Shell Command Language, 2.2.4). */
static void write_escaped(FILE *out, const char *text)
{
	fputs("$'", out);
	for (const char *s = text; *s; s++) {
		if (*s >= ' ' && *s <= '~' && *s != '\'' && *s != '\\')
			fputc(*s, out);
		else
			fprintf(out, "\\%03o", (unsigned)(unsigned char)*s);
	}
	fputc('\'', out);
}

void text_shell(FILE *out, const char *text)
{
	bool plain = *text != '\0' && *text != '-';
	for (const char *s = text; *s; s++)
		plain = plain && shell_is_plain(*s);
	if (plain) {
		fputs(text, out);
		return;
	}
	if (has_hidden(text)) {
		write_escaped(out, text);
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

/* The end of what $' begins, where each backslash begins an octal number. */
static const char *escaped_end(const char *s)
{
	for (; *s && *s != '\''; s++)
		if (*s == '\\' && !(s[1] >= '0' && s[1] <= '7'))
			return NULL;
	return *s ? s + 1 : NULL;
}

/* The end of a word that text_shell may have written; NULL: it begins with none. */
static const char *shell_word_end(const char *text)
{
	const char *s = text;
	while (s && *s && *s != ' ') {
		if (shell_is_plain(*s))
			s++;
		else if (*s == '\'')
			s = (s = strchr(s + 1, '\'')) ? s + 1 : NULL;
		else if (strncmp(s, "$'", 2) == 0)
			s = escaped_end(s + 2);
		else
			s = strncmp(s, "\\'", 2) == 0 ? s + 2 : NULL;
	}
	return s == text ? NULL : s;
}

bool text_is_command(const char *text, const char *begins)
{
	size_t n = strlen(begins);
	if (strncmp(text, begins, n) != 0)
		return false;
	const char *s = text + n;
	while (s && *s == ' ')
		s = shell_word_end(s + 1);
	return s && !*s;
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

const char *text_counted(char *out, size_t size, uint64_t n, const char *one, const char *many)
{
	char count[32];
	text_count(count, sizeof count, n);
	if (n == 1)
		snprintf(out, size, "1 %s", one);
	else
		snprintf(out, size, "%s %s%s", count, many ? many : one, many ? "" : "s");
	return out;
}

const char *text_seconds(char *out, size_t size, double seconds, int digits)
{
	static const struct {
		double least;
		const char *name;
	} units[] = {{1, "s"}, {1e-3, "ms"}, {1e-6, "us"}, {1e-9, "ns"}, {0, "ps"}};
	size_t i = 0;
	while (i + 1 < sizeof units / sizeof *units && seconds < units[i].least)
		i++;
	double unit = units[i].least > 0 ? units[i].least : 1e-12;
	if (seconds > 0)
		snprintf(out, size, "%.*g %s", digits, seconds / unit, units[i].name);
	else
		snprintf(out, size, "0 s");
	return out;
}
