/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SHA-256 @[FIPS-180-4] as 64 lower-case hex digits, in one call or piece by piece.
 */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include <stddef.h>
#include <nettle/sha2.h>

struct sha256 {
	struct sha256_ctx state;
};

/* Starts a digest. Needs no release. */
void sha256_open(struct sha256 *h);

/* Adds n bytes. `data` may be NULL if n is 0. */
void sha256_add(struct sha256 *h, const void *data, size_t n);

/* Writes the digest of all that was added, 64 digits and a zero byte, and starts anew. */
void sha256_finish(struct sha256 *h, char out[65]);

/* The same as 32 bytes. */
void sha256_finish_bytes(struct sha256 *h, unsigned char out[32]);

/* The digest of one block. */
void sha256_hex(const void *data, size_t n, char out[65]);

#endif
