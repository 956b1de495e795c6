/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Histograms as text: value and count on each line, or count and value as `uniq -c` writes them.
 * The column that only rises holds the values; where none does, the one that only falls holds the
 * counts, as `sort -rn` puts them. A histogram has no order.
 */
#include "reader_private.h"

struct rows {
	bool rises[2], falls[2]; /* falls: or stays */
	size_t count;
};

static int row_parse(struct sink *k, const struct lines *l, struct decimal d[2])
{
	static struct span field[FIELDS];
	char separator = span_find(l->line, ",") ? ',' : span_find(l->line, ";") ? ';' : 0;
	int n = span_fields(l->line, separator, field);
	if (n != 2)
		return sink_fail(
		    k, l->number, "a value and a count are expected, not %d fields", n);
	for (int i = 0; i < 2; i++) {
		enum decimal_kind kind = decimal_parse(field[i], &d[i]);
		if (kind != DECIMAL_OK)
			return sink_fail_number(k, l->number, field[i], kind);
	}
	return 0;
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

static int rows_look(struct sink *k, struct rows *r)
{
	struct lines l = lines_of(k->source);
	struct decimal before[2] = {{0}}, now[2] = {{0}};
	*r = (struct rows){{true, true}, {true, true}, 0};
	while (lines_next_data(&l)) {
		if (row_parse(k, &l, now) != 0)
			return -1;
		for (int i = 0; i < 2; i++) {
			r->rises[i] = r->rises[i] && (r->count == 0 || is_below(before[i], now[i]));
			r->falls[i] =
			    r->falls[i] && (r->count == 0 || !is_below(before[i], now[i]));
			before[i] = now[i];
		}
		r->count++;
	}
	return 0;
}

static int counts_read(struct sink *k)
{
	struct rows r;
	if (rows_look(k, &r) != 0)
		return -1;
	if (r.count > 0 && !r.rises[0] && !r.rises[1] && !r.falls[0] && !r.falls[1])
		return sink_fail(k, 0,
		    "neither column only rises, as values do, or only falls, as counts may: sort "
		    "by the values, such "
		    "as with 'sort -n'");
	int value = r.rises[0] ? 0 : r.rises[1] ? 1 : r.falls[0] ? 1 : 0;
	struct lines l = lines_of(k->source);
	struct decimal d[2] = {{0}};
	uint64_t count;
	k->out->ordered = false;
	while (lines_next_data(&l)) {
		if (row_parse(k, &l, d) != 0)
			return -1;
		if (decimal_scale(d[!value], 0, &count) != 0)
			return sink_fail(k, l.number, "a count is a whole number");
		if (sink_add_counted(k, l.number, &d[value], count) != 0)
			return -1;
	}
	sink_remark(
	    k, "a histogram: %s column holds the values", value ? "the second" : "the first");
	return 0;
}

const struct form form_counts = {.name = "counts",
    .help = "a histogram: value and count a line, or count and value",
    .read = counts_read};
