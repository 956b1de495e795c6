/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CSV (RFC 4180, also with semicolons or tabs) with or without a header line. The header's name
 * says the unit where it ends in _ns, _us, _ms or _s. ticklab's own CSV export is this form; flags
 * are kept, and of a session the rows of one probe are taken.
 */
#include "reader_private.h"

#include <string.h>

char separator_of(struct span line)
{
	static const char candidates[] = ",;\t";
	for (const char *c = candidates; *c; c++)
		if (line.n && memchr(line.at, *c, line.n))
			return *c;
	return ',';
}

struct span first_line(const struct source *s)
{
	struct lines l = lines_of(s);
	return lines_next_data(&l) ? l.line : (struct span){"", 0};
}

/* Names between tabs; numbers between tabs are text of two columns. */
static bool has_tabbed_header(const struct source *s)
{
	static struct span field[FIELDS];
	struct lines l = lines_of(s);
	struct decimal d;
	int unit;
	if (!lines_next_data(&l) || !memchr(l.line.at, '\t', l.line.n))
		return false;
	int n = span_fields(l.line, '\t', field);
	for (int i = 0; i < n; i++)
		if (field[i].n == 0 || duration_parse(field[i], &d, &unit) != DECIMAL_NO_NUMBER)
			return false;
	return n > 1 && lines_next_data(&l) && span_fields(l.line, '\t', field) == n;
}

static bool csv_recognise(const struct source *s)
{
	struct span line = first_line(s), one;
	struct decimal d;
	int unit;
	char c = separator_of(line);
	if (line.n == 0)
		return false;
	if (memchr(line.at, c, line.n) && c != '\t')
		return true;
	if (is_histogram(s) || has_tabbed_header(s))
		return true;
	/* One column with a header, whose name begins like a word; the next line is a number. */
	struct lines l = lines_of(s);
	lines_next_data(&l);
	one = l.line.n >= 2 && *l.line.at == '"' ? (struct span){l.line.at + 1, l.line.n - 2}
						 : l.line;
	bool word = (*one.at | 32) >= 'a' && (*one.at | 32) <= 'z';
	for (size_t i = 0; i < one.n; i++)
		word = word && (unsigned char)one.at[i] > 32 && (unsigned char)one.at[i] < 127;
	return word && lines_next_data(&l) && l.number <= 4 &&
	       duration_parse(l.line, &d, &unit) != DECIMAL_NO_NUMBER && one.n > 1;
}

struct csv {
	char separator;
	bool header;
	int columns, start, elapsed, flags, probe;
	struct span name[FIELDS], field[FIELDS];
	struct span first_probe;
};

const char *unit_of_name(struct span name)
{
	static const char *const units[] = {"s", "ms", "us", "ns"};
	size_t end = name.n, from;
	if (end > 0 && strchr("])", name.at[end - 1]))
		end--;
	for (from = end; from > 0 && !strchr("_ [(", name.at[from - 1]);)
		from--;
	struct span unit = {name.at + from, end - from};
	int power = unit_parse(unit);
	/* A name that is nothing but a unit is one; "s" may be anything. */
	if (power == UNIT_NONE || power < -9 || (from == 0 && unit.n < 2))
		return NULL;
	return units[-power / 3];
}

static int column_named(const struct csv *c, const char *begins)
{
	for (int i = 0; i < c->columns; i++)
		if (span_begins(c->name[i], begins))
			return i;
	return -1;
}

/* Two columns of one name leave open which one is meant. */
static int check_names(const struct csv *c, struct sink *k)
{
	char shown[40];
	for (int i = 0; !k->o->column && i < c->columns; i++)
		for (int j = i + 1; j < c->columns && c->columns < 200; j++)
			if (c->name[i].n > 0 && c->name[i].n == c->name[j].n &&
			    memcmp(c->name[i].at, c->name[j].at, c->name[i].n) == 0)
				return sink_fail(k, 0,
				    "columns %d and %d are both called '%s': --column takes a "
				    "number",
				    i + 1, j + 1, span_show(c->name[i], shown));
	return 0;
}

