/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The laws of components against integrals of their densities.
 */
#include "test.h"

#include "component_private.h"

#include <stdbool.h>
#include <stdlib.h>

enum { STEPS = 60, INNER = 900 };

static double normal_density(double z)
{
	return exp(-z * z / 2) / sqrt(2 * M_PI);
}

/* Of f(at), f(at) z and f(at) z^2 .. from `from` to `to`, by Simpson's rule. */
static double integral_of(
    double f(double z, double r, int what), double r, int what, double from, double to)
{
	double sum = 0, step = (to - from) / STEPS;
	for (int i = 0; i <= STEPS; i++)
		sum += f(from + i * step, r, what) * (i == 0 || i == STEPS ? 1 : i % 2 ? 4 : 2);
	return sum * step / 3;
}

static double normal_moment(double z, double r, int what)
{
	(void)r;
	return normal_density(z) * (what == 0 ? 1 : what == 1 ? z : what == 2 ? z * z : 0);
}

/* At z = N + E, over E = e: chance, N, N^2 and the exponential part in units of its mean, r being
 * the normal part's sd over that mean. */
static double sum_moment(double z, double r, int what)
{
	double sum = 0, most = 25 / r, low = fmax(0, z - 8), high = fmin(most, z + 8);
	if (high <= low)
		return 0;
	double step = (high - low) / INNER;
	for (int i = 0; i <= INNER; i++) {
		double e = low + i * step, n = z - e, f = normal_density(n) * r * exp(-r * e);
		f *= what == 0 ? 1 : what == 1 ? n : what == 2 ? n * n : e * r;
		sum += f * (i == 0 || i == INNER ? 1 : i % 2 ? 4 : 2);
	}
	return sum * step / 3;
}

static void part_compare(
    enum mixture_family family, double r, double from, double to, double tolerance)
{
	struct mixture_component c = {.mean = 7, .sd = 3, .weight = 1, .tail = 3 / r};
	struct component_edge a = component_edge(family, &c, 7 + 3 * from),
			      b = component_edge(family, &c, 7 + 3 * to);
	struct component_part part = component_part(family, &c, &a, &b);
	double (*f)(double, double, int) =
	    family == MIXTURE_MODIFIED_NORMAL ? sum_moment : normal_moment;
	double p = integral_of(f, r, 0, from, to), want[4] = {p};
	for (int k = 1; k < 4; k++)
		want[k] = integral_of(f, r, k, from, to) / p;
	assert_near(component_between(&a, &b), p, tolerance);
	assert_near(part.p, p, tolerance);
	assert_within(part.first, want[1], tolerance * (1 + fabs(want[1])));
	assert_within(part.second, want[2], tolerance * (1 + want[2]));
	assert_within(part.wait, want[3], tolerance * (1 + want[3]));
	assert_near(a.density, f(from, r, 0), 1e-7);
}

/* Cells below, over and above the mean; wide, and so narrow that the middle stands for them. */
static void cells_have_the_moments_of_their_density(void **state)
{
	(void)state;
	static const double from[] = {-4, -2.5, -1, -0.2, 0, 0.3, 1.5, 3},
			    width[] = {2, 0.5, 0.02, 0.002, 0.0005};
	static const double ratio[] = {0.1, 0.5, 1, 3, 10};
	for (size_t i = 0; i < 8; i++)
		for (size_t w = 0; w < 5; w++) {
			double tolerance = w < 3 ? 1e-6 : w < 4 ? 1e-5 : 2e-6;
			part_compare(MIXTURE_NORMAL, 1, from[i], from[i] + width[w], tolerance);
			for (size_t k = 0; k < 5; k++)
				part_compare(MIXTURE_MODIFIED_NORMAL, ratio[k], from[i],
				    from[i] + width[w], tolerance * 10);
		}
}

