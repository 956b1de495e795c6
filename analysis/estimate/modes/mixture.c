/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * EM on cells, started from several cuts of the values and from a smaller fit with each of its
 * components split: a likelihood of mixtures has many hills, and no start finds the highest one for
 * certain. What can be had for certain is that k + 1 components are no worse than k: a component
 * written twice has the same likelihood, and no step of EM lowers it @[DEMPSTER-1977]. So that is
 * what is returned where every start ends below the smaller fit. Steps are extrapolated
 * @[VARADHAN-ROLAND-2008]: near-touching components else take thousands. A step costs cells x
 * components evaluations of erfc; all starts take 12 steps, three 30 more, one goes on.
 */
#include "mixture.h"

#include "quantiles.h"
#include "rng.h"

#include <gsl/gsl_math.h>
#include <math.h>
#include <stdlib.h>

enum { STARTS = 8 };

/* Everything here is relative to the smallest value, so that huge ticks keep their digits. */
struct cells {
	const struct coarse *c;
	const uint64_t *count;
	double half; /* g / 2 */
	enum mixture_family family;
	double enough; /* log likelihood at which no fit climbs further; 0: at none */
};

static double lower_edge(const struct cells *d, size_t i)
{
	return (double)(d->c->lo[i] - d->c->base) - d->half;
}

static double upper_edge(const struct cells *d, size_t i)
{
	return (double)(d->c->hi[i] - d->c->base) + d->half;
}

/* From a place above the base to the scale on which components are normal. */
static double scale_place(const struct cells *d, double x)
{
	double base = d->family == MIXTURE_LOG_NORMAL ? (double)d->c->base : 0;
	return component_scale(d->family, base + x, d->half / 500);
}

/* Width of `ticks` ticks at x, on that scale. */
static double scaled_width(const struct cells *d, double ticks, double x)
{
	double width = 2 * ticks * d->half;
	return d->family == MIXTURE_LOG_NORMAL ? width / fmax((double)d->c->base + x, d->half)
					       : width;
}

/* The background's distribution function, up to a factor: odd about the median. */
static double background_integral(const struct mixture *m, double x)
{
	double d = fabs(x - m->median), v = log1p(d / m->spread);
	return x < m->median ? -v : v;
}

static double background_whole(const struct mixture *m)
{
	return background_integral(m, m->range_hi) - background_integral(m, m->range_lo);
}

static double background_between(const struct mixture *m, double lo, double hi)
{
	return (background_integral(m, hi) - background_integral(m, lo)) / background_whole(m);
}

struct sums {
	double w[MIXTURE_MAX + 1], first[MIXTURE_MAX], second[MIXTURE_MAX], wait[MIXTURE_MAX];
	double log_likelihood, n;
};

/* What is known at the upper edge of the cell before: that of neighbours is computed once. */
struct edges {
	double at, scaled, background, all; /* background_integral there, over the whole range */
	struct component_edge of[MIXTURE_MAX];
};

/* The parts of the components and of the background in cell i, and their sum. */
static double cell_parts(const struct mixture *m, const struct cells *d, size_t i,
    struct edges *edges, struct component_part *part, double *background)
{
	double lo = lower_edge(d, i), hi = upper_edge(d, i), to = scale_place(d, hi);
	bool known = edges->at == lo;
	double from = known ? edges->scaled : scale_place(d, lo);
	double all = *background = 0;
	for (int k = 0; k < m->k; k++) {
		const struct mixture_component *c = &m->component[k];
		if (!known)
			edges->of[k] = component_edge(m->family, c, from);
		struct component_edge end = component_edge(m->family, c, to);
		part[k] = component_part(m->family, c, &edges->of[k], &end);
		all += part[k].p *= c->weight;
		edges->of[k] = end;
	}
	if (m->background > 0) {
		double before = known ? edges->background : background_integral(m, lo);
		edges->background = background_integral(m, hi);
		*background = m->background * (edges->background - before) / edges->all;
	}
	edges->at = hi;
	edges->scaled = to;
	return all + *background;
}

