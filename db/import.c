/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int say(char *why, size_t size, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static int say(char *why, size_t size, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(why, size, fmt, ap);
	va_end(ap);
	return -1;
}

void series_release(struct series *s)
{
	free(s->start);
	free(s->elapsed);
	*s = (struct series){NULL, NULL, 0};
}

static int grow(struct series *s, size_t *room, bool with_start)
{
	if (s->count < *room)
		return 0;
	size_t more = *room ? *room * 2 : 65536;
	uint64_t *elapsed = realloc(s->elapsed, more * sizeof *elapsed);
	if (!elapsed)
		return -1;
	s->elapsed = elapsed;
	if (with_start) {
		uint64_t *start = realloc(s->start, more * sizeof *start);
		if (!start)
			return -1;
		s->start = start;
	}
	*room = more;
	return 0;
}

/* The numbers of a line, at most two. Returns how many, or -1 if something else stands there. */
static int parse_line(char *line, uint64_t v[2])
{
	int found = 0;
	line[strcspn(line, "#\r\n")] = '\0';
	for (char *at = line;;) {
		at += strspn(at, " \t");
		if (*at == '\0')
			return found;
		char *end;
		errno = 0;
		if (*at < '0' || *at > '9' || found == 2)
			return -1;
		v[found++] = strtoull(at, &end, 10);
		if (errno || (*end != '\0' && *end != ' ' && *end != '\t'))
			return -1;
		at = end;
	}
}

static int read_lines(struct series *s, FILE *f, const char *path, char *why, size_t size)
{
	char line[256];
	uint64_t v[2], number = 0;
	size_t room = 0;
	int columns = 0;
	while (fgets(line, sizeof line, f)) {
		number++;
		bool whole = strchr(line, '\n') || feof(f);
		bool comment = line[strspn(line, " \t")] == '#';
		for (int c; !whole && comment && (c = getc(f)) != EOF && c != '\n';)
			;
		int n = whole || comment ? parse_line(line, v) : -1;
		if (n == 0)
			continue;
		if (n < 0)
			return say(why, size,
			    "%s:%" PRIu64 ": not one or two numbers of ticks, 0 to 2^64-1", path,
			    number);
		if (columns && n != columns)
			return say(why, size,
			    "%s:%" PRIu64 ": %d number%s, the lines before have %d", path, number,
			    n, n > 1 ? "s" : "", columns);
		columns = n;
		if (grow(s, &room, n == 2) != 0)
			return say(why, size, "%s: out of memory", path);
		if (n == 2)
			s->start[s->count] = v[0];
		s->elapsed[s->count++] = v[n - 1];
	}
	return 0;
}

static int read_integers(
    struct series *s, FILE *f, const char *path, unsigned width, char *why, size_t size)
{
	uint8_t block[65536];
	size_t room = 0, n;
	while ((n = fread(block, 1, sizeof block, f)) > 0) {
		if (n % width)
			return say(
			    why, size, "%s: its size is not a multiple of %u bytes", path, width);
		for (size_t i = 0; i < n; i += width) {
			uint64_t v = 0;
			for (unsigned b = width; b > 0; b--)
				v = v << 8 | block[i + b - 1];
			if (grow(s, &room, false) != 0)
				return say(why, size, "%s: out of memory", path);
			s->elapsed[s->count++] = v;
		}
	}
	return 0;
}

/* width 0: text. */
static int read_any(struct series *out, const char *path, unsigned width, char *why, size_t size)
{
	*out = (struct series){NULL, NULL, 0};
	bool standard = strcmp(path, "-") == 0;
	FILE *f = standard ? stdin : fopen(path, "rb");
	if (!f)
		return say(why, size, "%s: %s", path, strerror(errno));
	errno = 0;
	int rc = width ? read_integers(out, f, path, width, why, size)
		       : read_lines(out, f, path, why, size);
	if (rc == 0 && ferror(f))
		rc = say(why, size, "%s: %s", path, strerror(errno));
	if (rc == 0 && out->count == 0)
		rc = say(why, size, "%s: no samples in it", path);
	if (!standard)
		fclose(f);
	if (rc != 0)
		series_release(out);
	return rc;
}

int series_read_text(struct series *out, const char *path, char *why, size_t size)
{
	return read_any(out, path, 0, why, size);
}

int series_read_binary(struct series *out, const char *path, unsigned width, char *why, size_t size)
{
	return read_any(out, path, width, why, size);
}
