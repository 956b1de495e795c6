/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "codec_private.h"

#include "num.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

enum {
	VERSION = 1,
	ESCAPE = 255,
	LEB_MAX = 10,		      /* bytes of the longest LEB128 number */
	HEADER_MAX = 1 + 3 * LEB_MAX, /* version, n, base, step */
	LEVEL = 3,		      /* zstd's default: higher levels gain under 3 % here */
};

struct buffer {
	uint8_t *bytes;
	size_t size;
};

struct codec {
	ZSTD_CCtx *pack;
	ZSTD_DCtx *unpack;
	struct buffer plain, packed;
};

struct codec *codec_open(void)
{
	struct codec *c = calloc(1, sizeof *c);
	if (!c)
		return NULL;
	c->pack = ZSTD_createCCtx();
	c->unpack = ZSTD_createDCtx();
	if (!c->pack || !c->unpack ||
	    ZSTD_isError(ZSTD_CCtx_setParameter(c->pack, ZSTD_c_compressionLevel, LEVEL)) ||
	    ZSTD_isError(ZSTD_CCtx_setParameter(c->pack, ZSTD_c_checksumFlag, 1))) {
		codec_close(c);
		return NULL;
	}
	return c;
}

void codec_close(struct codec *c)
{
	if (!c)
		return;
	ZSTD_freeCCtx(c->pack);
	ZSTD_freeDCtx(c->unpack);
	free(c->plain.bytes);
	free(c->packed.bytes);
	free(c);
}

static int reserve_bytes(struct buffer *b, size_t size)
{
	if (b->size >= size)
		return 0;
	uint8_t *bytes = realloc(b->bytes, size);
	if (!bytes)
		return -1;
	b->bytes = bytes;
	b->size = size;
	return 0;
}

static uint8_t *put_leb(uint8_t *at, uint64_t v)
{
	for (; v >= 0x80; v >>= 7)
		*at++ = (uint8_t)(v | 0x80);
	*at++ = (uint8_t)v;
	return at;
}

/* The number at `at`, which ends before `end`; NULL if it is cut off or has more than 64 bits. */
static const uint8_t *get_leb(const uint8_t *at, const uint8_t *end, uint64_t *v)
{
	*v = 0;
	for (int shift = 0; at < end && shift < 64; shift += 7) {
		uint64_t part = *at & 0x7F;
		if (shift == 63 && part > 1)
			return NULL;
		*v |= part << shift;
		if (!(*at++ & 0x80))
			return at;
	}
	return NULL;
}

/* Without a jump for each value, as what is packed decides nothing here. */
static uint64_t least_value(const uint64_t *values, size_t n)
{
	uint64_t v = values[0];
	for (size_t i = 1; i < n; i++)
		v = values[i] < v ? values[i] : v;
	return v;
}

/* A divisor of many numbers. With step = odd << shift, a multiple of it divided by it is a shift
 * and a product with the inverse of odd modulo 2^64, which only multiples take to limit or below
 * @[GRANLUND-MONTGOMERY-1994, section 9]. A division takes ten times as long. */
struct divisor {
	uint64_t step, inverse, limit, low;
	int shift;
};

static struct divisor divisor_of(uint64_t step)
{
	struct divisor d = {.step = step, .shift = __builtin_ctzll(step)};
	uint64_t odd = step >> d.shift;
	d.inverse = odd; /* right to 3 bits; each turn doubles them */
	for (int i = 0; i < 5; i++)
		d.inverse *= 2 - odd * d.inverse;
	d.limit = UINT64_MAX / odd;
	d.low = (UINT64_C(1) << d.shift) - 1;
	return d;
}

/* Greatest common divisor of all differences to base; 1 where every value is the same. */
static struct divisor common_step(const uint64_t *values, size_t n, uint64_t base)
{
	size_t i = 0;
	while (i < n && values[i] == base)
		i++;
	if (i == n)
		return divisor_of(1);
	struct divisor s = divisor_of(values[i] - base);
	for (; i < n && s.step != 1; i++) {
		uint64_t d = values[i] - base;
		if ((d & s.low) != 0 || (d >> s.shift) * s.inverse > s.limit)
			s = divisor_of(num_gcd(d, s.step));
	}
	return s;
}

