/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A fleet in one list. Of each machine and topic (median, entropy, tail) the mean over loads of the
 * logarithm of its ratio to one reference is one number; machines whose number is far from the
 * median of all, by the median absolute deviation, are outliers. Medians, so that three odd
 * machines of twenty do not hide one another. The runs of different loads are independent, so the
 * mean's error follows from those of the loads, and a machine that no single load shows to differ
 * may differ over all of them. Cost: rows times machines.
 */
#include "rank_private.h"

#include "pairs_private.h"
#include "phrase_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* As a part: a spread that is smaller is none. */
static const double least_spread = 1e-3;

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double sort_to_median(double *x, size_t n)
{
	qsort(x, n, sizeof *x, by_value);
	return n % 2 ? x[n / 2] : (x[n / 2 - 1] + x[n / 2]) / 2;
}

static int by_distance(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	if (x->outlier != y->outlier)
		return x->outlier ? -1 : 1;
	if (x->most != y->most)
		return x->most < y->most ? 1 : -1;
	return (x->machine > y->machine) - (x->machine < y->machine);
}

/* ---- one machine against the reference ------------------------------------------------------ */

/* The logarithms of one topic, cell by cell: the reference's and the machine's. */
struct logs {
	struct contrast_side *reference, *machine;
	size_t n;
	bool zero;  /* the machine has none of it in some cell, such as no entropy */
	bool noisy; /* a mean is not above 0 by two of its errors, so the logarithm has no error */
};

static void logs_add(struct logs *l, const struct view *v, size_t reference)
{
	const struct comparison *r = v->row;
	bool turned = r->b == reference;
	const struct contrast_side *from = turned ? &r->side_b : &r->side_a;
	const struct contrast_side *to = turned ? &r->side_a : &r->side_b;
	if (!(from->mean > 0) || !(to->mean >= 0))
		return;
	l->reference[l->n] = l->machine[l->n] = (struct contrast_side){.n = 1};
	l->zero = l->zero || to->mean == 0;
	l->noisy = l->noisy || !pairs_log_side(&l->reference[l->n], from) ||
		   !pairs_log_side(&l->machine[l->n], to);
	l->reference[l->n].mean = log(from->mean);
	l->machine[l->n++].mean = log(to->mean);
}

static struct rank_ratio logs_ratio(const struct logs *l, double alpha)
{
	if (l->n == 0 || l->zero)
		return (struct rank_ratio){l->zero ? 0 : (double)NAN, NAN, NAN, NAN, 0, false};
	struct contrast c = contrast_mean(l->reference, l->machine, l->n, alpha);
	if (l->noisy)
		return (struct rank_ratio){exp(c.value), 0, INFINITY, 1, 0, false};
	return (struct rank_ratio){
	    exp(c.value), exp(c.lo), exp(c.hi), fmin(1, 0.05 / alpha * c.p), 0, false};
}

static void count_cells(struct ranked *r, const struct compare *c, const bool *cells)
{
	for (size_t cell = 0; cell < c->set.cell_count; cell++) {
		bool any = false, known = false, differs = false;
		for (int t = 0; cells[cell] && t < RANK_TOPICS; t++) {
			struct view v;
			if (!view_topic(
				&v, c, (enum measured_topic)t, cell, c->reference, r->machine))
				continue;
			any = true;
			known = known || !isnan(v.row->p_adjusted);
			differs = differs || compare_differs(v.row);
		}
		r->compared += any;
		r->known += known;
		r->differs += differs;
	}
}

static void rank_one(struct ranked *r, const struct compare *c, const bool *cells, struct logs *l)
{
	double alpha = 0.05 / (double)(RANK_TOPICS * c->set.machine_count);
	for (int t = 0; t < RANK_TOPICS; t++) {
		l->n = 0;
		l->zero = l->noisy = false;
		for (size_t cell = 0; cell < c->set.cell_count; cell++) {
			struct view v;
			if (cells[cell] && view_topic(&v, c, (enum measured_topic)t, cell,
					       c->reference, r->machine))
				logs_add(l, &v, c->reference);
		}
		r->topic[t] = logs_ratio(l, alpha);
	}
	count_cells(r, c, cells);
}

