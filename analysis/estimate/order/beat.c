/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The quantisation audit: fits X = floor(U + C), a cost C seen through the phase U of a coarse
 * counter @[WIDROW-KOLLAR, 4], by maximum likelihood, and computes how much of the entropy the
 * phase explains. Each of the two parameters is searched by golden section, which needs no
 * derivative and no starting value. With start ticks the phase is known and no model is needed.
 * Cost: one pass to count; each likelihood is one sum over at most 1024 ticks.
 */
#include "beat.h"

#include "entropy.h"
#include "gsl_quiet.h"
#include "linear.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { SPAN = 1024, BEYOND = SPAN, PHASES = 64 };

/* Of the samples, at most, may lie beyond the span. */
static const double most_beyond = 0.05;

/* The model's share where it has next to none. */
static const double least_share = 1e-12;

/* Integral of Phi((x - m)/s) up to x: what cell probabilities of the smeared triangle are made of.
 */
static double smeared_ramp(double x, double m, double s)
{
	if (s <= 0)
		return fmax(x - m, 0);
	double z = (x - m) / s;
	if (fabs(z) > 40) /* erfc is 0 or 2 and exp 0, to which some libraries come slowly */
		return z > 0 ? s * z : 0;
	return s * (z * 0.5 * erfc(-z * M_SQRT1_2) + 0.3989422804014327 * exp(-0.5 * z * z));
}

/* Of the ramp's places for one count, those that the next one has too: x, and the ramp y there. */
struct ramps {
	double m, s, x[2], y[2];
	bool above; /* are they of a count above m? Those are mirrored: none is shared */
};

static struct ramps ramps_begin(double m, double s)
{
	return (struct ramps){m, s, {NAN, NAN}, {0, 0}, false};
}

static double ramp_at(const struct ramps *r, double x, double centre)
{
	return r->x[0] == x ? r->y[0] : r->x[1] == x ? r->y[1] : smeared_ramp(x, centre, r->s);
}

/* P(floor(U + C) = k): the triangle on [k-1, k+1] averaged over C, a second difference of the ramp.
 * The ramp grows with x, so for k far above m the differences lose digits: mirrored there. For k in
 * rising order a ramp is computed once and not three times. */
static double next_share(struct ramps *r, double k)
{
	bool above = k > r->m;
	double x = above ? r->m - k : k, centre = above ? 0 : r->m;
	if (above != r->above)
		*r = ramps_begin(r->m, r->s);
	double after = ramp_at(r, x + 1, centre), at = ramp_at(r, x, centre),
	       before = ramp_at(r, x - 1, centre);
	r->above = above;
	r->x[0] = x;
	r->y[0] = at;
	r->x[1] = above ? x - 1 : x + 1;
	r->y[1] = above ? before : after;
	return fmax(after - 2 * at + before, 0);
}

static double model_share(double k, double m, double s)
{
	struct ramps r = ramps_begin(m, s);
	return next_share(&r, k);
}

/* The values as counts at k = 0 .. SPAN - 1 above the least, and how many lie beyond. */
struct counts {
	double c[SPAN], n, mean, var, beyond;
	int top;
};

static void fill_counts(struct counts *c, const struct histogram *h)
{
	*c = (struct counts){.n = (double)h->n};
	double inside = 0;
	for (size_t i = 0; i < h->distinct && h->value[i] - h->value[0] < SPAN; i++) {
		c->top = (int)(h->value[i] - h->value[0]);
		c->c[c->top] = (double)h->count[i];
		c->mean += c->top * c->c[c->top];
		inside += c->c[c->top];
	}
	c->mean /= inside;
	c->beyond = c->n - inside;
	for (int k = 0; k <= c->top; k++)
		c->var += c->c[k] * (k - c->mean) * (k - c->mean) / inside;
}

static double log_likelihood(const struct counts *c, double m, double s)
{
	struct ramps r = ramps_begin(m, s);
	double sum = 0;
	for (int k = 0; k <= c->top; k++)
		if (c->c[k] > 0)
			sum += c->c[k] * log(fmax(next_share(&r, k), least_share));
	return sum;
}

