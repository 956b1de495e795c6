/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The figures of a replicate against those of its samples, and the influence of a cell against what
 * a little more of it changes.
 */
#include "test.h"

#include "entropy.h"
#include "replicate_private.h"
#include "rng.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 4000 };

struct example {
	size_t n;
	uint64_t x[MOST], *count;
	struct histogram h;
	struct bootstrap *b;
	struct replicate r;
	struct bootstrap_sample all;
	double row[REPLICATE_FIGURES];
};

static const struct summary_options windows = {
    .fast_lo_ticks = 41, .fast_hi_ticks = 44, .slow_lo_ticks = 60, .slow_hi_ticks = 1e9};

/* A few values on steps of 1 or 2; with `rare` ones beyond, which share cells. */
static void example_open(struct example *e, size_t n, uint64_t step, unsigned rare)
{
	struct rng r;
	rng_init(&r, n + step, rare);
	e->n = n;
	for (size_t i = 0; i < n; i++) {
		e->x[i] = 40 + step * (uint64_t)(-3 * log(1 - rng_double(&r)));
		if (i && rng_below(&r, 3) == 0)
			e->x[i] = e->x[i - 1];
		else if (rare && rng_below(&r, rare) == 0)
			e->x[i] += step * (30 + rng_below(&r, 3000));
	}
	assert_int_equal(histogram_init(&e->h, e->x, n), EST_OK);
	assert_int_equal(bootstrap_open(&e->b, e->x, n, &e->h,
			     &(struct bootstrap_options){.seed = 1, .replicates = 20}),
	    EST_OK);
	const struct coarse *c = bootstrap_cells(e->b);
	e->count = calloc(c->cells, sizeof *e->count);
	assert_int_equal(replicate_init(&e->r, c, &e->h, step, &windows), EST_OK);
	e->all = bootstrap_part(e->b, 0, bootstrap_blocks(e->b), e->count);
	replicate_figures(&e->all, &e->r, e->row);
}

static void example_close(struct example *e)
{
	replicate_release(&e->r);
	bootstrap_close(e->b);
	histogram_release(&e->h);
	free(e->count);
}

static int number_compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* The greatest value of which at most a share q lies below. */
static uint64_t value_below(const struct example *e, double q)
{
	uint64_t at = e->h.value[0], below = 0;
	for (size_t i = 0; i < e->h.distinct; i++) {
		if ((double)below <= q * (double)e->n - 1e-9)
			at = e->h.value[i];
		below += e->h.count[i];
	}
	return at;
}

static void moments_compare(const struct example *e)
{
	double n = (double)e->n, mean = 0, square = 0, lagged = 0;
	for (size_t i = 0; i < e->n; i++)
		mean += (double)e->x[i] / n;
	for (size_t i = 0; i < e->n; i++)
		square += ((double)e->x[i] - mean) * ((double)e->x[i] - mean);
	for (size_t i = 0; i + 1 < e->n; i++)
		lagged += ((double)e->x[i] - mean) * ((double)e->x[i + 1] - mean);
	assert_near(e->row[MEAN], mean, 1e-12);
	assert_near(e->row[SD], sqrt(square / (n - 1)), 1e-9);
	assert_near(e->row[CV], sqrt(square / (n - 1)) / mean, 1e-9);
	assert_near(e->row[LAG1], lagged / square, 1e-9);
}

static void shares_compare(const struct example *e, uint64_t step)
{
	double n = (double)e->n, odd = 0, odd_ticks = 0, fast = 0, slow = 0, most = 0;
	for (size_t i = 0; i < e->n; i++) {
		odd += e->x[i] % 2 / n;
		odd_ticks += e->x[i] / step % 2 / n;
		fast += (e->x[i] >= 41 && e->x[i] <= 44) / n;
		slow += (e->x[i] >= 60) / n;
	}
	for (size_t i = 0; i < e->h.distinct; i++)
		most = fmax(most, (double)e->h.count[i] / n);
	assert_within(e->row[LSB], odd, 1e-9);
	assert_within(e->row[LSB_EFFECTIVE], odd_ticks, 1e-9);
	assert_within(e->row[FAST], fast, 1e-9);
	assert_within(e->row[SLOW], slow, 1e-9);
	assert_within(e->row[MIN_PLUGIN], most, 1e-9);
}

