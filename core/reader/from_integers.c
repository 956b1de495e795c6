/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Binary integers, one behind the other, of 1, 4 or 8 bytes; ticklab's own u8, u32 and u64 exports
 * are of this form. Nothing in such a file says what it is: a width or an order that does not fit
 * is found by what the values would be (audit_integers).
 */
#include "reader_private.h"

static int integers_read(struct sink *k, unsigned width, bool big)
{
	const struct source *s = k->source;
	k->where = "value";
	if (s->size % width)
		return sink_fail(k, 0,
		    "its size, %zu bytes, is not a multiple of %u bytes; see --format", s->size,
		    width);
	for (size_t i = 0; i < s->size; i += width) {
		uint64_t v = 0;
		for (unsigned b = 0; b < width; b++)
			v = v << 8 | (unsigned char)s->at[i + (big ? b : width - 1 - b)];
		if (sink_add_u64(k, i / width + 1, NULL, v) != 0)
			return -1;
	}
	return audit_integers(k, width, big);
}

#define INTEGERS(form_id, id, text, width, big)                                                    \
	static int id##_read(struct sink *k)                                                       \
	{                                                                                          \
		return integers_read(k, width, big);                                               \
	}                                                                                          \
	const struct form form_id = {.name = #id, .help = text, .binary = true, .read = id##_read}

INTEGERS(form_u8, u8, "binary: a byte a duration", 1, false);
INTEGERS(form_u32, u32, "binary, the lowest byte first", 4, false);
INTEGERS(form_u64, u64, "binary, the lowest byte first", 8, false);
INTEGERS(form_u32be, u32be, "binary, the highest byte first", 4, true);
INTEGERS(form_u64be, u64be, "binary, the highest byte first", 8, true);