size_t codec_pack(struct codec *c, const uint64_t *values, size_t n, const void **out)
{
	if (n < 1 || n > CODEC_MAX_VALUES ||
	    reserve_bytes(&c->plain, HEADER_MAX + n * (1 + LEB_MAX)) != 0)
		return 0;
	uint64_t base = least_value(values, n);
	const struct divisor step = common_step(values, n, base);
	uint8_t *at = c->plain.bytes;
	*at++ = VERSION;
	at = put_leb(at, n);
	at = put_leb(at, base);
	at = put_leb(at, step.step);
	uint8_t *exception = at + n;
	const uint64_t inverse = step.inverse; /* at[] may be any memory for the compiler */
	const int shift = step.shift;
	for (size_t i = 0; i < n; i++) {
		uint64_t v = ((values[i] - base) >> shift) * inverse;
		at[i] = v < ESCAPE ? (uint8_t)v : ESCAPE;
		if (v >= ESCAPE)
			exception = put_leb(exception, v);
	}
	size_t plain = (size_t)(exception - c->plain.bytes), bound = ZSTD_compressBound(plain);
	if (reserve_bytes(&c->packed, bound) != 0)
		return 0;
	size_t size = ZSTD_compress2(c->pack, c->packed.bytes, bound, c->plain.bytes, plain);
	if (ZSTD_isError(size))
		return 0;
	*out = c->packed.bytes;
	return size;
}

/* Decompresses into c->plain. The size the frame states is checked before memory is taken. */
static int decompress_frame(
    struct codec *c, const void *bytes, size_t size, size_t n, size_t *plain)
{
	unsigned long long stated = ZSTD_getFrameContentSize(bytes, size);
	if (stated == ZSTD_CONTENTSIZE_UNKNOWN || stated == ZSTD_CONTENTSIZE_ERROR ||
	    stated > HEADER_MAX + n * (1 + LEB_MAX) ||
	    reserve_bytes(&c->plain, (size_t)stated + 1) != 0)
		return -1;
	*plain = ZSTD_decompressDCtx(c->unpack, c->plain.bytes, (size_t)stated, bytes, size);
	return ZSTD_isError(*plain) || *plain != stated ? -1 : 0;
}

/* Puts the exceptions, which start at `at`, in the places where the bytes say ESCAPE. */
static int unescape_values(const uint8_t *bytes, size_t n, const uint8_t *at, const uint8_t *end,
    uint64_t base, uint64_t step, uint64_t *values)
{
	const uint8_t *hit = bytes;
	while ((hit = memchr(hit, ESCAPE, n - (size_t)(hit - bytes)))) {
		uint64_t v;
		at = get_leb(at, end, &v);
		if (!at)
			return -1;
		values[hit - bytes] = base + v * step;
		if (++hit == bytes + n)
			break;
	}
	return at == end ? 0 : -1;
}

int codec_unpack(struct codec *c, const void *bytes, size_t size, uint64_t *values, size_t n)
{
	size_t plain;
	if (n < 1 || n > CODEC_MAX_VALUES || decompress_frame(c, bytes, size, n, &plain) != 0 ||
	    plain < 1)
		return -1;
	const uint8_t *at = c->plain.bytes, *end = at + plain;
	uint64_t stated, base, step;
	if (*at++ != VERSION || !(at = get_leb(at, end, &stated)) || stated != n ||
	    !(at = get_leb(at, end, &base)) || !(at = get_leb(at, end, &step)) ||
	    (size_t)(end - at) < n)
		return -1;
	for (size_t i = 0; i < n; i++)
		values[i] = base + at[i] * step;
	return unescape_values(at, n, at + n, end, base, step, values);
}
