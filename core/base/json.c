/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json.h"

#include "err.h"
#include "text.h"

#include <errno.h>
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
	errno = 0;
	j->out = open_memstream(text, &j->size);
	return j->out ? 0 : -1;
}

int json_close_text(struct json *j, char **text)
{
	/* A stream into memory drops what it has no room for, and says so by errno alone. */
	int rc = json_finish(j);
	if (fclose(j->out) != 0 || errno == ENOMEM || !*text || j->size == 0)
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

/* As a terminal may show it: what moves the cursor, hides or turns, and a byte that is not UTF-8,
 * would do the same in a document that somebody looks at. */
static void write_character(FILE *out, const char *bytes, size_t n, uint32_t cp)
{
	if (n == 0)
		fputs("\xEF\xBF\xBD", out);
	else if (!text_hidden(cp))
		fwrite(bytes, 1, n, out);
	else if (cp < 0x10000)
		fprintf(out, "\\u%04" PRIx32, cp);
	else /* RFC 8259, section 7 */
		fprintf(out, "\\u%04" PRIx32 "\\u%04" PRIx32, 0xD800 + ((cp - 0x10000) >> 10),
		    0xDC00 + (cp & 0x3FF));
}

static void write_quoted(FILE *out, const char *text)
{
	uint32_t cp;
	fputc('"', out);
	for (size_t n; *text; text += n ? n : 1) {
		n = text_decode(text, &cp);
		if (*text == '"' || *text == '\\')
			fputc('\\', out);
		write_character(out, text, n, cp);
	}
	fputc('"', out);
}

/* What precedes every value: comma, line break, indentation and the member's name. */
static void begin_value(struct json *j, const char *key)
{
	if (j->comma)
		fputc(',', j->out);
	if (j->depth > 0)
		fprintf(j->out, "\n%*s", j->depth, "");
	if (key) {
		write_quoted(j->out, key);
		fputs(": ", j->out);
	}
	j->comma = true;
}

static void open_level(struct json *j, const char *key, char c)
{
	begin_value(j, key);
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
	begin_value(j, key);
	write_quoted(j->out, value);
}

void json_double(struct json *j, const char *key, double value)
{
	if (!isfinite(value)) {
		json_null(j, key);
		return;
	}
	begin_value(j, key);
	fprintf(j->out, "%.17g", value);
}

void json_fixed(struct json *j, const char *key, double value)
{
	if (!isfinite(value)) {
		json_null(j, key);
		return;
	}
	begin_value(j, key);
	fprintf(j->out, "%.4f", value);
}

void json_u64(struct json *j, const char *key, uint64_t value)
{
	begin_value(j, key);
	fprintf(j->out, "%" PRIu64, value);
}

void json_i64(struct json *j, const char *key, int64_t value)
{
	begin_value(j, key);
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
	uint32_t cp;
	begin_value(j, key);
	for (size_t n; *text; text += n ? n : 1) {
		n = text_decode(text, &cp);
		if (n == 1 && strchr(" \t\r\n", *text)) /* between members */
			fputc(*text == '\r' ? ' ' : *text, j->out);
		else
			write_character(j->out, text, n, cp);
	}
}

int json_finish(struct json *j)
{
	if (j->depth != 0)
		err_bug("json: %d levels left open", j->depth);
	fputc('\n', j->out);
	return fflush(j->out) == 0 && !ferror(j->out) ? 0 : -1;
}
