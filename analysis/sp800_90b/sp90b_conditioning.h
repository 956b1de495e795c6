/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SP90B_CONDITIONING_H
#define SP90B_CONDITIONING_H

#include <stdbool.h>
#include <stdint.h>

/* Entropy behind a conditioning component (3.1.5), in bits. */
struct sp90b_conditioning {
	long double output; /* Output_Entropy(n_in, n_out, nw, h_in) (3.1.5.1.2) */
	/* How close `output` is to n_out, nw and h_in: -log2 of 1 - output / x, also where output
	 * rounds to x. Infinite if they are equal. */
	long double to_n_out, to_nw, to_h_in;
	long double h_out; /* what the component is credited with */
	bool full;	   /* vetted, and h_in >= n_out + 64 */
};

/* n_in bits of entropy h_in go in, n_out come out, the narrowest inner width is nw; all at least 1
 * and 0 < h_in <= n_in. h_per_bit: 0 for a vetted component; for another one the entropy h' of a
 * bit of its output, in (0, 1] (3.1.5.2).
 *
 * Every quantity is formed as a distance to 1 or to a power of two, so that no digits cancel: the
 * relative error of `output` and of the distances is a few units in the last place of a long
 * double (64 bits of mantissa on x86, no less than a double's 53 anywhere). */
struct sp90b_conditioning sp90b_conditioning(
    uint32_t n_in, uint32_t n_out, uint32_t nw, long double h_in, long double h_per_bit);

#endif
