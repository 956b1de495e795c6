/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The dip, the number of modes, and their figures.
 */
#include "test.h"

#include "series.h"
#include "dip.h"
#include "lattice.h"
#include "modality.h"
#include "modality_figures.h"

#include <stdlib.h>

static void linear_programming_agrees(void **state)
{
	(void)state;
	FILE *f = fopen("tests/vectors/dip_reference.txt", "r");
	size_t n;
	double want, x[64];
	int rows = 0;
	assert_non_null(f);
	for (; fscanf(f, "%zu %lf", &n, &want) == 2; rows++) {
		for (size_t i = 0; i < n; i++)
			assert_int_equal(fscanf(f, "%lf", &x[i]), 1);
		assert_within(dip_of_sorted(x, n).value, fmax(want, 0.5 / (double)n), 1e-9);
	}
	fclose(f);
	assert_true(rows >= 20);
}

/* Equal steps are as unimodal as can be; two points are as bimodal as can be. */
static void dips_by_hand(void **state)
{
	(void)state;
	double x[100];
	for (int i = 0; i < 100; i++)
		x[i] = i;
	assert_within(dip_of_sorted(x, 100).value, 0.005, 1e-12);
	for (int i = 0; i < 100; i++)
		x[i] = i < 50 ? i * 1e-6 : 1 + i * 1e-6;
	assert_within(dip_of_sorted(x, 100).value, 0.25, 0.01);
	assert_int_equal(dip_of_sorted(x, 0).status, EST_TOO_SHORT);
	assert_near(dip_of_sorted(x, 1).value, 0.5, 0);
}

/* What lies beyond the last place that is looked at heaps up to no mode there: Pareto's tail on
 * whole ticks, 10 series of 20000. All p above 0.05 by a margin: the law is far from two modes. */
static void a_long_tail_has_no_second_mode(void **state)
{
	(void)state;
	enum { N = 20000 };
	static uint64_t x[N];
	for (uint64_t s = 0; s < 10; s++) {
		struct rng r;
		struct histogram h;
		rng_init(&r, 60 + s, 0);
		for (size_t i = 0; i < N; i++)
			x[i] = (uint64_t)(36 + 4 * pow(1 - rng_double(&r), -1 / 2.5));
		assert_int_equal(histogram_init(&h, x, N), EST_OK);
		struct dip d = dip_test(&h, &(struct dip_options){.simulations = 99, .seed = s});
		assert_true(d.p.value > 0.05);
		histogram_release(&h);
	}
}

static void fill_series(uint64_t *x, size_t n, int kind, uint64_t seed)
{
	struct rng r;
	rng_init(&r, seed, (uint64_t)kind);
	for (size_t i = 0; i < n; i++) {
		double z = rng_normal(&r);
		int fast = rng_double(&r) < 0.31;
		double v[] = {40 + 2 * z, 30 + 8 * exp(0.5 * z), fast ? 5 + z : 45 + z,
		    fast ? 40 + z : 46 + 1.5 * z, 40 + (fast ? 0 : 1)};
		x[i] = (uint64_t)floor(fmax(v[kind], 0) + 0.5);
	}
}

/* Unimodal: normal, skewed, two neighbouring ticks. At most 14 in 100 p-values below 0.05 and one
 * more (a conservative test has fewer than 5). Bimodal: found always. */
static void the_dip_knows_ties(void **state)
{
	(void)state;
	static const int bimodal[] = {0, 0, 1, 1, 0};
	for (int kind = 0; kind < 5; kind++) {
		int rejected = 0;
		uint64_t all = series_taken(100, 25);
		for (uint64_t s = 0; s < all; s++) {
			uint64_t x[1000];
			struct histogram h;
			fill_series(x, 1000, kind, 300 + s);
			histogram_init(&h, x, 1000);
			struct dip d =
			    dip_test(&h, &(struct dip_options){.simulations = 99, .seed = s});
			rejected += d.p.value < 0.05;
			histogram_release(&h);
		}
		if (bimodal[kind] ? rejected < 0.95 * (double)all
				  : rejected > 1 + 0.14 * (double)all)
			fail_msg("kind %d: %d of %d rejected", kind, rejected, (int)all);
	}
}

