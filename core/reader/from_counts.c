/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Histograms as text: value and count on each line, or count and value as `uniq -c` writes them. A
 * header says which is which; without one, the column that only rises holds the values, and where
 * none does, the one that only falls holds the counts, as `sort -rn` puts them. A histogram has no
 * order. Cost: two passes.
 */
#include "reader_private.h"

#include <string.h>
#include <strings.h>

struct layout {
	char separator; /* 0: blanks */
	int columns, value, count;
	bool header;
};

struct rows {
	bool rises[2], falls[2]; /* falls: or stays */
	size_t count;
};

/* Without a header tabs are blanks, as those of `uniq -c` and of aligned tables are. */
static char layout_separator(const struct source *s)
{
	struct span line = first_line(s);
	char c = separator_of(s);
	return c != '\t' && memchr(line.at, c, line.n) ? c : 0;
}

/* ---- headers
 * ----------------------------------------------------------------------------------------- */

static bool name_begins(struct span name, const char *const *words)
{
	for (; *words; words++) {
		size_t n = strlen(*words);
		char after = 0;
		if (name.n < n || strncasecmp(name.at, *words, n) != 0)
			continue;
		after = name.n > n ? name.at[n] : '_';
		if ((after | 32) < 'a' || (after | 32) > 'z')
			return true;
	}
	return false;
}

static const char *const value_words[] = {"value", "values", "latency", "latencies", "bucket",
    "bin", "duration", "elapsed", "delay", "jitter", "delta", "interval", "usec", "usecs", "nsec",
    "nsecs", "msec", "ns", "us", "ms", "ticks", "cycles", NULL};
/* Those that mean nothing else, and those that also number samples or name another quantity. */
static const char *const count_words[] = {
    "count", "counts", "hits", "hitcount", "occurrences", NULL};
static const char *const number_words[] = {
    "samples", "n", "frequency", "freq", "num", "number", NULL};

bool is_count_name(struct span name)
{
	static const char *const others[] = {"frequency", "freq", NULL};
	return name_begins(name, count_words) || name_begins(name, others);
}

/* Values that only rise or only fall are bins; those of samples that are numbered do not. */
static bool is_monotonic(const struct source *s, const struct layout *y);

/* The columns that a header names; false: it is none of a histogram. */
static bool header_parse(const struct source *s, struct layout *y)
{
	static struct span name[FIELDS];
	struct span line = first_line(s);
	int values = 0, counts = 0;
	bool weak = false;
	if (line.n == 0)
		return false;
	char c = separator_of(s);
	*y = (struct layout){.separator = memchr(line.at, c, line.n) ? c : 0};
	y->columns = span_fields(line, y->separator, name);
	for (int i = 0; i < y->columns; i++) {
		bool number = y->columns == 2 && name_begins(name[i], number_words);
		if (name_begins(name[i], value_words)) {
			y->value = i;
			values++;
		} else if (number || name_begins(name[i], count_words)) {
			y->count = i;
			weak = number;
			counts++;
		}
	}
	y->header = values == 1 && counts == 1;
	return y->header && (!weak || is_monotonic(s, y));
}

bool is_histogram(const struct source *s)
{
	struct layout y;
	return header_parse(s, &y);
}

/* ---- rows
 * ------------------------------------------------------------------------------------------- */

static int row_split(
    struct sink *k, const struct lines *l, const struct layout *y, struct span *field)
{
	int n = span_fields(l->line, y->separator, field);
	if (n == y->columns)
		return 0;
	return y->header
		   ? sink_fail(k, l->number, "%d fields, the header has %d", n, y->columns)
		   : sink_fail(k, l->number, "a value and a count are expected, not %d fields", n);
}

/* a < b, for values that some scale makes whole. */
static bool is_below(struct decimal a, struct decimal b)
{
	uint64_t x = 0, y = 0;
	int places = 0;
	if (a.digits && -a.exponent > places)
		places = -a.exponent;
	if (b.digits && -b.exponent > places)
		places = -b.exponent;
	return decimal_scale(a, places, &x) == 0 && (decimal_scale(b, places, &y) != 0 || x < y);
}

/* In seconds where it has a unit. */
static enum decimal_kind field_parse(struct span field, struct decimal *d)
{
	int unit;
	enum decimal_kind kind = duration_parse(field, d, &unit);
	if (kind == DECIMAL_OK && unit != UNIT_NONE && d->digits > 0)
		d->exponent += unit;
	return kind;
}

static void rows_add(struct rows *r, const struct decimal now[2], struct decimal before[2])
{
	for (int i = 0; i < 2; i++) {
		r->rises[i] = r->rises[i] && (r->count == 0 || is_below(before[i], now[i]));
		r->falls[i] = r->falls[i] && (r->count == 0 || !is_below(before[i], now[i]));
		before[i] = now[i];
	}
	r->count++;
}

