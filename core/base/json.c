/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json.h"

#include "err.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void json_init(struct json *j, FILE *out)
{
	*j = (struct json){.out = out};
}

int json_open_text(struct json *j, char **text)
{
	*text = NULL;
	json_init(j, NULL);
	j->out = open_memstream(text, &j->size);
	return j->out ? 0 : -1;
}

int json_close_text(struct json *j, char **text)
{
	int rc = json_finish(j);
	if (fclose(j->out) != 0)
		rc = -1;
	if (rc == 0) {
		(*text)[j->size - 1] = '\0';
	} else {
		free(*text);
		*text = NULL;
	}
	return rc;
}

/* A line end inside a string is written as \\n, so every line end here is between members. */
void json_compact(char *text)
{
	char *to = text;
	for (const char *from = text; *from;) {
		if (*from != '\n') {
			*to++ = *from++;
			continue;
		}
		from++;
		from += strspn(from, " ");
	}
	*to = '\0';
}

/* Length of the UTF-8 sequence at s, or 0 if there is none (RFC 3629, table in section 4). */
static int utf8_length(const unsigned char *s)
{
	if (s[0] < 0x80)
		return 1;
	int n = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;
	if (s[0] < 0xC2 || s[0] > 0xF4)
		return 0;
	for (int i = 1; i < n; i++)
		if ((s[i] & 0xC0) != 0x80)
			return 0;
	if ((s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xED && s[1] > 0x9F) ||
	    (s[0] == 0xF0 && s[1] < 0x90) || (s[0] == 0xF4 && s[1] > 0x8F))
		return 0;
	return n;
}

static void quoted(FILE *out, const char *text)
{
	fputc('"', out);
	for (const unsigned char *s = (const unsigned char *)text; *s;) {
		int n = utf8_length(s);
		if (n == 0) {
			fputs("\xEF\xBF\xBD", out);
			s++;
			continue;
		}
		if (n > 1)
			fwrite(s, 1, (size_t)n, out);
		else if (*s == '"' || *s == '\\')
			fprintf(out, "\\%c", *s);
		else if (*s < 0x20 || *s == 0x7F)
			fprintf(out, "\\u%04x", *s);
		else
			fputc(*s, out);
		s += n;
	}
	fputc('"', out);
}

/* What precedes every value: comma, line break, indentation and the member's name. */
static void lead(struct json *j, const char *key)
{
	if (j->comma)
		fputc(',', j->out);
	if (j->depth > 0)
		fprintf(j->out, "\n%*s", j->depth, "");
	if (key) {
		quoted(j->out, key);
		fputs(": ", j->out);
	}
	j->comma = true;
}

static void open_level(struct json *j, const char *key, char c)
{
	lead(j, key);
	fputc(c, j->out);
	j->depth++;
	j->comma = false;
}

static void close_level(struct json *j, char c)
{
	if (j->depth == 0)
		err_bug("json: more levels closed than opened");
	j->depth--;
	if (j->comma)
		fprintf(j->out, "\n%*s", j->depth, "");
	fputc(c, j->out);
	j->comma = true;
}

void json_begin_object(struct json *j, const char *key)
{
	open_level(j, key, '{');
}

void json_end_object(struct json *j)
{
	close_level(j, '}');
}

void json_begin_array(struct json *j, const char *key)
{
	open_level(j, key, '[');
}

void json_end_array(struct json *j)
{
	close_level(j, ']');
}

void json_string(struct json *j, const char *key, const char *value)
{
	if (!value) {
		json_null(j, key);
		return;
	}
	lead(j, key);
	quoted(j->out, value);
}

void json_double(struct json *j, const char *key, double value)
{
	if (!isfinite(value)) {
		json_null(j, key);
		return;
	}
	lead(j, key);
	fprintf(j->out, "%.17g", value);
}

void json_fixed(struct json *j, const char *key, double value)
{
	if (!isfinite(value)) {
		json_null(j, key);
		return;
	}
	lead(j, key);
	fprintf(j->out, "%.4f", value);
}

void json_u64(struct json *j, const char *key, uint64_t value)
{
	lead(j, key);
	fprintf(j->out, "%" PRIu64, value);
}

void json_i64(struct json *j, const char *key, int64_t value)
{
	lead(j, key);
	fprintf(j->out, "%" PRId64, value);
}

void json_bool(struct json *j, const char *key, bool value)
{
	json_raw(j, key, value ? "true" : "false");
}

void json_null(struct json *j, const char *key)
{
	json_raw(j, key, "null");
}

void json_raw(struct json *j, const char *key, const char *text)
{
	lead(j, key);
	fputs(text, j->out);
}

int json_finish(struct json *j)
{
	if (j->depth != 0)
		err_bug("json: %d levels left open", j->depth);
	fputc('\n', j->out);
	return fflush(j->out) == 0 && !ferror(j->out) ? 0 : -1;
}
