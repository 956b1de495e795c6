/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How often IID tests fail on data that are IID.
 */
#ifndef SP90B_CHANCE_H
#define SP90B_CHANCE_H

/* The most that the probability can be that one IID data set fails one of section 5's tests. */
double sp90b_iid_false_alarm(void);

/* Failures among so many IID data sets: how many are expected at most, and the probability of as
 * many as were seen, or more. */
struct sp90b_chance {
	double expected, p_value;
};

/* failed <= sets. */
struct sp90b_chance sp90b_iid_chance(unsigned long sets, unsigned long failed);

#endif