static void the_number_of_modes(void **state)
{
	(void)state;
	static const double modes[] = {1, 1, 2, 2, 1};
	for (int kind = 0; kind < 5; kind++) {
		int right = 0;
		uint64_t all = series_taken(20, 5);
		for (uint64_t s = 0; s < all; s++) {
			uint64_t x[4000];
			struct histogram h;
			fill_series(x, 4000, kind, 600 + s);
			histogram_init(&h, x, 4000);
			struct modality m =
			    modality_of(&h, &(struct modality_options){.tick = 1}, NULL);
			assert_int_equal(m.status, EST_OK);
			right += m.modes.value == modes[kind];
			if (kind == 2) {
				assert_near(m.components.value, 2, 0);
				assert_within(m.share[0], 0.31, 0.05);
				assert_within(m.peak[0], 5, 0.3);
				assert_true(m.antimode[0] > 10 && m.antimode[0] < 40);
				assert_within(modality_ashman(&m, 0).value, 40, 4);
				assert_true(modality_overlap(&m, 0).value < 1e-6);
			}
			histogram_release(&h);
		}
		if (right + 1 < (int)all)
			fail_msg("kind %d: right %d of %d", kind, right, (int)all);
	}
}

static double draw_hump(struct rng *r, int shape)
{
	double u = rng_double(r), v = rng_double(r);
	switch (shape) {
	case 0:
		return floor(256 * u);
	case 1:
		return 100 + 100 * (u + v);
	case 2:
		return 50 - 200 * log1p(-u);
	case 3:
		return 100 * pow(1 - u, -1 / 1.5);
	default:
		return 26 * floor(400 - 30 * log1p(-u) - 30 * log1p(-v));
	}
}

static double modes_of(const uint64_t *x, size_t n, double tick, double n_eff)
{
	struct histogram h;
	assert_int_equal(histogram_init(&h, x, n), EST_OK);
	struct modality m =
	    modality_of(&h, &(struct modality_options){.tick = tick, .n_eff = n_eff}, NULL);
	histogram_release(&h);
	assert_int_equal(m.modes.status, EST_OK);
	return m.modes.value;
}

/* Flat, triangular, exponential, Pareto's, gamma on steps of 26 ticks: none of them of a family
 * that is fitted. A fit's ripples are no modes, whatever the number of samples. */
static void one_hump_of_any_shape_is_one_mode(void **state)
{
	(void)state;
	enum { MOST = 30000 };
	uint64_t *x = malloc(MOST * sizeof *x);
	for (int shape = 0; shape < 5; shape++)
		/* The humps without tails ripple most: the others many samples long in check-long.
		 */
		for (size_t n = 1000; n <= (shape < 2 ? MOST : series_taken(MOST, 1000)); n *= 30) {
			struct rng r;
			rng_init(&r, 11 + n, (uint64_t)shape);
			for (size_t i = 0; i < n; i++)
				x[i] = (uint64_t)draw_hump(&r, shape);
			if (modes_of(x, n, shape == 4 ? 26 : 1, 0) != 1)
				fail_msg("shape %d, n %zu", shape, n);
		}
	free(x);
}

/* A small mode counts where the samples show the valley before it; a great one with nothing before
 * it does even if they are worth little. */
static void a_mode_is_shown_by_its_samples(void **state)
{
	(void)state;
	static const double share[] = {0.31, 0.05, 0.02};
	enum { N = 5000 };
	uint64_t x[N];
	for (int k = 0; k < 3; k++) {
		struct rng r;
		rng_init(&r, 3, (uint64_t)k);
		for (size_t i = 0; i < N; i++)
			x[i] = (uint64_t)(300 + 10 * rng_normal(&r) +
					  (rng_double(&r) < share[k] ? 200 : 0));
		assert_near(modes_of(x, N, 1, 0), 2, 0);
		if (k == 0)
			assert_near(modes_of(x, N, 1, 60), 2, 0);
	}
}

/* The counts that show a valley, each at the last value that does and the first that does not.
 * Peaks at 100 and 140 with the valley midway at 120: windows of 5 to each side. It is shown below
 * 0.9 of the lesser peak's count; by 3.09 standard deviations of both counts at n_eff: 866 of 1000
 * where all n count, 742 where a quarter does; below a tenth of it whatever n_eff. */
