/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The dip of a law on a lattice and its chance under the nearest unimodal one: the law by the
 * formula of isotonic regression, its samples one by one.
 */
#include "test.h"

#include "dip.h"
#include "rng.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { PLACES = 300, MOST = 4000 };

static double mean_of(const double *y, size_t from, size_t to)
{
	double sum = 0;
	for (size_t i = from; i < to; i++)
		sum += y[i];
	return sum / (double)(to - from);
}

/* max over a <= i of min over b > i of the mean of a .. b @[BARLOW-1972, theorem 1.4]. */
static void rising_fit(const double *y, size_t m, double *out)
{
	for (size_t i = 0; i < m; i++) {
		out[i] = -INFINITY;
		for (size_t a = 0; a <= i; a++) {
			double least = INFINITY;
			for (size_t b = i + 1; b <= m; b++)
				least = fmin(least, mean_of(y, a, b));
			out[i] = fmax(out[i], least);
		}
	}
}

static double unimodal_fit(const double *y, size_t m, size_t mode, double *out)
{
	double turned[PLACES], fit[PLACES], error = 0;
	rising_fit(y, mode, out);
	for (size_t i = mode; i < m; i++)
		turned[m - 1 - i] = y[i];
	rising_fit(turned, m - mode, fit);
	for (size_t i = mode; i < m; i++)
		out[i] = fit[m - 1 - i];
	for (size_t i = 0; i < m; i++)
		error += (y[i] - out[i]) * (y[i] - out[i]);
	return error;
}

static void nearest_unimodal(const double *y, size_t m, double *out)
{
	double best = INFINITY, fit[PLACES];
	for (size_t mode = 0; mode <= m; mode++) {
		double error = unimodal_fit(y, m, mode, fit);
		if (error < best - 1e-15) {
			best = error;
			memcpy(out, fit, m * sizeof *out);
		}
	}
}

/* Samples of a place are evenly over it. */
static struct estimate dip_of_places(const size_t *place, size_t n)
{
	static double x[MOST];
	for (size_t i = 0; i < n; i++) {
		double before = 0, all = 0;
		for (size_t j = i; j-- > 0 && place[j] == place[i];)
			before++;
		all = before;
		for (size_t j = i; j < n && place[j] == place[i]; j++)
			all++;
		x[i] = (double)place[i] - 0.5 + (before + 0.5) / all;
	}
	return dip_of_sorted(x, n);
}

/* Where the running sum of the law passes each level. */
static void places_fill(const double *law, size_t m, const double *level, size_t n, size_t *place)
{
	for (size_t i = 0; i < n; i++) {
		double sum = law[0];
		size_t at = 0;
		while (at + 1 < m && level[i] > sum)
			sum += law[++at];
		place[i] = at;
	}
}

struct law {
	size_t n, m;
	double share[PLACES];
};

/* What is left of h between its places lo and hi, by steps. */
static void dip_compare(const struct histogram *h, const struct law *l, const struct dip_options *o)
{
	static size_t place[MOST];
	static double level[MOST];
	double null[PLACES];
	struct dip got = dip_test(h, o);
	for (size_t i = 0; i < l->n; i++)
		level[i] = ((double)i + 0.5) / (double)l->n;
	places_fill(l->share, l->m, level, l->n, place);
	double seen = dip_of_places(place, l->n).value;
	assert_near(got.dip.value, seen, 1e-9);
	nearest_unimodal(l->share, l->m, null);
	size_t drawn = (size_t)fmax(o->n_eff > 0 ? fmin(o->n_eff, (double)l->n) : (double)l->n, 20);
	unsigned simulations = o->simulations ? o->simulations : 199, reached = 0;
	for (unsigned k = 0; k < simulations; k++) {
		struct rng r;
		double sum = 0;
		rng_init(&r, o->seed, k);
		for (size_t i = 0; i < drawn; i++)
			level[i] = sum -= log1p(-rng_double(&r));
		sum -= log1p(-rng_double(&r));
		for (size_t i = 0; i < drawn; i++)
			level[i] /= sum;
		places_fill(null, l->m, level, drawn, place);
		reached += dip_of_places(place, drawn).value >= seen;
	}
	assert_near(got.p.value, (1.0 + reached) / (1.0 + simulations), 1e-12);
}

