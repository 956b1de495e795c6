/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A restart matrix as text: each line holds the durations that were taken after one restart (SP
 * 800-90B, 3.1.4), as many in each.
 */
#include "reader_private.h"

#include <string.h>

static size_t count_word(struct span s)
{
	size_t n = 0;
	while (n < s.n && !strchr(" \t,;", s.at[n]))
		n++;
	return n;
}

static int row_add(struct sink *k, const struct lines *l, size_t *columns)
{
	struct span rest = l->line, none = {0};
	size_t found = 0;
	for (rest = span_trim(rest); rest.n > 0; rest = span_trim(rest), found++) {
		size_t n = count_word(rest);
		if (sink_add_fields(k, l->number, none, (struct span){rest.at, n}) != 0)
			return -1;
		n += n < rest.n && (rest.at[n] == ',' || rest.at[n] == ';');
		rest = (struct span){rest.at + n, rest.n - n};
	}
	if (*columns && found != *columns)
		return sink_fail(
		    k, l->number, "%zu durations, the restarts before have %zu", found, *columns);
	*columns = found;
	return 0;
}

/* Names above the columns are no durations. */
static int refuse_names(struct sink *k, const struct lines *l)
{
	char shown[40];
	struct span word = {l->line.at, count_word(l->line)};
	char first = word.n > 1 && *word.at == '"' ? word.at[1] : *word.at;
	if (word.n == 0 || (first | 32) < 'a' || (first | 32) > 'z' || is_missing(word))
		return 0;
	return sink_fail(k, l->number, "'%s' names columns; \"sed %zud\" removes the line",
	    span_show(l->line, shown), l->number);
}

/* 0, 1, 2 ... or 1, 2, 3 ... at the front of the lines numbers the restarts. */
static int refuse_numbers(struct sink *k, size_t columns)
{
	const struct recording *r = k->out;
	size_t rows = r->restarts;
	if (rows < 3 || columns < 3 || r->elapsed[0] > 1 || k->o->as_is)
		return 0;
	for (size_t i = 1; i < rows; i++)
		if (r->elapsed[i * columns] != r->elapsed[0] + i)
			return 0;
	return sink_fail(k, 0,
	    "the first column counts the restarts; \"cut -d, -f2-\" removes it (-d ' ' where "
	    "blanks "
	    "separate), --as-is takes it as durations");
}

static int matrix_read(struct sink *k)
{
	struct lines l = lines_of(k->source);
	size_t columns = 0;
	while (lines_next_data(&l)) {
		if (k->out->restarts == 0 && refuse_names(k, &l) != 0)
			return -1;
		if (sink_restart(k) != 0 || row_add(k, &l, &columns) != 0)
			return -1;
	}
	if (refuse_numbers(k, columns) != 0)
		return -1;
	sink_remark(k, "%zu restarts of %zu durations", k->out->restarts, columns);
	return 0;
}

const struct form form_matrix = {.name = "restart-matrix",
    .help = "text: each line the durations after one restart",
    .read = matrix_read};
