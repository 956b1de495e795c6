/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text that is no recording but that people have in its place: JSON of no known tool, what tools
 * show instead of what they record, histograms of bpftrace and bcc whose bins are ranges, lines
 * that end in CR alone, tables that are drawn, titles above the names of columns. Each is refused
 * with the command that makes a recording of it, instead of a complaint about its first field.
 * Cost: one pass over the lines.
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
    {"| Command", "Mean [",
	"hyperfine's table has means and no samples; record with --export-json"},
    {"[cols=", "<,>", "hyperfine's table has means and no samples; record with --export-json"},
    {"group,function,value,", "iteration_count",
	"criterion's raw.csv has the time of many iterations in each row, so that no single "
	"duration "
	"can be had"},
    {"Benchmark", " ns/op",
	"Go's benchmarks report the mean of many iterations, so that no single duration can be "
	"had; "
	"print each time.Since(start).Nanoseconds() on a line"},
    {"goos:", "",
	"Go's benchmarks report the mean of many iterations, so that no single duration can be "
	"had; "
	"print each time.Since(start).Nanoseconds() on a line"},
    {"\"Benchmark\"", "\"Score\"",
	"JMH's CSV has means and no samples; record with -bm sample -rf json, whose "
	"rawDataHistogram holds values and counts"},
    {NULL, "\"jmhVersion\"",
	"JMH's JSON; of mode 'sample', \"jq -r "
	"'.[].primaryMetric.rawDataHistogram[][][]|@tsv'\" writes values and counts, for --format "
	"counts"},
    {NULL, "\"sampling_mode\"",
	"criterion's sample.json has the time of many iterations in each value, so that no single "
	"duration can be had"},
    {NULL, "\"machine_info\"",
	"pytest-benchmark's JSON; \"jq -r '.benchmarks[0].stats.data[]'\" writes its times, in s, "
	"one "
	"a line, for --unit s"},
    {NULL, ",task-clock,",
	"what 'perf stat -x' counts, and no durations; 'ticklab collect' records durations"},
    {NULL, ",,cycles,",
	"what 'perf stat -x' counts, and no durations; 'ticklab collect' records durations"},
    {"Performance counter stats", "",
	"what 'perf stat' counts, and no durations; 'ticklab collect' records durations"},
    {NULL, "usecs/op", "'perf bench' reports one mean, so that no single duration can be had"},
    {"#[Histogram log format", "",
	"HdrHistogram's log is packed; its tool HistogramLogProcessor writes a .hgrm, which is "
	"read"},
    {NULL, "HISTFAAA",
	"HdrHistogram's log is packed; its tool HistogramLogProcessor writes a .hgrm, which is "
	"read"},
    {NULL, "Percentile   TotalCount",
	"what wrk2 reports; the part from the line of 'Value Percentile TotalCount' to '#[Buckets' "
	"alone is a .hgrm, which is read"},
    {NULL, "tracer: function_graph",
	"the kernel's function graph; \"sed -n 's/.* \\([0-9.]*\\) us .*/\\1/p'\" writes its "
	"durations, "
	"for --unit us"},
    {NULL, "tracer: nop",
	"a trace of the kernel's events; where a field of them is a duration, \"sed -n 's/.* "
	"NAME=\\([0-9][0-9.]*\\).*/\\1/p'\" writes the field of that name (such as 'runtime', in "
	"ns) one a line"},
    {"Timer Latency", "",
	"what 'rtla timerlat top' shows; 'rtla timerlat hist' counts the latencies"},
    {"Operating System Noise", "",
	"what 'rtla osnoise top' shows; 'rtla osnoise hist' counts the durations"},
    {NULL, "icmp_seq=",
	"what ping shows; \"sed -n 's/.*time=\\([0-9.]*\\) ms.*/\\1/p'\" writes its times, for "
	"--unit ms"},
    {NULL, "<!DOCTYPE", "a page of HTML; save its table as CSV"},
    {"<html", "", "a page of HTML; save its table as CSV"},
    {"<?xml", "", "XML; save its table as CSV (Instruments: 'xctrace export' and a tool for XML)"},
};

static const char *find_summary(const struct source *s)
{
	struct lines l = lines_of(s);
	while (lines_next(&l) && l.number < 20)
		for (size_t i = 0; i < sizeof summaries / sizeof *summaries; i++)
			if ((!summaries[i].begin ||
				span_begins(span_trim(l.line), summaries[i].begin)) &&
			    span_find(l.line, summaries[i].within))
				return summaries[i].what;
	return NULL;
}