static int columns_choose(struct csv *c, struct sink *k)
{
	char shown[40];
	c->start = c->flags = c->probe = -1;
	if (c->header && check_names(c, k) != 0)
		return -1;
	int elapsed = c->header ? column_named(c, "elapsed") : -1;
	if (elapsed < 0 && c->header && k->o->time_stamps && column_named(c, "start") >= 0)
		elapsed = column_named(c, "end");
	int only = c->columns == 1 ? 0 : elapsed;
	if (!c->header && c->columns > 1 && !k->o->column)
		return sink_fail(k, 1,
		    "%d columns and no header that names them; --column N takes one (a decimal "
		    "comma must be a point, and separators of thousands are removed, such as with "
		    "'tr -d ,')",
		    c->columns);
	c->elapsed = sink_column(k, c->header ? c->name : NULL, c->columns, only);
	if (c->elapsed < 0)
		return -1;
	if (!k->o->column && c->header && c->elapsed == elapsed) {
		c->start = column_named(c, "start");
		c->flags = column_named(c, "flags");
		c->probe = column_named(c, "probe");
	}
	if (c->header) {
		const char *unit = unit_of_name(c->name[c->elapsed]);
		sink_remark(k, "header: durations are of column '%s'%s",
		    span_show(c->name[c->elapsed], shown),
		    c->start >= 0 ? ", with those of their starts" : "");
		if (unit)
			sink_unit(k, unit, true);
		for (int i = 0; i < c->columns; i++)
			if (i != c->elapsed && is_count_name(c->name[i]))
				sink_warn(k,
				    "column '%s' may count how often each value occurs, and each "
				    "is "
				    "taken once; a file of one column of values and one of counts "
				    "is read as a histogram",
				    span_show(c->name[i], shown));
	}
	return 0;
}

static int header_read(struct csv *c, struct sink *k, struct lines *l)
{
	struct decimal d;
	int unit;
	c->separator = separator_of(l->line);
	c->columns = span_fields(l->line, c->separator, c->name);
	if (c->columns < 1)
		return sink_fail(k, l->number, "more than %d columns", FIELDS);
	for (int i = 0; i < c->columns; i++)
		c->header = c->header || duration_parse(c->name[i], &d, &unit) == DECIMAL_NO_NUMBER;
	return columns_choose(c, k);
}

/* Whether the row is of the probe that is asked for; -1: there are several and none is. */
static int probe_wanted(struct csv *c, struct sink *k, size_t line)
{
	struct span probe = c->field[c->probe];
	char shown[40], first[40];
	if (k->o->probe)
		return span_is(probe, k->o->probe);
	if (!c->first_probe.at)
		c->first_probe = probe;
	if (probe.n == c->first_probe.n && memcmp(probe.at, c->first_probe.at, probe.n) == 0)
		return 1;
	return sink_fail(k, line,
	    "samples of several probes, '%s' and '%s'; --probe NAME takes those of one",
	    span_show(c->first_probe, first), span_show(probe, shown));
}

static int row_add(struct csv *c, struct sink *k, size_t line)
{
	int wanted = c->probe >= 0 ? probe_wanted(c, k, line) : 1;
	uint64_t flags;
	if (wanted <= 0)
		return wanted;
	struct span none = {0};
	struct span start = c->start >= 0 && c->field[c->start].n > 0 ? c->field[c->start] : none;
	if (k->out->count > 0 && (k->out->start != NULL) != (start.at != NULL))
		return sink_fail(k, line, "some rows have a start and others have none");
	if (sink_add_fields(k, line, start, c->field[c->elapsed]) != 0)
		return -1;
	if (c->flags < 0)
		return 0;
	if (decimal_u64(c->field[c->flags], &flags) != 0 || flags > UINT8_MAX)
		return sink_fail(k, line, "flags are a number below 256");
	return sink_flags(k, (uint8_t)flags);
}

static int csv_read(struct sink *k)
{
	static struct csv c;
	c = (struct csv){0};
	struct lines l = lines_of(k->source);
	if (!lines_next_data(&l))
		return 0;
	if (is_histogram(k->source) && !k->o->as_is)
		return headed_read(k);
	if (header_read(&c, k, &l) != 0)
		return -1;
	if (!c.header)
		l = lines_of(k->source);
	while (lines_next_data(&l)) {
		int n = span_fields(l.line, c.separator, c.field);
		if (n != c.columns)
			return sink_fail(
			    k, l.number, "%d fields, the lines before have %d", n, c.columns);
		if (row_add(&c, k, l.number) != 0)
			return -1;
	}
	return 0;
}

const struct form form_csv = {.name = "csv",
    .help = "values between commas, semicolons or tabs; a header names the columns",
    .recognise = csv_recognise,
    .read = csv_read};
