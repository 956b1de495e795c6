/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "modality.h"

#include "rng.h"

#include <math.h>
#include <stdlib.h>

/* Of the values between two modes the rarest must be this much rarer than the lesser mode. */
static const double MODALITY_DIP = 0.9;
/* Less than this share of the samples is no mode: bumps of the tail come and go between runs. */
static const double MODALITY_SHARE = 0.01;

static double density(const struct mixture_component *c, double least_sd, double x)
{
	double sd = fmax(c->sd, least_sd), z = (x - c->mean) / sd;
	return 0.3989422804014327 / sd * c->weight * exp(-0.5 * z * z);
}

/* Phi(b) - Phi(a) for a component's cell [lo, hi). */
static double cell(const struct mixture_component *c, double lo, double hi)
{
	double a = (lo - c->mean) / c->sd, b = (hi - c->mean) / c->sd;
	if (a > 0)
		return 0.5 * (erfc(a * M_SQRT1_2) - erfc(b * M_SQRT1_2));
	if (b < 0)
		return 0.5 * (erfc(-b * M_SQRT1_2) - erfc(-a * M_SQRT1_2));
	return 0.5 * (erf(b * M_SQRT1_2) - erf(a * M_SQRT1_2));
}

/* Probability of the value x, background aside: what the counts at x are compared with. */
static double probability(const struct mixture *m, double x)
{
	double sum = 0;
	for (int k = 0; k < m->k; k++)
		sum += m->component[k].weight *
		       cell(&m->component[k], x - m->tick / 2, x + m->tick / 2);
	return sum;
}

static double options_n_eff(const struct modality_options *o, uint64_t n)
{
	return o->n_eff > 0 ? fmin(o->n_eff, (double)n) : (double)n;
}

/* The value nearest to x that the counter can show. */
static double on_lattice(const struct mixture *m, double origin, double x)
{
	return origin + floor((x - origin) / m->tick + 0.5) * m->tick;
}

/* Least probability of the values between two, and where: the middle, if several share it. Only
 * values are looked at that the counter can show: what a fit does between them, where no sample can
 * be, is no dip. At most VALUES of them. */
static double valley(const struct mixture *m, double from, double to, double *where)
{
	enum { VALUES = 4096 };
	double count = (to - from) / m->tick - 1, least = INFINITY, first = from, last = to;
	double stride = count > VALUES ? floor(count / VALUES) + 1 : 1;
	for (double i = 1; i <= count; i += stride) {
		double x = from + i * m->tick, p = probability(m, x);
		if (p < least) {
			least = p;
			first = x;
		}
		if (p <= least)
			last = x;
	}
	*where = (first + last) / 2;
	return least;
}

static bool parted(const struct mixture *m, double from, double to, double *where)
{
	return valley(m, from, to, where) <
	       MODALITY_DIP * fmin(probability(m, from), probability(m, to));
}

bool modality_apart(const struct mixture *m, int a, int b, double origin)
{
	double where, from = on_lattice(m, origin, m->component[a].mean);
	return parted(m, from, on_lattice(m, origin, m->component[b].mean), &where);
}

/* Puts mode i to its neighbour, the one before it if there is one; returns how many modes are left.
 */
static int merge_mode(struct modality *out, int i, int modes)
{
	int into = i > 0 ? i - 1 : 0;
	if (i == 0)
		out->peak[0] = out->peak[1];
	out->share[into] += out->share[into + 1];
	for (int k = into + 1; k + 1 < modes; k++) {
		out->share[k] = out->share[k + 1];
		out->peak[k] = out->peak[k + 1];
	}
	/* The antimode between the two goes. */
	for (int k = into; k + 2 < modes; k++)
		out->antimode[k] = out->antimode[k + 1];
	for (int k = 0; k < out->mixture.k; k++)
		out->mode_of[k] -= out->mode_of[k] > into;
	return modes - 1;
}

/* Goes through the components from left to right and opens a new mode where there is a valley
 * between the highest point so far of the current mode and the component. */
static void find_modes(struct modality *out, double origin)
{
	const struct mixture *m = &out->mixture;
	int mode = 0;
	out->peak[0] = on_lattice(m, origin, m->component[0].mean);
	for (int k = 0; k < m->k; k++) {
		double x = on_lattice(m, origin, m->component[k].mean), where;
		double here = probability(m, x), top = probability(m, out->peak[mode]);
		if (k > 0 && parted(m, out->peak[mode], x, &where)) {
			out->antimode[mode++] = where;
			out->peak[mode] = x;
		} else if (here > top) {
			out->peak[mode] = x;
		}
		out->mode_of[k] = mode;
		out->share[mode] += m->component[k].weight;
	}
	int modes = mode + 1;
	for (int i = 0; modes > 1 && i < modes;)
		if (out->share[i] < MODALITY_SHARE)
			modes = merge_mode(out, i, modes);
		else
			i++;
	out->modes = estimate_point(modes, m->n);
}

static struct modality constant(const struct histogram *h)
{
	struct modality out = {.status = EST_OK};
	out.mixture = (struct mixture){.status = EST_OK, .k = 1, .tick = 1, .n = h->n};
	out.mixture.component[0] = (struct mixture_component){(double)h->value[0], 0, 1};
	out.peak[0] = (double)h->value[0];
	out.share[0] = 1;
	out.components = out.modes = estimate_point(1, h->n);
	return out;
}

