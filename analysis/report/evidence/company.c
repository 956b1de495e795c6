/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs lie over one another only if their ticks can be compared: same machine, probe and counter,
 * and frequencies within 1e-3, since each run may have calibrated its own. Cost: the square of the
 * number of runs at worst.
 */
#include "company.h"

#include "where.h"

#include <math.h>
#include <string.h>

/* The frequency may have been calibrated anew for each run. */
static bool same_setting(const struct book_run *a, const struct book_run *b)
{
	return strcmp(a->row.probe, b->row.probe) == 0 &&
	       strcmp(a->row.counter, b->row.counter) == 0 &&
	       fabs(a->row.counter_hz / b->row.counter_hz - 1) < 1e-3 && where_same(a, b);
}

static bool same_load(const struct book_run *a, const struct book_run *b)
{
	return strcmp(a->row.load, b->row.load) == 0;
}

typedef bool (*likeness)(const struct book_run *a, const struct book_run *b);

/* Is one of these runs like it? */
static bool run_is_among(
    const struct book *b, const size_t *runs, size_t n, likeness like, size_t run)
{
	for (size_t i = 0; i < n; i++)
		if (like(&b->runs[runs[i]], &b->runs[run]))
			return true;
	return false;
}

static bool had_before(const struct book *b, size_t first, likeness alike)
{
	for (size_t i = 0; i < first; i++)
		if (*b->runs[i].key && alike(&b->runs[i], &b->runs[first]))
			return true;
	return false;
}

/* The analysed runs that are like the one at `first`, itself included: of those that `once` holds
 * the same, the first; NULL: all of them. */
static struct company company_gather(
    const struct book *b, size_t first, likeness alike, likeness once)
{
	struct company c = {.count = 0};
	if (had_before(b, first, alike))
		return c;
	for (size_t i = first; i < b->run_count; i++) {
		if (!*b->runs[i].key || !alike(&b->runs[i], &b->runs[first]))
			continue;
		c.all += !once || !run_is_among(b, c.runs, c.count, once, i);
		if (c.count < COMPANY_MAX && !(once && run_is_among(b, c.runs, c.count, once, i)))
			c.runs[c.count++] = i;
	}
	return c;
}

struct company company_of_loads(const struct book *b, size_t first)
{
	struct company c = company_gather(b, first, same_setting, NULL);
	if (c.all <= COMPANY_MAX)
		return c;
	struct company chosen = company_gather(b, first, same_setting, same_load);
	chosen.all = c.all;
	return chosen.count < 2 ? c : chosen;
}

struct company company_by_load(const struct book *b, size_t like)
{
	size_t first = 0;
	while (
	    first < like && !(*b->runs[first].key && same_setting(&b->runs[first], &b->runs[like])))
		first++;
	return company_gather(b, first, same_setting, same_load);
}
