/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The quantisation audit, attribution to causes, and entropy against resolution.
 */
#include "test.h"

#include "series.h"
#include "attribution.h"
#include "beat.h"
#include "entropy.h"
#include "grid.h"
#include "histogram.h"
#include "resolution.h"

static double binary_bits(double p)
{
	return -p * log2(p) - (1 - p) * log2(1 - p);
}

/* Starts spread over the counter, cost normal (mean, sd in native ticks of 2.3 GHz), seen by 24
 * MHz. */
static void make_beat(double cost, double sd, size_t n, uint64_t *start, uint64_t *seen)
{
	struct rng r;
	uint64_t now = 12345678901, *elapsed = malloc(n * sizeof *elapsed);
	rng_init(&r, 77, 0);
	for (size_t i = 0; i < n; i++) {
		now += 500 + rng_below(&r, 1000);
		start[i] = now;
		elapsed[i] = (uint64_t)floor(fmax(cost + sd * rng_normal(&r), 0) + 0.5);
	}
	struct grid g = {.native_hz = 2.3e9, .grid_hz = 24e6};
	assert_int_equal(grid_emulate(&g, start, elapsed, n, seen), EST_OK);
	free(elapsed);
}

/* A constant cost of 66 native ticks is 0.6887 ticks of 24 MHz: the 31/69 split, all of it the
 * phase's. With jitter of 5 and 15 native ticks less of it is. The scatter of the cost is 0.46 /
 * sqrt(n) = 0.002. */
static void a_constant_cost_is_all_phase(void **state)
{
	(void)state;
	enum { N = 50000 };
	static const double sd[] = {0, 5, 15};
	double period = 2.3e9 / 24e6, last = 2;
	uint64_t *start = malloc(N * sizeof *start), *x = malloc(N * sizeof *x);
	for (int i = 0; i < 3; i++) {
		struct histogram h;
		make_beat(66, sd[i], N, start, x);
		histogram_init(&h, x, N);
		struct beat b = beat_fit(&h);
		assert_int_equal(b.cost_ticks.status, EST_OK);
		assert_within(b.cost_ticks.value, 66 / period, 0.01);
		/* A jitter of 0.05 ticks makes no third value and cannot be seen in the values. */
		assert_within(b.jitter_ticks.value, sd[i] / period, i == 2 ? 0.03 : 0.12);
		assert_within(b.model_bits.value, entropy_shannon(&h).value, 0.005);
		assert_true(b.misfit_bits.value < 0.001);
		struct estimate measured = beat_explained_by_phase(x, start, N, period, 96);
		assert_int_equal(measured.status, EST_OK);
		/* The model's is an upper limit of the one that looks at the phases, and close to
		 * it where the jitter shows. Cells blur the edge by 1/96. */
		assert_true(b.explained_share.value > measured.value - 0.03);
		if (i != 1)
			assert_within(b.explained_share.value, measured.value, 0.06);
		assert_true(measured.value < last);
		last = measured.value;
		if (i == 0) {
			assert_true(measured.value > 0.95);
			assert_within(b.ceil_share.value, 66 / period, 0.01);
			assert_within(b.model_bits.value, binary_bits(66 / period), 0.005);
		}
		assert_true(beat_phase_uniform_p(start, N, period, 575, 96).value > 1e-4);
		histogram_release(&h);
	}
	free(start);
	free(x);
}

/* Fast and slow are 8 ticks apart whatever the phase: the model must say that it does not fit, and
 * the phases that they know nothing. */
static void a_true_second_mode_is_not_explained(void **state)
{
	(void)state;
	enum { N = 20000 };
	uint64_t *start = malloc(N * sizeof *start), *x = malloc(N * sizeof *x);
	struct rng r;
	struct histogram h;
	rng_init(&r, 5, 0);
	for (size_t i = 0; i < N; i++) {
		start[i] = 1000 * i + rng_below(&r, 900);
		x[i] = rng_double(&r) < 0.31 ? 1 : 9;
	}
	histogram_init(&h, x, N);
	assert_true(beat_fit(&h).misfit_bits.value > 0.5);
	assert_true(beat_explained_by_phase(x, start, N, 95.8333, 96).value < 0.01);
	histogram_release(&h);
	/* A start locked to the tick is not uniform. */
	for (size_t i = 0; i < N; i++)
		start[i] = 575 * i + rng_below(&r, 20);
	assert_true(beat_phase_uniform_p(start, N, 575.0 / 6, 575, 24).value < 1e-6);
	free(start);
	free(x);
}

