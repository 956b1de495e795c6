/* SPDX-License-Identifier: MIT */
#include "extract.h"

/* The pair (d, e) of neighbouring differences that starts at duration t[0]; unsigned arithmetic
 * wraps, as the rule asks. */
static void difference_pair(const uint64_t t[3], uint64_t *d, uint64_t *e)
{
	*d = t[1] - t[0];
	*e = t[2] - t[1];
}

struct tlx_yield tlx_extract(uint8_t *out, size_t capacity, const uint64_t *durations, size_t n)
{
	struct tlx_yield yield = {0};
	if (n < 4)
		return yield;
	size_t pairs = (n - 1) / 2; /* pair p takes the durations 2p, 2p + 1 and 2p + 2 */
	unsigned byte = 0, bits = 0;
	while (yield.pairs < pairs && yield.bytes < capacity) {
		uint64_t d, e;
		difference_pair(durations + 2 * yield.pairs++, &d, &e);
		if (d == e) {
			yield.equal_pairs++;
			continue;
		}
		byte = byte << 1 | (d < e);
		if (++bits == 8) {
			out[yield.bytes++] = (uint8_t)byte;
			bits = byte = 0;
		}
	}
	return yield;
}