/* Maximum over one of the two parameters in [lo, hi] by golden section. */
static double climb_likelihood(
    const struct counts *c, double lo, double hi, double other, int of_mean)
{
	static const double golden = 0.6180339887498949;
	for (int i = 0; i < 60; i++) {
		double a = hi - golden * (hi - lo), b = lo + golden * (hi - lo);
		double fa = of_mean ? log_likelihood(c, a, other) : log_likelihood(c, other, a);
		double fb = of_mean ? log_likelihood(c, b, other) : log_likelihood(c, other, b);
		if (fa >= fb)
			hi = b;
		else
			lo = a;
	}
	return (lo + hi) / 2;
}

/* E over U of the entropy of floor(u + C): what jitter leaves when the phase is known. */
static double bits_given_phase(double m, double s)
{
	double sum = 0;
	if (s <= 0)
		return 0;
	for (int j = 0; j < PHASES; j++) {
		double u = (j + 0.5) / PHASES;
		double from = floor(u + m - 9 * s), to = floor(u + m + 9 * s);
		for (double k = from; k <= to; k++) {
			double p = 0.5 * (erfc((k - u - m) / s * M_SQRT1_2) -
					     erfc((k + 1 - u - m) / s * M_SQRT1_2));
			sum -= p > 0 ? p * log2(p) : 0;
		}
	}
	return sum / PHASES;
}

static struct beat absent_beat(enum estimate_status status, uint64_t n)
{
	struct estimate e = estimate_absent(status, n);
	return (struct beat){e, e, e, e, e, e};
}

/* Entropy of the model, and the part of it that is not jitter's. */
static double model_bits(double m, double s)
{
	struct ramps r = ramps_begin(m, s);
	double bits = 0;
	for (int k = 0; k < SPAN; k++) {
		double p = next_share(&r, k);
		bits -= p > 0 ? p * log2(p) : 0; /* 1 / p is too large for the least p */
	}
	return bits;
}

static double explained_bits(double m, double s)
{
	return model_bits(m, s) - bits_given_phase(m, s);
}

/* A cell's part of the divergence in bits. */
static double cell_divergence(double seen, double model)
{
	return seen > 0 ? log2(seen / fmax(model, least_share)) : 0;
}

/* What lies beyond is one cell, in which the model has next to nothing. */
static struct beat report_fit(const struct histogram *h, const struct counts *c, double m, double s)
{
	double bits = model_bits(m, s), beyond = c->beyond / c->n, ceil_share = 0;
	double misfit = beyond * cell_divergence(beyond, 0);
	for (int k = 0; k < SPAN; k++) {
		double p = model_share(k, m, s), seen = c->c[k] / c->n;
		ceil_share += k > floor(m) ? p : 0;
		misfit += seen * cell_divergence(seen, p);
	}
	double observed = entropy_shannon(h).value;
	double explained = fmin(fmax(explained_bits(m, s) / observed, 0), 1);
	uint64_t n = h->n;
	return (struct beat){estimate_point(m + (double)h->value[0], n), estimate_point(s, n),
	    estimate_point(ceil_share, n), estimate_point(bits, n), estimate_point(explained, n),
	    estimate_point(fmax(misfit, 0), n)};
}

struct beat beat_fit(const struct histogram *h)
{
	if (h->n < 20)
		return absent_beat(EST_TOO_SHORT, h->n);
	if (h->distinct < 2)
		return absent_beat(EST_DEGENERATE, h->n);
	struct counts *c = malloc(sizeof *c);
	if (!c)
		return absent_beat(EST_NO_MEMORY, h->n);
	fill_counts(c, h);
	if (c->beyond > most_beyond * c->n) {
		free(c);
		return absent_beat(EST_NOT_APPLICABLE, h->n);
	}
	/* The variance of X is that of C plus frac (1 - frac) of the phase: a start, then by turns.
	 */
	double m = c->mean, s = sqrt(fmax(c->var - 0.25, 1e-4)), most = sqrt(c->var) + 1;
	for (int round = 0; round < 20; round++) {
		m = climb_likelihood(c, fmax(m - 1, 0), m + 1, s, 1);
		s = climb_likelihood(c, 0, most, m, 0);
	}
	/* A spread of next to nothing is none. */
	if (log_likelihood(c, m, 0) >= log_likelihood(c, m, s) - 1e-9 * c->n)
		s = 0;
	struct beat b = report_fit(h, c, m, s);
	free(c);
	return b;
}