/* Sums of uniform steps, at 1 GHz, 2 GHz, 200 MHz, 120 MHz and an odd frequency: p is uniform, so
 * of 40 series below 0.05 at most 9 (once in 1e4), and none below 1e-5. */
static void uniform_starts_are_uniform_on_every_counter(void **state)
{
	(void)state;
	enum { N = 20000 };
	static const struct {
		double period;
		uint64_t phases;
	} counter[] = {{125.0 / 3, 125}, {250.0 / 3, 250}, {25.0 / 3, 25}, {5, 5},
	    {2399998123.0 / 24e6, 2399998123}};
	uint64_t *start = malloc(N * sizeof *start);
	for (int c = 0; c < 5; c++) {
		int low = 0;
		for (uint64_t seed = 0; seed < 40; seed++) {
			struct rng r;
			rng_init(&r, seed, (uint64_t)c);
			start[0] = rng_below(&r, 1000);
			for (size_t i = 1; i < N; i++)
				start[i] = start[i - 1] + rng_below(&r, 24 * counter[c].phases);
			struct estimate p = beat_phase_uniform_p(
			    start, N, counter[c].period, counter[c].phases, 32);
			assert_int_equal(p.status, EST_OK);
			assert_true(p.value > 1e-5);
			low += p.value < 0.05;
		}
		assert_in_range(low, 0, 9);
	}
	free(start);
}

/* A spread of thousands of ticks is no beat; nor are a few samples far off described by one. */
static void what_lies_beyond_is_a_misfit(void **state)
{
	(void)state;
	enum { N = 20000 };
	uint64_t *x = malloc(N * sizeof *x);
	struct rng r;
	struct histogram h;
	rng_init(&r, 11, 0);
	for (size_t i = 0; i < N; i++)
		x[i] = (uint64_t)floor(100000 + 3000 * rng_normal(&r));
	histogram_init(&h, x, N);
	struct beat b = beat_fit(&h);
	assert_int_equal(b.cost_ticks.status, EST_NOT_APPLICABLE);
	assert_int_equal(b.misfit_bits.status, EST_NOT_APPLICABLE);
	histogram_release(&h);
	for (size_t i = 0; i < N; i++)
		x[i] = i % 50 == 7 ? 5000 + i : 40 + (rng_double(&r) < 0.3);
	histogram_init(&h, x, N);
	b = beat_fit(&h);
	assert_int_equal(beat_intervals(&b, x, N, 1, &h), EST_OK);
	assert_within(b.cost_ticks.value, 40.3, 0.02);
	/* 0.02 log2(0.02 / 1e-12), and the two that are left fit but for that share. */
	double misfit = 0.02 * log2(0.02 / 1e-12) + 0.98 * log2(0.98);
	assert_within(b.misfit_bits.value, misfit, 0.001);
	assert_true(b.misfit_bits.lo < misfit && misfit < b.misfit_bits.hi);
	assert_true(b.misfit_bits.lo > 0.5);
	histogram_release(&h);
	free(x);
}

/* A fit of the very model has a misfit of 0 but for chance, whose interval begins at 0. */
static void a_misfit_is_not_negative(void **state)
{
	(void)state;
	enum { N = 5000 };
	int held = 0, none = 0;
	uint64_t *x = malloc(N * sizeof *x);
	for (uint64_t seed = 0; seed < 20; seed++) {
		struct rng r;
		struct histogram h;
		rng_init(&r, seed, 3);
		for (size_t i = 0; i < N; i++)
			x[i] = (uint64_t)floor(40.3 + rng_double(&r) + 1.5 * rng_normal(&r));
		histogram_init(&h, x, N);
		struct beat b = beat_fit(&h);
		assert_int_equal(beat_intervals(&b, x, N, 1, &h), EST_OK);
		assert_true(b.misfit_bits.value >= 0);
		held += b.misfit_bits.lo >= 0 && b.misfit_bits.lo <= b.misfit_bits.value;
		assert_false(b.misfit_bits.lo < 0);
		none += isnan(b.misfit_bits.lo);
		histogram_release(&h);
	}
	assert_int_equal(held + none, 20);
	assert_true(held >= 10);
	free(x);
}

