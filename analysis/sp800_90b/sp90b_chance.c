/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Data that are IID fail the IID tests now and then. In 5.1 a statistic fails if the data's rank
 * among 10,000 permutations is one of the 6 least or the 6 greatest of 10,001 places, each equally
 * likely: 12 in 10,001, or less where values tie. The two chi-square tests and that of the longest
 * repeated substring fail with probability 0.001 each. @[SP800-90B, section 5] The statistics
 * depend on one another in a way that the data decide, so only the sum of all can be said: a bound
 * from above, 0.0258. Failures of several data sets are then at most binomial. Cost: nothing.
 */
#include "sp90b_chance.h"

#include "sp90b_gamma_private.h"
#include "sp90b_permutation_private.h"

double sp90b_iid_false_alarm(void)
{
	const double by_rank = 12.0 / (SP90B_PERMUTATIONS + 1), by_level = 0.001;
	return SP90B_STATISTICS * by_rank + 3 * by_level;
}

struct sp90b_chance sp90b_iid_chance(unsigned long sets, unsigned long failed)
{
	double p = sp90b_iid_false_alarm();
	return (struct sp90b_chance){
	    (double)sets * p, failed ? sp90b_binomial_tail(sets, failed, p) : 1};
}
