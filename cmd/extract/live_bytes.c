/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "live_bytes.h"

#include "commpage_clock_timing.h"
#include "err.h"
#include "progress.h"

#include <stdio.h>
#include <stdlib.h>

enum { BATCH = 65536 };

/* Room for samples and for the bytes they can give. */
struct workshop {
	struct tlp_clock clock;
	struct tlp_samples samples;
	size_t capacity;
	uint8_t *bytes;
	size_t bytes_capacity;
};

static void workshop_release(struct workshop *w)
{
	free(w->samples.start);
	free(w->samples.elapsed);
	free(w->samples.flags);
	free(w->bytes);
}

static int workshop_init(struct workshop *w, size_t capacity, size_t bytes_capacity)
{
	*w = (struct workshop){.capacity = capacity, .bytes_capacity = bytes_capacity};
	w->samples.start = calloc(capacity, sizeof *w->samples.start);
	w->samples.elapsed = calloc(capacity, sizeof *w->samples.elapsed);
	w->samples.flags = calloc(capacity, sizeof *w->samples.flags);
	w->bytes = malloc(bytes_capacity);
	if (!w->samples.start || !w->samples.elapsed || !w->samples.flags || !w->bytes)
		return err_error("out of memory for %zu samples", capacity);
	if (tlp_clock_open(&w->clock) != 0)
		return err_error("this system has no clock to time with");
	return 0;
}

/* A batch of `count` samples; at most `most` bytes go to w->bytes. Returns how many. */
static size_t make_bytes(struct workshop *w, size_t count, uint64_t most)
{
	size_t n = most < w->bytes_capacity ? (size_t)most : w->bytes_capacity;
	tlp_probe_find("gettimeofday")->run(&w->clock, &w->samples, count);
	return tls_commpage_clock_timing_reduce(w->bytes, n, w->samples.elapsed, count, w->clock.hz)
	    .output.bytes;
}

static int fill(struct workshop *w, struct byte_sink *sink, uint64_t n, uint64_t give_up)
{
	struct progress progress;
	uint64_t barren = 0; /* samples since the last byte */
	progress_init(&progress, "extract", "bytes", n);
	make_bytes(w, TLS_WARM_UP_CALLS < w->capacity ? TLS_WARM_UP_CALLS : w->capacity, 0);
	while (sink->written < n && barren < give_up) {
		size_t got = make_bytes(w, w->capacity, n - sink->written);
		barren = got ? 0 : barren + w->capacity;
		byte_sink_write(sink, w->bytes, got);
		progress_update(&progress, sink->written);
	}
	progress_finish(&progress);
	if (sink->written < n)
		return err_error("only %llu of %llu bytes: the last %llu samples gave none",
		    (unsigned long long)sink->written, (unsigned long long)n,
		    (unsigned long long)barren);
	return 0;
}

int live_bytes(struct byte_sink *sink, uint64_t n, uint64_t give_up)
{
	struct workshop w;
	size_t batch = give_up < BATCH ? (size_t)give_up : BATCH;
	int status = workshop_init(&w, batch, batch / 16 + 1);
	if (status == 0)
		status = fill(&w, sink, n, give_up);
	workshop_release(&w);
	return status;
}

static int collect(struct workshop *w, struct byte_sink *sink, size_t n)
{
	struct tls_yield y;
	if (tls_commpage_clock_timing_collect(w->bytes, n, &w->clock, &w->samples, w->capacity, &y))
		err_bug("no room for %zu bytes", n);
	byte_sink_write(sink, w->bytes, y.output.bytes);
	fprintf(stderr,
	    "collect(%zu) gave %zu bytes: %zu calls timed, %zu of them rejected; %zu of %zu pairs "
	    "were equal\n",
	    n, y.output.bytes, y.timed, y.rejected, y.output.equal_pairs, y.output.pairs);
	return 0;
}

int live_collect(struct byte_sink *sink, uint64_t n)
{
	struct workshop w;
	int status = workshop_init(&w, tls_commpage_clock_timing_samples((size_t)n), (size_t)n + 1);
	if (status == 0)
		status = collect(&w, sink, (size_t)n);
	workshop_release(&w);
	return status;
}
