/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json_facts.h"

#include "err.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 8 };

struct reader {
	const char *at;
	struct facts *facts;
	bool bad;
};

static void blank(struct reader *r)
{
	r->at += strspn(r->at, " \t\r\n");
}

/* Four hex digits at s, or -1. */
static int32_t hex4(const char *s)
{
	int32_t v = 0;
	for (int i = 0; i < 4; i++) {
		static const char digits[] = "0123456789abcdef0123456789ABCDEF";
		const char *d = s[i] ? strchr(digits, s[i]) : NULL;
		if (!d)
			return -1;
		v = v << 4 | (int32_t)((d - digits) & 15);
	}
	return v;
}

static void put_utf8(FILE *out, int32_t cp)
{
	if (cp < 0x80) {
		fputc(cp, out);
	} else if (cp < 0x800) {
		fputc(0xC0 | cp >> 6, out);
		fputc(0x80 | (cp & 0x3F), out);
	} else if (cp < 0x10000) {
		fputc(0xE0 | cp >> 12, out);
		fputc(0x80 | (cp >> 6 & 0x3F), out);
		fputc(0x80 | (cp & 0x3F), out);
	} else {
		fputc(0xF0 | cp >> 18, out);
		fputc(0x80 | (cp >> 12 & 0x3F), out);
		fputc(0x80 | (cp >> 6 & 0x3F), out);
		fputc(0x80 | (cp & 0x3F), out);
	}
}

/* What follows \u, with the second half of a surrogate pair where there is one. */
static void unicode(struct reader *r, FILE *out)
{
	int32_t cp = hex4(r->at);
	if (cp < 0) {
		r->bad = true;
		return;
	}
	r->at += 4;
	if (cp >= 0xD800 && cp < 0xDC00 && r->at[0] == '\\' && r->at[1] == 'u') {
		int32_t low = hex4(r->at + 2);
		if (low >= 0xDC00 && low < 0xE000) {
			cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
			r->at += 6;
		}
	}
	put_utf8(out, cp == 0 ? 0xFFFD : cp);
}

static void escaped(struct reader *r, FILE *out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	char c = *r->at;
	const char *hit = c ? strchr(from, c) : NULL;
	r->bad = r->bad || (!hit && c != 'u');
	if (c)
		r->at++;
	if (hit)
		fputc(to[hit - from], out);
	else if (c == 'u')
		unicode(r, out);
}

/* A string in quotes, to be freed. */
static char *string(struct reader *r)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	if (!out)
		err_die("out of memory");
	r->at++;
	while (*r->at && *r->at != '"' && !r->bad) {
		if (*r->at != '\\') {
			fputc(*r->at++, out);
			continue;
		}
		r->at++;
		escaped(r, out);
	}
	if (*r->at == '"')
		r->at++;
	else
		r->bad = true;
	if (fclose(out) != 0)
		err_die("out of memory");
	return text;
}

static void add(struct facts *f, const char *key, char *value)
{
	struct fact *item = realloc(f->item, (f->count + 1) * sizeof *item);
	char *name = strdup(key);
	if (!item || !name || !value)
		err_die("out of memory");
	f->item = item;
	f->item[f->count++] = (struct fact){name, value};
}

/* A number, true, false or null, as it is written. */
static char *bare(struct reader *r)
{
	size_t n = strcspn(r->at, ",]} \t\r\n");
	char *text =
	    n == 4 && strncmp(r->at, "null", 4) == 0 ? strdup("unknown") : strndup(r->at, n);
	r->bad = r->bad || n == 0;
	r->at += n;
	return text;
}

static void value(struct reader *r, const char *path, int depth);

/* The members of an object or the elements of an array, whose bracket is at r->at. */
static void members(struct reader *r, const char *path, int depth)
{
	bool object = *r->at++ == '{';
	char end = object ? '}' : ']';
	for (size_t i = 0;; i++) {
		char *name = NULL, *full = NULL;
		blank(r);
		if (i == 0 && *r->at == end)
			break;
		if (object && *r->at == '"') {
			name = string(r);
			blank(r);
			r->bad = r->bad || *r->at != ':';
			r->at += *r->at == ':';
		} else if (object || asprintf(&name, "%zu", i) < 0) {
			r->bad = true;
		}
		if (!r->bad && asprintf(&full, "%s%s%s", path, *path ? "." : "", name) >= 0)
			value(r, full, depth + 1);
		free(name);
		free(full);
		blank(r);
		if (r->bad || *r->at != ',')
			break;
		r->at++;
	}
	r->bad = r->bad || *r->at != end;
	r->at += *r->at == end;
}

static void value(struct reader *r, const char *path, int depth)
{
	blank(r);
	if (depth > DEPTH_MAX)
		r->bad = true;
	else if (*r->at == '{' || *r->at == '[')
		members(r, path, depth);
	else
		add(r->facts, path, *r->at == '"' ? string(r) : bare(r));
}

void facts_read(struct facts *f, const char *json)
{
	*f = (struct facts){0};
	struct reader r = {.at = json, .facts = f};
	if (!json)
		return;
	blank(&r);
	if (*r.at == '{')
		members(&r, "", 0);
}

void facts_release(struct facts *f)
{
	for (size_t i = 0; i < f->count; i++) {
		free(f->item[i].key);
		free(f->item[i].value);
	}
	free(f->item);
	*f = (struct facts){0};
}

const char *facts_get(const struct facts *f, const char *key)
{
	for (size_t i = 0; i < f->count; i++)
		if (strcmp(f->item[i].key, key) == 0)
			return f->item[i].value;
	return NULL;
}