static void a_valley_is_shown_by_counts_at_their_bounds(void **state)
{
	(void)state;
	enum { M = 1000000 };
	static const struct {
		uint64_t left, valley, right, at; /* counts; where those of the valley are */
		double part;			  /* n_eff / n */
		bool shown;
	} rows[] = {{M, 899999, M, 120, 1, true}, {M, 900000, M, 120, 1, false},
	    {M, 899999, 2 * M, 120, 1, true}, {M, 900000, 2 * M, 120, 1, false},
	    {2 * M, 900000, M, 120, 1, false}, {1000, 866, 1000, 120, 1, true},
	    {1000, 867, 1000, 120, 1, false}, {1000, 742, 1000, 120, 0.25, true},
	    {1000, 743, 1000, 120, 0.25, false}, {1000, 99, 1000, 120, 0.001, true},
	    {1000, 100, 1000, 120, 0.001, false}, {1000, 900, 1000, 125, 1, false},
	    {1000, 900, 1000, 126, 1, true}, {1000, 900, 1000, 115, 1, false},
	    {1000, 900, 1000, 114, 1, true}};
	const struct mixture m = {
	    .k = 2, .tick = 1, .component = {{100, 3, 0.5, 0}, {140, 3, 0.5, 0}}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct histogram h;
		assert_int_equal(histogram_from_pairs(&h, (uint64_t[]){100, rows[i].at, 140},
				     (uint64_t[]){rows[i].left, rows[i].valley, rows[i].right}, 3),
		    EST_OK);
		if (modality_apart(&m, 0, 1, &h, rows[i].part * (double)h.n) != rows[i].shown)
			fail_msg("row %zu", i);
		histogram_release(&h);
	}
}

/* A valley nearer to one peak: laws of sd 2 and 8 whose sum is least at 109, and the mirror of it.
 * A quarter of 9 is 2 to each side, of 31 it were 7. */
static void a_valley_is_looked_at_within_the_shorter_way(void **state)
{
	(void)state;
	for (int mirror = 0; mirror < 2; mirror++) {
		const struct mixture m = {.k = 2,
		    .tick = 1,
		    .component = {{100, mirror ? 8 : 2, 0.5, 0}, {140, mirror ? 2 : 8, 0.5, 0}}};
		for (uint64_t away = 11; away <= 12; away++) {
			struct histogram h;
			assert_int_equal(
			    histogram_from_pairs(&h,
				(uint64_t[]){100, mirror ? 140 - away : 100 + away, 140},
				(uint64_t[]){1000, 900, 1000}, 3),
			    EST_OK);
			assert_int_equal(modality_apart(&m, 0, 1, &h, (double)h.n), away == 12);
			histogram_release(&h);
		}
	}
}

/* Two normals 2 sd apart with equal weights overlap by Phi(-1); D is 2. Of two modes on one value
 * each nothing tells D, and they overlap in nothing. */
static void overlap_by_hand(void **state)
{
	(void)state;
	struct mixture m = {
	    .k = 2, .tick = 1, .component = {{5000, 100, 0.5, 0}, {5200, 100, 0.5, 0}}};
	struct modality y = {.modes = {.value = 2}, .mixture = m, .mode_of = {0, 1}};
	for (int k = 0; k < 2; k++) {
		y.mean[k] = y.peak[k] = m.component[k].mean;
		y.sd[k] = m.component[k].sd;
		y.share[k] = 0.5;
	}
	assert_within(modality_overlap(&y, 0).value, 0.15865525393145707, 1e-3);
	assert_within(modality_ashman(&y, 0).value, 2, 1e-12);
	assert_int_equal(modality_overlap(&y, 1).status, EST_NOT_APPLICABLE);
	assert_int_equal(modality_ashman(&y, 1).status, EST_NOT_APPLICABLE);
	m = (struct mixture){
	    .k = 2, .tick = 1, .component = {{5, 0.05, 0.3, 0}, {45, 0.05, 0.7, 0}}};
	struct histogram h;
	assert_int_equal(
	    histogram_from_pairs(&h, (uint64_t[]){5, 45}, (uint64_t[]){30, 70}, 2), EST_OK);
	y = modality_of_mixture(&m, &h, 100);
	histogram_release(&h);
	assert_int_equal(modality_ashman(&y, 0).status, EST_DEGENERATE);
	assert_near(modality_overlap(&y, 0).value, 0, 0);
	assert_near(y.antimode[0], 25, 0); /* the middle of where nothing is */
}

enum law { NORMAL, LOG_NORMAL, MODIFIED, LAWS };

/* 31 % near 30 and 69 % near 80 (all near 80 if `one`), of each family; `stay`: how likely the mode
 * is kept from sample to sample, beyond its share. */