/* ---- intervals of the fit ---- */

static const double step = 1e-3; /* of the numerical derivatives, in ticks */

/* Scores and, by observed information, influences of the values k on m and s; [BEYOND]: of what is
 * not fitted, and has none but on the misfit. With `edge` s is held and has none. */
struct influences {
	double m[SPAN + 1], s[SPAN + 1], misfit[SPAN + 1];
	bool edge;
};

static double log_share(int k, double m, double s)
{
	return log(fmax(model_share(k, m, s), least_share));
}

static void find_scores(struct influences *f, const struct counts *c, double m, double s)
{
	for (int k = 0; k <= c->top; k++) {
		f->m[k] = (log_share(k, m + step, s) - log_share(k, m - step, s)) / (2 * step);
		f->s[k] = s > step
			      ? (log_share(k, m, s + step) - log_share(k, m, s - step)) / (2 * step)
			      : 0;
	}
}

/* Second derivatives of the mean log likelihood at the fit, as outer differences. */
struct information {
	double mm, ms, ss;
};

static struct information find_information(const struct counts *c, double m, double s)
{
	double d = step, at = log_likelihood(c, m, s), n = c->n;
	struct information i = {
	    (2 * at - log_likelihood(c, m + d, s) - log_likelihood(c, m - d, s)) / (d * d * n), 0,
	    0};
	if (s > d) {
		i.ss = (2 * at - log_likelihood(c, m, s + d) - log_likelihood(c, m, s - d)) /
		       (d * d * n);
		i.ms = -(log_likelihood(c, m + d, s + d) - log_likelihood(c, m + d, s - d) -
			   log_likelihood(c, m - d, s + d) + log_likelihood(c, m - d, s - d)) /
		       (4 * d * d * n);
	}
	return i;
}

static void set_influences(struct influences *f, const struct counts *c, double m, double s)
{
	struct information i = find_information(c, m, s);
	double determinant = i.mm * i.ss - i.ms * i.ms;
	find_scores(f, c, m, s);
	f->edge = !(s > step && determinant > 1e-6 * i.mm && i.ss > 1e-6);
	for (int k = 0; k < SPAN; k++) {
		double a = f->m[k], b = f->s[k];
		double share = c->c[k] / c->n;
		f->m[k] = f->edge ? a / i.mm : (i.ss * a - i.ms * b) / determinant;
		f->s[k] = f->edge ? 0 : (i.mm * b - i.ms * a) / determinant;
		f->misfit[k] = cell_divergence(share, model_share(k, m, s));
	}
	f->m[BEYOND] = f->s[BEYOND] = 0;
	f->misfit[BEYOND] = cell_divergence(c->beyond / c->n, 0);
}

/* The log likelihood at s, at the best m. */
static double profile_likelihood(const struct counts *c, double m, double s)
{
	return log_likelihood(c, climb_likelihood(c, m - 1, m + 1, s, 1), s);
}

/* Where between `inside` and `outside` the profile falls below `least`. */
static double find_crossing(
    const struct counts *c, double m, double inside, double outside, double least)
{
	if (profile_likelihood(c, m, outside) >= least)
		return outside;
	for (int i = 0; i < 24; i++) {
		double middle = (inside + outside) / 2;
		if (profile_likelihood(c, m, middle) >= least)
			inside = middle;
		else
			outside = middle;
	}
	return outside;
}

