/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A restart matrix as text: each line holds the durations that were taken after one restart (SP
 * 800-90B, 3.1.4), as many in each.
 */
#include "reader_private.h"

static int row_add(struct sink *k, const struct lines *l, size_t *columns)
{
	struct span rest = l->line, none = {0};
	size_t found = 0;
	for (rest = span_trim(rest); rest.n > 0; rest = span_trim(rest), found++) {
		size_t n = 0;
		while (n < rest.n && rest.at[n] != ' ' && rest.at[n] != '\t' && rest.at[n] != ',')
			n++;
		if (sink_add_fields(k, l->number, none, (struct span){rest.at, n}) != 0)
			return -1;
		n += n < rest.n && rest.at[n] == ',';
		rest = (struct span){rest.at + n, rest.n - n};
	}
	if (*columns && found != *columns)
		return sink_fail(
		    k, l->number, "%zu durations, the restarts before have %zu", found, *columns);
	*columns = found;
	return 0;
}

static int matrix_read(struct sink *k)
{
	struct lines l = lines_of(k->source);
	size_t columns = 0;
	while (lines_next_data(&l))
		if (sink_restart(k) != 0 || row_add(k, &l, &columns) != 0)
			return -1;
	sink_remark(k, "%zu restarts of %zu durations", k->out->restarts, columns);
	return 0;
}

const struct form form_matrix = {.name = "restart-matrix",
    .help = "text: each line the durations after one restart",
    .read = matrix_read};