static void add_cell(
    const struct mixture *m, const struct cells *d, size_t i, struct edges *edges, struct sums *s)
{
	double count = (double)d->count[i], background;
	struct component_part part[MIXTURE_MAX];
	double all = cell_parts(m, d, i, edges, part, &background);
	s->n += count;
	s->log_likelihood += count * log(fmax(all, 1e-300));
	if (all < 1e-300)
		return;
	for (int k = 0; k < m->k; k++) {
		double w = count * part[k].p / all;
		s->w[k] += w;
		if (w > 0) {
			s->first[k] += w * part[k].first;
			s->second[k] += w * part[k].second;
			s->wait[k] += w * part[k].wait;
		}
	}
	s->w[m->k] += count * background / all;
}

/* A twentieth of a tick, on the component's scale. */
static double least_sd(const struct mixture *m, double mean)
{
	return m->family == MIXTURE_LOG_NORMAL ? m->tick / 20 / fmax(exp(mean), m->tick)
					       : m->tick / 20;
}

/* An exponential part shorter than this has no effect that a tick could show. */
static double least_tail(const struct mixture *m)
{
	return m->tick / 1000;
}

/* What a component becomes, of which a sample's share is w[k] / n. */
static void maximise_component(struct mixture *m, int k, const struct sums *s)
{
	struct mixture_component *c = &m->component[k];
	if (s->w[k] < 1e-9 * s->n)
		return; /* a component that holds nothing stays where it is */
	double shift = s->first[k] / s->w[k];
	double var = s->second[k] / s->w[k] - shift * shift;
	c->mean += c->sd * shift;
	c->sd = fmax(c->sd * sqrt(fmax(var, 0)), least_sd(m, c->mean));
	if (m->family == MIXTURE_MODIFIED_NORMAL)
		c->tail = fmax(c->tail * s->wait[k] / s->w[k], least_tail(m));
}

/* One step of EM; leaves in m the log likelihood of the mixture before it. Returns the sample
 * count. */
static double step_em(struct mixture *m, const struct cells *d)
{
	struct sums s = {0};
	struct edges edges = {.at = NAN, .all = background_whole(m)};
	double total = 0;
	for (size_t i = 0; i < d->c->cells; i++)
		if (d->count[i])
			add_cell(m, d, i, &edges, &s);
	for (int k = 0; k <= m->k; k++)
		total += s.w[k];
	for (int k = 0; k < m->k; k++) {
		m->component[k].weight = s.w[k] / total;
		maximise_component(m, k, &s);
	}
	m->background = s.w[m->k] / total;
	m->log_likelihood = s.log_likelihood;
	return s.n;
}

/* The free parameters as a vector: means in units of `unit` (the start's spreads), logarithms of
 * spreads, weights and tails, so that any vector is a mixture again. */
enum { EACH = 4, COORDINATES = EACH * MIXTURE_MAX + 1 };

static int to_vector(const struct mixture *m, const struct mixture *unit, double *v)
{
	int n = 0;
	for (int k = 0; k < m->k; k++) {
		const struct mixture_component *c = &m->component[k];
		v[n++] = c->mean / unit->component[k].sd;
		v[n++] = log(c->sd);
		v[n++] = log(fmax(c->weight, 1e-12));
		v[n++] = m->family == MIXTURE_MODIFIED_NORMAL ? log(c->tail) : 0;
	}
	v[n++] = log(fmax(m->background, 1e-12));
	return n;
}

static void from_vector(struct mixture *m, const struct mixture *unit, const double *v)
{
	double all = 0;
	for (int k = 0; k < m->k; k++) {
		struct mixture_component *c = &m->component[k];
		c->mean = v[EACH * k] * unit->component[k].sd;
		c->sd = fmax(exp(v[EACH * k + 1]), least_sd(m, c->mean));
		all += c->weight = exp(v[EACH * k + 2]);
		if (m->family == MIXTURE_MODIFIED_NORMAL)
			c->tail = fmax(exp(v[EACH * k + 3]), least_tail(m));
	}
	m->background = m->background > 0 ? exp(v[EACH * m->k]) : 0;
	all += m->background;
	for (int k = 0; k < m->k; k++)
		m->component[k].weight /= all;
	m->background /= all;
}

