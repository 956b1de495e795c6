/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Modes of given mixtures by hand: where each begins and ends, whose samples are whose, which are
 * counted to a neighbour, how far two are apart, and which fit is chosen.
 */
#include "test.h"

#include "modality.h"
#include "rng.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* Normals on a tick of 1, mean, sd and weight of each. */
static struct mixture normals_mix(int k, const double (*c)[3])
{
	struct mixture m = {.status = EST_OK, .k = k, .tick = 1};
	for (int i = 0; i < k; i++)
		m.component[i] = (struct mixture_component){c[i][0], c[i][1], c[i][2], 0};
	return m;
}

static double normal_between(const struct mixture *m, int k, double lo, double hi)
{
	const struct mixture_component *c = &m->component[k];
	double a = (lo - c->mean) / c->sd, b = (hi - c->mean) / c->sd;
	bool above = a > 0;
	double from = above ? -b : a, to = above ? -a : b;
	return c->weight * (erfc(-to / sqrt(2)) - erfc(-from / sqrt(2))) / 2;
}

static struct histogram histogram_of(size_t n, const uint64_t *value, const uint64_t *count)
{
	struct histogram h;
	assert_int_equal(histogram_from_pairs(&h, value, count, n), EST_OK);
	return h;
}

/* A mode of less than 1 % is its left neighbour's, the first one its right neighbour's; what parts
 * the others stays, to a few values, since weights decide how many are as rare as never. */
static void small_modes_are_their_neighbours(void **state)
{
	(void)state;
	static const struct {
		double weight[3];
		double modes, share[3], peak[3], antimode[2];
		int mode_of[3];
	} rows[] = {
	    {{0.5, 0.3, 0.2}, 3, {0.5, 0.3, 0.2}, {100, 140, 200}, {120, 170}, {0, 1, 2}},
	    {{0.01, 0.69, 0.3}, 3, {0.01, 0.69, 0.3}, {100, 140, 200}, {120, 170}, {0, 1, 2}},
	    {{0.0099, 0.6901, 0.3}, 2, {0.7, 0.3}, {140, 200}, {170}, {0, 0, 1}},
	    {{0.6, 0.0099, 0.3901}, 2, {0.6099, 0.3901}, {100, 200}, {170}, {0, 0, 1}},
	    {{0.6, 0.3901, 0.0099}, 2, {0.6, 0.4}, {100, 140}, {120}, {0, 1, 1}},
	    {{0.0099, 0.9802, 0.0099}, 1, {1}, {140}, {0}, {0, 0, 0}},
	    {{0.0099, 0.0002, 0.9899}, 2, {0.0101, 0.9899}, {140, 200}, {170}, {0, 0, 1}},
	};
	struct histogram h = histogram_of(
	    3, (const uint64_t[]){100, 140, 200}, (const uint64_t[]){5000, 5000, 5000});
	for (size_t i = 0; i < COUNT(rows); i++) {
		double c[3][3] = {{100, 3, 0}, {140, 3, 0}, {200, 3, 0}};
		for (int k = 0; k < 3; k++)
			c[k][2] = rows[i].weight[k];
		struct mixture m = normals_mix(3, (const double(*)[3])c);
		struct modality y = modality_of_mixture(&m, &h, 15000);
		assert_int_equal(y.status, EST_OK);
		assert_near(y.components.value, 3, 0);
		assert_near(y.modes.value, rows[i].modes, 0);
		for (int k = 0; k < 3; k++)
			assert_int_equal(y.mode_of[k], rows[i].mode_of[k]);
		for (int k = 0; k < (int)rows[i].modes; k++) {
			assert_near(y.share[k], rows[i].share[k], 1e-12);
			assert_near(y.peak[k], rows[i].peak[k], 0);
			if (k + 1 < (int)rows[i].modes)
				assert_within(y.antimode[k], rows[i].antimode[k], 3);
		}
	}
	histogram_release(&h);
}

/* Components of one hump: its peak is the likeliest value of all of them, and a valley is looked
 * for from there on. */
static void the_peak_is_the_likeliest_value(void **state)
{
	(void)state;
	static const double humps[][3][3] = {{{100, 6, 0.2}, {104, 4, 0.5}, {160, 5, 0.3}},
	    {{100, 4, 0.5}, {104, 6, 0.2}, {160, 5, 0.3}}};
	struct histogram h =
	    histogram_of(3, (const uint64_t[]){100, 104, 160}, (const uint64_t[]){500, 500, 500});
	for (int i = 0; i < 2; i++) {
		struct mixture m = normals_mix(3, humps[i]);
		struct modality y = modality_of_mixture(&m, &h, 1500);
		assert_near(y.modes.value, 2, 0);
		assert_near(y.peak[0], i ? 100 : 104, 0);
		assert_near(y.peak[1], 160, 0);
		assert_near(y.share[0], 0.7, 1e-12);
		assert_int_equal(y.mode_of[1], 0);
		assert_int_equal(y.mode_of[2], 1);
		/* The rarest value between the peaks. */
		double least = INFINITY, where = 0;
		for (double x = y.peak[0] + 1; x < 160; x++) {
			double p = 0;
			for (int k = 0; k < 3; k++)
				p += normal_between(&m, k, x - 0.5, x + 0.5);
			if (p < least) {
				least = p;
				where = x;
			}
		}
		assert_near(y.antimode[0], where, 0);
	}
	histogram_release(&h);
}

