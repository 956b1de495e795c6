/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A call of cost c ticks and spread s, timed by a counter of whole ticks, reads floor(u + c + s Z)
 * where u is the phase of the start within a tick. Who knows u, as one who reads the same counter
 * may, guesses the likeliest reading at that u: the average of its probability over u is the
 * guessing probability, and -log2 of it the min-entropy that the jitter alone gives. Who does not
 * know u guesses the likeliest reading over all u. The first is the bound for a claim. Both are of
 * the model: nothing else about the call varies, and samples are independent. @[SP800-90B, section
 * 3.1.3] Cost: 4000 phases by the readings within 8 spreads.
 */
#include "esv_model.h"

#include "mem.h"

#include <math.h>
#include <stdlib.h>

enum { PHASES = 4000, READINGS = 4096 };

static double normal_below(double x)
{
	return 0.5 * erfc(-x * M_SQRT1_2);
}

/* Probability that the phase u reads m. */
static double reading_probability(double u, double m, double cost, double jitter)
{
	double low = m - u - cost, high = low + 1;
	if (!(jitter > 0))
		return low <= 0 && high > 0;
	return normal_below(high / jitter) - normal_below(low / jitter);
}

static double entropy_of(double p)
{
	return p >= 1 ? 0 : -log2(p);
}

struct esv_model esv_model_make(double cost, double jitter)
{
	struct esv_model m = {.cost_ticks = cost, .jitter_ticks = jitter};
	double first = floor(cost - 8 * jitter), known = 0, unknown = 0;
	double readings = floor(cost + 1 + 8 * jitter) - first + 1;
	if (!(cost >= 0) || !(jitter >= 0) || !(readings <= READINGS))
		return m;
	double *sum = mem_zero((size_t)readings, sizeof *sum);
	for (int i = 0; i < PHASES; i++) {
		double u = (i + 0.5) / PHASES, most = 0;
		for (size_t k = 0; k < (size_t)readings; k++) {
			double p = reading_probability(u, first + (double)k, cost, jitter);
			sum[k] += p / PHASES;
			most = fmax(most, p);
		}
		known += most / PHASES;
	}
	for (size_t k = 0; k < (size_t)readings; k++)
		unknown = fmax(unknown, sum[k]);
	free(sum);
	m.there = true;
	m.h_phase_known = entropy_of(known > 1 - 1e-12 ? 1 : known);
	m.h_phase_unknown = entropy_of(unknown > 1 - 1e-12 ? 1 : unknown);
	return m;
}
