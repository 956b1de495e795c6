/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calibration.h"

#include "changepoint.h"
#include "conditional.h"
#include "dip.h"
#include "histogram.h"
#include "modality.h"
#include "neff.h"
#include "rng.h"
#include "summary.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const double phi = 0.8, leave_fast = 0.069, leave_slow = 0.031, fast_share = 0.31;

const char *calibration_name(enum calibration_family family)
{
	static const char *const names[] = {
	    "iid modes", "Markov modes", "AR(1)", "skewed", "step", "trend"};
	return family < CALIBRATION_FAMILIES ? names[family] : "unknown";
}

/* What one sample of a series needs of the one before. */
struct state {
	struct rng rng;
	double level;
	bool fast;
};

static uint64_t about(uint64_t centre, struct rng *r)
{
	/* -1, 0, 1 with 1/4, 1/2, 1/4: two coins. */
	uint64_t u = rng_u64(r);
	return centre - 1 + (u >> 63) + (u >> 62 & 1);
}

static uint64_t sample(enum calibration_family family, struct state *s, size_t i, size_t n)
{
	struct rng *r = &s->rng;
	switch (family) {
	case CALIBRATION_MARKOV_MODES:
		s->fast ^= rng_double(r) < (s->fast ? leave_fast : leave_slow);
		return about(s->fast ? 5 : 45, r);
	case CALIBRATION_AR1:
	case CALIBRATION_TREND:
		s->level = phi * s->level + sqrt(1 - phi * phi) * rng_normal(r);
		return (uint64_t)floor(
		    200 + 10 * s->level +
		    (family == CALIBRATION_TREND ? 20.0 * (double)i / (double)n : 0));
	case CALIBRATION_SKEWED:
		return (uint64_t)floor(40 * exp(rng_normal(r) / 4));
	case CALIBRATION_STEP:
		return about((double)i < fast_share * (double)n ? 5 : 45, r);
	default:
		return about(rng_double(r) < fast_share ? 5 : 45, r);
	}
}

void calibration_series(enum calibration_family family, uint64_t seed, uint64_t *x, size_t n)
{
	struct state s = {.level = 0};
	rng_init(&s.rng, seed, (uint64_t)family);
	/* Both chains start in their stationary law. */
	s.level = rng_normal(&s.rng);
	s.fast = rng_double(&s.rng) < fast_share;
	for (size_t i = 0; i < n; i++)
		x[i] = sample(family, &s, i, n);
}

/* ---- truth ---- */

/* Probabilities of the values 0 .. VALUES - 1; what lies beyond is below 1e-12. */
enum { VALUES = 400 };

static double normal_cdf(double z)
{
	return 0.5 * erfc(-z * M_SQRT1_2);
}

static void law_of(enum calibration_family family, double p[VALUES])
{
	static const double around[] = {0.25, 0.5, 0.25};
	memset(p, 0, VALUES * sizeof *p);
	for (int i = 0; i < 3 && family <= CALIBRATION_MARKOV_MODES; i++) {
		p[4 + i] = fast_share * around[i];
		p[44 + i] = (1 - fast_share) * around[i];
	}
	for (int v = 0; v < VALUES && family == CALIBRATION_AR1; v++)
		p[v] = normal_cdf((v + 1 - 200) / 10.0) - normal_cdf((v - 200) / 10.0);
	for (int v = 0; v < VALUES && family == CALIBRATION_SKEWED; v++)
		p[v] =
		    normal_cdf(4 * log((v + 1) / 40.0)) - (v ? normal_cdf(4 * log(v / 40.0)) : 0);
}

static double quantile_of(const double *p, double q)
{
	double sum = 0;
	int v = 0;
	while (v + 1 < VALUES && sum + p[v] < q)
		sum += p[v++];
	return v;
}

static double share_of(const double *p, int lo, int hi)
{
	double sum = 0;
	for (int v = lo; v <= hi; v++)
		sum += p[v];
	return sum;
}

static double moment_of(const double *p, double centre, int power)
{
	double sum = 0;
	for (int v = 0; v < VALUES; v++)
		sum += p[v] * pow(v - centre, power);
	return sum;
}

static double entropy_of(const double *p, int order)
{
	double sum = 0, square = 0, most = 0;
	for (int v = 0; v < VALUES; v++) {
		sum += p[v] > 0 ? p[v] * log2(1 / p[v]) : 0;
		square += p[v] * p[v];
		most = fmax(most, p[v]);
	}
	return order == 1 ? sum : order == 2 ? -log2(square) : -log2(most);
}

/* Correlation at lag 1 where it has a closed form: the noise about the modes is independent. */
static double lag1_of(enum calibration_family family, double variance)
{
	double between = fast_share * (1 - fast_share) * 1600;
	if (family == CALIBRATION_MARKOV_MODES)
		return (1 - leave_fast - leave_slow) * between / variance;
	return family == CALIBRATION_AR1 ? NAN : 0;
}

