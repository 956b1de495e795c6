/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CSV (RFC 4180, also with semicolons or tabs) and tables between blanks under a line of names,
 * with or without a header line. A first line is a header where a column has a word in it and a
 * number below: names that are numbers, as pandas writes them, and rows that hold words are told
 * apart by that. The header's name says the unit where it ends in one. ticklab's own CSV export is
 * this form; flags are kept, and of a session the rows of one probe are taken. Cost: one pass, and
 * the first lines once more.
 */
#include "reader_private.h"

#include <string.h>
#include <strings.h>

enum { WHOLE_LINE = '\n', LINES_LOOKED = 50 };

/* How often a separator is in a line, outside of quotes. */
static size_t separators_count(struct span line, char separator)
{
	size_t n = 0;
	bool quoted = false;
	for (size_t i = 0; i < line.n; i++) {
		quoted ^= line.at[i] == '"';
		n += !quoted && line.at[i] == separator;
	}
	return n;
}

/* The one that the first two lines have as often; a comma last, since others leave it for decimals.
 */
char separator_of(const struct source *s)
{
	static const char shared[] = ";\t,", any[] = ",;\t";
	struct lines l = lines_of(s);
	struct span line = lines_next_data(&l) ? l.line : (struct span){"", 0};
	struct span next = lines_next_data(&l) ? l.line : line;
	for (const char *c = shared; *c; c++)
		if (separators_count(line, *c) > 0 &&
		    separators_count(line, *c) == separators_count(next, *c))
			return *c;
	for (const char *c = any; *c; c++)
		if (line.n && memchr(line.at, *c, line.n))
			return *c;
	return ',';
}

static bool is_number(struct span field)
{
	struct decimal d;
	int unit;
	return duration_parse(field, &d, &unit) != DECIMAL_NO_NUMBER;
}

static struct span quotes_strip(struct span s)
{
	bool quoted = s.n >= 2 && s.at[0] == '"' && s.at[s.n - 1] == '"';
	return quoted ? (struct span){s.at + 1, s.n - 2} : s;
}

/* Whether a line without separators names the one column below it. A hexadecimal number is none. */
static bool is_name(struct span line)
{
	bool hex = true, digit = false;
	for (size_t i = 0; i < line.n; i++) {
		hex = hex && strchr("0123456789abcdefABCDEF", line.at[i]);
		digit = digit || (line.at[i] >= '0' && line.at[i] <= '9');
	}
	bool begins = line.n > 0 && !strchr("{[<(+-.0123456789", *line.at);
	return begins && !(hex && digit) && !is_missing(line) && !is_number(quotes_strip(line));
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
	if (!lines_next_data(&l) || !memchr(l.line.at, '\t', l.line.n))
		return false;
	int n = span_fields(l.line, '\t', field);
	for (int i = 0; i < n; i++)
		if (field[i].n == 0 || is_number(field[i]))
			return false;
	return n > 1 && lines_next_data(&l) && span_fields(l.line, '\t', field) == n;
}

/* "0,084", which is refused in its place. */
static bool has_comma(struct span s)
{
	size_t i = 0, commas = 0;
	while (i < s.n && strchr("0123456789,", s.at[i]))
		commas += s.at[i++] == ',';
	return i == s.n && commas == 1 && s.at[0] != ',';
}

/* One column of numbers, with or without quotes, under a line that is its name or among quotes
 * itself. */
static bool is_one_column(const struct source *s)
{
	struct lines l = lines_of(s);
	struct span line = lines_next_data(&l) ? l.line : (struct span){"", 0};
	struct span next = quotes_strip(lines_next_data(&l) ? l.line : line);
	bool quoted = line.n > 2 && *line.at == '"' && is_number(quotes_strip(line));
	for (int i = 0; i < LINES_LOOKED && is_missing(next); i++)
		next = lines_next_data(&l) ? quotes_strip(l.line) : (struct span){"0", 1};
	bool alone = separators_count(line, ',') + separators_count(line, '\t') == 0;
	return line.n > 0 && (quoted || is_name(line)) &&
	       (is_number(next) || (alone && has_comma(next)));
}

