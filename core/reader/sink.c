/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Samples as the readers find them, in ticks of the coarsest power of ten that holds every decimal
 * exactly: when a finer one comes, those before it are scaled. Cost: one pass, and one more for
 * each finer power (at most 12).
 */
#include "err.h"
#include "reader_private.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	const char *comma = field.n ? memchr(field.at, ',', field.n) : NULL;
	if (comma || (field.n && memchr(field.at, ';', field.n)))
		return sink_fail(k, line,
		    "'%s' is not an unsigned whole number; values between commas are read with "
		    "--format csv, a decimal comma must be a point",
		    shown);
	if (field.n > 1 && memchr(field.at, ':', field.n) && *field.at >= '0' && *field.at <= '9')
		return sink_fail(k, line,
		    "'%s' is not an unsigned whole number; a time of day or date must be written "
		    "as "
		    "seconds, for --unit s --time-stamps",
		    shown);
	return sink_fail(k, line,
	    "'%s' is not an unsigned whole number; samples are one a line, or start and duration",
	    shown);
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

/* Places that a decimal needs are there. */
static int places_reach(struct sink *k, size_t line, const struct decimal *d)
{
	int least = 0;
	char shown[40];
	static const struct {
		const char *unit;
		int places;
	} finest[] = {{"s", 12}, {"ms", 9}, {"us", 6}, {"ns", 3}};
	int more = -d->exponent - k->places;
	if (d->digits == 0 || more <= 0)
		return 0;
	for (size_t i = 0; k->unit && i < sizeof finest / sizeof *finest; i++)
		if (strcmp(k->unit, finest[i].unit) == 0)
			least = finest[i].places;
	if (least == 0)
		return sink_fail(k, line,
		    "'%s' is not an unsigned whole number of ticks; --unit s, ms, us or ns reads "
		    "decimals exactly",
		    span_show(k->field, shown));
	if (k->places + more > least)
		return sink_fail(k, line,
		    "'%s' %s has parts finer than 1e-12 s; round it where it was made",
		    span_show(k->field, shown), k->unit);
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
	if (places_reach(k, line, elapsed) || (start && places_reach(k, line, start)))
		return -1;
	if (decimal_scale(*elapsed, k->places, &e) ||
	    (start && decimal_scale(*start, k->places, &s)))
		return sink_fail(k, line, "a value that does not fit in 64 bits");
	return sink_add_u64(k, line, start ? &s : NULL, e);
}

int sink_add_fields(struct sink *k, size_t line, struct span start, struct span elapsed)
{
	struct decimal s, e;
	enum decimal_kind kind = decimal_parse(elapsed, &e);
	k->field = elapsed;
	if (kind != DECIMAL_OK)
		return sink_fail_number(k, line, elapsed, kind);
	if (!start.at)
		return sink_add(k, line, NULL, &e);
	kind = decimal_parse(start, &s);
	return kind == DECIMAL_OK ? sink_add(k, line, &s, &e)
				  : sink_fail_number(k, line, start, kind);
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

int sink_column(struct sink *k, const struct span *name, int n, int otherwise)
{
	const char *want = k->o->column;
	char names[300];
	uint64_t number;
	for (int i = 0; want && name && i < n; i++)
		if (span_is(name[i], want))
			return i;
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
