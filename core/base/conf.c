/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "conf.h"

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

static const char *take_line(char *line, char section[LINE],
    const char *(*each)(void *context, const char *section, const char *key, const char *value),
    void *context)
{
	cut_comment(line);
	char *text = trim_text(line);
	size_t n = strlen(text);
	if (n == 0)
		return NULL;
	if (text[0] == '[' && text[n - 1] == ']') {
		text[n - 1] = '\0';
		memcpy(section, text + 1, n - 1);
		return n > 2 ? NULL : "a section requires a name";
	}
	char *equals = strchr(text, '=');
	if (!equals)
		return "not '[section]', 'key = value' or a comment";
	*equals = '\0';
	return each(context, section, trim_text(text), trim_text(equals + 1));
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
	while (!fault && fgets(line, sizeof line, f)) {
		number++;
		fault = strchr(line, '\n') || feof(f) ? take_line(line, section, each, context)
						      : "the line is too long";
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