/* Splits names between blanks, some among quotes. Returns their number, or -1. */
static int words_split(struct span s, struct span field[static FIELDS])
{
	int n = 0;
	for (s = span_trim(s); s.n > 0; s = span_trim(s)) {
		const char *close = *s.at == '"' && s.n > 1 ? memchr(s.at + 1, '"', s.n - 1) : NULL;
		size_t k = close ? (size_t)(close - s.at) + 1 : 0;
		while (k < s.n && s.at[k] != ' ' && s.at[k] != '\t')
			k++;
		if (n == FIELDS)
			return -1;
		field[n++] = quotes_strip((struct span){s.at, k});
		s = (struct span){s.at + k, s.n - k};
	}
	return n;
}

/* Names between blanks over as many numbers, or over one more, as R writes the names of rows.
 * Returns how many columns there are; 0: it is no such table. */
static int table_names(const struct source *s, struct span name[static FIELDS])
{
	static struct span field[FIELDS];
	struct lines l = lines_of(s);
	bool number = false;
	int n = lines_next_data(&l) ? words_split(l.line, name) : 0;
	for (int i = 0; i < n; i++)
		if (!is_name(name[i]))
			return 0;
	if (n < 1 || !lines_next_data(&l) || separators_count(l.line, ',') > 0 ||
	    separators_count(l.line, ';') > 0)
		return 0;
	int row = span_fields(l.line, 0, field);
	for (int i = 0; i < row; i++)
		number = number || is_number(field[i]);
	if (!number || row < 2 || (row != n && row != n + 1) || row >= FIELDS)
		return 0;
	if (row == n + 1) {
		memmove(name + 1, name, (size_t)n * sizeof *name);
		name[0] = (struct span){"", 0};
	}
	return row;
}

static bool csv_recognise(const struct source *s)
{
	static struct span name[FIELDS];
	struct span line = first_line(s);
	char c = separator_of(s);
	if (line.n == 0)
		return false;
	if (memchr(line.at, c, line.n) && c != '\t')
		return true;
	return is_histogram(s) || has_tabbed_header(s) || is_one_column(s) ||
	       table_names(s, name) > 0;
}

struct csv {
	char separator;
	bool header;
	int columns, start, elapsed, flags, probe;
	struct span name[FIELDS], field[FIELDS];
	struct span first_probe;
};

/* The word that a column's name ends in, which may be its unit: "delta (ns)", "dt[us]", "t/ns",
 * "elapsed_ns", "elapsedNs", "DELTA_NS". `alone`: there is nothing before it. */
static struct span word_of_name(struct span name, bool *alone)
{
	size_t end = name.n, from;
	if (end > 0 && strchr("])", name.at[end - 1]))
		end--;
	for (from = end; from > 0 && !strchr("_ [(/:", name.at[from - 1]);)
		from--;
	bool per = from > 0 && name.at[from - 1] == '/';
	for (size_t i = end; i > from + 1; i--) {
		bool upper = name.at[i - 1] >= 'A' && name.at[i - 1] <= 'Z';
		if (upper && name.at[i - 2] >= 'a' && name.at[i - 2] <= 'z') {
			from = i - 1;
			break;
		}
	}
	*alone = from == 0 || per; /* MB/s is no time */
	return (struct span){name.at + from, end - from};
}

/* The power of ten that a name's unit is in seconds; UNIT_NONE: it has none. */
static int power_of_name(struct span name)
{
	char lower[16];
	bool alone;
	struct span word = word_of_name(name, &alone);
	if (word.n >= sizeof lower)
		return UNIT_NONE;
	for (size_t i = 0; i < word.n; i++) {
		char c = word.at[i];
		lower[i] = c >= 'A' && c <= 'Z' ? (char)(c | 32) : c;
	}
	/* A name that is nothing but a unit is one; "s" may be anything. */
	return alone && word.n < 2 ? UNIT_NONE : unit_parse((struct span){lower, word.n});
}

