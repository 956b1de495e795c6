/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Conditioning by a vetted function: SHA-256, unkeyed @[SP800-90B, 3.1.5.1.1].
 */
#ifndef EXTRACT_CONDITION_H
#define EXTRACT_CONDITION_H

#include <stddef.h>
#include <stdint.h>

/* Durations that a block of 32 bytes is made of: as many as hold 256 + 64 bits at min_entropy bits
 * each, so that the output has full entropy where the assessment holds @[SP800-90C, 2.3]. */
size_t condition_samples(double min_entropy);

/* Blocks that so many bytes come from, the last one perhaps in part. */
size_t condition_blocks(size_t bytes);

/* Blocks of SHA-256 over successive groups of so many durations, each as 8 bytes, the lowest first;
 * at most `capacity` bytes to out. What fills no group is not used. Returns the bytes. */
size_t condition_batch(
    uint8_t *out, size_t capacity, const uint64_t *durations, size_t n, double min_entropy);

#endif
