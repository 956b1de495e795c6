/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "conf.h"

#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { LINE = 1024 };

/* Without blanks at both ends, in place. */
static char *trim_text(char *text)
{
	text += strspn(text, " \t");
	size_t n = strlen(text);
	while (n > 0 && strchr(" \t\r\n", text[n - 1]))
		n--;
	text[n] = '\0';
	return text;
}

/* A `#` starts a comment at the beginning of a line or after a blank, so that a value can hold it.
 */
static void cut_comment(char *line)
{
	for (char *at = strchr(line, '#'); at; at = strchr(at + 1, '#')) {
		if (at == line || at[-1] == ' ' || at[-1] == '\t') {
			*at = '\0';
			return;
		}
	}
}

/* Names are printed, recorded and compared: what does not show, or moves the cursor, is in none. */
static bool is_shown(const char *text)
{
	uint32_t cp = 0;
	for (size_t n; *text; text += n) {
		n = text_decode(text, &cp);
		if (n == 0 || (cp != '\t' && text_hidden(cp)))
			return false;
	}
	return true;
}

static const char *take_line(char *line, char section[LINE],
    const char *(*each)(void *context, const char *section, const char *key, const char *value),
    void *context)
{
	cut_comment(line);
	char *text = trim_text(line);
	size_t n = strlen(text);
	if (n == 0)
		return NULL;
	if (!is_shown(text))
		return "not text: the line has a control character or is not UTF-8";
	if (text[0] == '[' && text[n - 1] == ']') {
		text[n - 1] = '\0';
		snprintf(section, LINE, "%s", trim_text(text + 1));
		return *section ? each(context, section, NULL, NULL) : "a section requires a name";
	}
	char *equals = strchr(text, '=');
	if (!equals)
		return "not '[section]', 'key = value' or a comment";
	*equals = '\0';
	return each(context, section, trim_text(text), trim_text(equals + 1));
}

/* The next line into a buffer that holds no zero yet: the last one is where the line ends. Returns
 * NULL at the end of the file. */
static const char *line_read(char line[LINE], FILE *f, const char **fault)
{
	size_t end = LINE - 1;
	memset(line, '\n', LINE);
	if (!fgets(line, LINE, f))
		return NULL;
	while (line[end] != '\0')
		end--;
	if (strlen(line) < end)
		*fault = "not text: the line has a zero byte";
	else if (!strchr(line, '\n') && !feof(f))
		*fault = "the line is too long";
	return line;
}

/* The mark that some editors put first is no part of the text. */
static char *mark_skip(char *line, unsigned number)
{
	static const char mark[] = "\xef\xbb\xbf";
	return number == 1 && strncmp(line, mark, sizeof mark - 1) == 0 ? line + sizeof mark - 1
									: line;
}

int conf_read(const char *path,
    const char *(*each)(void *context, const char *section, const char *key, const char *value),
    void *context, char *why, size_t size)
{
	char line[LINE], section[LINE] = "";
	const char *fault = NULL;
	unsigned number = 0;
	FILE *f = fopen(path, "r");
	if (!f) {
		snprintf(why, size, "%s: %s", path, strerror(errno));
		return -1;
	}
	errno = 0;
	while (!fault && line_read(line, f, &fault)) {
		number++;
		if (!fault)
			fault = take_line(mark_skip(line, number), section, each, context);
	}
	if (fault)
		snprintf(why, size, "%s:%u: %s", path, number, fault);
	else if (ferror(f)) {
		fault = "unreadable";
		snprintf(why, size, "%s: %s", path, strerror(errno));
	}
	fclose(f);
	return fault ? -1 : 0;
}
