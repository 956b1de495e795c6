/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Conditional entropy and the dynamics of modes.
 */
#include "test.h"

#include "series.h"
#include "conditional.h"
#include "dynamics.h"
#include "entropy.h"
#include "random_table_private.h"

static void numpy_agrees_on_information(void **state)
{
	(void)state;
	static const char *const names[] = {"bimodal", "persistent"};
	struct conditional_options o = {.shuffles = 19, .seed = 1};
	for (int i = 0; i < 2; i++) {
		size_t n;
		uint64_t *x = series_named(names[i], &n);
		struct histogram h;
		struct symbols s;
		for (size_t t = 0; t < n; t++)
			x[t] /= 8;
		histogram_init(&h, x, n);
		assert_int_equal(symbols_init(&s, x, n, &h, 256), EST_OK);
		assert_true(s.exact);
		assert_near(conditional_information(&s, 1, &o).plugin_bits,
		    series_reference(names[i], "mi1"), 1e-9);
		assert_near(conditional_information(&s, 3, &o).plugin_bits,
		    series_reference(names[i], "mi3"), 1e-9);
		if (i == 0)
			assert_near(conditional_information2(&s, &o).plugin_bits,
			    series_reference(names[i], "mi_two"), 1e-9);
		symbols_release(&s);
		histogram_release(&h);
		free(x);
	}
}

/* Labels of a Markov chain with the given chances to leave 0 and 1. */
static uint64_t *make_chain(double leave0, double leave1, size_t n, uint64_t seed)
{
	uint64_t *x = malloc(n * sizeof *x);
	struct rng r;
	rng_init(&r, seed, 0);
	x[0] = rng_double(&r) < leave0 / (leave0 + leave1);
	for (size_t i = 1; i < n; i++)
		x[i] = rng_double(&r) < (x[i - 1] ? leave1 : leave0) ? !x[i - 1] : x[i - 1];
	return x;
}

static double binary_bits(double p)
{
	return -p * log2(p) - (1 - p) * log2(1 - p);
}

/* Entropy rate of a two-state chain: pi0 h(a) + pi1 h(b). The scatter at n = 50000 is below 0.01.
 */
static void the_rate_of_a_markov_chain(void **state)
{
	(void)state;
	static const double leave[][2] = {{0.5, 0.5}, {0.31, 0.69}, {0.05, 0.1}, {0.002, 0.001}};
	for (int i = 0; i < 4; i++) {
		size_t n = 50000;
		double a = leave[i][0], b = leave[i][1], pi0 = b / (a + b);
		double want = pi0 * binary_bits(a) + (1 - pi0) * binary_bits(b);
		uint64_t *x = make_chain(a, b, n, 40 + (uint64_t)i);
		struct histogram h;
		struct symbols s;
		histogram_init(&h, x, n);
		symbols_init(&s, x, n, &h, 2);
		struct conditional_options o = {.shuffles = 19, .seed = 1};
		assert_within(conditional_entropy(x, n, &h, 1, &o).value, want, 0.015);
		assert_within(conditional_entropy(x, n, &h, 2, &o).value, want, 0.015);
		assert_within(dynamics_entropy_rate(&s, 4).value, want, 0.015);
		assert_within(dynamics_share_entropy(&s).value, binary_bits(pi0), 0.08);
		struct transitions t = dynamics_transitions(&s);
		assert_within(t.share[0][1].value, a, 5 * sqrt(a * (1 - a) / (n * pi0)));
		assert_within(t.share[1][0].value, b, 5 * sqrt(b * (1 - b) / (n * (1 - pi0))));
		struct dwell d = dynamics_dwell(&s);
		if (i < 3) {
			assert_near(d.mean[0].value, 1 / a, 0.1);
			assert_near(d.mean[1].value, 1 / b, 0.1);
		}
		symbols_release(&s);
		histogram_release(&h);
		free(x);
	}
}

/* Longer than what is used: the stretches tell the same. */
static void long_series_are_sampled(void **state)
{
	(void)state;
	enum { N = (1 << 22) + 1000003 };
	uint64_t *x = make_chain(0.05, 0.1, N, 44);
	struct histogram h;
	histogram_init(&h, x, N);
	double want = (0.1 * binary_bits(0.05) + 0.05 * binary_bits(0.1)) / 0.15;
	struct conditional_options o = {.shuffles = 1, .seed = 1};
	assert_within(conditional_entropy(x, N, &h, 1, &o).value, want, 0.003);
	assert_within(conditional_entropy(x, N, &h, 2, &o).value, want, 0.003);
	histogram_release(&h);
	free(x);
}