static void attribution_by_hand(void **state)
{
	(void)state;
	/* Textbook: 2 x 2 with counts 20 80 / 5 95: odds ratio 4.75, log variance .0625+.2+... */
	struct attribution_table t = {{{95, 5}, {80, 20}}};
	struct estimate e = attribution_odds_ratio(&t, 0);
	assert_near(e.value, 20.0 * 95 / (80 * 5), 1e-12);
	double half = 1.959963984540054 * sqrt(1.0 / 95 + 1.0 / 5 + 1.0 / 80 + 1.0 / 20);
	assert_near(e.hi, e.value * exp(half), 1e-12);
	/* A tenth of the samples' worth: sqrt 10 wider on the logarithm. */
	assert_near(log(attribution_odds_ratio(&t, 20).hi / e.value), half * sqrt(10), 1e-12);
	struct attribution_table zero = {{{95, 0}, {80, 20}}}, never = {{{95, 5}, {0, 0}}};
	assert_near(attribution_odds_ratio(&zero, 0).value, 20.5 * 95.5 / (80.5 * 0.5), 1e-12);
	assert_int_equal(attribution_odds_ratio(&never, 0).status, EST_DEGENERATE);
}

/* Slow whenever cause 0; else slow in half of cause 1; else never. */
static void causes_share_the_entropy(void **state)
{
	(void)state;
	enum { N = 40000 };
	uint8_t *mode = malloc(N);
	uint32_t *flags = malloc(N * sizeof *flags);
	struct rng r;
	rng_init(&r, 15, 0);
	for (size_t i = 0; i < N; i++) {
		flags[i] = (rng_double(&r) < 0.2) | (uint32_t)(rng_double(&r) < 0.3) << 1 |
			   (uint32_t)(rng_double(&r) < 0.5) << 2;
		mode[i] = flags[i] & 1 ? 1 : flags[i] & 2 ? rng_u64(&r) & 1 : 0;
	}
	struct attribution a = attribution_of(mode, 2, flags, 3, N);
	assert_int_equal(a.status, EST_OK);
	/* P(slow) = .2 + .8 * .3 / 2 = .32; what is left is the coin of cause 1: .8 * .3 bits. */
	assert_within(a.mode_entropy_bits.value, binary_bits(0.32), 0.01);
	assert_within(a.unexplained.value, 0.24 / binary_bits(0.32), 0.01);
	/* Cause 0 alone: without it slow in .15. */
	double left = 0.8 * binary_bits(0.15);
	assert_within(a.explained_share[0].value, 1 - left / binary_bits(0.32), 0.01);
	assert_within(a.explained_share[2].value, 0, 0.001);
	assert_int_equal(a.count[0][0], 0);
	assert_int_equal(a.count[3][1], 0);
	assert_int_equal(attribution_odds_ratio(&a.table[0], 0).status, EST_OK);
	assert_true(attribution_odds_ratio(&a.table[0], 0).lo > 100);
	struct estimate none = attribution_odds_ratio(&a.table[2], 0);
	assert_true(none.lo < 1.05 && none.hi > 0.95);
	assert_true(a.explained_share[0].lo <= a.explained_share[0].value);
	/* A cause that no sample has explains nothing, without an interval, and says why. */
	a = attribution_of(mode, 2, flags, 4, N);
	assert_near(a.explained_share[3].value, 0, 0);
	assert_true(isnan(a.explained_share[3].lo));
	assert_non_null(strstr(a.explained_share[3].note, "no interval: no sample has the cause"));
	memset(flags, 0, N * sizeof *flags);
	a = attribution_of(mode, 2, flags, 1, N);
	assert_true(isnan(a.unexplained.lo) && a.unexplained.note);
	memset(mode, 0, N);
	assert_int_equal(attribution_of(mode, 2, flags, 3, N).status, EST_DEGENERATE);
	assert_int_equal(attribution_of(mode, 2, flags, 3, 19).status, EST_TOO_SHORT);
	assert_int_equal(attribution_of(mode, 2, flags, 9, N).status, EST_NOT_APPLICABLE);
	free(mode);
	free(flags);
}