static void jitter_interval(struct estimate *s, const struct counts *c, double m, double n_eff)
{
	double most = sqrt(c->var) + 1;
	double least = log_likelihood(c, m, s->value) - 1.920729 * c->n / n_eff;
	s->lo = s->value > 0 ? find_crossing(c, m, s->value, 0, least) : 0;
	s->hi = find_crossing(c, m, s->value, most, least);
	s->n_eff = n_eff;
	s->note = "95 % interval: profile likelihood at the cost's n_eff";
}

/* The series behind the counts. */
struct source {
	const uint64_t *x;
	size_t n;
	uint64_t tick, least;
};

/* One pass over it for each figure: influence[k] of a sample k ticks above the least, or BEYOND. */
static enum estimate_status add_influences(
    struct linear *l, const struct source *s, const double *influence)
{
	enum estimate_status status = linear_init(l, s->n);
	for (size_t i = 0; status == EST_OK && i < s->n; i++) {
		uint64_t k = s->x[i] / s->tick - s->least;
		linear_add(l, i, influence[k < SPAN ? k : BEYOND]);
	}
	return status;
}

static void explained_interval(struct beat *b, const struct influences *f, const struct counts *c,
    double m, double observed, const struct source *source)
{
	double s = b->jitter_ticks.value, d = step, each[SPAN + 1];
	struct linear l = {0};
	struct estimate *e = &b->explained_share;
	if (f->edge || b->jitter_ticks.lo <= 0) {
		e->lo = fmin(fmax(explained_bits(m, b->jitter_ticks.hi) / observed, 0), e->value);
		e->hi = fmax(explained_bits(m, b->jitter_ticks.lo) / observed, e->value);
		e->hi = e->hi > 1 - 1e-6 ? 1 : e->hi; /* m is good to 1e-8 */
		e->n_eff = b->jitter_ticks.n_eff;
		e->note = "95 % interval: that of the jitter, mapped";
		return;
	}
	double by_m = (explained_bits(m + d, s) - explained_bits(m - d, s)) / (2 * d);
	double by_s = (explained_bits(m, s + d) - explained_bits(m, s - d)) / (2 * d);
	for (int k = 0; k < SPAN; k++) {
		double surprise = c->c[k] > 0 ? log2(c->n / c->c[k]) - observed : 0;
		each[k] = (by_m * f->m[k] + by_s * f->s[k] - e->value * surprise) / observed;
	}
	each[BEYOND] = 0;
	if (add_influences(&l, source, each) == EST_OK)
		linear_normal(e, &l, 0, 0, 1);
	linear_release(&l);
}

/* A misfit by chance has as many degrees of freedom as values were seen, less those that the
 * parameters take. */
static void misfit_interval(struct estimate *misfit, const struct linear *l, const struct counts *c,
    const struct influences *f)
{
	double seen = c->beyond > 0;
	for (int k = 0; k <= c->top; k++)
		seen += c->c[k] > 0;
	struct linear_chance chance = {
	    misfit->value, fmax(seen - 1 - (f->edge ? 1 : 2), 0), 2 * c->n * M_LN2};
	struct estimate e = *misfit;
	misfit->note = "no interval: as many parameters as values";
	if (chance.freedom < 1)
		return;
	e.value -= chance.freedom / chance.scale;
	linear_information(&e, l, &chance, INFINITY);
	misfit->lo = e.lo;
	misfit->hi = isnan(e.hi) ? NAN : fmax(e.hi, misfit->value);
	misfit->note = e.note;
	misfit->n_eff = e.n_eff;
}