/* A sequence that steps once has two modes, an entropy of shares, and no entropy rate. */
static void a_single_step_has_no_rate(void **state)
{
	(void)state;
	uint8_t label[3000];
	for (int i = 0; i < 3000; i++)
		label[i] = i >= 930;
	struct symbols s = {.n = 3000, .alphabet = 2, .s = label, .exact = 1};
	assert_within(dynamics_share_entropy(&s).value, binary_bits(0.31), 1e-9);
	assert_true(dynamics_entropy_rate(&s, 4).value < 0.01);
	assert_near(dynamics_dwell(&s).runs.value, 2, 0);
	assert_true(dynamics_dwell(&s).runs_p.value < 1e-12);
	assert_int_equal(dynamics_dwell(&s).mean[0].status, EST_TOO_SHORT);
}

/* p-values of true hypotheses: uniform. Of 400, those below 0.05 number 20 +- 4.4: 40 and more once
 * in 1e5. For the shuffles (resolution 0.05 with 19) likewise. A persistent chain must be rejected
 * always. */
static void p_values_are_uniform_where_they_should_be(void **state)
{
	(void)state;
	int runs = 0, geometric = 0, information = 0;
	for (uint64_t i = 0; i < 400; i++) {
		uint64_t *x = make_chain(0.31, 0.69, 2000, 900 + i),
			 *y = make_chain(0.02, 0.03, 2000, 900 + i);
		struct histogram h, g;
		struct symbols s, v;
		histogram_init(&h, x, 2000);
		histogram_init(&g, y, 2000);
		symbols_init(&s, x, 2000, &h, 2);
		symbols_init(&v, y, 2000, &g, 2);
		struct dwell d = dynamics_dwell(&s);
		runs += d.runs_p.value < 0.05;
		geometric += d.geometric_p[0].value < 0.05;
		struct conditional_options o = {.shuffles = 19, .seed = i};
		information += conditional_information(&s, 1, &o).p.value <= 0.05;
		assert_true(dynamics_dwell(&v).runs_p.value < 1e-6);
		assert_near(conditional_information(&v, 1, &o).p.value, 0.05, 1e-12);
		symbols_release(&s);
		symbols_release(&v);
		histogram_release(&h);
		histogram_release(&g);
		free(x);
		free(y);
	}
	assert_in_range(runs, 4, 40);
	assert_in_range(geometric, 4, 40);
	assert_in_range(information, 4, 40);
}

/* Runs of exactly 5 are not geometric. */
static void a_clock_is_not_geometric(void **state)
{
	(void)state;
	uint8_t label[2000];
	for (int i = 0; i < 2000; i++)
		label[i] = i / 5 % 2;
	struct symbols s = {.n = 2000, .alphabet = 2, .s = label};
	struct dwell d = dynamics_dwell(&s);
	assert_near(d.mean[0].value, 5, 1e-12);
	assert_true(d.geometric_p[1].value < 1e-6);
	assert_true(dynamics_entropy_rate(&s, 6).value < 0.01);
}

/* Whatever the order of the labels: here an alternation, whose order shows from 80 samples on, and
 * independent labels, whose corrected entropy of order 0 is above that of their shares. */
static void the_rate_is_at_most_the_entropy(void **state)
{
	(void)state;
	uint8_t label[100];
	struct symbols s = {.alphabet = 2, .s = label};
	struct rng r;
	for (int i = 0; i < 100; i++)
		label[i] = i % 2;
	s.n = 79;
	assert_int_equal(dynamics_entropy_rate(&s, 4).status, EST_TOO_SHORT);
	s.n = 80;
	assert_true(dynamics_entropy_rate(&s, 4).value < 0.02);
	s.n = 100;
	for (uint64_t k = 0; k < 200; k++) {
		rng_init(&r, k, 0);
		for (int i = 0; i < 100; i++)
			label[i] = rng_double(&r) < 0.4;
		assert_true(dynamics_entropy_rate(&s, 4).value <= dynamics_share_entropy(&s).value);
	}
}

