/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A fleet in one list. Of each machine and topic (median, entropy, tail) the mean over loads of the
 * logarithm of its ratio to one reference is one number; machines whose number is far from the
 * median of all, by the median absolute deviation, stand out. Medians, so that three odd machines
 * of twenty do not hide one another. Cost: rows times machines.
 */
#include "rank_private.h"

#include "answers_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Farther than this is no part of the rest; a spread below 0.1 % is none. */
static const double far = 5, least_spread = 1e-3;

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double median(double *x, size_t n)
{
	qsort(x, n, sizeof *x, by_value);
	return n % 2 ? x[n / 2] : (x[n / 2 - 1] + x[n / 2]) / 2;
}

static int by_distance(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	if (x->most != y->most)
		return x->most < y->most ? 1 : -1;
	return (x->machine > y->machine) - (x->machine < y->machine);
}

static void add_up(struct ranked *r, const struct compare *c, const bool *cells, size_t reference)
{
	double n[RANK_TOPICS] = {0}, sum[RANK_TOPICS] = {0};
	for (size_t cell = 0; cell < c->set.cell_count; cell++) {
		bool any = false, differs = false;
		for (int t = 0; cells[cell] && t < RANK_TOPICS; t++) {
			struct view v;
			if (!view_topic(&v, c, (enum measured_topic)t, cell, reference, r->machine))
				continue;
			any = true;
			differs = differs || compare_differs(v.row);
			if (v.ratio > 0 && isfinite(v.ratio)) {
				sum[t] += log(v.ratio);
				n[t]++;
			}
		}
		r->compared += any;
		r->differs += differs;
	}
	for (int t = 0; t < RANK_TOPICS; t++)
		r->ratio[t] = n[t] > 0 ? exp(sum[t] / n[t]) : (double)NAN;
}

/* Distances in one topic from the median of all that have it. */
static void stand_apart(struct ranked *list, size_t n, int topic, double *room)
{
	size_t k = 0;
	for (size_t i = 0; i < n; i++)
		if (!isnan(list[i].ratio[topic]))
			room[k++] = log(list[i].ratio[topic]);
	if (k < 2)
		return;
	double centre = median(room, k);
	for (size_t i = 0; i < k; i++)
		room[i] = fabs(room[i] - centre);
	double spread = fmax(1.4826 * median(room, k), least_spread);
	for (size_t i = 0; i < n; i++) {
		struct ranked *r = &list[i];
		if (isnan(r->ratio[topic]))
			continue;
		r->off[topic] = (log(r->ratio[topic]) - centre) / spread;
		r->most = fmax(r->most, fabs(r->off[topic]));
		r->out[topic] = k >= RANK_LEAST && fabs(r->off[topic]) > far;
		r->stands_out = r->stands_out || r->out[topic];
	}
}

int rank_machines(const struct compare *c, const bool *cells, struct ranked *list)
{
	size_t n = c->set.machine_count;
	double *room = malloc((n + 1) * sizeof *room);
	if (!room)
		return -1;
	for (size_t i = 0; i < n; i++) {
		list[i] = (struct ranked){.machine = i, .ratio = {NAN, NAN, NAN}};
		if (c->reference == n)
			continue;
		if (i == c->reference)
			for (int t = 0; t < RANK_TOPICS; t++)
				list[i].ratio[t] = 1;
		else
			add_up(&list[i], c, cells, c->reference);
	}
	for (int t = 0; t < RANK_TOPICS; t++)
		stand_apart(list, n, t, room);
	qsort(list, n, sizeof *list, by_distance);
	free(room);
	return (int)n;
}

char *rank_unusual(const struct compare *c, size_t machine)
{
	char *text = NULL;
	size_t size, n = c->set.machine_count;
	FILE *out = open_memstream(&text, &size);
	int named = 0;
	if (!out)
		return NULL;
	for (size_t f = 0; f < SET_FACTS; f++) {
		const char *own = c->set.machines[machine].fact[f];
		size_t alike = 0;
		for (size_t i = 0; own && i < n; i++)
			alike += c->set.machines[i].fact[f] &&
				 strcmp(c->set.machines[i].fact[f], own) == 0;
		if (own && *own && 4 * alike <= n)
			fprintf(out, "%s%s %s", named++ ? ", " : "", set_fact_name[f], own);
	}
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}
