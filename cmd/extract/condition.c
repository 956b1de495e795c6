/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rule's bits are not unbiased (claim C13) and hold no more entropy than the durations, so the
 * conditioned output is made of the durations themselves. Cost: one SHA-256 over 8 bytes a
 * duration.
 */
#include "condition.h"

#include "sha256.h"

#include <math.h>
#include <string.h>

enum { BLOCK_BYTES = 32, BLOCK_BITS = 256, SURPLUS_BITS = 64 };

size_t condition_samples(double min_entropy)
{
	return (size_t)ceil((BLOCK_BITS + SURPLUS_BITS) / min_entropy);
}

size_t condition_blocks(size_t bytes)
{
	return bytes / BLOCK_BYTES + (bytes % BLOCK_BYTES != 0);
}

static void hash_group(uint8_t out[BLOCK_BYTES], const uint64_t *durations, size_t n)
{
	struct sha256 hash;
	sha256_open(&hash);
	for (size_t i = 0; i < n; i++) {
		uint8_t bytes[8];
		for (int k = 0; k < 8; k++)
			bytes[k] = (uint8_t)(durations[i] >> 8 * k);
		sha256_add(&hash, bytes, sizeof bytes);
	}
	sha256_finish_bytes(&hash, out);
}

size_t condition_batch(
    uint8_t *out, size_t capacity, const uint64_t *durations, size_t n, double min_entropy)
{
	size_t group = condition_samples(min_entropy), made = 0;
	for (size_t at = 0; n - at >= group && made < capacity; at += group) {
		uint8_t block[BLOCK_BYTES];
		size_t keep = capacity - made < BLOCK_BYTES ? capacity - made : BLOCK_BYTES;
		hash_group(block, durations + at, group);
		memcpy(out + made, block, keep);
		made += keep;
	}
	return made;
}
