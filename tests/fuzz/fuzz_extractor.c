/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The extractor that ships and the health tests: the same bytes however the durations are split and
 * the output is divided, and as many as the rule gives. Two bytes choose the pieces; the rest are
 * durations, a byte or eight each.
 */
#include "fuzz.h"

#include "commpage_clock_timing.h"
#include "extract.h"
#include "health.h"

#include <stdlib.h>
#include <string.h>

/* The durations in pieces of `piece`, into room for `room` bytes at a time. */
static struct tlx_yield extract_in_pieces(
    uint8_t *out, size_t capacity, const uint64_t *t, size_t n, size_t piece, size_t room)
{
	struct tlx_stream stream;
	size_t done = 0, stuck = 0;
	tlx_init(&stream);
	while (n > 0 && done < capacity && stuck < 2) {
		size_t bytes, give = piece < n ? piece : n,
			      space = room < capacity - done ? room : capacity - done;
		size_t taken = tlx_update(&stream, out + done, space, t, give, &bytes);
		FUZZ_HOLDS(taken <= give && bytes <= space);
		stuck = taken == 0 && bytes == 0 ? stuck + 1 : 0;
		t += taken;
		n -= taken;
		done += bytes;
	}
	FUZZ_HOLDS(stuck < 2);
	return tlx_final(&stream);
}

static void check_extractor(const uint64_t *t, size_t n, size_t piece, size_t room)
{
	size_t capacity = n / 16 + 2;
	uint8_t *whole = calloc(capacity, 1), *split = calloc(capacity, 1);
	FUZZ_HOLDS(whole && split);
	struct tlx_yield a = tlx_extract(whole, capacity, t, n);
	struct tlx_yield b = extract_in_pieces(split, capacity, t, n, piece, room);
	FUZZ_HOLDS(
	    a.bytes <= n / 16 && a.equal_pairs <= a.pairs && a.pairs == (n < 4 ? 0 : (n - 1) / 2));
	FUZZ_HOLDS(a.bytes == b.bytes && a.pairs == b.pairs && a.equal_pairs == b.equal_pairs);
	FUZZ_HOLDS(memcmp(whole, split, a.bytes) == 0);
	free(whole);
	free(split);
}

static void check_health(const uint64_t *t, size_t n, double entropy)
{
	struct tls_health h;
	if (tls_health_init(&h, entropy, 20, n & 1 ? 125 : 1, n & 1 ? 3 : 1) != 0)
		return;
	for (size_t i = 0; i < n; i++)
		if (tls_health_sample(&h, t[i]) == TLS_HEALTH_FAILED && tls_health_restart(&h) != 0)
			break;
	FUZZ_HOLDS(tls_health_end(&h) == TLS_HEALTH_FAILED || h.seen <= n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	size_t width = data[0] & 1 ? 8 : 1, n = (size - 2) / width;
	uint64_t *t = calloc(n + 1, sizeof *t);
	uint8_t out[64];
	FUZZ_HOLDS(t != NULL);
	for (size_t i = 0; i < n; i++)
		memcpy(&t[i], data + 2 + i * width, width);
	check_extractor(t, n, (size_t)(data[0] >> 1) + 1, (size_t)(data[1] & 15) + 1);
	check_health(t, n, (double)(data[1] + 1) / 32);
	struct tls_yield y = tls_commpage_clock_timing_reduce(out, sizeof out, t, n, 24e6);
	FUZZ_HOLDS(y.rejected <= n && y.output.bytes <= sizeof out);
	free(t);
	return 0;
}
