/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Restart, conditioning, health tests, mappings, modes, sources of known entropy, and data that
 * cannot be assessed.
 */
#include "test.h"

#include "rng.h"
#include "sp90b_conditioning.h"
#include "sp90b_gamma_private.h"
#include "sp90b_health.h"
#include "sp90b_mapping.h"
#include "sp90b_modes.h"
#include "sp90b_restart.h"
#include "sp90b_sets.h"

/* ---- conditioning ---- */

static void near_long(const char *want, long double got)
{
	if (strcmp(want, "-") == 0)
		return;
	long double w = strtold(want, NULL), off = fabsl(got - w);
	/* Digits of the tool, to what a double holds. */
	if (!(off <= 4e-16L * fabsl(w)))
		fail_msg("%.20Lg, want %s", got, want);
}

static void conditioning_agrees_with_nists_tool(void **unused)
{
	(void)unused;
	char line[LINE], f[11][40];
	FILE *file = fopen(VECTORS "conditioning.txt", "r");
	assert_non_null(file);
	while (fgets(line, sizeof line, file)) {
		assert_int_equal(
		    sscanf(line, "%39s %39s %39s %39s %39s %39s %39s %39s %39s %39s %39s", f[0],
			f[1], f[2], f[3], f[4], f[5], f[6], f[7], f[8], f[9], f[10]),
		    11);
		struct sp90b_conditioning c = sp90b_conditioning((uint32_t)strtoul(f[0], NULL, 10),
		    (uint32_t)strtoul(f[1], NULL, 10), (uint32_t)strtoul(f[2], NULL, 10),
		    strtold(f[3], NULL), strtold(f[4], NULL));
		near_long(f[5], c.output);
		near_long(f[6], c.h_out);
		near_long(f[7], c.to_n_out);
		near_long(f[8], c.to_nw);
		near_long(f[9], c.to_h_in);
		assert_int_equal(c.full, f[10][0] == '1');
	}
	fclose(file);
}

static void conditioning_has_no_cliffs(void **unused)
{
	(void)unused;
	/* More in never gives less out, through all three regimes; never above n_out or h_in. */
	long double last = 0;
	for (long double h = 1e-9L; h <= 512; h *= 1.03L) {
		struct sp90b_conditioning c = sp90b_conditioning(512, 256, 256, h, 0);
		assert_true(isfinite((double)c.output) && c.output > 0);
		assert_true(c.output <= h * (1 + 1e-15L) && c.output <= 256);
		assert_true(c.output >= last * (1 - 1e-15L));
		last = c.output;
	}
	struct sp90b_conditioning huge =
	    sp90b_conditioning(UINT32_MAX, UINT32_MAX, UINT32_MAX, 1, 0);
	assert_within((double)huge.output, 1, 1e-12);
}

/* ---- restart ---- */

/* The chance that no symbol comes more than x times in n, by counting all k^n rows. */
static double all_rows(size_t n, uint32_t k, unsigned x)
{
	size_t rows = 1, good = 0;
	for (size_t i = 0; i < n; i++)
		rows *= k;
	for (size_t row = 0; row < rows; row++) {
		unsigned count[4] = {0}, most = 0;
		for (size_t i = 0, left = row; i < n; i++, left /= k)
			most = ++count[left % k] > most ? count[left % k] : most;
		good += most <= x;
	}
	return (double)good / (double)rows;
}

static void restart_cutoff_is_exact(void **unused)
{
	(void)unused;
	for (uint32_t k = 2; k <= 4; k += 2) {
		for (unsigned x = 2; x < 8; x++) {
			double over = 1 - all_rows(8, k, x);
			if (over <= 0 || over >= 1)
				continue;
			double h = log2(k);
			assert_int_equal(sp90b_restart_cutoff(8, h, over * 1.000001), x);
			assert_int_equal(sp90b_restart_cutoff(8, h, over * 0.999999), x + 1);
		}
	}
	/* The tool's simulations: 177 to 179, 109, 104. */
	double alpha = -expm1(log(0.99) / 2000);
	assert_within((double)sp90b_restart_cutoff(1000, 3, alpha), 178, 1);
	assert_within((double)sp90b_restart_cutoff(1000, 3.9, alpha), 109, 1);
	assert_within((double)sp90b_restart_cutoff(1000, 4, alpha), 104, 1);
	assert_int_equal(sp90b_restart_cutoff(1000, 0, alpha), 1000);
	/* Where the sum over the symbols takes over, there is no jump. */
	assert_within((double)sp90b_restart_cutoff(3001, 3, alpha),
	    (double)sp90b_restart_cutoff(3000, 3, alpha), 2);
	assert_true(sp90b_restart_cutoff(100000000, 3, alpha) > 12500000);
}

