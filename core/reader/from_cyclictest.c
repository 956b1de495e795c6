/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cyclictest of rt-tests: -v (thread: cycle: latency), -h and -H (a histogram, a column a thread)
 * and
 * --json. Latencies are microseconds, or nanoseconds with -N, which only JSON says. Latencies above
 * the histogram's last bin are counted as overflows and have no value: the distribution is cut off
 * there.
 */
#include "reader_private.h"

#include <stdio.h>
#include <string.h>

static const char unit_unsaid[] =
    "taken as microseconds; of 'cyclictest -N' they are nanoseconds: --unit ns";

/* ---- -v ----------------------------------------------------------------------------------------
 */

/* "   0:   12:     66" */
static bool cycle_parse(struct span line, struct span field[static FIELDS])
{
	if (!span_find(line, ":") || span_fields(line, ':', field) != 3)
		return false;
	uint64_t v;
	return decimal_u64(field[0], &v) == 0 && decimal_u64(field[1], &v) == 0 && field[2].n > 0;
}

/* The next line that is a cycle, with its fields; what comes before is talk. */
static bool cycle_next(struct lines *l, struct span field[3])
{
	while (lines_next(l)) {
		static struct span some[FIELDS];
		if (l->line.n < 200 && cycle_parse(span_trim(l->line), some)) {
			memcpy(field, some, 3 * sizeof *field);
			return true;
		}
	}
	return false;
}

/* A time of day (12:34:56.789) has three numbers between colons as well. cyclictest pads its
 * numbers with blanks, never with zeros, and its latencies are whole. */
static bool verbose_recognise(const struct source *s)
{
	struct lines l = lines_of(s);
	struct span field[3];
	if (!cycle_next(&l, field) || l.number >= 600)
		return false;
	for (int i = 0; i < 3; i++)
		if (field[i].n > 1 && *field[i].at == '0')
			return false;
	return memchr(l.line.at, ' ', l.line.n) && !memchr(field[2].at, '.', field[2].n);
}

static int threads_find(struct sink *k, struct span *name)
{
	struct lines l = lines_of(k->source);
	struct span field[3];
	int n = 0;
	while (n < FIELDS && cycle_next(&l, field)) {
		int i = 0;
		while (i < n && !(name[i].n == field[0].n &&
				    memcmp(name[i].at, field[0].at, field[0].n) == 0))
			i++;
		if (i == n)
			name[n++] = field[0];
	}
	return n;
}

static int verbose_read(struct sink *k)
{
	static struct span name[FIELDS];
	struct lines l = lines_of(k->source);
	struct span field[3], none = {0};
	uint64_t cycle, next = 0, lost = 0;
	int n = threads_find(k, name), c = sink_column(k, name, n, -1);
	if (n == 0 || c < 0)
		return n ? -1 : 0;
	sink_unit(k, "us", false);
	while (cycle_next(&l, field)) {
		if (field[0].n != name[c].n || memcmp(field[0].at, name[c].at, name[c].n) != 0)
			continue;
		if (decimal_u64(field[1], &cycle) == 0 && cycle > next)
			lost += cycle - next;
		next = cycle + 1;
		if (sink_add_fields(k, l.number, none, field[2]) != 0)
			return -1;
	}
	if (lost > 0)
		sink_warn(k, "%llu cycles are missing between those of the file",
		    (unsigned long long)lost);
	if (!k->o->unit)
		sink_remark(k, "%s", unit_unsaid);
	return 0;
}

const struct form form_cyclictest = {.name = "cyclictest",
    .help = "cyclictest -v; --column THREAD",
    .recognise = verbose_recognise,
    .read = verbose_read};

/* ---- -h ----------------------------------------------------------------------------------------
 */

static bool histogram_recognise(const struct source *s)
{
	struct span all = {s->at, s->size};
	return span_find(all, "# Histogram\n") &&
	       (span_find(all, "\n# Total:") || span_find(all, "\n# Max Latencies:"));
}

/* The columns of a row behind its value: the threads, named by their number. */
static int row_names(const struct source *s, char text[][8], struct span *name)
{
	static struct span field[FIELDS];
	int n = span_fields(first_line(s), 0, field) - 1;
	for (int i = 0; i < n; i++) {
		snprintf(text[i], 8, "%d", i % 9999);
		name[i] = (struct span){text[i], strlen(text[i])};
	}
	return n;
}

/* How many of the n columns are of threads: -H adds their sum as the last one, which has no least
 * latency of its own. */
static int threads_of(const struct source *s, int n)
{
	static struct span field[FIELDS];
	struct lines l = lines_of(s);
	while (lines_next(&l)) {
		if (!span_begins(l.line, "# Min Latencies:"))
			continue;
		struct span rest = {l.line.at + 16, l.line.n - 16};
		return span_fields(rest, 0, field) == n - 1 ? n - 1 : n;
	}
	return n;
}

