/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shannon entropy (plug-in, Miller-Madow @[MILLER-1955], Grassberger @[GRASSBERGER-2003]) and
 * collision entropy of a histogram. Three estimates, because the bias of the plug-in decides at few
 * samples a value and the corrections differ where counts are small. Sums are of positive terms
 * only, so that one value gives exactly 0. Cost: one pass over the distinct values.
 */
#include "entropy.h"

#include "normal.h"

#include <gsl/gsl_math.h>
#include <gsl/gsl_sf_psi.h>
#include <math.h>

static struct estimate no_samples(void)
{
	return estimate_absent(EST_TOO_SHORT, 0);
}

/* -sum p log2 p, as sums of positive terms only; exactly 0 for one value. */
static double plugin_entropy(const struct histogram *h)
{
	double n = (double)h->n, sum = 0;
	for (size_t i = 0; i < h->distinct; i++)
		sum += (double)h->count[i] / n * log2(n / (double)h->count[i]);
	return sum;
}

struct estimate entropy_shannon(const struct histogram *h)
{
	return h->n ? estimate_point(plugin_entropy(h), h->n) : no_samples();
}

/* No n samples show more than n different values: a correction that passes log2 n is one of its
 * series' first terms where that series does not hold, so the estimate ends there. */
static struct estimate end_correction(double bits, uint64_t n)
{
	return estimate_point(fmin(bits, log2((double)n)), n);
}

struct estimate entropy_shannon_mm(const struct histogram *h)
{
	if (!h->n)
		return no_samples();
	double correction = (double)(h->distinct - 1) / (2 * (double)h->n * M_LN2);
	return end_correction(plugin_entropy(h) + correction, h->n);
}

/* G(c) in nats: psi(c) and an alternating part of the size of its second term. For large c the
 * asymptotic series of both, the rest of which is below 1e-20 there. */
static double grassberger_g(uint64_t c)
{
	double x = (double)c, sign = c & 1 ? -0.5 : 0.5;
	if (c > 100000)
		return log(x) - 1 / (2 * x) - 1 / (12 * x * x) + sign * (1 / x + 1 / (2 * x * x));
	return gsl_sf_psi_int((int)c) + sign * (gsl_sf_psi((x + 1) / 2) - gsl_sf_psi(x / 2));
}

struct estimate entropy_shannon_grassberger(const struct histogram *h)
{
	if (!h->n)
		return no_samples();
	double n = (double)h->n, sum = 0;
	for (size_t i = 0; i < h->distinct; i++)
		sum += (double)h->count[i] / n * (log(n) - grassberger_g(h->count[i]));
	/* One value leaves only the difference of ln n and G(n), which is of the order 1/n. */
	return end_correction(h->distinct == 1 ? 0 : sum / M_LN2, h->n);
}

struct estimate entropy_collision(const struct histogram *h)
{
	if (h->n < 2)
		return estimate_absent(EST_TOO_SHORT, h->n);
	double n = (double)h->n, sum = 0;
	for (size_t i = 0; i < h->distinct; i++)
		sum += (double)h->count[i] / n * ((double)(h->count[i] - 1) / (n - 1));
	if (sum <= 0)
		return estimate_absent(EST_TOO_SHORT, h->n);
	return estimate_point(h->distinct == 1 ? 0 : -log2(sum), h->n);
}

static double largest_share(const struct histogram *h)
{
	uint64_t most = 0;
	for (size_t i = 0; i < h->distinct; i++)
		most = h->count[i] > most ? h->count[i] : most;
	return (double)most / (double)h->n;
}

struct estimate entropy_min_plugin(const struct histogram *h)
{
	/* log2(1/p) rather than -log2 p: never a negative zero. */
	return h->n ? estimate_point(log2(1 / largest_share(h)), h->n) : no_samples();
}

struct estimate entropy_min_mcv(const struct histogram *h)
{
	const double z = NORMAL_995;
	if (h->n < 2)
		return estimate_absent(EST_TOO_SHORT, h->n);
	double p = largest_share(h), n = (double)h->n;
	double upper = fmin(1, p + z * sqrt(p * (1 - p) / (n - 1)));
	return estimate_point(log2(1 / upper), h->n);
}

/* upper = p + z sqrt(p (1 - p) / (n - 1)) is a quadratic in p, of which the lesser root counts. */
double entropy_min_mcv_at(double bits, double n, double m)
{
	if (n < 2 || m < 2 || (bits <= 0 && m <= n))
		return bits;
	const double z2 = NORMAL_995 * NORMAL_995;
	double upper = exp2(-bits), c = z2 / (n - 1), b = 2 * upper + c;
	double p = (b - sqrt(fmax(0, b * b - 4 * (1 + c) * upper * upper))) / (2 * (1 + c));
	return log2(1 / fmin(1, p + sqrt(z2 * p * (1 - p) / (m - 1))));
}