static void restart_agrees_with_nists_tool(void **unused)
{
	(void)unused;
	size_t n;
	uint16_t *raw = samples_of("restart4_1m", &n);
	struct sp90b_options o = {.threads = 2, .width = 4};
	struct sp90b_restart_result r = sp90b_restart(raw, 1000, 1000, 3.0, false, &o);
	assert_true(r.sanity && r.validation);
	assert_near(r.alpha, 5.0251553006530614e-06, 1e-9);
	assert_int_equal(r.row_max, 93);
	assert_near(r.h_row, 3.7730780058218261, 1e-11);
	assert_near(r.h_column, 3.898404141027517, 1e-11);
	assert_near(r.h, 3, 0);
	static const double row[] = {3.9692180548158977, 3.8919167543056332, 3.7730780058218261,
	    3.98148366231178, 3.9828100039494672, 3.9855151703913352, 3.9859987225259839};
	static const double column[] = {3.9692180548158977, 3.898404141027517, 3.9517671256566635,
	    3.994178155815284, 3.9810694566599731, 3.989515585022434, 3.987078577458492};
	static const int which[] = {SP90B_MCV, SP90B_T_TUPLE, SP90B_LRS, SP90B_MULTI_MCW, SP90B_LAG,
	    SP90B_MULTI_MMC, SP90B_LZ78Y};
	for (size_t i = 0; i < sizeof which / sizeof *which; i++) {
		assert_near(r.row.estimate[which[i]].h, row[i], 1e-11);
		assert_near(r.column.estimate[which[i]].h, column[i], 1e-11);
	}
	free(raw);
	raw = samples_of("restartbad_1m", &n);
	r = sp90b_restart(raw, 1000, 1000, 3.0, false, &o);
	assert_false(r.sanity);
	assert_int_equal(r.column_max, 433);
	free(raw);
}

/* ---- health tests ---- */

static double pascal_tail(unsigned n, unsigned k, double p)
{
	double term = pow(1 - p, n), tail = 0;
	for (unsigned i = 0; i <= n; i++) {
		tail += i >= k ? term : 0;
		term *= (double)(n - i) / (i + 1) * p / (1 - p);
	}
	return tail;
}

static void binomial_tails_are_exact(void **unused)
{
	(void)unused;
	for (unsigned n = 1; n <= 40; n += 3)
		for (unsigned k = 0; k <= n; k++)
			for (double p = 0.05; p < 1; p += 0.15)
				assert_near(
				    sp90b_binomial_tail(n, k, p), pascal_tail(n, k, p), 1e-12);
	assert_near(sp90b_binomial_tail(60, 60, 0.5), 0x1p-60, 1e-14);
	assert_near(sp90b_binomial_tail(10, 0, 0), 1, 0);
	assert_near(sp90b_binomial_tail(10, 11, 1), 0, 0);
	/* Chi-square quantiles of 0.001 (tables of Abramowitz and Stegun). */
	assert_within(sp90b_chi_square_tail(10.828, 1), 0.001, 3e-7);
	assert_within(sp90b_chi_square_tail(27.877, 9), 0.001, 3e-7);
	assert_within(sp90b_chi_square_tail(149.449, 100), 0.001, 3e-7);
	assert_near(sp90b_chi_square_tail(2, 2), exp(-1), 1e-14);
}

static void health_cutoffs(void **unused)
{
	(void)unused;
	assert_int_equal(sp90b_repetition_cutoff(1, 0x1p-20), 21);
	assert_int_equal(sp90b_repetition_cutoff(8, 0x1p-20), 4);
	assert_int_equal(sp90b_repetition_cutoff(0.1, 0x1p-30), 301);
	/* Cutoffs in common use: 589 of 1024 at 2^-20, 325 of 512 at 2^-30, for one bit. */
	assert_int_equal(sp90b_proportion_cutoff(1, 0x1p-20, 1024), 589);
	assert_int_equal(sp90b_proportion_cutoff(1, 0x1p-30, 512), 325);
	for (double h = 0.01; h < 8; h *= 1.7) {
		uint64_t c = sp90b_proportion_cutoff(h, 0x1p-20, 512);
		double p = exp2(-h);
		assert_true(c > 512 || sp90b_binomial_tail(512, c, p) <= 0x1p-20);
		assert_true(sp90b_binomial_tail(512, c - 1, p) > 0x1p-20);
	}
}

