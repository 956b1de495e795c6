/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hartigan's dip @[HARTIGAN-1985] by algorithm AS 217 @[HARTIGAN-AS217], with the nearest unimodal
 * law on the same lattice as null: the usual uniform null is the hardest one, and ticks have ties
 * that alone make a dip. The null is found by pooling adjacent violators, its samples are drawn in
 * order by exponential spacings, without a sort. Cost: linear for each simulation.
 */
#include "dip.h"

#include "lattice.h"
#include "rng.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Indices are 1-based as in the published algorithm: x[1..n]. */
struct hull {
	const double *x;
	size_t n, low, high;
	size_t *minorant, *majorant; /* for each point, the hull point before and after it */
	size_t *gcm, *lcm; /* hull points of low..high, from the right and from the left */
	size_t gcms, lcms;
};

/* For each j, where the greatest convex minorant of 1..j touches last before j; likewise from the
 * right for the least concave majorant. Slopes are compared crosswise, so ties need no care. */
static void make_hulls(struct hull *h)
{
	const double *x = h->x;
	size_t *mn = h->minorant, *mj = h->majorant;
	mn[1] = 1;
	for (size_t j = 2; j <= h->n; j++) {
		mn[j] = j - 1;
		for (;;) {
			size_t a = mn[j], b = mn[a];
			if (a == 1 ||
			    (x[j] - x[a]) * (double)(a - b) < (x[a] - x[b]) * (double)(j - a))
				break;
			mn[j] = b;
		}
	}
	mj[h->n] = h->n;
	for (size_t k = h->n - 1; k >= 1; k--) {
		mj[k] = k + 1;
		for (;;) {
			size_t a = mj[k], b = mj[a];
			if (a == h->n ||
			    (x[a] - x[k]) * (double)(b - a) < (x[b] - x[a]) * (double)(a - k))
				break;
			mj[k] = b;
		}
	}
}

static void list_hulls(struct hull *h)
{
	h->gcm[1] = h->high;
	for (h->gcms = 1; h->gcm[h->gcms] > h->low; h->gcms++)
		h->gcm[h->gcms + 1] = h->minorant[h->gcm[h->gcms]];
	h->lcm[1] = h->low;
	for (h->lcms = 1; h->lcm[h->lcms] < h->high; h->lcms++)
		h->lcm[h->lcms + 1] = h->majorant[h->lcm[h->lcms]];
}

/* Largest distance between the two hulls; sets the hull points it lies between (*ig, *ih). */
static double hull_distance(const struct hull *h, size_t *ig, size_t *ih)
{
	const double *x = h->x;
	size_t ix = h->gcms - 1, iv = 2;
	double d = 0;
	*ig = h->gcms;
	*ih = h->lcms;
	if (h->gcms == 2 && h->lcms == 2)
		return 1;
	do {
		size_t g = h->gcm[ix], l = h->lcm[iv];
		double dx;
		if (g > l) {
			size_t g1 = h->gcm[ix + 1];
			dx = (double)l - (double)g1 + 1 -
			     (x[l] - x[g1]) * (double)(g - g1) / (x[g] - x[g1]);
			iv++;
			if (dx >= d) {
				d = dx;
				*ig = ix + 1;
				*ih = iv - 1;
			}
		} else {
			size_t l1 = h->lcm[iv - 1];
			dx = (x[g] - x[l1]) * (double)(l - l1) / (x[l] - x[l1]) -
			     ((double)g - (double)l1 - 1);
			ix--;
			if (dx >= d) {
				d = dx;
				*ig = ix + 1;
				*ih = iv;
			}
		}
		ix = ix < 1 ? 1 : ix;
		iv = iv > h->lcms ? h->lcms : iv;
	} while (h->gcm[ix] != h->lcm[iv]);
	return d;
}

/* Largest distance of the points between hull points `from` and `to` below (or above) their chord.
 */
static double chord_distance(const struct hull *h, size_t from, size_t to, bool minorant)
{
	double most = 1;
	if (to - from <= 1 || h->x[to] == h->x[from])
		return most;
	double slope = (double)(to - from) / (h->x[to] - h->x[from]);
	for (size_t j = from; j <= to; j++) {
		double rise = (h->x[j] - h->x[from]) * slope, steps = (double)(j - from);
		most = fmax(most, minorant ? steps + 1 - rise : rise - (steps - 1));
	}
	return most;
}