/* One mode has nothing to explain; none, or more than there is room for, are not applicable. */
static void as_many_modes_and_causes_as_there_is_room_for(void **state)
{
	(void)state;
	enum { N = 60 };
	static const struct {
		int modes, causes;
		enum estimate_status status;
	} cases[] = {{0, 1, EST_NOT_APPLICABLE}, {1, 1, EST_DEGENERATE}, {5, 1, EST_OK},
	    {6, 1, EST_NOT_APPLICABLE}, {2, 0, EST_NOT_APPLICABLE}, {2, 1, EST_OK}, {2, 8, EST_OK},
	    {2, 9, EST_NOT_APPLICABLE}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint8_t mode[N];
		uint32_t flags[N];
		for (size_t t = 0; t < N; t++) {
			mode[t] = (uint8_t)(cases[i].modes > 1 ? t % (size_t)cases[i].modes : 0);
			flags[t] = t % 3 == 0;
		}
		struct attribution a =
		    attribution_of(mode, cases[i].modes, flags, cases[i].causes, N);
		if (a.status != cases[i].status)
			fail_msg("%d modes, %d causes: %s", cases[i].modes, cases[i].causes,
			    estimate_status_name(a.status));
	}
}

/* Coarser counters know less (up to the beat); at 24 MHz a constant cost gives the entropy of its
 * split. */
static void entropy_against_resolution(void **state)
{
	(void)state;
	enum { N = 20000 };
	uint64_t *start = malloc(N * sizeof *start), *e = malloc(N * sizeof *e),
		 *scratch = malloc(N * sizeof *e);
	struct rng r;
	rng_init(&r, 6, 0);
	for (size_t i = 0; i < N; i++) {
		start[i] = 1000 * i + rng_below(&r, 1000);
		e[i] = 66;
	}
	struct grid g = {.native_hz = 2.3e9, .grid_hz = 2.3e9};
	assert_near(resolution_at(&g, start, e, N, scratch).shannon_bits.value, 0, 0);
	g.grid_hz = 24e6;
	struct resolution_point p = resolution_at(&g, start, e, N, scratch);
	assert_within(p.shannon_bits.value, binary_bits(66 * 24e6 / 2.3e9), 0.01);
	assert_near(p.distinct.value, 2, 0);
	assert_true(p.min_entropy_mcv_bits.value < 0.55);
	g.grid_hz = 0;
	assert_int_equal(
	    resolution_at(&g, start, e, N, scratch).shannon_bits.status, EST_NOT_APPLICABLE);
	free(start);
	free(e);
	free(scratch);
}

static void degenerate_series_have_a_status(void **state)
{
	(void)state;
	uint64_t x[100] = {0}, start[100] = {0};
	struct histogram h;
	histogram_init(&h, x, 100);
	assert_int_equal(beat_fit(&h).cost_ticks.status, EST_DEGENERATE);
	assert_int_equal(beat_explained_by_phase(x, start, 100, 5, 4).status, EST_DEGENERATE);
	assert_int_equal(beat_explained_by_phase(x, start, 10, 5, 4).status, EST_TOO_SHORT);
	assert_int_equal(beat_explained_by_phase(x, start, 100, 0, 4).status, EST_NOT_APPLICABLE);
	assert_int_equal(beat_phase_uniform_p(start, 100, 5, 5, 1).status, EST_NOT_APPLICABLE);
	assert_int_equal(beat_phase_uniform_p(start, 100, 1, 1, 32).status, EST_NOT_APPLICABLE);
	assert_int_equal(beat_phase_uniform_p(start, 9, 5, 5, 2).status, EST_TOO_SHORT);
	histogram_release(&h);
	histogram_init(&h, x, 19);
	assert_int_equal(beat_fit(&h).cost_ticks.status, EST_TOO_SHORT);
	histogram_release(&h);
	x[0] = UINT64_MAX;
	histogram_init(&h, x, 100);
	assert_int_equal(beat_fit(&h).cost_ticks.status, EST_OK);
	histogram_release(&h);
}

/* Share of the entropy of two values that four phases explain: p[v][c]. */
static double explained_by(double p[2][4])
{
	double all = 0, joint = 0, own = 0, phase = 0;
	for (int v = 0; v < 2; v++)
		for (int c = 0; c < 4; c++)
			all += p[v][c];
	for (int v = 0; v < 2; v++) {
		double sum = 0;
		for (int c = 0; c < 4; c++) {
			sum += p[v][c] / all;
			joint -= p[v][c] / all * log2(p[v][c] / all);
		}
		own -= sum * log2(sum);
	}
	for (int c = 0; c < 4; c++) {
		double sum = (p[0][c] + p[1][c]) / all;
		phase -= sum * log2(sum);
	}
	return (own + phase - joint) / own;
}