static void replay_counts_alarms(void **unused)
{
	(void)unused;
	static const uint16_t x[] = {1, 1, 1, 2, 3, 3, 3, 3, 3, 1};
	struct sp90b_replay r = sp90b_replay_repetition(x, 10, 3);
	assert_int_equal(r.alarms, 2);
	assert_int_equal(r.first, 2);
	assert_int_equal(r.greatest, 5);
	r = sp90b_replay_proportion(x, 10, 4, 5);
	assert_int_equal(r.windows, 2);
	assert_int_equal(r.alarms, 1);
	assert_int_equal(r.first, 8);
	assert_int_equal(r.greatest, 4);
}

/* ---- mappings and modes ---- */

static void mappings_map(void **unused)
{
	(void)unused;
	static const uint64_t x[] = {1000, 1042, 1000, 70090, 1084};
	static const double bounds[] = {1010, 5000};
	uint16_t out[5];
	assert_int_equal(sp90b_map(SP90B_LOW8, x, 5, NULL, 0, out).status, SP90B_OK);
	assert_int_equal(out[3], 70090 % 256);
	struct sp90b_mapped m = sp90b_map(SP90B_EFFECTIVE_TICK, x, 5, NULL, 0, out);
	assert_int_equal(m.tick, 42);
	assert_int_equal(out[0], 0);
	assert_int_equal(out[3], (70090 - 1000) / 42);
	sp90b_map(SP90B_RANK, x, 5, NULL, 0, out);
	assert_int_equal(out[0], 0);
	assert_int_equal(out[3], 3);
	assert_int_equal(out[4], 2);
	m = sp90b_map(SP90B_CLIP, x, 5, NULL, 0, out);
	assert_int_equal(m.clipped, 5);
	static const uint64_t y[] = {5, 7, 13, 5};
	m = sp90b_map(SP90B_ACTIVE_BITS, y, 4, NULL, 0, out);
	assert_int_equal(m.active, 10);
	assert_int_equal(out[0], 0);
	assert_int_equal(out[1], 1);
	assert_int_equal(out[2], 2);
	assert_int_equal(sp90b_map(SP90B_MODE_INDEX, x, 5, bounds, 2, out).status, SP90B_OK);
	assert_int_equal(out[0], 0);
	assert_int_equal(out[1], 1);
	assert_int_equal(out[3], 2);
	assert_int_equal(
	    sp90b_map(SP90B_MODE_INDEX, x, 5, NULL, 0, out).status, SP90B_NOT_APPLICABLE);
}

static void all_mappings_are_assessed(void **unused)
{
	(void)unused;
	enum { N = 20000 };
	static uint64_t x[N];
	struct rng r;
	rng_init(&r, 5, 0);
	/* Every tick is 42: of the low 8 bits and of the clipped values less is left. */
	for (size_t i = 0; i < N; i++)
		x[i] = 300 + 42 * rng_below(&r, 8);
	struct sp90b_options o = {.threads = 2};
	struct sp90b_memo memo = {NULL, 0};
	struct sp90b_mappings all;
	sp90b_assess_mappings(&all, SP90B_ALL_MAPPINGS, x, N, NULL, 0, &o, &memo);
	sp90b_memo_release(&memo);
	assert_int_equal(all.status, SP90B_OK);
	assert_int_equal(all.lowest, SP90B_CLIP); /* all above 255: one symbol, no entropy */
	assert_near(all.h_lowest, 0, 0);
	assert_int_equal(all.result[SP90B_RANK].k, 8);
	assert_near(
	    all.result[SP90B_RANK].h_assessed, all.result[SP90B_EFFECTIVE_TICK].h_assessed, 1e-15);
	assert_true(all.h_highest > 2);
}

static void the_lowest_that_loses_nothing_is_chosen(void **unused)
{
	(void)unused;
	enum { N = 20000 };
	static uint64_t x[N];
	struct rng r;
	rng_init(&r, 6, 0);
	struct sp90b_options o = {.threads = 2};
	struct sp90b_memo memo = {NULL, 0};
	/* Without and with an interruption that 16 bits do not hold. */
	for (int long_one = 0; long_one < 2; long_one++) {
		for (size_t i = 0; i < N; i++)
			x[i] = 20 + rng_below(&r, 4) + 40 * rng_below(&r, 2) +
			       (rng_below(&r, 500) == 0) * rng_below(&r, 30000);
		x[5] += long_one * 1000000ULL;
		struct sp90b_mappings all;
		sp90b_assess_mappings(&all, SP90B_INJECTIVE, x, N, NULL, 0, &o, &memo);
		assert_int_equal(all.mapped[SP90B_CLIP].status, SP90B_NOT_APPLICABLE);
		assert_int_equal(all.mapped[SP90B_EFFECTIVE_TICK].clipped, long_one);
		assert_true(all.h_highest > all.h_lowest);
	}
	sp90b_memo_release(&memo);
}