/* Independent symbols: corrected information is 0 on average although the plug-in is not. */
static void the_bias_is_taken_away(void **state)
{
	(void)state;
	double plugin = 0, corrected = 0;
	for (uint64_t i = 0; i < 50; i++) {
		struct rng r;
		uint64_t x[1000];
		struct histogram h;
		struct symbols s;
		rng_init(&r, 70 + i, 0);
		for (int t = 0; t < 1000; t++)
			x[t] = rng_below(&r, 16);
		histogram_init(&h, x, 1000);
		symbols_init(&s, x, 1000, &h, 16);
		struct mutual_information m = conditional_information(
		    &s, 1, &(struct conditional_options){.shuffles = 49, .seed = i});
		plugin += m.plugin_bits / 50;
		corrected += (m.plugin_bits - m.null_bits) / 50;
		assert_near(m.bits.value, fmax(m.plugin_bits - m.null_bits, 0), 0);
		assert_true(isnan(m.bits.lo) || (m.bits.lo >= 0 && m.bits.hi >= m.bits.value));
		symbols_release(&s);
		histogram_release(&h);
	}
	assert_within(plugin, 225 / (2 * 1000 * log(2)), 0.02);
	/* One value scatters by sqrt(2 * 225)/(2000 ln 2) = 0.0153, fifty of them by 0.0022. */
	assert_within(corrected, 0, 0.01);
}

/* Against the chances of all 2 x 3 tables with these margins, by counting orders: a chi-square of
 * 20000 draws, which fails by chance once in 10,000. */
static void random_tables_have_the_chances_of_shuffles(void **state)
{
	(void)state;
	enum { DRAWS = 20000, ITEMS = 9 };
	const uint32_t row[] = {4, 5}, column[] = {2, 3, 4};
	const struct margins m = {row, column, 2, 3};
	/* Columns' items that a choice of 4 of the 9 places gives to the first row. */
	unsigned seen[3][4] = {0}, ways[3][4] = {0}, all = 0;
	static const int of_place[ITEMS] = {0, 0, 1, 1, 1, 2, 2, 2, 2};
	for (unsigned chosen = 0; chosen < 1u << ITEMS; chosen++) {
		unsigned in[3] = {0};
		for (int i = 0; i < ITEMS; i++)
			in[of_place[i]] += chosen >> i & 1;
		if (in[0] + in[1] + in[2] != row[0])
			continue;
		ways[in[0]][in[1]]++;
		all++;
	}
	struct rng r;
	rng_init(&r, 31, 0);
	for (int d = 0; d < DRAWS; d++) {
		uint32_t left[3], cell[6];
		random_table_draw(&m, &r, left, cell);
		for (int j = 0; j < 3; j++)
			assert_int_equal(cell[j] + cell[3 + j], column[j]);
		assert_int_equal(cell[0] + cell[1] + cell[2], row[0]);
		seen[cell[0]][cell[1]]++;
	}
	double chi2 = 0;
	int cells = 0;
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 4; j++) {
			double expected = (double)DRAWS * ways[i][j] / all;
			if (ways[i][j] == 0) {
				assert_int_equal(seen[i][j], 0);
				continue;
			}
			chi2 += (seen[i][j] - expected) * (seen[i][j] - expected) / expected;
			cells++;
		}
	assert_int_equal(cells, 11);
	assert_true(chi2 < 35.6); /* 0.9999 of chi-square with 10 degrees of freedom */
}

/* Mean and variance of a cell among a million, and margins that leave no choice. */
static void random_tables_of_many_samples(void **state)
{
	(void)state;
	enum { DRAWS = 4000 };
	const uint32_t row[] = {300000, 700000}, column[] = {400000, 600000};
	const uint32_t one[] = {0, 1000000}, all[] = {1000000};
	double mean = 0, square = 0;
	uint32_t left[2], cell[4];
	struct rng r;
	rng_init(&r, 32, 0);
	for (int d = 0; d < DRAWS; d++) {
		random_table_draw(&(struct margins){row, column, 2, 2}, &r, left, cell);
		double x = (double)cell[0] - 120000;
		mean += x / DRAWS;
		square += x * x / DRAWS;
	}
	/* The variance is n p q P Q n / (n - 1) = 50,400; both bounds are 4 standard errors. */
	assert_within(mean, 0, 4 * sqrt(50400.0 / DRAWS));
	assert_within(square, 50400, 4 * 50400 * sqrt(2.0 / DRAWS));
	random_table_draw(&(struct margins){one, column, 2, 2}, &r, left, cell);
	assert_int_equal(cell[0] + cell[1], 0);
	assert_int_equal(cell[3], 600000);
	random_table_draw(&(struct margins){row, all, 2, 1}, &r, left, cell);
	assert_int_equal(cell[0], 300000);
	assert_int_equal(cell[1], 700000);
}