static void figures_are_those_of_the_samples(void **state)
{
	(void)state;
	static struct example e;
	static const double q[] = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999};
	for (int k = 0; k < 3; k++) {
		uint64_t step = k == 1 ? 2 : 1;
		example_open(&e, k == 0 ? 501 : 3000, step, k == 2 ? 20 : 0);
		moments_compare(&e);
		shares_compare(&e, step);
		double mm = entropy_shannon_mm(&e.h).value, plain = entropy_shannon(&e.h).value;
		assert_near(e.row[SHANNON], plain, 1e-9);
		double kinds = (double)(k == 2 ? e.all.cells->cells : e.h.distinct);
		assert_near(
		    e.row[SHANNON_MM], plain + (kinds - 1) / (2 * (double)e.n * log(2)), 1e-9);
		assert_true(k == 2 || fabs(e.row[SHANNON_MM] - mm) < 1e-9);
		assert_near(e.row[GRASSBERGER], e.row[SHANNON_MM], 0);
		assert_near(e.row[COLLISION], entropy_collision(&e.h).value, 1e-9);
		for (int i = 0; i < QUANTILES && k < 2; i++) {
			uint64_t at = value_below(&e, q[i]);
			double below = 0, up_to = 0;
			for (size_t t = 0; t < e.n; t++) {
				below += e.x[t] < at;
				up_to += e.x[t] <= at;
			}
			assert_within(e.row[REPLICATE_BELOW + i], below / (double)e.n, 1e-12);
			assert_within(e.row[REPLICATE_UP_TO + i], up_to / (double)e.n, 1e-12);
			assert_true(isnan(e.row[Q01 + i]));
		}
		/* A median distance between places of single values. */
		if (k < 2) {
			static double away[MOST];
			size_t at;
			double m = replicate_value_at(&e.all, (double)e.n / 2, &at);
			for (size_t t = 0; t < e.n; t++)
				away[t] = fabs((double)e.x[t] - (double)e.h.value[0] - m);
			qsort(away, e.n, sizeof *away, number_compare);
			assert_within(e.row[MAD], away[(e.n + 1) / 2 - 1], 1e-9);
		}
		example_close(&e);
	}
}

/* Cells of 10, of 20 to 26, of 30 and of 40 to 48, of 2, 6, 4 and 8 samples; base 10. */
static void places_within_cells_by_hand(void **state)
{
	(void)state;
	uint64_t lo[] = {10, 20, 30, 40}, hi[] = {10, 26, 30, 48}, count[] = {2, 6, 4, 8};
	double mean[] = {0, 13, 20, 34}, bits[] = {0, 1, 0, 2}, square[] = {1, 0.5, 1, 0.25},
	       most[] = {1, 0.5, 1, 0.3};
	struct coarse c = {.cells = 4,
	    .n = 20,
	    .base = 10,
	    .lo = lo,
	    .hi = hi,
	    .count = count,
	    .mean = mean,
	    .within_bits = bits,
	    .within_square = square,
	    .within_max = most};
	struct bootstrap_sample s = {.cells = &c, .count = count, .n = 20, .pairs = 19};
	size_t at;
	assert_near(replicate_value_at(&s, 5, &at), 10 + 6 * 3 / 6.0, 1e-12);
	assert_int_equal(at, 1);
	assert_near(replicate_value_at(&s, 8, &at), 16, 1e-12);
	assert_int_equal(at, 1);
	assert_near(replicate_value_at(&s, 8.5, &at), 20, 1e-12);
	assert_int_equal(at, 2);
	assert_near(replicate_value_at(&s, 16, &at), 30 + 8 * 4 / 8.0, 1e-12);
	assert_int_equal(at, 3);
	/* The median is at 20. From there: its 4 samples, the 6 of 20 to 26, from 4 to 10 away. */
	double none[4] = {0}, row[REPLICATE_FIGURES];
	struct replicate r = {
	    .odd = none, .odd_effective = none, .fast = none, .slow = none, .top = 1};
	s.sum = 20;
	s.sum2 = 100;
	replicate_figures(&s, &r, row);
	assert_near(row[MAD], 10, 1e-12);
	assert_near(row[MIN_PLUGIN], 6 * 0.5 / 20, 1e-12);
	double shannon =
	    0.1 * log2(10) + 0.3 * (log2(20 / 6.0) + 1) + 0.2 * log2(5) + 0.4 * (log2(2.5) + 2);
	assert_near(row[SHANNON], shannon, 1e-12);
	assert_near(row[SHANNON_MM], shannon + 3 / (40 * log(2)), 1e-12);
	double pairs = 0.01 + 0.09 * 0.5 + 0.04 + 0.16 * 0.25;
	assert_near(row[COLLISION], -log2((20 * pairs - 1) / 19), 1e-12);
	/* Of 3 samples in the cell at the median half are nearer than 1.5 of them say. */
	uint64_t few[] = {0, 6, 2, 0};
	s.count = few;
	s.n = 8;
	replicate_figures(&s, &r, row);
	/* Rank 4 of the six is at 14; the two others of half of 8 are 4 sixths of 4 to 2 away. */
	assert_near(row[MAD], 2 + (4 / 6.0) * (4 - 2), 1e-12);
	/* No more than log2 n. */
	uint64_t one[] = {1, 0, 0, 1};
	s.count = one;
	s.n = 2;
	replicate_figures(&s, &r, row);
	assert_near(row[SHANNON_MM], 1, 1e-12);
	/* Samples that are all alike follow nothing. */
	s.sum2 = 50; /* of two about their mean of 5 */
	s.sum = 10;
	replicate_figures(&s, &r, row);
	assert_true(isnan(row[LAG1]) && row[SD] == 0);
	/* A pair of which none is alike has no collision. */
	double alone[] = {1, 1, 1, 1}, nothing[4] = {0};
	c.within_square = alone;
	c.within_bits = nothing;
	replicate_figures(&s, &r, row);
	assert_true(isnan(row[COLLISION]));
}

