/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calibration_order.h"

#include "acf.h"
#include "attribution.h"
#include "beat.h"
#include "conditional.h"
#include "dynamics.h"
#include "entropy.h"
#include "entropy_series.h"
#include "histogram.h"
#include "neff.h"
#include "periodicity.h"
#include "rank_lag1.h"
#include "rng.h"
#include "symbols.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const double fast = 0.31, leave_fast = 0.069, leave_slow = 0.031;
static const double cause_fast = 0.05, cause_slow = 0.4, other = 0.2, other_stays = 0.9;
static const double phi = 0.8, cost = 1.3, spread = 0.3, advance = 0.381966, wander = 0.05;
static const double period = 13.7, height = 8;
enum { CELLS = 32 };

static const struct {
	const char *name, *what;
} family_table[ORDER_FAMILIES] = {
    [ORDER_IID] = {"order: iid modes",
	"values near 5 (31 %) or 45 (69 %) ticks, independent; a cause in "
	"5 % of the fast and 40 % of the slow ones; another that persists "
	"(correlation 0.9) and has nothing to do with them"},
    [ORDER_MARKOV] = {"order: Markov modes", "the same, the mode persisting: correlation 0.9"},
    [ORDER_AR1] = {"order: AR(1)", "rounded down normal values, correlation 0.8"},
    [ORDER_BEAT] = {"order: beat",
	"a constant cost of 1.3 ticks beyond 39, the phase advancing by 0.38 "
	"ticks with a spread of 0.05"},
    [ORDER_JITTER] = {"order: beat with jitter", "the same cost with a spread of 0.3 ticks, phases "
						 "independent"},
    [ORDER_LINE] = {"order: line",
	"rounded down normal values with spread 10 and a cosine of height 8 "
	"and 13.7 samples"},
};

const char *calibration_order_name(enum calibration_order_family family)
{
	return family < ORDER_FAMILIES ? family_table[family].name : "unknown";
}

const char *calibration_order_description(enum calibration_order_family family)
{
	return family < ORDER_FAMILIES ? family_table[family].what : "unknown";
}

/* ---- series ---- */

struct state {
	struct rng rng;
	double level, phase;
	bool slow, other;
};

static uint64_t draw_about(uint64_t centre, struct rng *r)
{
	uint64_t u = rng_u64(r);
	return centre - 1 + (u >> 63) + (u >> 62 & 1);
}

static void advance_modes(enum calibration_order_family family, struct state *s)
{
	double u = rng_double(&s->rng);
	if (family == ORDER_IID)
		s->slow = u >= fast;
	else
		s->slow ^= u < (s->slow ? leave_slow : leave_fast);
	if (rng_double(&s->rng) >= other_stays)
		s->other = rng_double(&s->rng) < other;
}

static uint64_t draw_value(enum calibration_order_family family, struct state *s, size_t i)
{
	struct rng *r = &s->rng;
	switch (family) {
	case ORDER_AR1:
		s->level = phi * s->level + sqrt(1 - phi * phi) * rng_normal(r);
		return (uint64_t)floor(200 + 10 * s->level);
	case ORDER_BEAT:
		s->phase += advance + wander * rng_normal(r);
		s->phase -= floor(s->phase);
		return (uint64_t)(39 + floor(s->phase + cost));
	case ORDER_JITTER:
		s->phase = rng_double(r);
		return (uint64_t)(39 + floor(s->phase + cost + spread * rng_normal(r)));
	case ORDER_LINE:
		return (uint64_t)floor(200 + 10 * rng_normal(r) +
				       height * cos(2 * M_PI * ((double)i / period + s->level)));
	default:
		advance_modes(family, s);
		return draw_about(s->slow ? 45 : 5, r);
	}
}

