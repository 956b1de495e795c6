/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A stored column. Bytes that are none are refused; what unpacks packs to a column that unpacks to
 * the same. The first two bytes are the number of values that the column should have; with the
 * lowest bit set the rest are values instead, which must come back.
 */
#include "fuzz.h"

#include "codec_private.h"

#include <stdlib.h>
#include <string.h>

static void check_round_trip(struct codec *c, const uint64_t *values, size_t n)
{
	const void *bytes;
	uint64_t *back = calloc(n, sizeof *back);
	size_t size = codec_pack(c, values, n, &bytes);
	FUZZ_HOLDS(back && size > 0);
	uint8_t *copy = malloc(size);
	FUZZ_HOLDS(copy != NULL);
	memcpy(copy, bytes, size);
	FUZZ_HOLDS(codec_unpack(c, copy, size, back, n) == 0);
	FUZZ_HOLDS(memcmp(values, back, n * sizeof *values) == 0);
	free(copy);
	free(back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	struct codec *c = codec_open();
	size_t stated = (size_t)(data[0] | data[1] << 8) / 2 + 1, whole = (size - 2) / 8;
	uint64_t *values = calloc(stated > whole ? stated : whole, sizeof *values);
	FUZZ_HOLDS(c && values);
	if (data[0] & 1 && whole > 0) {
		memcpy(values, data + 2, whole * sizeof *values);
		check_round_trip(c, values, whole);
	} else if (!(data[0] & 1) && codec_unpack(c, data + 2, size - 2, values, stated) == 0) {
		check_round_trip(c, values, stated);
	}
	free(values);
	codec_close(c);
	return 0;
}