/* The last byte that is no blank and no line end. */
static char last_of(const struct source *s)
{
	size_t n = s->size;
	while (n > 0 && strchr(" \t\r\n;", s->at[n - 1]) && s->at[n - 1])
		n--;
	return n > 0 ? s->at[n - 1] : '\0';
}

/* Whether nothing is between commas, as NumPy prints an array. */
static bool lacks_commas(const struct source *s)
{
	return !memchr(s->at, ',', s->size);
}

/* What an array begins with, behind its bracket; a blank: nothing. */
static char first_within(const struct source *s)
{
	const char *at = memchr(s->at, '[', s->size), *end = s->at + s->size;
	while (at && ++at < end)
		if (!strchr(" \t\r\n", *at))
			return *at;
	return ' ';
}

/* The first key of an object that begins the line. */
static struct span key_of(struct span line)
{
	const char *open = memchr(line.at, '"', line.n);
	struct span rest = open ? (struct span){open + 1, line.n - (size_t)(open + 1 - line.at)}
				: (struct span){"", 0};
	const char *close = rest.n ? memchr(rest.at, '"', rest.n) : NULL;
	return close ? (struct span){rest.at, (size_t)(close - rest.at)} : (struct span){"", 0};
}

/* An object a line. */
static bool is_json_lines(const struct source *s)
{
	struct lines l = lines_of(s);
	bool first = lines_next_data(&l) && *l.line.at == '{' && l.line.at[l.line.n - 1] == '}';
	return first && lines_next_data(&l) && *l.line.at == '{';
}

/* A first line that begins with a bracket: of JSON, of an array of a language, of a log. */
static int refuse_brackets(struct sink *k, struct span line)
{
	char shown[40], last = last_of(k->source), first = line.n > 0 ? *line.at : '\0';
	bool array = first == '[' && last == ']';
	if (array && lacks_commas(k->source) && !memchr(line.at + 1, '[', line.n - 1))
		return sink_fail(k, 0,
		    "an array as NumPy prints it; \"tr -s '[] ' '\\n'\" writes its numbers one a "
		    "line");
	if (array && first_within(k->source) == '{')
		return sink_fail(k, 0,
		    "a JSON array of objects; \"jq -r '.[].\"NAME\"'\" writes the member of that "
		    "name "
		    "one a line, for --format text");
	if (array && first_within(k->source) == '[')
		return sink_fail(k, 0,
		    "a JSON array of arrays; \"jq -r '.[]|@tsv'\" writes each on a line, for "
		    "--column; "
		    "\"jq -r '..|numbers'\" writes every number on a line of its own");
	if (array)
		return sink_fail(k, 0,
		    "a JSON array; \"jq -r '.[]'\" writes its numbers one a line, for --format "
		    "text");
	if (span_begins(line, "[1] "))
		return sink_fail(k, 0,
		    "a vector as R prints it; \"sed 's/^ *\\[[0-9]*\\]//' | tr -s ' ' '\\n'\" "
		    "writes "
		    "its numbers one a line");
	if (first == '[')
		return sink_fail(k, 0,
		    "lines with brackets before the numbers, as logs have time stamps; \"sed "
		    "'s/^\\[[^]]*\\] *//'\" removes them, and words around the numbers are removed "
		    "like them");
	if (first == '{' && is_json_lines(k->source))
		return sink_fail(k, 0,
		    "JSON, an object a line; \"jq -r '.\"NAME\"'\" writes the member of that name "
		    "(such "
		    "as "
		    "'%s') one a line, for --format text",
		    span_show(key_of(line), shown));
	if (first == '{' && key_of(line).n == 0 && last == '}' && line.n > 1)
		return sink_fail(
		    k, 0, "numbers between braces; \"tr -s '{}, ;' '\\n'\" writes them one a line");
	if (first == '{')
		return sink_fail(k, 0,
		    "JSON of no form that is read; \"jq -r '.\"NAME\"[]'\" writes the numbers of a "
		    "member one a line, for --format text");
	return 0;
}

/* ---- tables and titles ------------------------------------------------------------------- */

/* A line of nothing but what tables are ruled with: "|---|---:|", "----+----", "+----+". */
static bool is_ruler(struct span line)
{
	size_t strokes = 0;
	for (size_t i = 0; i < line.n; i++) {
		if (!strchr("-=+|: ", line.at[i]) || !line.at[i])
			return false;
		strokes += line.at[i] == '-' || line.at[i] == '=';
	}
	return strokes > 1;
}

