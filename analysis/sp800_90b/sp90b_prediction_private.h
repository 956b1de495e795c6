/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SP90B_PREDICTION_H
#define SP90B_PREDICTION_H

#include "sp90b_types_private.h"

/* What a predictor did: of `n` predictions `correct` came true, at most `run` of them one after
 * the other. */
struct sp90b_score {
	uint64_t n, correct, run, current;
};

static inline void sp90b_score_add(struct sp90b_score *s, bool correct)
{
	s->correct += correct;
	s->current = correct ? s->current + 1 : 0;
	s->run = s->current > s->run ? s->current : s->run;
}

/* Set bits of x; a call of the compiler's own costs more where the CPU's instruction is not
 * assumed. */
static inline unsigned sp90b_count_ones(uint64_t x)
{
	x -= x >> 1 & UINT64_C(0x5555555555555555);
	x = (x & UINT64_C(0x3333333333333333)) + (x >> 2 & UINT64_C(0x3333333333333333));
	x = (x + (x >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
	return (unsigned)(x * UINT64_C(0x0101010101010101) >> 56);
}

/* Whether x has `run` ones one after the other. */
static inline bool sp90b_has_run(uint64_t x, uint64_t run)
{
	if (run > 64)
		return false;
	for (uint64_t known = 1, more; known < run; known += more) {
		more = known < run - known ? known : run - known;
		x &= x << more;
	}
	return x != 0;
}

/* n predictions, 1 <= n <= 64, the last one in the lowest bit of `right`, zeros above the first. */
static inline void sp90b_score_add_many(struct sp90b_score *s, uint64_t right, unsigned n)
{
	uint64_t wrong = ~right << (64 - n);
	s->correct += sp90b_count_ones(right);
	/* The run in hand goes on to the first wrong one. */
	uint64_t whole = s->current + (wrong ? (unsigned)__builtin_clzll(wrong) : n);
	s->run = whole > s->run ? whole : s->run;
	s->current = wrong ? (unsigned)__builtin_ctzll(~right) : whole;
	while (sp90b_has_run(right, s->run + 1))
		s->run++;
}

/* The end of every predictor (steps 5 to 8 of 6.3.7 and their like): entropy of the greatest of
 * P_global', P_local and 1/k. Figures: C, r (run + 1), N, P_global, P_global_prime, and P_local,
 * NAN unless it is the greatest: otherwise it cannot change the result and is not computed.
 * n >= 2. */
struct sp90b_estimate sp90b_prediction(const struct sp90b_score *s, uint32_t k);

/* log of the probability that n trials with success probability p have no run of r successes
 * (Feller, as in step 7), for 0 < p < 1 and r >= 1. */
double sp90b_log_no_run(double p, double r, double n);

#endif