static void a_mixture_is_warned_of(void **unused)
{
	(void)unused;
	enum { N = 30000 };
	static uint16_t x[N], mode[N];
	struct rng r;
	rng_init(&r, 6, 0);
	/* Mode 1 is always 40; mode 0 has 16 values. The whole is rated above mode 1. */
	for (size_t i = 0; i < N; i++) {
		mode[i] = rng_below(&r, 2) == 1;
		x[i] = mode[i] ? 40 : (uint16_t)rng_below(&r, 16);
	}
	struct sp90b_options o = {.threads = 2};
	struct sp90b_memo memo = {NULL, 0};
	struct sp90b_modes m;
	sp90b_assess_modes(&m, x, mode, N, 3, &o, &memo);
	sp90b_memo_release(&memo);
	assert_int_equal(m.status, SP90B_OK);
	assert_int_equal(m.worst, 1);
	assert_near(m.h_worst, 0, 0);
	assert_true(m.inflated);
	assert_int_equal(m.part[2].fault, SP90B_DATA_EMPTY);
	assert_int_equal(m.n[0] + m.n[1], N);
}

static void same_result(const struct sp90b_result *a, const struct sp90b_result *b)
{
	assert_int_equal(a->fault, b->fault);
	assert_int_equal(a->width, b->width);
	assert_int_equal(a->k, b->k);
	assert_int_equal(a->translated, b->translated);
	assert_near(a->h_assessed, b->h_assessed, 0);
	assert_near(a->original.h, b->original.h, 0);
	assert_near(a->bitstring.h, b->bitstring.h, 0);
	for (int e = 0; e < SP90B_ESTIMATORS; e++) {
		assert_int_equal(a->original.estimate[e].status, b->original.estimate[e].status);
		assert_int_equal(a->bitstring.estimate[e].status, b->bitstring.estimate[e].status);
	}
}

/* The same, the same in other words, in another order of values, shorter, of two symbols: what the
 * memo says is what an assessment says. */
static void the_memo_changes_no_result(void **unused)
{
	(void)unused;
	enum { N = 5000, KINDS = 7 };
	static uint16_t x[KINDS][N];
	static const uint16_t other[8] = {3, 4, 9, 200, 201, 700, 701, 65535};
	struct rng r;
	struct sp90b_memo memo = {NULL, 0};
	struct sp90b_options o = {.threads = 1};
	rng_init(&r, 9, 0);
	for (size_t i = 0; i < N; i++) {
		uint16_t v = (uint16_t)(rng_below(&r, 8) & rng_below(&r, 8));
		x[0][i] = x[1][i] = v;
		x[2][i] = other[v];
		x[3][i] = 7 - v;
		x[4][i] = v > 3;
		x[5][i] = v > 3 ? 9 : 5;
		x[6][i] = 77;
	}
	for (int k = 0; k < KINDS; k++)
		for (size_t n = N; n > N - 2; n--) {
			struct sp90b_result a = sp90b_assess_once(&memo, x[k], n, &o);
			struct sp90b_result b = sp90b_assess(x[k], n, &o);
			same_result(&a, &b);
		}
	assert_int_equal(memo.count, 2 * (KINDS - 1)); /* the second is the first */
	struct sp90b_result empty = sp90b_assess_once(&memo, x[0], 0, &o);
	assert_int_equal(empty.fault, SP90B_DATA_EMPTY);
	sp90b_memo_release(&memo);
}

/* ---- known entropy ---- */

/* Sources whose min-entropy is known: no estimate of the most common value is above it by more
 * than chance allows (99 %), and no estimator of a uniform source is far below. */
static void known_sources(void **unused)
{
	(void)unused;
	enum { N = 200000 };
	static uint16_t x[N];
	static const double bias[] = {0.5, 0.6, 0.9, 0.99};
	struct sp90b_options o = {.threads = 2};
	for (size_t s = 0; s < sizeof bias / sizeof *bias; s++) {
		struct rng r;
		rng_init(&r, 77, s);
		for (size_t i = 0; i < N; i++)
			x[i] = rng_double(&r) < bias[s];
		struct sp90b_result a = sp90b_assess(x, N, &o);
		double h = -log2(bias[s]);
		double mcv = a.original.estimate[SP90B_MCV].h;
		assert_true(mcv <= h + 0.01);
		assert_true(mcv >= 0.9 * h);
		assert_true(a.h_assessed <= h + 0.01);
		for (int i = 0; s == 0 && i < SP90B_ESTIMATORS; i++)
			assert_true(a.original.estimate[i].h > 0.7);
	}
}

