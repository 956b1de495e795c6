/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CSV (RFC 4180, also with semicolons, tabs or |) and tables between blanks under a line of names,
 * with or without a header line. A first line is a header where a column has a word in it and a
 * number below: names that are numbers, as pandas writes them, and rows that hold words are told
 * apart by that. The header's name says the unit where it ends in one. ticklab's own CSV export is
 * this form; flags are kept, and of a session the rows of one probe are taken. Cost: one pass, and
 * the first lines once more.
 */
#include "err.h"
#include "reader_private.h"

#include <stdio.h>
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
	static const char shared[] = ";\t|,", any[] = ",;\t|";
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

/* The power of ten that a unit is in seconds, in letters of either case. */
static int power_of_word(struct span word)
{
	char lower[16];
	if (word.n >= sizeof lower)
		return UNIT_NONE;
	for (size_t i = 0; i < word.n; i++) {
		char c = word.at[i];
		lower[i] = c >= 'A' && c <= 'Z' ? (char)(c | 32) : c;
	}
	return unit_parse((struct span){lower, word.n});
}

/* The same of a name's unit; UNIT_NONE: it has none. A name that is nothing but a unit is one; "s"
 * may be anything. */
static int power_of_name(struct span name)
{
	bool alone;
	struct span word = word_of_name(name, &alone);
	return alone && word.n < 2 ? UNIT_NONE : power_of_word(word);
}

static const char *unit_of_power(int power)
{
	static const char *const units[] = {"s", "ms", "us", "ns"};
	return power == UNIT_NONE || power < -9 ? NULL : units[-power / 3];
}

const char *unit_of_name(struct span name)
{
	return unit_of_power(power_of_name(name));
}

/* "(ns)" and "[ns]" without the brackets. */
static struct span unit_bare(struct span s)
{
	bool bracketed = s.n > 2 && strchr("([", s.at[0]) && strchr(")]", s.at[s.n - 1]);
	return bracketed ? span_trim((struct span){s.at + 1, s.n - 2}) : s;
}

bool is_counter_unit(struct span word)
{
	static const char *const words[] = {
	    "cycle", "cycles", "tick", "ticks", "tsc", "clk", "clks", "clocks", NULL};
	for (const char *const *w = words; *w; w++)
		if (word.n == strlen(*w) && strncasecmp(word.at, *w, word.n) == 0)
			return true;
	return false;
}

