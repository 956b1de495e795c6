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

/* The end of every predictor (steps 5 to 8 of 6.3.7 and their like): entropy of the greatest of
 * P_global', P_local and 1/k. Figures: C, r (run + 1), N, P_global, P_global_prime, and P_local,
 * NAN unless it is the greatest: otherwise it cannot change the result and is not computed.
 * n >= 2. */
struct sp90b_estimate sp90b_prediction(const struct sp90b_score *s, uint32_t k);

/* log of the probability that n trials with success probability p have no run of r successes
 * (Feller, as in step 7), for 0 < p < 1 and r >= 1. */
double sp90b_log_no_run(double p, double r, double n);

#endif
