/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A seeded generator for simulation and resampling: xoshiro256** seeded by splitmix64
 * @[BLACKMAN-VIGNA-2021]. The same seed gives the same numbers on every platform. Never a source
 * of secrets.
 */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <stdint.h>

struct rng {
	uint64_t s[4];
};

/* `stream` gives independent sequences from one seed (one per replicate, thread-independent). */
void rng_init(struct rng *r, uint64_t seed, uint64_t stream);

uint64_t rng_u64(struct rng *r);

/* Uniform on [0, 1), 53 bits. */
double rng_double(struct rng *r);

/* Uniform on 0 .. n-1, unbiased (Lemire's multiply and reject). n >= 1. */
uint64_t rng_below(struct rng *r, uint64_t n);

/* Standard normal (polar method). */
double rng_normal(struct rng *r);

#endif