/* Where two steps of EM, a to b to c, seem to lead: the squared extrapolation SqS3 of
 * @[VARADHAN-ROLAND-2008, section 3]. Can overshoot: the caller must look at the likelihood. */
static struct mixture extrapolate_steps(
    const struct mixture *a, const struct mixture *b, const struct mixture *c)
{
	double x[COORDINATES], y[COORDINATES], z[COORDINATES], rr = 0, vv = 0;
	int n = to_vector(a, a, x);
	to_vector(b, a, y);
	to_vector(c, a, z);
	for (int i = 0; i < n; i++) {
		double r = y[i] - x[i], v = z[i] - y[i] - r;
		rr += r * r;
		vv += v * v;
	}
	double alpha = vv > 0 ? fmin(fmax(sqrt(rr / vv), 1), 256) : 1;
	for (int i = 0; i < n; i++) {
		double r = y[i] - x[i], v = z[i] - y[i] - r;
		x[i] += 2 * alpha * r + alpha * alpha * v;
	}
	struct mixture m = *c;
	from_vector(&m, a, x);
	return m;
}

static bool is_usable(const struct mixture *m)
{
	for (int k = 0; k < m->k; k++)
		if (!isfinite(m->component[k].mean) || !isfinite(m->component[k].sd) ||
		    !isfinite(m->component[k].weight) || !isfinite(m->component[k].tail))
			return false;
	return true;
}

/* Cycles of two steps of EM, an extrapolation, and a third step which also gives the likelihood of
 * where the extrapolation led: not better than the second step's start, and it is dropped. Ends
 * when a plain step gains less than the tolerance per sample at both ends of a cycle, or at a
 * likelihood that is enough. */
static void climb_likelihood(struct mixture *m, const struct cells *d, int most, double tolerance)
{
	int quiet = 0;
	m->status = EST_NOT_CONVERGED;
	for (m->iterations = 0; m->iterations + 3 <= most && quiet < 2;) {
		struct mixture b = *m, c;
		step_em(&b, d); /* b holds the likelihood of m */
		c = b;
		double n = step_em(&c, d); /* c that of b */
		struct mixture far = extrapolate_steps(m, &b, &c);
		quiet = c.log_likelihood - b.log_likelihood < tolerance * n ? quiet + 1 : 0;
		int iterations = m->iterations + 3;
		step_em(&far, d);
		*m = is_usable(&far) && far.log_likelihood >= c.log_likelihood ? far : c;
		m->iterations = iterations;
		if (d->enough < 0 && m->log_likelihood >= d->enough)
			break;
	}
	if (quiet == 2)
		m->status = EST_OK;
}

/* The order of the components: by the mean of their values, whatever the family. */
static double component_place(const struct mixture *m, int k)
{
	return m->family == MIXTURE_LOG_NORMAL ? m->component[k].mean : mixture_in_ticks(m, k).mean;
}

static void sort_components(struct mixture *m)
{
	for (int i = 1; i < m->k; i++)
		for (int j = i; j > 0 && component_place(m, j) < component_place(m, j - 1); j--) {
			struct mixture_component t = m->component[j];
			m->component[j] = m->component[j - 1];
			m->component[j - 1] = t;
		}
}

