/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * hyperfine --export-json: the times of every run of each command, in seconds. Its clock counts
 * nanoseconds; digits beyond are of the binary floating point that it keeps them in, and are
 * rounded off. hyperfine --export-csv has means alone, which are no samples.
 */
#include "reader_private.h"

static bool hyperfine_recognise(const struct source *s)
{
	struct span line = first_line(s);
	return is_json_with(s, "results", "times") ||
	       span_begins(line, "command,mean,stddev,median,user,system,min,max");
}

static int times_add(struct sink *k, const struct json_tree *t, const struct json_node *result)
{
	const struct json_node *times = json_member(t, result, "times");
	if (!times || times->kind != JSON_ARRAY)
		return sink_fail(k, result->line, "this result has no times");
	for (const struct json_node *n = json_child(t, times); n; n = json_next(t, n)) {
		struct decimal d;
		enum decimal_kind kind =
		    n->kind == JSON_NUMBER ? decimal_parse(n->text, &d) : DECIMAL_NO_NUMBER;
		if (kind != DECIMAL_OK)
			return sink_fail_number(k, n->line, n->text, kind);
		d = decimal_round(d, 9);
		if (sink_add(k, n->line, NULL, &d) != 0)
			return -1;
	}
	sink_remark(k, "times of one command, rounded to 1 ns");
	return 0;
}

static int tree_read(struct sink *k, const struct json_tree *t)
{
	static struct span name[FIELDS];
	const struct json_node *result[FIELDS];
	int n = 0;
	const struct json_node *results = json_member(t, &t->node[1], "results");
	for (const struct json_node *r = json_child(t, results); r && n < FIELDS;
	     r = json_next(t, r)) {
		const struct json_node *command = json_member(t, r, "command");
		name[n] = command ? command->text : (struct span){"", 0};
		result[n++] = r;
	}
	if (n == 0)
		return sink_fail(k, 0, "no results in it");
	int c = sink_column(k, name, n, -1);
	sink_unit(k, "s", true);
	return c < 0 ? -1 : times_add(k, t, result[c]);
}

static int hyperfine_read(struct sink *k)
{
	if (span_begins(first_line(k->source), "command,"))
		return sink_fail(
		    k, 0, "hyperfine's CSV has means and no samples; record with --export-json");
	return json_read_tree(k, tree_read);
}

const struct form form_hyperfine = {.name = "hyperfine",
    .help = "hyperfine --export-json; --column COMMAND",
    .recognise = hyperfine_recognise,
    .read = hyperfine_read};
