/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lines, rank correlations and random tables a second time: transforms as sums, parabolas by
 * elimination, ranks by comparison of all samples.
 */
#include "test.h"

#include "linear.h"
#include "neff.h"
#include "periodicity.h"
#include "random_table_private.h"
#include "rank_lag1.h"
#include "rng.h"
#include "tick_lines.h"
#include "twosample.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_psi.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 22528, BINS = 2048, GROUPS = 20, VALUES = 4096 };

static double rank[MOST];

/* Mid-ranks about 0, of -1/2 to 1/2. */
static void ranks_fill(const uint64_t *x, size_t n)
{
	static double count[VALUES], below[VALUES];
	memset(count, 0, sizeof count);
	for (size_t i = 0; i < n; i++)
		count[x[i]]++;
	for (size_t v = 1; v < VALUES; v++)
		below[v] = below[v - 1] + count[v - 1];
	for (size_t i = 0; i < n; i++)
		rank[i] = (below[x[i]] + count[x[i]] / 2) / (double)n - 0.5;
}

/* ---- a line of any period ---- */

struct spectra {
	size_t bins, segments, groups;
	double group[GROUPS][BINS + 1], all[BINS + 1];
};

static void segment_add(size_t from, size_t size, double *power)
{
	static double y[2 * BINS], turn[2 * BINS];
	double mean = 0;
	for (size_t i = 0; i < size; i++) {
		mean += rank[from + i] / (double)size;
		turn[i] = cos(2 * M_PI * (double)i / (double)size);
	}
	for (size_t i = 0; i < size; i++)
		y[i] = (rank[from + i] - mean) * pow(sin(M_PI * (double)i / (double)size), 2);
	for (size_t k = 1; k <= size / 2; k++) {
		double re = 0, im = 0;
		for (size_t i = 0; i < size; i++) {
			re += y[i] * turn[i * k % size];
			im += y[i] * turn[(i * k + size / 4) % size];
		}
		power[k] += re * re + im * im;
	}
}

static void spectra_fill(struct spectra *s, size_t n)
{
	size_t size = 4096;
	while (2 * size > n)
		size /= 2;
	*s = (struct spectra){.bins = size / 2};
	while ((s->segments + 1) * (size / 2) + size / 2 <= n)
		s->segments++;
	s->groups = s->segments < GROUPS ? s->segments : GROUPS;
	for (size_t i = 0; i < s->segments; i++)
		segment_add(i * (size / 2), size, s->group[i * s->groups / s->segments]);
	for (size_t i = 0; i < s->groups; i++)
		for (size_t k = 1; k <= s->bins; k++)
			s->all[k] += s->group[i][k];
}

static double freedom_of(const struct spectra *s)
{
	return fmax(2, 2 * (double)s->segments * (s->segments > 1 ? 36.0 / 38 : 1));
}

/* A parabola in log k through the logarithms around it, at log k: least squares by elimination. The
 * squares of its weights sum to the first diagonal element of the inverse. */
static void base_naive(
    const double *v, size_t bins, size_t k, double freedom, double *level, double *known)
{
	double m[3][5] = {{0, 0, 0, 0, 1}}, count = 0;
	size_t side = bins / 16 < 8 ? 8 : bins / 16 > 32 ? 32 : bins / 16;
	size_t from = k > side ? k - side : 1, to = from + 2 * side;
	if (to > bins - 1) {
		to = bins - 1;
		from = to > 2 * side ? to - 2 * side : 1;
	}
	for (size_t j = from; j <= to; j++) {
		if ((j + 1 >= k && j <= k + 1) || !(v[j] > 0))
			continue;
		double t = log((double)j / (double)k), p[3] = {1, t, t * t};
		for (int r = 0; r < 3; r++) {
			for (int c = 0; c < 3; c++)
				m[r][c] += p[r] * p[c];
			m[r][3] += p[r] * log(v[j]);
		}
		count++;
	}
	*level = 0;
	*known = 1;
	if (count < 10)
		return;
	for (int c = 0; c < 3; c++)
		for (int r = 0; r < 3; r++)
			for (int i = 4; r != c && i >= c; i--)
				m[r][i] -= m[r][c] / m[c][c] * m[c][i];
	*level = exp(m[0][3] / m[0][0] - gsl_sf_psi(freedom / 2) + log(freedom / 2));
	*known = freedom / (m[0][4] / m[0][0] * (1 + 8 / 9.0 + 2 / 36.0));
}

static double whole_of(const double *v, size_t bins)
{
	double all = 0;
	for (size_t k = 1; k <= bins; k++)
		all += v[k] / (k == bins ? 2 : 1);
	return all;
}

