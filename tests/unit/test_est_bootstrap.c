/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "series.h"
#include "bootstrap.h"
#include "histogram.h"
#include "neff.h"

static void the_block_length_agrees_with_numpy(void **state)
{
	(void)state;
	static const char *const names[] = {"bimodal", "persistent"};
	for (int s = 0; s < 2; s++) {
		size_t n;
		uint64_t *x = series_named(names[s], &n);
		double *v = malloc(n * sizeof *v);
		for (size_t i = 0; i < n; i++)
			v[i] = (double)x[i];
		struct estimate e = bootstrap_auto_block(v, n);
		assert_int_equal(e.status, EST_OK);
		assert_near(e.value, fmax(1, series_reference(names[s], "auto_block")), 1e-9);
		assert_near(neff_of_ticks(x, n, NULL, 0).tau_int.value,
		    series_reference(names[s], "tau_int"), 1e-9);
		free(v);
		free(x);
	}
}

/* Mean and sum of squares of a replicate, and whether its counts belong to it. */
static void mean_and_checks(const struct bootstrap_sample *s, void *context, double *out)
{
	(void)context;
	uint64_t n = 0;
	double sum = 0;
	for (size_t i = 0; i < s->cells->cells; i++) {
		n += s->count[i];
		sum += (double)s->count[i] *
		       (s->cells->mean[i] + (double)s->cells->base - (double)s->centre);
	}
	out[0] = (double)s->centre + s->sum / (double)s->n;
	out[1] = n == s->n ? sum - s->sum : NAN;
}

static struct bootstrap *open_series(
    const uint64_t *x, size_t n, uint64_t seed, unsigned b, unsigned threads, double block)
{
	struct histogram h;
	struct bootstrap *out;
	assert_int_equal(histogram_init(&h, x, n), EST_OK);
	assert_int_equal(
	    bootstrap_open(&out, x, n, &h,
		&(struct bootstrap_options){
		    .seed = seed, .replicates = b, .threads = threads, .block_samples = block}),
	    EST_OK);
	histogram_release(&h);
	return out;
}

static void threads_do_not_matter_and_seeds_do(void **state)
{
	(void)state;
	size_t n;
	uint64_t *x = series_named("heavy", &n);
	double f[2], a[200], b[200], c[200];
	static const unsigned threads[] = {1, 3};
	double *into[] = {a, b};
	for (int i = 0; i < 2; i++) {
		struct bootstrap *boot = open_series(x, n, 5, 100, threads[i], 0);
		assert_int_equal(
		    bootstrap_run(boot, mean_and_checks, NULL, 2, 0, f, into[i]), EST_OK);
		bootstrap_close(boot);
	}
	assert_memory_equal(a, b, sizeof a);
	struct bootstrap *boot = open_series(x, n, 6, 100, 1, 0);
	assert_int_equal(bootstrap_run(boot, mean_and_checks, NULL, 2, 0, f, c), EST_OK);
	bootstrap_close(boot);
	assert_true(a[0] != c[0]);
	free(x);
}

/* The original put together from its blocks is the original: sums, and every count in its cell. */
static void the_digest_loses_nothing(void **state)
{
	(void)state;
	enum { N = 100003 }; /* base blocks of 7, the last one shorter */
	struct rng r;
	uint64_t *x = malloc(N * sizeof *x);
	double f[2], rep[40], mean = 0;
	rng_init(&r, 8, 0);
	for (size_t i = 0; i < N; i++) {
		x[i] = 1000 + (uint64_t)exp(9 * rng_double(&r));
		mean += (double)x[i] / N;
	}
	struct bootstrap *b = open_series(x, N, 1, 20, 1, 0);
	assert_int_equal(bootstrap_base_samples(b), 7);
	assert_int_equal(bootstrap_run(b, mean_and_checks, NULL, 2, 0, f, rep), EST_OK);
	assert_near(f[0], mean, 1e-12);
	assert_within(f[1], 0, 1e-3);
	for (int i = 0; i < 20; i++)
		assert_true(isfinite(rep[2 * i + 1]));
	bootstrap_close(b);
	free(x);
}

