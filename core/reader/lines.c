/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text in memory, line by line and field by field, without copies: a span points into the file.
 * Cost: one pass.
 */
#include "reader_private.h"
#include "text.h"

#include <string.h>

struct lines lines_of(const struct source *s)
{
	struct lines l = {.at = s->at, .end = s->at + s->size};
	/* Some editors begin a text with the mark of UTF-8. */
	if (s->size >= 3 && memcmp(s->at, "\xEF\xBB\xBF", 3) == 0)
		l.at += 3;
	return l;
}

bool lines_next(struct lines *l)
{
	if (l->at >= l->end)
		return false;
	const char *feed = memchr(l->at, '\n', (size_t)(l->end - l->at));
	const char *end = feed ? feed : l->end;
	l->line = (struct span){l->at, (size_t)(end - l->at)};
	if (l->line.n > 0 && l->line.at[l->line.n - 1] == '\r')
		l->line.n--;
	l->at = feed ? feed + 1 : l->end;
	l->number++;
	return true;
}

struct span span_trim(struct span s)
{
	for (; s.n > 0 && (*s.at == ' ' || *s.at == '\t'); s.n--)
		s.at++;
	while (s.n > 0 && (s.at[s.n - 1] == ' ' || s.at[s.n - 1] == '\t'))
		s.n--;
	return s;
}

bool lines_next_data(struct lines *l)
{
	while (lines_next(l)) {
		/* What a spreadsheet writes for itself. */
		if (l->number == 1 && l->line.n == 5 && span_begins(l->line, "sep="))
			continue;
		const char *sign = l->line.n ? memchr(l->line.at, '#', l->line.n) : NULL;
		if (sign)
			l->line.n = (size_t)(sign - l->line.at);
		l->line = span_trim(l->line);
		if (l->line.n > 0)
			return true;
	}
	return false;
}

bool span_is(struct span s, const char *text)
{
	return s.n == strlen(text) && memcmp(s.at, text, s.n) == 0;
}

bool span_begins(struct span s, const char *text)
{
	size_t n = strlen(text);
	return s.n >= n && memcmp(s.at, text, n) == 0;
}

const char *span_find(struct span s, const char *text)
{
	return s.n ? memmem(s.at, s.n, text, strlen(text)) : NULL;
}

bool span_has_digit(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.at[i] >= '0' && s.at[i] <= '9')
			return true;
	return false;
}

const char *span_show(struct span s, char out[40])
{
	enum { MOST = 32 };
	size_t at = 0, put = 0;
	while (at < s.n && put < MOST) {
		uint32_t cp;
		size_t n = text_decode(s.at + at, &cp);
		n = n > s.n - at ? 0 : n;
		bool shown = n > 0 && !text_hidden(cp);
		size_t length = shown ? n : 1;
		if (put + length > MOST)
			break;
		memcpy(out + put, shown ? s.at + at : "?", length);
		at += n > 0 ? n : 1;
		put += length;
	}
	memcpy(out + put, at < s.n ? "..." : "", at < s.n ? 4 : 1);
	return out;
}

/* The field at the front of s, which ends at `separator`; it is cut off from s with the separator.
 * A quoted field may hold the separator. */
static struct span field_cut(struct span *s, char separator, bool *more)
{
	struct span f = *s;
	bool quoted = s->n > 0 && *s->at == '"';
	const char *from = s->at, *end = s->at + s->n;
	if (quoted) {
		const char *close = s->n > 1 ? memchr(s->at + 1, '"', s->n - 1) : NULL;
		from = close ? close + 1 : s->at;
	}
	const char *cut = from < end ? memchr(from, separator, (size_t)(end - from)) : NULL;
	f.n = (size_t)((cut ? cut : end) - f.at);
	*more = cut != NULL;
	*s = (struct span){cut ? cut + 1 : end, cut ? (size_t)(end - cut - 1) : 0};
	f = span_trim(f);
	if (f.n >= 2 && f.at[0] == '"' && f.at[f.n - 1] == '"')
		f = (struct span){f.at + 1, f.n - 2};
	return f;
}

static size_t blank_find(struct span s)
{
	size_t n = 0;
	while (n < s.n && s.at[n] != ' ' && s.at[n] != '\t')
		n++;
	return n;
}

size_t word_length(struct span s)
{
	size_t n = blank_find(s);
	struct span rest = span_trim((struct span){s.at + n, s.n - n});
	struct span next = {rest.at, blank_find(rest)};
	struct decimal d;
	if (unit_parse(next) == UNIT_NONE ||
	    decimal_parse((struct span){s.at, n}, &d) == DECIMAL_NO_NUMBER)
		return n;
	return (size_t)(next.at + next.n - s.at);
}

int span_fields(struct span s, char separator, struct span field[static FIELDS])
{
	int n = 0;
	bool more = true;
	if (separator) {
		while (more) {
			if (n == FIELDS)
				return -1;
			field[n++] = field_cut(&s, separator, &more);
		}
		return n;
	}
	for (s = span_trim(s); s.n > 0; s = span_trim(s)) {
		size_t k = word_length(s);
		if (n == FIELDS)
			return -1;
		field[n++] = (struct span){s.at, k};
		s = (struct span){s.at + k, s.n - k};
	}
	return n;
}