static bool is_monotonic(const struct source *s, const struct layout *y)
{
	static struct span field[FIELDS];
	struct rows r = {{true, true}, {true, true}, 0};
	struct decimal before[2] = {{0}}, now[2] = {{0}};
	struct lines l = lines_of(s);
	lines_next_data(&l);
	while (lines_next_data(&l)) {
		if (span_fields(l.line, y->separator, field) != y->columns ||
		    field_parse(field[y->value], &now[0]) != DECIMAL_OK ||
		    field_parse(field[y->count], &now[1]) != DECIMAL_OK)
			return false;
		rows_add(&r, now, before);
	}
	return r.count > 1 && (r.rises[0] || r.falls[0]) && !r.rises[1];
}

static int rows_look(struct sink *k, const struct layout *y, struct rows *r)
{
	static struct span field[FIELDS];
	struct lines l = lines_of(k->source);
	struct decimal before[2] = {{0}}, now[2] = {{0}};
	*r = (struct rows){{true, true}, {true, true}, 0};
	while (lines_next_data(&l)) {
		if (row_split(k, &l, y, field) != 0)
			return -1;
		for (int i = 0; i < 2; i++) {
			enum decimal_kind kind = field_parse(field[i], &now[i]);
			if (kind != DECIMAL_OK)
				return sink_fail_number(k, l.number, field[i], kind);
		}
		rows_add(r, now, before);
	}
	return 0;
}

static int rows_read(struct sink *k, const struct layout *y)
{
	static struct span field[FIELDS];
	struct lines l = lines_of(k->source);
	struct decimal value;
	uint64_t count;
	k->out->ordered = false;
	if (y->header)
		lines_next_data(&l);
	while (lines_next_data(&l)) {
		if (row_split(k, &l, y, field) != 0 ||
		    sink_value(k, l.number, field[y->value], &value) != 0)
			return -1;
		if (decimal_u64(field[y->count], &count) != 0)
			return sink_fail(k, l.number, "a count is a whole number");
		if (sink_add_counted(k, l.number, &value, count) != 0)
			return -1;
	}
	return 0;
}

/* ---- the two forms of it
 * ----------------------------------------------------------------------------- */

/* --column may name the values, never the counts. */
static int layout_column(
    struct sink *k, const struct layout *y, const struct span *name, const char *count)
{
	int c = sink_column(k, name, y->columns, y->value);
	if (c < 0 || c == y->value)
		return c < 0 ? -1 : 0;
	return sink_fail(k, 0,
	    "this is a histogram, and '%s' counts how often each value occurs: --column takes the "
	    "values, --as-is takes a column as it is",
	    count);
}

int headed_read(struct sink *k)
{
	static struct span name[FIELDS];
	struct layout y;
	char value[40], count[40];
	if (!header_parse(k->source, &y))
		return sink_fail(
		    k, 0, "its header names no column of values and one of their counts");
	span_fields(first_line(k->source), y.separator, name);
	span_show(name[y.value], value);
	span_show(name[y.count], count);
	if (layout_column(k, &y, name, count) != 0)
		return -1;
	const char *unit = unit_of_name(name[y.value]);
	if (unit)
		sink_unit(k, unit, true);
	k->out->form = form_counts.name;
	if (rows_read(k, &y) != 0)
		return -1;
	sink_remark(k,
	    "a histogram by its header: values are of column '%s', how often each occurs of '%s'",
	    value, count);
	return 0;
}

/* A count has no unit. -1: neither column has one. */
static int column_with_unit(struct span line, const struct layout *y)
{
	static struct span field[FIELDS];
	struct decimal d;
	int n = span_fields(line, y->separator, field), unit;
	for (int i = 0; i < n && i < 2; i++)
		if (duration_parse(field[i], &d, &unit) == DECIMAL_OK && unit != UNIT_NONE)
			return i;
	return -1;
}

static int counts_read(struct sink *k)
{
	struct rows r;
	struct span line = first_line(k->source);
	struct layout y = {.separator = line.n ? layout_separator(k->source) : 0, .columns = 2};
	struct decimal d;
	char first = line.n ? *line.at : '0';
	if (is_histogram(k->source) || (field_parse(line, &d) == DECIMAL_NO_NUMBER &&
					   ((first | 32) >= 'a' && (first | 32) <= 'z')))
		return headed_read(k);
	if (rows_look(k, &y, &r) != 0)
		return -1;
	int stated = column_with_unit(line, &y);
	if (r.count > 0 && stated < 0 && !r.rises[0] && !r.rises[1] && !r.falls[0] && !r.falls[1])
		return sink_fail(k, 0,
		    "neither column only rises, as values do, or only falls, as counts may: sort "
		    "by the values, such as with 'sort -n'");
	y.value = stated >= 0 ? stated : r.rises[0] ? 0 : r.rises[1] ? 1 : r.falls[0] ? 1 : 0;
	y.count = !y.value;
	if (rows_read(k, &y) != 0)
		return -1;
	sink_remark(
	    k, "a histogram: %s column holds the values", y.value ? "the second" : "the first");
	return 0;
}

const struct form form_counts = {.name = "counts",
    .help = "a histogram: value and count a line, or count and value",
    .read = counts_read};