static void fill_law(uint64_t *x, size_t n, enum law law, int one, double stay, uint64_t seed)
{
	struct rng r;
	rng_init(&r, seed, (uint64_t)law);
	int fast = rng_double(&r) < 0.31;
	for (size_t i = 0; i < n; i++) {
		double z = rng_normal(&r), wait = -log1p(-rng_double(&r));
		fast = rng_double(&r) < stay ? fast : rng_double(&r) < 0.31;
		double fast_one[] = {30 + 2 * z, 30 * exp(z / 10), 30 + 2 * z + 4 * wait};
		double slow_one[] = {80 + 3 * z, 80 * exp(z / 10), 80 + 3 * z + 12 * wait};
		x[i] = (uint64_t)floor(fmax((fast && !one ? fast_one : slow_one)[law], 0) + 0.5);
	}
}

static struct histogram histogram_of_law(
    uint64_t *x, size_t n, enum law law, int one, double stay, uint64_t seed)
{
	struct histogram h;
	fill_law(x, n, law, one, stay, seed);
	assert_int_equal(histogram_init(&h, x, n), EST_OK);
	return h;
}

/* One component of its own family, or two; of 15 series each, BIC may err in two, of 3 in one. */
static void the_family_is_found(void **state)
{
	(void)state;
	int all = (int)series_taken(15, 3), most = all > 3 ? 2 : 1;
	for (int law = 0; law < LAWS; law++)
		for (int modes = 1; modes <= 2; modes++) {
			int right = 0;
			for (uint64_t s = 0; s < (uint64_t)all; s++) {
				uint64_t x[4000];
				struct histogram h =
				    histogram_of_law(x, 4000, law, modes == 1, 0, 700 + s);
				struct modality m = modality_of(
				    &h, &(struct modality_options){.tick = 1, .seed = s}, NULL);
				/* A narrow log-normal is nearly normal. */
				bool known = (int)m.mixture.family == law || law == NORMAL;
				right +=
				    known && m.components.value == modes && m.modes.value == modes;
				histogram_release(&h);
			}
			if (right + most < all)
				fail_msg(
				    "law %d, %d modes: right %d of %d", law, modes, right, all);
		}
}

/* One component of each family and two neighbouring values: p at 0.05 or below in one series of 20
 * but for chance, once in 100. */
static void size_of_the_likelihood_ratio(void **state)
{
	(void)state;
	unsigned series = series_taken(60, 20);
	for (int law = 0; law <= LAWS; law++) {
		int rejected = 0;
		for (uint64_t s = 0; s < series; s++) {
			uint64_t x[400];
			struct histogram h;
			fill_law(x, 400, law < LAWS ? (enum law)law : NORMAL, 1, 0, 50 + s);
			for (size_t i = 0; law == LAWS && i < 400; i++)
				x[i] = x[i] > 81;
			histogram_init(&h, x, 400);
			struct modality_options o = {.tick = 1, .seed = s};
			struct likelihood_ratio p = modality_likelihood_ratio(&h, &o, 19);
			assert_int_equal(p.p.status, EST_OK);
			rejected += p.p.value <= 0.05;
			histogram_release(&h);
		}
		if (rejected > series_most(series, 0.05, 0.01))
			fail_msg("law %d: %d of %u rejected", law, rejected, series);
	}
}

/* Two neighbouring values, which one normal fits exactly, in samples of which EM's finish is worth
 * more than a replicate's of 500. The ratio of both is 0 but for that finish: one of 20 series may
 * be rejected. */
static void neighbouring_values_are_one_component(void **state)
{
	(void)state;
	enum { N = 200000 };
	static const double share[] = {0.001, 0.01, 0.3};
	for (int p = 0; p < 3; p++) {
		int rejected = 0;
		for (uint64_t s = 0; s < 20; s++) {
			struct rng r;
			rng_init(&r, s, (uint64_t)p);
			uint64_t n = s % 2 ? N : N / 10, above = 0;
			for (uint64_t i = 0; i < n; i++)
				above += rng_double(&r) < share[p];
			struct histogram h;
			assert_int_equal(histogram_from_pairs(&h, (uint64_t[]){41, 42},
					     (uint64_t[]){n - above, above}, 2),
			    EST_OK);
			struct modality_options o = {.tick = 1, .seed = s};
			rejected += modality_likelihood_ratio(&h, &o, 19).p.value <= 0.05;
			histogram_release(&h);
		}
		if (rejected > 1)
			fail_msg("share %g: %d of 20 rejected", share[p], rejected);
	}
}

/* Two modes, or a shoulder (D about 3): always found; dependence costs power, n_eff says how much.
 */
