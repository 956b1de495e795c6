/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One threshold for what is slow in all runs of a probe, of whatever machine and load, so that two
 * shares of slow calls are of the same question: four times the ordinary machine's ordinary median.
 * A machine's ordinary median is the middle one of its loads, the ordinary machine the one in the
 * middle (of two the greater): a machine that takes fifty times as long, as one does under a clock
 * source that only the kernel reads, does not decide what is slow on nineteen others. Cost: runs
 * times cells.
 */
#include "slow_private.h"

#include "reference_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Times the ordinary median. */
static const double slow_from = 4;

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* The middle one, of two the greater; nan: there is none. */
static double middle_of(double *x, size_t n)
{
	qsort(x, n, sizeof *x, by_value);
	return n ? x[n / 2] : (double)NAN;
}

/* Of a machine in the cells of a probe; room for one of each. */
static double ordinary_median(
    const struct compare *c, const char *probe, size_t machine, double *room)
{
	size_t n = 0;
	for (size_t cell = 0; cell < c->set.cell_count; cell++) {
		if (strcmp(c->set.cells[cell].probe, probe) != 0)
			continue;
		double median = reference_median(c, cell, machine);
		if (!isnan(median))
			room[n++] = median;
	}
	return middle_of(room, n);
}

static double threshold_of(const struct compare *c, const char *probe, double *room)
{
	double *cells = room, *machines = room + c->set.cell_count;
	size_t n = 0;
	for (size_t i = 0; i < c->set.machine_count; i++) {
		double median = ordinary_median(c, probe, i, cells);
		if (!isnan(median))
			machines[n++] = median;
	}
	return slow_from * middle_of(machines, n);
}

int slow_find(struct compare *c)
{
	size_t cells = c->set.cell_count;
	double *room = malloc((cells + c->set.machine_count + 1) * sizeof *room);
	c->slow_ns = malloc((cells + 1) * sizeof *c->slow_ns);
	for (size_t i = 0; room && c->slow_ns && i < cells; i++) {
		size_t same = 0;
		while (strcmp(c->set.cells[same].probe, c->set.cells[i].probe) != 0)
			same++;
		c->slow_ns[i] =
		    same < i ? c->slow_ns[same] : threshold_of(c, c->set.cells[i].probe, room);
	}
	int rc = room && c->slow_ns ? 0 : -1;
	free(room);
	return rc;
}