/* Each sample counts for a mode by the probability that it is the mode's; a background takes its
 * part. */
static void moments_are_those_of_the_samples(void **state)
{
	(void)state;
	static const double c[][3] = {{100, 4, 0.4}, {104, 3, 0.2}, {130, 6, 0.4}};
	uint64_t value[70], count[70];
	for (uint64_t i = 0; i < 70; i++) {
		value[i] = 85 + i;
		count[i] =
		    1 + (i * 37) % 11 + (i > 8 && i < 20 ? 300 : 0) + (i > 40 && i < 52 ? 200 : 0);
	}
	struct histogram h = histogram_of(70, value, count);
	for (int background = 0; background < 2; background++) {
		struct mixture m = normals_mix(3, c);
		m.n = h.n;
		for (int k = 0; k < 3 && background; k++)
			m.component[k].weight *= 0.9;
		if (background) {
			m.background = 0.1;
			m.median = 105;
			m.spread = 5;
			m.range_lo = 85;
			m.range_hi = 154;
		}
		struct modality y = modality_of_mixture(&m, &h, (double)h.n);
		assert_near(y.modes.value, 2, 0);
		assert_int_equal(y.modes.n, h.n);
		double n[2] = {0}, first[2] = {0}, second[2] = {0};
		for (int i = 0; i < 70; i++) {
			double share[MIXTURE_MAX], of[2], lo = (double)value[i] - 0.5;
			of[0] =
			    normal_between(&m, 0, lo, lo + 1) + normal_between(&m, 1, lo, lo + 1);
			of[1] = normal_between(&m, 2, lo, lo + 1);
			double all = background ? mixture_between(&m, lo, lo + 1) : of[0] + of[1];
			modality_shares(&y, value[i], value[i], share);
			for (int k = 0; k < 2; k++) {
				assert_within(share[k], of[k] / all, 1e-9);
				n[k] += (double)count[i] * of[k] / all;
				first[k] += (double)count[i] * of[k] / all * (double)value[i];
			}
			assert_near(share[2], 0, 0);
		}
		for (int k = 0; k < 2; k++) {
			for (int i = 0; i < 70; i++) {
				double share[MIXTURE_MAX];
				modality_shares(&y, value[i], value[i], share);
				second[k] += (double)count[i] * share[k] *
					     pow((double)value[i] - first[k] / n[k], 2);
			}
			assert_near(y.mean[k], first[k] / n[k], 1e-9);
			assert_near(y.sd[k], sqrt(second[k] / n[k]), 1e-7);
		}
		/* Of several values together. */
		double share[MIXTURE_MAX], lo = 0, hi = 0;
		modality_shares(&y, 100, 120, share);
		for (int k = 0; k < 3; k++)
			*(k < 2 ? &lo : &hi) += normal_between(&m, k, 99.5, 120.5);
		assert_near(share[0] / share[1], lo / hi, 1e-9);
		assert_near(share[0], lo / mixture_between(&m, 99.5, 120.5), 1e-9);
	}
	histogram_release(&h);
	struct modality_sums s = {1, 2, 3};
	modality_add(&s, 4, 5);
	assert_near(s.n, 5, 0);
	assert_near(s.first, 22, 0);
	assert_near(s.second, 103, 0);
}

/* 99 % of a normal is within half a tick at an sd of 0.5 / 2.5758 = 0.1941. */
static void a_mode_of_one_value_has_no_spread(void **state)
{
	(void)state;
	struct histogram h = histogram_of(
	    4, (const uint64_t[]){50, 51, 80, 81}, (const uint64_t[]){100, 3, 100, 50});
	for (int wide = 0; wide < 2; wide++) {
		const double c[][3] = {{50, wide ? 0.195 : 0.193, 0.4}, {80.3, 0.4, 0.6}};
		struct mixture m = normals_mix(2, c);
		struct modality y = modality_of_mixture(&m, &h, 253);
		assert_near(y.modes.value, 2, 0);
		if (wide) {
			assert_true(y.sd[0] > 0 && y.mean[0] > 50);
		} else {
			assert_near(y.sd[0], 0, 0);
			assert_near(y.mean[0], 50, 0);
		}
		assert_true(y.sd[1] > 0);
	}
	histogram_release(&h);
}

