/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "fft.h"
#include "rng.h"

enum { MOST = 4096 };

/* Against the sum in the definition, at every size that is a power of 4 or twice one. */
static void the_definition_agrees(void **state)
{
	(void)state;
	static double re[MOST], im[MOST], a[MOST], b[MOST];
	struct rng r;
	rng_init(&r, 11, 0);
	for (size_t n = 16; n <= MOST; n *= 2) {
		struct fft f;
		assert_int_equal(fft_init(&f, n), EST_OK);
		for (size_t t = 0; t < n; t++) {
			a[t] = re[t] = rng_normal(&r);
			b[t] = im[t] = rng_normal(&r);
		}
		fft_forward(&f, re, im);
		for (size_t k = 0; k < n; k += n / 16 - (n > 16)) {
			double x = 0, y = 0;
			for (size_t t = 0; t < n; t++) {
				double angle = -2 * M_PI * (double)(t * k % n) / (double)n;
				x += a[t] * cos(angle) - b[t] * sin(angle);
				y += a[t] * sin(angle) + b[t] * cos(angle);
			}
			assert_within(re[k], x, 1e-11);
			assert_within(im[k], y, 1e-11);
		}
		fft_forward(&f, im, re);
		for (size_t t = 0; t < n; t++) {
			assert_within(re[t] / (double)n, a[t], 1e-14);
			assert_within(im[t] / (double)n, b[t], 1e-14);
		}
		fft_release(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_definition_agrees),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
