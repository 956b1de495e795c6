/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * HdrHistogram's percentile distribution (.hgrm), as text or CSV: value, percentile, and the number
 * of samples up to it. The file lists percentiles, not bins: samples between two of them are put at
 * the greater one.
 */
#include "reader_private.h"

static bool hgrm_recognise(const struct source *s)
{
	struct span line = first_line(s);
	return span_find(line, "Value") && span_find(line, "Percentile") &&
	       span_find(line, "TotalCount");
}

static int hgrm_read(struct sink *k)
{
	static struct span field[FIELDS];
	struct lines l = lines_of(k->source);
	if (!lines_next_data(&l))
		return 0;
	char separator = span_find(l.line, ",") ? ',' : 0;
	uint64_t total = 0, before = 0;
	k->out->ordered = false;
	while (lines_next_data(&l)) {
		struct decimal value;
		if (span_fields(l.line, separator, field) < 3)
			return sink_fail(
			    k, l.number, "value, percentile and total count are expected");
		enum decimal_kind kind = decimal_parse(field[0], &value);
		if (kind != DECIMAL_OK)
			return sink_fail_number(k, l.number, field[0], kind);
		if (decimal_u64(field[2], &total) != 0 || total < before)
			return sink_fail(k, l.number, "a total count below the one before");
		k->field = field[0];
		if (sink_add_counted(k, l.number, &value, total - before) != 0)
			return -1;
		before = total;
	}
	sink_warn(k,
	    "the file lists percentiles: samples between two of them are put at the greater one");
	return 0;
}

const struct form form_hgrm = {.name = "hgrm",
    .help = "HdrHistogram's percentiles (.hgrm): a histogram",
    .recognise = hgrm_recognise,
    .read = hgrm_read};
