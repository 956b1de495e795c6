/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relation_private.h"

#include <math.h>
#include <stdbool.h>

static double total_weight(const double *weight, size_t k, double apart)
{
	double sum = apart;
	for (size_t i = 0; i < k; i++)
		sum += weight[i];
	return sum > 0 ? sum : NAN;
}

/* p log2(1/p), continuous at 0. */
static double mean_surprise(double p)
{
	return p <= 0 ? 0 : -p * log2(p);
}

double relation_entropy(const double *weight, size_t k, double apart)
{
	double n = total_weight(weight, k, apart);
	double h = apart * mean_surprise(1 / n);
	for (size_t i = 0; i < k; i++)
		h += mean_surprise(weight[i] / n);
	return h;
}

double relation_min_entropy(const double *weight, size_t k, double apart)
{
	double most = apart > 0 ? 1 : 0;
	for (size_t i = 0; i < k; i++)
		most = fmax(most, weight[i]);
	return -log2(most / total_weight(weight, k, apart));
}

double relation_cv(const double *value, const double *weight, size_t k)
{
	double n = total_weight(weight, k, 0), mean = 0, square = 0;
	for (size_t i = 0; i < k; i++)
		mean += weight[i] / n * value[i];
	for (size_t i = 0; i < k; i++)
		square += weight[i] / n * pow(value[i] - mean, 2);
	return mean > 0 ? sqrt(square) / mean : NAN;
}

struct interval relation_lsb(const double *value, const double *weight, size_t k, double apart)
{
	double n = total_weight(weight, k, apart), odd = 0;
	for (size_t i = 0; i < k; i++)
		if (fmod(fabs(value[i]), 2) == 1)
			odd += weight[i];
	return (struct interval){odd / n, (odd + apart) / n};
}

/* Least Shannon entropy of a distribution whose greatest share is m. */
static double least_entropy(double m)
{
	double whole = floor(1 / m);
	return whole * mean_surprise(m) + mean_surprise(fmax(0, 1 - whole * m));
}

double relation_min_entropy_cap(double shannon)
{
	if (!(shannon >= 0) || shannon > 64)
		return NAN;
	/* Below 2^-shannon the entropy is certainly too great; a share of 1 has none. */
	double low = exp2(-shannon), high = 1;
	for (int i = 0; i < 200 && high - low > 1e-15; i++) {
		double m = (low + high) / 2;
		if (least_entropy(m) > shannon)
			low = m;
		else
			high = m;
	}
	return -log2(high);
}

/* CV of the k values and `rest` samples at z. */
static double cv_with(const double *value, const double *weight, size_t k, double rest, double z)
{
	double n = total_weight(weight, k, rest), mean = rest / n * z, square = rest / n * z * z;
	for (size_t i = 0; i < k; i++) {
		mean += weight[i] / n * value[i];
		square += weight[i] / n * value[i] * value[i];
	}
	return sqrt(fmax(0, square / (mean * mean) - 1));
}

double relation_rest_value(
    const double *value, const double *weight, size_t k, double rest, double cv)
{
	double low = 0, high = 1e12;
	for (size_t i = 0; i < k; i++)
		low = fmax(low, value[i]);
	/* The CV grows with z beyond the mean; its limit is sqrt(n / rest - 1). */
	if (!(rest > 0) || !(cv_with(value, weight, k, rest, high) >= cv) ||
	    !(cv_with(value, weight, k, rest, low) <= cv))
		return NAN;
	for (int i = 0; i < 200; i++) {
		double z = (low + high) / 2;
		if (cv_with(value, weight, k, rest, z) < cv)
			low = z;
		else
			high = z;
	}
	return (low + high) / 2;
}

/* ---- values that are ticks of a counter -------------------------------------------------------
 */

double relation_chi_square_tail(double x, int df)
{
	if (df <= 0 || !(x > 0))
		return 1;
	double tail = df % 2 ? erfc(sqrt(x / 2)) : exp(-x / 2);
	for (int d = df % 2 ? 1 : 2; d < df; d += 2)
		tail += exp(d / 2.0 * log(x / 2) - x / 2 - lgamma(d / 2.0 + 1));
	return fmin(1, tail);
}