static void law_take(struct law *l, const struct histogram *h, size_t lo, size_t hi, uint64_t tick)
{
	double kept = 0;
	*l = (struct law){.n = (size_t)h->n};
	for (size_t i = lo; i <= hi; i++)
		kept += (double)h->count[i];
	for (size_t i = lo; i <= hi; i++)
		l->share[(h->value[i] - h->value[lo]) / tick] += (double)h->count[i] / kept;
	l->m = (h->value[hi] - h->value[lo]) / tick + 1;
}

/* Two humps, more or less apart, on steps of 3, with what the options leave out. */
static void laws_on_a_lattice_have_their_dip(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 6; seed++) {
		static uint64_t x[700];
		struct histogram h;
		struct rng r;
		struct law l;
		size_t n = seed == 6 ? 20 : 120 + 100 * seed;
		rng_init(&r, seed, 0);
		for (size_t i = 0; i < n; i++)
			x[i] = 3 * (uint64_t)lround(100 + 3 * rng_normal(&r) +
						    (rng_below(&r, 2) ? 2.0 * (double)seed : 0));
		assert_int_equal(histogram_init(&h, x, n), EST_OK);
		law_take(&l, &h, 0, h.distinct - 1, 3);
		dip_compare(&h, &l, &(struct dip_options){.seed = seed, .simulations = 40});
		dip_compare(&h, &l, &(struct dip_options){.seed = seed, .n_eff = 61});
		dip_compare(
		    &h, &l, &(struct dip_options){.seed = seed, .n_eff = 7, .simulations = 25});
		dip_compare(
		    &h, &l, &(struct dip_options){.seed = seed, .n_eff = 1e9, .simulations = 25});
		/* On a tick of 6 two neighbours are one place. */
		law_take(&l, &h, 0, h.distinct - 1, 6);
		dip_compare(
		    &h, &l, &(struct dip_options){.seed = seed, .tick = 6, .simulations = 25});
		histogram_release(&h);
	}
}

/* Of 3000 samples three are left out on either side, of 2999 two; not part of a value. */
static void a_thousandth_is_left_out_at_either_end(void **state)
{
	(void)state;
	static const uint64_t value[] = {1, 2, 3, 20, 21, 22, 26, 27, 28, 45, 50};
	uint64_t count[] = {1, 1, 1, 400, 700, 398, 300, 698, 498, 1, 2};
	for (int less = 0; less < 2; less++) {
		struct histogram h;
		struct law l;
		count[4] = 700 - (uint64_t)less;
		assert_int_equal(histogram_from_pairs(&h, value, count, 11), EST_OK);
		law_take(&l, &h, less ? 2 : 3, less ? 9 : 8, 1);
		dip_compare(
		    &h, &l, &(struct dip_options){.seed = 3, .n_eff = 200, .simulations = 30});
		histogram_release(&h);
	}
}

/* Places that are 4096 steps apart are joined two by two; 4095 are not. The end places have more
 * than a thousandth, so that nothing is left out. */
static void no_more_than_4096_places(void **state)
{
	(void)state;
	for (uint64_t span = 4095; span <= 4096; span++) {
		uint64_t value[4096], count[4096];
		struct histogram h, pairs;
		struct rng r;
		rng_init(&r, 1, 0);
		size_t m = 0;
		for (uint64_t i = 0; i <= span; i += span == 4096 && i == 0 ? 2 : 1) {
			value[m] = 10 + i;
			count[m++] =
			    i == 0 || i == span ? 60 : 1 + rng_below(&r, 3) + (i % 1500 < 400) * 3;
		}
		assert_int_equal(histogram_from_pairs(&h, value, count, m), EST_OK);
		struct dip_options o = {.tick = 1, .n_eff = 30, .simulations = 3, .seed = 1};
		struct dip got = dip_test(&h, &o);
		/* The same by its own pairs of places. */
		size_t places = 0;
		for (size_t i = 0; i < m; i++) {
			uint64_t at = (value[i] - 10) / 2 * 2;
			if (!places || value[places - 1] != at) {
				value[places] = at;
				count[places++] = count[i];
			} else {
				count[places - 1] += count[i];
			}
		}
		assert_int_equal(histogram_from_pairs(&pairs, value, count, places), EST_OK);
		o.tick = 2;
		double two = dip_test(&pairs, &o).dip.value;
		if (span == 4096)
			assert_near(got.dip.value, two, 1e-12);
		else
			assert_true(fabs(got.dip.value / two - 1) > 1e-6);
		histogram_release(&h);
		histogram_release(&pairs);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(laws_on_a_lattice_have_their_dip),
	    cmocka_unit_test(a_thousandth_is_left_out_at_either_end),
	    cmocka_unit_test(no_more_than_4096_places),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