void calibration_order_series(enum calibration_order_family family, uint64_t seed,
    const struct calibration_samples *out, size_t n)
{
	struct state s = {.level = 0};
	rng_init(&s.rng, seed, 100 + (uint64_t)family);
	/* The chains start in their stationary law. */
	s.level = rng_normal(&s.rng);
	s.phase = rng_double(&s.rng);
	s.slow = rng_double(&s.rng) >= fast;
	s.other = rng_double(&s.rng) < other;
	for (size_t i = 0; i < n; i++) {
		uint64_t x = draw_value(family, &s, i);
		bool cause = family <= ORDER_MARKOV &&
			     rng_double(&s.rng) < (s.slow ? cause_slow : cause_fast);
		if (out->x)
			out->x[i] = x;
		if (out->start)
			out->start[i] = 1000 * CALIBRATION_PERIOD * (uint64_t)i +
					(uint64_t)(s.phase * CALIBRATION_PERIOD);
		if (out->mode)
			out->mode[i] = s.slow;
		if (out->cause)
			out->cause[i] = (uint32_t)cause | (uint32_t)s.other << 1;
	}
}

/* ---- truth ---- */

static double binary_bits(double p)
{
	return p <= 0 || p >= 1 ? 0 : -p * log2(p) - (1 - p) * log2(1 - p);
}

/* Lag-1 correlation of the mid-ranks: the noise within a mode is independent, so what is left is
 * the modes' own, times their share of the variance of mid-ranks. */
static double mode_rank_lag1(double lag1)
{
	static const double around[] = {0.25, 0.5, 0.25};
	double cubes = 0;
	for (int i = 0; i < 3; i++)
		cubes += pow(fast * around[i], 3) + pow((1 - fast) * around[i], 3);
	/* Mean ranks of the modes are half apart. */
	return lag1 * fast * (1 - fast) / 4 / ((1 - cubes) / 12);
}

static bool same_figure(const struct calibration_figure *a, const struct calibration_figure *b)
{
	return a->id == b->id && strcmp(a->of ? a->of : "", b->of ? b->of : "") == 0;
}

static double modes_truth(bool markov, const struct calibration_figure *figure, size_t n)
{
	double leave[2] = {markov ? leave_fast : 1 - fast, markov ? leave_slow : fast};
	double h = binary_bits(fast), within = 1.5;
	double rate = fast * binary_bits(leave[0]) + (1 - fast) * binary_bits(leave[1]);
	double has = fast * cause_fast + (1 - fast) * cause_slow;
	double shared = binary_bits(has) - fast * binary_bits(cause_fast) -
			(1 - fast) * binary_bits(cause_slow);
	const struct {
		struct calibration_figure figure;
		double value;
	} known[] = {{{FIGURE_MODE_ENTROPY, NULL}, h}, {{FIGURE_MODE_ENTROPY_RATE, NULL}, rate},
	    {{FIGURE_MODE_RUNS, NULL}, 1 + ((double)n - 1) * 2 * fast * leave[0]},
	    {{FIGURE_DWELL, "mode 1"}, 1 / leave[0]}, {{FIGURE_DWELL, "mode 2"}, 1 / leave[1]},
	    {{FIGURE_NEXT_MODE2_SHARE, "mode 1"}, leave[0]},
	    {{FIGURE_NEXT_MODE1_SHARE, "mode 2"}, leave[1]},
	    {{FIGURE_MUTUAL_INFORMATION, NULL}, h - rate},
	    {{FIGURE_CONDITIONAL_ENTROPY, NULL}, within + rate},
	    {{FIGURE_CONDITIONAL_ENTROPY2, NULL}, within + rate},
	    {{FIGURE_SHANNON_MM, "grid"}, within + h}, {{FIGURES, "bit_plane, bit 5"}, h},
	    {{FIGURES, "bit_plane, bit 0"}, 1},
	    {{FIGURE_ACF_RANK_LAG1, NULL}, mode_rank_lag1(1 - leave[0] - leave[1])},
	    {{FIGURE_MODE_ODDS_RATIO, NULL},
		cause_slow / (1 - cause_slow) / (cause_fast / (1 - cause_fast))},
	    {{FIGURE_MODE_EXPLAINED_SHARE, NULL}, shared / h},
	    {{FIGURE_MODE_EXPLAINED_SHARE, "unexplained"}, 1 - shared / h},
	    {{FIGURE_MODE_ODDS_RATIO, "unrelated"}, 1},
	    {{FIGURE_MODE_EXPLAINED_SHARE, "unrelated"}, 0}};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (same_figure(&known[i].figure, figure))
			return known[i].value;
	return NAN;
}