double relation_at_least(const double *p, size_t count, size_t least)
{
	enum { MOST = 64 };
	double exactly[MOST + 1] = {1};
	if (count > MOST)
		return NAN;
	for (size_t i = 0; i < count; i++)
		for (size_t j = i + 2; j-- > 0;)
			exactly[j] = exactly[j] * (1 - p[i]) + (j > 0 ? exactly[j - 1] * p[i] : 0);
	double sum = 0;
	for (size_t j = least; j <= count; j++)
		sum += exactly[j];
	return fmin(1, sum);
}

/* The number of ticks that a value shows, by the least value that it may show; -1: of none. The
 * share of phases that show one more is *above. */
static double ticks_shown(double value, struct relation_tick tick, double *above)
{
	double least = floor(value * tick.den / tick.num);
	for (double j = least; j <= least + 1; j++) {
		double exact = j * tick.num / tick.den, first = floor(exact + 1e-9);
		*above = fmax(0, exact - first);
		if (value == first || (value == first + 1 && *above > 1e-9))
			return j;
	}
	return -1;
}

/* Whole numbers from 0 to `greatest` that some number of ticks is shown as. */
static double places_up_to(double greatest, struct relation_tick tick)
{
	double places = 0, above;
	for (double v = 0; v <= greatest; v++)
		places += ticks_shown(v, tick, &above) >= 0;
	return places;
}

/* log of the binomial coefficient. */
static double log_choose(double n, double k)
{
	return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1);
}

/* Weight of a value; 0 where it is not there. */
static double weight_at(const double *value, const double *weight, size_t k, double at)
{
	double sum = 0;
	for (size_t i = 0; i < k; i++)
		sum += value[i] == at ? weight[i] : 0;
	return sum;
}

static void add_split(struct relation_split *s, double first, double next, double above)
{
	double n = first + next, expected = n * above;
	if (above < 1e-9 || n <= 0)
		return;
	s->chi_square += (next - expected) * (next - expected) / expected +
			 (expected - next) * (expected - next) / (n - expected);
	s->df++;
}

struct relation_split relation_split_of_ticks(
    const double *value, const double *weight, size_t k, struct relation_tick tick)
{
	enum { SPAN_MOST = 1 << 20 };
	struct relation_split s = {.p = 1, .chance = 1};
	double greatest = 0, distinct = 0;
	for (size_t i = 0; i < k; i++) {
		double above = 0, j = ticks_shown(value[i], tick, &above);
		greatest = fmax(greatest, value[i]);
		distinct++;
		if (j < 0)
			s.off += weight[i];
		/* A pair is compared once: at its lower value, or at the upper where that is alone.
		 */
		double first = floor(j * tick.num / tick.den + 1e-9);
		if (j >= 0 && (value[i] == first || weight_at(value, weight, k, first) == 0))
			add_split(&s, weight_at(value, weight, k, first),
			    weight_at(value, weight, k, first + 1), above);
	}
	s.p = relation_chi_square_tail(s.chi_square, s.df);
	if (greatest <= SPAN_MOST) {
		double places = places_up_to(greatest, tick);
		s.chance =
		    places < distinct
			? 0
			: exp(log_choose(places, distinct) - log_choose(greatest + 1, distinct));
	}
	return s;
}

double relation_cv_of_ticks(double mean, double greatest, double n, double tick)
{
	bool apart = greatest > tick + 1; /* the rounding of one tick to a whole unit */
	double rest = apart ? (n * mean - greatest) / (n - 1) : mean;
	double share = rest / tick;
	if (!(mean > 0) || !(share >= 0) || share > 1)
		return NAN;
	double square = share * tick * tick;
	if (apart)
		square = ((n - 1) * square + greatest * greatest) / n;
	return sqrt(fmax(0, square - mean * mean)) / mean;
}

uint64_t relation_capacity(uint64_t raw)
{
	return raw > 0 ? (raw - 1) / 16 : 0;
}

uint64_t relation_capacity_last(uint64_t per, uint64_t extra)
{
	if (per >= 16)
		return UINT64_MAX;
	return extra > 0 ? (extra - 1) / (16 - per) : 0;
}