struct modality modality_of(const struct histogram *h, const struct modality_options *o)
{
	struct modality out = {.status = EST_TOO_SHORT};
	out.components = out.modes = estimate_absent(EST_TOO_SHORT, h->n);
	if (h->n < 20)
		return out;
	if (h->distinct == 1)
		return constant(h);
	double n_eff = options_n_eff(o, h->n), best = INFINITY;
	int most = o->most > 0 && o->most < MIXTURE_MAX ? o->most : MIXTURE_MAX;
	for (int k = 0; k <= MIXTURE_MAX; k++)
		out.bic[k] = NAN;
	for (int k = 1; k <= most; k++) {
		struct mixture m = mixture_fit(
		    h, &(struct mixture_options){
			   .k = k, .tick = o->tick, .background = true, .seed = o->seed});
		if (m.status == EST_NO_MEMORY)
			out.status = EST_NO_MEMORY;
		if (m.status != EST_OK && m.status != EST_NOT_CONVERGED)
			break;
		out.bic[k] = -2 * m.log_likelihood * n_eff / (double)h->n + 3 * k * log(n_eff);
		if (out.bic[k] < best) {
			best = out.bic[k];
			out.mixture = m;
		}
	}
	if (!isfinite(best))
		return out;
	out.status = EST_OK;
	out.components = estimate_point(out.mixture.k, h->n);
	find_modes(&out, (double)h->value[0]);
	out.components.n_eff = out.modes.n_eff = n_eff;
	return out;
}

struct estimate modality_ashman(
    const struct mixture_component *a, const struct mixture_component *b)
{
	double s = a->sd * a->sd + b->sd * b->sd;
	if (s <= 0)
		return estimate_absent(EST_DEGENERATE, 0);
	return estimate_point(fabs(a->mean - b->mean) * M_SQRT2 / sqrt(s), 0);
}

struct estimate modality_overlap(
    const struct mixture_component *a, const struct mixture_component *b)
{
	if (a->sd <= 0 || b->sd <= 0)
		return estimate_absent(EST_DEGENERATE, 0);
	/* The smaller of the two is never wider than the narrower: its range is range enough. */
	const struct mixture_component *narrow = a->sd < b->sd ? a : b;
	enum { STEPS = 4000 };
	double from = narrow->mean - 8 * narrow->sd, step = 16 * narrow->sd / STEPS, sum = 0;
	for (int i = 0; i < STEPS; i++) {
		double x = from + (i + 0.5) * step;
		sum += fmin(density(a, 0, x), density(b, 0, x)) * step;
	}
	return estimate_point(sum / (a->weight + b->weight), 0);
}

/* ---- likelihood ratio ---- */

static double log_likelihood(const struct histogram *h, int k, const struct modality_options *o)
{
	struct mixture m = mixture_fit(h,
	    &(struct mixture_options){
		.k = k, .tick = o->tick, .background = true, .seed = o->seed, .tolerance = 1e-8});
	return m.status == EST_OK || m.status == EST_NOT_CONVERGED ? m.log_likelihood : NAN;
}

/* One value from the fitted single component or the background, on the lattice, not below 0. The
 * background's distribution function is inverted in closed form: log(1 + d/u) is uniform on either
 * side. */
static uint64_t draw(const struct mixture *m, double lattice, struct rng *r)
{
	double x = m->component[0].mean + m->component[0].sd * rng_normal(r);
	if (rng_double(r) < m->background) {
		double left = log1p((m->median - m->range_lo) / m->spread);
		double right = log1p((m->range_hi - m->median) / m->spread);
		double u = rng_double(r) * (left + right) - left;
		x = m->median + (u < 0 ? -1 : 1) * m->spread * expm1(fabs(u));
	}
	double ticks = floor((x - lattice) / m->tick + 0.5) * m->tick + lattice;
	return ticks > 0 ? (uint64_t)ticks : 0;
}

/* The likelihood of the null law for a replicate that was drawn from it. A component beside a
 * background that has taken the other mode is a second hill of the likelihood; the fit's own start
 * may climb the lower one, and the ratio of the replicate would come out far too large. So the law
 * itself is a start too. */
static double null_log_likelihood(
    const struct histogram *h, const struct mixture *null, const struct modality_options *o)
{
	struct coarse c;
	double fitted = log_likelihood(h, 1, o);
	if (coarse_init(&c, h) != EST_OK)
		return fitted;
	struct mixture m = mixture_refine(&c, c.count, null, 1000, 1e-8);
	coarse_release(&c);
	return fmax(fitted, m.log_likelihood);
}

struct estimate modality_likelihood_ratio_p(
    const struct histogram *h, const struct modality_options *o, unsigned replicates)
{
	double n_eff = options_n_eff(o, h->n), scale = n_eff / (double)h->n;
	if (n_eff < 20)
		return estimate_absent(EST_TOO_SHORT, h->n);
	if (h->distinct < 2)
		return estimate_absent(EST_DEGENERATE, h->n);
	size_t n = (size_t)fmin(n_eff, 20000);
	struct mixture one =
	    mixture_fit(h, &(struct mixture_options){.k = 1, .tick = o->tick, .background = true});
	double observed = scale * (log_likelihood(h, 2, o) - one.log_likelihood);
	uint64_t *x = malloc(n * sizeof *x);
	replicates = replicates ? replicates : 99;
	unsigned reached = 0;
	for (unsigned b = 0; x && b < replicates; b++) {
		struct rng r;
		struct histogram sim;
		rng_init(&r, o->seed, b);
		for (size_t i = 0; i < n; i++)
			x[i] = draw(&one, (double)h->value[0], &r);
		if (histogram_init(&sim, x, n) != EST_OK) {
			free(x);
			x = NULL;
			break;
		}
		double ratio = log_likelihood(&sim, 2, o) - null_log_likelihood(&sim, &one, o);
		reached += ratio >= observed;
		histogram_release(&sim);
	}
	if (!x)
		return estimate_absent(EST_NO_MEMORY, h->n);
	free(x);
	return estimate_point((1.0 + reached) / (1.0 + replicates), h->n);
}
