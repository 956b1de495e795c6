/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The last steps of all four predictors @[SP800-90B, 6.3.7, steps 5 to 8]: global and local bounds
 * of the probability of a right prediction. P_local is computed only where it exceeds the other
 * bounds, because otherwise it cannot change the result. The root is found by bisection on the
 * logarithm of Feller's probability of no run. Cost: independent of the number of samples.
 */
#include "sp90b_prediction_private.h"

#include <math.h>

/* Step 7 asks for q = (1 - p x) / ((r + 1 - r x) q x^(n+1)), x = 1 + q p^r x^(r+1). x is close
 * to 1, so everything is written in d = x - 1, which keeps its digits. The recurrence is run
 * until it rests (66 times at most, as NIST's tool does; the text stops after 10). */
double sp90b_log_no_run(double p, double r, double n)
{
	double q = 1 - p, start = log(q) + r * log(p), d = 0;
	for (int i = 0; i < 66; i++) {
		double next = exp(start + (r + 1) * log1p(d));
		/* Beyond 1/p there is no root. */
		if (next > q / p)
			next = q / p;
		bool rests = next - d <= 0x1p-63 * (1 + next);
		d = next;
		if (rests)
			break;
	}
	double survivors = 1 - r * d;
	if (d >= q / p || survivors <= 0)
		return -INFINITY;
	return log1p(-p * d / q) - log1p(-r * d) - (n + 1) * log1p(d);
}

/* The p in [from, 1) at which no run of r in n trials has probability 0.99. */
static double solve_local(double from, double r, double n)
{
	double lo = from, hi = 1, target = log(0.99);
	for (;;) {
		double p = lo + (hi - lo) / 2;
		if (p <= lo || p >= hi)
			return hi;
		double f = sp90b_log_no_run(p, r, n);
		if (f > target)
			lo = p;
		else
			hi = p;
	}
}

struct sp90b_estimate sp90b_prediction(const struct sp90b_score *s, uint32_t k)
{
	struct sp90b_estimate e = sp90b_absent(SP90B_OK);
	double n = (double)s->n, r = (double)(s->run + 1);
	double global = (double)s->correct / n;
	double prime = global > 0 ? sp90b_upper_bound(global, n) : 1 - pow(0.01, 1 / n);
	double best = fmax(1.0 / k, prime);
	sp90b_add_count(&e, "C", s->correct);
	sp90b_add_count(&e, "r", s->run + 1);
	sp90b_add_count(&e, "N", s->n);
	sp90b_add_real(&e, "P_global", global);
	sp90b_add_real(&e, "P_global_prime", prime);
	double local = NAN;
	if (best < 1 && sp90b_log_no_run(best, r, n) > log(0.99))
		local = solve_local(best, r, n);
	sp90b_add_real(&e, "P_local", local);
	best = fmax(best, local);
	e.h = sp90b_min_entropy(best);
	return e;
}
