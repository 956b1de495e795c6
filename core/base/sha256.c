/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sha256.h"

#include <stdint.h>

void sha256_open(struct sha256 *h)
{
	sha256_init(&h->state);
}

void sha256_add(struct sha256 *h, const void *data, size_t n)
{
	if (n > 0)
		sha256_update(&h->state, n, data);
}

void sha256_finish_bytes(struct sha256 *h, unsigned char out[32])
{
	sha256_digest(&h->state, SHA256_DIGEST_SIZE, out);
}

void sha256_finish(struct sha256 *h, char out[65])
{
	static const char digit[] = "0123456789abcdef";
	uint8_t sum[SHA256_DIGEST_SIZE];
	sha256_finish_bytes(h, sum);
	for (size_t i = 0; i < sizeof sum; i++) {
		out[2 * i] = digit[sum[i] >> 4];
		out[2 * i + 1] = digit[sum[i] & 15];
	}
	out[64] = '\0';
}

void sha256_hex(const void *data, size_t n, char out[65])
{
	struct sha256 h;
	sha256_open(&h);
	sha256_add(&h, data, n);
	sha256_finish(&h, out);
}