static void power_of_the_likelihood_ratio(void **state)
{
	(void)state;
	for (uint64_t s = 0; s < 5; s++) {
		uint64_t x[400];
		struct histogram h;
		fill_series(x, 400, 3, 50 + s);
		histogram_init(&h, x, 400);
		struct modality_options o = {.tick = 1, .seed = s};
		assert_near(modality_likelihood_ratio(&h, &o, 39).p.value, 1.0 / 40, 1e-12);
		o.n_eff = 20;
		assert_near(modality_likelihood_ratio(&h, &o, 39).p.n_eff, 20, 0);
		histogram_release(&h);
		for (int law = 0; law < LAWS; law++) {
			h = histogram_of_law(x, 400, law, 0, 0, 80 + s);
			o.n_eff = 0;
			assert_true(modality_likelihood_ratio(&h, &o, 39).p.value <= 0.05);
			histogram_release(&h);
		}
	}
}

static enum estimate_status figures_of(struct modality_figures *out, const uint64_t *x, size_t n,
    double n_eff, double tick, unsigned threads)
{
	struct histogram h;
	struct modality_fits all;
	assert_int_equal(histogram_init(&h, x, n), EST_OK);
	struct modality y = modality_of(
	    &h, &(struct modality_options){.tick = tick, .n_eff = n_eff, .seed = 1}, &all);
	assert_int_equal(y.modes.status, EST_OK);
	enum estimate_status status = modality_figures_of(out, &y, &all, x, n, &h, false,
	    &(struct bootstrap_options){.seed = 1, .replicates = 100, .threads = threads});
	histogram_release(&h);
	return status;
}

/* Independent, and with runs of ten in the modes; the truth is exact but for rounding. One series
 * in 12 is expected to miss it (of 160, 13 were seen to). */
static void intervals_hold(void **state)
{
	(void)state;
	enum { N = 2000 };
	int series = (int)series_taken(20, 8),
	    most = series_most((unsigned)series, 13 / 160.0, 1e-3);
	static const double truth[LAWS][2][3] = {{{0.31, 30, 2}, {0.69, 80, 3}},
	    {{0.31, 30.150, 3.0226}, {0.69, 80.401, 8.0602}},
	    {{0.31, 34, 4.4721}, {0.69, 92, 12.3693}}};
	for (int law = 0; law < LAWS; law++) {
		int missed[2][3] = {{0}}, given = 0;
		for (uint64_t s = 0; s < (uint64_t)series; s++) {
			uint64_t x[N];
			struct modality_figures m;
			int runs = s % 2;
			fill_law(x, N, law, 0, runs ? 0.8 : 0, 900 + s);
			assert_int_equal(figures_of(&m, x, N, runs ? N / 9.0 : N, 1, 1), EST_OK);
			given += m.modes == 2 && m.why[0][0] == REASON_NONE;
			for (int k = 0; k < 6 && m.modes == 2; k++) {
				const struct estimate *e = &m.at[k % 3][k / 3];
				missed[k / 3][k % 3] += e->lo > truth[law][k / 3][k % 3] ||
							e->hi < truth[law][k / 3][k % 3];
				assert_true(
				    isnan(e->lo) || (e->lo <= e->value && e->value <= e->hi));
			}
		}
		if (given < series - 2)
			fail_msg("law %d: %d of %d given", law, given, series);
		for (int k = 0; k < 6; k++)
			if (missed[k / 3][k % 3] > most)
				fail_msg("law %d mode %d figure %d: %d of %d missed", law, k / 3,
				    k % 3, missed[k / 3][k % 3], series);
	}
}

static double of_few_values(int law, int slow, struct rng *r)
{
	double u = rng_double(r), place = slow ? 45 : 5;
	return law == 0	  ? place - 1 + floor(3 * u)
	       : law == 1 ? place + (u < 0.25	   ? -1
					: u < 0.75 ? 0
						   : 1)
			  : place + (u < 0.3);
}

/* Modes of two and three values, whose moments no component has: the truth is that of the values.
 * One series in 20 is expected to miss it (of 200 series of 2000 samples, intervals held it in 94
 * to 98 %). */
