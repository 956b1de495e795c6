/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Samples as the readers find them, in ticks of the coarsest power of ten that holds every decimal
 * exactly: when a finer one comes, those before it are scaled. Cost: one pass, and one more for
 * each finer power (at most 12).
 */
#include "err.h"
#include "reader_private.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

int sink_fail(struct sink *k, size_t line, const char *fmt, ...)
{
	char text[READER_WHY];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (line == 0)
		return err_why(k->why, READER_WHY, "%s: %s", k->source->name, text);
	if (strcmp(k->where, "line") == 0)
		return err_why(k->why, READER_WHY, "%s:%zu: %s", k->source->name, line, text);
	return err_why(k->why, READER_WHY, "%s: %s %zu: %s", k->source->name, k->where, line, text);
}

static void remark_add(struct sink *k, bool warning, const char *fmt, va_list ap)
{
	struct recording *r = k->out;
	if (r->remarks == READER_REMARKS)
		return;
	struct reader_remark *m = &r->remark[r->remarks++];
	m->warning = warning;
	vsnprintf(m->text, sizeof m->text, fmt, ap);
}

void sink_remark(struct sink *k, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	remark_add(k, false, fmt, ap);
	va_end(ap);
}

void sink_warn(struct sink *k, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	remark_add(k, true, fmt, ap);
	va_end(ap);
}

/* Groups of three digits: 1,234,567 or 1'234 or 1_234; of points two, since one is a decimal's. */
static bool is_grouped(struct span s)
{
	size_t digits = 0, groups = 0;
	char sign = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.at[i];
		if (c >= '0' && c <= '9') {
			digits++;
			continue;
		}
		if (!c || !strchr(",'_.", c) || (sign && c != sign) || digits == 0 || digits > 3 ||
		    (groups > 0 && digits != 3))
			return false;
		sign = c;
		digits = 0;
		groups++;
	}
	return digits == 3 && groups > (sign == '.') && *s.at != '0';
}

/* 0x2a, or digits and letters up to f. */
static bool is_hex(struct span s)
{
	bool marked = s.n > 2 && *s.at == '0' && (s.at[1] | 32) == 'x', letter = marked;
	for (size_t i = marked ? 2 : 0; i < s.n; i++) {
		char c = s.at[i] | 32;
		bool digit = s.at[i] >= '0' && s.at[i] <= '9';
		if (!digit && (c < 'a' || c > 'f'))
			return false;
		letter = letter || !digit;
	}
	return letter;
}

bool is_missing(struct span s)
{
	static const char *const names[] = {
	    "nan", "na", "n/a", "inf", "infinity", "null", "none", "nil", "true", "false", NULL};
	if (s.n >= 2 && s.at[0] == '"' && s.at[s.n - 1] == '"')
		s = (struct span){s.at + 1, s.n - 2};
	for (const char *const *name = names; *name; name++)
		if (s.n == strlen(*name) && strncasecmp(s.at, *name, s.n) == 0)
			return true;
	return false;
}

/* ---- words around numbers ----------------------------------------------------------------- */

/* Of a file that is read line by line; empty: there is no such line. */
static struct span line_find(const struct sink *k, size_t number)
{
	struct lines l = lines_of(k->source);
	while (number > 0 && lines_next(&l))
		if (l.number == number)
			return l.line;
	return (struct span){"", 0};
}

/* Digits and points, and an exponent behind them. */
static size_t count_numeral(struct span s, bool *exponent)
{
	size_t n = 0;
	while (n < s.n && ((s.at[n] >= '0' && s.at[n] <= '9') || s.at[n] == '.'))
		n++;
	size_t sign = n + 1 < s.n && strchr("+-", s.at[n + 1]) && s.at[n + 1], digit = n + 1 + sign;
	*exponent = n > 0 && digit < s.n && (s.at[n] | 32) == 'e' && s.at[digit] >= '0' &&
		    s.at[digit] <= '9';
	if (*exponent)
		for (n = digit; n < s.n && s.at[n] >= '0' && s.at[n] <= '9';)
			n++;
	return n;
}

