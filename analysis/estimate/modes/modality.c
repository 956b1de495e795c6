/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Modes from a fit, and fits chosen among families and numbers of components by BIC at the
 * effective n @[SCHWARZ-1978]: BIC because the question is how many, not how likely, and at n_eff
 * because dependent samples do not buy components. A mode must be shown by the samples too, since a
 * flexible fit ripples. Each larger fit also starts from the smaller one, and a test of one
 * component against two draws its null from the best single law, climbs series and replicates to
 * the same accuracy, and never finds a ratio below 0. Only whether a replicate reaches the observed
 * ratio is asked, so the likelihood of the counts' own shares, which bounds that of any law, spares
 * most second fits. Cost: 15 fits of at most some 3000 cells; the test 99 small ones.
 */
#include "modality.h"

#include "rng.h"

#include <math.h>
#include <stdlib.h>

/* Of the values between two modes the rarest must be this much rarer than the lesser mode. */
static const double MODALITY_DIP = 0.9;
/* Less than this share of the samples is no mode: bumps of the tail come and go between runs. */
static const double MODALITY_SHARE = 0.01;
/* More than this is no background: what it holds are modes. */
static const double MODALITY_BACKGROUND = 0.3;
/* A valley with less than this share of the lesser peak's samples is empty. */
static const double MODALITY_EMPTY = 0.1;

/* Less than this is as rare as never: 10^9 samples, the most there may be, hold a thousandth. */
static const double MODALITY_NEVER = 1e-12;

/* Probability of [lo, hi) in a mode (in all for mode < 0), background aside. */
static double mode_between(const struct modality *y, int mode, double lo, double hi)
{
	double sum = 0;
	for (int k = 0; k < y->mixture.k; k++)
		if (mode < 0 || y->mode_of[k] == mode)
			sum += y->mixture.component[k].weight *
			       mixture_component_between(&y->mixture, k, lo, hi);
	return sum;
}

/* Probability of the value x, background aside: what the counts at x are compared with. */
static double value_probability(const struct mixture *m, double x)
{
	double sum = 0;
	for (int k = 0; k < m->k; k++)
		sum += m->component[k].weight *
		       mixture_component_between(m, k, x - m->tick / 2, x + m->tick / 2);
	return sum < MODALITY_NEVER ? 0 : sum;
}

/* The value nearest to x that the counter can show. */
static double on_lattice(const struct mixture *m, double origin, double x)
{
	return origin + floor((x - origin) / m->tick + 0.5) * m->tick;
}

/* Where component k has its own maximum, as a value that the counter can show. */
static double own_peak(const struct mixture *m, int k, double origin)
{
	return on_lattice(m, origin, component_peak(m->family, &m->component[k]));
}

static double options_n_eff(const struct modality_options *o, uint64_t n)
{
	return o->n_eff > 0 ? fmin(o->n_eff, (double)n) : (double)n;
}

/* Least probability of the values between two, and where: the middle, if several share it. Only
 * values are looked at that the counter can show: what a fit does between them, where no sample can
 * be, is no dip. At most VALUES of them. */