/* D = |m1 - m2| sqrt 2 / hypot(s1, s2), and the lesser of both laws summed over each value; over
 * cells of 6 ticks where 2,200 ticks are within 12 sd of both. */
static void distances_by_formula(void **state)
{
	(void)state;
	static const double pairs[][2][3] = {{{100, 3, 0.5}, {112, 4, 0.5}},
	    {{100, 4, 0.2}, {113, 2, 0.8}}, {{5000, 100, 0.3}, {5200, 100, 0.7}},
	    {{100, 0.3, 0.5}, {102, 0.5, 0.5}}};
	for (size_t i = 0; i < COUNT(pairs); i++) {
		struct mixture m = normals_mix(2, pairs[i]);
		struct modality y = {.modes = {.value = 2}, .mixture = m, .mode_of = {0, 1}};
		double from = 0, to = INFINITY, sum = 0;
		for (int k = 0; k < 2; k++) {
			y.mean[k] = y.peak[k] = pairs[i][k][0];
			y.sd[k] = pairs[i][k][1];
			y.share[k] = pairs[i][k][2];
			from = fmax(from, y.mean[k] - 12 * fmax(y.sd[k], 1));
			to = fmin(to, y.mean[k] + 12 * fmax(y.sd[k], 1));
		}
		double width = fmax(1, ceil((to - from) / 400));
		for (double x = floor(from + 0.5) - 0.5; x < to; x += width)
			sum += fmin(normal_between(&m, 0, x, x + width),
			    normal_between(&m, 1, x, x + width));
		assert_near(modality_overlap(&y, 0).value, sum, 1e-7);
		assert_near(modality_ashman(&y, 0).value,
		    (y.mean[1] - y.mean[0]) * sqrt(2 / (y.sd[0] * y.sd[0] + y.sd[1] * y.sd[1])),
		    1e-12);
		assert_int_equal(modality_overlap(&y, -1).status, EST_NOT_APPLICABLE);
		y.sd[0] = 0;
		assert_near(modality_ashman(&y, 0).value,
		    (y.mean[1] - y.mean[0]) * sqrt(2) / y.sd[1], 1e-12);
		y.modes.status = EST_TOO_SHORT;
		assert_int_equal(modality_ashman(&y, 0).status, EST_NOT_APPLICABLE);
	}
}

/* BIC = -2 L n_eff / n + p ln n_eff of every fit, and the least of them is chosen. */
static void the_least_bic_is_chosen(void **state)
{
	(void)state;
	enum { N = 600 };
	uint64_t x[N];
	static struct modality_fits all;
	for (uint64_t seed = 0; seed < 3; seed++) {
		struct rng r;
		struct histogram h;
		rng_init(&r, seed, 0);
		for (size_t i = 0; i < N; i++) {
			double z = rng_normal(&r),
			       tail = seed == 1 ? -9 * log1p(-rng_double(&r)) : 0;
			x[i] = (uint64_t)(i % 50 == 0 && seed == 2
					      ? 100 + rng_below(&r, 4000)
					      : (rng_below(&r, 3) ? 200 : 120) + 4 * z + tail);
		}
		assert_int_equal(histogram_init(&h, x, N), EST_OK);
		double n_eff = seed == 0 ? 300 : N, least = INFINITY;
		struct modality_options o = {
		    .tick = 1, .most = 3, .seed = seed, .n_eff = seed == 0 ? 300 : 1e9};
		struct modality y = modality_of(&h, &o, &all);
		for (int f = 0; f < MIXTURE_FAMILIES; f++)
			for (int k = 1; k <= MIXTURE_MAX; k++) {
				const struct mixture *m = &all.fit[f][k - 1];
				double parts = (f == MIXTURE_MODIFIED_NORMAL ? 4 : 3) * k;
				if (k > 3) {
					assert_true(isnan(all.bic[f][k - 1]));
					continue;
				}
				parts -= m->background > 0 ? 0 : 1;
				assert_near(all.bic[f][k - 1],
				    -2 * m->log_likelihood * n_eff / N + parts * log(n_eff), 1e-12);
				least = fmin(least, all.bic[f][k - 1]);
			}
		const struct mixture *best = &all.fit[y.mixture.family][y.mixture.k - 1];
		assert_within(all.bic[best->family][best->k - 1], least, 0.01 * 15);
		assert_near(y.mixture.log_likelihood, best->log_likelihood, 0);
		assert_near(y.components.value, best->k, 0);
		assert_near(y.components.n_eff, n_eff, 0);
		assert_near(y.modes.n_eff, n_eff, 0);
		assert_near(y.modes.value, 2, 0);
		/* Outliers are a background's; without any there is none. */
		assert_int_equal(best->background > 0, seed == 2);
		histogram_release(&h);
	}
	assert_string_equal(modality_family_name(MIXTURE_NORMAL), "normals");
	assert_string_equal(modality_family_name(MIXTURE_LOG_NORMAL), "log-normals");
	assert_string_equal(
	    modality_family_name(MIXTURE_MODIFIED_NORMAL), "exponentially modified normals");
}