static void modes_of_few_values(void **state)
{
	(void)state;
	enum { N = 1000 };
	int series = (int)series_taken(40, 10), most = series_most((unsigned)series, 0.06, 1e-3);
	static const double away[] = {0, 0, 0.3};
	for (int law = 0; law < 3; law++) {
		int missed[4] = {0}, given = 0;
		double sd = sqrt((const double[]){2.0 / 3, 0.5, 0.21}[law]);
		for (uint64_t s = 0; s < (uint64_t)series; s++) {
			uint64_t x[N];
			struct modality_figures m;
			struct rng r;
			rng_init(&r, 70 + s, (uint64_t)law);
			for (size_t i = 0; i < N; i++)
				x[i] = (uint64_t)of_few_values(law, rng_double(&r) < 0.6, &r);
			assert_int_equal(figures_of(&m, x, N, 0, 1, 1), EST_OK);
			assert_int_equal(m.modes, 2);
			for (int k = 0; k < 4; k++) {
				const struct estimate *e =
				    &m.at[k % 2 ? MODE_SD : MODE_MEAN][k / 2];
				double truth = k % 2 ? sd : (k / 2 ? 45 : 5) + away[law];
				assert_within(e->value, truth, 0.15);
				missed[k] += e->lo > truth || e->hi < truth;
				given += !isnan(e->lo);
			}
		}
		assert_true(given >= 4 * series * 9 / 10);
		for (int k = 0; k < 4; k++)
			if (missed[k] > most)
				fail_msg("law %d figure %d: %d missed", law, k, missed[k]);
	}
}

/* The tick that the values show, and the modes and the dip on it. */
static void modes_on_a_lattice(void **state)
{
	(void)state;
	static const struct {
		uint64_t value[9], count[9];
		size_t distinct;
		uint64_t tick;
		double modes;
	} of[] = {{{41, 43}, {40, 60}, 2, 2, 1}, {{0, 42}, {40, 60}, 2, 1, 2},
	    {{0, 41}, {40, 60}, 2, 1, 2}, {{5, 45}, {40, 60}, 2, 1, 2},
	    {{5, 6, 45, 46}, {20, 20, 30, 30}, 4, 1, 2},
	    /* nine samples are no mode of their own, ten are */
	    {{5, 6, 45, 46}, {4, 5, 10, 10}, 4, 1, 1}, {{5, 6, 45, 46}, {5, 5, 10, 10}, 4, 1, 2},
	    {{100, 102, 104, 106, 108, 110, 112}, {16, 94, 234, 312, 234, 94, 16}, 7, 2, 1},
	    {{130, 156, 182, 208, 234, 312}, {3, 7, 11, 10, 6, 1}, 6, 26, 1},
	    {{26, 52, 78, 104, 130, 156, 182, 208, 234}, {7, 34, 84, 140, 175, 175, 146, 104, 65},
		9, 26, 1}};
	for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
		struct histogram h;
		assert_int_equal(
		    histogram_from_pairs(&h, of[i].value, of[i].count, of[i].distinct), EST_OK);
		uint64_t tick = of[i].tick;
		struct modality y = modality_of(
		    &h, &(struct modality_options){.tick = (double)tick, .seed = 1}, NULL);
		assert_near(y.modes.value, of[i].modes, 0);
		struct dip d =
		    dip_test(&h, &(struct dip_options){.tick = tick, .simulations = 99, .seed = 1});
		/* The dip is the keener of the two where a mode has nine samples. */
		assert_true(i == 5 || (d.p.value < 0.05) == (of[i].modes > 1));
		histogram_release(&h);
	}
}

/* A shoulder that is a mode in some replicates only has no intervals, and says so. */
static void no_interval_where_modes_change(void **state)
{
	(void)state;
	int changing = 0;
	for (uint64_t s = 0; s < 10; s++) {
		uint64_t x[1000];
		struct rng r;
		struct modality_figures m;
		rng_init(&r, 40 + s, 0);
		for (size_t i = 0; i < 1000; i++)
			x[i] =
			    (uint64_t)(100 + 7 * rng_normal(&r) + (rng_double(&r) < 0.69 ? 20 : 0));
		assert_int_equal(figures_of(&m, x, 1000, 0, 1, 1), EST_OK);
		changing += m.why[MODE_MEAN][0] == REASON_CHANGING;
		if (m.why[MODE_MEAN][0] == REASON_CHANGING)
			assert_true(isnan(m.at[MODE_MEAN][0].lo) && isnan(m.at[MODE_SD][0].hi));
	}
	assert_true(changing >= 4);
}

/* Places move with the series and spreads scale with it; what has no unit stays. Threads change
 * nothing. */
