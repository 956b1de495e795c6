/* SPDX-License-Identifier: MIT
 *
 * A program that uses the installed library: finds the machine's counter, times gettimeofday() and
 * extracts bytes of the durations, all at once and in pieces, which gives the same bytes.
 *   cc consumer.c $(pkg-config --cflags --libs libticklab)
 * The bytes are what the rule gives. Nothing here makes them fit for keys.
 */
#include <ticklab/clock.h>
#include <ticklab/commpage_clock_timing.h>
#include <ticklab/extract.h>
#include <ticklab/probe.h>

#include <stdio.h>
#include <string.h>

enum { SAMPLES = 4096, BYTES = SAMPLES / 16 + 2 };

/* Extracts in pieces of 100 durations, as they would come from a device. Returns the bytes. */
static size_t extract_in_pieces(uint8_t *out, const uint64_t *durations)
{
	struct tlx_stream stream;
	size_t made = 0;
	tlx_init(&stream);
	for (size_t at = 0; at < SAMPLES; at += 100) {
		size_t n = SAMPLES - at < 100 ? SAMPLES - at : 100, bytes;
		tlx_update(&stream, out + made, BYTES - made, durations + at, n, &bytes);
		made += bytes;
	}
	tlx_final(&stream);
	return made;
}

int main(void)
{
	static uint64_t start[SAMPLES], elapsed[SAMPLES];
	static uint8_t flags[SAMPLES], whole[BYTES], pieces[BYTES];
	struct tlp_samples samples = {start, elapsed, flags, NULL};
	struct tlp_clock clock;
	if (tlp_clock_open(&clock) != 0) {
		fputs("no counter can be read here\n", stderr);
		return 1;
	}
	tlp_probe_find("gettimeofday")->run(&clock, &samples, SAMPLES);
	struct tlx_yield yield = tlx_extract(whole, BYTES, elapsed, SAMPLES);
	size_t made = extract_in_pieces(pieces, elapsed);
	printf("%s at %.0f Hz: %zu bytes from %d durations; %zu of %zu pairs were equal\n",
	    clock.name, clock.hz, yield.bytes, SAMPLES, yield.equal_pairs, yield.pairs);
	if (made != yield.bytes || memcmp(whole, pieces, made) != 0) {
		fputs("the pieces gave other bytes than the whole\n", stderr);
		return 1;
	}
	return 0;
}
