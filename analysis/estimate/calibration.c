/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calibration.h"

#include "changepoint.h"
#include "conditional.h"
#include "dip.h"
#include "dynamics.h"
#include "gsl_quiet.h"
#include "histogram.h"
#include "modality.h"
#include "neff.h"
#include "rng.h"
#include "summary.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const double phi = 0.8, leave_fast = 0.069, leave_slow = 0.031, fast_share = 0.31;
static const double tail = 2.5, cost = 1.3, advance = 0.381966, jitter = 0.05;

const char *calibration_name(enum calibration_family family)
{
	static const char *const names[] = {
	    "iid modes", "Markov modes", "AR(1)", "skewed", "heavy tail", "beat", "step", "trend"};
	return family < CALIBRATION_FAMILIES ? names[family] : "unknown";
}

/* What one sample of a series needs of the one before. */
struct state {
	struct rng rng;
	double level, phase;
	bool fast;
};

static uint64_t about(uint64_t centre, struct rng *r)
{
	/* -1, 0, 1 with 1/4, 1/2, 1/4: two coins. */
	uint64_t u = rng_u64(r);
	return centre - 1 + (u >> 63) + (u >> 62 & 1);
}

/* Values are kept below this; what lies beyond has less than 1e-12 but in HEAVY, where it is here.
 */
enum { VALUES = 400 };

static uint64_t heavy(struct rng *r)
{
	double v = 36 + 4 * pow(1 - rng_double(r), -1 / tail);
	return v < VALUES ? (uint64_t)v : VALUES - 1;
}

static uint64_t beat(struct state *s)
{
	s->phase += advance + jitter * rng_normal(&s->rng);
	s->phase -= floor(s->phase);
	return (uint64_t)(39 + floor(s->phase + cost));
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
	case CALIBRATION_HEAVY:
		return heavy(r);
	case CALIBRATION_BEAT:
		return beat(s);
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
	/* The chains start in their stationary law. */
	s.level = rng_normal(&s.rng);
	s.fast = rng_double(&s.rng) < fast_share;
	s.phase = rng_double(&s.rng);
	for (size_t i = 0; i < n; i++)
		x[i] = sample(family, &s, i, n);
}

/* ---- truth ---- */

static double normal_cdf(double z)
{
	return 0.5 * erfc(-z * M_SQRT1_2);
}

/* Probability of a value above v in HEAVY, as if there were no end. */
static double above(double v)
{
	return v < 40 ? 1 : pow((v - 36) / 4, -tail);
}

/* Probabilities of the values 0 .. VALUES - 1. */
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
	for (int v = 0; v < VALUES && family == CALIBRATION_HEAVY; v++)
		p[v] = above(v) - (v + 1 < VALUES ? above(v + 1) : 0);
	if (family == CALIBRATION_BEAT) {
		p[40] = 2 - cost;
		p[41] = cost - 1;
	}
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
	return family == CALIBRATION_AR1 || family == CALIBRATION_BEAT ? NAN : 0;
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
	if (family >= CALIBRATION_STEP)
		return NAN;
	law_of(family, p);
	return truth_of(family, p, figure);
}

/* ---- coverage ---- */

static const struct summary_options windows = {
    .fast_lo_ticks = 0, .fast_hi_ticks = 10, .slow_lo_ticks = 40, .slow_hi_ticks = 50};

void calibration_count(struct calibration_coverage *row, const struct estimate *e)
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

void calibration_close(struct calibration_coverage *row)
{
	row->mean_width /= row->given ? row->given : 1;
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
			calibration_count(&rows[i], &summary_find(&s, rows[i].figure, -1)->estimate);
		const struct estimate *e = &summary_find(&s, "n_eff_ranks", -1)->estimate;
		n_eff += e->status == EST_OK ? e->value / series : 0;
		summary_release(&s);
	}
	free(x);
	for (size_t i = 0; i < used; i++)
		calibration_close(&rows[i]);
	*mean_n_eff = n_eff;
	return used;
}

void calibration_band(unsigned k, unsigned n, double *lo, double *hi)
{
	gsl_quiet();
	*lo = k == 0 ? 0 : gsl_cdf_beta_Pinv(0.025, k, n - k + 1.0);
	*hi = k == n ? 1 : gsl_cdf_beta_Qinv(0.025, k + 1.0, n - k);
}

/* ---- tests ---- */

const char *calibration_test_name(enum calibration_test test)
{
	static const char *const names[] = {"dip", "likelihood ratio", "runs", "stationarity",
	    "change-points", "mutual information", "dwell geometric", "two modes"};
	return test < CALIBRATION_TESTS ? names[test] : "unknown";
}

