/* SPDX-License-Identifier: MIT
 *
 * The extractor that ships: durations in, bytes out. Pure: the caller owns all memory, nothing is
 * kept, no libc beyond mem*, it cannot fail.
 *
 * The rule, bit for bit the one of the openentropy source commpage_clock_timing: from durations
 * t[0..n) form the n-1 wrapping differences d; take the disjoint pairs (d0,d1), (d2,d3), ...;
 * an equal pair gives nothing, any other the bit d0 < d1 (unsigned); bits are packed most
 * significant first; only whole bytes come out, at most the number asked for; fewer than 4
 * durations give nothing. It is called "Von Neumann debiasing" there; but neighbouring pairs share
 * a sample and differences wrap, so the bits of an iid source are not unbiased (claim C13).
 */
#ifndef TLX_EXTRACT_H
#define TLX_EXTRACT_H

#include <stddef.h>
#include <stdint.h>

struct tlx_yield {
	size_t bytes;	    /* written to out */
	size_t pairs;	    /* pairs of differences that were looked at */
	size_t equal_pairs; /* of these, the pairs that gave no bit */
};

/* Extracts at most `capacity` bytes from n durations into out. Stops at the pair that fills the
 * last byte. `out` and `durations` must not overlap; either may be NULL where its size is 0. */
struct tlx_yield tlx_extract(uint8_t *out, size_t capacity, const uint64_t *durations, size_t n);

#endif