/* Equal humps of 5 ticks at 100, 200, ...: as many modes as the fit can have are found, of more it
 * is said that they are more, and no mode covers several. A flat law and a skewed one have no two
 * humps, however many components they take. */
static void more_modes_than_components_are_not_counted(void **state)
{
	(void)state;
	enum { N = 6000 };
	static uint64_t x[N];
	for (int modes = 4; modes <= 9; modes++) {
		struct rng r;
		rng_init(&r, 1, (uint64_t)modes);
		for (int i = 0; i < N; i++)
			x[i] = modes == 9
				   ? (uint64_t)(100 - 80 * log1p(-rng_double(&r) * 0.999))
				   : (uint64_t)(100 * (1 + i % modes) + 5 * rng_normal(&r) + 0.5);
		struct histogram h;
		assert_int_equal(histogram_init(&h, x, N), EST_OK);
		struct modality y = modality_of(&h, &(struct modality_options){.seed = 1}, NULL);
		assert_int_equal(y.status, EST_OK);
		bool more = modes > MIXTURE_MAX && modes < 9;
		assert_int_equal(modality_shows_more(&y, &h, N), more);
		if (!more)
			assert_near(y.modes.value, modes == 9 ? 1 : modes, 0);
		histogram_release(&h);
	}
}

static void a_constant_is_one_mode(void **state)
{
	(void)state;
	struct histogram h = histogram_of(1, (const uint64_t[]){77}, (const uint64_t[]){20});
	struct modality y = modality_of(&h, &(struct modality_options){.tick = 3}, NULL);
	assert_int_equal(y.status, EST_OK);
	assert_near(y.components.value, 1, 0);
	assert_near(y.modes.value, 1, 0);
	assert_int_equal(y.mixture.k, 1);
	assert_int_equal(y.mixture.n, 20);
	assert_near(y.mixture.tick, 1, 0);
	assert_near(y.mixture.component[0].mean, 77, 0);
	assert_near(y.mixture.component[0].sd, 0, 0);
	assert_near(y.mixture.component[0].weight, 1, 0);
	assert_near(y.mixture.background, 0, 0);
	assert_near(y.mean[0], 77, 0);
	assert_near(y.peak[0], 77, 0);
	assert_near(y.share[0], 1, 0);
	histogram_release(&h);
}

/* From 20 effective samples on; 99 replicates unless told; of one hump, ten that reach the ratio
 * are enough. */
static void replicates_of_the_ratio(void **state)
{
	(void)state;
	enum { N = 300 };
	uint64_t x[N];
	struct rng r;
	struct histogram h;
	rng_init(&r, 51, 0);
	for (size_t i = 0; i < N; i++)
		x[i] = (uint64_t)(1000 + (i % 2) * 60 + 4 * rng_normal(&r));
	assert_int_equal(histogram_init(&h, x, N), EST_OK);
	struct modality_options o = {.tick = 1, .n_eff = 19.9};
	assert_int_equal(modality_likelihood_ratio(&h, &o, 9).p.status, EST_TOO_SHORT);
	o.n_eff = 20;
	assert_int_equal(modality_likelihood_ratio(&h, &o, 9).p.status, EST_OK);
	o.n_eff = 0;
	struct likelihood_ratio p = modality_likelihood_ratio(&h, &o, 0);
	assert_near(p.p.value, 0.01, 1e-12);
	assert_near(p.p.n_eff, N, 0);
	histogram_release(&h);
	for (size_t i = 0; i < N; i++)
		x[i] = (uint64_t)(1000 + 4 * rng_normal(&r));
	assert_int_equal(histogram_init(&h, x, N), EST_OK);
	p = modality_likelihood_ratio(&h, &o, 99);
	if (p.p.value > 0.11) {
		double drawn = 10 / p.p.value;
		assert_near(drawn, floor(drawn + 0.5), 1e-9);
		assert_in_range((int)(drawn + 0.5), 10, 99);
	}
	histogram_release(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(small_modes_are_their_neighbours),
	    cmocka_unit_test(the_peak_is_the_likeliest_value),
	    cmocka_unit_test(moments_are_those_of_the_samples),
	    cmocka_unit_test(a_mode_of_one_value_has_no_spread),
	    cmocka_unit_test(distances_by_formula),
	    cmocka_unit_test(the_least_bic_is_chosen),
	    cmocka_unit_test(more_modes_than_components_are_not_counted),
	    cmocka_unit_test(a_constant_is_one_mode),
	    cmocka_unit_test(replicates_of_the_ratio),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
