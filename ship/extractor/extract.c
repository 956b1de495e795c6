/* SPDX-License-Identifier: MIT
 *
 * The published rule (see extract.h) as a machine of a few words: it holds the durations of the
 * pair of differences that is not yet complete, and the bits of the byte that is not. It takes one
 * duration at a time, so that it cannot matter where a caller splits them; the one-shot call is the
 * machine started, fed and ended. Two subtractions and one comparison for two durations.
 */
#include "extract.h"

void tlx_init(struct tlx_stream *stream)
{
	*stream = (struct tlx_stream){0};
}

/* The differences of the three durations that are held, a pair; unsigned arithmetic wraps, as the
 * rule asks. Returns whether the byte is full. */
static bool stream_take_pair(struct tlx_stream *stream)
{
	uint64_t d = stream->held[1] - stream->held[0], e = stream->held[2] - stream->held[1];
	stream->total.pairs++;
	if (d == e) {
		stream->total.equal_pairs++;
		return false;
	}
	stream->byte = stream->byte << 1 | (d < e);
	return ++stream->bits == 8;
}

size_t tlx_update(struct tlx_stream *stream, uint8_t *out, size_t capacity,
    const uint64_t *durations, size_t n, size_t *bytes)
{
	size_t taken = 0;
	*bytes = 0;
	while (taken < n && *bytes < capacity) {
		stream->held[stream->holds++] = durations[taken++];
		if (stream->holds < 3)
			continue;
		if (stream_take_pair(stream)) {
			out[(*bytes)++] = (uint8_t)stream->byte;
			stream->total.bytes++;
			stream->byte = stream->bits = 0;
		}
		stream->held[0] = stream->held[2]; /* neighbouring pairs share a duration */
		stream->holds = 1;
	}
	return taken;
}

struct tlx_yield tlx_final(struct tlx_stream *stream)
{
	struct tlx_yield yield = stream->total;
	/* One pair and no duration after its three: the rule gives nothing for fewer than four. */
	if (yield.pairs == 1 && stream->holds == 1)
		yield = (struct tlx_yield){0};
	tlx_init(stream);
	return yield;
}

struct tlx_yield tlx_extract(uint8_t *out, size_t capacity, const uint64_t *durations, size_t n)
{
	struct tlx_stream stream;
	size_t bytes;
	tlx_init(&stream);
	tlx_update(&stream, out, capacity, durations, n, &bytes);
	return tlx_final(&stream);
}