static void symbols_share_evenly(void **state)
{
	(void)state;
	size_t n;
	uint64_t *x = series_named("heavy", &n);
	struct histogram h;
	struct symbols s;
	uint64_t count[8] = {0};
	for (size_t i = 0; i < n; i++)
		x[i] = i % 3 ? x[i] : 50; /* one value of a third of the samples */
	histogram_init(&h, x, n);
	assert_int_equal(symbols_init(&s, x, n, &h, 8), EST_OK);
	assert_false(s.exact);
	assert_true(s.alphabet <= 8 && s.alphabet >= 6);
	for (size_t i = 0; i < n; i++) {
		assert_true(s.s[i] < s.alphabet);
		count[s.s[i]]++;
		assert_true(i == 0 || (x[i] < x[i - 1] ? s.s[i] <= s.s[i - 1] : 1));
	}
	for (size_t k = 0; k < s.alphabet; k++)
		assert_true(count[k] > 0);
	symbols_release(&s);
	histogram_release(&h);
	free(x);
}

static void labels_follow_the_mixture(void **state)
{
	(void)state;
	struct mixture m = {.status = EST_OK,
	    .k = 2,
	    .tick = 1,
	    .median = 45,
	    .spread = 2,
	    .range_lo = -0.5,
	    .range_hi = 1e6,
	    .background = 0.01};
	m.component[0] = (struct mixture_component){5, 1, 0.3, 0};
	m.component[1] = (struct mixture_component){45, 1, 0.69, 0};
	static const uint64_t x[] = {4, 44, 5, 46, 1000000, 0, 24, 26};
	static const uint8_t want[] = {0, 1, 0, 1, 1, 0, 0, 1};
	struct histogram h;
	struct symbols s;
	histogram_init(&h, x, 8);
	assert_int_equal(dynamics_label(&s, x, 8, &h, &m), EST_OK);
	assert_memory_equal(s.s, want, 8);
	symbols_release(&s);
	histogram_release(&h);
}

static void degenerate_sequences_have_a_status(void **state)
{
	(void)state;
	uint8_t zero[100] = {0};
	uint64_t same[100] = {0};
	struct histogram h;
	struct conditional_options o = {.seed = 1};
	struct symbols s = {.n = 100, .alphabet = 1, .s = zero}, none = {.alphabet = 2};
	histogram_init(&h, same, 100);
	assert_int_equal(conditional_information(&s, 1, &o).bits.status, EST_DEGENERATE);
	assert_int_equal(conditional_information(&s, 0, &o).bits.status, EST_NOT_APPLICABLE);
	assert_int_equal(conditional_information(&s, 90, &o).bits.status, EST_TOO_SHORT);
	assert_near(conditional_entropy(same, 100, &h, 1, &o).value, 0, 0);
	assert_int_equal(conditional_entropy(same, 21, &h, 1, &o).status, EST_TOO_SHORT);
	assert_int_equal(conditional_entropy(same, 100, &h, 3, &o).status, EST_NOT_APPLICABLE);
	assert_near(dynamics_entropy_rate(&s, 3).value, 0, 0);
	assert_int_equal(dynamics_entropy_rate(&none, 3).status, EST_TOO_SHORT);
	assert_int_equal(dynamics_dwell(&none).runs.status, EST_TOO_SHORT);
	assert_int_equal(dynamics_dwell(&s).runs_p.status, EST_DEGENERATE);
	assert_int_equal(dynamics_transitions(&none).status, EST_TOO_SHORT);
	assert_int_equal(dynamics_share_entropy(&none).status, EST_TOO_SHORT);
	histogram_release(&h);
}

/* Half a 95 % interval of the mean of g[s][t] over the steps s -> t of a chain that leaves its two
 * states with q[0] and q[1]: by a martingale, whose steps are g(s, t) + u(t) less their mean, u(s)
 * being the mean of g in s over 1 - lambda = q[0] + q[1]. */
