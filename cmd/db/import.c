/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import.h"

#include "err.h"
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* The numbers of a line of n bytes, at most two. Returns how many, or -1 if something else stands
 * there. The line ends with a zero byte beyond n; one inside it is something else. */
static int parse_line(char *line, size_t n, uint64_t v[2])
{
	int found = 0;
	if (n > 0 && line[n - 1] == '\n')
		line[--n] = '\0';
	if (n > 0 && line[n - 1] == '\r')
		line[--n] = '\0';
	for (char *at = line;;) {
		at += strspn(at, " \t");
		if (*at == '#' || at == line + n)
			return found;
		char *end;
		errno = 0;
		if (*at < '0' || *at > '9' || found == 2)
			return -1;
		v[found++] = strtoull(at, &end, 10);
		if (errno || (end != line + n && *end != ' ' && *end != '\t' && *end != '#'))
			return -1;
		at = end;
	}
}

/* Adds what stands on a line. */
static int add_line(
    struct series *s, size_t *room, int *columns, char *line, size_t n, char *why, size_t size)
{
	uint64_t v[2];
	int found = parse_line(line, n, v);
	if (found == 0)
		return 0;
	if (found < 0)
		return err_why(why, size, "not one or two numbers of ticks, 0 to 2^64-1");
	if (*columns && found != *columns)
		return err_why(why, size, "%d number%s, the lines before have %d", found,
		    found > 1 ? "s" : "", *columns);
	*columns = found;
	if (grow(s, room, found == 2) != 0)
		return err_why(why, size, "out of memory");
	if (found == 2)
		s->start[s->count] = v[0];
	s->elapsed[s->count++] = v[found - 1];
	return 0;
}

static int read_lines(struct series *s, FILE *f, const char *path, char *why, size_t size)
{
	char *line = NULL, reason[128];
	size_t room = 0, length = 0;
	uint64_t number = 0;
	int columns = 0, rc = 0;
	ssize_t n;
	while (rc == 0 && (n = getline(&line, &length, f)) > 0) {
		/* Some editors begin a text with the mark of UTF-8. */
		size_t mark = number++ == 0 && strncmp(line, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
		rc = add_line(
		    s, &room, &columns, line + mark, (size_t)n - mark, reason, sizeof reason);
	}
	if (rc != 0)
		err_why(why, size, "%s:%" PRIu64 ": %s", path, number, reason);
	free(line);
	return rc;
}

static int read_integers(
    struct series *s, FILE *f, const char *path, unsigned width, char *why, size_t size)
{
	uint8_t block[65536];
	size_t room = 0, n;
	while ((n = fread(block, 1, sizeof block, f)) > 0) {
		if (n % width)
			return err_why(
			    why, size, "%s: its size is not a multiple of %u bytes", path, width);
		for (size_t i = 0; i < n; i += width) {
			uint64_t v = 0;
			for (unsigned b = width; b > 0; b--)
				v = v << 8 | block[i + b - 1];
			if (grow(s, &room, false) != 0)
				return err_why(why, size, "%s: out of memory", path);
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
		return err_why(why, size, "%s: %s", path, strerror(errno));
	errno = 0;
	int rc = width ? read_integers(out, f, path, width, why, size)
		       : read_lines(out, f, path, why, size);
	if (rc == 0 && ferror(f))
		rc = err_why(why, size, "%s: %s", path, strerror(errno));
	if (rc == 0 && out->count == 0)
		rc = err_why(why, size, "%s: no samples in it", path);
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