int calibration_null(enum calibration_family family, enum calibration_test test)
{
	/* Families in the order of the enum: iid and Markov modes, AR(1), skewed, heavy tail, beat,
	 * step, trend. '1': true; '0': false; '-': no sense. A step has two runs. */
	static const char *const null[] = {
	    [CALIBRATION_DIP] = "00111101",
	    [CALIBRATION_LRT] = "00100100",
	    [CALIBRATION_RUNS] = "10011000",
	    [CALIBRATION_STATIONARITY] = "11111100",
	    [CALIBRATION_CHANGES] = "11111100",
	    [CALIBRATION_INFORMATION] = "10011000",
	    [CALIBRATION_DWELL] = "110110-0",
	    [CALIBRATION_TWO_MODES] = "00111101",
	};
	if (family >= CALIBRATION_FAMILIES || test >= CALIBRATION_TESTS)
		return -1;
	char c = null[test][family];
	return c == '-' ? -1 : c == '1';
}

static void count_p(
    struct calibration_rejections *c, enum calibration_test test, const struct estimate *p)
{
	c->given[test] += p->status == EST_OK;
	/* Of 99 or 19 simulations p takes the value 0.05 itself. */
	c->rejected[test] += p->status == EST_OK && p->value <= 0.05;
}

static void count_fact(struct calibration_rejections *c, enum calibration_test test,
    const struct estimate *e, double least, double most)
{
	c->given[test] += e->status == EST_OK;
	c->rejected[test] += e->status == EST_OK && e->value >= least && e->value <= most;
}

/* Twice the lesser p, or the one that is there. */
static struct estimate worse(const struct estimate *a, const struct estimate *b)
{
	if (a->status != EST_OK || b->status != EST_OK)
		return a->status == EST_OK ? *a : *b;
	return estimate_point(fmin(2 * fmin(a->value, b->value), 1), a->n + b->n);
}

/* Labels 0 and 1: not above and above the valley of the modes, or a value near the median. */
static void test_order(
    struct calibration_rejections *c, enum calibration_family family, const uint64_t *x, size_t n)
{
	static const uint64_t centre[] = {25, 25, 199, 39, 41, 40, 25, 209};
	struct symbols s = {.n = n, .alphabet = 2, .s = malloc(n + 1), .exact = 1};
	if (!s.s)
		return;
	for (size_t i = 0; i < n; i++)
		s.s[i] = x[i] > centre[family];
	struct dwell d = dynamics_dwell(&s);
	struct estimate p = worse(&d.geometric_p[0], &d.geometric_p[1]);
	count_p(c, CALIBRATION_RUNS, &d.runs_p);
	count_p(c, CALIBRATION_DWELL, &p);
	symbols_release(&s);
}

static void test_memory(struct calibration_rejections *c, const uint64_t *x, size_t n,
    const struct histogram *h, uint64_t seed)
{
	struct symbols s;
	if (symbols_init(&s, x, n, h, 64) != EST_OK)
		return;
	struct conditional_options o = {.shuffles = 19, .seed = seed};
	struct estimate p = conditional_information(&s, 1, &o).p;
	count_p(c, CALIBRATION_INFORMATION, &p);
	symbols_release(&s);
}

static void test_modes(struct calibration_rejections *c, const uint64_t *x, size_t n,
    const struct histogram *h, uint64_t seed)
{
	struct neff e = neff_of_ranks(x, n, h, NULL, 0);
	struct modality_options o = {.tick = 1, .n_eff = 20, .seed = seed};
	if (e.n_eff.status == EST_OK) /* a series whose neighbours repel is worth more than n */
		o.n_eff = fmin(e.n_eff.value, (double)n);
	struct modality m = modality_of(h, &o);
	struct dip d =
	    dip_test(h, &(struct dip_options){.n_eff = o.n_eff, .simulations = 99, .seed = seed});
	struct estimate p = modality_likelihood_ratio_p(h, &o, 19);
	count_p(c, CALIBRATION_DIP, &d.p);
	count_p(c, CALIBRATION_LRT, &p);
	count_fact(c, CALIBRATION_TWO_MODES, &m.modes, 2, 2);
}

static void test_series(struct calibration_rejections *c, enum calibration_family family,
    const uint64_t *x, size_t n, const struct histogram *h, uint64_t seed)
{
	struct changepoints change = changepoint_of_level(x, n, h);
	count_p(c, CALIBRATION_STATIONARITY, &change.stationarity_p);
	count_fact(c, CALIBRATION_CHANGES, &change.count, 1, INFINITY);
	test_order(c, family, x, n);
	test_memory(c, x, n, h, seed);
	test_modes(c, x, n, h, seed);
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
		test_series(&c, family, x, n, &h, first + k);
		histogram_release(&h);
	}
	free(x);
	return c;
}
