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

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct tlx_yield {
	size_t bytes;	    /* written to out */
	size_t pairs;	    /* pairs of differences that were looked at */
	size_t equal_pairs; /* of these, the pairs that gave no bit */
};

/* Extracts at most `capacity` bytes from n durations into out. Stops at the pair that fills the
 * last byte. `out` and `durations` must not overlap; either may be NULL where its size is 0. */
struct tlx_yield tlx_extract(uint8_t *out, size_t capacity, const uint64_t *durations, size_t n);

/* The same for durations that come in pieces: init, any number of updates, final. However the
 * durations are split and the output is divided, the bytes are those of one tlx_extract() on all of
 * them. The members are private; the struct may be moved or copied between calls. */
struct tlx_stream {
	uint64_t held[3]; /* durations of the pair that is not complete */
	unsigned holds;	  /* how many of them there are */
	unsigned byte, bits;
	struct tlx_yield total;
};

void tlx_init(struct tlx_stream *stream);

/* Writes at most `capacity` bytes and their number to *bytes. Returns how many of the n durations
 * were taken: all of them unless `out` is full, then those up to the last byte; the caller gives
 * the others again. With a capacity of n / 16 + 2 all are taken. */
size_t tlx_update(struct tlx_stream *stream, uint8_t *out, size_t capacity,
    const uint64_t *durations, size_t n, size_t *bytes);

/* What all updates gave. Discards the bits that fill no byte and overwrites the state, which is as
 * after tlx_init(). */
struct tlx_yield tlx_final(struct tlx_stream *stream);

#ifdef __cplusplus
}
#endif

#endif