static double share_naive(const double *v, size_t bins, size_t at, double freedom)
{
	double level, known, line = 0;
	base_naive(v, bins, at, freedom, &level, &known);
	for (size_t k = at > 1 ? at - 1 : 1; k <= at + 1 && k <= bins; k++)
		line += (v[k] - level) / (k == bins ? 2 : 1);
	return fmin(fmax(line / whole_of(v, bins), 0), 1);
}

static double chance_naive(const double *v, size_t bins, size_t k, double freedom, double *score)
{
	double level, known, own = k == bins ? freedom / 2 : freedom;
	base_naive(v, bins, k, freedom, &level, &known);
	double ratio = level > 0 ? v[k] / level : 0;
	*score = log(ratio) / sqrt(1 / own + 1 / known);
	return gsl_cdf_fdist_Q(ratio, own, known);
}

/* The first frequency of a comb of which the line is a tooth and half of the others are lines. */
static double comb_naive(const double *flat, size_t bins, size_t at, double freedom, size_t first)
{
	size_t most = at / first;
	double limit = 0.05 / fmax((double)most, 1);
	for (size_t m = most; m > 1; m--) {
		size_t lines = 0;
		for (size_t i = 1; i <= m; i++) {
			double score;
			size_t k = (size_t)((double)at * (double)i / (double)m + 0.5);
			bool is = flat[k] > 1e-6 * flat[at] &&
				  chance_naive(flat, bins, k, freedom, &score) <= limit;
			if (i == 1 && !is)
				break;
			lines += is || i == m;
		}
		if (2 * lines > m)
			return (double)at / (double)m;
	}
	return (double)at;
}

static unsigned periodicity_compare(const uint64_t *x, size_t n)
{
	static struct spectra s;
	static struct periodicity got;
	double flat[BINS + 1], share[BINS + 1], best = -INFINITY, p = 1;
	struct histogram h;
	ranks_fill(x, n);
	spectra_fill(&s, n);
	assert_int_equal(histogram_init(&h, x, n), EST_OK);
	periodicity_of(&got, x, n, &h);
	histogram_release(&h);
	size_t bins = s.bins, first = bins / 128 < 2 ? 2 : bins / 128, at = first;
	double whole = whole_of(s.all, bins), freedom = freedom_of(&s), turned = 0;
	assert_int_equal(got.bins, bins);
	for (size_t k = 1; k <= bins; k++) {
		share[k] = s.all[k] / whole;
		assert_within(got.spectrum[k], share[k], 1e-9);
		turned += share[k] * cos(M_PI * (double)k / (double)bins) / (k == bins ? 2 : 1);
	}
	turned = fmin(fmax(turned, -0.97), 0.97);
	for (size_t k = 1; k <= bins; k++)
		flat[k] = share[k] * (pow(1 - turned * cos(M_PI * (double)k / (double)bins), 2) +
					 pow(turned * sin(M_PI * (double)k / (double)bins), 2));
	for (size_t k = first; k <= bins; k++) {
		double score, chance = chance_naive(flat, bins, k, freedom, &score);
		if (score > best) {
			best = score;
			at = k;
			p = chance;
		}
	}
	p = fmin(p * (double)(bins + 1 - first), 1);
	assert_near(got.p.value, p, 1e-4);
	size_t top = at;
	for (size_t k = at - 1; k <= at + 1 && k <= bins; k++)
		top = share[k] > share[top] ? k : top;
	double lowest = p <= 0.05 ? comb_naive(flat, bins, top, freedom, first) : (double)top;
	double length = 2 * (double)bins;
	assert_near(got.period_samples.value, length / lowest, 1e-9);
	assert_within(got.power_share.value, share_naive(share, bins, top, freedom), 1e-7);
	if (p > 0.05) {
		assert_true(isnan(got.period_samples.lo) && isnan(got.power_share.lo));
		return 0;
	}
	assert_near(got.period_samples.lo, fmax(2, length / (lowest + 0.5)), 1e-9);
	assert_near(got.period_samples.hi, length / (lowest - 0.5), 1e-9);
	if (s.groups < 10) {
		assert_true(isnan(got.power_share.lo));
		return lowest < (double)top ? 2 : 1;
	}
	double without[GROUPS], mean = 0, square = 0, m = (double)s.groups;
	for (size_t g = 0; g < s.groups; g++) {
		double rest[BINS + 1];
		for (size_t k = 1; k <= bins; k++)
			rest[k] = s.all[k] - s.group[g][k];
		without[g] = share_naive(rest, bins, top, freedom);
		mean += without[g] / m;
	}
	for (size_t g = 0; g < s.groups; g++)
		square += (without[g] - mean) * (without[g] - mean);
	double half = gsl_cdf_tdist_Pinv(0.975, m - 1) * sqrt(square * (m - 1) / m);
	assert_within(got.power_share.lo, fmax(0, got.power_share.value - half), 1e-6);
	assert_within(got.power_share.hi, fmin(1, got.power_share.value + half), 1e-6);
	return lowest < (double)top ? 2 : 1;
}