/* Of "# Histogram Overflows: 00026 00000" the number of a column. */
static uint64_t overflows_of(const struct source *s, int column)
{
	static struct span field[FIELDS];
	struct lines l = lines_of(s);
	uint64_t v = 0;
	while (lines_next(&l)) {
		if (!span_begins(l.line, "# Histogram Overflows:"))
			continue;
		struct span rest = {l.line.at + 22, l.line.n - 22};
		if (span_fields(rest, 0, field) > column && decimal_u64(field[column], &v) == 0)
			return v;
	}
	return 0;
}

static int histogram_read(struct sink *k)
{
	static struct span field[FIELDS], name[FIELDS];
	static char text[FIELDS][8];
	int n = row_names(k->source, text, name);
	int c = n > 0 ? sink_column(k, name, threads_of(k->source, n), -1)
		      : sink_fail(k, 0, "no line with a value and its counts");
	struct lines l = lines_of(k->source);
	struct decimal value;
	uint64_t count, over;
	if (c < 0)
		return -1;
	sink_unit(k, "us", false);
	k->out->ordered = false;
	while (lines_next_data(&l)) {
		if (span_fields(l.line, 0, field) != n + 1)
			return sink_fail(k, l.number, "a value and %d counts are expected", n);
		if (decimal_parse(field[0], &value) != DECIMAL_OK ||
		    decimal_u64(field[c + 1], &count) != 0)
			return sink_fail(k, l.number, "a value and its counts are whole numbers");
		if (sink_add_counted(k, l.number, &value, count) != 0)
			return -1;
	}
	over = overflows_of(k->source, c);
	if (over > 0 && k->out->count == 0)
		return sink_fail(k, 0,
		    "all %llu latencies lie above the last bin, so that the file holds none; "
		    "record "
		    "with a greater -h",
		    (unsigned long long)over);
	if (over > 0)
		sink_warn(k,
		    "%llu latencies lie above the last bin and are not in the file: the upper end "
		    "is cut off; "
		    "record with a greater -h",
		    (unsigned long long)over);
	if (!k->o->unit)
		sink_remark(k, "%s", unit_unsaid);
	return 0;
}

const struct form form_cyclictest_hist = {.name = "cyclictest-hist",
    .help = "cyclictest -h: a histogram; --column THREAD",
    .recognise = histogram_recognise,
    .read = histogram_read};

/* ---- --json
 * ---------------------------------------------------------------------------------------- */

static bool json_recognise(const struct source *s)
{
	return is_json_with(s, "thread", "histogram") &&
	       is_json_with(s, "rt_test_version:", "num_threads");
}

static int thread_read(struct sink *k, const struct json_tree *t, const struct json_node *thread)
{
	const struct json_node *histogram = json_member(t, thread, "histogram");
	const struct json_node *cycles = json_member(t, thread, "cycles");
	struct decimal value;
	uint64_t count, all = 0;
	k->out->ordered = false;
	for (const struct json_node *n = json_child(t, histogram); n; n = json_next(t, n)) {
		if (decimal_parse(n->key, &value) != DECIMAL_OK ||
		    decimal_u64(n->text, &count) != 0)
			return sink_fail(k, n->line, "a value and its count are whole numbers");
		k->field = n->key;
		if (sink_add_counted(k, n->line, &value, count) != 0)
			return -1;
	}
	bool known = cycles && decimal_u64(cycles->text, &all) == 0;
	if (known && all > 0 && k->out->count == 0)
		return sink_fail(k, 0,
		    "all %llu latencies lie above the last bin, so that the file holds none; "
		    "record "
		    "with a greater -h",
		    (unsigned long long)all);
	if (known && all > k->out->count)
		sink_warn(k,
		    "%llu of %llu latencies are in no bin: the upper end is cut off; record with a "
		    "greater -h",
		    (unsigned long long)(all - k->out->count), (unsigned long long)all);
	return 0;
}

static int tree_read(struct sink *k, const struct json_tree *t)
{
	static struct span name[FIELDS];
	const struct json_node *thread[FIELDS], *root = &t->node[1];
	const struct json_node *ns = json_member(t, root, "resolution_in_ns");
	int n = 0;
	const struct json_node *all = json_member(t, root, "thread");
	for (const struct json_node *r = json_child(t, all); r && n < FIELDS; r = json_next(t, r)) {
		name[n] = r->key;
		thread[n++] = r;
	}
	if (n == 0)
		return sink_fail(k, 0, "no threads in it");
	int c = sink_column(k, name, n, -1);
	sink_unit(k, ns && !span_is(ns->text, "0") ? "ns" : "us", true);
	return c < 0 ? -1 : thread_read(k, t, thread[c]);
}

static int json_read(struct sink *k)
{
	return json_read_tree(k, tree_read);
}

const struct form form_cyclictest_json = {.name = "cyclictest-json",
    .help = "cyclictest -h --json: a histogram; --column THREAD",
    .recognise = json_recognise,
    .read = json_read};