/* 10^6 times the sample, and one more of a cell, of its mean. */
static void sample_with_one_more(const struct example *e, size_t cell, uint64_t *count, double *row)
{
	struct bootstrap_sample s = e->all;
	const uint64_t many = 1000000, more = 1000;
	const struct coarse *c = s.cells;
	for (size_t i = 0; i < c->cells; i++)
		count[i] = many * e->count[i];
	s.count = count;
	s.n *= many;
	s.sum *= (double)many;
	s.sum2 *= (double)many;
	if (cell < c->cells) {
		double d = c->mean[cell] + (double)c->base - (double)s.centre;
		count[cell] += more;
		s.n += more;
		s.sum += (double)more * d;
		s.sum2 += (double)more * d * d;
	}
	struct replicate r = e->r;
	replicate_figures(&s, &r, row);
}

static void an_influence_is_what_a_little_more_changes(void **state)
{
	(void)state;
	static struct example e;
	static const int place[] = {MEAN, SD, CV, SHANNON, SHANNON_MM, GRASSBERGER, COLLISION,
	    MIN_PLUGIN, LSB, LSB_EFFECTIVE, FAST, SLOW};
	for (int k = 0; k < 2; k++) {
		example_open(&e, 3000, 1, k ? 40 : 0);
		size_t cells = e.all.cells->cells;
		uint64_t *count = calloc(cells, sizeof *count);
		double *per_cell = calloc(cells, sizeof *per_cell), base[REPLICATE_FIGURES],
		       row[REPLICATE_FIGURES];
		sample_with_one_more(&e, cells, count, base);
		for (size_t p = 0; p < sizeof place / sizeof *place; p++) {
			double mean = 0, largest = 0;
			assert_true(replicate_influence(&e.r, &e.all, e.row, place[p], per_cell));
			for (size_t i = 0; i < cells; i++)
				mean += per_cell[i] * (double)e.count[i] / (double)e.n;
			for (size_t i = 0; i < cells; i++)
				largest = fmax(largest, fabs(per_cell[i] - mean));
			for (size_t i = 0; i < cells; i += cells / 9 + 1) {
				sample_with_one_more(&e, i, count, row);
				double share = 1000 / (1e6 * (double)e.n + 1000);
				assert_within((row[place[p]] - base[place[p]]) / share,
				    per_cell[i] - mean, 3e-3 * largest);
			}
		}
		assert_false(replicate_influence(&e.r, &e.all, e.row, MAD, per_cell));
		assert_false(replicate_influence(&e.r, &e.all, e.row, LAG1, per_cell));
		assert_false(replicate_influence(&e.r, &e.all, e.row, MIN_MCV, per_cell));
		assert_false(replicate_influence(&e.r, &e.all, e.row, MAX, per_cell));
		memcpy(row, e.row, sizeof row);
		row[SD] = 0;
		assert_false(replicate_influence(&e.r, &e.all, row, SD, per_cell));
		assert_false(replicate_influence(&e.r, &e.all, row, CV, per_cell));
		assert_true(replicate_influence(&e.r, &e.all, row, MEAN, per_cell));
		replicate_influence_of_share(e.all.cells, 3, per_cell);
		for (size_t i = 0; i < cells; i++)
			assert_near(per_cell[i], i < 3, 0);
		free(count);
		free(per_cell);
		example_close(&e);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(figures_are_those_of_the_samples),
	    cmocka_unit_test(places_within_cells_by_hand),
	    cmocka_unit_test(an_influence_is_what_a_little_more_changes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