/* Noise; a cosine of a period that no transform has; pulses; alternation; a slow wave; a repelling
 * neighbour. */
static void period_draw(uint64_t *x, size_t n, int kind)
{
	struct rng r;
	double a = 0;
	rng_init(&r, (uint64_t)kind, n);
	for (size_t i = 0; i < n; i++) {
		double z = rng_normal(&r), t = (double)i;
		a = (kind == 5 ? -0.9 : 0.8) * a + z;
		double v = kind == 0   ? z
			   : kind == 1 ? z + 1.2 * cos(2 * M_PI * t / 13.7)
			   : kind == 2 ? 0.3 * z + 8 * (i % 16 == 0) + 8 * (i % 16 == 3)
			   : kind == 3 ? 0.2 * z + (i % 2 ? 2 : -2)
			   : kind == 4 ? a + 2 * cos(2 * M_PI * t / 90)
			   : kind == 5 ? a
				       : 0.05 * z + 4 * (i % 7 == 3) + 2 * (i % 3 == 0);
		x[i] = (uint64_t)floor(400 + 20 * v);
	}
}

static void lines_agree_with_sums(void **state)
{
	(void)state;
	static uint64_t x[MOST];
	static const size_t size[] = {256, 511, 512, 1100};
	unsigned outcome[3] = {0};
	for (int k = 0; k < 4; k++)
		for (int kind = 0; kind < 7; kind++) {
			period_draw(x, size[k], kind);
			outcome[periodicity_compare(x, size[k])]++;
		}
	assert_true(outcome[0] && outcome[1] && outcome[2]);
}

/* Ten segments of 4096 samples, half overlapping: the share has the interval of their jackknife. */
static void ten_segments_have_an_interval(void **state)
{
	(void)state;
	static uint64_t x[MOST];
	period_draw(x, MOST, 4);
	assert_true(periodicity_compare(x, MOST) > 0);
}

/* ---- rank correlation ---- */

/* The influence of a sample @[GENEST-REMILLARD-2004]: its product, and what it does to the ranks
 * of all others. */
static void rank_compare(const uint64_t *x, size_t n)
{
	static double influence[MOST];
	struct histogram h;
	struct linear l;
	double count = (double)n, variance = 0, mean = 0, cubes = 0, rho[2];
	ranks_fill(x, n);
	assert_int_equal(histogram_init(&h, x, n), EST_OK);
	neff_acf_of_ranks(x, n, &h, 1, rho);
	struct estimate e = estimate_point(rho[1], n), want = e;
	assert_int_equal(rank_lag1_interval(&e, x, n, &h), EST_OK);
	for (size_t i = 0; i < n; i++)
		variance += rank[i] * rank[i] / count;
	for (size_t i = 0; i < n; i++) {
		double share = 0, moved = 0;
		for (size_t k = 0; k < n; k++) {
			double around = (k ? rank[k - 1] : 0) + (k + 1 < n ? rank[k + 1] : 0);
			share += (x[k] == x[i]) / count;
			moved += (x[k] > x[i] ? 1 : x[k] == x[i] ? 0.5 : 0) * around / count;
		}
		/* Half of the ties at a value with itself: around it is its share of the value's.
		 */
		influence[i] = moved + rho[1] * share * share / 4;
		mean += moved / count;
		cubes += share * share / count;
	}
	linear_init(&l, n);
	for (size_t i = 0; i < n; i++) {
		double product = i + 1 < n ? rank[i] * rank[i + 1] : 0;
		linear_add(&l, i,
		    (product + influence[i] - mean - rho[1] * cubes / 4) / variance - rho[1]);
	}
	linear_normal(&want, &l, 0, -1, 1);
	linear_release(&l);
	histogram_release(&h);
	if (isnan(want.lo)) {
		assert_true(isnan(e.lo));
		return;
	}
	assert_near(e.lo, want.lo, 1e-6);
	assert_near(e.hi, want.hi, 1e-6);
}