/* Cells [from, to) as one component: their mean, spread (at least a quarter tick), and share. */
static struct mixture_component fit_group(const struct cells *d, size_t from, size_t to)
{
	double n = 0, sum = 0, sum2 = 0;
	for (size_t i = from; i < to; i++) {
		n += (double)d->count[i];
		sum += (double)d->count[i] * scale_place(d, d->c->mean[i]);
	}
	double mean = n > 0 ? sum / n : scale_place(d, d->c->mean[from]);
	for (size_t i = from; i < to; i++) {
		double away = scale_place(d, d->c->mean[i]) - mean;
		sum2 += (double)d->count[i] * away * away;
	}
	double sd = n > 0 ? sqrt(sum2 / n) : 0, least = scaled_width(d, 0.25, d->c->mean[from]);
	struct mixture_component c = {mean, fmax(sd, least), fmax(n / (double)d->c->n, 1e-3), 0};
	if (d->family == MIXTURE_MODIFIED_NORMAL) { /* the same mean and sd, a skewness of 0.43 */
		c.tail = 0.6 * c.sd;
		c.mean -= c.tail;
		c.sd *= 0.8;
	}
	return c;
}

/* The cells without the outermost 0.5 % of samples at each end: where starts are looked for. */
static void find_bulk(const struct cells *d, size_t *from, size_t *to)
{
	uint64_t edge = d->c->n / 200, seen = 0;
	*from = 0;
	*to = d->c->cells;
	while (seen + d->count[*from] <= edge)
		seen += d->count[(*from)++];
	seen = 0;
	while (seen + d->count[*to - 1] <= edge)
		seen += d->count[--*to];
}

/* The first cell of [from, to) at or above the q-quantile of the whole. */
static size_t cell_of_quantile(const struct cells *d, size_t from, size_t to, double q)
{
	double seen = 0;
	size_t i = 0;
	while (i + 1 < d->c->cells && seen + (double)d->count[i] < q * (double)d->c->n)
		seen += (double)d->count[i++];
	return i < from ? from : i >= to ? to - 1 : i;
}

static int by_size(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	return (x > y) - (x < y);
}

/* cut[1..k): the k - 1 widest gaps between neighbouring cells. */
static void cut_at_gaps(const struct cells *d, size_t from, size_t to, int k, size_t *cut)
{
	for (int j = 1; j < k; j++) {
		double widest = -1;
		for (size_t i = from + 1; i < to; i++) {
			double gap =
			    scale_place(d, d->c->mean[i]) - scale_place(d, d->c->mean[i - 1]);
			for (int l = 1; l < j; l++)
				if (cut[l] == i)
					gap = -1;
			if (gap > widest) {
				widest = gap;
				cut[j] = i;
			}
		}
	}
}

/* Lloyd's k-means in one dimension: the cut between two groups is half way between their means. */
static void cut_by_means(const struct cells *d, size_t to, int k, size_t *cut)
{
	for (int round = 0; round < 20; round++)
		for (int j = 1; j < k; j++) {
			struct mixture_component a = fit_group(d, cut[j - 1], cut[j]),
						 b = fit_group(d, cut[j], cut[j + 1]);
			double middle = (a.mean + a.tail + b.mean + b.tail) / 2;
			size_t i = cut[j - 1] + 1;
			while (i + (size_t)(k - j) < to && scale_place(d, d->c->mean[i]) < middle)
				i++;
			cut[j] = i;
		}
}

/* Keeps the cuts strictly increasing, each group with at least one cell. */
static void part_cells(size_t from, size_t to, int k, size_t *cut)
{
	cut[0] = from;
	cut[k] = to;
	qsort(cut + 1, (size_t)k - 1, sizeof *cut, by_size);
	for (int j = 1; j < k; j++)
		cut[j] = cut[j] <= cut[j - 1] ? cut[j - 1] + 1 : cut[j];
	for (int j = k - 1; j > 0; j--)
		cut[j] = cut[j] >= cut[j + 1] ? cut[j + 1] - 1 : cut[j];
}