/* The unit of time or of a counter that s begins with; empty: none. */
static struct span unit_cut(struct span s)
{
	s = span_trim(s);
	size_t n = 0;
	while (n < s.n && !strchr(" \t,;:.()[]{}<>|=/'\"", s.at[n]))
		n++;
	s.n = n;
	return unit_parse(s) == UNIT_NONE && !is_counter_unit(s) ? (struct span){"", 0} : s;
}

/* The number of a line that is probably its duration: the last with a unit behind it, else the
 * last. Empty: the line has none. */
static struct span numeral_find(struct span line, struct span *unit, bool *exponent)
{
	struct span found = {"", 0};
	bool its_exponent;
	*unit = found;
	*exponent = false;
	for (size_t i = 0, n; i < line.n; i += n ? n : 1) {
		struct span at = {line.at + i, line.n - i};
		n = count_numeral(at, &its_exponent);
		if (n == 0 || (n == 1 && *at.at == '.'))
			continue;
		struct span its = unit_cut((struct span){at.at + n, at.n - n});
		if (its.n == 0 && unit->n > 0)
			continue;
		found = (struct span){at.at, n};
		*unit = its;
		*exponent = its_exponent;
	}
	return found;
}

/* How the words around numbers are removed, and what that leaves of this very line, so that the
 * reader sees whether it is the duration. */
static int fail_words(struct sink *k, size_t line, struct span field)
{
	char shown[40], left[40], word[40];
	bool table = k->out->form == form_csv.name, exponent;
	bool text = table || k->out->form == form_text.name || k->out->form == form_counts.name;
	struct span unit, whole = text ? line_find(k, line) : (struct span){"", 0};
	struct span number = numeral_find(whole, &unit, &exponent);
	bool timed = unit.n > 0 && !is_counter_unit(unit);
	span_show(field, shown);
	span_show(number, left);
	span_show(unit, word);
	if (!text)
		return sink_fail(k, line, "'%s' is not an unsigned whole number", shown);
	if (number.n == 0 || (table && !span_has_digit(field)))
		return sink_fail(k, line,
		    "'%s' is not an unsigned whole number; a line that has none is removed, such "
		    "as with \"sed %zud\"",
		    shown, line);
	if (exponent)
		return sink_fail(k, line,
		    "'%s' is not an unsigned whole number; samples are one a line, or start and "
		    "duration: \"sed -E "
		    "'s/^(.*[^0-9.eE+-])?([0-9.]+[eE][-+]?[0-9]+)[^0-9]*$/\\2/'\" leaves the last "
		    "number of each line, of this one '%s'",
		    shown, left);
	if (unit.n == 0)
		return sink_fail(k, line,
		    "'%s' is not an unsigned whole number; samples are one a line, or start and "
		    "duration: \"sed -E 's/^(.*[^0-9.])?([0-9.]+)[^0-9]*$/\\2/'\" leaves the last "
		    "number of each line, of this one '%s'",
		    shown, left);
	return sink_fail(k, line,
	    "'%s' is not an unsigned whole number; samples are one a line, or start and duration: "
	    "\"sed -E 's/^(.*[^0-9.])?([0-9.]+) *%s([^A-Za-z].*)?$/\\2%s%s/'\" leaves the number "
	    "of "
	    "%s of each line, of this one '%s%s%s'",
	    shown, word, timed ? " " : "", timed ? word : "", word, left, timed ? " " : "",
	    timed ? word : "");
}

/* "12:34:10 latency=41": a time of day in front of words. */
static bool has_words_behind(const struct sink *k, size_t line, struct span field)
{
	struct span whole = line_find(k, line);
	const char *end = whole.at + whole.n;
	for (const char *at = field.at + field.n; at >= whole.at && at < end; at++)
		if ((*at | 32) >= 'a' && (*at | 32) <= 'z')
			return true;
	return false;
}