static enum estimate_status set_intervals(struct beat *b, const struct source *source,
    const struct counts *c, struct influences *f, double observed)
{
	double m = b->cost_ticks.value - (double)source->least;
	struct linear cost = {0}, misfit = {0};
	set_influences(f, c, m, b->jitter_ticks.value);
	for (int k = 0; k < SPAN; k++)
		f->misfit[k] -= c->c[k] > 0 ? b->misfit_bits.value : 0;
	f->misfit[BEYOND] -= c->beyond > 0 ? b->misfit_bits.value : 0;
	enum estimate_status status = add_influences(&cost, source, f->m);
	if (status == EST_OK)
		status = add_influences(&misfit, source, f->misfit);
	if (status == EST_OK) {
		linear_normal(&b->cost_ticks, &cost, 0, 0, INFINITY);
		misfit_interval(&b->misfit_bits, &misfit, c, f);
		b->jitter_ticks.note = b->explained_share.note = b->cost_ticks.note;
		if (!isnan(b->cost_ticks.lo)) {
			jitter_interval(&b->jitter_ticks, c, m, b->cost_ticks.n_eff);
			explained_interval(b, f, c, m, observed, source);
		}
	}
	linear_release(&cost);
	linear_release(&misfit);
	return status;
}

enum estimate_status beat_intervals(
    struct beat *b, const uint64_t *x, size_t n, uint64_t tick, const struct histogram *h)
{
	if (b->cost_ticks.status != EST_OK)
		return EST_OK;
	struct source source = {x, n, tick, h->value[0]};
	struct counts *c = calloc(1, sizeof *c);
	struct influences *f = calloc(1, sizeof *f);
	enum estimate_status status = EST_NO_MEMORY;
	if (c && f) {
		fill_counts(c, h);
		status = set_intervals(b, &source, c, f, entropy_shannon(h).value);
	}
	free(c);
	free(f);
	return status;
}

/* ---- phases ---- */

/* Phase after `from`, 0..1. Relative to the first start, which a double holds exactly for weeks of
 * ticks; a shift common to all phases changes no figure here. Earlier starts are a wrapped
 * counter's. */
static double phase_of(uint64_t start, uint64_t from, double period)
{
	/* fmod divides bit by bit. While the quotient is good to 1, and a remainder rounded once is
	 * then exact, this gives its digits. */
	double d = (double)(start - from), turns = floor(d / period);
	double r = turns < 0x1p50 ? fma(-turns, period, d) : fmod(d, period);
	r = r < 0 ? r + period : r >= period ? r - period : r;
	return r / period;
}

static double table_bits(const uint32_t *count, size_t m, double n)
{
	double sum = 0, kinds = 0;
	for (size_t i = 0; i < m; i++)
		if (count[i]) {
			sum += count[i] / n * log2(n / count[i]);
			kinds++;
		}
	return sum + (kinds - 1) / (2 * n * M_LN2);
}

enum { VALUES = 64 };

/* A double distinguishes so many, and 256 cells times as many are 64 bits. */
#define MOST_PHASES ((uint64_t)1 << 48)

/* Values against phase cells, counted. */
struct phases {
	const uint64_t *x, *start;
	size_t n;
	uint64_t least;
	double period;
	unsigned cells;
	uint32_t *joint, value[VALUES], phase[256]; /* joint[VALUES * cells] */
};

static size_t phase_cell(const struct phases *p, size_t i)
{
	size_t v = p->x[i] - p->least < VALUES ? (size_t)(p->x[i] - p->least) : VALUES - 1;
	size_t at = (size_t)(phase_of(p->start[i], p->start[0], p->period) * p->cells);
	return v * p->cells + (at < p->cells ? at : p->cells - 1);
}

static void count_phases(struct phases *p)
{
	p->least = p->x[0];
	for (size_t i = 1; i < p->n; i++)
		p->least = p->x[i] < p->least ? p->x[i] : p->least;
	for (size_t i = 0; i < p->n; i++) {
		size_t at = phase_cell(p, i);
		p->joint[at]++;
		p->value[at / p->cells]++;
		p->phase[at % p->cells]++;
	}
}

/* Of I / H: the influence of a sample is (density - I - share (surprise - H)) / H. `influence` has
 * room for each cell. */