/* The variance of the normal part where the place of the sum is known: in a narrow cell. */
static void a_narrow_cell_keeps_the_spread_within_it(void **state)
{
	(void)state;
	struct mixture_component c = {.mean = 0, .sd = 1, .weight = 1, .tail = 1};
	struct component_edge a = component_edge(MIXTURE_NORMAL, &c, 2),
			      b = component_edge(MIXTURE_NORMAL, &c, 2.0009);
	struct component_part p = component_part(MIXTURE_NORMAL, &c, &a, &b);
	assert_near(p.second - p.first * p.first, 0.0009 * 0.0009 / 12, 1e-6);
	assert_near(p.first, 2.00045, 1e-9);
	assert_within(p.wait, 0, 0);
}

/* Far out: Mills' ratio and the mean beyond it go over to their series without a step. */
static void the_far_tail_has_no_step(void **state)
{
	(void)state;
	for (double r = 20; r < 40; r += 0.5) {
		/* v = r - z at z = 0 and z = 1. */
		part_compare(MIXTURE_MODIFIED_NORMAL, r, 0, 1, 1e-5);
		struct mixture_component c = {.mean = 0, .sd = 1, .weight = 1, .tail = 1 / r};
		struct component_edge e = component_edge(MIXTURE_MODIFIED_NORMAL, &c, 0);
		/* E |N| conditions: the mean wait in units of sd by integration. */
		assert_near(e.wait, sum_moment(0, r, 3) / r / sum_moment(0, r, 0), 1e-7);
	}
	/* Without overflow where the normal part is long over. */
	struct mixture_component c = {.mean = 0, .sd = 1, .weight = 1, .tail = 10};
	struct component_edge e = component_edge(MIXTURE_MODIFIED_NORMAL, &c, 100);
	assert_near(e.density, 0.1 * exp(0.1 * (0.05 - 100)), 1e-9);
	assert_near(e.wait, 100 - 0.1, 1e-9);
}

static void values_have_the_moments_of_their_family(void **state)
{
	(void)state;
	struct mixture_component c = {.mean = 4, .sd = 0.5, .weight = 0.3, .tail = 1.2}, t;
	t = component_in_ticks(MIXTURE_NORMAL, &c);
	assert_true(t.mean == 4 && t.sd == 0.5 && t.weight == 0.3);
	t = component_in_ticks(MIXTURE_LOG_NORMAL, &c);
	assert_near(t.mean, exp(4.125), 1e-12);
	assert_near(t.sd, exp(4.125) * sqrt(exp(0.25) - 1), 1e-12);
	t = component_in_ticks(MIXTURE_MODIFIED_NORMAL, &c);
	assert_near(t.mean, 5.2, 1e-12);
	assert_near(t.sd, 1.3, 1e-12);
	assert_near(component_peak(MIXTURE_NORMAL, &c), 4, 0);
	assert_near(component_peak(MIXTURE_LOG_NORMAL, &c), exp(3.75), 1e-12);
	/* No place near has more. */
	for (c.tail = 0.05; c.tail < 20; c.tail *= 1.7) {
		double peak = component_peak(MIXTURE_MODIFIED_NORMAL, &c);
		double at = component_edge(MIXTURE_MODIFIED_NORMAL, &c, peak).density;
		for (int k = -1; k < 2; k += 2) {
			double beside =
			    component_edge(MIXTURE_MODIFIED_NORMAL, &c, peak + 1e-4 * k).density;
			assert_true(at > beside);
		}
	}
	assert_near(component_scale(MIXTURE_LOG_NORMAL, 20, 1), log(20), 1e-12);
	assert_near(component_scale(MIXTURE_LOG_NORMAL, 0.1, 1.5), log(1.5), 1e-12);
	assert_near(component_scale(MIXTURE_NORMAL, -3, 1), -3, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cells_have_the_moments_of_their_density),
	    cmocka_unit_test(a_narrow_cell_keeps_the_spread_within_it),
	    cmocka_unit_test(the_far_tail_has_no_step),
	    cmocka_unit_test(values_have_the_moments_of_their_family),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