static double inner_distance(const struct hull *h, size_t ig, size_t ih)
{
	double d = 0;
	for (size_t j = ig; j < h->gcms; j++)
		d = fmax(d, chord_distance(h, h->gcm[j + 1], h->gcm[j], true));
	for (size_t j = ih; j < h->lcms; j++)
		d = fmax(d, chord_distance(h, h->lcm[j], h->lcm[j + 1], false));
	return d;
}

/* Narrows low..high to the modal interval; the dip in units of 1/(2n). */
static double narrow_hull(struct hull *h)
{
	double dip = 1;
	for (;;) {
		size_t ig, ih;
		list_hulls(h);
		double d = hull_distance(h, &ig, &ih);
		if (d < dip)
			return dip;
		dip = fmax(dip, inner_distance(h, ig, ih));
		if (h->low == h->gcm[ig] && h->high == h->lcm[ih])
			return dip;
		h->low = h->gcm[ig];
		h->high = h->lcm[ih];
	}
}

struct estimate dip_of_sorted(const double *x, size_t n)
{
	if (!n)
		return estimate_absent(EST_TOO_SHORT, 0);
	if (n < 2 || x[0] == x[n - 1])
		return estimate_point(0.5 / (double)n, n);
	size_t *space = malloc(4 * (n + 2) * sizeof *space);
	if (!space)
		return estimate_absent(EST_NO_MEMORY, n);
	struct hull h = {.x = x - 1,
	    .n = n,
	    .low = 1,
	    .high = n,
	    .minorant = space,
	    .majorant = space + (n + 2),
	    .gcm = space + 2 * (n + 2),
	    .lcm = space + 3 * (n + 2)};
	make_hulls(&h);
	double dip = narrow_hull(&h) / (2 * (double)n);
	free(space);
	return estimate_point(dip, n);
}

/* ---- the null: the nearest unimodal law on the same values ---- */

/* Pools y[0..m) (weights are widths of 1) into a rising sequence; with `down` a falling one.
 * Returns the squared error. out may be y. block[] is scratch for 2m. */
static double pool_sequence(const double *y, size_t m, bool down, double *out, double *block)
{
	double *mean = block, *size = block + m, error = 0;
	size_t blocks = 0;
	for (size_t i = 0; i < m; i++) {
		mean[blocks] = down ? y[m - 1 - i] : y[i];
		size[blocks++] = 1;
		while (blocks > 1 && mean[blocks - 2] >= mean[blocks - 1]) {
			double s = size[blocks - 2] + size[blocks - 1];
			mean[blocks - 2] = (mean[blocks - 2] * size[blocks - 2] +
					       mean[blocks - 1] * size[blocks - 1]) /
					   s;
			size[--blocks - 1] = s;
		}
	}
	for (size_t b = 0, i = 0; b < blocks; b++)
		for (size_t k = 0; k < (size_t)size[b]; k++, i++) {
			size_t at = down ? m - 1 - i : i;
			error += (y[at] - mean[b]) * (y[at] - mean[b]);
			if (out)
				out[at] = mean[b];
		}
	return error;
}

/* share[0..m) on m lattice places becomes unimodal, with the mode that costs least of at most 256
 * tried. */
static bool make_unimodal(double *share, size_t m)
{
	double *block = malloc(2 * m * sizeof *block), *copy = malloc(m * sizeof *copy),
	       best = INFINITY;
	size_t mode = 0, step = m / 256 + 1;
	bool ok = block && copy;
	for (size_t k = 0; ok && k <= m; k += step) {
		double e = pool_sequence(share, k, false, NULL, block) +
			   pool_sequence(share + k, m - k, true, NULL, block);
		if (e < best) {
			best = e;
			mode = k;
		}
	}
	if (ok) {
		memcpy(copy, share, m * sizeof *copy);
		pool_sequence(copy, mode, false, share, block);
		pool_sequence(copy + mode, m - mode, true, share + mode, block);
	}
	free(block);
	free(copy);
	return ok;
}

/* ---- simulation ---- */

/* Spreads runs of equal places evenly over [place - 1/2, place + 1/2]. */
static void spread_ties(double *x, size_t n)
{
	for (size_t from = 0, to; from < n; from = to) {
		double place = x[from];
		for (to = from + 1; to < n && x[to] == place; to++)
			;
		for (size_t i = from; i < to; i++)
			x[i] = place - 0.5 + ((double)(i - from) + 0.5) / (double)(to - from);
	}
}

/* Draws n samples from the cumulative law over m places as sorted numbers: uniform order statistics
 * by exponential spacings, then one merge; no sort. */
