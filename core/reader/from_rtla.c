/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rtla osnoise hist and rtla timerlat hist: a line for each bucket, a column for each CPU (and for
 * IRQ and thread). The bucket is written by where it begins. Samples beyond the last bucket are
 * counted under `over:`.
 */
#include "reader_private.h"

static bool rtla_recognise(const struct source *s)
{
	struct lines l = lines_of(s);
	if (lines_next(&l) && span_begins(l.line, "# RTLA ") && span_find(l.line, "histogram"))
		return true;
	/* Of --no-header; or its lines of comment were removed. */
	static struct span name[FIELDS];
	struct span line = first_line(s);
	int n = span_begins(line, "Index") ? span_fields(line, 0, name) : 0;
	return n > 1 && (span_begins(name[1], "CPU-") || span_begins(name[1], "IRQ-") ||
			    span_begins(name[1], "Thr-"));
}

/* NULL: it does not say one. */
static const char *unit_said(const struct source *s)
{
	struct lines l = lines_of(s);
	while (lines_next(&l) && l.number < 10)
		if (span_begins(l.line, "# Time unit is "))
			return span_find(l.line, "(ns)") ? "ns" : "us";
	return NULL;
}

static int rows_read(struct sink *k, struct lines *l, int n, int c)
{
	static struct span field[FIELDS];
	struct decimal value;
	uint64_t count;
	while (lines_next_data(l)) {
		int found = span_fields(l->line, 0, field);
		if (found == n + 1 && span_is(field[0], "over:") &&
		    decimal_u64(field[c + 1], &count) == 0 && count > 0)
			sink_warn(k,
			    "%llu samples lie beyond the last bucket: the upper end is cut off; "
			    "record with more "
			    "--entries",
			    (unsigned long long)count);
		if (decimal_parse(field[0], &value) != DECIMAL_OK)
			continue; /* over, count, min, avg, max */
		if (found != n + 1 || decimal_u64(field[c + 1], &count) != 0)
			return sink_fail(k, l->number, "a bucket and %d counts are expected", n);
		k->field = field[0];
		if (sink_add_counted(k, l->number, &value, count) != 0)
			return -1;
	}
	return 0;
}

static int rtla_read(struct sink *k)
{
	static struct span name[FIELDS];
	struct lines l = lines_of(k->source);
	while (lines_next_data(&l) && !span_begins(l.line, "Index"))
		;
	int n = span_fields(l.line, 0, name) - 1;
	if (n < 1 || !span_is(name[0], "Index"))
		return sink_fail(k, 0, "no line 'Index' names the columns");
	int c = sink_column(k, name + 1, n, -1);
	if (c < 0)
		return -1;
	const char *unit = unit_said(k->source);
	if (unit)
		sink_unit(k, unit, true);
	k->out->ordered = false;
	return rows_read(k, &l, n, c);
}

const struct form form_rtla = {.name = "rtla",
    .help = "rtla osnoise hist, timerlat hist: a histogram; --column CPU",
    .recognise = rtla_recognise,
    .read = rtla_read};