static void make_start(
    struct mixture *m, const struct cells *d, int start, bool background, struct rng *rng)
{
	size_t from, to, cut[MIXTURE_MAX + 1] = {0};
	find_bulk(d, &from, &to);
	if (to - from < (size_t)m->k) {
		from = 0;
		to = d->c->cells;
	}
	for (int j = 1; j < m->k; j++) {
		double q = start < 3 ? (double)j / m->k : rng_double(rng);
		cut[j] = cell_of_quantile(d, from, to, q);
	}
	if (start == 1)
		cut_at_gaps(d, from, to, m->k, cut);
	part_cells(from, to, m->k, cut);
	if (start == 2) {
		cut_by_means(d, to, m->k, cut);
		part_cells(from, to, m->k, cut);
	}
	m->background = background ? 0.01 : 0;
	for (int j = 0; j < m->k; j++)
		m->component[j] = fit_group(d, cut[j], cut[j + 1]);
}

/* The `keep` likeliest of m[0..count) come first. */
static void keep_best(struct mixture *m, int count, int keep)
{
	for (int i = 0; i < keep; i++)
		for (int j = i + 1; j < count; j++)
			if (m[j].log_likelihood > m[i].log_likelihood) {
				struct mixture t = m[i];
				m[i] = m[j];
				m[j] = t;
			}
}

/* The mixture with component j written twice, `apart` of its sd to either side: 0 leaves the law as
 * it is. The background is left open to grow. */
static struct mixture mixture_split(const struct mixture *smaller, int j, double apart)
{
	struct mixture m = *smaller;
	struct mixture_component *a = &m.component[j], *b = &m.component[m.k++];
	a->weight /= 2;
	*b = *a;
	a->mean -= apart * a->sd;
	b->mean += apart * b->sd;
	if (apart > 0) {
		m.status = EST_NOT_CONVERGED;
		m.background = m.background > 0 ? fmax(m.background, 1e-6) : 0;
	}
	return m;
}

/* All starts run a few steps, the three that are ahead then some more, the best of them to its end:
 * a start that is behind and would still win is rarer than one that never ends. */
static struct mixture best_start(const struct cells *d, const struct mixture *shape,
    const struct mixture_options *o, const struct mixture *smaller, int most, double tolerance)
{
	static const struct {
		int steps, keep;
	} round[] = {{12, 3}, {30, 1}};
	struct mixture m[STARTS + MIXTURE_MAX];
	struct rng rng;
	int count = shape->k == 1 ? 1 : o->starts > 0 && o->starts < STARTS ? o->starts : STARTS;
	rng_init(&rng, o->seed, 0);
	for (int s = 0; s < count; s++) {
		m[s] = *shape;
		m[s].status = EST_NOT_CONVERGED;
		make_start(&m[s], d, s, o->background, &rng);
	}
	for (int j = 0; smaller && j < smaller->k; j++)
		m[count++] = mixture_split(smaller, j, 1);
	for (size_t r = 0; r < sizeof round / sizeof *round && count > 1; r++) {
		for (int s = 0; s < count; s++)
			climb_likelihood(
			    &m[s], d, most < round[r].steps ? most : round[r].steps, tolerance);
		int keep = round[r].keep < count ? round[r].keep : count;
		keep_best(m, count, keep);
		count = keep;
	}
	if (m[0].status != EST_OK)
		climb_likelihood(&m[0], d, most, tolerance);
	if (smaller && m[0].log_likelihood < smaller->log_likelihood)
		return mixture_split(smaller, 0, 0);
	return m[0];
}

static void relative_to(struct mixture *m, double base)
{
	for (int k = 0; k < m->k && m->family != MIXTURE_LOG_NORMAL; k++)
		m->component[k].mean -= base;
	m->median -= base;
	m->range_lo -= base;
	m->range_hi -= base;
}

static struct mixture refused_mixture(
    enum estimate_status status, const struct mixture_options *o, uint64_t n)
{
	return (struct mixture){.status = status, .family = o->family, .k = o->k, .n = n};
}