int sink_fail_number(struct sink *k, size_t line, struct span field, enum decimal_kind kind)
{
	char shown[40];
	span_show(field, shown);
	if (kind == DECIMAL_NEGATIVE)
		return sink_fail(k, line,
		    "'%s' is not an unsigned whole number: a duration below 0 is a clock that went "
		    "back or "
		    "a difference that wrapped; correct it where it was made",
		    shown);
	if (kind == DECIMAL_TOO_LONG)
		return sink_fail(k, line, "'%s' does not fit in 64 bits", shown);
	if (is_grouped(field))
		return sink_fail(k, line,
		    "'%s' is not an unsigned whole number: it has thousands separators; remove "
		    "them, such as with 'tr -d' (a decimal comma must be a point)",
		    shown);
	if (is_hex(field))
		return sink_fail(k, line,
		    "'%s' is not an unsigned whole number: it is hexadecimal; write decimals, such "
		    "as with \"perl -lne 'print hex'\"",
		    shown);
	if (field.n && (memchr(field.at, ',', field.n) || memchr(field.at, ';', field.n)))
		return sink_fail(k, line,
		    "'%s' is not an unsigned whole number; a decimal comma must be a point, such "
		    "as "
		    "with 'tr , .', and values between commas are read with --format csv",
		    shown);
	if (is_missing(field) && strcmp(k->where, "line") == 0)
		return sink_fail(k, line,
		    "'%s' is not an unsigned whole number: a value is missing; remove its line, "
		    "such "
		    "as with \"grep -v '%s'\"",
		    shown, shown);
	if (is_missing(field))
		return sink_fail(k, line,
		    "'%s' is not an unsigned whole number: a value is missing; leave it out",
		    shown);
	if (field.n > 1 && field.at[field.n - 1] != ':' && memchr(field.at, ':', field.n) &&
	    *field.at >= '0' && *field.at <= '9' && !has_words_behind(k, line, field))
		return sink_fail(k, line,
		    "'%s' is not an unsigned whole number; a time of day or date must be written "
		    "as "
		    "seconds, for --unit s --time-stamps",
		    shown);
	return fail_words(k, line, field);
}

static int fail_memory(struct sink *k)
{
	return sink_fail(k, 0, "out of memory after %zu samples", k->out->count);
}

void sink_unit(struct sink *k, const char *unit, bool sure)
{
	if (k->unit) {
		if (sure && strcmp(k->unit, unit) != 0)
			sink_warn(
			    k, "the file says %s, --unit says %s, which is taken", unit, k->unit);
		return;
	}
	if (k->o->counter_hz > 0 && k->o->counter_hz == reader_unit_hz(unit))
		return;
	if (k->o->counter_hz > 0) {
		sink_warn(k, "the file says %s; --counter-hz is taken", unit);
		return;
	}
	k->unit = unit;
}

/* The array with room for one more than `count`; NULL: no memory, and the old one stays. */
static void *array_grown(void *array, size_t *room, size_t size, size_t count)
{
	if (count < *room)
		return array;
	size_t more = *room ? 2 * *room : 4096;
	void *bigger = more > SIZE_MAX / size ? NULL : realloc(array, more * size);
	if (bigger)
		*room = more;
	return bigger;
}

static int samples_grow(struct sink *k, bool with_start)
{
	struct recording *r = k->out;
	if (r->count < k->room)
		return 0;
	size_t start_room = k->room, line_room = k->room;
	uint64_t *start = NULL;
	if (with_start) {
		start = array_grown(r->start, &start_room, sizeof *start, r->count);
		r->start = start ? start : r->start;
	}
	uint32_t *line = array_grown(k->line, &line_room, sizeof *line, r->count);
	k->line = line ? line : k->line;
	if (!line || (with_start && !start))
		return -1;
	uint64_t *elapsed = array_grown(r->elapsed, &k->room, sizeof *elapsed, r->count);
	r->elapsed = elapsed ? elapsed : r->elapsed;
	return elapsed ? 0 : -1;
}

static int scale_all(uint64_t *v, size_t n, int powers)
{
	for (; powers > 0; powers--)
		for (size_t i = 0; i < n; i++)
			if (__builtin_mul_overflow(v[i], 10u, &v[i]))
				return -1;
	return 0;
}

/* The most places that the unit has: 1e-12 s. -1: ticks have none. */
static int places_most(const struct sink *k)
{
	return k->unit ? 12 + unit_parse((struct span){k->unit, strlen(k->unit)}) : -1;
}

/* Floats that were computed have parts finer than 1e-12 s, which no clock has: they are rounded
 * off, and how much that was is kept. */