static void draw_sorted(const double *cumulative, size_t m, size_t n, struct rng *r, double *x)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		x[i] = sum += -log1p(-rng_double(r));
	sum += -log1p(-rng_double(r));
	size_t place = 0;
	for (size_t i = 0; i < n; i++) {
		while (place + 1 < m && x[i] / sum > cumulative[place])
			place++;
		x[i] = (double)place;
	}
	spread_ties(x, n);
}

enum { PLACES = 4096, MOST_DRAWN = 20000, MOST_SORTED = 1000000 };

/* The lattice: places of the effective tick between the 0.1 % quantiles, or PLACES equal ones if
 * there are more. Samples beyond are left out: at the end places they would heap up to a mode.
 * Returns the number of places, 0 without memory. */
static size_t lattice_law(const struct histogram *h, uint64_t tick, double **law)
{
	uint64_t edge = h->n / 1000, seen = 0;
	size_t lo = 0, hi = h->distinct - 1;
	while (lo < hi && seen + h->count[lo] <= edge)
		seen += h->count[lo++];
	for (seen = 0; hi > lo && seen + h->count[hi] <= edge; hi--)
		seen += h->count[hi];
	uint64_t span = (h->value[hi] - h->value[lo]) / tick;
	uint64_t width = span / PLACES + 1;
	size_t m = (size_t)(span / width) + 1;
	uint64_t kept = 0;
	for (size_t i = lo; i <= hi; i++)
		kept += h->count[i];
	*law = calloc(m, sizeof **law);
	for (size_t i = lo; *law && i <= hi; i++)
		(*law)[(h->value[i] - h->value[lo]) / tick / width] +=
		    (double)h->count[i] / (double)kept;
	return *law ? m : 0;
}

/* The dip of the law itself: of its quantiles, n of them. */
static struct estimate dip_of_law(const double *law, size_t m, size_t n, double *x)
{
	double cumulative = law[0];
	size_t place = 0;
	for (size_t i = 0; i < n; i++) {
		while (place + 1 < m && ((double)i + 0.5) / (double)n > cumulative)
			cumulative += law[++place];
		x[i] = (double)place;
	}
	spread_ties(x, n);
	return dip_of_sorted(x, n);
}

static struct dip simulate_law(
    const double *law, double *null, size_t m, uint64_t n, const struct dip_options *o, double *x)
{
	size_t sorted = n < MOST_SORTED ? (size_t)n : MOST_SORTED;
	double needed = o->n_eff > 0 ? fmin(o->n_eff, (double)n) : (double)n;
	size_t drawn = (size_t)fmin(fmax(needed, 20), MOST_DRAWN);
	unsigned simulations = o->simulations ? o->simulations : 199, reached = 0;
	struct dip d = {.dip = dip_of_law(law, m, sorted, x)};
	for (size_t i = 1; i < m; i++)
		null[i] += null[i - 1];
	for (unsigned k = 0; d.dip.status == EST_OK && k < simulations; k++) {
		struct rng r;
		rng_init(&r, o->seed, k);
		draw_sorted(null, m, drawn, &r, x);
		reached += dip_of_sorted(x, drawn).value >= d.dip.value;
	}
	d.p = estimate_p_simulated(reached, simulations, n);
	if (d.dip.status != EST_OK)
		d.p = d.dip;
	return d;
}

struct dip dip_test(const struct histogram *h, const struct dip_options *options)
{
	struct estimate none = estimate_absent(h->n < 20 ? EST_TOO_SHORT : EST_NO_MEMORY, h->n);
	struct dip d = {none, none};
	if (h->n < 20)
		return d;
	if (h->distinct == 1)
		return (struct dip){
		    estimate_point(0.5 / (double)h->n, h->n), estimate_point(1, h->n)};
	double *law, *null = NULL;
	struct estimate tick = lattice_effective_tick(h);
	size_t m = lattice_law(h, options->tick ? options->tick : lattice_whole(&tick), &law);
	size_t room = h->n < MOST_SORTED ? (size_t)h->n : MOST_SORTED;
	double *x = malloc((room > MOST_DRAWN ? room : MOST_DRAWN) * sizeof *x);
	null = m ? malloc(m * sizeof *null) : NULL;
	if (m && x && null) {
		memcpy(null, law, m * sizeof *null);
		if (make_unimodal(null, m))
			d = simulate_law(law, null, m, h->n, options, x);
	}
	free(law);
	free(null);
	free(x);
	return d;
}
