/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Clopper and Pearson's limit: closed forms, qbeta of R 4.2.2, the binomial law, and every size.
 */
#include "test.h"

#include "share_exact.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

static void closed_forms(void **state)
{
	(void)state;
	assert_true(share_exact_lower(0, 50, 0.025) == 0);
	for (double n = 1; n < 1e9; n *= 7) {
		/* All of n: tail = p^n. One of n: tail = 1 - (1 - p)^n. */
		assert_near(share_exact_lower(n, n, 0.025), pow(0.025, 1 / n), 1e-11);
		assert_near(
		    share_exact_lower(1, n, 0.025) * n, -expm1(log1p(-0.025) / n) * n, 1e-9);
	}
}

static void as_qbeta_of_r(void **state)
{
	static const double row[][4] = {{0.025 / 6, 4693, 15308, 0.22678616982045524},
	    {0.025 / 4, 9292, 10709, 0.45577522043079277}, {0.025, 1, 20, 0.0012650894979498041},
	    {0.025, 10, 11, 0.27195784956079172}, {1e-6, 3e6, 7e6 + 1, 0.29931142171208491},
	    {0.0005, 99e6, 1e6 + 1, 0.98996721765057927}, {0.025, .4, 19.7, 3.7771285061994344e-06},
	    {0.3, 5e4, 1, 0.99997592083382125}, {0.9, 3, 8, 0.44960388867358592}};
	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		assert_near(
		    share_exact_lower(row[i][1], row[i][1] + row[i][2] - 1, row[i][0]) / row[i][3],
		    1, 1e-9);
}

static void so_many_or_more_have_that_probability(void **state)
{
	(void)state;
	for (unsigned n = 1; n <= 300; n += 13)
		for (unsigned k = 1; k <= n; k += 7) {
			double p = share_exact_lower(k, n, 0.01);
			assert_near(gsl_cdf_binomial_Q(k - 1, p, n), 0.01, 1e-9);
		}
}

/* GSL's own quantile is NaN in a third of these. */
static void every_size_has_its_limit(void **state)
{
	static const double tails[] = {0.2, 0.025, 0.025 / 6, 1e-4, 1e-7};
	(void)state;
	for (double n = 10; n <= 1e8; n *= 10)
		for (int part = 1; part < 40; part++) {
			double seen = n * part / 40, before = seen / n;
			for (size_t t = 0; t < sizeof tails / sizeof *tails; t++) {
				double p = share_exact_lower(seen, n, tails[t]);
				assert_true(p > 0 && p < before);
				/* Never farther than Bernstein's bound. */
				double l = log(1 / tails[t]) / n, q = seen / n;
				assert_true(p > q - sqrt(2 * q * (1 - q) * l) - 2 * l);
				before = p;
			}
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(closed_forms),
	    cmocka_unit_test(as_qbeta_of_r),
	    cmocka_unit_test(so_many_or_more_have_that_probability),
	    cmocka_unit_test(every_size_has_its_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
