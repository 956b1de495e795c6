/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Of replicates one value represents all: the least where the worst case counts, else the one in
 * the middle by value, which is one of those that were measured and needs no model. Cost: one sort
 * a cell.
 */
#include "sets.h"

#include "chief.h"
#include "mem.h"

#include <stdlib.h>
#include <string.h>

static void add_once(const char **list, size_t *n, const char *text)
{
	size_t i = 0;
	while (i < *n && strcmp(list[i], text) != 0)
		i++;
	if (i == *n)
		list[(*n)++] = text;
}

static int by_load(const void *a, const void *b)
{
	const char *x = *(const char *const *)a, *y = *(const char *const *)b;
	int idle = (strcmp(y, "idle") == 0) - (strcmp(x, "idle") == 0);
	return idle ? idle : strcmp(x, y);
}

void sets_read(struct sets *s, const struct book *b)
{
	*s = (struct sets){mem_zero(b->run_count, sizeof *s->probe),
	    mem_zero(b->run_count, sizeof *s->load), 0, 0};
	for (int bears = 1; bears >= 0; bears--)
		for (size_t i = 0; i < b->run_count; i++)
			if (*b->runs[i].key && (!bears || chief_bears(&b->runs[i])))
				add_once(s->probe, &s->probes, b->runs[i].row.probe);
	for (size_t i = 0; i < b->run_count; i++)
		if (*b->runs[i].key)
			add_once(s->load, &s->loads, b->runs[i].row.load);
	qsort(s->load, s->loads, sizeof *s->load, by_load);
}

void sets_release(struct sets *s)
{
	free(s->probe);
	free(s->load);
	*s = (struct sets){0};
}

size_t sets_colour(const struct sets *s, const char *load)
{
	size_t i = 0;
	while (i < s->loads && strcmp(s->load[i], load) != 0)
		i++;
	return i % SETS_COLOURS + 1;
}

bool sets_has(const struct book_run *run, const char *probe, const char *load)
{
	return *run->key && strcmp(run->row.probe, probe) == 0 && strcmp(run->row.load, load) == 0;
}

static int by_value(const void *a, const void *b)
{
	const struct store_result *x = *(const struct store_result *const *)a;
	const struct store_result *y = *(const struct store_result *const *)b;
	return (x->value > y->value) - (x->value < y->value);
}

/* The first of the order (part 0), its last (1) or its middle one (2); NULL: none. */
static const struct store_result *result_at(const struct book *b, const char *probe,
    const char *load, enum figure_id figure, const char *scope, const char *grid, size_t part)
{
	const struct store_result **list = mem_zero(b->run_count, sizeof *list), *found = NULL;
	size_t n = 0;
	for (size_t i = 0; i < b->run_count; i++) {
		const struct store_result *r = sets_has(&b->runs[i], probe, load)
						   ? book_result(&b->runs[i], figure, scope, grid)
						   : NULL;
		if (r)
			list[n++] = r;
	}
	if (n > 0) {
		qsort(list, n, sizeof *list, by_value);
		found = list[part ? (n - 1) / part : 0];
	}
	free(list);
	return found;
}

const struct store_result *sets_least(const struct book *b, const char *probe, const char *load,
    enum figure_id figure, const char *scope, const char *grid)
{
	return result_at(b, probe, load, figure, scope, grid, 0);
}

const struct store_result *sets_greatest(const struct book *b, const char *probe, const char *load,
    enum figure_id figure, const char *scope, const char *grid)
{
	return result_at(b, probe, load, figure, scope, grid, 1);
}

const struct store_result *sets_middle(const struct book *b, const char *probe, const char *load,
    enum figure_id figure, const char *scope, const char *grid)
{
	return result_at(b, probe, load, figure, scope, grid, 2);
}