struct mixture mixture_fit(const struct histogram *h, const struct mixture_options *o)
{
	if (o->k < 1 || o->k > MIXTURE_MAX || !(o->tick >= 0))
		return refused_mixture(EST_NOT_APPLICABLE, o, h->n);
	if (h->n < 10 * (uint64_t)o->k)
		return refused_mixture(EST_TOO_SHORT, o, h->n);
	if (h->distinct < (size_t)o->k)
		return refused_mixture(EST_DEGENERATE, o, h->n);
	struct coarse c;
	if (coarse_init(&c, h) != EST_OK)
		return refused_mixture(EST_NO_MEMORY, o, h->n);
	double g = o->tick > 0 ? o->tick : 1, base = (double)c.base;
	struct cells d = {&c, c.count, g / 2, o->family, o->enough};
	struct mixture m = {
	    .family = o->family, .k = o->k, .n = h->n, .tick = g, .range_lo = -g / 2};
	m.range_hi = (double)(h->value[h->distinct - 1] - c.base) + g / 2;
	m.median = quantiles_at(h, 0.5).value - base;
	m.spread = quantiles_mad(h).value + g;
	struct mixture less = o->smaller ? *o->smaller : (struct mixture){.k = 0};
	bool grows =
	    less.k + 1 == o->k && (less.status == EST_OK || less.status == EST_NOT_CONVERGED);
	relative_to(&less, base);
	m = best_start(&d, &m, o, o->k > 1 && grows ? &less : NULL,
	    o->max_iterations > 0 ? o->max_iterations : 1000,
	    o->tolerance > 0 ? o->tolerance : 1e-9);
	sort_components(&m);
	relative_to(&m, -base);
	coarse_release(&c);
	return m;
}

struct mixture mixture_refine(const struct coarse *c, const uint64_t *count,
    const struct mixture *start, int max_iterations, double tolerance)
{
	struct mixture m = *start;
	struct cells d = {c, count, start->tick / 2, start->family, 0};
	relative_to(&m, (double)c->base);
	/* A weight of exactly 0 could never grow again. */
	m.background = start->background > 0 ? fmax(start->background, 1e-6) : 0;
	climb_likelihood(&m, &d, max_iterations, tolerance);
	sort_components(&m);
	relative_to(&m, -(double)c->base);
	return m;
}

double mixture_likelihood_bound(const struct coarse *c, double tick)
{
	double sum = 0;
	for (size_t i = 0; i < c->cells; i++) {
		if (i > 0 && (double)(c->lo[i] - c->hi[i - 1]) < tick)
			return INFINITY;
		sum += (double)c->count[i] * log((double)c->count[i] / (double)c->n);
	}
	return sum;
}

struct mixture_component mixture_in_ticks(const struct mixture *m, int k)
{
	return component_in_ticks(m->family, &m->component[k]);
}

double mixture_component_between(const struct mixture *m, int k, double lo, double hi)
{
	const struct mixture_component *c = &m->component[k];
	double least = m->tick / 1000;
	struct component_edge a =
	    component_edge(m->family, c, component_scale(m->family, lo, least));
	struct component_edge b =
	    component_edge(m->family, c, component_scale(m->family, hi, least));
	return component_between(&a, &b);
}

double mixture_between(const struct mixture *m, double lo, double hi)
{
	double sum = 0, from = fmax(lo, m->range_lo), to = fmin(hi, m->range_hi);
	for (int k = 0; k < m->k; k++)
		sum += m->component[k].weight * mixture_component_between(m, k, lo, hi);
	if (m->background > 0 && from < to)
		sum += m->background * background_between(m, from, to);
	return sum;
}

double mixture_posterior(const struct mixture *m, double x, double posterior[MIXTURE_MAX + 1])
{
	double lo = x - m->tick / 2, hi = x + m->tick / 2, all = 0;
	for (int k = 0; k < m->k; k++)
		all += posterior[k] =
		    m->component[k].weight * mixture_component_between(m, k, lo, hi);
	posterior[m->k] = m->background > 0 ? m->background * background_between(m, lo, hi) : 0;
	all += posterior[m->k];
	for (int k = 0; k <= m->k; k++)
		posterior[k] = all > 0 ? posterior[k] / all : k == m->k;
	return log(fmax(all, 1e-300));
}