/* P(floor(phase + c) = k - 2) for normal c, by quadrature over the phase; and what jitter leaves of
 * the entropy when the phase is known. */
static double jitter_law(double *p, size_t values)
{
	enum { STEPS = 4096 };
	double left = 0;
	memset(p, 0, values * sizeof *p);
	for (int j = 0; j < STEPS; j++) {
		double phase = (j + 0.5) / STEPS;
		for (size_t k = 0; k < values; k++) {
			double a = ((double)k - 2 - phase - cost) / spread;
			double b = a + 1 / spread;
			double q = 0.5 * (erfc(-b * M_SQRT1_2) - erfc(-a * M_SQRT1_2));
			p[k] += q / STEPS;
			left += q > 0 ? q * log2(1 / q) / STEPS : 0;
		}
	}
	return left;
}

static double beat_truth(bool jitter, const struct calibration_figure *figure)
{
	double p[10] = {0, 2 - cost, cost - 1}, left = 0, h = 0;
	double edge = (2 - cost) * CELLS, whole = floor(edge);
	if (jitter)
		left = jitter_law(p, 10);
	for (int k = 0; k < 10; k++)
		h += p[k] > 0 ? p[k] * log2(1 / p[k]) : 0;
	/* One cell holds the phase at which the value steps up. */
	double phase = 1 - binary_bits(edge - whole) / CELLS / h;
	const struct {
		struct calibration_figure figure;
		double value;
	} known[] = {{{FIGURE_BEAT_COST, NULL}, 39 + cost},
	    {{FIGURE_BEAT_JITTER, NULL}, jitter ? spread : 0}, {{FIGURE_BEAT_MISFIT, NULL}, 0},
	    {{FIGURE_QUANTISATION_EXPLAINED_SHARE, NULL}, jitter ? 1 - left / h : 1},
	    {{FIGURE_PHASE_EXPLAINED_SHARE, NULL}, jitter ? NAN : phase},
	    {{FIGURE_SHANNON_MM, "grid"}, h}, {{FIGURE_ACF_RANK_LAG1, NULL}, jitter ? 0 : NAN},
	    {{FIGURE_MUTUAL_INFORMATION, NULL}, jitter ? 0 : NAN},
	    {{FIGURE_CONDITIONAL_ENTROPY, NULL}, jitter ? h : NAN},
	    {{FIGURE_CONDITIONAL_ENTROPY2, NULL}, jitter ? h : NAN}};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (same_figure(&known[i].figure, figure))
			return known[i].value;
	return NAN;
}

double calibration_order_truth(
    enum calibration_order_family family, const struct calibration_figure *figure, size_t n)
{
	switch (family) {
	case ORDER_IID:
	case ORDER_MARKOV:
		return modes_truth(family == ORDER_MARKOV, figure, n);
	case ORDER_BEAT:
	case ORDER_JITTER:
		return beat_truth(family == ORDER_JITTER, figure);
	case ORDER_AR1: /* of normal values; rounding to a tenth of the spread takes 1e-4 */
		return figure->id == FIGURE_ACF_RANK_LAG1 ? 6 / M_PI * asin(phi / 2) : NAN;
	case ORDER_LINE:
		return figure->id == FIGURE_PERIOD ? period : NAN;
	default:
		return NAN;
	}
}

/* ---- figures ---- */

enum { MOST = 32 };

struct found {
	struct {
		struct calibration_figure figure;
		struct estimate estimate;
	} row[MOST];
	size_t rows;
};

static void add_found(struct found *f, enum figure_id id, const char *of, const struct estimate *e)
{
	f->row[f->rows].figure = (struct calibration_figure){id, of};
	f->row[f->rows++].estimate = *e;
}

