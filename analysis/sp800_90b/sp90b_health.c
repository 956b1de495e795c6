/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The cutoffs of the health tests @[SP800-90B, 4.4] and their replay over recorded samples. The
 * cutoff of the adaptive proportion test is that of the exact binomial distribution, not of an
 * approximation. Cost: one pass for each test.
 */
#include "sp90b_health.h"

#include "sp90b_gamma_private.h"

#include <math.h>

uint64_t sp90b_repetition_cutoff(double h, double alpha)
{
	double c = 1 + ceil(-log2(alpha) / h);
	return c < 0x1p63 ? (uint64_t)c : UINT64_MAX;
}

uint64_t sp90b_proportion_cutoff(double h, double alpha, uint32_t window)
{
	double p = exp2(-h);
	uint64_t low = 0, high = window; /* P(count > window) is 0 */
	while (low < high) {
		uint64_t mid = low + (high - low) / 2;
		if (sp90b_binomial_tail(window, (unsigned long)mid + 1, p) <= alpha)
			high = mid;
		else
			low = mid + 1;
	}
	return low + 1;
}

static void alarm_at(struct sp90b_replay *r, size_t i)
{
	if (r->alarms++ == 0)
		r->first = i;
}

struct sp90b_replay sp90b_replay_repetition(const uint16_t *x, size_t n, uint64_t cutoff)
{
	struct sp90b_replay r = {0};
	uint64_t run = 0;
	for (size_t i = 0; i < n; i++) {
		run = i > 0 && x[i] == x[i - 1] ? run + 1 : 1;
		if (run == cutoff)
			alarm_at(&r, i);
		r.greatest = run > r.greatest ? run : r.greatest;
	}
	return r;
}

struct sp90b_replay sp90b_replay_proportion(
    const uint16_t *x, size_t n, uint64_t cutoff, uint32_t window)
{
	struct sp90b_replay r = {0};
	for (size_t from = 0; window > 0 && from < n; from += window) {
		uint64_t count = 0;
		r.windows++;
		for (size_t i = from; i < n && i - from < window; i++) {
			count += x[i] == x[from];
			if (count == cutoff && x[i] == x[from])
				alarm_at(&r, i);
		}
		r.greatest = count > r.greatest ? count : r.greatest;
	}
	return r;
}