/* Independent samples: the variance of the share is that of its derivative by each cell, which is
 * taken here as a difference. A value is 1 in the first of four phases, and flips with 0.05. */
static void the_phases_interval_by_formula(void **state)
{
	(void)state;
	enum { N = 20000 };
	uint64_t *x = malloc(N * sizeof *x), *start = malloc(N * sizeof *start);
	double p[2][4] = {{0}}, variance = 0, d = 1e-6;
	struct rng r;
	rng_init(&r, 59, 0);
	for (uint64_t i = 0; i < N; i++) {
		uint64_t cell = i == 0 ? 0 : rng_below(&r, 4);
		start[i] = 8 * i + 2 * cell;
		x[i] = (cell == 0) ^ (uint64_t)(rng_double(&r) < 0.05);
		p[x[i]][cell] += 1.0 / N;
	}
	struct estimate e = beat_explained_by_phase(x, start, N, 8, 4);
	double whole = explained_by(p);
	for (int v = 0; v < 2; v++)
		for (int c = 0; c < 4; c++) {
			double had = p[v][c];
			p[v][c] = had + d;
			double by = (explained_by(p) - whole) / d;
			p[v][c] = had;
			variance += had * by * by;
		}
	double half = 1.96 * sqrt(variance / N);
	assert_within(e.value, whole, 1e-3);
	assert_within((e.hi - e.lo) / 2, half, 0.1 * half);
	free(x);
	free(start);
}

/* The same of the fitted cost and of what it explains: derivatives of the fit itself by the count
 * of each value. With 15 units the cost and its jitter hang together, with 40 hardly. */
static void the_fits_intervals_by_differences(void **state)
{
	(void)state;
	enum { N = 50000, VALUES = 8 };
	static const double sd[] = {40, 15};
	uint64_t *start = malloc(N * sizeof *start), *x = malloc(N * sizeof *x);
	uint64_t value[VALUES], count[VALUES];
	struct histogram h, more;
	for (size_t s = 0; s < sizeof sd / sizeof *sd; s++) {
		make_beat(66, sd[s], N, start, x);
		histogram_init(&h, x, N);
		struct beat b = beat_fit(&h);
		assert_int_equal(beat_intervals(&b, x, N, 1, &h), EST_OK);
		assert_true(h.distinct <= VALUES && b.jitter_ticks.lo > 0);
		double by_cost = 0, by_share = 0;
		for (size_t k = 0; k < h.distinct; k++) {
			for (size_t i = 0; i < h.distinct; i++) {
				value[i] = h.value[i];
				count[i] = h.count[i] * 100000 + (i == k) * N * 2;
			}
			histogram_from_pairs(&more, value, count, h.distinct);
			struct beat moved = beat_fit(&more);
			histogram_release(&more);
			double p = (double)h.count[k] / N, d = 2e-5;
			by_cost += p * pow((moved.cost_ticks.value - b.cost_ticks.value) / d, 2);
			by_share +=
			    p * pow((moved.explained_share.value - b.explained_share.value) / d, 2);
		}
		double cost = 1.96 * sqrt(by_cost / N), share = 1.96 * sqrt(by_share / N);
		assert_within((b.cost_ticks.hi - b.cost_ticks.lo) / 2, cost, 0.02 * cost);
		assert_within(
		    (b.explained_share.hi - b.explained_share.lo) / 2, share, 0.02 * share);
		histogram_release(&h);
	}
	free(start);
	free(x);
}

/* P(floor(U + C) = k) by Simpson's rule over the phase. */
static double cell_share(double k, double m, double s)
{
	enum { STEPS = 200 };
	double sum = 0;
	for (int i = 0; i <= STEPS; i++) {
		double u = (double)i / STEPS, weight = i % STEPS == 0 ? 1 : i % 2 ? 4 : 2;
		sum += weight *
		       (erfc((k - u - m) / (s * M_SQRT2)) - erfc((k + 1 - u - m) / (s * M_SQRT2)));
	}
	return sum / (6.0 * STEPS);
}

/* The log likelihood at a spread, at its best mean. */
static double profile_at(const struct histogram *h, double m, double s)
{
	double lo = m - 0.1, hi = m + 0.1, best = 0;
	for (int i = 0; i < 40; i++) {
		double at[2] = {hi - 0.618 * (hi - lo), lo + 0.618 * (hi - lo)}, sum[2] = {0, 0};
		for (int j = 0; j < 2; j++)
			for (size_t k = 0; k < h->distinct; k++)
				sum[j] += (double)h->count[k] *
					  log(cell_share((double)h->value[k], at[j], s));
		if (sum[0] >= sum[1])
			hi = at[1];
		else
			lo = at[0];
		best = fmax(sum[0], sum[1]);
	}
	return best;
}