/* By hand: every sample but the last has a neighbour, across blocks too. */
static void the_whole_of_a_digest_has_the_sums_of_its_series(void **state)
{
	(void)state;
	enum { N = 20003 }; /* base blocks of 2 */
	uint64_t *x = malloc(N * sizeof *x), *count;
	double sum = 0, sum2 = 0, lag1 = 0, lag1_sum = 0;
	for (size_t i = 0; i < N; i++)
		x[i] = 100 + i * i % 37;
	struct bootstrap *b = open_series(x, N, 1, 20, 1, 0);
	size_t blocks = bootstrap_blocks(b);
	count = calloc(bootstrap_cells(b)->cells, sizeof *count);
	struct bootstrap_sample s = bootstrap_part(b, 0, blocks, count);
	assert_int_equal(blocks, (N + 1) / 2);
	for (size_t i = 0; i < N; i++) {
		double d = (double)x[i] - (double)s.centre;
		sum += d;
		sum2 += d * d;
		if (i + 1 == N)
			break;
		double next = (double)x[i + 1] - (double)s.centre;
		lag1 += d * next;
		lag1_sum += d + next;
	}
	assert_int_equal(s.n, N);
	assert_int_equal(s.pairs, N - 1);
	assert_true(s.sum == sum && s.sum2 == sum2);
	assert_true(s.lag1 == lag1 && s.lag1_sum == lag1_sum);
	s = bootstrap_part(b, blocks - 1, blocks, count); /* one sample, the last */
	assert_int_equal(s.n, 1);
	assert_int_equal(s.pairs, 0);
	bootstrap_close(b);
	free(count);
	free(x);
}

/* Differences of coins, of which no lag but the first is large: their spectrum at frequency 0 is 1
 * plus twice that, and estimated below 0. Then the block is the longest, 3 sqrt(n), and nothing is
 * missed. */
static void a_spectrum_below_0_has_the_longest_block(void **state)
{
	(void)state;
	enum { N = 400 };
	double x[N], own = 0, lagged = 0;
	struct rng r;
	rng_init(&r, 4, 0);
	uint64_t last = 0;
	for (int i = 0; i < N; i++) {
		uint64_t coin = rng_below(&r, 2);
		x[i] = (double)coin - (double)last;
		last = coin;
		own += x[i] * x[i];
		lagged += i > 0 ? x[i] * x[i - 1] : 0;
	}
	assert_true(lagged < -0.5 * own);
	struct bootstrap_choice c = bootstrap_choose(x, N);
	assert_near(c.length.value, 60, 0);
	assert_within(c.shortfall, 0, 0);
}

/* The variance of the replicates' mean has a closed form for the stationary bootstrap: sum over
 * lags of R(k) (1 - k/n)(1 - p)^k + (k/n)(1 - p)^(n - k), circular @[POLITIS-ROMANO-1994, lemma 1].
 * With 4000 replicates its standard error is 2.2 %: 9 % is four of them. */
static void the_variance_is_the_one_of_theory(void **state)
{
	(void)state;
	enum { N = 2000, B = 4000 };
	static const double length[] = {1, 5, 40};
	struct rng r;
	uint64_t x[N];
	double d[N], s = 0, mean = 0;
	rng_init(&r, 31, 0);
	for (int i = 0; i < N; i++) {
		s = 0.8 * s + rng_normal(&r);
		x[i] = (uint64_t)(1000 + floor(20 * s));
		mean += (double)x[i] / N;
	}
	for (int i = 0; i < N; i++)
		d[i] = (double)x[i] - mean;
	for (int l = 0; l < 3; l++) {
		double want = 0, p = 1 / length[l], got = 0, m = 0;
		for (int k = 0; k < N; k++) {
			double c = 0; /* circular autocovariance */
			for (int i = 0; i < N; i++)
				c += d[i] * d[(i + k) % N] / N;
			double q = k ? (1 - (double)k / N) * pow(1 - p, k) : 0.5;
			want += 2 * c * q;
		}
		want /= N;
		double f[2], *rep = malloc(2 * B * sizeof *rep);
		struct bootstrap *b = open_series(x, N, 3, B, 2, length[l]);
		assert_near(bootstrap_block_samples(b), length[l], 0);
		assert_int_equal(bootstrap_run(b, mean_and_checks, NULL, 2, 0, f, rep), EST_OK);
		for (int i = 0; i < B; i++)
			m += rep[2 * i] / B;
		for (int i = 0; i < B; i++)
			got += (rep[2 * i] - m) * (rep[2 * i] - m) / (B - 1);
		assert_near(got, want, 0.09);
		bootstrap_close(b);
		free(rep);
	}
}