static void figures_move_and_scale(void **state)
{
	(void)state;
	enum { N = 2000 };
	uint64_t x[N];
	struct modality_figures a, b, c;
	fill_law(x, N, MODIFIED, 0, 0, 3);
	figures_of(&a, x, N, 0, 1, 1);
	figures_of(&c, x, N, 0, 1, 3);
	assert_memory_equal(&a, &c, sizeof a);
	for (size_t i = 0; i < N; i++)
		x[i] = 26 * x[i] + (UINT64_C(1) << 40);
	figures_of(&b, x, N, 0, 26, 1);
	assert_int_equal(a.modes, 2);
	assert_int_equal(b.modes, 2);
	for (int i = 0; i < 2; i++) {
		assert_within((b.at[MODE_MEAN][i].lo - 0x1p40) / 26, a.at[MODE_MEAN][i].lo, 0.05);
		assert_near(b.at[MODE_PEAK][i].value - 0x1p40, 26 * a.at[MODE_PEAK][i].value, 1e-9);
		assert_near(b.at[MODE_SD][i].hi / 26, a.at[MODE_SD][i].hi, 0.02);
		assert_near(b.at[MODE_WEIGHT][i].value, a.at[MODE_WEIGHT][i].value, 1e-3);
	}
	assert_near(b.at[MODE_ASHMAN][0].value, a.at[MODE_ASHMAN][0].value, 1e-2);
	assert_near(b.at[MODE_ANTIMODE][0].value - 0x1p40, 26 * a.at[MODE_ANTIMODE][0].value, 0.03);
}

static void figures_that_cannot_be_had(void **state)
{
	(void)state;
	uint64_t x[1000];
	struct modality_figures m;
	for (size_t i = 0; i < 1000; i++)
		x[i] = 40;
	assert_int_equal(figures_of(&m, x, 1000, 0, 1, 1), EST_OK);
	assert_int_equal(m.modes, 1);
	assert_near(m.at[MODE_MEAN][0].value, 40, 0);
	assert_int_equal(m.why[MODE_MEAN][0], REASON_CONSTANT);
	assert_int_equal(m.at[MODE_ASHMAN][0].status, EST_NOT_APPLICABLE);
	for (size_t i = 0; i < 1000;
	     i++) /* one value each: no spread, and a place to half a tick */
		x[i] = i % 3 ? 45 : 5;
	assert_int_equal(figures_of(&m, x, 1000, 0, 1, 1), EST_OK);
	assert_int_equal(m.modes, 2);
	assert_near(m.at[MODE_SD][0].value, 0, 0);
	assert_int_equal(m.why[MODE_SD][0], REASON_BELOW_RESOLUTION);
	assert_near(m.at[MODE_MEAN][1].lo, 44.5, 0);
	assert_near(m.at[MODE_MEAN][1].hi, 45.5, 0);
	assert_int_equal(m.at[MODE_ASHMAN][0].status, EST_DEGENERATE);
	assert_near(m.at[MODE_OVERLAP][0].value, 0, 0);
	assert_true(isnan(m.at[MODE_OVERLAP][0].lo) && isnan(m.at[MODE_OVERLAP][0].hi));
	assert_int_equal(figures_of(&m, x, 1000, 199, 1, 1), EST_OK);
	assert_int_equal(m.why[MODE_WEIGHT][0], REASON_FEW_FOR_MODES);
	assert_true(isnan(m.at[MODE_WEIGHT][0].lo));
}

static void degenerate_series_have_a_status(void **state)
{
	(void)state;
	uint64_t x[30];
	struct histogram h;
	for (int i = 0; i < 30; i++)
		x[i] = UINT64_MAX;
	histogram_init(&h, x, 19);
	assert_int_equal(dip_test(&h, &(struct dip_options){0}).dip.status, EST_TOO_SHORT);
	assert_int_equal(
	    modality_of(&h, &(struct modality_options){0}, NULL).status, EST_TOO_SHORT);
	histogram_release(&h);
	histogram_init(&h, x, 30);
	assert_near(dip_test(&h, &(struct dip_options){0}).p.value, 1, 0);
	assert_near(modality_of(&h, &(struct modality_options){0}, NULL).modes.value, 1, 0);
	assert_int_equal(modality_likelihood_ratio(&h, &(struct modality_options){0}, 9).p.status,
	    EST_DEGENERATE);
	histogram_release(&h);
	x[0] = 0;
	histogram_init(&h, x, 30);
	assert_int_equal(dip_test(&h, &(struct dip_options){.simulations = 9}).p.status, EST_OK);
	assert_int_equal(modality_of(&h, &(struct modality_options){0}, NULL).status, EST_OK);
	histogram_release(&h);
}

/* 3 and 1 of 4 samples in two cells: no law gives them more than (3/4)^3 (1/4). Cells that a tick
 * makes overlap have no such bound. Fits of shapes that they cannot have stay below it. */
