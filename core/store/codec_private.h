/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a column of samples is stored: losslessly, about a byte a sample before and less after zstd.
 *
 * A column of n values is written as (v - base) / step in one byte each, where base is the least
 * value and step the greatest common divisor of all v - base; 255 marks one that does not
 * fit: (v - base) / step, not v, follows in a list of LEB128 numbers. The whole, led by a version
 * byte, n, base and step, is one zstd frame with its content checksum.
 */
#ifndef STORE_CODEC_H
#define STORE_CODEC_H

#include <stddef.h>
#include <stdint.h>

enum { CODEC_MAX_VALUES = 1 << 20 };

/* Scratch memory of both directions; grows to what the largest column needed. */
struct codec;

/* NULL if there is no memory. */
struct codec *codec_open(void);
void codec_close(struct codec *c);

/* Packs 1 .. CODEC_MAX_VALUES values. *out is owned by the codec and lives until its next call.
 * Returns the size in bytes, or 0 if there is no memory. */
size_t codec_pack(struct codec *c, const uint64_t *values, size_t n, const void **out);

/* Unpacks a column that must hold exactly n values. Returns 0, or -1 if the bytes are not such a
 * column (hostile bytes are refused, never trusted) or there is no memory. */
int codec_unpack(struct codec *c, const void *bytes, size_t size, uint64_t *values, size_t n);

#endif