static double truth_of(enum calibration_family family, const double *p, const char *figure)
{
	double mean = moment_of(p, 0, 1), variance = moment_of(p, mean, 2), odd = 0;
	bool modes = family <= CALIBRATION_MARKOV_MODES;
	for (int v = 1; v < VALUES; v += 2)
		odd += p[v];
	const struct {
		const char *name;
		double value;
	} known[] = {{"mean_ticks", mean}, {"sd_ticks", sqrt(variance)},
	    {"cv", sqrt(variance) / mean}, {"q05_ticks", quantile_of(p, 0.05)},
	    {"q25_ticks", quantile_of(p, 0.25)}, {"q50_ticks", quantile_of(p, 0.5)},
	    {"q75_ticks", quantile_of(p, 0.75)}, {"q95_ticks", quantile_of(p, 0.95)},
	    {"lsb_share", odd}, {"shannon_bits", entropy_of(p, 1)},
	    {"shannon_mm_bits", entropy_of(p, 1)}, {"shannon_grassberger_bits", entropy_of(p, 1)},
	    {"collision_bits", entropy_of(p, 2)}, {"min_entropy_plugin_bits", entropy_of(p, 3)},
	    {"fast_window_share", share_of(p, 0, 10)}, {"slow_window_share", share_of(p, 40, 50)},
	    {"acf_lag1", lag1_of(family, variance)}, {"mode1_ticks", modes ? 5 : NAN},
	    {"mode2_ticks", modes ? 45 : NAN}, {"mode1_share", modes ? fast_share : NAN},
	    {"mode2_share", modes ? 1 - fast_share : NAN}};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcmp(known[i].name, figure))
			return known[i].value;
	return NAN;
}

double calibration_truth(enum calibration_family family, const char *figure)
{
	double p[VALUES];
	if (family > CALIBRATION_SKEWED)
		return NAN;
	law_of(family, p);
	return truth_of(family, p, figure);
}

/* ---- coverage ---- */

static const struct summary_options windows = {
    .fast_lo_ticks = 0, .fast_hi_ticks = 10, .slow_lo_ticks = 40, .slow_hi_ticks = 50};

static void count_interval(struct calibration_coverage *row, const struct estimate *e)
{
	double slack = 1e-9 * fabs(row->truth);
	if (e->status != EST_OK || isnan(e->lo))
		return;
	row->given++;
	row->mean_width += e->hi - e->lo; /* divided at the end */
	if (e->hi + slack < row->truth)
		row->below++;
	else if (e->lo - slack > row->truth)
		row->above++;
	else
		row->held++;
}

static size_t list_rows(enum calibration_family family, const struct summary *s,
    struct calibration_coverage *rows, size_t most)
{
	size_t n = 0;
	for (size_t i = 0; i < s->rows && n < most; i++) {
		double truth =
		    s->row[i].index < 0 ? calibration_truth(family, s->row[i].name) : NAN;
		if (!isnan(truth))
			rows[n++] =
			    (struct calibration_coverage){.figure = s->row[i].name, .truth = truth};
	}
	return n;
}

size_t calibration_cover(enum calibration_family family, size_t n, unsigned series, uint64_t first,
    unsigned replicates, struct calibration_coverage *rows, size_t most, double *mean_n_eff)
{
	uint64_t *x = malloc((n + 1) * sizeof *x);
	size_t used = 0;
	double n_eff = 0;
	for (unsigned k = 0; x && k < series; k++) {
		struct summary s;
		struct summary_options o = windows;
		o.seed = first + k;
		o.replicates = replicates;
		calibration_series(family, first + k, x, n);
		if (summary_init(&s, x, n, &o) != EST_OK) {
			used = 0;
			break;
		}
		if (k == 0)
			used = list_rows(family, &s, rows, most);
		for (size_t i = 0; i < used; i++)
			count_interval(&rows[i], &summary_find(&s, rows[i].figure, -1)->estimate);
		const struct estimate *e = &summary_find(&s, "n_eff_ranks", -1)->estimate;
		n_eff += e->status == EST_OK ? e->value / series : 0;
		summary_release(&s);
	}
	free(x);
	for (size_t i = 0; i < used; i++)
		rows[i].mean_width /= rows[i].given ? rows[i].given : 1;
	*mean_n_eff = n_eff;
	return used;
}

/* ---- tests ---- */

static void test_series(struct calibration_rejections *c, const uint64_t *x, size_t n,
    const struct histogram *h, uint64_t seed)
{
	struct symbols s;
	struct changepoints change = changepoint_of_level(x, n, h);
	struct neff e = neff_of_ranks(x, n, h, NULL, 0);
	double n_eff = e.n_eff.status == EST_OK ? e.n_eff.value : 20;
	struct modality m =
	    modality_of(h, &(struct modality_options){.tick = 1, .n_eff = n_eff, .seed = seed});
	struct dip d =
	    dip_test(h, &(struct dip_options){.n_eff = n_eff, .simulations = 99, .seed = seed});
	c->stationarity +=
	    change.stationarity_p.status == EST_OK && change.stationarity_p.value < 0.05;
	c->changed += change.count.status == EST_OK && change.count.value > 0;
	c->dip += d.p.status == EST_OK && d.p.value < 0.05;
	c->two_modes += m.modes.status == EST_OK && m.modes.value == 2;
	if (symbols_init(&s, x, n, h, 64) == EST_OK) {
		struct estimate p = conditional_information(
		    &s, 1, &(struct conditional_options){.shuffles = 19, .seed = seed})
					.p;
		c->information += p.status == EST_OK && p.value <= 0.05;
		symbols_release(&s);
	}
	c->series++;
}

struct calibration_rejections calibration_tests(
    enum calibration_family family, size_t n, unsigned series, uint64_t first)
{
	struct calibration_rejections c = {0};
	uint64_t *x = malloc((n + 1) * sizeof *x);
	for (unsigned k = 0; x && k < series; k++) {
		struct histogram h;
		calibration_series(family, first + k, x, n);
		if (histogram_init(&h, x, n) != EST_OK)
			break;
		test_series(&c, x, n, &h, first + k);
		histogram_release(&h);
	}
	free(x);
	return c;
}
