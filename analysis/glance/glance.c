/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Durations have few distinct values: they are counted by value in a table, and only the rare long
 * ones are kept, so that a glance costs one pass. The tick is found from the first samples
 * (tick.h); counts are then moved from units to ticks value by value, which gives every sample the
 * tick that decoding it alone would. A peak is a local maximum of the counts that holds a hundredth
 * of the samples and is parted from its neighbours by a valley of at most half its height, four
 * standard deviations of Poisson counts deep: what a person would see as a peak, and no test of
 * modes (modality.h). Cost: O(n + v log v), v values of 65,536 units or more.
 */
#include "glance_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int glance_init(struct glance *g, const struct tick_facts *facts)
{
	*g = (struct glance){.facts = *facts};
	g->start = malloc(GLANCE_FIRST * sizeof *g->start);
	g->elapsed = malloc(GLANCE_FIRST * sizeof *g->elapsed);
	g->dense = calloc(GLANCE_DENSE, sizeof *g->dense);
	if (g->start && g->elapsed && g->dense)
		return 0;
	glance_release(g);
	return -1;
}

void glance_release(struct glance *g)
{
	free(g->start);
	free(g->elapsed);
	free(g->dense);
	free(g->far);
	free(g->bins);
	*g = (struct glance){0};
}

/* *list of `size` bytes an entry gets room for `needed`. Returns 0 or -1. */
static int room_make(void **list, size_t *room, size_t needed, size_t size)
{
	if (needed <= *room)
		return 0;
	size_t more = 2 * needed + 1024;
	void *larger = realloc(*list, more * size);
	if (!larger)
		return -1;
	*list = larger;
	*room = more;
	return 0;
}

static int far_add(struct glance *g, uint64_t value)
{
	void *list = g->far;
	if (room_make(&list, &g->far_room, g->far_count + 1, sizeof *g->far) != 0)
		return -1;
	g->far = list;
	g->far[g->far_count++] = value;
	return 0;
}

int glance_add(struct glance *g, const uint64_t *start, const uint64_t *elapsed, size_t n)
{
	size_t take = GLANCE_FIRST - g->first < n ? GLANCE_FIRST - g->first : n;
	memcpy(g->elapsed + g->first, elapsed, take * sizeof *elapsed);
	if (start)
		memcpy(g->start + g->first, start, take * sizeof *start);
	g->starts = start != NULL;
	if (start && g->n == 0 && n > 0)
		g->first_start = start[0];
	if (start && n > 0)
		g->last_end = start[n - 1] + elapsed[n - 1];
	g->first += take;
	g->n += n;
	for (size_t i = 0; i < n; i++) {
		if (elapsed[i] < GLANCE_DENSE)
			g->dense[elapsed[i]]++;
		else if (far_add(g, elapsed[i]) != 0)
			return -1;
	}
	return 0;
}

/* ---- from units to ticks ------------------------------------------------------------------- */

static int tick_settle(struct glance *g)
{
	if (g->found < g->first)
		g->tick = tick_find(g->starts ? g->start : NULL, g->elapsed, g->first, &g->facts);
	g->found = g->first;
	if (g->tick.status == TICK_NO_MEMORY)
		return -1;
	g->tick_s = (g->tick.status == TICK_FOUND ? g->tick.period : 1) / g->facts.unit_hz;
	return 0;
}

/* Values come in rising order, so that the tick is that of the last bin or a new one. */
static int bin_add(struct glance *g, uint64_t value, uint64_t count)
{
	uint64_t tick = value;
	void *list = g->bins;
	if (g->tick.status == TICK_FOUND)
		tick_of_duration(&g->tick, value, &tick);
	if (g->bin_count > 0 && g->bins[g->bin_count - 1].tick == tick) {
		g->bins[g->bin_count - 1].count += count;
		return 0;
	}
	if (room_make(&list, &g->bin_room, g->bin_count + 1, sizeof *g->bins) != 0)
		return -1;
	g->bins = list;
	g->bins[g->bin_count++] = (struct glance_bin){tick, count};
	return 0;
}

static int value_order(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

static int bins_fill(struct glance *g)
{
	g->bin_count = 0;
	for (uint64_t v = 0; v < GLANCE_DENSE; v++)
		if (g->dense[v] > 0 && bin_add(g, v, g->dense[v]) != 0)
			return -1;
	if (g->far)
		qsort(g->far, g->far_count, sizeof *g->far, value_order);
	for (size_t i = 0; i < g->far_count; i++)
		if (bin_add(g, g->far[i], 1) != 0)
			return -1;
	return 0;
}

/* ---- peaks --------------------------------------------------------------------------------- */

/* A hill: its top, and the lowest count since. */
struct hill {
	uint64_t tick, top, valley;
};

static bool is_parted(uint64_t valley, uint64_t top)
{
	double depth = (double)top - (double)valley;
	return depth >= (double)valley && depth > 4 * sqrt((double)top + (double)valley);
}

/* Takes the next count in order. What is not parted from the last hill belongs to it. */
static size_t hill_add(struct hill *hills, size_t count, size_t room, uint64_t tick, uint64_t c)
{
	struct hill *last = &hills[count - 1];
	bool parted = is_parted(last->valley, last->top);
	if (c <= last->valley)
		last->valley = c;
	else if (c >= last->top && !parted)
		*last = (struct hill){tick, c, c};
	else if (parted && is_parted(last->valley, c) && count < room)
		hills[count++] = (struct hill){tick, c, c};
	return count;
}

/* Counts of ticks that no sample has are 0: they are looked at where a bin does not follow the bin
 * before it. */
static size_t hills_find(const struct glance *g, uint64_t last, struct hill *hills, size_t room)
{
	size_t count = 1;
	hills[0] = (struct hill){g->bins[0].tick, g->bins[0].count, g->bins[0].count};
	for (size_t i = 1; i < g->bin_count && g->bins[i].tick <= last; i++) {
		if (g->bins[i].tick > g->bins[i - 1].tick + 1)
			count = hill_add(hills, count, room, g->bins[i].tick - 1, 0);
		count = hill_add(hills, count, room, g->bins[i].tick, g->bins[i].count);
	}
	return count;
}

static void peaks_find(struct glance *g)
{
	enum { HILLS = 256 };
	struct hill hills[HILLS];
	size_t count = hills_find(g, glance_quantile(g, 0.9999), hills, HILLS);
	g->peaks = 0;
	for (size_t i = 0; i < count && g->peaks < GLANCE_PEAKS; i++)
		if ((double)hills[i].top >= 0.01 * (double)g->n || count == 1)
			g->peak[g->peaks++] = (struct glance_peak){hills[i].tick, hills[i].top};
}

int glance_settle(struct glance *g)
{
	if (tick_settle(g) != 0 || bins_fill(g) != 0)
		return -1;
	peaks_find(g);
	return 0;
}

uint64_t glance_quantile(const struct glance *g, double p)
{
	uint64_t seen = g->bins[0].count, needed = (uint64_t)ceil(p * (double)g->n);
	size_t i = 0;
	while (seen < needed)
		seen += g->bins[++i].count;
	return g->bins[i].tick;
}

uint64_t glance_above(const struct glance *g, uint64_t ticks)
{
	uint64_t above = 0;
	for (size_t i = g->bin_count; i-- > 0 && g->bins[i].tick > ticks;)
		above += g->bins[i].count;
	return above;
}
