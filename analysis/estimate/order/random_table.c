/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random tables with given margins @[PATEFIELD-1981]. A shuffle of n samples and the count of its
 * pairs cost 2 n steps, most of them jumps to a place that no cache holds; the table alone is drawn
 * cell by cell, each hypergeometric given the cells before it. One is found by adding up chances
 * from the likeliest count outwards, which takes about as many steps as its standard deviation, at
 * most sqrt(n) / 4. Logarithms of factorials are exact to 1e-14 (Stirling's series above 127), so
 * chances are to 1e-8 at 4 million samples. Cost: rows x columns cells, each of so many steps.
 */
#include "random_table_private.h"

#include <math.h>
#include <pthread.h>

enum { SMALL = 128, TABLED = 4096 };

/* Those of the counts that most cells hold, computed once. */
static double tabled[TABLED];

static double log_factorial_computed(double k)
{
	if (k < SMALL)
		return lgamma(k + 1);
	return (k + 0.5) * log(k) - k + 0.91893853320467274178 + 1 / (12 * k) -
	       1 / (360 * k * k * k);
}

static void tabled_fill(void)
{
	for (int k = 0; k < TABLED; k++)
		tabled[k] = log_factorial_computed(k);
}

static double log_factorial(double k)
{
	return k < TABLED ? tabled[(size_t)k] : log_factorial_computed(k);
}

/* The chance that `drawn` of `all`, of which `marked` are marked, hold x marked ones. */
static double chance_of(double all, double marked, double drawn, double x)
{
	double others = all - marked - drawn + x; /* neither marked nor drawn */
	double ways = log_factorial(marked) + log_factorial(all - marked) + log_factorial(drawn) +
		      log_factorial(all - drawn) - log_factorial(all);
	return exp(ways - log_factorial(x) - log_factorial(marked - x) - log_factorial(drawn - x) -
		   log_factorial(others));
}

/* The x whose chance u falls into, the chances being laid end to end from the likeliest outwards.
 */
static double hypergeometric_at(double all, double marked, double drawn, double u)
{
	double least = fmax(0, drawn + marked - all), most = fmin(drawn, marked);
	double mode = fmin(floor((drawn + 1) * (marked + 1) / (all + 2)), most);
	double rest = all - marked - drawn; /* less than 0 where both overlap */
	double low = mode, high = mode, p_low = chance_of(all, marked, drawn, mode), p_high = p_low;
	for (u -= p_low; u >= 0 && (low > least || high < most);) {
		if (high < most) {
			p_high *=
			    (marked - high) * (drawn - high) / ((high + 1) * (rest + high + 1));
			high++;
			if ((u -= p_high) < 0)
				return high;
		}
		if (low > least) {
			p_low *= low * (rest + low) / ((marked - low + 1) * (drawn - low + 1));
			low--;
			if ((u -= p_low) < 0)
				return low;
		}
		p_high = high < most ? p_high : 0;
		p_low = low > least ? p_low : 0;
		/* Beyond this only rounding is left of u. */
		if (p_low + p_high < 1e-18)
			break;
	}
	return mode;
}

static uint32_t hypergeometric_draw(uint32_t all, uint32_t marked, uint32_t drawn, struct rng *r)
{
	if (marked == 0 || drawn == 0)
		return 0;
	if (marked == all || drawn == all)
		return marked == all ? drawn : marked;
	return (uint32_t)hypergeometric_at(all, marked, drawn, rng_double(r));
}

/* One row: of what is left of each column, and of all columns from it on. */
static void row_draw(const struct margins *m, uint32_t row, uint32_t all, struct rng *r,
    uint32_t *left, uint32_t *cell)
{
	for (size_t j = 0; j < m->columns; j++) {
		uint32_t have = left[j];
		cell[j] = hypergeometric_draw(all, have, row, r);
		left[j] -= cell[j];
		row -= cell[j];
		all -= have;
	}
}

void random_table_draw(const struct margins *m, struct rng *r, uint32_t *left, uint32_t *cell)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	uint32_t all = 0;
	pthread_once(&once, tabled_fill);
	for (size_t j = 0; j < m->columns; j++)
		all += left[j] = m->column[j];
	for (size_t i = 0; i < m->rows; i++) {
		row_draw(m, m->row[i], all, r, left, cell + i * m->columns);
		all -= m->row[i];
	}
}