static struct decimal value_round(struct sink *k, struct decimal d)
{
	int most = places_most(k), drop = -d.exponent - most;
	if (most < 0 || d.digits == 0 || drop <= 0)
		return d;
	double part = (double)d.digits;
	if (drop < 20) {
		uint64_t power = 1;
		for (int i = 0; i < drop; i++)
			power *= 10;
		part = (double)(d.digits % power) / (double)power;
	} else
		part *= pow(10, -drop);
	part = part > 0.5 ? 1 - part : part;
	k->rounded_most = part > k->rounded_most ? part : k->rounded_most;
	k->rounded++;
	return decimal_round(d, most);
}

/* Places that a decimal needs are there. */
static int places_reach(struct sink *k, size_t line, const struct decimal *d)
{
	char shown[40];
	int more = -d->exponent - k->places;
	if (d->digits == 0 || more <= 0)
		return 0;
	if (places_most(k) < 0)
		return sink_fail(k, line,
		    "'%s' is not an unsigned whole number of ticks; --unit s, ms, us or ns reads "
		    "decimals exactly",
		    span_show(k->field, shown));
	struct recording *r = k->out;
	if (scale_all(r->elapsed, r->count, more) ||
	    (r->start && scale_all(r->start, r->count, more)))
		return sink_fail(
		    k, line, "with so many decimals, values before do not fit in 64 bits");
	k->places += more;
	return 0;
}

int sink_add_u64(struct sink *k, size_t line, const uint64_t *start, uint64_t elapsed)
{
	struct recording *r = k->out;
	if (samples_grow(k, start != NULL) != 0)
		return fail_memory(k);
	if (start)
		r->start[r->count] = *start;
	k->line[r->count] = line < UINT32_MAX ? (uint32_t)line : UINT32_MAX;
	r->elapsed[r->count++] = elapsed;
	return 0;
}

int sink_add(
    struct sink *k, size_t line, const struct decimal *start, const struct decimal *elapsed)
{
	uint64_t s = 0, e;
	struct decimal from = start ? value_round(k, *start) : (struct decimal){0};
	struct decimal d = value_round(k, *elapsed);
	if (places_reach(k, line, &d) || places_reach(k, line, &from))
		return -1;
	if (decimal_scale(d, k->places, &e) || decimal_scale(from, k->places, &s))
		return sink_fail(k, line, "a value that does not fit in 64 bits");
	return sink_add_u64(k, line, start ? &s : NULL, e);
}

/* A value's own unit becomes the sink's, or agrees with what is known. */
static int unit_take(struct sink *k, size_t line, int unit)
{
	char shown[40];
	if (unit == UNIT_NONE && k->unit_of_values)
		return sink_fail(k, line,
		    "'%s' has no unit, and values before it have one; --unit says what it is in",
		    span_show(k->field, shown));
	k->bare = k->bare || (unit == UNIT_NONE && !k->unit);
	if (unit == UNIT_NONE)
		return 0;
	if (k->o->counter_hz > 0)
		return sink_fail(k, line,
		    "'%s' states its unit, so --counter-hz has no meaning here; --tick gives the "
		    "counter's own tick",
		    span_show(k->field, shown));
	if (k->bare)
		return sink_fail(k, line,
		    "'%s' has a unit, and values before it have none; --unit says what they are in",
		    span_show(k->field, shown));
	k->unit_of_values = k->unit_of_values || !k->unit;
	k->unit = k->unit ? k->unit : "s";
	k->units_seen |= 1U << (-unit / 3);
	return 0;
}

int sink_value(struct sink *k, size_t line, struct span field, struct decimal *out)
{
	int unit;
	enum decimal_kind kind = duration_parse(field, out, &unit);
	k->field = field;
	if (kind != DECIMAL_OK)
		return sink_fail_number(k, line, field, kind);
	if (unit_take(k, line, unit) != 0)
		return -1;
	if (unit != UNIT_NONE && out->digits > 0)
		out->exponent += unit - unit_parse((struct span){k->unit, strlen(k->unit)});
	return 0;
}

