/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * google-benchmark's JSON (--benchmark_format=json). A sample is the real_time of one repetition:
 * the mean over its iterations, not a single duration, which is said. Aggregates (mean, median,
 * stddev) are left out. Means are rounded to 1 ps: they are quotients.
 */
#include "reader_private.h"

#include <string.h>

static bool benchmark_recognise(const struct source *s)
{
	return is_json_with(s, "benchmarks", "real_time") ||
	       is_json_with(s, "benchmarks", "library_build_type");
}

static bool is_iteration(const struct json_tree *t, const struct json_node *b)
{
	const struct json_node *type = json_member(t, b, "run_type");
	return json_member(t, b, "real_time") && (!type || span_is(type->text, "iteration"));
}

static struct span name_of(const struct json_tree *t, const struct json_node *b)
{
	const struct json_node *n = json_member(t, b, "run_name");
	n = n ? n : json_member(t, b, "name");
	return n ? n->text : (struct span){"", 0};
}

static bool is_same(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.at, b.at, a.n) == 0);
}

/* What the time of a repetition is in, as a power of ten of a second; UNIT_NONE: not known. */
static int unit_of(const struct json_tree *t, const struct json_node *b)
{
	const struct json_node *unit = json_member(t, b, "time_unit");
	return unit_parse(unit ? unit->text : (struct span){"ns", 2});
}

/* `first` is the unit of the first repetition, into which the others are converted. */
static int repetition_add(
    struct sink *k, const struct json_tree *t, const struct json_node *b, int first)
{
	static const char *const units[] = {"s", "ms", "us", "ns"};
	const struct json_node *time = json_member(t, b, "real_time");
	struct decimal d;
	enum decimal_kind kind = decimal_parse(time->text, &d);
	int unit = unit_of(t, b);
	if (kind != DECIMAL_OK)
		return sink_fail_number(k, time->line, time->text, kind);
	if (unit == UNIT_NONE || unit < -9)
		return sink_fail(k, time->line, "a time_unit that is not ns, us, ms or s");
	if (k->out->count == 0)
		sink_unit(k, units[-first / 3], true);
	if (d.digits > 0)
		d.exponent += unit - first;
	d = decimal_round(d, 12 + first);
	k->field = time->text;
	return sink_add(k, time->line, NULL, &d);
}

static int tree_read(struct sink *k, const struct json_tree *t)
{
	static struct span name[FIELDS];
	int n = 0, first = UNIT_NONE;
	bool mixed = false;
	const struct json_node *all = json_member(t, &t->node[1], "benchmarks");
	for (const struct json_node *b = json_child(t, all); b && n < FIELDS; b = json_next(t, b)) {
		struct span own = name_of(t, b);
		int i = 0;
		while (i < n && !is_same(name[i], own))
			i++;
		if (i == n && is_iteration(t, b))
			name[n++] = own;
	}
	if (n == 0)
		return sink_fail(k, 0, "no repetitions in it; record with --benchmark_repetitions");
	int c = sink_column(k, name, n, -1);
	if (c < 0)
		return -1;
	for (const struct json_node *b = json_child(t, all); b; b = json_next(t, b)) {
		if (!is_iteration(t, b) || !is_same(name_of(t, b), name[c]))
			continue;
		first = first == UNIT_NONE ? unit_of(t, b) : first;
		mixed = mixed || unit_of(t, b) != first;
		if (repetition_add(k, t, b, first) != 0)
			return -1;
	}
	if (mixed)
		sink_remark(k, "repetitions differ in their time_unit: each is converted");
	sink_warn(
	    k, "each value is the mean of one repetition's iterations, not a single duration");
	return 0;
}

static int benchmark_read(struct sink *k)
{
	return json_read_tree(k, tree_read);
}

const struct form form_google_benchmark = {.name = "google-benchmark",
    .help = "its JSON: a mean a repetition; --column NAME",
    .recognise = benchmark_recognise,
    .read = benchmark_read};
