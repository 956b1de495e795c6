/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text that is no recording but that people have in its place: JSON of no known tool, what tools
 * show instead of what they record, histograms of bpftrace and bcc whose bins are ranges, lines
 * that end in CR alone. Each is refused with the
 * command that makes a recording of it, instead of a complaint about its first field. Cost: one
 * pass over the lines.
 */
#include "reader_private.h"

#include <string.h>

/* "[256, 512)    10 |@@@   |" of bpftrace, "256 -> 511 : 10 |***   |" of bcc. */
static bool is_range_bin(struct span line)
{
	size_t n = line.n;
	if (n < 4 || line.at[n - 1] != '|' || !memchr(line.at, '|', n - 1))
		return false;
	bool bracket = *line.at == '[' || *line.at == '(';
	return bracket || (span_find(line, " -> ") && memchr(line.at, ':', n));
}

static bool has_range_bins(const struct source *s)
{
	struct lines l = lines_of(s);
	while (lines_next_data(&l) && l.number < 100)
		if (is_range_bin(l.line))
			return true;
	return false;
}

/* A CR within, and no line feed. */
static bool has_cr_lines(const struct source *s)
{
	return s->size > 1 && memchr(s->at, '\r', s->size - 1) && !memchr(s->at, '\n', s->size);
}

/* Summaries, by two texts of a line: means and least values, of which no sample can be had. */
static const struct summary {
	const char *begin, *within; /* begin: NULL: anywhere */
	const char *what;
} summaries[] = {
    {"name,iterations,real_time,cpu_time", "",
	"google-benchmark's CSV has repetitions and their means in one column; record with "
	"--benchmark_format=json"},
    {"Benchmark ", " Iterations",
	"what google-benchmark shows; record with --benchmark_format=json"},
    {"| Command |", "| Mean",
	"hyperfine's table has means and no samples; record with --export-json"},
    {NULL, "ioengine=",
	"fio's summary has no single latency; record with --write_lat_log=NAME and import "
	"NAME_clat.1.log"},
    {NULL, "\"fio version\"",
	"fio's JSON has no single latency; record with --write_lat_log=NAME and import "
	"NAME_clat.1.log"},
    {"T:", " Min:",
	"what cyclictest shows while it runs; record with -q -v, or a histogram with -q -h 10000"},
};

static const char *find_summary(const struct source *s)
{
	struct lines l = lines_of(s);
	while (lines_next_data(&l) && l.number < 20)
		for (size_t i = 0; i < sizeof summaries / sizeof *summaries; i++)
			if ((!summaries[i].begin || span_begins(l.line, summaries[i].begin)) &&
			    span_find(l.line, summaries[i].within))
				return summaries[i].what;
	return NULL;
}

int foreign_refuse(struct sink *k)
{
	const char *summary = find_summary(k->source);
	struct span line = first_line(k->source);
	if (has_cr_lines(k->source))
		return sink_fail(
		    k, 0, "its lines end in CR alone; \"tr '\\r' '\\n'\" makes line ends of them");
	if (summary)
		return sink_fail(k, 0, "%s", summary);
	if (has_range_bins(k->source))
		return sink_fail(k, 0,
		    "a histogram of bpftrace or bcc, whose bins are ranges: the values are lost; "
		    "print each duration, such as with printf(\"%%d\\n\", nsecs - @start[tid]), "
		    "and "
		    "import those lines");
	if (line.n > 0 && *line.at == '[')
		return sink_fail(k, 0,
		    "a JSON array; \"jq -r '.[]'\" writes its numbers one a line, for --format "
		    "text");
	if (line.n > 0 && *line.at == '{')
		return sink_fail(k, 0,
		    "JSON of no form that is read; \"jq -r '.NAME[]'\" writes the numbers of a "
		    "member one a line, for --format text");
	return 0;
}