static void intervals_from_known_replicates(void **state)
{
	(void)state;
	size_t n;
	uint64_t *x = series_named("bimodal", &n);
	struct bootstrap *b = open_series(x, n, 1, 1000, 1, 1);
	double rep[1000], se;
	struct rng r;
	rng_init(&r, 2, 0);
	for (int i = 0; i < 1000; i++)
		rep[i] = 0.3 + 0.01 * rng_normal(&r);
	struct estimate e = estimate_point(0.3, n);
	bootstrap_interval(b, BOOTSTRAP_NORMAL, 0.3, rep, 1000, 1, 0, NULL, &e, &se);
	assert_within(e.lo, 0.3 - 0.0196, 0.0015);
	assert_within(e.hi, 0.3 + 0.0196, 0.0015);
	bootstrap_interval(b, BOOTSTRAP_PERCENTILE, 0.3, rep, 1000, 1, 0, NULL, &e, &se);
	assert_within(e.lo, 0.3 - 0.0196, 0.003);
	bootstrap_interval(b, BOOTSTRAP_LOG_NORMAL, 0.3, rep, 1000, 1, 0, NULL, &e, &se);
	assert_within(e.hi, 0.3 * exp(0.0196 / 0.3), 0.0015);
	bootstrap_interval(b, BOOTSTRAP_SHARE, 0.3, rep, 1000, 1, 0, NULL, &e, &se);
	assert_within(e.n_eff, 0.21 / 1e-4, 250);
	assert_within(e.hi, 0.32, 0.0025);
	/* No figure, no interval: absent estimates, and columns mostly nan. */
	struct estimate none = estimate_absent(EST_TOO_SHORT, 0);
	bootstrap_interval(b, BOOTSTRAP_NORMAL, 0.3, rep, 1000, 1, 0, NULL, &none, &se);
	assert_true(isnan(none.lo));
	for (int i = 0; i < 200; i++)
		rep[i] = NAN;
	e = estimate_point(0.3, n);
	bootstrap_interval(b, BOOTSTRAP_NORMAL, 0.3, rep, 1000, 1, 0, NULL, &e, &se);
	assert_true(isnan(e.lo));
	bootstrap_close(b);
	free(x);
}

static void short_and_constant_series(void **state)
{
	(void)state;
	uint64_t x[100] = {0};
	struct histogram h;
	struct bootstrap *b = (struct bootstrap *)x;
	histogram_init(&h, x, 19);
	assert_int_equal(
	    bootstrap_open(&b, x, 19, &h, &(struct bootstrap_options){.seed = 1}), EST_TOO_SHORT);
	assert_null(b);
	bootstrap_close(NULL);
	histogram_release(&h);
	b = open_series(x, 100, 1, 50, 1, 0);
	assert_near(bootstrap_block_samples(b), 1, 0);
	bootstrap_close(b);
	double same[30] = {0};
	assert_int_equal(bootstrap_auto_block(same, 30).status, EST_DEGENERATE);
	assert_int_equal(bootstrap_auto_block(same, 19).status, EST_TOO_SHORT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_block_length_agrees_with_numpy),
	    cmocka_unit_test(threads_do_not_matter_and_seeds_do),
	    cmocka_unit_test(the_digest_loses_nothing),
	    cmocka_unit_test(the_whole_of_a_digest_has_the_sums_of_its_series),
	    cmocka_unit_test(a_spectrum_below_0_has_the_longest_block),
	    cmocka_unit_test(the_variance_is_the_one_of_theory),
	    cmocka_unit_test(intervals_from_known_replicates),
	    cmocka_unit_test(short_and_constant_series),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