static void find_modes(struct found *f, const struct calibration_samples *s, size_t n)
{
	struct symbols labels = {.n = n, .alphabet = 2, .s = s->mode, .exact = 1};
	struct estimate h = dynamics_share_entropy(&labels);
	struct estimate rate = dynamics_entropy_rate(&labels, 4);
	struct dwell d = dynamics_dwell(&labels);
	struct transitions t = dynamics_transitions(&labels);
	add_found(f, FIGURE_MODE_ENTROPY, NULL, &h);
	add_found(f, FIGURE_MODE_ENTROPY_RATE, NULL, &rate);
	add_found(f, FIGURE_MODE_RUNS, NULL, &d.runs);
	add_found(f, FIGURE_DWELL, "mode 1", &d.mean[0]);
	add_found(f, FIGURE_DWELL, "mode 2", &d.mean[1]);
	add_found(f, FIGURE_NEXT_MODE2_SHARE, "mode 1", &t.share[0][1]);
	add_found(f, FIGURE_NEXT_MODE1_SHARE, "mode 2", &t.share[1][0]);
}

static void find_causes(struct found *f, const struct calibration_samples *s, size_t n)
{
	struct attribution a = attribution_of(s->mode, 2, s->cause, 2, n);
	add_found(f, FIGURE_MODE_ODDS_RATIO, NULL, &a.odds_ratio[0]);
	add_found(f, FIGURE_MODE_EXPLAINED_SHARE, NULL, &a.explained_share[0]);
	add_found(f, FIGURE_MODE_ODDS_RATIO, "unrelated", &a.odds_ratio[1]);
	add_found(f, FIGURE_MODE_EXPLAINED_SHARE, "unrelated", &a.explained_share[1]);
	add_found(f, FIGURE_MODE_EXPLAINED_SHARE, "unexplained", &a.unexplained);
}

static void find_memory(
    struct found *f, const uint64_t *x, size_t n, const struct histogram *h, uint64_t seed)
{
	struct conditional_options o = {.shuffles = 19, .seed = seed};
	struct estimate one = conditional_entropy(x, n, h, 1, &o);
	struct estimate two = conditional_entropy(x, n, h, 2, &o);
	struct symbols s;
	double rho[2];
	struct estimate lag1 = estimate_absent(EST_DEGENERATE, n);
	if (symbols_init(&s, x, n, h, 64) == EST_OK) {
		struct mutual_information m = conditional_information(&s, 1, &o);
		add_found(f, FIGURE_MUTUAL_INFORMATION, NULL, &m.bits);
		symbols_release(&s);
	}
	add_found(f, FIGURE_CONDITIONAL_ENTROPY, NULL, &one);
	add_found(f, FIGURE_CONDITIONAL_ENTROPY2, NULL, &two);
	if (neff_acf_of_ranks(x, n, h, 1, rho) == EST_OK)
		lag1 = estimate_point(rho[1], n);
	rank_lag1_interval(&lag1, x, n, h);
	add_found(f, FIGURE_ACF_RANK_LAG1, NULL, &lag1);
}

static void find_entropies(struct found *f, const uint64_t *x, size_t n, const struct histogram *h)
{
	struct estimate plugin = entropy_shannon(h), mm = entropy_shannon_mm(h);
	struct estimate *bit = malloc(64 * sizeof *bit);
	if (entropy_series_shannon(&plugin, &mm, x, n, h) == EST_OK)
		add_found(f, FIGURE_SHANNON_MM, "grid", &mm);
	if (bit && entropy_series_bits(bit, x, n) == EST_OK) {
		add_found(f, FIGURES, "bit_plane, bit 0", &bit[0]);
		add_found(f, FIGURES, "bit_plane, bit 5", &bit[5]);
	}
	free(bit);
}

