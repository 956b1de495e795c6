/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Generators whose figures are known from exact probabilities, so that coverage has no error of its
 * truth. One table row is a family: what it is, how the next sample comes from the last, the law of
 * one sample. Chains start in their stationary law, dwell times in what is left of one, and long
 * memory is a sum of autoregressions over 22 octaves, whose marginal law is exactly normal (a
 * fractional filter's is known only in the limit). O(n), no memory but for the state.
 */
#include "calibration_series_private.h"

#include "gsl_quiet.h"
#include "rng.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Values are kept below VALUES, and below SMOOTH steps without spikes. What lies beyond has less
 * than 1e-12, but for the Pareto's tail, which ends at PARETO_END, and for spikes, which are
 * uniform from SPIKE_FROM up to here. */
enum { VALUES = 1 << 16, SMOOTH = 400, PARETO_END = SMOOTH, SPIKE_FROM = 1024 };

static const double fast_share = 0.31, tail = 2.5, cost = 1.3, drift_samples = 200;

/* Of the long memory: correlation times of 1, 2, 4, ... samples. */
enum { SCALES = 22 };

/* What one sample of a series needs of the one before. */
struct state {
	struct rng rng;
	double level, drift, phase, scale[SCALES];
	bool fast;
	size_t i, n, left; /* left: samples of the mode still to come */
};

struct family {
	const char *name, *what;
	uint64_t (*next)(struct state *s, const struct family *f);
	void (*law)(const struct family *f, double *p); /* of the values without spikes */
	double a, b;					/* of the generator: the persistence, ... */
	double spikes;
	uint64_t centre, tick;
	const char *facts; /* one letter for each enum calibration_fact: 1, 0, - (no sense) */
};

/* ---- modes ---- */

/* -1, 0, 1 with 1/4, 1/2, 1/4: two coins. */
static uint64_t draw_about(uint64_t centre, struct rng *r)
{
	uint64_t u = rng_u64(r);
	return centre - 1 + (u >> 63) + (u >> 62 & 1);
}

static uint64_t next_mode(struct state *s, const struct family *f)
{
	double leave = (1 - f->a) * (s->fast ? 1 - fast_share : fast_share);
	s->fast ^= rng_double(&s->rng) < leave;
	return draw_about(s->fast ? 5 : 45, &s->rng);
}

static uint64_t next_step(struct state *s, const struct family *f)
{
	(void)f;
	return draw_about((double)s->i < fast_share * (double)s->n ? 5 : 45, &s->rng);
}

static void law_of_modes(const struct family *f, double *p)
{
	static const double around[] = {0.25, 0.5, 0.25};
	(void)f;
	for (int i = 0; i < 3; i++) {
		p[4 + i] = fast_share * around[i];
		p[44 + i] = (1 - fast_share) * around[i];
	}
}

static void law_of_halves(const struct family *f, double *p)
{
	static const double around[] = {0.25, 0.5, 0.25};
	for (int i = 0; i < 3; i++) {
		p[4 + i] = f->a * around[i];
		p[44 + i] = (1 - f->a) * around[i];
	}
}

/* Episodes of the slow mode, b samples long on average, that fill 1 - a of the series. */
static uint64_t next_episode(struct state *s, const struct family *f)
{
	double leave = s->fast ? (1 - f->a) / f->a / f->b : 1 / f->b;
	s->fast = s->i == 0 ? rng_double(&s->rng) < f->a : s->fast ^ (rng_double(&s->rng) < leave);
	return draw_about(s->fast ? 5 : 45, &s->rng);
}

/* P(dwell >= k) = (k - 1)^-b. */
static size_t draw_dwell(struct rng *r, double b)
{
	return (size_t)fmin(ceil(pow(1 - rng_double(r), -1 / b)), 1e12);
}

/* What is left of the dwell time that a stationary series begins in, at most n: P(left = k) is
 * P(dwell >= k) over the mean dwell. */
static size_t draw_left(struct rng *r, double b, size_t n)
{
	double mean = 1 + 2.6123753486854883, u = rng_double(r) * mean - 1; /* zeta(3/2) */
	size_t k = 1;
	for (; u > 0 && k < n; k++)
		u -= pow((double)k, -b);
	return k;
}

static uint64_t next_dwell(struct state *s, const struct family *f)
{
	if (s->i == 0) {
		s->fast = rng_double(&s->rng) < 0.5;
		s->left = draw_left(&s->rng, f->b, s->n);
	} else if (s->left == 0) {
		s->fast = !s->fast;
		s->left = draw_dwell(&s->rng, f->b);
	}
	s->left--;
	return draw_about(s->fast ? 5 : 45, &s->rng);
}

/* ---- levels ---- */

/* One step of an autoregression that keeps a standard normal law. */
static double follow_level(double level, double phi, struct rng *r)
{
	return phi * level + sqrt(1 - phi * phi) * rng_normal(r);
}

static uint64_t floor_level(double level)
{
	return (uint64_t)floor(200 + 10 * level);
}

static uint64_t next_level(struct state *s, const struct family *f)
{
	s->level = follow_level(s->level, f->a, &s->rng);
	return floor_level(s->level);
}

static uint64_t next_trend(struct state *s, const struct family *f)
{
	s->level = follow_level(s->level, f->a, &s->rng);
	return floor_level(s->level + 2 * (double)s->i / (double)s->n);
}

/* A tenth of the variance is a drift that forgets itself within 200 samples. */
static uint64_t next_drift(struct state *s, const struct family *f)
{
	s->level = follow_level(s->level, f->a, &s->rng);
	s->drift = follow_level(s->drift, exp(-1 / drift_samples), &s->rng);
	return floor_level(sqrt(0.9) * s->level + sqrt(0.1) * s->drift);
}

/* By the end the walk has come as far as one spread of a sample, on average. */
static uint64_t next_walk(struct state *s, const struct family *f)
{
	s->level = follow_level(s->level, f->a, &s->rng);
	s->drift = (s->i ? s->drift : 0) + rng_normal(&s->rng) / sqrt((double)s->n);
	return floor_level(s->level + s->drift);
}

/* Autoregressions whose variances fall with their correlation times as time^-(1 - 2d): together
 * their correlations fall as that power of the lag, up to millions of samples. */
static uint64_t next_long(struct state *s, const struct family *f)
{
	double sum = 0, all = 0;
	for (int k = 0; k < SCALES; k++) {
		double variance = exp2(-k * (1 - 2 * f->a)), phi = exp(-exp2(-k));
		s->scale[k] = s->i ? follow_level(s->scale[k], phi, &s->rng) : rng_normal(&s->rng);
		sum += sqrt(variance) * s->scale[k];
		all += variance;
	}
	return floor_level(sum / sqrt(all));
}

static double normal_cdf(double z)
{
	return 0.5 * erfc(-z * M_SQRT1_2);
}

static void law_of_level(const struct family *f, double *p)
{
	(void)f;
	for (int v = 0; v < SMOOTH; v++)
		p[v] = normal_cdf((v + 1 - 200) / 10.0) - normal_cdf((v - 200) / 10.0);
}

/* ---- tails ---- */

static uint64_t draw_spike(struct rng *r)
{
	return SPIKE_FROM + rng_below(r, VALUES - SPIKE_FROM);
}

/* a: the spread of the logarithm; b: the median in steps of `tick`. */
static uint64_t next_lognormal(struct state *s, const struct family *f)
{
	if (f->spikes > 0 && rng_double(&s->rng) < f->spikes)
		return draw_spike(&s->rng);
	return (uint64_t)floor(f->b * exp(f->a * rng_normal(&s->rng))) * f->tick;
}

static void law_of_lognormal(const struct family *f, double *p)
{
	double below = 0;
	for (int v = 0; v < SMOOTH; v++) {
		double next = normal_cdf(log((v + 1) / f->b) / f->a);
		p[v * (int)f->tick] = next - below;
		below = next;
	}
}

static uint64_t next_pareto(struct state *s, const struct family *f)
{
	if (f->spikes > 0 && rng_double(&s->rng) < f->spikes)
		return draw_spike(&s->rng);
	double v = 36 + 4 * pow(1 - rng_double(&s->rng), -1 / tail);
	return v < PARETO_END ? (uint64_t)v : PARETO_END - 1;
}

/* Probability of v or more, as if there were no end. */
static double pareto_from(double v)
{
	return v < 40 ? 1 : pow((v - 36) / 4, -tail);
}

static void law_of_pareto(const struct family *f, double *p)
{
	(void)f;
	for (int v = 0; v < PARETO_END; v++)
		p[v] = pareto_from(v) - (v + 1 < PARETO_END ? pareto_from(v + 1) : 0);
}

/* Student's t with 3 degrees of freedom, ten ticks a unit; its variance has no variance. */
static uint64_t next_student(struct state *s, const struct family *f)
{
	double square = 0;
	for (int i = 0; i < 3; i++) {
		double z = rng_normal(&s->rng);
		square += z * z;
	}
	double v = f->a + f->b * rng_normal(&s->rng) / sqrt(square / 3);
	return v < 0 ? 0 : v < VALUES - 1 ? (uint64_t)v : VALUES - 1;
}

static void law_of_student(const struct family *f, double *p)
{
	gsl_quiet();
	for (int v = 0; v < VALUES; v++) {
		double from = (v - f->a) / f->b, to = (v + 1 - f->a) / f->b;
		p[v] = v < f->a ? gsl_cdf_tdist_P(to, 3) - gsl_cdf_tdist_P(from, 3)
				: gsl_cdf_tdist_Q(from, 3) - gsl_cdf_tdist_Q(to, 3);
	}
}

/* ---- beats ---- */

static uint64_t next_beat(struct state *s, const struct family *f)
{
	s->phase += f->a + f->b * rng_normal(&s->rng);
	s->phase -= floor(s->phase);
	return (uint64_t)(39 + floor(s->phase + cost));
}

static void law_of_beat(const struct family *f, double *p)
{
	(void)f;
	p[40] = 2 - cost;
	p[41] = cost - 1;
}

/* ---- the table ---- */

#define MODES(persistence) next_mode, law_of_modes, persistence, 0, 0, 25, 1
#define LEVEL(how, phi) how, law_of_level, phi, 0, 0, 199, 1
#define LOGNORMAL(spread, scale, share, tick, centre)                                              \
	next_lognormal, law_of_lognormal, spread, scale, share, centre, tick

static const struct family table[CALIBRATION_FAMILIES] = {
    [CALIBRATION_IID_MODES] = {"iid modes",
	"5 (31 %) or 45 (69 %) ticks, and 1 more or less; independent", MODES(0), "001111"},
    [CALIBRATION_MODES_50] = {"Markov modes 0.5",
	"the same values; the mode persists, correlation 0.5 a sample", MODES(0.5), "000111"},
    [CALIBRATION_MODES_90] = {"Markov modes 0.9", "the same, correlation 0.9", MODES(0.9),
	"000111"},
    [CALIBRATION_MODES_99] = {"Markov modes 0.99", "the same, correlation 0.99", MODES(0.99),
	"000111"},
    [CALIBRATION_AR1] = {"AR(1)", "normal values rounded down, spread 10, correlation 0.8 a sample",
	LEVEL(next_level, 0.8), "110101"},
    [CALIBRATION_REPELLING] = {"repelling", "the same, correlation -0.6 a sample",
	LEVEL(next_level, -0.6), "110101"},
    [CALIBRATION_SKEWED] = {"skewed",
	"log-normal values rounded down, spread of the logarithm 1/4; independent",
	LOGNORMAL(0.25, 40, 0, 1, 39), "111111"},
    [CALIBRATION_LATTICE] = {"lattice", "log-normal values on steps of 26 ticks; independent",
	LOGNORMAL(0.2, 8, 0, 26, 7 * 26), "111111"},
    [CALIBRATION_HEAVY] = {"heavy tail",
	"Pareto values rounded down (tail x^-2.5, cut at 399); independent", next_pareto,
	law_of_pareto, 0, 0, 0, 41, 1, "101111"},
    [CALIBRATION_SPIKES_100] = {"spikes 1e-2",
	"the skewed values, 1 in 100 anywhere from 1024 to 65535 ticks instead",
	LOGNORMAL(0.25, 40, 1e-2, 1, 39), "--1111"},
    [CALIBRATION_SPIKES_1000] = {"spikes 1e-3", "the same, 1 in 1000",
	LOGNORMAL(0.25, 40, 1e-3, 1, 39), "--1111"},
    [CALIBRATION_SPIKES_100000] = {"heavy, spikes 1e-5",
	"the heavy tail, with 1 in 100 000 such spikes", next_pareto, law_of_pareto, 0, 0, 1e-5, 41,
	1, "101111"},
    [CALIBRATION_BEAT] = {"beat",
	"a cost of 1.3 ticks seen by a counter whose phase advances by 0.38 ticks, spread 0.05",
	next_beat, law_of_beat, 0.381966, 0.05, 0, 40, 1, "11010-"},
    [CALIBRATION_ALTERNATING] = {"alternating", "the same, advancing by 0.49 ticks, spread 0.02",
	next_beat, law_of_beat, 0.49, 0.02, 0, 40, 1, "110100"},
    [CALIBRATION_DRIFT] = {"slow drift",
	"normal values; a tenth of the variance forgets itself in 200 samples only",
	LEVEL(next_drift, 0), "110101"},
    [CALIBRATION_DRIFT_REPELLING] = {"drift, repelling",
	"the same, the rest with correlation -0.6 a sample", LEVEL(next_drift, -0.6), "110101"},
    [CALIBRATION_MODES_98] = {"Markov modes 0.98", "the Markov modes, correlation 0.98",
	MODES(0.98), "000111"},
    [CALIBRATION_MODES_995] = {"Markov modes 0.995", "the same, correlation 0.995", MODES(0.995),
	"000111"},
    [CALIBRATION_EPISODES] = {"episodes",
	"the same values; the slow mode, 1 %, in episodes of 10 samples on average", next_episode,
	law_of_halves, 0.99, 10, 0, 25, 1, "000111"},
    [CALIBRATION_LONG_MEMORY] = {"long memory",
	"normal values, spread 10; correlations fall as the power -0.4 of the lag (d = 0.3)",
	LEVEL(next_long, 0.3), "110101"},
    [CALIBRATION_PARETO_DWELL] = {"Pareto dwell",
	"the modes in halves; each stays for a Pareto time, tail k^-1.5", next_dwell, law_of_halves,
	0.5, 1.5, 0, 25, 1, "000101"},
    [CALIBRATION_STUDENT_3] = {"Student 3",
	"Student's t with 3 degrees of freedom, ten ticks a unit, rounded down; independent",
	next_student, law_of_student, 30000, 10, 0, 29999, 1, "101111"},
    [CALIBRATION_STEP] = {"step", "the iid modes, all fast ones first", next_step, NULL, 0, 0, 0,
	25, 1, "0000--"},
    [CALIBRATION_TREND] = {"trend", "AR(1) on a level that rises by two spreads from end to end",
	next_trend, NULL, 0.8, 0, 0, 209, 1, "100001"},
    [CALIBRATION_WALK] = {"random walk",
	"independent normal values on a level that walks by about one spread", next_walk, NULL, 0,
	0, 0, 199, 1, "--0001"},
};

const char *calibration_name(enum calibration_family family)
{
	return family < CALIBRATION_FAMILIES ? table[family].name : "unknown";
}

const char *calibration_description(enum calibration_family family)
{
	return family < CALIBRATION_FAMILIES ? table[family].what : "unknown";
}

double calibration_tau(enum calibration_family family)
{
	const struct family *f = &table[family];
	double tau = (1 + f->a) / (1 - f->a);
	if (calibration_fact(family, CALIBRATION_INDEPENDENT) == 1)
		return 1;
	if (f->next == next_drift)
		tau =
		    0.9 * tau + 0.1 * (1 + exp(-1 / drift_samples)) / (1 - exp(-1 / drift_samples));
	bool chain = f->next == next_mode || f->law == law_of_level;
	return chain && f->next != next_long ? fmax(tau, 1) : NAN;
}

uint64_t calibration_centre(enum calibration_family family)
{
	return table[family].centre;
}

uint64_t calibration_tick(enum calibration_family family)
{
	return table[family].tick;
}

int calibration_fact(enum calibration_family family, enum calibration_fact fact)
{
	if (family >= CALIBRATION_FAMILIES || fact >= CALIBRATION_FACTS)
		return -1;
	char c = table[family].facts[fact];
	return c == '-' ? -1 : c == '1';
}

void calibration_series(enum calibration_family family, uint64_t seed, uint64_t *x, size_t n)
{
	struct state s = {.n = n};
	rng_init(&s.rng, seed, (uint64_t)family);
	/* The chains start in their stationary law. */
	s.level = rng_normal(&s.rng);
	s.drift = rng_normal(&s.rng);
	s.fast = rng_double(&s.rng) < fast_share;
	s.phase = rng_double(&s.rng);
	for (s.i = 0; s.i < n; s.i++)
		x[s.i] = table[family].next(&s, &table[family]);
}

/* ---- truth ---- */

/* Probabilities of the values below `top`. */
struct law {
	double *p;
	int top;
};

static void fill_law(const struct family *f, struct law *l)
{
	double *p = l->p;
	bool wide = f->spikes > 0 || f->law == law_of_student;
	l->top = wide ? VALUES : SMOOTH * (int)f->tick;
	f->law(f, p);
	for (int v = 0; v < VALUES && f->spikes > 0; v++)
		p[v] = p[v] * (1 - f->spikes) +
		       (v < SPIKE_FROM ? 0 : f->spikes / (VALUES - SPIKE_FROM));
}

static double quantile_of(const struct law *l, double q)
{
	double sum = 0;
	int v = 0;
	while (v + 1 < l->top && sum + l->p[v] < q)
		sum += l->p[v++];
	return v;
}

static double share_of(const struct law *l, int lo, int hi)
{
	double sum = 0;
	for (int v = lo; v <= hi; v++)
		sum += l->p[v];
	return sum;
}

static double mean_of(const struct law *l)
{
	double sum = 0;
	for (int v = 0; v < l->top; v++)
		sum += l->p[v] * v;
	return sum;
}

static double variance_of(const struct law *l)
{
	double mean = mean_of(l), sum = 0;
	for (int v = 0; v < l->top; v++)
		sum += l->p[v] * (v - mean) * (v - mean);
	return sum;
}

static double odd_of(const struct law *l)
{
	double sum = 0;
	for (int v = 1; v < l->top; v += 2)
		sum += l->p[v];
	return sum;
}

static double entropy_of(const struct law *l, int order)
{
	double sum = 0, square = 0, most = 0;
	for (int v = 0; v < l->top; v++) {
		sum += l->p[v] > 0 ? l->p[v] * log2(1 / l->p[v]) : 0;
		square += l->p[v] * l->p[v];
		most = fmax(most, l->p[v]);
	}
	return order == 1 ? sum : order == 2 ? -log2(square) : -log2(most);
}

/* Correlation at lag 1 where it has a closed form: the noise about the modes is independent. */
static double lag1_of(enum calibration_family family, double variance)
{
	double between = fast_share * (1 - fast_share) * 1600;
	if (calibration_fact(family, CALIBRATION_INDEPENDENT) == 1)
		return 0;
	return table[family].next == next_mode ? table[family].a * between / variance : NAN;
}

static double truth_of(enum calibration_family family, const struct law *l, enum figure_id figure)
{
	double mean = mean_of(l), variance = variance_of(l);
	bool modes = table[family].next == next_mode;
	const struct {
		enum figure_id figure;
		double value;
	} known[] = {{FIGURE_MEAN, mean}, {FIGURE_SD, sqrt(variance)},
	    {FIGURE_CV, sqrt(variance) / mean}, {FIGURE_Q05, quantile_of(l, 0.05)},
	    {FIGURE_Q25, quantile_of(l, 0.25)}, {FIGURE_Q50, quantile_of(l, 0.5)},
	    {FIGURE_Q75, quantile_of(l, 0.75)}, {FIGURE_Q95, quantile_of(l, 0.95)},
	    {FIGURE_LSB_SHARE, odd_of(l)}, {FIGURE_SHANNON, entropy_of(l, 1)},
	    {FIGURE_SHANNON_MM, entropy_of(l, 1)}, {FIGURE_GRASSBERGER, entropy_of(l, 1)},
	    {FIGURE_COLLISION, entropy_of(l, 2)}, {FIGURE_MIN_PLUGIN, entropy_of(l, 3)},
	    {FIGURE_FAST_WINDOW_SHARE, share_of(l, 0, 10)},
	    {FIGURE_SLOW_WINDOW_SHARE, share_of(l, 40, 50)},
	    {FIGURE_ACF_LAG1, lag1_of(family, variance)}, {FIGURE_MODE1, modes ? 5 : NAN},
	    {FIGURE_MODE2, modes ? 45 : NAN}, {FIGURE_MODE1_SHARE, modes ? fast_share : NAN},
	    {FIGURE_MODE2_SHARE, modes ? 1 - fast_share : NAN}};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (known[i].figure == figure)
			return known[i].value;
	return NAN;
}

double calibration_truth(enum calibration_family family, enum figure_id figure)
{
	if (family >= CALIBRATION_FAMILIES || !table[family].law)
		return NAN;
	struct law l = {calloc(VALUES, sizeof *l.p), 0};
	double truth = NAN;
	if (l.p) {
		fill_law(&table[family], &l);
		truth = truth_of(family, &l, figure);
	}
	free(l.p);
	return truth;
}