static void rank_correlations_agree_with_sums(void **state)
{
	(void)state;
	static uint64_t x[MOST];
	for (int kind = 0; kind < 6; kind++) {
		period_draw(x, 1000, kind);
		rank_compare(x, 1000);
		for (size_t i = 0; i < 1000; i++)
			x[i] /= 15;
		rank_compare(x, 1000);
	}
	struct estimate one = estimate_point(0, 1), none = estimate_absent(EST_TOO_SHORT, 5);
	assert_int_equal(rank_lag1_interval(&one, x, 1, NULL), EST_OK);
	assert_int_equal(rank_lag1_interval(&none, x, 5, NULL), EST_OK);
	assert_true(isnan(one.lo));
}

/* ---- the timer's lines ---- */

enum { HZ = 1 << 20, TIMES = 40000 };

static uint64_t start[TIMES], value[TIMES];

static double second_power(size_t from, size_t to, double begin, double seconds, double hz)
{
	static double score[16384], count[16384];
	double sum = 0, n = 0, re = 0, im = 0;
	size_t bins = (size_t)(seconds * 16384);
	memset(score, 0, sizeof score);
	memset(count, 0, sizeof count);
	for (size_t i = from; i < to; i++) {
		double at = ((double)(start[i] - start[0]) / HZ - begin) * 16384;
		if (at < 0 || at >= (double)bins)
			continue;
		score[(size_t)at] += (double)(value[i] == 100);
		count[(size_t)at]++;
		sum += (double)(value[i] == 100);
		n++;
	}
	for (size_t b = 0; b < bins; b++) {
		double v = score[b] - sum / n * count[b], angle = 2 * M_PI * hz * (double)b / 16384;
		if (count[b] > 0) {
			re += v * cos(angle);
			im += v * sin(angle);
		}
	}
	return re * re + im * im;
}

static void timer_compare(size_t n, double seconds_all)
{
	static const double rate[] = {100, 250, 300, 1000}, map[] = {0, 1};
	struct histogram h;
	struct tick_lines t;
	assert_int_equal(histogram_init(&h, value, n), EST_OK);
	tick_lines_of(&t, value, start, n, HZ, &h, map);
	histogram_release(&h);
	double seconds = fmin(seconds_all, 1), p[4], adjusted[4];
	size_t segments = seconds_all >= 32 ? 32 : (size_t)(seconds_all / seconds), made = 0;
	assert_int_equal(t.segments, segments);
	for (int i = 0; i < 4; i++)
		for (int k = 0; k < 3; k++) {
			double ratio = 0, fisher = 0;
			if (rate[i] * seconds < 12) {
				assert_true(isnan(t.power[i][k]) && isnan(t.each_p[i][k]));
				continue;
			}
			for (size_t s = 0; s < segments; s++) {
				double hz = rate[i] * (k + 1), around = 0, begin = 0;
				if (segments > 1)
					begin = (seconds_all - seconds) * (double)s /
						((double)segments - 1);
				for (int j = 2; j <= 9; j++)
					for (int side = -1; side < 2; side += 2)
						around += second_power(0, n, begin, seconds,
							      hz + side * j / seconds) /
							  16;
				double r = second_power(0, n, begin, seconds, hz) / around;
				ratio += r / (double)segments;
				fisher += 32 * log(1 + r / 16);
			}
			assert_near(t.power[i][k], ratio, 1e-6);
			assert_near(
			    t.each_p[i][k], gsl_cdf_chisq_Q(fisher, 2 * (double)segments), 1e-6);
			if (k == 0)
				p[made++] = t.each_p[i][0];
		}
	twosample_holm(p, made, adjusted);
	for (int i = 3; i >= 0; i--)
		if (rate[i] * seconds < 12)
			assert_int_equal(t.p[i].status, EST_TOO_SHORT);
		else
			assert_near(t.p[i].value, adjusted[--made], 1e-9);
}

static void timer_lines_agree_with_sums(void **state)
{
	(void)state;
	static const double seconds[] = {0.045, 0.13, 2.5};
	for (int c = 0; c < 3; c++) {
		struct rng r;
		size_t n = 900;
		rng_init(&r, (uint64_t)c, 0);
		for (size_t i = 0; i < n; i++) {
			double at = seconds[c] *
				    ((double)i + 0.9 * rng_double(&r) * (i > 0 && i + 1 < n)) /
				    (double)(n - 1);
			start[i] = UINT64_MAX - 5000 + (uint64_t)llround(at * HZ);
			value[i] = fmod(at * 250, 1) < 0.15 && rng_below(&r, 2) ? 100 : 10;
		}
		timer_compare(n, (double)(start[n - 1] - start[0]) / HZ);
	}
}