static void find_quantisation(
    struct found *f, const struct calibration_samples *s, size_t n, const struct histogram *h)
{
	struct beat b = beat_fit(h);
	beat_intervals(&b, s->x, n, 1, h);
	struct estimate phase =
	    beat_explained_by_phase(s->x, s->start, n, CALIBRATION_PERIOD, CELLS);
	add_found(f, FIGURE_BEAT_COST, NULL, &b.cost_ticks);
	add_found(f, FIGURE_BEAT_JITTER, NULL, &b.jitter_ticks);
	add_found(f, FIGURE_BEAT_MISFIT, NULL, &b.misfit_bits);
	add_found(f, FIGURE_QUANTISATION_EXPLAINED_SHARE, NULL, &b.explained_share);
	add_found(f, FIGURE_PHASE_EXPLAINED_SHARE, NULL, &phase);
}

static void find_line(struct found *f, const uint64_t *x, size_t n, const struct histogram *h)
{
	struct periodicity *p = malloc(sizeof *p);
	if (p) {
		periodicity_of(p, x, n, h);
		add_found(f, FIGURE_PERIOD, NULL, &p->period_samples);
	}
	free(p);
}

static void find_all(struct found *f, enum calibration_order_family family,
    const struct calibration_samples *s, size_t n, const struct histogram *h, uint64_t seed)
{
	f->rows = 0;
	if (family <= ORDER_MARKOV) {
		find_modes(f, s, n);
		find_causes(f, s, n);
	}
	if (family == ORDER_BEAT || family == ORDER_JITTER)
		find_quantisation(f, s, n, h);
	if (family == ORDER_LINE)
		find_line(f, s->x, n, h);
	else
		find_memory(f, s->x, n, h, seed);
	find_entropies(f, s->x, n, h);
}

/* ---- coverage ---- */

static size_t list_rows(enum calibration_order_family family, const struct found *f, size_t n,
    struct calibration_coverage *rows, size_t most)
{
	size_t used = 0;
	for (size_t i = 0; i < f->rows && used < most; i++) {
		double truth = calibration_order_truth(family, &f->row[i].figure, n);
		if (!isnan(truth))
			rows[used++] = (struct calibration_coverage){
			    .figure = f->row[i].figure, .truth = truth};
	}
	return used;
}

static void count_all(struct calibration_coverage *rows, size_t used, struct found *f)
{
	for (size_t i = 0; i < used; i++)
		for (size_t k = 0; k < f->rows; k++)
			if (same_figure(&f->row[k].figure, &rows[i].figure))
				calibration_count(&rows[i], &f->row[k].estimate);
}

static bool allocate_samples(struct calibration_samples *s, size_t n)
{
	*s = (struct calibration_samples){malloc((n + 1) * sizeof *s->x),
	    malloc((n + 1) * sizeof *s->start), malloc(n + 1), malloc((n + 1) * sizeof *s->cause)};
	return s->x && s->start && s->mode && s->cause;
}

size_t calibration_order_cover(enum calibration_order_family family, size_t n, unsigned series,
    uint64_t first, struct calibration_coverage *rows, size_t most, double *mean_n_eff)
{
	struct calibration_samples s;
	struct found *f = malloc(sizeof *f);
	size_t used = 0;
	bool ok = allocate_samples(&s, n) && f;
	*mean_n_eff = 0;
	for (unsigned k = 0; ok && k < series; k++) {
		struct histogram h;
		calibration_order_series(family, first + k, &s, n);
		ok = histogram_init(&h, s.x, n) == EST_OK;
		if (!ok)
			break;
		find_all(f, family, &s, n, &h, first + k);
		struct estimate n_eff = neff_of_ranks(s.x, n, &h, NULL, 0).n_eff;
		n_eff.value = n_eff.status == EST_OK ? fmin(n_eff.value, (double)n) : 0;
		*mean_n_eff += n_eff.value / series;
		if (k == 0)
			used = list_rows(family, f, n, rows, most);
		count_all(rows, used, f);
		histogram_release(&h);
	}
	free(f);
	free(s.x);
	free(s.start);
	free(s.mode);
	free(s.cause);
	for (size_t i = 0; i < used; i++)
		calibration_close(&rows[i]);
	return ok ? used : 0;
}
