/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "duration_file.h"

#include "err.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_SHOWN = 32 };

/* A word of the file while it is read: its value, and its start for a message. */
struct word {
	uint64_t value;
	char text[WORD_SHOWN + 1];
	size_t length;
	const char *wrong; /* NULL: a number so far */
};

static void word_add(struct word *w, int c)
{
	if (w->length < WORD_SHOWN)
		w->text[w->length] = isprint(c) ? (char)c : '?';
	w->length++;
	unsigned digit = (unsigned)c - '0';
	if (digit > 9)
		w->wrong = "is not an unsigned whole number";
	else if (!w->wrong && w->value > (UINT64_MAX - digit) / 10)
		w->wrong = "does not fit in 64 bits";
	else
		w->value = w->value * 10 + digit;
}

static int append(struct durations *d, uint64_t value)
{
	if (d->count == d->room) {
		size_t room = d->room ? 2 * d->room : 4096;
		uint64_t *grown =
		    room > SIZE_MAX / sizeof *grown ? NULL : realloc(d->at, room * sizeof *grown);
		if (!grown)
			return err_error("out of memory after %zu durations", d->count);
		d->at = grown;
		d->room = room;
	}
	d->at[d->count++] = value;
	return 0;
}

static int word_end(struct durations *d, const struct word *w, const char *name, unsigned long line)
{
	if (w->length == 0)
		return 0;
	if (w->wrong)
		return err_error("%s:%lu: '%.*s%s' %s", name, line, WORD_SHOWN, w->text,
		    w->length > WORD_SHOWN ? "..." : "", w->wrong);
	return append(d, w->value);
}

int durations_read(struct durations *d, FILE *in, const char *name)
{
	struct word w = {0};
	unsigned long line = 1;
	bool comment = false;
	int c;
	*d = (struct durations){0};
	do {
		c = getc(in);
		comment = (comment || c == '#') && c != '\n' && c != EOF;
		if (!comment && c != EOF && !isspace(c)) {
			word_add(&w, c);
			continue;
		}
		if (word_end(d, &w, name, line) != 0)
			return -1;
		w = (struct word){0};
		line += c == '\n';
	} while (c != EOF);
	if (ferror(in))
		return err_error("cannot read %s: %s", name, strerror(errno));
	return 0;
}

int durations_open(struct durations *d, const char *path)
{
	*d = (struct durations){0};
	if (strcmp(path, "-") == 0)
		return durations_read(d, stdin, "standard input");
	FILE *in = fopen(path, "re");
	if (!in)
		return err_error("cannot open %s: %s", path, strerror(errno));
	int status = durations_read(d, in, path);
	fclose(in);
	return status;
}

void durations_release(struct durations *d)
{
	free(d->at);
	*d = (struct durations){0};
}