static void no_fit_is_likelier_than_the_counts(void **state)
{
	(void)state;
	struct histogram h;
	struct coarse c;
	histogram_from_pairs(&h, (uint64_t[]){41, 43}, (uint64_t[]){3, 1}, 2);
	coarse_init(&c, &h);
	assert_near(mixture_likelihood_bound(&c, 1), 3 * log(0.75) + log(0.25), 1e-12);
	assert_near(mixture_likelihood_bound(&c, 2), 3 * log(0.75) + log(0.25), 1e-12);
	assert_true(isinf(mixture_likelihood_bound(&c, 3)));
	coarse_release(&c);
	histogram_release(&h);
	for (int law = 0; law < LAWS; law++)
		for (int k = 1; k <= 3; k++) {
			uint64_t x[400];
			h = histogram_of_law(x, 400, law, 0, 0, 90);
			coarse_init(&c, &h);
			struct mixture m = mixture_fit(&h,
			    &(struct mixture_options){
				.family = (enum mixture_family)law, .k = k, .background = k > 1});
			assert_true(m.log_likelihood < mixture_likelihood_bound(&c, 1));
			coarse_release(&c);
			histogram_release(&h);
		}
}

/* A fit that may end early has what was asked for, in fewer steps; one of which more is asked than
 * there is ends where it would have ended. */
static void a_fit_ends_where_its_likelihood_is_enough(void **state)
{
	(void)state;
	uint64_t x[400];
	struct histogram h;
	fill_series(x, 400, 3, 50);
	histogram_init(&h, x, 400);
	struct mixture_options o = {.k = 2, .tolerance = 1e-12};
	struct mixture whole = mixture_fit(&h, &o);
	o.enough = whole.log_likelihood - 5;
	struct mixture part = mixture_fit(&h, &o);
	assert_true(part.log_likelihood >= o.enough && part.iterations < whole.iterations);
	o.enough = whole.log_likelihood + 5;
	part = mixture_fit(&h, &o);
	assert_near(part.log_likelihood, whole.log_likelihood, 0);
	assert_int_equal(part.iterations, whole.iterations);
	histogram_release(&h);
}

/* Two components are better than one for four modes too, wherever the fit of two begins. Of 49
 * replicates of one component none reaches that ratio: p is 1/50. */
static void four_modes_are_not_one_component(void **state)
{
	(void)state;
	enum { N = 2000 };
	static uint64_t x[N];
	for (uint64_t seed = 1; seed <= 3; seed++) {
		struct rng r;
		struct histogram h;
		rng_init(&r, seed, 0);
		for (size_t i = 0; i < N; i++)
			x[i] = (uint64_t)floor(
			    100 + 30 * (double)rng_below(&r, 4) + 3 * rng_normal(&r) + 0.5);
		assert_int_equal(histogram_init(&h, x, N), EST_OK);
		struct modality_options o = {.seed = seed};
		struct estimate p = modality_likelihood_ratio(&h, &o, 49).p;
		assert_near(p.value, 0.02, 1e-12);
		assert_ptr_equal(p.note, estimate_floor);
		histogram_release(&h);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(linear_programming_agrees),
	    cmocka_unit_test(dips_by_hand),
	    cmocka_unit_test(a_long_tail_has_no_second_mode),
	    cmocka_unit_test(the_dip_knows_ties),
	    cmocka_unit_test(the_number_of_modes),
	    cmocka_unit_test(one_hump_of_any_shape_is_one_mode),
	    cmocka_unit_test(a_mode_is_shown_by_its_samples),
	    cmocka_unit_test(a_valley_is_shown_by_counts_at_their_bounds),
	    cmocka_unit_test(a_valley_is_looked_at_within_the_shorter_way),
	    cmocka_unit_test(overlap_by_hand),
	    cmocka_unit_test(the_family_is_found),
	    cmocka_unit_test(size_of_the_likelihood_ratio),
	    cmocka_unit_test(neighbouring_values_are_one_component),
	    cmocka_unit_test(power_of_the_likelihood_ratio),
	    cmocka_unit_test(intervals_hold),
	    cmocka_unit_test(modes_of_few_values),
	    cmocka_unit_test(modes_on_a_lattice),
	    cmocka_unit_test(no_interval_where_modes_change),
	    cmocka_unit_test(figures_move_and_scale),
	    cmocka_unit_test(figures_that_cannot_be_had),
	    cmocka_unit_test(degenerate_series_have_a_status),
	    cmocka_unit_test(no_fit_is_likelier_than_the_counts),
	    cmocka_unit_test(a_fit_ends_where_its_likelihood_is_enough),
	    cmocka_unit_test(four_modes_are_not_one_component),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