/* The ends of the jitter's interval: the likelihood, of n_eff samples, is 1.920729 below its
 * greatest (half of chi-square's 95 % point). */
static void the_jitters_ends_lie_at_a_fall_of_the_likelihood(void **state)
{
	(void)state;
	enum { N = 20000 };
	uint64_t *start = malloc(N * sizeof *start), *x = malloc(N * sizeof *x);
	struct histogram h;
	make_beat(66, 30, N, start, x);
	histogram_init(&h, x, N);
	struct beat b = beat_fit(&h);
	assert_int_equal(beat_intervals(&b, x, N, 1, &h), EST_OK);
	double m = b.cost_ticks.value, fall = 1.920729 * N / b.jitter_ticks.n_eff;
	double most = profile_at(&h, m, b.jitter_ticks.value);
	assert_true(b.jitter_ticks.lo > 0);
	assert_near(most - profile_at(&h, m, b.jitter_ticks.lo), fall, 0.01);
	assert_near(most - profile_at(&h, m, b.jitter_ticks.hi), fall, 0.01);
	histogram_release(&h);
	free(start);
	free(x);
}

/* A cause of no effect and a mode that stay, both for as many samples, `each` in the mean: drawn
 * anew in every each-th sample if `exactly`, else with 2 / (each + 1) in any, which has the same
 * variance of a mean. Upper end of what the cause explains, by the bounds of `n` independent
 * samples. */
static double explained_at_most(size_t n, size_t each, bool exactly)
{
	uint8_t *mode = malloc(n * each);
	uint32_t *flags = malloc(n * each * sizeof *flags);
	struct rng r;
	rng_init(&r, 91, 0);
	for (size_t i = 0; i < n * each; i++) {
		bool anew =
		    exactly || i == 0 ? i % each == 0 : rng_double(&r) < 2 / (double)(each + 1);
		mode[i] = anew ? rng_double(&r) < 0.3 : mode[i - 1];
		flags[i] = anew ? rng_double(&r) < 0.4 : flags[i - 1];
	}
	struct attribution a = attribution_of(mode, 2, flags, 1, each * n);
	assert_int_equal(a.status, EST_OK);
	assert_near(a.unexplained.hi, 1 - a.explained_by_all.lo, 0);
	assert_near(a.unexplained.lo, 1 - a.explained_by_all.hi, 0);
	free(mode);
	free(flags);
	return a.explained_share[0].hi;
}

/* What chance has of information is that of a tenth of the samples, above and below. Exactly ten of
 * a kind have a spectrum with zeros, as no model of the memory has: wider intervals, by 2 to 5
 * times in standard errors (fractional.c), whose square the end of an information follows. */
static void samples_that_come_in_tens_say_as_much_as_a_tenth(void **state)
{
	(void)state;
	double alone = explained_at_most(4000, 1, true),
	       exactly = explained_at_most(4000, 10, true);
	assert_near(explained_at_most(4000, 10, false), alone, 0.2);
	assert_true(exactly > 0.8 * alone && exactly < 25 * alone);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_phases_interval_by_formula),
	    cmocka_unit_test(the_fits_intervals_by_differences),
	    cmocka_unit_test(a_constant_cost_is_all_phase),
	    cmocka_unit_test(a_true_second_mode_is_not_explained),
	    cmocka_unit_test(uniform_starts_are_uniform_on_every_counter),
	    cmocka_unit_test(what_lies_beyond_is_a_misfit),
	    cmocka_unit_test(a_misfit_is_not_negative),
	    cmocka_unit_test(the_jitters_ends_lie_at_a_fall_of_the_likelihood),
	    cmocka_unit_test(samples_that_come_in_tens_say_as_much_as_a_tenth),
	    cmocka_unit_test(attribution_by_hand),
	    cmocka_unit_test(causes_share_the_entropy),
	    cmocka_unit_test(as_many_modes_and_causes_as_there_is_room_for),
	    cmocka_unit_test(entropy_against_resolution),
	    cmocka_unit_test(degenerate_series_have_a_status),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