/* A table as programs draw it for people: its first or second line is a ruler. */
static int refuse_table(struct sink *k)
{
	struct lines l = lines_of(k->source);
	struct span line = lines_next_data(&l) ? l.line : (struct span){"", 0};
	if (span_begins(line, "\xe2\x94") || span_begins(line, "\xe2\x95"))
		return sink_fail(k, 0,
		    "a table drawn with lines; let its program write CSV, as 'sqlite3 -csv', "
		    "'psql --csv' and 'mysql --batch' do");
	if (!is_ruler(line) && !(lines_next_data(&l) && is_ruler(l.line)))
		return 0;
	return sink_fail(k, 0,
	    "a table drawn with lines; 'psql --csv' and 'mysql --batch' write CSV, and so does "
	    "\"sed -E '/^[-=+|: ]*$/d; /^[(]?[0-9]+ rows?/d; s/^ *[|]? *//; s/ *[|]? *$//; "
	    "s/ *[|] */,/g'\"");
}

/* What is said of a line in a table of so many columns. */
struct row {
	int columns, numbers;
	bool words; /* each field is a word, neither a number nor a missing one */
	bool units; /* one is a unit */
};

static struct row row_look(struct span line, char separator)
{
	static struct span field[FIELDS];
	struct row row = {.columns = span_fields(line, separator, field), .words = true};
	for (int i = 0; i < row.columns; i++) {
		struct decimal d;
		int unit;
		bool number = duration_parse(field[i], &d, &unit) != DECIMAL_NO_NUMBER;
		row.numbers += number;
		row.words = row.words && !number && field[i].n > 0 && !is_missing(field[i]) &&
			    !strchr("+-.0123456789", *field[i].at);
		row.units = row.units || is_unit_cell(field[i]);
	}
	return row;
}

/* Whether `line` names the columns of what is below it. */
static bool is_names(struct span line, struct span below)
{
	static const char separators[] = {',', ';', '\t', '|', '\0', '\n'};
	for (size_t i = 0; i < sizeof separators; i++) {
		char c = separators[i];
		if (i < 4 && !memchr(line.at, c, line.n))
			continue;
		struct row names = row_look(line, c), numbers = row_look(below, c);
		if (names.words && !names.units && names.columns == numbers.columns &&
		    numbers.numbers > 0)
			return true;
		if (i < 4)
			return false;
	}
	return false;
}

/* A title, or what a program says of itself, above the line that names the columns. */
static int refuse_title(struct sink *k)
{
	enum { LOOKED = 40 };
	struct lines l = lines_of(k->source);
	if (k->o->as_is || !lines_next_data(&l) || row_look(l.line, ',').numbers > 0)
		return 0;
	size_t first = l.number;
	struct lines above = l;
	while (above.number < LOOKED && lines_next_data(&l)) {
		if (is_names(above.line, l.line) && above.number == first)
			return 0;
		if (is_names(above.line, l.line))
			return sink_fail(k, 0,
			    "line %zu names the columns, and the lines above it are a title; "
			    "\"tail "
			    "-n +%zu\" leaves them out",
			    above.number, above.number);
		above = l;
	}
	return 0;
}

/* What is behind the first c; empty: c is not there. */
static struct span span_behind(struct span s, char c)
{
	const char *at = s.n ? memchr(s.at, c, s.n) : NULL;
	return at ? span_trim((struct span){at + 1, s.n - (size_t)(at + 1 - s.at)})
		  : (struct span){"", 0};
}

/* "x = [41 42", "double x[] = {41, 42", "x <- c(41, 42", "x = np.array([41": behind the sign, a
 * name and brackets, a number or the end of the line. */
static bool is_assigned(struct span line)
{
	struct span right = span_behind(line, '=');
	if (right.n == 0 && span_find(line, "<-"))
		right = span_behind(line, '-');
	if (line.n == 0 || right.n == 0 || (*line.at | 32) < 'a' || (*line.at | 32) > 'z')
		return false;
	while (right.n > 0 &&
	       (((*right.at | 32) >= 'a' && (*right.at | 32) <= 'z') || *right.at == '.'))
		right = (struct span){right.at + 1, right.n - 1};
	bool bracket = right.n > 0 && strchr("({[", *right.at);
	while (right.n > 0 && strchr("({[ ", *right.at))
		right = (struct span){right.at + 1, right.n - 1};
	return bracket && (right.n == 0 || (*right.at >= '0' && *right.at <= '9'));
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
	if (is_assigned(line))
		return sink_fail(k, 0,
		    "an array as a program writes it; \"sed 's/.*[[({]//' | tr -sc '0-9.eE+-' "
		    "'\\n'\" writes its numbers one a line");
	if (refuse_table(k) != 0 || refuse_title(k) != 0)
		return -1;
	return refuse_brackets(k, line);
}