const char *unit_of_name(struct span name)
{
	static const char *const units[] = {"s", "ms", "us", "ns"};
	int power = power_of_name(name);
	return power == UNIT_NONE || power < -9 ? NULL : units[-power / 3];
}

/* A unit that values are not read in: of a counter, or one finer than all. */
static bool is_other_unit(struct span name)
{
	static const char *const words[] = {
	    "cycle", "cycles", "tick", "ticks", "tsc", "clk", "clks", "clocks", NULL};
	bool alone;
	struct span word = word_of_name(name, &alone);
	for (const char *const *w = words; *w; w++)
		if (word.n == strlen(*w) && strncasecmp(word.at, *w, word.n) == 0)
			return true;
	int power = power_of_name(name);
	return power != UNIT_NONE && power < -9;
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
		else if (k->unit && is_other_unit(c->name[c->elapsed]))
			sink_warn(k, "column '%s' says another unit than --unit %s, which is taken",
			    shown, k->unit);
		if (is_count_name(c->name[c->elapsed]) && !k->o->as_is)
			return sink_fail(k, 0,
			    "column '%s' counts how often a value occurs and holds no durations; "
			    "--as-is takes it as it is",
			    span_show(c->name[c->elapsed], shown));
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

/* Whether the first line names the columns: one of them has a word there, and a number below. */
static bool is_header(struct csv *c, const struct source *s)
{
	struct lines l = lines_of(s);
	bool numbers = false, word = false;
	lines_next_data(&l);
	for (int i = 0; i < LINES_LOOKED && lines_next_data(&l); i++) {
		int n = span_fields(l.line, c->separator, c->field);
		for (int j = 0; j < n && j < c->columns; j++) {
			bool number = is_number(c->field[j]);
			if (number && !is_number(c->name[j]) && !is_missing(c->name[j]))
				return true;
			numbers = numbers || number;
		}
	}
	for (int j = 0; j < c->columns; j++)
		word = word || !is_number(c->name[j]);
	return word && !numbers;
}

static int header_read(struct csv *c, struct sink *k, struct lines *l)
{
	int words = is_one_column(k->source) ? 0 : table_names(k->source, c->name);
	bool named = separators_count(l->line, ',') + separators_count(l->line, ';') == 0;
	if (words > 0 && named && separators_count(l->line, '\t') == 0) {
		c->separator = 0;
		c->columns = words;
		c->header = true;
		return columns_choose(c, k);
	}
	c->separator = is_one_column(k->source) ? WHOLE_LINE : separator_of(k->source);
	c->columns = span_fields(l->line, c->separator, c->name);
	if (c->columns < 1)
		return sink_fail(k, l->number, "more than %d columns", FIELDS);
	c->header = c->separator == WHOLE_LINE ? !is_number(c->name[0]) : is_header(c, k->source);
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
	size_t before = l.number, empty = 0;
	for (; lines_next_data(&l); before = l.number) {
		int n = span_fields(l.line, c.separator, c.field);
		empty += k->out->count > 0 ? l.number - before - 1 : 0;
		if (n != c.columns)
			return sink_fail(
			    k, l.number, "%d fields, the lines before have %d", n, c.columns);
		if (row_add(&c, k, l.number) != 0)
			return -1;
	}
	if (empty > 0)
		sink_warn(k,
		    "%zu lines between the values are empty or comments: where values are missing, "
		    "those on both sides are taken as neighbours",
		    empty);
	return 0;
}

const struct form form_csv = {.name = "csv",
    .help = "values between commas, semicolons or tabs; a header names the columns",
    .recognise = csv_recognise,
    .read = csv_read};