/* A unit that values are not read in: of a counter, or one finer than all. */
static bool is_other_unit(struct span name)
{
	bool alone;
	int power = power_of_name(name);
	return is_counter_unit(word_of_name(name, &alone)) || power < -9;
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
	if (is_unit_cell(next) && lines_next_data(&l))
		next = quotes_strip(l.line);
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
	int unnamed = row - n; /* a column of row numbers */
	if (!number || row < 2 || unnamed < 0 || unnamed > 1 || row >= FIELDS)
		return 0;
	if (unnamed == 1) {
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
	bool pair; /* durations are from `start` to `elapsed` */
	int columns, start, elapsed, flags, probe;
	struct span name[FIELDS], field[FIELDS];
	struct span first_probe;
};

bool is_unit_cell(struct span field)
{
	struct span word = unit_bare(field);
	return power_of_word(word) != UNIT_NONE || is_counter_unit(word);
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

/* Where the word is in a name, as a word of its own: "before" in "tsc_before_ns". name.n: nowhere.
 */
static size_t word_find(struct span name, const char *word)
{
	size_t n = strlen(word);
	for (size_t i = 0; i + n <= name.n; i++) {
		char before = i > 0 ? name.at[i - 1] : '_', after = '_';
		if (i + n < name.n)
			after = name.at[i + n];
		if (strncasecmp(name.at + i, word, n) == 0 && strchr("_ .-([\"", before) &&
		    (after < '0' || after > '9'))
			return i;
	}
	return name.n;
}

/* Whether two names are the same up to a pair of words that say the two ends of a duration. */
static bool is_pair(struct span start, struct span end)
{
	static const char *const words[][2] = {{"start", "end"}, {"start", "stop"},
	    {"begin", "end"}, {"before", "after"}, {"enter", "exit"}, {"entry", "exit"},
	    {"tic", "toc"}, {"pre", "post"}, {"t0", "t1"}, {"t1", "t2"}, {"ts0", "ts1"},
	    {"ts1", "ts2"}};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t at = word_find(start, words[i][0]);
		if (at < start.n && word_find(end, words[i][1]) == at &&
		    strncasecmp(start.at, end.at, at) == 0)
			return true;
	}
	return false;
}

/* The columns of start and end. */
static bool find_pair(const struct csv *c, int *start, int *end)
{
	for (int i = 0; c->header && i < c->columns; i++)
		for (int j = 0; j < c->columns; j++)
			if (is_pair(c->name[i], c->name[j])) {
				*start = i;
				*end = j;
				return true;
			}
	return false;
}

/* Which column holds the durations is not said; two that may be start and end are offered. */
static int fail_columns(const struct csv *c, struct sink *k)
{
	char list[READER_WHY], from[40], to[40];
	int start, end;
	if (k->o->column || !find_pair(c, &start, &end))
		return -1;
	snprintf(list, sizeof list, "%s", k->why);
	return err_why(k->why, READER_WHY,
	    "%s; if '%s' and '%s' are start and end, --time-stamps takes their difference", list,
	    span_show(c->name[start], from), span_show(c->name[end], to));
}

/* What the names of the columns say. */
static int names_say(const struct csv *c, struct sink *k)
{
	char shown[40], from[40];
	const char *unit = unit_of_name(c->name[c->elapsed]);
	span_show(c->name[c->elapsed], shown);
	if (c->pair)
		sink_remark(k, "header: durations are from column '%s' to column '%s'",
		    span_show(c->name[c->start], from), shown);
	else
		sink_remark(k, "header: durations are of column '%s'%s", shown,
		    c->start >= 0 ? ", with those of their starts" : "");
	if (unit)
		sink_unit(k, unit, true);
	else if (k->unit && is_other_unit(c->name[c->elapsed]))
		sink_warn(k, "column '%s' says another unit than --unit %s, which is taken", shown,
		    k->unit);
	if (is_count_name(c->name[c->elapsed]) && !k->o->as_is)
		return sink_fail(k, 0,
		    "column '%s' counts how often a value occurs and holds no durations; "
		    "--as-is takes it as it is",
		    span_show(c->name[c->elapsed], shown));
	for (int i = 0; i < c->columns; i++)
		if (i != c->elapsed && is_count_name(c->name[i]))
			sink_warn(k,
			    "column '%s' may count how often each value occurs, and each is "
			    "taken once; a file of one column of values and one of counts "
			    "is read as a histogram",
			    span_show(c->name[i], shown));
	return 0;
}

static int columns_choose(struct csv *c, struct sink *k)
{
	c->start = c->flags = c->probe = -1;
	if (c->header && check_names(c, k) != 0)
		return -1;
	int elapsed = c->header ? column_named(c, "elapsed") : -1, start = -1;
	c->pair =
	    elapsed < 0 && k->o->time_stamps && !k->o->column && find_pair(c, &start, &elapsed);
	int only = c->columns == 1 ? 0 : elapsed;
	bool words = !c->header && !k->o->column;
	for (int i = 0; i < c->columns; i++)
		words = words && !is_number(c->name[i]) && !has_comma(c->name[i]);
	struct lines l = lines_of(k->source);
	lines_next_data(&l);
	if (words && c->columns > 1)
		return sink_fail_number(k, l.number, c->name[c->columns - 1], DECIMAL_NO_NUMBER);
	if (!c->header && c->columns > 1 && !k->o->column)
		return sink_fail(k, l.number,
		    "%d columns and no header that names them; --column N takes one (a decimal "
		    "comma must be a point, and separators of thousands are removed, such as with "
		    "'tr -d ,')",
		    c->columns);
	c->elapsed = sink_column(k, c->header ? c->name : NULL, c->columns, only);
	if (c->elapsed < 0)
		return fail_columns(c, k);
	if (!k->o->column && c->header && c->elapsed == elapsed) {
		c->start = c->pair ? start : column_named(c, "start");
		c->flags = column_named(c, "flags");
		c->probe = column_named(c, "probe");
	}
	return c->header ? names_say(c, k) : 0;
}

/* A second line that has the units of the columns, as oscilloscopes and MATLAB write it: "(ns)". Of
 * a column's name it may say the unit too, but no other one. Returns 1 if the line is one, 0, or -1
 * with the reason set. */
static int units_read(struct csv *c, struct sink *k, const struct lines *l)
{
	char shown[40], name[40];
	int n = span_fields(l->line, c->separator, c->field);
	for (int i = 0; i < n; i++)
		if (is_number(c->field[i]))
			return 0;
	if (n != c->columns)
		return 0;
	struct span word = unit_bare(c->field[c->elapsed]);
	const char *named = unit_of_name(c->name[c->elapsed]),
		   *unit = unit_of_power(power_of_word(word));
	if (!unit && !is_counter_unit(word))
		return 0;
	span_show(word, shown);
	if (named && (!unit || strcmp(named, unit) != 0) && !k->o->unit)
		return sink_fail(k, l->number,
		    "column '%s' says %s and the line below it %s; --unit says what its values are "
		    "in",
		    span_show(c->name[c->elapsed], name), named, shown);
	sink_remark(k, "line %zu has the units: %s", l->number, shown);
	if (unit && !named)
		sink_unit(k, unit, true);
	else if (!unit && k->unit)
		sink_warn(k, "line %zu says %s; --unit %s is taken", l->number, shown, k->unit);
	return 1;
}

/* Whether the first line names the columns: one of them has a word there, and a number below; or
 * there is nothing below but words, without a digit in them. */
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
			numbers = numbers || span_has_digit(c->field[j]);
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
	bool first = c.header;
	for (; lines_next_data(&l); before = l.number, first = false) {
		int units = first ? units_read(&c, k, &l) : 0;
		if (units < 0)
			return -1;
		if (units > 0)
			continue;
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
