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

/* In the header: resampling spends its time here, and a call costs more than the draw. */
static inline uint64_t rng_rotl(uint64_t x, int k)
{
	return (x << k) | (x >> (64 - k));
}

static inline uint64_t rng_u64(struct rng *r)
{
	uint64_t *s = r->s;
	uint64_t result = rng_rotl(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rng_rotl(s[3], 45);
	return result;
}

/* Uniform on [0, 1), 53 bits. */
static inline double rng_double(struct rng *r)
{
	return (double)(rng_u64(r) >> 11) * 0x1.0p-53;
}

/* Uniform on 0 .. n-1, unbiased (Lemire's multiply and reject). n >= 1. */
static inline uint64_t rng_below(struct rng *r, uint64_t n)
{
	unsigned __int128 m = (unsigned __int128)rng_u64(r) * n;
	if ((uint64_t)m < n) {
		uint64_t threshold = (0 - n) % n;
		while ((uint64_t)m < threshold)
			m = (unsigned __int128)rng_u64(r) * n;
	}
	return (uint64_t)(m >> 64);
}

/* Standard normal (polar method). */
double rng_normal(struct rng *r);

#endif