int sink_end(struct sink *k)
{
	static const char *const names[] = {"s", "ms", "us", "ns", "ps"};
	char units[40] = "";
	bool any = false;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (k->units_seen >> i & 1) {
			size_t used = strlen(units);
			snprintf(
			    units + used, sizeof units - used, "%s%s", used ? ", " : "", names[i]);
		}
	if (*units)
		sink_remark(k, "values carry their unit (%s): each is converted exactly", units);
	if (k->rounded == 0)
		return 0;
	for (size_t i = 0; i < k->out->count && !any; i++)
		any = k->out->elapsed[i] > 0;
	if (!any)
		return sink_fail(k, 0,
		    "every value is 0 or finer than 1e-12 s in %s; --unit says what they are in",
		    k->unit);
	sink_warn(k,
	    "%zu value%s parts finer than 1e-12 s and %s rounded to the nearest picosecond; "
	    "the largest rounding is %.2g ps",
	    k->rounded, k->rounded == 1 ? " has" : "s have", k->rounded == 1 ? "is" : "are",
	    k->rounded_most);
	return 0;
}

int sink_add_fields(struct sink *k, size_t line, struct span start, struct span elapsed)
{
	struct decimal s, e;
	if (start.at && sink_value(k, line, start, &s) != 0)
		return -1;
	if (sink_value(k, line, elapsed, &e) != 0)
		return -1;
	return sink_add(k, line, start.at ? &s : NULL, &e);
}

int sink_flags(struct sink *k, uint8_t flags)
{
	struct recording *r = k->out;
	uint8_t *grown = array_grown(r->flags, &k->flags_room, 1, r->count - 1);
	if (!grown)
		return fail_memory(k);
	r->flags = grown;
	r->flags[r->count - 1] = flags;
	return 0;
}

int sink_add_counted(struct sink *k, size_t line, const struct decimal *value, uint64_t count)
{
	k->out->ordered = false;
	if (count > READER_MOST_COUNTED - k->out->count)
		return sink_fail(
		    k, line, "a histogram of more than %d samples in all", READER_MOST_COUNTED);
	for (uint64_t i = 0; i < count; i++)
		if (sink_add(k, line, NULL, value) != 0)
			return -1;
	return 0;
}

int sink_restart(struct sink *k)
{
	struct recording *r = k->out;
	/* One that gave nothing is none. */
	if (r->restarts > 0 && r->restart[r->restarts - 1] == r->count)
		return 0;
	size_t *grown = array_grown(r->restart, &k->restart_room, sizeof *grown, r->restarts);
	if (!grown)
		return fail_memory(k);
	r->restart = grown;
	r->restart[r->restarts++] = r->count;
	return 0;
}

/* The names, as many as there is room for. */
static const char *names_show(const struct span *name, int n, char *out, size_t size)
{
	size_t used = 0;
	out[0] = '\0';
	for (int i = 0; i < n && used + 48 < size; i++) {
		char shown[40];
		int put = snprintf(
		    out + used, size - used, "%s'%s'", i ? ", " : "", span_show(name[i], shown));
		used += put > 0 ? (size_t)put : 0;
	}
	return out;
}

static int column_find(const struct span *name, int n, const char *want, int from)
{
	for (int i = from; i < n; i++)
		if (span_is(name[i], want))
			return i;
	return -1;
}

int sink_column(struct sink *k, const struct span *name, int n, int otherwise)
{
	const char *want = k->o->column;
	char names[300];
	uint64_t number;
	int found = want && name ? column_find(name, n, want, 0) : -1;
	if (found >= 0) {
		int again = column_find(name, n, want, found + 1);
		return again < 0 ? found
				 : sink_fail(k, 0,
				       "several columns are called '%s', the first ones %d and %d: "
				       "--column takes the number",
				       want, found + 1, again + 1);
	}
	/* Where the names are numbers, as those of threads are, a number is never a place. */
	bool numbered = name != NULL;
	for (int i = 0; numbered && i < n; i++)
		numbered = decimal_u64(name[i], &number) == 0;
	if (want && !numbered && decimal_u64((struct span){want, strlen(want)}, &number) == 0 &&
	    number >= 1 && number <= (uint64_t)n)
		return (int)number - 1;
	if (!want && otherwise >= 0)
		return otherwise;
	if (!want && n == 1)
		return 0;
	if (name)
		return sink_fail(k, 0, "%s%s%s; --column takes one of %s",
		    want ? "no column '" : "several columns", want ? want : "", want ? "'" : "",
		    names_show(name, n, names, sizeof names));
	return sink_fail(k, 0, "%s%s%s; --column takes a number from 1 to %d",
	    want ? "no column '" : "several columns", want ? want : "", want ? "'" : "", n);
}
