/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text as people and small programs write it: a duration a line, or a start and a duration, with
 * `#` comments. ticklab's own text export is this form; its comment says the counter's frequency.
 */
#include "reader_private.h"

#include <stdlib.h>
#include <string.h>

/* "# counter 24000000 Hz; ...", as an export writes it. */
static double exported_hz(const struct source *s)
{
	struct lines l = lines_of(s);
	while (lines_next(&l) && l.number < 10) {
		struct span end;
		if (!span_begins(l.line, "# counter "))
			continue;
		end.at = span_find(l.line, " Hz; ");
		char text[40] = "";
		size_t n = end.at ? (size_t)(end.at - l.line.at) - 10 : 0;
		if (n == 0 || n >= sizeof text)
			return 0;
		memcpy(text, l.line.at + 10, n);
		return strtod(text, NULL);
	}
	return 0;
}

/* How many numbers the lines have; lines beyond the first two kinds do not matter. */
struct shape {
	size_t lines;
	int columns;
	bool ragged;
};

static struct shape shape_of(const struct source *s)
{
	static struct span field[FIELDS];
	struct lines l = lines_of(s);
	struct shape shape = {0};
	while (!shape.ragged && lines_next_data(&l)) {
		int n = span_fields(l.line, 0, field);
		shape.ragged = n < 0 || (shape.lines > 0 && n != shape.columns);
		shape.columns = n;
		shape.lines++;
	}
	return shape;
}

/* Durations between blanks, as many a line as there are. */
static int stream_add(struct sink *k, struct lines *l)
{
	struct span rest = l->line, none = {0};
	for (rest = span_trim(rest); rest.n > 0; rest = span_trim(rest)) {
		size_t n = word_length(rest);
		if (sink_add_fields(k, l->number, none, (struct span){rest.at, n}) != 0)
			return -1;
		rest = (struct span){rest.at + n, rest.n - n};
	}
	return 0;
}

static int line_add(struct sink *k, const struct lines *l, int *columns)
{
	static struct span field[FIELDS];
	int n = span_fields(l->line, 0, field);
	char shown[40];
	for (int i = 0; i < n && i < 2; i++) {
		struct decimal d;
		int unit;
		enum decimal_kind kind = duration_parse(field[i], &d, &unit);
		if (kind != DECIMAL_OK)
			return sink_fail_number(k, l->number, field[i], kind);
	}
	if (*columns && n != *columns)
		return sink_fail(k, l->number, "%d number%s, the lines before have %d", n,
		    n > 1 ? "s" : "", *columns);
	*columns = n;
	if (k->o->column) {
		int c = sink_column(k, NULL, n, -1);
		return c < 0 ? -1 : sink_add_fields(k, l->number, (struct span){0}, field[c]);
	}
	if (n > 2 || n < 0)
		return sink_fail(k, l->number,
		    "'%s' is one of several columns: one duration a line, or start and duration; "
		    "--column N takes one of them, --format restart-matrix each line as one "
		    "restart",
		    span_show(l->line, shown));
	return sink_add_fields(k, l->number, n == 2 ? field[0] : (struct span){0}, field[n - 1]);
}

static void hz_take(struct sink *k)
{
	double hz = exported_hz(k->source);
	k->exported = hz >= 1 && hz <= 1e12;
	if (!k->exported || k->unit)
		return;
	if (k->o->counter_hz > 0 && k->o->counter_hz != hz)
		sink_warn(k, "the file says %.17g Hz; --counter-hz is taken", hz);
	else
		k->out->hz = hz;
}

static int text_read(struct sink *k)
{
	struct lines l = lines_of(k->source);
	struct shape shape = {0};
	if (k->o->stream && !k->o->column)
		shape = shape_of(k->source);
	bool stream = shape.ragged || (shape.lines == 1 && shape.columns > 2);
	int columns = 0;
	while (lines_next_data(&l))
		if ((stream ? stream_add(k, &l) : line_add(k, &l, &columns)) != 0)
			return -1;
	hz_take(k);
	if (columns == 2 && !k->o->column)
		sink_remark(k, "two columns: %s",
		    k->o->time_stamps ? "start and end" : "start and duration");
	return 0;
}

const struct form form_text = {.name = "text",
    .help = "a duration a line, or start and duration; # comments",
    .read = text_read};
