/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A histogram of the kernel's tracing (events/.../hist): `{ lat: 12 } hitcount: 3`. With several
 * keys --column names the one that is a duration. Keys in powers of two (.log2) or in buckets are
 * ranges, no values.
 */
#include "reader_private.h"

#include <string.h>

static bool hist_recognise(const struct source *s)
{
	struct span all = {s->at, s->size};
	return span_find(all, "# event histogram") ||
	       (first_line(s).n > 0 && *first_line(s).at == '{' &&
		   span_find(first_line(s), "hitcount:"));
}

/* The keys of an entry, between its braces; "name: value" each. Returns how many, or -1. */
static int keys_of(struct span line, struct span *name, struct span *value, struct span *rest)
{
	static struct span part[FIELDS];
	const char *close = memchr(line.at, '}', line.n);
	if (line.n < 2 || *line.at != '{' || !close)
		return -1;
	int n = span_fields((struct span){line.at + 1, (size_t)(close - line.at - 1)}, ',', part);
	for (int i = 0; i < n; i++) {
		const char *colon = part[i].n ? memchr(part[i].at, ':', part[i].n) : NULL;
		if (!colon)
			return -1;
		name[i] = span_trim((struct span){part[i].at, (size_t)(colon - part[i].at)});
		value[i] = span_trim(
		    (struct span){colon + 1, (size_t)(part[i].at + part[i].n - colon - 1)});
	}
	*rest = (struct span){close + 1, (size_t)(line.at + line.n - close - 1)};
	return n;
}

/* Keys that name who was measured, and no duration. */
static bool is_who(struct span name)
{
	static const char *const words[] = {"pid", "tid", "cpu", "id", "prio", "comm", "call_site",
	    "stacktrace", "common_stacktrace", NULL};
	for (const char *const *word = words; *word; word++)
		if (span_is(name, *word))
			return true;
	return span_begins(name, "common_") ||
	       (name.n > 4 && span_begins((struct span){name.at + name.n - 4, 4}, "_pid"));
}

/* Whether the trigger that wrote the file shows this key in hexadecimal, of which some look like
 * decimals. */
static bool is_shown_in_hex(const struct source *s, struct span name)
{
	struct lines l = lines_of(s);
	while (lines_next(&l) && l.number < 20) {
		const char *at = span_begins(l.line, "# trigger info:") ? l.line.at : NULL;
		for (; at && at + name.n + 4 <= l.line.at + l.line.n; at++)
			if (memcmp(at, name.at, name.n) == 0 && memcmp(at + name.n, ".hex", 4) == 0)
				return true;
	}
	return false;
}

static int key_choose(struct sink *k, const struct span *name, int n)
{
	char shown[40];
	int c = sink_column(k, name, n, -1);
	if (c < 0)
		return -1;
	span_show(name[c], shown);
	if (!k->o->column && is_who(name[c]))
		return sink_fail(k, 0,
		    "the key '%s' is no duration, and a value beside it is a sum; record with the "
		    "duration as key, or take the key as it is by --column %s",
		    shown, shown);
	if (is_shown_in_hex(k->source, name[c]))
		return sink_fail(
		    k, 0, "the key '%s' is shown in hexadecimal; record it without .hex", shown);
	return c;
}

static int entry_add(struct sink *k, const struct lines *l)
{
	static struct span name[FIELDS], value[FIELDS], word[FIELDS];
	struct span rest;
	struct decimal d;
	uint64_t count;
	char shown[40];
	int n = keys_of(l->line, name, value, &rest);
	if (n < 1)
		return sink_fail(k, l->number, "an entry '{ key: value } hitcount: N' is expected");
	int c = key_choose(k, name, n);
	if (c < 0)
		return -1;
	if (decimal_parse(value[c], &d) != DECIMAL_OK)
		return sink_fail(k, l->number,
		    "'%s' is a range or a name, no value; record the key without .log2, .buckets "
		    "or "
		    "another modifier",
		    span_show(value[c], shown));
	int words = span_fields(rest, 0, word);
	for (int i = 0; i + 1 < words; i++)
		if (span_is(word[i], "hitcount:") && decimal_u64(word[i + 1], &count) == 0) {
			k->field = value[c];
			return sink_add_counted(k, l->number, &d, count);
		}
	return sink_fail(k, l->number, "an entry without a hitcount");
}

static int hist_read(struct sink *k)
{
	struct lines l = lines_of(k->source);
	k->out->ordered = false;
	while (lines_next_data(&l)) {
		if (span_begins(l.line, "Totals:"))
			break;
		if (entry_add(k, &l) != 0)
			return -1;
	}
	while (lines_next_data(&l)) {
		static struct span word[FIELDS];
		uint64_t dropped;
		if (*l.line.at == '{')
			return sink_fail(k, l.number,
			    "another histogram begins here; \"sed '/^Totals:/q'\" leaves the "
			    "first, "
			    "\"sed 1,%zud\" what follows it",
			    l.number - 1);
		if (l.line.n < 60 && span_fields(l.line, 0, word) == 2 &&
		    span_is(word[0], "Dropped:") && decimal_u64(word[1], &dropped) == 0 &&
		    dropped > 0)
			sink_warn(k, "%llu hits were dropped by the kernel: the table was full",
			    (unsigned long long)dropped);
	}
	return 0;
}

const struct form form_ftrace_hist = {.name = "ftrace-hist",
    .help = "a 'hist' file of the kernel's tracing; --column KEY",
    .recognise = hist_recognise,
    .read = hist_read};