static double chain_half(const double q[2], double g[2][2], double n)
{
	double variance = 0, mean[2];
	for (int s = 0; s < 2; s++)
		mean[s] = q[s] * g[s][!s] + (1 - q[s]) * g[s][s];
	for (int s = 0; s < 2; s++) {
		double step = g[s][1] - g[s][0] + (mean[1] - mean[0]) / (q[0] + q[1]);
		variance += q[!s] / (q[0] + q[1]) * q[s] * (1 - q[s]) * step * step;
	}
	return 1.96 * sqrt(variance / n);
}

/* What a step says of the entropy given the past is -log2 of its chance, and of the information
 * log2 of that over the chance of where it leads. The tolerance is for the dependence, which is
 * estimated.
 */
static void intervals_of_a_chain_by_formula(void **state)
{
	(void)state;
	enum { N = 40000 };
	const double q[2] = {0.15, 0.4};
	double entropy[2][2], information[2][2];
	struct conditional_options o = {.shuffles = 19, .seed = 1};
	struct rng r;
	struct histogram h;
	struct symbols s;
	uint64_t *x = malloc(N * sizeof *x);
	rng_init(&r, 53, 0);
	x[0] = 0;
	for (size_t t = 1; t < N; t++)
		x[t] = x[t - 1] ^ (uint64_t)(rng_double(&r) < q[x[t - 1]]);
	for (int from = 0; from < 2; from++)
		for (int to = 0; to < 2; to++) {
			double p = from == to ? 1 - q[from] : q[from];
			entropy[from][to] = -log2(p);
			information[from][to] = log2(p / (q[!to] / (q[0] + q[1])));
		}
	histogram_init(&h, x, N);
	assert_int_equal(symbols_init(&s, x, N, &h, 256), EST_OK);
	struct estimate given = conditional_entropy(x, N, &h, 1, &o);
	struct estimate shared = conditional_information(&s, 1, &o).bits;
	double half = chain_half(q, entropy, N);
	assert_within((given.hi - given.lo) / 2, half, 0.15 * half);
	half = chain_half(q, information, N);
	assert_within((shared.hi - shared.lo) / 2, half, 0.15 * half);
	symbols_release(&s);
	histogram_release(&h);
	free(x);
}

/* Each sample follows its opposite, except in eight places: these have -log2 of one in n / 32 each,
 * all others 1 bit, so the eight hold nearly all of the variance about the mean. */
static void few_samples_that_hold_an_information_are_said_to(void **state)
{
	(void)state;
	enum { N = 5000 };
	uint64_t x[N] = {0};
	struct histogram h;
	struct symbols s;
	struct conditional_options o = {.shuffles = 19, .seed = 1};
	for (size_t i = 1; i < N; i++)
		x[i] = i % 600 == 300 ? x[i - 1] : !x[i - 1];
	histogram_init(&h, x, N);
	assert_int_equal(symbols_init(&s, x, N, &h, 2), EST_OK);
	struct mutual_information m = conditional_information(&s, 1, &o);
	assert_true(m.bits.value > 0.9 && isnan(m.bits.lo));
	assert_string_equal(m.bits.note, "no interval: dominated by its largest samples");
	symbols_release(&s);
	histogram_release(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(intervals_of_a_chain_by_formula),
	    cmocka_unit_test(few_samples_that_hold_an_information_are_said_to),
	    cmocka_unit_test(numpy_agrees_on_information),
	    cmocka_unit_test(the_rate_of_a_markov_chain),
	    cmocka_unit_test(long_series_are_sampled),
	    cmocka_unit_test(a_single_step_has_no_rate),
	    cmocka_unit_test(p_values_are_uniform_where_they_should_be),
	    cmocka_unit_test(a_clock_is_not_geometric),
	    cmocka_unit_test(the_rate_is_at_most_the_entropy),
	    cmocka_unit_test(the_bias_is_taken_away),
	    cmocka_unit_test(random_tables_have_the_chances_of_shuffles),
	    cmocka_unit_test(random_tables_of_many_samples),
	    cmocka_unit_test(symbols_share_evenly),
	    cmocka_unit_test(labels_follow_the_mixture),
	    cmocka_unit_test(degenerate_sequences_have_a_status),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
