/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SP90B_CHI_SQUARE_H
#define SP90B_CHI_SQUARE_H

#include "sp90b_types_private.h"

/* A chi-square test. It passes at p_value >= 0.001. */
struct sp90b_chi_square {
	enum sp90b_status status;
	double t, p_value;
	long df;
	bool pass;
};

/* Independence: of neighbours (5.2.1), or for binary data of the bits of m-tuples (5.2.3). Where
 * binary data are so uneven that no m >= 2 will do, NIST's tool passes them with t = df = 0 (the
 * text fails them), and so does this. */
struct sp90b_chi_square sp90b_independence(struct sp90b_symbols s);

/* Goodness of fit: whether ten parts of the data are alike (5.2.2, binary 5.2.4). n >= 10. */
struct sp90b_chi_square sp90b_goodness_of_fit(struct sp90b_symbols s);

#endif
