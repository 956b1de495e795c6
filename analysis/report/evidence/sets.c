/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Of replicates one value represents all: the least where the worst case counts, else the one in
 * the middle by value, which is one of those that were measured and needs no model. Cost: one sort
 * a cell.
 */
#include "sets.h"

#include "chief.h"
#include "mem.h"
#include "where.h"

#include <math.h>
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

static bool same_counter(const struct book_run *a, const struct book_run *b)
{
	return strcmp(a->row.counter, b->row.counter) == 0 &&
	       fabs(a->row.counter_hz - b->row.counter_hz) <= 1e-3 * b->row.counter_hz;
}

static bool same_line(const struct book_run *a, const struct book_run *b)
{
	return where_same(a, b) && strcmp(a->row.probe, b->row.probe) == 0 && same_counter(a, b) &&
	       a->row.campaign_id == b->row.campaign_id;
}

/* After the last line of the same probe. */
static void add_line(struct sets *s, const struct book_run *run)
{
	size_t at = s->lines;
	for (size_t i = 0; i < s->lines; i++) {
		if (same_line(s->line[i].first, run))
			return;
		if (strcmp(s->line[i].first->row.probe, run->row.probe) == 0)
			at = i + 1;
	}
	memmove(s->line + at + 1, s->line + at, (s->lines - at) * sizeof *s->line);
	s->line[at] = (struct sets_line){run, NULL};
	s->lines++;
}

/* "gettimeofday, lab-3, tsc 24 MHz, campaign 1a2b3c4d": the probe, and what tells it from another
 * line of that probe. */
static char *line_name(const struct book *b, const struct sets *s, const struct book_run *run)
{
	bool counter = false, campaign = false;
	for (size_t i = 0; i < s->lines; i++) {
		const struct book_run *other = s->line[i].first;
		if (!where_same(other, run) || strcmp(other->row.probe, run->row.probe) != 0)
			continue;
		counter = counter || !same_counter(other, run);
		campaign = campaign || other->row.campaign_id != run->row.campaign_id;
	}
	char *machine = where_several(b) ? where_name(run) : mem_copy("");
	char *ticks = counter
			  ? mem_print(", %s %.4g MHz", run->row.counter, run->row.counter_hz / 1e6)
			  : mem_copy("");
	char *name =
	    mem_print("%s%s%s%s%s%.8s", run->row.probe, *machine ? ", " : "", machine, ticks,
		!campaign	    ? ""
		: run->row.campaign ? ", campaign "
				    : ", no campaign",
		campaign && run->row.campaign ? run->row.campaign : "");
	free(machine);
	free(ticks);
	return name;
}

void sets_read(struct sets *s, const struct book *b)
{
	*s = (struct sets){
	    mem_zero(b->run_count, sizeof *s->line), mem_zero(b->run_count, sizeof *s->load), 0, 0};
	for (int bears = 1; bears >= 0; bears--)
		for (size_t i = 0; i < b->run_count; i++)
			if (*b->runs[i].key && (!bears || chief_bears(&b->runs[i])))
				add_line(s, &b->runs[i]);
	for (size_t i = 0; i < s->lines; i++)
		s->line[i].name = line_name(b, s, s->line[i].first);
	for (size_t i = 0; i < b->run_count; i++)
		if (*b->runs[i].key)
			add_once(s->load, &s->loads, b->runs[i].row.load);
	qsort(s->load, s->loads, sizeof *s->load, by_load);
}

void sets_release(struct sets *s)
{
	for (size_t i = 0; i < s->lines; i++)
		free(s->line[i].name);
	free(s->line);
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

bool sets_has(const struct book_run *run, const struct sets_line *line, const char *load)
{
	return *run->key && same_line(line->first, run) && strcmp(run->row.load, load) == 0;
}

static int by_value(const void *a, const void *b)
{
	const struct store_result *x = *(const struct store_result *const *)a;
	const struct store_result *y = *(const struct store_result *const *)b;
	return (x->value > y->value) - (x->value < y->value);
}

/* The first of the order (part 0), its last (1) or its middle one (2); NULL: none. */
static const struct store_result *result_at(const struct book *b, const struct sets_line *line,
    const char *load, enum figure_id figure, const char *scope, const char *grid, size_t part)
{
	const struct store_result **list = mem_zero(b->run_count, sizeof *list), *found = NULL;
	size_t n = 0;
	for (size_t i = 0; i < b->run_count; i++) {
		const struct store_result *r = sets_has(&b->runs[i], line, load)
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

const struct store_result *sets_least(const struct book *b, const struct sets_line *line,
    const char *load, enum figure_id figure, const char *scope, const char *grid)
{
	return result_at(b, line, load, figure, scope, grid, 0);
}

const struct store_result *sets_greatest(const struct book *b, const struct sets_line *line,
    const char *load, enum figure_id figure, const char *scope, const char *grid)
{
	return result_at(b, line, load, figure, scope, grid, 1);
}

const struct store_result *sets_middle(const struct book *b, const struct sets_line *line,
    const char *load, enum figure_id figure, const char *scope, const char *grid)
{
	return result_at(b, line, load, figure, scope, grid, 2);
}