static enum estimate_status phase_interval(
    struct estimate *e, const struct phases *p, double *influence)
{
	double n = (double)p->n, h = 0, mutual = 0, values = 0;
	struct linear l;
	for (int v = 0; v < VALUES; v++) {
		h += p->value[v] ? p->value[v] / n * log2(n / p->value[v]) : 0;
		values += p->value[v] > 0;
	}
	for (size_t i = 0; i < (size_t)VALUES * p->cells; i++) {
		double c = p->joint[i];
		influence[i] =
		    c > 0 ? log2(c * n / p->value[i / p->cells] / p->phase[i % p->cells]) : 0;
		mutual += c / n * influence[i];
	}
	for (size_t i = 0; i < (size_t)VALUES * p->cells; i++)
		if (p->joint[i])
			influence[i] -=
			    mutual + mutual / h * (log2(n / p->value[i / p->cells]) - h);
	enum estimate_status status = linear_init(&l, p->n);
	for (size_t i = 0; status == EST_OK && i < p->n; i++)
		linear_add(&l, i, influence[phase_cell(p, i)] / h);
	struct linear_chance chance = {
	    mutual / h, (values - 1) * (p->cells - 1), 2 * n * M_LN2 * h};
	if (status == EST_OK)
		linear_information(e, &l, &chance, 1);
	linear_release(&l);
	return status;
}

static struct estimate phase_share(struct phases *p)
{
	size_t all = (size_t)VALUES * p->cells;
	double *influence = malloc(all * sizeof *influence), n = (double)p->n;
	count_phases(p);
	double bits = table_bits(p->value, VALUES, n);
	double shared = bits + table_bits(p->phase, p->cells, n) - table_bits(p->joint, all, n);
	struct estimate e = estimate_point(fmin(fmax(shared / bits, 0), 1), p->n);
	if (p->value[0] == p->n)
		e = estimate_absent(EST_DEGENERATE, p->n);
	else if (!influence || phase_interval(&e, p, influence) != EST_OK)
		e = estimate_absent(EST_NO_MEMORY, p->n);
	free(influence);
	return e;
}

struct estimate beat_explained_by_phase(
    const uint64_t *x, const uint64_t *start, size_t n, double period, unsigned cells)
{
	struct phases p = {
	    .x = x, .start = start, .n = n, .period = period, .cells = cells, .value = {0}};
	if (cells < 2 || cells > 256 || !(period > 0))
		return estimate_absent(EST_NOT_APPLICABLE, n);
	if (n < 20 * (size_t)cells)
		return estimate_absent(EST_TOO_SHORT, n);
	p.joint = calloc((size_t)VALUES * cells, sizeof *p.joint);
	struct estimate e = p.joint ? phase_share(&p) : estimate_absent(EST_NO_MEMORY, n);
	free(p.joint);
	return e;
}

/* Phases 0 .. phases - 1 that fall into cells below `cell`. */
static double phases_below(uint64_t cell, uint64_t phases, unsigned cells)
{
	return (double)((cell * phases + cells - 1) / cells);
}

struct estimate beat_phase_uniform_p(
    const uint64_t *start, size_t n, double period, uint64_t phases, unsigned cells)
{
	uint32_t count[256] = {0};
	cells = phases < cells ? (unsigned)phases : cells;
	if (cells < 2 || cells > 256 || phases > MOST_PHASES || !(period > 0))
		return estimate_absent(EST_NOT_APPLICABLE, n);
	if (n < 5 * (size_t)cells)
		return estimate_absent(EST_TOO_SHORT, n);
	for (size_t i = 0; i < n; i++) {
		double at = phase_of(start[i], start[0], period) * (double)phases;
		count[(uint64_t)(at + 0.5) % phases * cells / phases]++;
	}
	double chi = 0, each = (double)n / (double)phases;
	for (unsigned i = 0; i < cells; i++) {
		double expected =
		    each * (phases_below(i + 1, phases, cells) - phases_below(i, phases, cells));
		chi += (count[i] - expected) * (count[i] - expected) / expected;
	}
	gsl_quiet();
	return estimate_point(gsl_cdf_chisq_Q(chi, cells - 1), n);
}