/* ---- all of them --------------------------------------------------------------------------- */

/* Distances in one topic from the median of all that have it. */
static void find_outliers(struct ranked *list, size_t n, int topic, double *room)
{
	size_t k = 0;
	for (size_t i = 0; i < n; i++)
		if (!isnan(list[i].topic[topic].value))
			room[k++] = log(list[i].topic[topic].value);
	if (k < 2)
		return;
	double centre = sort_to_median(room, k);
	if (!isfinite(centre))
		return; /* most have none of it */
	for (size_t i = 0; i < k; i++)
		room[i] = fabs(room[i] - centre);
	double spread = fmax(1.4826 * sort_to_median(room, k), least_spread);
	for (size_t i = 0; i < n; i++) {
		struct ranked *r = &list[i];
		struct rank_ratio *x = &r->topic[topic];
		if (isnan(x->value))
			continue;
		x->off = (log(x->value) - centre) / spread;
		x->outlier =
		    k >= RANK_LEAST && fabs(x->off) > RANK_FAR && !(x->lo <= 1 && x->hi >= 1);
		r->most = fmax(r->most, fabs(x->off));
		r->outlier = r->outlier || x->outlier;
	}
}

int rank_machines(const struct compare *c, const bool *cells, struct ranked *list)
{
	size_t n = c->set.machine_count, rooms = c->set.cell_count + 1;
	double *room = malloc((n + 1) * sizeof *room);
	struct contrast_side *sides = malloc(2 * rooms * sizeof *sides);
	for (size_t i = 0; room && sides && i < n; i++) {
		static const struct rank_ratio none = {NAN, NAN, NAN, NAN, 0, false};
		static const struct rank_ratio own = {1, NAN, NAN, NAN, 0, false};
		struct rank_ratio first = i == c->reference ? own : none;
		list[i] = (struct ranked){.machine = i, .topic = {first, first, first}};
		if (c->reference < n && i != c->reference)
			rank_one(&list[i], c, cells,
			    &(struct logs){sides, sides + rooms, 0, false, false});
	}
	for (int t = 0; room && sides && t < RANK_TOPICS; t++)
		find_outliers(list, n, t, room);
	if (room && sides)
		qsort(list, n, sizeof *list, by_distance);
	int rc = room && sides ? (int)n : -1;
	free(room);
	free(sides);
	return rc;
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

void rank_put_count(FILE *out, const struct ranked *list, size_t n)
{
	size_t count = 0;
	for (size_t i = 0; i < n; i++)
		count += list[i].outlier;
	if (count == 0)
		fprintf(out, "no machine is an outlier");
	else
		fprintf(out, "%zu of %zu machines %s", count, n,
		    count == 1 ? "is an outlier" : "are outliers");
}

int rank_put_outlier(FILE *out, const struct compare *c, const struct ranked *r)
{
	static const char *const topic_name[RANK_TOPICS] = {"median", "min-entropy", "tail"};
	char *unusual = rank_unusual(c, r->machine);
	if (!unusual)
		return -1;
	fprintf(out, "%s: ", c->set.machines[r->machine].name);
	int n = 0;
	for (int t = 0; t < RANK_TOPICS; t++)
		if (r->topic[t].outlier) {
			char ratio[32];
			phrase_number(ratio, sizeof ratio, r->topic[t].value);
			fprintf(out, "%s%s %sx", n++ ? ", " : "", topic_name[t], ratio);
		}
	if (*unusual)
		fprintf(out, "; few others have %s", unusual);
	if (r->known == 0)
		fprintf(out, "; of one run a cell, so that the spread between runs is unknown");
	free(unusual);
	return 0;
}