/* ---- data that cannot be assessed ---- */

static void faults_are_told_apart(void **unused)
{
	(void)unused;
	static const uint16_t x[] = {1, 2, 300, 4};
	struct sp90b_options o = {.width = 0};
	assert_int_equal(sp90b_assess(x, 0, &o).fault, SP90B_DATA_EMPTY);
	assert_int_equal(sp90b_assess(x, 1, &o).fault, SP90B_DATA_ONE_SYMBOL);
	o.width = 8;
	struct sp90b_result r = sp90b_assess(x, 4, &o);
	assert_int_equal(r.fault, SP90B_DATA_TOO_WIDE);
	assert_int_equal(r.at, 2);
	o.width = 16;
	r = sp90b_assess(x, 4, &o);
	assert_int_equal(r.fault, SP90B_DATA_OK);
	assert_true(r.narrow && r.translated && r.short_data);
}

static void check_finite(const struct sp90b_track *t)
{
	for (int i = 0; t->run && i < SP90B_ESTIMATORS; i++) {
		const struct sp90b_estimate *e = &t->estimate[i];
		if (e->status != SP90B_OK)
			continue;
		assert_true(isfinite(e->h) && e->h >= 0);
		for (unsigned f = 0; f < e->figures; f++)
			assert_true(isfinite(e->figure[f].real) ||
				    strcmp(e->figure[f].name, "P_local") == 0);
	}
}

/* Every length from 1 up, several kinds: a figure is a number or has a status. */
static void tiny_data_never_give_nan(void **unused)
{
	(void)unused;
	uint16_t x[300];
	struct rng r;
	rng_init(&r, 8, 0);
	for (int kind = 0; kind < 5; kind++) {
		for (size_t n = 1; n < 300; n += 1 + n / 40) {
			for (size_t i = 0; i < n; i++)
				x[i] = kind == 0   ? i == 0
				       : kind == 1 ? i % 2
				       : kind == 2 ? (uint16_t)rng_below(&r, 65536)
				       : kind == 3 ? (uint16_t)i
						   : (uint16_t)rng_below(&r, 3);
			for (int d = 0; d < 3; d++) {
				struct sp90b_options o = {.dataset = (enum sp90b_dataset)d};
				struct sp90b_result a = sp90b_assess(x, n, &o);
				if (a.fault) {
					assert_int_equal(a.fault, SP90B_DATA_ONE_SYMBOL);
					continue;
				}
				check_finite(&a.original);
				check_finite(&a.bitstring);
				assert_true(isfinite(a.h_assessed) && a.h_assessed >= 0);
			}
		}
	}
}

static void threads_change_nothing(void **unused)
{
	(void)unused;
	size_t n;
	uint16_t *raw = samples_of("bimodal_100k", &n);
	struct sp90b_options o = {.threads = 1};
	struct sp90b_result one = sp90b_assess(raw, n, &o);
	o.threads = 7;
	struct sp90b_result seven = sp90b_assess(raw, n, &o);
	for (int i = 0; i < SP90B_ESTIMATORS; i++) {
		assert_memory_equal(
		    &one.original.estimate[i].h, &seven.original.estimate[i].h, sizeof(double));
		assert_memory_equal(
		    &one.bitstring.estimate[i].h, &seven.bitstring.estimate[i].h, sizeof(double));
	}
	free(raw);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(conditioning_agrees_with_nists_tool),
	    cmocka_unit_test(conditioning_has_no_cliffs),
	    cmocka_unit_test(restart_cutoff_is_exact),
	    cmocka_unit_test(restart_agrees_with_nists_tool),
	    cmocka_unit_test(binomial_tails_are_exact),
	    cmocka_unit_test(health_cutoffs),
	    cmocka_unit_test(replay_counts_alarms),
	    cmocka_unit_test(mappings_map),
	    cmocka_unit_test(all_mappings_are_assessed),
	    cmocka_unit_test(the_lowest_that_loses_nothing_is_chosen),
	    cmocka_unit_test(a_mixture_is_warned_of),
	    cmocka_unit_test(the_memo_changes_no_result),
	    cmocka_unit_test(known_sources),
	    cmocka_unit_test(faults_are_told_apart),
	    cmocka_unit_test(tiny_data_never_give_nan),
	    cmocka_unit_test(threads_change_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
