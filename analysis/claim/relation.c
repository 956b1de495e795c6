/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relation.h"

#include <math.h>

static double total(const double *weight, size_t k, double apart)
{
	double sum = apart;
	for (size_t i = 0; i < k; i++)
		sum += weight[i];
	return sum > 0 ? sum : NAN;
}

/* p log2(1/p), continuous at 0. */
static double surprise(double p)
{
	return p <= 0 ? 0 : -p * log2(p);
}

double relation_entropy(const double *weight, size_t k, double apart)
{
	double n = total(weight, k, apart);
	double h = apart * surprise(1 / n);
	for (size_t i = 0; i < k; i++)
		h += surprise(weight[i] / n);
	return h;
}

double relation_min_entropy(const double *weight, size_t k, double apart)
{
	double most = apart > 0 ? 1 : 0;
	for (size_t i = 0; i < k; i++)
		most = fmax(most, weight[i]);
	return -log2(most / total(weight, k, apart));
}

double relation_cv(const double *value, const double *weight, size_t k)
{
	double n = total(weight, k, 0), mean = 0, square = 0;
	for (size_t i = 0; i < k; i++)
		mean += weight[i] / n * value[i];
	for (size_t i = 0; i < k; i++)
		square += weight[i] / n * (value[i] - mean) * (value[i] - mean);
	return mean > 0 ? sqrt(square) / mean : NAN;
}

struct interval relation_lsb(const double *value, const double *weight, size_t k, double apart)
{
	double n = total(weight, k, apart), odd = 0;
	for (size_t i = 0; i < k; i++)
		if (fmod(fabs(value[i]), 2) == 1)
			odd += weight[i];
	return (struct interval){odd / n, (odd + apart) / n};
}

/* Least Shannon entropy of a distribution whose greatest share is m. */
static double least_entropy(double m)
{
	double whole = floor(1 / m);
	return whole * surprise(m) + surprise(fmax(0, 1 - whole * m));
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
	double n = total(weight, k, rest), mean = rest / n * z, square = rest / n * z * z;
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
