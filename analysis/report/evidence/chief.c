/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first screen has room for one run. It is the first by a fixed order of what matters:
 * analysed, of a probe that the claims are about, idle, complete. The run of the empty loop is
 * chosen likewise, among those of the same machine and counter. Cost: one pass over the runs.
 */
#include "chief.h"

#include "where.h"

#include <string.h>

bool chief_bears(const struct book_run *run)
{
	for (size_t i = 0; i < run->verdict_count; i++)
		if (strcmp(run->verdicts[i].verdict, "not applicable") != 0)
			return true;
	return false;
}

static int run_rank(const struct book_run *run)
{
	return 8 * (*run->key != '\0') + 4 * chief_bears(run) +
	       2 * (strcmp(run->row.load, "idle") == 0) +
	       (strcmp(run->row.status, "complete") == 0);
}

size_t chief_run(const struct book *b)
{
	size_t best = 0;
	for (size_t i = 1; i < b->run_count; i++)
		if (run_rank(&b->runs[i]) > run_rank(&b->runs[best]))
			best = i;
	return best;
}

size_t chief_null(const struct book *b, size_t chief)
{
	size_t best = b->run_count;
	for (size_t i = 0; i < b->run_count; i++) {
		const struct book_run *run = &b->runs[i];
		if (i == chief || strcmp(run->row.probe, "null") != 0 || !*run->key ||
		    !where_same(run, &b->runs[chief]) ||
		    strcmp(run->row.counter, b->runs[chief].row.counter) != 0)
			continue;
		if (best == b->run_count || run_rank(run) > run_rank(&b->runs[best]))
			best = i;
	}
	return best;
}