/* Of the rarer of two scores 20 samples; of three kinds no matter how many. */
static void scores_that_are_too_few(void **state)
{
	(void)state;
	static const double two[] = {0, 1}, three[] = {0, 1, 2}, turned[] = {1, 0};
	for (size_t rare = 19; rare <= 20; rare++) {
		struct histogram h;
		struct tick_lines t;
		size_t n = 400;
		for (size_t i = 0; i < n; i++) {
			start[i] = i * (HZ / 400);
			value[i] = i < rare ? 100 : 10;
		}
		histogram_init(&h, value, n);
		enum estimate_status want = rare == 19 ? EST_TOO_SHORT : EST_OK;
		tick_lines_of(&t, value, start, n, HZ, &h, two);
		assert_int_equal(t.p[0].status, want);
		tick_lines_of(&t, value, start, n, HZ, &h, turned);
		assert_int_equal(t.p[0].status, want);
		histogram_release(&h);
		value[7] = 200;
		histogram_init(&h, value, n);
		tick_lines_of(&t, value, start, n, HZ, &h, three);
		assert_int_equal(t.p[0].status, EST_OK);
		assert_int_equal(t.p[0].n, n);
		histogram_release(&h);
	}
	struct histogram h;
	struct tick_lines t;
	histogram_init(&h, value, 20);
	static const double map[] = {0, 1};
	for (size_t i = 0; i < 20; i++)
		value[i] = 10;
	histogram_release(&h);
	histogram_init(&h, value, 20);
	tick_lines_of(&t, value, start, 19, HZ, &h, map);
	assert_int_equal(t.p[0].status, EST_TOO_SHORT);
	tick_lines_of(&t, value, start, 20, HZ, &h, map);
	assert_int_equal(t.p[0].status, EST_DEGENERATE);
	histogram_release(&h);
}

/* ---- random tables ---- */

static double marked_chance(double all, double marked, double drawn, double x)
{
	return exp(lgamma(marked + 1) - lgamma(x + 1) - lgamma(marked - x + 1) +
		   lgamma(all - marked + 1) - lgamma(drawn - x + 1) -
		   lgamma(all - marked - drawn + x + 1) - lgamma(all + 1) + lgamma(drawn + 1) +
		   lgamma(all - drawn + 1));
}

/* The count whose chance u falls into: the likeliest, then one more, one less, two more ... */
static double marked_draw(double all, double marked, double drawn, double u)
{
	double least = fmax(0, drawn + marked - all), most = fmin(drawn, marked);
	double mode = fmin(floor((drawn + 1) * (marked + 1) / (all + 2)), most);
	for (double away = 0; mode - away >= least || mode + away <= most; away++)
		for (int side = 1; side >= (away > 0 ? -1 : 1); side -= 2) {
			double x = mode + side * away;
			if (x < least || x > most)
				continue;
			u -= marked_chance(all, marked, drawn, x);
			if (u < 0)
				return x;
		}
	return mode;
}

static void tables_fall_where_the_number_does(void **state)
{
	(void)state;
	static const uint32_t row[][3] = {{5, 9, 6}, {700, 40, 260}, {3000, 12000, 5000}},
			      column[][4] = {
				  {4, 4, 11, 1}, {130, 500, 300, 70}, {4000, 9000, 200, 6800}};
	for (int c = 0; c < 3; c++)
		for (uint64_t seed = 0; seed < 300; seed++) {
			struct margins m = {row[c], column[c], 3, 4};
			struct rng r, same;
			uint32_t left[4], cell[12];
			double have[4], all = 0;
			rng_init(&r, seed, 1);
			rng_init(&same, seed, 1);
			random_table_draw(&m, &r, left, cell);
			for (int j = 0; j < 4; j++)
				all += have[j] = column[c][j];
			for (int i = 0; i < 3; i++) {
				double rest = all, needed = row[c][i];
				for (int j = 0; j < 4; j++) {
					double x = have[j] == 0 || needed == 0 ? 0
						   : have[j] == rest	       ? needed
						   : needed == rest
						       ? have[j]
						       : marked_draw(rest, have[j], needed,
							     rng_double(&same));
					assert_int_equal(cell[4 * i + j], x);
					rest -= have[j];
					have[j] -= x;
					needed -= x;
				}
				all -= row[c][i];
			}
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines_agree_with_sums),
	    cmocka_unit_test(ten_segments_have_an_interval),
	    cmocka_unit_test(rank_correlations_agree_with_sums),
	    cmocka_unit_test(timer_lines_agree_with_sums),
	    cmocka_unit_test(scores_that_are_too_few),
	    cmocka_unit_test(tables_fall_where_the_number_does),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