static double find_valley(const struct mixture *m, double from, double to, double *where)
{
	enum { VALUES = 1024 };
	double count = (to - from) / m->tick - 1, least = INFINITY, first = from, last = to;
	double stride = count > VALUES ? floor(count / VALUES) + 1 : 1;
	for (double i = 1; i <= count; i += stride) {
		double x = from + i * m->tick, p = value_probability(m, x);
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

/* Index of the first value that is not below x. */
static size_t first_from(const struct histogram *h, double x)
{
	size_t low = 0, high = h->distinct;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if ((double)h->value[middle] < x)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Samples in [x - half, x + half). */
static double count_near(const struct histogram *h, double x, double half)
{
	uint64_t sum = 0;
	for (size_t i = first_from(h, x - half); i < h->distinct && (double)h->value[i] < x + half;
	     i++)
		sum += h->count[i];
	return (double)sum;
}

/* Do the samples show the valley of the fit? Its ripples on a flat hump are none of theirs. Windows
 * of a quarter of the way are counted about the valley and both peaks; were the valley no rarer
 * than the lesser peak, its count would be at least half of both, up to the scatter of n_eff
 * samples (one-sided, 0.1 %). A valley that is all but empty is there also
 * where memory leaves few effective samples. */
static bool is_shown(const struct histogram *h, const struct mixture *m, double n_eff,
    const double peak[2], double where)
{
	double way = fmin(where - peak[0], peak[1] - where);
	double half = (floor(way / 4 / m->tick) + 0.5) * m->tick;
	double in = count_near(h, where, half),
	       top = fmin(count_near(h, peak[0], half), count_near(h, peak[1], half));
	double weight = in < MODALITY_EMPTY * top ? 1 : n_eff / (double)h->n;
	return in < MODALITY_DIP * top && (top - in) * weight > 3.09 * sqrt((top + in) * weight);
}

static bool is_parted(const struct histogram *h, const struct mixture *m, double n_eff, double from,
    double to, double *where)
{
	const double peak[2] = {from, to};
	return find_valley(m, from, to, where) <
		   MODALITY_DIP * fmin(value_probability(m, from), value_probability(m, to)) &&
	       is_shown(h, m, n_eff, peak, *where);
}

bool modality_apart(const struct mixture *m, int a, int b, const struct histogram *h, double n_eff)
{
	double where, origin = (double)h->value[0];
	return is_parted(h, m, n_eff, own_peak(m, a, origin), own_peak(m, b, origin), &where);
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
static void find_modes(struct modality *out, const struct histogram *h, double n_eff)
{
	const struct mixture *m = &out->mixture;
	double origin = (double)h->value[0];
	int mode = 0;
	out->peak[0] = own_peak(m, 0, origin);
	for (int k = 0; k < m->k; k++) {
		double x = own_peak(m, k, origin), where;
		double here = value_probability(m, x), top = value_probability(m, out->peak[mode]);
		if (k > 0 && is_parted(h, m, n_eff, out->peak[mode], x, &where)) {
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

/* ---- what the modes are ---- */

/* Is 99 % of the mode in the cell of the value that is most probable in it? */
static bool on_one_value(const struct modality *y, int mode)
{
	double half = y->mixture.tick / 2, x = y->peak[mode];
	return mode_between(y, mode, x - half, x + half) > 0.99 * y->share[mode];
}

void modality_shares(
    const struct modality *y, uint64_t least, uint64_t most, double share[MIXTURE_MAX])
{
	double half = y->mixture.tick / 2, lo = (double)least - half, hi = (double)most + half;
	double all = mixture_between(&y->mixture, lo, hi);
	for (int mode = 0; mode < MIXTURE_MAX; mode++)
		share[mode] = all > 0 ? mode_between(y, mode, lo, hi) / all : 0;
}

void modality_add(struct modality_sums *s, double n, double away)
{
	s->n += n;
	s->first += n * away;
	s->second += n * away * away;
}

void modality_set_moments(
    struct modality *y, const double centre[], const struct modality_sums sums[])
{
	for (int mode = 0; mode < (int)y->modes.value; mode++) {
		const struct modality_sums *s = &sums[mode];
		bool pinned = on_one_value(y, mode) || !(s->n > 0);
		double away = pinned ? 0 : s->first / s->n;
		y->mean[mode] = pinned ? y->peak[mode] : centre[mode] + away;
		y->sd[mode] = pinned ? 0 : sqrt(fmax(s->second / s->n - away * away, 0));
	}
}

static void find_moments(struct modality *y, const struct histogram *h)
{
	struct modality_sums sums[MIXTURE_MAX] = {{0}};
	for (size_t i = 0; i < h->distinct; i++) {
		double share[MIXTURE_MAX];
		modality_shares(y, h->value[i], h->value[i], share);
		for (int mode = 0; mode < (int)y->modes.value; mode++) {
			double n = (double)h->count[i] * share[mode],
			       away = (double)h->value[i] - y->peak[mode];
			modality_add(&sums[mode], n, away);
		}
	}
	modality_set_moments(y, y->peak, sums);
}

static struct modality constant_modality(const struct histogram *h)
{
	struct modality out = {.status = EST_OK};
	out.mixture = (struct mixture){.status = EST_OK, .k = 1, .tick = 1, .n = h->n};
	out.mixture.component[0] = (struct mixture_component){(double)h->value[0], 0, 1, 0};
	out.mean[0] = out.peak[0] = (double)h->value[0];
	out.share[0] = 1;
	out.components = out.modes = estimate_point(1, h->n);
	return out;
}

struct modality modality_of_mixture(
    const struct mixture *m, const struct histogram *h, double n_eff)
{
	struct modality out = {.status = EST_OK, .mixture = *m};
	out.components = estimate_point(m->k, m->n);
	find_modes(&out, h, n_eff);
	find_moments(&out, h);
	return out;
}

/* ---- more modes than components ---- */

/* Two sides of a valley of the samples within one mode: the highest window before it, and its own
 * lowest. */
struct ridge {
	double top, low, before; /* before: samples up to the lowest */
};

/* Is a window of `here` samples the other side of a valley? At most half as high as the lower
 * side, and by four of its errors: the deepest of many is looked for. */
static bool ridge_is_parted(const struct ridge *r, double here, double weight)
{
	double side = fmin(r->top, here);
	return r->low <= side / 2 && (side - r->low) * weight > 4 * sqrt((side + r->low) * weight);
}

/* Have windows of the samples two humps of at least `least` samples? */
static bool has_two_humps(const double *count, int windows, double least, double weight)
{
	struct ridge r = {0, INFINITY, 0};
	double sum = 0, all = 0;
	for (int i = 0; i < windows; i++)
		all += count[i];
	for (int i = 0; i < windows; i++) {
		if (count[i] > r.top && (r.low >= r.top / 2 || r.before < least)) {
			r.top = count[i];
			r.low = INFINITY;
		} else if (count[i] < r.low) {
			r.low = count[i];
			r.before = sum;
		}
		if (ridge_is_parted(&r, count[i], weight) && r.before >= least &&
		    all - r.before >= least)
			return true;
		sum += count[i];
	}
	return false;
}

/* Do the samples show more modes than a fit of the most components has? A mode of it then covers
 * several. Windows of an eighth of its sd, within four of them, have each sample by the
 * probability that it is the mode's. */
bool modality_shows_more(const struct modality *y, const struct histogram *h, double n_eff)
{
	enum { WINDOWS = 72 };
	double tick = y->mixture.tick;
	if (y->modes.status != EST_OK || y->mixture.k < MIXTURE_MAX)
		return false;
	for (int mode = 0; mode < (int)y->modes.value; mode++) {
		double count[WINDOWS] = {0}, share[MIXTURE_MAX];
		double width = fmax(floor(y->sd[mode] / 8 / tick), 1) * tick;
		double from =
		    y->peak[mode] - tick / 2 -
		    ceil((y->peak[mode] - y->mean[mode] + 4 * y->sd[mode]) / width) * width;
		for (size_t i = first_from(h, from); i < h->distinct; i++) {
			double at = floor(((double)h->value[i] - from) / width);
			if (at >= WINDOWS)
				break;
			modality_shares(y, h->value[i], h->value[i], share);
			double sum = 0; /* without the background, whose share is largest midway */
			for (int k = 0; k < (int)y->modes.value; k++)
				sum += share[k];
			count[(int)at] += sum > 0 ? (double)h->count[i] * share[mode] / sum : 0;
		}
		if (has_two_humps(
			count, WINDOWS, MODALITY_SHARE * (double)h->n, n_eff / (double)h->n))
			return true;
	}
	return false;
}

/* ---- the family and number of components ---- */

const char *modality_family_name(enum mixture_family family)
{
	static const char *const name[MIXTURE_FAMILIES] = {
	    "normals", "log-normals", "exponentially modified normals"};
	return name[family];
}

static double bic_of(const struct mixture *m, double n_eff)
{
	double each = m->family == MIXTURE_MODIFIED_NORMAL ? 4 : 3;
	double parameters = each * m->k - (m->background <= 0);
	return -2 * m->log_likelihood * n_eff / (double)m->n + parameters * log(n_eff);
}

static bool is_fitted(const struct mixture *m)
{
	return m->status == EST_OK || m->status == EST_NOT_CONVERGED;
}

/* The same without a background, if it does not repay its parameter: one that the series does not
 * have would take from the modes what their tails are. */
static void drop_background(struct mixture *m, const struct coarse *c, double n_eff)
{
	struct mixture without = *m;
	without.background = 0;
	without = mixture_refine(c, c->count, &without, 500, 1e-9);
	if (is_fitted(&without) && bic_of(&without, n_eff) < bic_of(m, n_eff))
		*m = without;
}

/* The fits of one family; returns false without memory. */
static bool fit_family(struct modality_fits *all, enum mixture_family family,
    const struct histogram *h, const struct coarse *c, const struct modality_options *o)
{
	int most = o->most > 0 && o->most < MIXTURE_MAX ? o->most : MIXTURE_MAX;
	double n_eff = options_n_eff(o, h->n);
	struct mixture smaller = {.status = EST_NOT_APPLICABLE};
	for (int k = 1; k <= most; k++) {
		struct mixture *m = &all->fit[family][k - 1];
		*m = mixture_fit(h, &(struct mixture_options){.family = family,
					.k = k,
					.tick = o->tick,
					.background = true,
					.max_iterations = 500,
					.seed = o->seed,
					.smaller = &smaller});
		if (!is_fitted(m))
			return m->status != EST_NO_MEMORY;
		smaller = *m;
		drop_background(m, c, n_eff);
		all->bic[family][k - 1] = bic_of(m, n_eff);
	}
	return true;
}

static bool fit_all(
    struct modality_fits *all, const struct histogram *h, const struct modality_options *o)
{
	struct coarse c;
	bool ok = coarse_init(&c, h) == EST_OK;
	for (int f = 0; ok && f < MIXTURE_FAMILIES; f++)
		ok = fit_family(all, (enum mixture_family)f, h, &c, o);
	coarse_release(&c);
	return ok;
}

/* NULL if nothing was fitted. A tie, such as on two values alone, is the earlier family's. */
static const struct mixture *least_bic(const struct modality_fits *all)
{
	static const double tie = 0.01;
	const struct mixture *best = NULL;
	double least = INFINITY;
	for (int f = 0; f < MIXTURE_FAMILIES; f++)
		for (int k = 0; k < MIXTURE_MAX; k++)
			if (all->bic[f][k] < least - tie) {
				least = all->bic[f][k];
				best = &all->fit[f][k];
			}
	return best;
}

static void no_fits(struct modality_fits *all)
{
	for (int f = 0; f < MIXTURE_FAMILIES; f++)
		for (int k = 0; k < MIXTURE_MAX; k++)
			all->bic[f][k] = NAN;
}

struct modality modality_of(
    const struct histogram *h, const struct modality_options *o, struct modality_fits *all)
{
	struct modality_fits own;
	struct modality out = {.status = EST_TOO_SHORT};
	out.components = out.modes = estimate_absent(EST_TOO_SHORT, h->n);
	all = all ? all : &own;
	no_fits(all);
	if (h->n < 20)
		return out;
	if (h->distinct == 1)
		return constant_modality(h);
	if (!fit_all(all, h, o)) {
		out.status = EST_NO_MEMORY;
		return out;
	}
	const struct mixture *best = least_bic(all);
	if (!best)
		return out;
	double n_eff = options_n_eff(o, h->n);
	out = modality_of_mixture(best, h, n_eff);
	out.components.n_eff = out.modes.n_eff = n_eff;
	return out;
}

/* ---- how far modes are apart ---- */

static bool has_next(const struct modality *y, int i)
{
	return y->modes.status == EST_OK && i >= 0 && i + 1 < (int)y->modes.value;
}

struct estimate modality_ashman(const struct modality *y, int i)
{
	if (!has_next(y, i))
		return estimate_absent(EST_NOT_APPLICABLE, y->mixture.n);
	double s = hypot(y->sd[i], y->sd[i + 1]);
	if (s <= 0)
		return estimate_absent(EST_DEGENERATE, y->mixture.n);
	return estimate_point(fabs(y->mean[i] - y->mean[i + 1]) * M_SQRT2 / s, y->mixture.n);
}

/* The lesser of the two is nearly all where both are: within 12 sd (or ticks) of either mean. */
static double mode_reach(const struct modality *y, int i, int sign)
{
	return y->mean[i] + sign * 12 * fmax(y->sd[i], y->mixture.tick);
}

struct estimate modality_overlap(const struct modality *y, int i)
{
	enum { CELLS = 400 };
	if (!has_next(y, i))
		return estimate_absent(EST_NOT_APPLICABLE, y->mixture.n);
	double g = y->mixture.tick, sum = 0;
	double from = fmax(mode_reach(y, i, -1), mode_reach(y, i + 1, -1));
	double to = fmin(mode_reach(y, i, 1), mode_reach(y, i + 1, 1));
	/* Cells of whole ticks about values that the counter can show. */
	double width = g * fmax(ceil((to - from) / g / CELLS), 1);
	double lo = on_lattice(&y->mixture, y->peak[i], from) - g / 2;
	for (; lo < to; lo += width)
		sum += fmin(
		    mode_between(y, i, lo, lo + width), mode_between(y, i + 1, lo, lo + width));
	double overlap = sum / (y->share[i] + y->share[i + 1]);
	return estimate_point(overlap < MODALITY_NEVER ? 0 : overlap, y->mixture.n);
}

/* ---- likelihood ratio ---- */

/* EM ends where a step gains less, which leaves a replicate within MODALITY_TIE of its limit. */
static const double tolerance_per_sample = 1e-8;

/* Log likelihoods that differ by less are equal: both laws fit two values on the lattice exactly,
 * and EM ends a little before its limit. */
static const double MODALITY_TIE = 0.05;

static struct mixture fit_enough(const struct histogram *h, enum mixture_family family, int k,
    bool background, const struct mixture *smaller, const struct modality_options *o, double enough)
{
	return mixture_fit(h, &(struct mixture_options){.family = family,
				  .k = k,
				  .tick = o->tick,
				  .background = background,
				  .starts = 3,
				  .max_iterations = 200,
				  .seed = o->seed,
				  .tolerance = tolerance_per_sample,
				  .enough = enough,
				  .smaller = smaller});
}

static struct mixture fit_of(const struct histogram *h, enum mixture_family family, int k,
    bool background, const struct mixture *smaller, const struct modality_options *o)
{
	return fit_enough(h, family, k, background, smaller, o, 0);
}

/* The background's distribution function is inverted in closed form: log(1 + d/u) is uniform on
 * either side. */
static double draw_background(const struct mixture *m, struct rng *r)
{
	double left = log1p((m->median - m->range_lo) / m->spread);
	double right = log1p((m->range_hi - m->median) / m->spread);
	double u = rng_double(r) * (left + right) - left;
	return m->median + (u < 0 ? -1 : 1) * m->spread * expm1(fabs(u));
}

/* One value from the fitted single component or the background, on the lattice, not below 0. */
static uint64_t draw_value(const struct mixture *m, double lattice, struct rng *r)
{
	const struct mixture_component *c = &m->component[0];
	double x = c->mean + c->sd * rng_normal(r);
	if (m->family == MIXTURE_LOG_NORMAL)
		x = exp(x);
	if (m->family == MIXTURE_MODIFIED_NORMAL)
		x -= c->tail * log1p(-rng_double(r));
	if (rng_double(r) < m->background)
		x = draw_background(m, r);
	double ticks = on_lattice(m, lattice, x);
	return ticks > 0 ? (uint64_t)fmin(ticks, 0x1p63) : 0;
}

/* The law to which EM climbs from another, until a step gains less than the tolerance per sample;
 * of likelihood -inf without memory. */
static struct mixture law_climb(
    const struct histogram *h, const struct mixture *start, double tolerance)
{
	struct coarse c;
	struct mixture m = {.status = EST_NO_MEMORY, .log_likelihood = -INFINITY};
	if (coarse_init(&c, h) == EST_OK)
		m = mixture_refine(&c, c.count, start, 1000, tolerance);
	coarse_release(&c);
	return m;
}

/* The likelier of a fit and where EM gets from another law. */
static struct mixture law_choose(const struct histogram *h, const struct mixture *fit,
    const struct mixture *start, double tolerance)
{
	struct mixture m = law_climb(h, start, tolerance);
	return m.log_likelihood > fit->log_likelihood ? m : *fit;
}

/* The likeliest single component found for a replicate that was drawn from the null law. A
 * component beside a background that has taken the other mode is a second hill of the likelihood;
 * the fit's own start may climb the lower one, and the ratio of the replicate would come out far
 * too large. So the law itself is a start too. */
static struct mixture null_fit(
    const struct histogram *h, const struct mixture *null, const struct modality_options *o)
{
	struct mixture one = fit_of(h, null->family, 1, null->background > 0, NULL, o);
	return is_fitted(&one) ? law_choose(h, &one, null, tolerance_per_sample) : one;
}

/* May two components of any law have a ratio that reaches the observed one? 1 or 0; -1 without
 * memory. Most replicates are far below a ratio that shows two modes, and cost no second fit. */
static int may_reach(
    const struct histogram *h, const struct mixture *one, double tick, double observed)
{
	struct coarse c;
	if (coarse_init(&c, h) != EST_OK)
		return -1;
	double most = mixture_likelihood_bound(&c, tick) - one->log_likelihood;
	coarse_release(&c);
	return most + 2 * MODALITY_TIE >= observed;
}

/* Does the ratio of a replicate of values h, drawn from the null law, reach the observed one? 1 or
 * 0; -1 without memory. The second fit climbs no further than the answer needs. */
static int replicate_reaches(const struct histogram *h, const struct mixture *null, double observed,
    const struct modality_options *o)
{
	struct mixture one = null_fit(h, null, o);
	int may = may_reach(h, &one, null->tick, observed);
	if (may < 1)
		return may;
	struct mixture two = fit_enough(h, null->family, 2, null->background > 0, &one, o,
	    fmin(observed + one.log_likelihood, 0));
	/* A replicate of one value alone has no second component, and nothing to gain by one. */
	double ratio = is_fitted(&two) ? two.log_likelihood - one.log_likelihood : 0;
	return two.status == EST_NO_MEMORY ? -1 : ratio + MODALITY_TIE >= observed;
}

/* The single component that describes the values best, whatever its family, with a background if
 * that improves BIC: replicates of a law with a background that the series does not have
 * would have lesser ratios than it. One that holds most samples is no background of a component. */
static struct mixture null_law(const struct histogram *h, const struct modality_options *o)
{
	struct mixture best = {.status = EST_DEGENERATE};
	double n_eff = options_n_eff(o, h->n), least = INFINITY;
	for (int i = 0; i < 2 * MIXTURE_FAMILIES; i++) {
		struct mixture m = fit_of(h, (enum mixture_family)(i / 2), 1, i % 2, NULL, o);
		double bic = is_fitted(&m) ? bic_of(&m, n_eff) : INFINITY;
		if (m.background <= MODALITY_BACKGROUND && bic < least) {
			least = bic;
			best = m;
		}
	}
	return best;
}

/* Draws n samples of the null law, x[0..n) being room, and compares: as replicate_reaches. */
static int draw_and_compare(const struct mixture *null, double lattice, uint64_t *x, size_t n,
    double observed, const struct modality_options *o, struct rng *r)
{
	struct histogram h;
	for (size_t i = 0; i < n; i++)
		x[i] = draw_value(null, lattice, r);
	if (histogram_init(&h, x, n) != EST_OK)
		return -1;
	int reaches = replicate_reaches(&h, null, observed, o);
	histogram_release(&h);
	return reaches;
}

static struct estimate simulate_null(const struct histogram *h, const struct mixture *null,
    double observed, const struct modality_options *o, unsigned replicates)
{
	size_t n = (size_t)fmin(options_n_eff(o, h->n), MODALITY_DRAWN);
	uint64_t *x = malloc(n * sizeof *x);
	unsigned reached = 0, drawn = 0;
	int reaches = x ? 0 : -1;
	while (reaches >= 0 && drawn < replicates && reached < MODALITY_REACHED) {
		struct rng r;
		rng_init(&r, o->seed, drawn++);
		reaches = draw_and_compare(null, (double)h->value[0], x, n, observed, o, &r);
		reached += reaches > 0;
	}
	free(x);
	if (reaches < 0)
		return estimate_absent(EST_NO_MEMORY, h->n);
	if (reached == MODALITY_REACHED)
		return estimate_point((double)reached / drawn, h->n);
	return estimate_p_simulated(reached, replicates, h->n);
}

/* The values on a lattice of about an eighth of their MAD, if that is coarser, each in the middle
 * of its cell: the likelihood is that of binned data, and the cost follows the cells. */
static enum estimate_status rebin_values(
    struct histogram *out, const struct histogram *h, double spread, double *tick)
{
	uint64_t g = (uint64_t)*tick, half = (uint64_t)(spread / *tick / 16);
	uint64_t step = (2 * half + 1) * g;
	uint64_t *value = malloc(h->distinct * sizeof *value);
	if (!value)
		return EST_NO_MEMORY;
	for (size_t i = 0; i < h->distinct; i++) {
		uint64_t from = h->value[i] - (h->value[i] - h->value[0]) % step;
		value[i] = half == 0			   ? h->value[i]
			   : from <= UINT64_MAX - half * g ? from + half * g
							   : UINT64_MAX;
	}
	*tick = (double)step;
	enum estimate_status status = histogram_from_pairs(out, value, h->count, h->distinct);
	free(value);
	return status;
}

/* The series' own fits are climbed to the accuracy of a replicate's: what EM leaves undone grows
 * with the samples, and differs between one component and two. */
static double finished_tolerance(const struct histogram *h)
{
	return tolerance_per_sample * fmin(MODALITY_DRAWN / (double)h->n, 1);
}

static struct likelihood_ratio on_lattice_ratio(
    const struct histogram *h, const struct modality_options *o, unsigned replicates)
{
	double tolerance = finished_tolerance(h), n_eff = options_n_eff(o, h->n);
	struct mixture one = null_law(h, o);
	struct likelihood_ratio out = {estimate_absent(EST_DEGENERATE, h->n), one.family};
	if (is_fitted(&one))
		one = law_choose(h, &one, &one, tolerance);
	struct mixture two = fit_of(h, one.family, 2, one.background > 0, &one, o);
	if (!is_fitted(&one) || !is_fitted(&two)) {
		out.p.status = is_fitted(&one) ? two.status : one.status;
		return out;
	}
	two = law_choose(h, &two, &two, tolerance);
	double observed = n_eff / (double)h->n * (two.log_likelihood - one.log_likelihood);
	out.p = simulate_null(h, &one, observed, o, replicates ? replicates : 99);
	out.p.n_eff = n_eff;
	return out;
}

struct likelihood_ratio modality_likelihood_ratio(
    const struct histogram *h, const struct modality_options *o, unsigned replicates)
{
	struct likelihood_ratio out = {estimate_absent(EST_TOO_SHORT, h->n), MIXTURE_NORMAL};
	struct modality_options on = *o;
	struct histogram coarser;
	if (options_n_eff(o, h->n) < 20)
		return out;
	out.p.status = EST_DEGENERATE;
	if (h->distinct < 2)
		return out;
	struct mixture one = fit_of(h, MIXTURE_NORMAL, 1, true, NULL, o);
	out.p.status = one.status;
	if (one.status != EST_OK)
		return out;
	on.tick = one.tick;
	out.p.status = rebin_values(&coarser, h, one.spread, &on.tick);
	if (out.p.status == EST_OK)
		out = on_lattice_ratio(&coarser, &on, replicates);
	histogram_release(&coarser);
	return out;
}
