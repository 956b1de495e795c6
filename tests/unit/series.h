/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Series for the tests of the estimators: those of tests/vectors/estimate_reference.py, made by the
 * same recurrence, the reference values, and seeded simulations of known truth.
 */
#ifndef SERIES_H
#define SERIES_H

#include "rng.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How many of a simulation's series are taken: `all` by `make check-long`, a `few` else. */
static inline unsigned series_taken(unsigned all, unsigned few)
{
	return getenv("TICKLAB_LONG") ? all : few;
}

/* The least count that of n series, each with probability p, more than that have less often than
 * `alarm`: a right estimator fails a simulation that allows it once in 1 / alarm seeds. */
static inline int series_most(unsigned n, double p, double alarm)
{
	int k = 0;
	double term = pow(1 - p, n), above = 1 - term;
	for (; above >= alarm; k++) {
		term *= (n - (unsigned)k) / (k + 1.0) * p / (1 - p);
		above -= term;
	}
	return k;
}

static inline uint32_t series_noise(uint64_t *s)
{
	*s = *s * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*s >> 32);
}

/* "bimodal" (3000), "heavy" (5000), "persistent" (4000), "huge" (2500), "skewed" (6000). Caller
 * frees. */
static inline uint64_t *series_named(const char *name, size_t *n)
{
	int kind = !strcmp(name, "bimodal")	 ? 1
		   : !strcmp(name, "heavy")	 ? 2
		   : !strcmp(name, "persistent") ? 3
		   : !strcmp(name, "huge")	 ? 4
						 : 5;
	static const size_t sizes[] = {0, 3000, 5000, 4000, 2500, 6000};
	uint64_t s = (uint64_t)kind, *x = malloc(sizes[kind] * sizeof *x);
	int64_t walk = 0;
	*n = sizes[kind];
	for (size_t i = 0; i < *n; i++) {
		uint64_t r = series_noise(&s);
		if (kind == 1)
			x[i] = r % 1000 < 310 ? 3 + (r >> 12) % 5 : 41 + (r >> 12) % 9;
		else if (kind == 2)
			x[i] = 40 + 2 * (r % 16) + (i % 97 ? 0 : 2 * (r % 100003));
		else if (kind == 4)
			x[i] = (UINT64_C(1) << 63) + r % 1000;
		else if (kind == 5) {
			uint64_t wait = 16;
			for (uint64_t bits = r >> 16; bits; bits >>= 1)
				wait--;
			x[i] = (r % 10 < 3 ? 60 : 110) + (r >> 4) % 7 + 4 * wait + (r >> 8) % 4;
		} else {
			/* Python's // rounds down. */
			walk += (int64_t)(r % 201) - 100 - (int64_t)floor((double)walk / 10);
			x[i] = (uint64_t)(1000 + walk);
		}
	}
	return x;
}

/* Less its mean. */
static inline void series_centre(double *x, size_t n)
{
	double mean = 0;
	for (size_t i = 0; i < n; i++)
		mean += x[i] / (double)n;
	for (size_t i = 0; i < n; i++)
		x[i] -= mean;
}

/* An autoregression of one term and variance 1. */
static inline void series_ar(double *x, size_t n, double phi, uint64_t seed)
{
	struct rng r;
	rng_init(&r, seed, 0);
	double v = rng_normal(&r);
	for (size_t i = 0; i < n; i++) {
		v = phi * v + sqrt(1 - phi * phi) * rng_normal(&r);
		x[i] = v;
	}
}

/* A fractional filter of order d: sum psi_k e[t - k], psi_k = psi_{k-1} (k - 1 + d) / k
 * @[ROBINSON-1995], over twice the length of the series. */
static inline void series_fractional(double *x, size_t n, double d, uint64_t seed)
{
	struct rng r;
	double *e = malloc(3 * n * sizeof *e), *psi = malloc(2 * n * sizeof *psi);
	rng_init(&r, seed, 1);
	psi[0] = 1;
	for (size_t k = 1; k < 2 * n; k++)
		psi[k] = psi[k - 1] * ((double)k - 1 + d) / (double)k;
	for (size_t i = 0; i < 3 * n; i++)
		e[i] = rng_normal(&r);
	for (size_t i = 0; i < n; i++) {
		x[i] = 0;
		for (size_t k = 0; k < 2 * n; k++)
			x[i] += psi[k] * e[2 * n + i - k];
	}
	free(e);
	free(psi);
}

/* The value of a figure in a file of tests/vectors, or nan if it does not have it. */
static inline double series_value(const char *path, const char *series, const char *figure)
{
	char name[64], fig[64];
	double v, found = NAN;
	FILE *f = fopen(path, "r");
	while (f && fscanf(f, "%63s %63s %lf", name, fig, &v) == 3)
		if (!strcmp(name, series) && !strcmp(fig, figure))
			found = v;
	if (f)
		fclose(f);
	return found;
}

/* By Python, numpy and scipy. */
static inline double series_reference(const char *series, const char *figure)
{
	return series_value("tests/vectors/estimate_reference.txt", series, figure);
}

#endif
